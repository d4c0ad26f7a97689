"""PointPillars whole, small, and what PyTorch computes for it.   usage: pointpillars.py   writes pointpillars.onnx and pointpillars.txt beside itself

points → VoxelGenerator → features of pillars (a product, batch normalization, ReLU, the maximum over points) → PillarScatter → convolutions → DecodeBbox3D, with the
nodes as the exporters of the time wrote them: without a domain. Expected: OpenPCDet's definitions of voxels, map, anchors and boxes.
"""

import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "plugins"))
from graph import Graph  # noqa: E402
from recorder import Recorder  # noqa: E402

r = Recorder(__file__, f"PyTorch {torch.__version__}")
rng = np.random.default_rng(5)
f32 = np.float32
normal = lambda *dims, scale=1.0: np.round(rng.normal(size=dims) * scale, 3).astype(f32)
t = lambda a: torch.from_numpy(np.ascontiguousarray(a)).double()

LOW, HIGH, SIZE = np.array([0, -3, -2], f32), np.array([8, 3, 2], f32), np.array([1, 1, 4], f32)
WIDTH, HEIGHT, VOXELS, POINTS, FEATURES = 8, 6, 30, 4, 6
ANCHORS = np.array([[3.9, 1.6, 1.56, 0.0], [3.9, 1.6, 1.56, 1.57], [0.8, 0.6, 1.73, 0.0], [0.8, 0.6, 1.73, 1.57]])
HEIGHTS, OFFSET, LIMIT, THRESHOLD = [-1.78, -0.6], 0.78539, 0.0, 0.85


def pillars_of(points):
    """{(y, x): [points, 10]} in the order of their first points."""
    found = {}
    for p in points:
        place = np.floor((p[:3] - LOW) / SIZE).astype(int)
        if (p[:3] >= LOW).all() and (p[:3] < HIGH).all():
            found.setdefault((place[1], place[0]), []).append(p)
    pillars = {}
    for (y, x), inside in list(found.items())[:VOXELS]:
        inside = np.array(inside[:POINTS], float)
        centre = LOW + (np.array([x, y, 0]) + 0.5) * SIZE
        pillars[y, x] = np.concatenate([inside, inside[:, :3] - inside[:, :3].mean(axis=0), inside[:, :3] - centre], axis=1)
    return pillars


def boxes_of(scores, deltas, directions):
    """Of one frame's maps [H, W, ·]."""
    a, c = len(ANCHORS), len(HEIGHTS)
    xs, ys = torch.linspace(LOW[0], HIGH[0], WIDTH).double(), torch.linspace(LOW[1], HIGH[1], HEIGHT).double()
    size, angle = t(ANCHORS[:, :3]), t(ANCHORS[:, 3])
    z = t(np.repeat(HEIGHTS, a // c)) + size[:, 2] / 2
    best, label = torch.sigmoid(scores.reshape(HEIGHT, WIDTH, a, c)).max(dim=-1)
    d = deltas.reshape(HEIGHT, WIDTH, a, 7)
    diagonal = torch.sqrt(size[:, 0] ** 2 + size[:, 1] ** 2)
    x, y = xs[None, :, None] + d[..., 0] * diagonal, ys[:, None, None] + d[..., 1] * diagonal
    turn = (angle + d[..., 6] - OFFSET) / np.pi + LIMIT
    logits = directions.reshape(HEIGHT, WIDTH, a, 2)
    rotation = angle + d[..., 6] - torch.floor(turn) * np.pi + np.pi * logits.argmax(dim=-1)
    assert (best - THRESHOLD).abs().min() > 1e-4 and (turn - turn.round()).abs().min() > 1e-5 and (logits[..., 0] - logits[..., 1]).abs().min() > 1e-5
    all_boxes = torch.cat([torch.stack([x, y, z + d[..., 2] * size[:, 2]], dim=-1), size * torch.exp(d[..., 3:6]), torch.stack([rotation, label.double(), best], dim=-1)], dim=-1)
    return all_boxes[best > THRESHOLD]


points = np.round(rng.uniform(-0.05, 1.05, (2, 80, 4)), 3)
points[..., :3] = LOW + points[..., :3] * (HIGH - LOW)
points = np.round(points, 3).astype(f32)
counts = np.array([80, 47], np.int32)
weight, scale, shift = normal(10, FEATURES, scale=0.4), 1 + normal(FEATURES, scale=0.1), normal(FEATURES, scale=0.2)
kernels = {name: (normal(out, inputs, k, k, scale=0.3), normal(out, scale=0.2)) for name, out, inputs, k in
           (("body", 8, FEATURES, 3), ("scores", 8, 8, 1), ("deltas", 28, 8, 1), ("directions", 8, 8, 1))}

canvas = torch.zeros(2, FEATURES, HEIGHT, WIDTH).double()
for i in range(2):
    for (y, x), inside in pillars_of(points[i, : counts[i]]).items():
        padded = np.zeros((POINTS, 10))
        padded[: len(inside)] = inside
        canvas[i, :, y, x] = F.relu(t(padded) @ t(weight) * t(scale) + t(shift)).max(dim=0).values
body = F.relu(F.conv2d(canvas, *map(t, kernels["body"]), padding=1))
heads = [F.conv2d(body, *map(t, kernels[name])).permute(0, 2, 3, 1) for name in ("scores", "deltas", "directions")]
boxes, numbers = np.zeros((2, HEIGHT * WIDTH * len(ANCHORS), 9)), np.zeros(2, np.int32)
for i in range(2):
    found = boxes_of(*(head[i] for head in heads)).numpy()
    boxes[i, : len(found)], numbers[i] = found, len(found)

g = Graph()
space = np.concatenate([LOW, HIGH]).tolist()
voxels, coords, found = g.node("VoxelGeneratorPlugin", ["points", "num_points"], 3, max_voxels=VOXELS, max_num_points_per_voxel=POINTS, voxel_feature_num=10, point_cloud_range=space, voxel_size=SIZE.tolist())
x = g.node("Relu", [g.node("Add", [g.node("Mul", [g.node("MatMul", [voxels, g.constant(weight)]), g.constant(scale)]), g.constant(shift)])])
x = g.node("ReduceMax", [x], axes=[2], keepdims=0)
x = g.node("PillarScatterPlugin", [x, coords, found], dense_shape=[HEIGHT, WIDTH])
conv = lambda tensor, name, pad: g.node("Conv", [tensor, *map(g.constant, kernels[name])], kernel_shape=[1 + 2 * pad] * 2, pads=[pad] * 4)
x = g.node("Relu", [conv(x, "body", 1)])
maps = [g.node("Transpose", [conv(x, name, 0)], perm=[0, 2, 3, 1]) for name in ("scores", "deltas", "directions")]
out = g.node("DecodeBbox3DPlugin", maps, 2, point_cloud_range=space, num_dir_bins=2, dir_offset=OFFSET, dir_limit_offset=LIMIT, score_thresh=THRESHOLD, anchor_bottom_height=HEIGHTS,
             anchors=ANCHORS.ravel().tolist())
g.save(r, "pointpillars.onnx", {"points": points, "num_points": counts}, dict(zip(out, [("output_boxes", boxes.astype(f32)), ("num_boxes", numbers)])))
r.write()
print(numbers)

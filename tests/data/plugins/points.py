"""Point clouds: NumPy from the definitions of PointPillars and of OpenPCDet, which made it popular.   usage: points.py   writes points.txt beside itself"""

import numpy as np
from recorder import Recorder, random

r = Recorder(__file__)
f32 = np.float32


# PillarScatterPlugin: the last of several pillars of one cell counts, as where NumPy assigns
def scatter(voxels, coords, counts, h, w):
    n, _, c = voxels.shape
    out = np.zeros((n, c, h, w))
    for i in range(n):
        for p in range(counts[i]):
            _, _, y, x = coords[i, p]
            out[i, :, y, x] = voxels[i, p]
    return out


for i, (n, p, c, h, w, counts) in enumerate((
        (1, 5, 3, 4, 6, [5]), (8, 7, 9, 3, 5, [7, 0, 1, 2, 3, 4, 5, 6]), (2, 11, 64, 8, 4, [11, 6]), (3, 4, 17, 1, 7, [0, 0, 0]), (1, 1, 1, 1, 1, [1]),
        (2, 60, 8, 5, 8, [60, 33]), (2, 9, 20, 4, 4, [9, 8]))):
    g = np.random.default_rng(i)
    voxels = random(i, n, p, c)
    cells = np.stack([g.permutation(max(h * w, p))[:p] % (h * w) for _ in range(n)])  # the sixth has more pillars than cells
    coords = np.stack([np.broadcast_to(np.arange(n)[:, None], (n, p)), np.zeros((n, p), int), cells // w, cells % w], axis=-1).astype(np.int32)
    counts = np.array(counts, dtype=np.int32)
    r.case("PillarScatterPlugin", 1, f"{n}x{p}x{c}to{h}x{w}", {"dense_shape": [h, w]}, {"voxels": voxels, "voxel_coords": coords, "num_pillar": counts},
           {"dense_feature_map": scatter(voxels, coords, counts, h, w)})

# VoxelGeneratorPlugin: voxels in the order of their first points, of which the first ones stay, as OpenPCDet's generator has it
def voxelize(points, counts, low, high, size, most_voxels, most_points):
    n, _, c = points.shape
    low, high, size = (np.array(x, f32) for x in (low, high, size))
    extent = np.round((high.astype(float) - low) / size).astype(int)
    voxels, coords, found = np.zeros((n, most_voxels, most_points, c + 6)), np.zeros((n, most_voxels, 4), np.int32), np.zeros(n, np.int32)
    for i in range(n):
        members = {}
        for point in points[i, : counts[i]].astype(f32):
            place = np.floor((point[:3] - low) / size)
            if (point[:3] >= low).all() and (point[:3] < high).all() and (place < extent).all():
                key = tuple(place.astype(int))
                if key in members or len(members) < most_voxels:
                    members.setdefault(key, []).append(point)
        for v, (key, inside) in enumerate(members.items()):
            inside = np.array(inside[:most_points], float)
            mean, centre = inside[:, :3].mean(axis=0), low + (np.array(key) + 0.5) * size.astype(float)
            voxels[i, v, : len(inside)] = np.concatenate([inside, inside[:, :3] - mean, inside[:, :3] - centre], axis=1)
            coords[i, v] = (i, *key[::-1])
        found[i] = len(members)
    return voxels, coords, found


for i, (n, m, c, low, high, size, v, p, counts) in enumerate((
        (1, 40, 4, (0, -4, -3), (8, 4, 1), (1.6, 1.6, 4), 30, 5, [40]), (8, 9, 4, (-1, -1, -1), (1, 1, 1), (0.5, 0.5, 2), 6, 3, [9, 0, 1, 2, 3, 4, 5, 9]),
        (2, 90, 5, (0, 0, 0), (3, 2, 2), (1, 1, 0.5), 17, 4, [90, 61]), (3, 5, 4, (10, 10, 10), (11, 11, 11), (1, 1, 1), 3, 2, [5, 5, 4]),
        (1, 70, 4, (0, -2, -3), (4, 2, 1), (0.16, 0.16, 4), 70, 1, [70]), (2, 60, 3, (0, 0, -3), (2, 2, 3), (0.7, 0.9, 6), 3, 40, [60, 50]),
        (1, 1, 4, (0, 0, 0), (1, 1, 1), (1, 1, 1), 1, 1, [0]))):
    g = np.random.default_rng(100 + i)
    spread = np.array(high, float) - low
    points = np.round(g.uniform(-0.1, 1.1, (n, m, c)), 3)
    points[..., :3] = np.round(low + points[..., :3] * spread, 3)
    edge = points[:, ::5]  # some lie on the planes between voxels and on the range's own
    edge[..., :3] = np.round(low + np.floor(g.uniform(0, 1.01, edge[..., :3].shape) * spread / size) * size, 3)
    for axis in range(3):
        points[:, (1 + axis) % m, axis] = high[axis]  # the range's end is no part of it
    counts = np.array(counts, dtype=np.int32)
    voxels, coords, found = voxelize(points, counts, low, high, size, v, p)
    r.case("VoxelGeneratorPlugin", 1, f"{n}x{m}x{c}to{v}x{p}",
           {"max_num_points_per_voxel": p, "max_voxels": v, "point_cloud_range": np.array(low + high, float), "voxel_feature_num": c + 6, "voxel_size": np.array(size, float)},
           {"points": points, "num_points": counts}, {"voxels": voxels, "voxel_coords": coords, "num_pillar": found})


# DecodeBbox3DPlugin: OpenPCDet's anchors, residual coder and directions, and what passes the threshold
def decode(scores, deltas, directions, space, anchors, heights, offset, limit, bins, threshold):
    n, h, w, _ = scores.shape
    a, c = len(anchors), len(heights)
    anchors = np.array(anchors, float).reshape(a, 4)
    x = np.linspace(space[0], space[3], w) if w > 1 else np.array([space[0]])
    y = np.linspace(space[1], space[4], h) if h > 1 else np.array([space[1]])
    z = np.repeat(heights, a // c) + anchors[:, 2] / 2
    boxes, counts = np.zeros((n, h * w * a, 9)), np.zeros(n, np.int32)
    for i in range(n):
        for row in range(h):
            for column in range(w):
                for k in range(a):
                    logits = scores[i, row, column].reshape(a, c)[k]
                    score = 1 / (1 + np.exp(-logits.max()))
                    assert abs(score - threshold) > 1e-4
                    if score <= threshold:
                        continue
                    dx, dy, dz, ra = anchors[k]
                    t = deltas[i, row, column].reshape(a, 7)[k]
                    diagonal, period = np.hypot(dx, dy), 2 * np.pi / bins
                    turn = (ra + t[6] - offset) / period + limit
                    assert abs(turn - round(turn)) > 1e-4  # fp32 rounds down to the same number
                    rotation = ra + t[6] - offset - np.floor(turn) * period + offset + period * directions[i, row, column].reshape(a, bins)[k].argmax()
                    boxes[i, counts[i]] = (x[column] + t[0] * diagonal, y[row] + t[1] * diagonal, z[k] + t[2] * dz, dx * np.exp(t[3]), dy * np.exp(t[4]), dz * np.exp(t[5]),
                                           rotation, logits.argmax(), score)
                    counts[i] += 1
    return boxes, counts


car, walker, cyclist = [3.9, 1.6, 1.56], [0.8, 0.6, 1.73], [1.76, 0.6, 1.73]
for i, (n, h, w, sizes, heights, offset, limit, bins, threshold) in enumerate((
        (1, 3, 4, [car, walker, cyclist], [-1.78, -0.6, -0.6], 0.78539, 0.0, 2, 0.4), (8, 2, 3, [car], [-1.0], 0.78539, 0.5, 2, 0.61), (2, 5, 7, [walker, car], [-0.6, -1.5], 0.1, 0.0, 3, 0.3),
        (1, 1, 1, [cyclist], [0.25], 0.3, 1.0, 1, 0.01), (3, 2, 2, [car, walker], [-1.0, 2.0], 0.78539, 0.0, 2, 0.999), (2, 1, 5, [car], [-1.78], -0.5, 0.25, 4, 0.5),
        (1, 9, 20, [car, walker, cyclist], [-1.78, -0.6, -0.6], 0.78539, 0.0, 2, 0.57))):
    g = np.random.default_rng(200 + i)
    anchors = [size + [angle] for size in sizes for angle in (0.0, 1.57)]
    a, c = len(anchors), len(heights)
    # Multiples that fp16 holds; the largest logits of an anchor differ
    scores, deltas, directions = (np.round(g.normal(size=(n, h, w, k)) * unit) / 64 for k, unit in ((a * c, 96), (a * 7, 40), (a * bins, 64)))
    scores.reshape(-1, c)[:] += np.arange(c) / 256
    directions.reshape(-1, bins)[:] += np.arange(bins) / 256
    space = (0, -39.68, -3, 69.12, 39.68, 1)
    boxes, counts = decode(scores, deltas, directions, space, anchors, heights, offset, limit, bins, threshold)
    r.case("DecodeBbox3DPlugin", 1, f"{n}x{h}x{w}x{a}",
           {"point_cloud_range": np.array(space, float), "anchors": np.array(anchors), "anchor_bottom_height": heights, "dir_offset": offset, "dir_limit_offset": limit, "num_dir_bins": bins,
            "score_thresh": threshold}, {"cls_preds": scores, "box_preds": deltas, "dir_cls_preds": directions}, {"output_boxes": boxes, "num_boxes": counts})

r.write()

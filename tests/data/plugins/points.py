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
    counts = np.array(counts, dtype=np.int32)
    voxels, coords, found = voxelize(points, counts, low, high, size, v, p)
    r.case("VoxelGeneratorPlugin", 1, f"{n}x{m}x{c}to{v}x{p}",
           {"max_num_points_per_voxel": p, "max_voxels": v, "point_cloud_range": np.array(low + high, float), "voxel_feature_num": c + 6, "voxel_size": np.array(size, float)},
           {"points": points, "num_points": counts}, {"voxels": voxels, "voxel_coords": coords, "num_pillar": found})

r.write()

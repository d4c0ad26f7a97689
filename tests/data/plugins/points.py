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
r.write()

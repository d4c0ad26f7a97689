"""Plugins that move or clip elements: NumPy.   usage: shapes.py   writes shapes.txt beside itself"""

import numpy as np
from recorder import Recorder, random

r = Recorder(__file__)

# Clip_TRT
for i, (dims, low, high) in enumerate((((1, 3, 5), -0.5, 0.75), ((8, 4, 3, 3), 0.0, 1.0), ((2, 7), -1.0, -0.25), ((3, 1), 0.5, 0.5), ((1, 17, 9, 1), -10.0, 10.0))):
    x = random(i, *dims)
    r.case("Clip_TRT", 1, "x".join(map(str, dims)), {"clipMin": low, "clipMax": high}, {"x": x}, {"y": np.clip(x, low, high)})
r.case("Clip_TRT", 1, "defaults", {}, {"x": random(9, 2, 5)}, {"y": np.clip(random(9, 2, 5), 0, 1)})

# Split
for i, (dims, axis, fields) in enumerate((
        ((1, 4, 3), 1, {"axis": 1, "output_lengths": [1, 3]}), ((8, 6, 5), 2, {"axis": -1, "output_lengths": [2, 2, 1]}),
        ((3, 9, 2, 2), 1, {"axis": 1, "noutput": 3}), ((5, 7), 0, {"axis": 0, "output_lengths": [4, 1], "noutput": 2}),
        ((2, 3, 7, 5), 2, {"axis": 2, "output_lengths": [1, 0, 6]}), ((1, 12), 1, {"axis": -1, "noutput": 4}))):
    x = random(20 + i, *dims)
    cuts = np.cumsum(fields["output_lengths"])[:-1] if "output_lengths" in fields else fields["noutput"]
    parts = np.split(x, cuts, axis=axis)
    r.case("Split", 1, f"{'x'.join(map(str, dims))}axis{axis}", fields, {"x": x}, {f"y{k}": part for k, part in enumerate(parts)})

# SpecialSlice_TRT
for i, (n, k) in enumerate(((1, 1), (1, 100), (8, 7), (3, 13), (2, 0))):
    x = random(40 + i, n, k, 6)
    r.case("SpecialSlice_TRT", 1, f"{n}x{k}", {}, {"detections": x}, {"boxes": x[..., :4]})

# BatchTilePlugin_TRT
for i, (n, dims) in enumerate(((1, (3, 2, 2)), (8, (1, 5, 3)), (2, (7, 1, 1)), (5, (2, 3, 9)), (3, (4, 4, 4)))):
    like, tile = random(60 + i, n, 2, 2, 2), random(70 + i, 1, *dims)
    y = np.repeat(tile, n, axis=0)
    r.case("BatchTilePlugin_TRT", 1, f"{n}explicit", {}, {"like": like, "tile": tile}, {"y": y}, batch="explicit")
    batched = np.repeat(tile[None], n, axis=0) + np.arange(n).reshape(n, 1, 1, 1, 1)  # only the first counts
    r.case("BatchTilePlugin_TRT", 1, f"{n}implicit", {}, {"like": like, "tile": batched}, {"y": y}, batch="implicit")

# CoordConvAC
for i, (n, c, h, w) in enumerate(((1, 3, 5, 5), (8, 2, 3, 7), (2, 1, 1, 4), (1, 4, 9, 1), (3, 5, 6, 2))):
    x = random(80 + i, n, c, h, w)
    ys = np.broadcast_to(np.linspace(-1, 1, h).reshape(1, 1, h, 1), (n, 1, h, w))
    xs = np.broadcast_to(np.linspace(-1, 1, w).reshape(1, 1, 1, w), (n, 1, h, w))
    r.case("CoordConvAC", 1, f"{n}x{c}x{h}x{w}", {}, {"x": x}, {"y": np.concatenate([x, ys, xs], axis=1)})


# Reorg_TRT, after the definition of the public documentation: elements as [C/s², H·s, W·s], every s-th of them
def reorg(x, s):
    n, c, h, w = x.shape
    u = x.reshape(n, c // s**2, h, s, w, s)  # row j·s + a, column i·s + b
    return u.transpose(0, 3, 5, 1, 2, 4).reshape(n, c * s**2, h // s, w // s)


assert reorg(np.arange(288).reshape(2, 4, 6, 6), 2)[1, 15].tolist() == [[259, 261, 263], [277, 279, 281], [283, 285, 287]]
for i, (n, c, h, w, s) in enumerate(((1, 4, 6, 6, 2), (8, 8, 2, 4, 2), (2, 9, 3, 6, 3), (3, 3, 5, 7, 1), (1, 16, 8, 4, 4))):
    x = random(90 + i, n, c, h, w)
    r.case("Reorg_TRT", 1, f"{n}x{c}x{h}x{w}by{s}", {"stride": s}, {"x": x}, {"y": reorg(x, s)})

# ResizeNearest_TRT
for i, (n, c, h, w, s) in enumerate(((1, 3, 4, 5, 2.0), (8, 1, 3, 2, 1.5), (2, 2, 7, 9, 0.5), (1, 5, 3, 3, 3.0), (3, 2, 5, 1, 2.25))):
    x = random(100 + i, n, c, h, w)
    rows = np.minimum((np.arange(int(h * s)) / s).astype(int), h - 1)
    columns = np.minimum((np.arange(int(w * s)) / s).astype(int), w - 1)
    r.case("ResizeNearest_TRT", 1, f"{n}x{c}x{h}x{w}by{s}", {"scale": s}, {"x": x}, {"y": x[:, :, rows][:, :, :, columns]})

# FlattenConcat_TRT
for i, (n, axis, shapes) in enumerate(((1, 1, [(2, 2, 2), (3, 2, 2)]), (8, 1, [(1, 3, 3), (2, 1, 1), (5, 2, 1)]), (2, 2, [(4, 1, 3)]), (3, 3, [(1, 5, 1), (7, 1, 1)]),
                                       (1, 1, [(6, 1, 1), (1, 1, 1), (2, 3, 4), (3, 3, 1)]))):
    xs = [random(110 + 10 * i + k, n, *dims) for k, dims in enumerate(shapes)]
    flat = np.concatenate([x.reshape(n, -1) for x in xs], axis=1)
    dims = [n, 1, 1, 1]
    dims[axis] = flat.shape[1]
    r.case("FlattenConcat_TRT", 1, f"case{i}", {"axis": axis, "ignoreBatch": 0}, {f"x{k}": x for k, x in enumerate(xs)}, {"y": flat.reshape(dims)})


# ScatterND
def scatter(data, indices, updates):
    out = data.copy()
    for at in np.ndindex(indices.shape[:-1]):
        out[tuple(indices[at])] = updates[at]
    return out


for version in (1, 2):
    for i, (dims, indices) in enumerate((((8,), [[4], [3], [1], [7]]), ((4, 4, 4), [[0], [2]]), ((3, 5), [[0, 1], [2, 4], [1, 0]]), ((1, 7, 3), [[[0, -1], [0, 2]]]),
                                         ((8, 3, 2, 5), [[7, 0], [0, 2], [3, 1]]), ((2, 3), np.zeros((0, 2), int)))):
        data, indices = random(200 + i, *dims), np.array(indices, dtype=np.int32)
        updates = random(210 + i, *indices.shape[:-1], *dims[indices.shape[-1]:])
        r.case("ScatterND", version, f"case{i}", {}, {"data": data, "indices": indices, "updates": updates}, {"output": scatter(data, indices, updates)})

# DebugPrint, Assert: identities
for i, dims in enumerate(((1, 3), (8, 2, 5), (2, 1, 7, 3), (1,), (3, 0, 2))):
    x = random(300 + i, *dims)
    r.case("DebugPrint", 1, f"case{i}", {"label": "x", "file": "/dev/null"}, {"x": x}, {"y": x})
    r.case("Assert", 1, f"case{i}", {"min": -10.0, "max": 10.0, "message": "wrong"}, {"x": x}, {"y": x})
r.write()

"""Faster R-CNN's proposals, NumPy from the definition of the authors' implementation, and torchvision's roi_pool.

usage: faster_rcnn.py   writes faster_rcnn.txt beside itself
"""

import numpy as np
import torch
import torchvision
from recorder import Int8, Recorder, random

r = Recorder(__file__, f"torchvision {torchvision.__version__} and NumPy {np.__version__}")


def anchors_of(base, ratios, scales):
    """x1, y1, x2, y2, the last pixel included: ratios of the base with rounded extents, then scales of those."""
    centre, found = (base - 1) / 2, []
    for ratio in ratios:
        w = np.round(np.sqrt(base * base / ratio))
        h = np.round(w * ratio)
        for scale in scales:
            found.append((centre - (w * scale - 1) / 2, centre - (h * scale - 1) / 2, centre + (w * scale - 1) / 2, centre + (h * scale - 1) / 2))
    return np.array(found)


# As the authors' comment has them, where pixels count from 1
published = [(-83, -39, 100, 56), (-175, -87, 192, 104), (-359, -183, 376, 200), (-55, -55, 72, 72), (-119, -119, 136, 136), (-247, -247, 264, 264), (-35, -79, 52, 96),
             (-79, -167, 96, 184), (-167, -343, 184, 360)]
assert (anchors_of(16, [0.5, 1, 2], [8, 16, 32]) == np.array(published) - 1).all()


def decoded(anchors, t):
    w, h = anchors[..., 2] - anchors[..., 0] + 1, anchors[..., 3] - anchors[..., 1] + 1
    cx, cy = anchors[..., 0] + 0.5 * w + t[..., 0] * w, anchors[..., 1] + 0.5 * h + t[..., 1] * h
    w, h = np.exp(t[..., 2]) * w, np.exp(t[..., 3]) * h
    return np.stack([cx - 0.5 * w, cy - 0.5 * h, cx + 0.5 * w, cy + 0.5 * h], axis=-1)


def kept_of(boxes, scores, threshold, most):
    """Indices by falling score; a box includes its last pixels."""
    kept = []
    area = (boxes[:, 2] - boxes[:, 0] + 1) * (boxes[:, 3] - boxes[:, 1] + 1)
    for i in np.argsort(-scores, kind="stable"):
        w = np.maximum(np.minimum(boxes[i, 2], boxes[kept, 2]) - np.maximum(boxes[i, 0], boxes[kept, 0]) + 1, 0)
        h = np.maximum(np.minimum(boxes[i, 3], boxes[kept, 3]) - np.maximum(boxes[i, 1], boxes[kept, 1]) + 1, 0)
        overlaps = w * h / (area[i] + area[kept] - w * h)
        assert (np.abs(overlaps - threshold) > 1e-5).all()
        if len(kept) < most and (overlaps <= threshold).all():
            kept.append(i)
    return kept


def proposals(scores, deltas, info, stride, anchors, threshold, pre, post, least):
    """Of one image: scores [2 A, H, W], deltas [4 A, H, W] → [post, 4]."""
    a = len(anchors)
    h, w = scores.shape[1:]
    shifts = np.stack([np.broadcast_to(np.arange(w), (h, w)), np.broadcast_to(np.arange(h)[:, None], (h, w))] * 2, axis=-1) * stride
    boxes = decoded(shifts[:, :, None] + anchors, deltas.reshape(a, 4, h, w).transpose(2, 3, 0, 1)).reshape(-1, 4)
    boxes = np.clip(boxes, 0, np.array([info[1], info[0]] * 2) - 1)
    flat = scores[a:].transpose(1, 2, 0).reshape(-1)
    extents = boxes[:, 2:] - boxes[:, :2] + 1
    assert (np.abs(extents - least * info[2]) > 1e-4).all()
    index = np.nonzero((extents >= least * info[2]).all(axis=1))[0]
    index = index[np.argsort(-flat[index], kind="stable")][:pre]
    found = np.zeros((post, 4))
    kept = boxes[index][kept_of(boxes[index], flat[index], threshold, post)]
    found[: len(kept)] = kept
    return found


for i, (n, ratios, scales, h, w, stride, c, pool_h, pool_w, pre, post, threshold, least, scale, int8) in enumerate((
        (1, [0.5, 1, 2], [1, 2], 6, 7, 16, 3, 7, 7, 200, 12, 0.7, 16, 1.0, False), (8, [1], [2], 3, 2, 16, 2, 3, 2, 6, 4, 0.5, 5, 1.6, False),
        (2, [0.75, 1.5], [0.5, 1.5, 3], 5, 9, 8, 5, 2, 5, 40, 9, 0.3, 9.3, 1.25, False), (1, [1], [1], 2, 3, 16, 4, 7, 7, 6, 3, 0.7, 1000, 1.0, False),
        (3, [0.25], [4], 1, 9, 7, 1, 1, 1, 3, 5, 0.6, 1.3, 0.7, False), (1, [0.5, 1, 2], [2, 4, 8], 7, 10, 4, 2, 6, 6, 300, 20, 0.7, 4.1, 1.0, False),
        (2, [0.5, 1], [1, 2], 4, 5, 16, 3, 3, 4, 30, 6, 0.7, 7, 1.1, True))):
    g = np.random.default_rng(300 + i)
    a = len(ratios) * len(scales)
    info = np.stack([np.array([h * stride - 3 * (k % 2), w * stride - 5 * (k % 3), scale]) for k in range(n)]).astype(np.float32)
    # What fp16 holds exactly; scores of an image differ
    scores = np.stack([(1 + g.permutation(2046)[: 2 * a * h * w]) / 2048 for _ in range(n)]).reshape(n, 2 * a, h, w)
    deltas = np.round(g.normal(size=(n, 4 * a, h, w)) * 64) / 256
    features = random(310 + i, n, c, h, w)
    features = Int8(features, 0.021) if int8 else features
    rois = np.stack([proposals(scores[k], deltas[k], info[k].astype(float), stride, anchors_of(stride, ratios, scales), threshold, pre, post, least) for k in range(n)])
    halves = np.abs(rois / stride % 1 - 0.5)
    assert ((halves == 0) | (halves > 1e-4)).all()  # fp32 rounds to the same cell; where the image ends it may be a half
    boxes = torch.from_numpy(np.concatenate([np.repeat(np.arange(n), post)[:, None], rois.reshape(-1, 4)], axis=1)).float()
    maps = torch.from_numpy(features.values if int8 else features).float()
    pooled = torchvision.ops.roi_pool(maps, boxes, (pool_h, pool_w), 1 / stride).numpy().reshape(n, post, c, pool_h, pool_w)
    r.case("RPROI_TRT", 1, f"{n}x{a}x{h}x{w}", {"poolingH": pool_h, "poolingW": pool_w, "featureStride": stride, "preNmsTop": pre, "nmsMaxOut": post,
                                               "anchorsRatioCount": len(ratios), "anchorsScaleCount": len(scales), "iouThreshold": threshold, "minBoxSize": float(least),
                                               "spatialScale": 1.0 / stride, "anchorsRatios": np.array(ratios, float), "anchorsScales": np.array(scales, float)},
           {"scores": scores, "deltas": deltas, "fmap": features, "iinfo": info}, {"rois": rois[:, None], "pfmap": Int8(pooled, 0.023) if int8 else pooled})
    print(f"case {i}: {(rois.any(axis=-1)).sum(axis=-1).tolist()} boxes")
r.write()

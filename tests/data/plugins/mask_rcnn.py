"""Mask R-CNN's plugins: torchvision's nms and roi_align, NumPy from the definitions.   usage: mask_rcnn.py   writes mask_rcnn.txt beside itself

Boxes, scores and deltas lie on grids that fp16 holds exactly; scores of an image differ, and no two boxes overlap by nearly the threshold, so that fp32,
fp16 and other orders of operations keep the same boxes.
"""

import numpy as np
import torch
import torchvision
from recorder import Recorder, random

r = Recorder(__file__, f"torchvision {torchvision.__version__} and NumPy {np.__version__}")
f32 = np.float32
LEVELS = range(5)


def scores_of(rng, n, count):
    """Different multiples of 1/2048 in (0, 1) for each image."""
    assert count < 2047
    return np.stack([(1 + rng.permutation(2046)[:count]) / 2048 for _ in range(n)]).astype(f32)


def deltas_of(rng, *dims):
    return (np.round(rng.normal(size=dims) * 64) / 64).astype(f32)


def suppressed(boxes, scores, threshold):
    """Indices of kept boxes by falling score; torchvision's. Boxes are y1, x1, y2, x2."""
    iou = torchvision.ops.box_iou(torch.from_numpy(boxes), torch.from_numpy(boxes)).numpy()
    assert not (np.abs(iou - threshold) < 2e-6).any(), "choose another seed"
    return torchvision.ops.nms(torch.from_numpy(boxes), torch.from_numpy(scores), threshold).numpy()


def best(scores, most):
    return np.argsort(-scores, kind="stable")[:most]


def refined(boxes, deltas, scale, stretch, most, edge, bottom, right):
    """boxes [..., 4] moved and stretched by (dy, dx, dh, dw), then clipped, in fp64."""
    b, d = boxes.astype(np.float64), deltas.astype(np.float64)
    size = b[..., 2:] - b[..., :2] + edge
    centre = b[..., :2] + size / 2 + d[..., :2] * scale * size
    new = size * np.exp(np.minimum(d[..., 2:] * stretch, most))
    corner = centre - new / 2
    return np.clip(np.concatenate([corner, corner + new - edge], axis=-1), 0, [bottom, right, bottom, right]).astype(f32)


def keras(boxes, deltas):
    return refined(boxes, deltas, 0.1, 0.2, np.inf, 0, 1, 1)


def padded(rows, count, empty):
    out = np.tile(np.array(empty, f32), (count, 1))
    out[: len(rows)] = np.array(rows, f32).reshape(-1, len(empty))
    return out


# ProposalLayer_TRT: the anchors of Mask R-CNN in Keras
def keras_anchors(height, width):
    out = []
    for level in LEVELS:
        stride, size = 4 << level, 32 << level
        for y in range(0, height, stride):
            for x in range(0, width, stride):
                for ratio in (0.5, 1.0, 2.0):
                    h, w = size / np.sqrt(ratio), size * np.sqrt(ratio)
                    out.append([y - h / 2, x - w / 2, y + h / 2 - 1, x + w / 2 - 1])
    return np.array(out) / (np.array([height, width, height, width]) - 1)


for name, n, h, w, pre, keep, iou, low in (
        ("one", 1, 64, 64, 400, 60, 0.7, 0), ("eight", 8, 16, 16, 30, 12, 0.5, 0), ("wide", 1, 16, 64, 100, 40, 0.6, 0), ("odd", 3, 33, 21, 50, 7, 0.7, 0),
        ("few", 1, 8, 8, 1000, 50, 0.3, 0), ("tall", 2, 40, 4, 11, 11, 0.9, 0), ("none", 2, 12, 12, 20, 4, 0.7, 2)):
    g = np.random.default_rng(h * 7 + w)
    anchors = keras_anchors(h, w)
    foreground = scores_of(g, n, len(anchors)) - f32(low)
    deltas = deltas_of(g, n, len(anchors), 4)
    rows = []
    for i in range(n):
        boxes = keras(anchors, deltas[i])
        index = best(foreground[i], pre)
        index = index[foreground[i][index] >= 0]
        kept = index[suppressed(boxes[index], foreground[i][index], iou)][:keep]
        rows.append(padded(boxes[kept], keep, [0] * 4))
    r.case("ProposalLayer_TRT", 1, name, {"prenms_topk": pre, "keep_topk": keep, "iou_threshold": iou, "image_size": [3, h, w]},
           {"object_score": np.stack([1 - foreground, foreground], axis=-1)[..., None], "object_delta": deltas[..., None]}, {"proposals": np.stack(rows)})


# Pooling from a pyramid
def lines(begin, bin_size, offset, bins, samples, extent):
    """Samples of each bin as rows of weights over the map's rows or columns, their mean: [bins, extent]."""
    out = np.zeros((bins, extent))
    for b in range(bins):
        for s in range(samples):
            at = min(max(begin + bin_size * (b + (s + offset) / samples), 0), extent - 1)
            low = int(at)
            out[b, low] += (1 - (at - low)) / samples
            out[b, min(low + 1, extent - 1)] += (at - low) / samples
    return out


def pooled_by(image, y, x, size, offset):
    """image [C, H, W]; y and x are (begin, size of a bin, samples)."""
    _, h, w = image.shape
    return np.einsum("ih,chw,jw->cij", lines(y[0], y[1], offset, size, y[2], h), image, lines(x[0], x[1], offset, size, x[2], w))


def region_of(roi, image_size, absolute, swap):
    y1, x1, y2, x2 = roi if swap else roi[[1, 0, 3, 2]]
    scale = np.array(image_size if absolute else (1, 1))
    corners = np.sort(np.array([[y1, x1], [y2, x2]], np.float64), axis=0)
    return np.clip(corners, 0, scale) / scale


def along(begin, end, extent, size, transform, ratio):
    if transform == -1:
        at, bin_size = begin * (extent - 1), (end - begin) * (extent - 1) / (size - 1) if size > 1 else 0.0
        if size == 1:
            at = (begin + end) / 2 * (extent - 1)
        return at, bin_size, ratio or max(1, int(np.ceil((end - begin) * (extent - 1) / size)))
    shift = 0.5 if transform == 2 else 0
    bin_size = (end - begin) * extent / size
    return begin * extent - shift, bin_size, ratio or max(1, int(np.ceil(bin_size)))


def apart(numbers, steps):
    """None of the numbers lies so close to a step that rounding chooses the side."""
    assert np.abs(np.asarray(numbers, np.float64) - steps).min() > 1e-4, "choose another seed"


def pyramid_roi_align(roi, maps, size, image_size, fpn_scale, absolute, swap, plus_one, transform, ratio):
    (y1, x1), (y2, x2) = region_of(roi, image_size, absolute, swap)
    height, width = image_size
    root = np.sqrt((y2 - y1 + plus_one / height) * (x2 - x1 + plus_one / width) * height * width)
    apart(root, np.array([0.5, 1, 2]) * fpn_scale)
    level = int(root > fpn_scale / 2) + int(root > fpn_scale) + int(root > 2 * fpn_scale)
    _, h, w = maps[level].shape
    y, x = along(y1, y2, h, size, transform, ratio), along(x1, x2, w, size, transform, ratio)
    if not ratio:
        for bin_size, begin, end in ((y[1], y1, y2), (x[1], x1, x2)):
            if (begin, end) != (0, 1):  # the whole image is exact
                apart(bin_size, np.arange(1, 40))
    return level, pooled_by(maps[level], y, x, size, 0.5 if transform > 0 else 0.0)


def rois_of(g, n, count, height, width, grid):
    """y1, x1, y2, x2 on a grid, of all sizes; some reach over the border."""
    size = np.exp2(g.uniform(-4, 0.2, (n, count, 2)))
    low = g.uniform(-0.1, 1 - np.minimum(size, 0.95))
    both = np.concatenate([low, low + size], axis=-1) * np.array([height, width, height, width])
    return (np.round(both / grid) * grid + grid * np.array([0.25, 0.25, 0.5, 0.5])).astype(f32)


case = 0
for name, n, c, regions, size, image_size, sizes, fields in (
        ("detectron", 1, 3, 12, 7, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {"fpn_scale": 24}),
        ("eight", 8, 2, 5, 2, (64, 32), ((16, 8), (8, 4), (4, 2), (2, 1)), {"fpn_scale": 20, "sampling_ratio": 2}),
        ("benchmark", 2, 2, 9, 3, (96, 96), ((24, 24), (12, 12), (6, 6), (3, 3)), {"fpn_scale": 30, "sampling_ratio": 2, "roi_coords_transform": 1, "roi_coords_plusone": 1}),
        ("odd", 3, 5, 7, 5, (61, 45), ((15, 11), (7, 5), (3, 3), (2, 1)), {"fpn_scale": 17, "sampling_ratio": 3, "roi_coords_swap": 1}),
        ("noShift", 1, 1, 10, 4, (64, 64), ((17, 13), (9, 5), (4, 4), (1, 1)), {"fpn_scale": 24, "roi_coords_transform": 0, "sampling_ratio": 2}),
        ("noShiftAdaptive", 1, 2, 8, 3, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {"fpn_scale": 24, "roi_coords_transform": 0, "roi_coords_plusone": 1}),
        ("relative", 2, 3, 6, 3, (64, 48), ((16, 12), (8, 6), (4, 3), (2, 2)), {"fpn_scale": 21, "roi_coords_absolute": 0, "sampling_ratio": 1}),
        ("corners", 1, 2, 8, 6, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {"fpn_scale": 19, "roi_coords_transform": -1, "sampling_ratio": 1, "roi_coords_swap": 1}),
        ("cornersAdaptive", 2, 1, 7, 4, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {"fpn_scale": 24, "roi_coords_transform": -1}),
        ("keras", 2, 3, 9, 7, (1024, 1024), ((20, 20), (10, 10), (5, 5), (3, 3)), {"legacy": 1}),
        ("kerasOneBin", 1, 2, 6, 1, (1024, 1024), ((9, 12), (6, 5), (5, 4), (3, 3)), {"legacy": 1}),
        ("none", 2, 3, 0, 2, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {}),
        ("empty", 1, 2, 4, 3, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2)), {"fpn_scale": 24}),
        ("wide", 1, 2, 9, 7, (64, 256), ((16, 64), (8, 32), (4, 16), (2, 8)), {"fpn_scale": 40})):
    case += 1
    g = np.random.default_rng(900 + case)
    maps = [random(1000 + 10 * case + k, n, c, *hw) for k, hw in enumerate(sizes)]
    legacy, absolute = fields.get("legacy", 0), fields.get("roi_coords_absolute", 1)
    relative = legacy or not absolute
    rois = rois_of(g, n, regions, *((1, 1) if relative else image_size), 1 / 256 if relative else 2.0 ** np.ceil(np.log2(max(image_size))) / 512)
    if name == "empty":
        rois[0, :2, 2:] = rois[0, :2, :2]  # no area
        rois[0, 2:] = rois[0, 2:, [2, 3, 0, 1]].T  # corners the other way round
    swap = legacy or fields.get("roi_coords_swap", 0)
    given = rois if swap else rois[..., [1, 0, 3, 2]]
    transform, ratio = (-1, 1) if legacy else (fields.get("roi_coords_transform", 2), fields.get("sampling_ratio", 0))
    scale = 224 / np.sqrt(2) if legacy else fields.get("fpn_scale", 224)
    out = np.zeros((n, regions, c, size, size))
    levels = []
    for i in range(n):
        for k in range(regions):
            level, out[i, k] = pyramid_roi_align(given[i, k], [m[i] for m in maps], size, image_size, scale, not relative, swap, fields.get("roi_coords_plusone", 0), transform, ratio)
            levels.append(level)
            exact = not relative and all(hw[0] * (4 << l) == image_size[0] and hw[1] * (4 << l) == image_size[1] for l, hw in enumerate(sizes))
            if transform == 2 and exact and name != "empty":  # torchvision's, of the same level
                y1, x1, y2, x2 = np.clip(rois[i, k], 0, np.array(image_size * 2))
                peer = torchvision.ops.roi_align(torch.from_numpy(maps[level][i:i + 1]), torch.tensor([[0, x1, y1, x2, y2]], dtype=torch.float64), (size, size), 0.25 / (1 << level), ratio or -1, aligned=True)
                assert np.abs(peer.numpy()[0] - out[i, k]).max() < 1e-5, name
    print(name, "levels", np.bincount(levels, minlength=4) if levels else "")
    tensors = {"rois": given} | {f"feature_map_{k}": m for k, m in enumerate(maps)}
    r.case("PyramidROIAlign_TRT", 1, name, {"pooled_size": size} | ({} if legacy else {"image_size": list(image_size)}) | fields, tensors, {"pooled": out})


# DetectionLayer_TRT
def detections(scores, boxes, first, threshold, iou, keep):
    """scores [R, classes], boxes [R, classes, 4] → rows y1, x1, y2, x2, class, score."""
    label = first + scores[:, first:].argmax(axis=1)
    most = scores[np.arange(len(scores)), label]
    found = []
    for c in range(1, scores.shape[1]):
        index = np.nonzero((label == c) & (most >= f32(threshold)))[0]
        if len(index):
            for k in index[suppressed(boxes[index, c], most[index], iou)]:
                found.append([*boxes[k, c], c, most[k]])
    found.sort(key=lambda row: -row[5])
    return padded(found[:keep], keep, [0, 0, 0, 0, -1, 0])


def unit_boxes(g, n, count, size=0.4):
    low = np.floor(g.uniform(0, 1 - size, (n, count, 2)) * 256) / 256
    return np.concatenate([low, low + np.floor(g.uniform(0.1, size, (n, count, 2)) * 256) / 256], axis=-1).astype(f32)


DETECTIONS = (("one", 1, 60, 5, 0.3, 0.3, 30), ("eight", 8, 17, 4, 0.2, 0.5, 9), ("odd", 3, 31, 3, 0.5, 0.4, 50), ("none", 2, 9, 3, 0.99999, 0.5, 4),
              ("many", 1, 400, 2, 0.1, 0.5, 100), ("background", 2, 12, 1, 0.1, 0.5, 3), ("few", 1, 1, 7, 0.0, 0.5, 3), ("all", 2, 40, 6, 0.0, 0.9, 40))
for name, n, count, classes, threshold, iou, keep in DETECTIONS:
    g = np.random.default_rng(300 + count)
    scores = scores_of(g, n, count * classes).reshape(n, count, classes)
    deltas, rois = deltas_of(g, n, count, classes, 4), unit_boxes(g, n, count)
    out = [detections(scores[i], keras(rois[i][:, None], deltas[i]), 0, threshold, iou, keep) for i in range(n)]
    r.case("DetectionLayer_TRT", 1, name, {"num_classes": classes, "keep_topk": keep, "score_threshold": threshold, "iou_threshold": iou},
           {"delta_bbox": deltas.reshape(n, count, -1, 1, 1), "score": scores[..., None, None], "roi": rois}, {"detections": np.stack(out)}, tolerance=(1e-4, 1e-2))


# MultilevelProposeROI_TRT: the anchors of Mask R-CNN in TensorFlow's models, by levels
LARGEST = np.log(1000 / 16)


def tensorflow(boxes, deltas, scale, stretch, height, width):
    return refined(boxes, deltas, scale, stretch, LARGEST, 1, height - 1, width - 1)


def tensorflow_anchors(height, width, level):
    stride, size, out = 4 << level, 32 << level, []
    for y in range(stride // 2, height, stride):
        for x in range(stride // 2, width, stride):
            for w, h in ((1.0, 1.0), (1.4, 0.7), (0.7, 1.4)):
                out.append([y - size * h / 2, x - size * w / 2, y + size * h / 2, x + size * w / 2])
    return np.array(out).reshape(-1, 4)


for name, n, h, w, pre, keep, fg, iou in (
        ("one", 1, 64, 64, 200, 60, 0.0, 0.7), ("eight", 8, 33, 33, 20, 9, 0.25, 0.5), ("wide", 1, 40, 72, 60, 40, 0.1, 0.6), ("odd", 3, 37, 45, 30, 5, 0.3, 0.7),
        ("few", 1, 33, 33, 500, 200, 0.5, 0.3), ("tall", 2, 70, 33, 7, 30, 0.0, 0.9), ("none", 2, 34, 34, 20, 4, 0.99999, 0.7), ("noLevel", 1, 24, 36, 25, 12, 0.2, 0.5)):
    g = np.random.default_rng(h * 11 + w)
    anchors = [tensorflow_anchors(h, w, level) for level in LEVELS]
    bounds = np.cumsum([0] + [len(a) for a in anchors])
    scores = scores_of(g, n, bounds[-1])
    deltas = deltas_of(g, n, bounds[-1], 4)
    if name == "wide":  # far away, and larger than a box may become: its border is in the image
        deltas[:, ::7] = [-31, 0, 5, 0]
        deltas[:, 3::7] = [0, -31, 0, 6]
    rows = []
    for i in range(n):
        found = []
        for level in LEVELS:
            boxes = tensorflow(anchors[level], deltas[i, bounds[level]:bounds[level + 1]], 1, 1, h, w)
            score = scores[i, bounds[level]:bounds[level + 1]]
            index = best(score, pre)
            index = index[score[index] >= f32(fg)]
            kept = index[suppressed(boxes[index], score[index], iou)][:keep] if len(index) else index
            found += [(score[k], boxes[k]) for k in kept]
        found.sort(key=lambda one: -one[0])
        rows.append(padded([box for _, box in found[:keep]], keep, [0] * 4))
    tensors = {}
    for level in LEVELS:
        part = slice(bounds[level], bounds[level + 1])
        tensors |= {f"delta_p{level + 2}": deltas[:, part, :, None], f"score_p{level + 2}": scores[:, part, None, None]}
    r.case("MultilevelProposeROI_TRT", 1, name, {"prenms_topk": pre, "keep_topk": keep, "fg_threshold": fg, "iou_threshold": iou, "image_size": [3, h, w]}, tensors, {"proposals": np.stack(rows)})

# Equal scores of all levels: the finer level's come first, and of a level the lower index
anchors = [tensorflow_anchors(33, 33, level) for level in LEVELS]
rows = []
for level in LEVELS:
    boxes = tensorflow(anchors[level], np.zeros((len(anchors[level]), 4)), 1, 1, 33, 33)
    kept = list(boxes[suppressed(boxes, np.full(len(boxes), 0.5, f32), 0.13)][:12])
    assert level > 0 or len(kept) < 10
    rows += kept
tensors = {}
for level in LEVELS:
    tensors |= {f"delta_p{level + 2}": np.zeros((1, len(anchors[level]), 4, 1)), f"score_p{level + 2}": np.full((1, len(anchors[level]), 1, 1), 0.5)}
r.case("MultilevelProposeROI_TRT", 1, "equalScores", {"prenms_topk": 1000, "keep_topk": 12, "fg_threshold": 0.5, "iou_threshold": 0.13, "image_size": [3, 33, 33]}, tensors,
       {"proposals": padded(rows[:12], 12, [0] * 4)[None]})


# MultilevelCropAndResize_TRT
def multilevel_crop(roi, maps, size, image_size):
    y1, x1, y2, x2 = roi.astype(np.float64)
    if not (0 <= y1 < y2 <= image_size[0] and 0 <= x1 < x2 <= image_size[1]):
        return None, 0.0
    root = np.sqrt((y2 - y1) * (x2 - x1))
    apart(root, np.array([112, 224, 448, 896]))
    level = sum(root > edge for edge in (112, 224, 448, 896))
    cells = 4 << level
    return level, pooled_by(maps[level], (y1 / cells, (y2 - y1) / cells / size, 1), (x1 / cells, (x2 - x1) / cells / size, 1), size, 0.5)


for case, (name, n, c, regions, size, image_size, sizes) in enumerate((
        ("one", 1, 2, 12, 7, (1024, 1024), ((18, 20), (17, 16), (16, 15), (15, 16), (16, 16))), ("eight", 8, 1, 5, 2, (960, 1024), ((9, 8), (8, 9), (9, 9), (8, 8), (15, 16))),
        ("odd", 3, 3, 7, 5, (832, 1000), ((11, 7), (9, 13), (7, 7), (13, 5), (5, 3))), ("mask", 1, 2, 4, 14, (1024, 1024), ((12, 12), (12, 12), (12, 12), (16, 16), (16, 16))),
        ("oneBin", 2, 2, 6, 1, (1024, 1024), ((12, 12), (9, 9), (7, 7), (5, 5), (1, 1))), ("none", 2, 3, 0, 3, (64, 64), ((16, 16), (8, 8), (4, 4), (2, 2), (1, 1))),
        ("notThere", 1, 2, 9, 3, (320, 512), ((8, 8), (8, 8), (8, 8), (8, 8), (5, 8))))):
    g = np.random.default_rng(700 + case)
    maps = [random(2000 + 10 * case + k, n, c, *hw) for k, hw in enumerate(sizes)]
    extent = np.exp2(g.uniform(np.log2(20), np.log2(min(image_size)), (n, regions, 2)))
    low = np.minimum(g.uniform(0, 90, (n, regions, 2)), np.array(image_size) - extent)
    rois = np.maximum(np.round(np.concatenate([low, low + extent], axis=-1) - 0.5), 0).astype(f32)
    if name in ("one", "oneBin"):
        rois[:, 0] = [0, 0, *image_size]  # P6
    if name == "notThere":
        rois[0, :6] = [[0, 0, 0, 0], [5, 5, 5, 30], [20, 5, 10, 30], [-1, 0, 30, 30], [0, 0, 321, 100], [100, 100, 200, 513]]
        rois[0, 6:8] = [[0, 0, 320, 512], [5, 40, 30, 12]]  # all of the image; nothing
    out, levels = np.zeros((n, regions, c, size, size)), []
    for i in range(n):
        for k in range(regions):
            level, out[i, k] = multilevel_crop(rois[i, k], [m[i] for m in maps], size, image_size)
            levels += [level] if level is not None else []
    print(name, "levels", np.bincount(levels, minlength=5) if levels else "")
    r.case("MultilevelCropAndResize_TRT", 1, name, {"pooled_size": size, "image_size": [3, *image_size]}, {"rois": rois} | {f"feature_map_p{k + 2}": m for k, m in enumerate(maps)}, {"pooled": out})


# GenerateDetection_TRT
for name, n, count, classes, threshold, iou, keep in DETECTIONS + (("far", 1, 30, 3, 0.1, 0.5, 20),):
    g = np.random.default_rng(800 + count)
    scores = scores_of(g, n, count * classes).reshape(n, count, classes)
    h, w = (64, 48) if n > 1 else (100, 128)
    deltas = deltas_of(g, n, count, classes, 4)
    low = np.floor(g.uniform(0, 0.7, (n, count, 2)) * [h, w])
    rois = np.minimum(np.concatenate([low, low + np.floor(g.uniform(0.05, 0.5, (n, count, 2)) * [h, w])], axis=-1), np.array([h, w, h, w]) - 1).astype(f32)
    if name == "far":  # and larger than a box may become
        deltas[:, ::2] = [-310, 0, 25, 0]
        deltas[:, 1::4] = [0, -310, 0, 30]
    boxes = tensorflow(rois[:, :, None], deltas, 0.1, 0.2, h, w)
    out = [detections(scores[i], boxes[i], 1, threshold, iou, keep) if classes > 1 else padded([], keep, [0, 0, 0, 0, -1, 0]) for i in range(n)]
    r.case("GenerateDetection_TRT", 1, name, {"num_classes": classes, "keep_topk": keep, "score_threshold": threshold, "iou_threshold": iou, "image_size": [3, h, w]},
           {"delta_bbox": deltas.reshape(n, count, -1, 1, 1), "score": scores[..., None, None], "roi": rois}, {"detections": np.stack(out)}, tolerance=(1e-4, 1e-2))
r.write()

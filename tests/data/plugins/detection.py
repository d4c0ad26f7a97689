"""Detection plugins: torchvision's nms and roi_align, NumPy from the definitions.   usage: detection.py   writes detection.txt beside itself

Boxes, scores and deltas lie on grids that fp16 holds exactly, and scores of an image differ, so that fp32 and fp16 keep the same boxes.
"""

import numpy as np
import onnxruntime
import torch
import torchvision
from onnx import helper
from recorder import Recorder, random

r = Recorder(__file__, f"torchvision {torchvision.__version__}, ONNX Runtime {onnxruntime.__version__} and NumPy {np.__version__}")
f32 = np.float32


def boxes_of(rng, *dims, size=0.4):
    """Corners that are multiples of 1/256; many overlap."""
    low = np.floor(rng.uniform(0, 1 - size, (*dims, 2)) * 256) / 256
    extent = np.floor(rng.uniform(0.1, size, (*dims, 2)) * 256) / 256
    return np.concatenate([low, low + extent], axis=-1).astype(f32)


def scores_of(rng, *dims):
    """Different multiples of 1/2048 in (0, 1) for each image."""
    n, count = dims[0], int(np.prod(dims[1:]))
    assert count < 2047
    return np.stack([(1 + rng.permutation(2046)[:count]) / 2048 for _ in range(n)]).reshape(dims).astype(f32)


def greedy(boxes, scores, threshold, edge=0.0):
    """Indices by falling score; torchvision's, where boxes are not of pixels."""
    if edge == 0.0:
        return torchvision.ops.nms(torch.from_numpy(boxes), torch.from_numpy(scores), threshold).numpy()
    order, kept = np.argsort(-scores, kind="stable"), []
    area = lambda b: (b[2] - b[0] + edge) * (b[3] - b[1] + edge)
    for i in order:
        b = boxes[i]
        keep = True
        for j in kept:
            o = boxes[j]
            w = max(min(b[2], o[2]) - max(b[0], o[0]) + edge, 0)
            h = max(min(b[3], o[3]) - max(b[1], o[1]) + edge, 0)
            keep = keep and not w * h / (area(b) + area(o) - w * h) > threshold
        if keep:
            kept.append(i)
    return np.array(kept, dtype=int)


def detect(boxes, scores, threshold, iou, top_k, keep_top_k, background=-1, included=True, per_class=None, edge=0.0, agnostic=False):
    """boxes [boxes, classes or 1, 4], scores [boxes, classes] of one image → list of (score, class, box, corners)."""
    classes = scores.shape[1]
    passes = scores >= f32(threshold) if included else scores > f32(threshold)
    if background >= 0:
        passes[:, background] = False
    found = []
    if agnostic:
        b, c = np.nonzero(passes)
        corners = boxes[b, c if boxes.shape[1] > 1 else 0]
        for k in greedy(corners, scores[b, c], iou)[: per_class or top_k]:
            found.append((scores[b[k], c[k]], c[k], b[k], corners[k]))
    for c in range(classes if not agnostic else 0):
        index = np.nonzero(passes[:, c])[0]
        index = index[np.argsort(-scores[index, c], kind="stable")][:top_k]
        corners = boxes[index, c if boxes.shape[1] > 1 else 0]
        for k in greedy(corners, scores[index, c], iou, edge)[: per_class or keep_top_k]:
            found.append((scores[index[k], c], c, index[k], corners[k]))
    found.sort(key=lambda one: -one[0])
    return found[:keep_top_k]


def rows(found_of_images, keep, empty_class):
    n = len(found_of_images)
    counts = np.array([[len(found)] for found in found_of_images], dtype=np.int32)
    boxes, scores = np.zeros((n, keep, 4), f32), np.zeros((n, keep), f32)
    labels = np.full((n, keep), empty_class, dtype=np.int32)
    for i, found in enumerate(found_of_images):
        for k, (score, label, _, corners) in enumerate(found):
            boxes[i, k], scores[i, k], labels[i, k] = corners, score, label
    return counts, boxes, scores, labels


rng = np.random.default_rng(8)

# BatchedNMS_TRT, BatchedNMSDynamic_TRT
for plugin in ("BatchedNMS_TRT", "BatchedNMSDynamic_TRT"):
    for name, n, count, classes, shared, background, threshold, top_k, keep, normalized in (
            ("one", 1, 37, 3, 1, -1, 0.3, 20, 11, 1), ("eight", 8, 15, 4, 0, 0, 0.1, 15, 20, 1), ("none", 2, 9, 2, 1, -1, 0.99999, 9, 5, 1),
            ("oneClass", 1, 300, 1, 1, -1, 0.0, 300, 100, 1), ("pixels", 3, 21, 2, 1, 1, 0.25, 10, 9, 0), ("few", 2, 1, 5, 1, -1, 0.0, 3, 3, 1)):
        boxes = boxes_of(rng, n, count, 1 if shared else classes)
        if not normalized:
            boxes = np.floor(boxes * 64)
        scores = scores_of(rng, n, count, classes)
        found = [detect(boxes[i], scores[i], threshold, 0.45, top_k, keep, background, edge=0.0 if normalized else 1.0) for i in range(n)]
        counts, kept, best, labels = rows(found, keep, -1)
        r.case(plugin, 1, name, {"shareLocation": shared, "backgroundLabelId": background, "numClasses": classes, "topK": top_k, "keepTopK": keep,
                                 "scoreThreshold": float(threshold), "iouThreshold": 0.45, "isNormalized": normalized, "clipBoxes": normalized},
               {"boxes": boxes, "scores": scores}, {"num_detections": counts, "nmsed_boxes": kept, "nmsed_scores": best, "nmsed_classes": labels.astype(f32)})


# NMS_TRT, NMSDynamic_TRT
def decode(loc, priors, variances, coding):
    """loc [boxes, classes or 1, 4]"""
    p, v = priors[:, None], variances[:, None]
    wh = p[..., 2:] - p[..., :2]
    d = loc * v
    if coding == 0:
        return p + d
    if coding == 2:
        return p + d * np.concatenate([wh, wh], axis=-1)
    if coding == 3:
        d = d[..., [1, 0, 3, 2]]
    center = (p[..., :2] + p[..., 2:]) * f32(0.5) + d[..., :2] * wh
    half = wh * np.exp(d[..., 2:]) * f32(0.5)
    return np.concatenate([center - half, center + half], axis=-1)


for plugin in ("NMS_TRT", "NMSDynamic_TRT"):
    for name, n, count, classes, shared, encoded, order, sigmoid, coding, agnostic, threshold, top_k, keep in (
            ("center", 1, 41, 4, 1, 0, (0, 1, 2), 0, 1, 1, 0.3, 30, 12), ("corner", 8, 13, 3, 0, 0, (0, 2, 1), 0, 0, 1, 0.2, 13, 10),
            ("cornerSize", 2, 30, 2, 1, 1, (2, 0, 1), 0, 2, 0, 0.1, 9, 7), ("tensorflow", 1, 64, 3, 1, 0, (0, 1, 2), 1, 3, 1, 0.35, 64, 20),
            ("none", 2, 7, 3, 1, 0, (1, 0, 2), 0, 1, 1, 0.99999, 7, 4), ("decodedScales", 3, 17, 5, 1, 0, (0, 1, 2), 0, 1, 1, 0.01, 5, 50)):
        per = 1 if shared else classes
        images = n
        priors = boxes_of(rng, images, count)
        variances = np.broadcast_to(np.array([0.125, 0.125, 0.25, 0.25], f32), (images, count, 4))
        prior_data = np.stack([priors.reshape(images, -1), variances.reshape(images, -1)], axis=1)[..., None].astype(f32)
        scale = 8 if not encoded else 16
        loc = (np.round(rng.normal(size=(n, count, per, 4)) * 128) / 128 / (1 if coding else 2)).astype(f32) * f32(8 / scale)
        conf = scores_of(rng, n, count, classes)
        if sigmoid:
            conf = ((conf - f32(0.5)) * 8).astype(f32)
        scores = (1 / (1 + np.exp(-conf))).astype(f32) if sigmoid else conf
        found = []
        for i in range(n):
            at = 0 if agnostic else i
            v = np.ones_like(variances[at]) if encoded else variances[at]
            found.append(detect(decode(loc[i], priors[at], v, coding).astype(f32), scores[i], threshold, 0.5, top_k, keep, 0, included=False))
        counts, kept, best, labels = rows(found, keep, -1)
        out = np.concatenate([np.broadcast_to(np.arange(n).reshape(n, 1, 1), (n, keep, 1)), labels[..., None], best[..., None], np.clip(kept, 0, 1)], axis=-1)
        tensors = {"loc_data": loc.reshape(n, -1, 1, 1), "conf_data": conf.reshape(n, -1, 1, 1), "prior_data": prior_data}
        ordered = [None] * 3
        for which, place in enumerate(order):
            ordered[place] = list(tensors.items())[which]
        r.case(plugin, 1, name, {"shareLocation": shared, "varianceEncodedInTarget": encoded, "backgroundLabelId": 0, "numClasses": classes, "topK": top_k,
                                 "keepTopK": keep, "confidenceThreshold": float(threshold), "nmsThreshold": 0.5, "inputOrder": list(order),
                                 "confSigmoid": sigmoid, "isNormalized": 1, "codeType": coding, "isBatchAgnostic": agnostic},
               dict(ordered), {"detections": out[:, None], "keep_count": counts.reshape(n, 1, 1, 1)}, tolerance=(1e-4, 1e-2))

# EfficientNMS_TRT
for name, n, count, classes, per, background, agnostic, activation, coding, anchors, threshold, keep in (
        ("one", 1, 50, 4, 1, -1, 0, 0, 0, 0, 0.25, 20), ("eight", 8, 12, 3, 3, 1, 0, 0, 0, 0, 0.1, 9), ("agnostic", 2, 25, 3, 1, -1, 1, 0, 1, 0, 0.2, 15),
        ("sigmoid", 1, 40, 5, 1, -1, 0, 1, 1, 0, 0.4, 100), ("anchors", 3, 30, 2, 1, -1, 0, 0, 0, 1, 0.3, 10), ("anchorsOfImages", 2, 30, 2, 1, -1, 0, 0, 1, 2, 0.3, 10),
        ("none", 2, 8, 2, 1, -1, 0, 0, 0, 0, 0.99999, 4), ("many", 1, 700, 2, 1, -1, 0, 0, 0, 0, 0.0, 300)):
    boxes = boxes_of(rng, n, count, per, size=0.2 if count == 700 else 0.4)
    scores = scores_of(rng, n, count, classes) if count * classes < 2000 else scores_of(rng, n, count * classes).reshape(n, count, classes)
    given_scores = ((scores - f32(0.5)) * 8).astype(f32) if activation else scores
    scores = (1 / (1 + np.exp(-given_scores))).astype(f32) if activation else scores
    centers = np.concatenate([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], axis=-1)
    inputs = {"boxes": centers if coding else boxes, "scores": given_scores}
    if anchors:
        a = boxes[: 1 if anchors == 1 else n, :, 0]
        deltas = (np.round(rng.normal(size=boxes.shape) * 32) / 128).astype(f32)
        wh, center = a[..., None, 2:] - a[..., None, :2], (a[..., None, :2] + a[..., None, 2:]) / 2
        xy, half = center + deltas[..., :2] * wh, wh * np.exp(deltas[..., 2:]) / 2
        boxes = np.concatenate([xy - half, xy + half], axis=-1).astype(f32)
        inputs = {"boxes": deltas, "scores": given_scores, "anchors": np.concatenate([center, wh], axis=-1)[..., 0, :] if coding else a}
    if per == 1:
        inputs["boxes"] = inputs["boxes"].reshape(n, count, 4)
    found = [detect(boxes[i], scores[i], threshold, 0.5, count * classes, keep, background, agnostic=bool(agnostic)) for i in range(n)]
    counts, kept, best, labels = rows(found, keep, 0)
    r.case("EfficientNMS_TRT", 1, name, {"score_threshold": float(threshold), "iou_threshold": 0.5, "max_output_boxes": keep, "background_class": background,
                                        "score_activation": activation, "class_agnostic": agnostic, "box_coding": coding},
           inputs, {"num_detections": counts, "detection_boxes": kept, "detection_scores": best, "detection_classes": labels}, tolerance=(1e-4, 1e-2))

# TensorFlow's
for plugin in ("EfficientNMS_Explicit_TF_TRT", "EfficientNMS_Implicit_TF_TRT"):
    for name, n, count, classes, q, per_class, total, pad, clip, threshold in (
            ("one", 1, 40, 3, 1, 5, 12, 0, 1, 0.2), ("eight", 8, 10, 2, 2, 3, 9, 1, 1, 0.1), ("unclipped", 2, 17, 4, 1, 2, 30, 0, 0, 0.3), ("none", 1, 6, 2, 1, 3, 3, 0, 1, 0.99999),
            ("odd", 3, 23, 1, 1, 7, 5, 1, 1, 0.0)):
        boxes = boxes_of(rng, n, count, q) * f32(1.25)
        scores = scores_of(rng, n, count, classes)
        keep = min(total, per_class * classes) if pad else total
        found = [detect(boxes[i], scores[i], threshold, 0.5, count, keep, included=False, per_class=per_class) for i in range(n)]
        counts, kept, best, labels = rows(found, keep, 0)
        r.case(plugin, 1, name, {"max_output_size_per_class": per_class, "max_total_size": total, "iou_threshold": 0.5, "score_threshold": float(threshold), "pad_per_class": pad,
                                 "clip_boxes": clip},
               {"boxes": boxes, "scores": scores}, {"num_detections": counts, "detection_boxes": np.clip(kept, 0, 1) if clip else kept, "detection_scores": best, "detection_classes": labels},
               batch="implicit" if "Implicit" in plugin else None)

# ONNX's
for name, n, count, classes, per_class, center, threshold in (
        ("one", 1, 30, 2, 5, 0, 0.2), ("eight", 8, 9, 3, 4, 0, 0.1), ("centers", 2, 21, 1, 30, 1, 0.3), ("none", 1, 5, 2, 3, 0, 0.99999), ("odd", 3, 13, 2, 1, 1, 0.0)):
    boxes, scores = boxes_of(rng, n, count), scores_of(rng, n, count, classes)
    given = np.concatenate([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], axis=-1) if center else boxes.copy()
    if not center:
        given[:, ::2] = given[:, ::2][..., [2, 3, 0, 1]]  # any two corners
    most = n * classes * min(per_class, count)
    indices = []
    for i in range(n):
        for c in range(classes):
            indices += [(i, c, one[2]) for one in detect(boxes[i][:, None], scores[i][:, c:c + 1], threshold, 0.5, count, per_class, included=False)]
    out = np.full((most, 3), -1, dtype=np.int32)
    out[: len(indices)] = np.array(indices, dtype=np.int32).reshape(-1, 3)
    r.case("EfficientNMS_ONNX_TRT", 1, name, {"score_threshold": float(threshold), "iou_threshold": 0.5, "max_output_boxes_per_class": per_class, "center_point_box": center},
           {"boxes": given, "scores": scores.transpose(0, 2, 1)}, {"selected_indices": out})


# GridAnchor_TRT, GridAnchorRect_TRT: the anchors of TensorFlow's multiple grid anchor generator
def priors_of(sizes, height, width, variance):
    """sizes: (width, height) relative to the image → [2, H · W · priors · 4, 1]"""
    out = []
    for y in range(height):
        for x in range(width):
            for w, h in sizes:
                cx, cy = (x + 0.5) / width, (y + 0.5) / height
                out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return np.array([np.ravel(out), np.tile(variance, len(out))])[..., None]


def grid_anchors(low, high, ratios, shapes, variance):
    scales = [low + (high - low) * k / max(len(shapes) - 1, 1) for k in range(len(shapes))] + [1.0]
    for k, (h, w) in enumerate(shapes):
        pairs = [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)] if k == 0 else [(scales[k], ratio) for ratio in ratios] + [(np.sqrt(scales[k] * scales[k + 1]), 1.0)]
        yield priors_of([(s * np.sqrt(ratio), s / np.sqrt(ratio)) for s, ratio in pairs], h, w, variance)


for name, plugin, n, low, high, ratios, shapes, variance, flat in (
        ("ssd", "GridAnchor_TRT", 1, 0.2, 0.95, [1.0, 2.0, 0.5, 3.0, 0.33], [(5, 5), (3, 3), (2, 2), (1, 1)], [0.1, 0.1, 0.2, 0.2], [5, 3, 2, 1]),
        ("eight", "GridAnchor_TRT", 8, 0.1, 0.5, [1.0], [(2, 2), (1, 1)], [0.1, 0.2, 0.3, 0.4], [2, 1]), ("layer", "GridAnchor_TRT", 2, 0.3, 0.9, [2.0], [(3, 3)], [1, 1, 1, 1.0], [3]),
        ("pairs", "GridAnchor_TRT", 1, 0.2, 0.8, [1.0, 0.5], [(2, 3), (1, 2)], [0.1, 0.1, 0.2, 0.2], [2, 3, 1, 2]),
        ("three", "GridAnchor_TRT", 1, 0.15, 0.9, [1.5, 0.7], [(3, 3), (2, 2), (1, 1)], [0.1, 0.1, 0.2, 0.2], [3, 2, 1]),
        ("wide", "GridAnchorRect_TRT", 1, 0.2, 0.95, [1.0, 2.0, 0.5], [(3, 5), (2, 3), (1, 2)], [0.1, 0.1, 0.2, 0.2], [3, 5, 2, 3, 1, 2]),
        ("two", "GridAnchorRect_TRT", 2, 0.2, 0.6, [1.0], [(1, 7), (4, 1)], [0.1, 0.1, 0.2, 0.2], [1, 7, 4, 1]),
        ("tall", "GridAnchorRect_TRT", 8, 0.3, 0.5, [3.0], [(4, 1), (1, 1)], [0.1, 0.1, 0.2, 0.2], [4, 1, 1, 1]),
        ("square", "GridAnchorRect_TRT", 1, 0.3, 0.5, [3.0, 0.33], [(2, 2)], [0.1, 0.1, 0.2, 0.2], [2, 2]),
        ("one", "GridAnchorRect_TRT", 1, 0.3, 0.5, [1.0, 3.0], [(1, 1), (1, 1), (1, 1)], [0.1, 0.1, 0.2, 0.2], [1, 1, 1, 1, 1, 1])):
    outputs = {f"layer{k}": np.repeat(a[None], n, axis=0) for k, a in enumerate(grid_anchors(low, high, ratios, shapes, variance))}
    fields = {"numLayers": len(shapes), "minSize": low, "maxSize": high, "aspectRatios": ratios, "featureMapShapes": flat, "variance": [float(v) for v in variance]}
    r.case(plugin, 1, name, fields, {"like": np.zeros((n, 2))}, outputs)
    if name == "ssd":
        r.case(plugin, 1, "withoutInput", fields, {}, outputs)

# PriorBox_TRT: SSD's Caffe layer
for name, n, h, w, ih, iw, low, high, ratios, flip, clip, step, given in (
        ("conv6_2", 1, 5, 5, 160, 160, [111.0], [162.0], [2.0, 3.0], 1, 0, 32.0, 1), ("eight", 8, 2, 3, 30, 40, [10.0, 12.0], [20.0, 16.0], [2.0], 0, 1, 0.0, 0),
        ("noMax", 2, 3, 1, 33, 11, [5.0], [], [1.0, 1.5], 1, 0, 0.0, 1), ("square", 1, 4, 4, 64, 64, [30.0], [60.0], [], 1, 1, 16.0, 0), ("odd", 3, 1, 7, 17, 91, [7.0], [9.0], [3.0, 0.5], 0, 0, 13.0, 1)):
    all_ratios = [x for ratio in ratios if ratio != 1.0 for x in ((ratio, 1 / ratio) if flip else (ratio,))]
    sizes = []
    for k, s in enumerate(low):
        sizes += [(s, s)] + ([(np.sqrt(s * high[k]),) * 2] if high else []) + [(s * np.sqrt(x), s / np.sqrt(x)) for x in all_ratios]
    sy, sx = (step, step) if step else (ih / h, iw / w)
    boxes = [[((x + 0.5) * sx - bw / 2) / iw, ((y + 0.5) * sy - bh / 2) / ih, ((x + 0.5) * sx + bw / 2) / iw, ((y + 0.5) * sy + bh / 2) / ih]
             for y in range(h) for x in range(w) for bw, bh in sizes]
    flat = np.clip(np.ravel(boxes), 0, 1) if clip else np.ravel(boxes)
    out = np.repeat(np.stack([flat, np.tile([0.1, 0.1, 0.2, 0.2], len(boxes))])[None, ..., None], n, axis=0)
    fields = {"minSize": low, "aspectRatios": ratios, "flip": flip, "clip": clip, "variance": [0.1, 0.1, 0.2, 0.2], "stepH": step, "stepW": step, "offset": 0.5}
    fields |= {"maxSize": high} if high else {}
    fields |= {"imgH": ih, "imgW": iw} if given else {}
    fields = {k: v for k, v in fields.items() if v != []}
    r.case("PriorBox_TRT", 1, name, fields, {"map": np.zeros((n, 1, h, w)), **({} if given else {"image": np.zeros((n, 1, ih, iw))})}, {"priors": out}, tolerance=(1e-4, 2e-2))

# Region_TRT
for i, (n, num, classes, h, w) in enumerate(((1, 5, 7, 3, 3), (8, 2, 3, 1, 2), (2, 1, 1, 5, 3), (1, 3, 20, 2, 5), (3, 2, 4, 1, 1))):
    x = random(i, n, num, 5 + classes, h, w, scale=2.0)
    t = torch.from_numpy(x)
    y = t.clone()
    y[:, :, [0, 1, 4]] = torch.sigmoid(t[:, :, [0, 1, 4]])
    y[:, :, 5:] = torch.softmax(t[:, :, 5:], dim=2)
    r.case("Region_TRT", 1, f"case{i}", {"num": num, "coords": 4, "classes": classes}, {"x": x.reshape(n, -1, h, w)}, {"y": y.numpy().reshape(n, -1, h, w)})
# The tree of YOLO9000: a softmax over each group of siblings
for i, (n, num, groups, h, w) in enumerate(((1, 2, [3, 1, 4], 3, 3), (8, 1, [2, 2], 1, 2), (2, 3, [1, 5, 2, 3], 9, 8), (1, 1, [6], 2, 5), (3, 1, [1, 1, 1], 1, 1))):
    x = random(60 + i, n, num, 5 + sum(groups), h, w, scale=2.0)
    t = torch.from_numpy(x)
    y = t.clone()
    y[:, :, [0, 1, 4]] = torch.sigmoid(t[:, :, [0, 1, 4]])
    y[:, :, 5:] = torch.cat([torch.softmax(group, dim=2) for group in t[:, :, 5:].split(groups, dim=2)], dim=2)
    r.case("Region_TRT", 1, f"tree{i}", {"num": num, "coords": 4, "classes": sum(groups), "smTree": groups}, {"x": x.reshape(n, -1, h, w)}, {"y": y.numpy().reshape(n, -1, h, w)})


# Proposal, ProposalDynamic
for plugin in ("Proposal", "ProposalDynamic"):
    for name, n, h, w, sizes, ratios, stride, least, pre, post in (
            ("one", 1, 6, 7, [16.0, 32.0], [1.0, 0.5, 2.0], 8, 1.0, 100, 20), ("eight", 8, 3, 2, [16.0], [1.0], 16, 1.0, 6, 5), ("small", 2, 5, 5, [8.0, 24.0], [1.0, 4.0], 8, 12.0, 60, 30),
            ("none", 1, 2, 3, [8.0], [1.0], 8, 1000.0, 6, 4), ("odd", 3, 1, 9, [10.0], [0.25, 1.0], 7, 1.0, 9, 3)):
        a = len(sizes) * len(ratios)
        scores = scores_of(rng, n, a, h, w)
        deltas = (np.round(rng.normal(size=(n, a, 4, h, w)) * 64) / 256).astype(f32)
        ih, iw = h * stride, w * stride
        out = np.zeros((n, post, 4, 1), f32)
        for i in range(n):
            wh = np.array([(f32(s) * np.sqrt(f32(q)), f32(s) / np.sqrt(f32(q))) for s in sizes for q in ratios], f32)
            x = (np.arange(w, dtype=f32) + f32(0.5)) * f32(stride)
            y = (np.arange(h, dtype=f32) + f32(0.5)) * f32(stride)
            t = deltas[i].transpose(2, 3, 0, 1)
            cx, cy = x[None, :, None] + t[..., 0] * wh[:, 0], y[:, None, None] + t[..., 1] * wh[:, 1]
            bw, bh = wh[:, 0] * np.exp(t[..., 2]) * f32(0.5), wh[:, 1] * np.exp(t[..., 3]) * f32(0.5)
            boxes = np.stack([np.clip(cx - bw, 0, iw), np.clip(cy - bh, 0, ih), np.clip(cx + bw, 0, iw), np.clip(cy + bh, 0, ih)], axis=-1).reshape(-1, 4).astype(f32)
            flat = scores[i].transpose(1, 2, 0).reshape(-1).copy()
            large = (boxes[:, 2] - boxes[:, 0] >= least) & (boxes[:, 3] - boxes[:, 1] >= least)
            index = np.nonzero(large)[0]
            index = index[np.argsort(-flat[index], kind="stable")][:pre]
            kept = index[greedy(boxes[index], flat[index], 0.7)][:post] if len(index) else index
            out[i, : len(kept), :, 0] = boxes[kept][:, [1, 0, 3, 2]] / np.array([ih, iw, ih, iw], f32)
        r.case(plugin, 1, name, {"input_height": ih, "input_width": iw, "rpn_stride": stride, "roi_min_size": least, "nms_iou_threshold": 0.7, "pre_nms_top_n": pre,
                                 "post_nms_top_n": post, "anchor_sizes": sizes, "anchor_ratios": ratios}, {"scores": scores, "deltas": deltas.reshape(n, -1, h, w)}, {"rois": out})


# CropAndResize: TensorFlow's definition
def crop(image, roi, ch, cw):
    c, h, w = image.shape
    ys = roi[0] * (h - 1) + np.arange(ch) * (roi[2] - roi[0]) * (h - 1) / (ch - 1) if ch > 1 else np.array([0.5 * (roi[0] + roi[2]) * (h - 1)])
    xs = roi[1] * (w - 1) + np.arange(cw) * (roi[3] - roi[1]) * (w - 1) / (cw - 1) if cw > 1 else np.array([0.5 * (roi[1] + roi[3]) * (w - 1)])
    out = np.zeros((c, ch, cw))
    for i, y in enumerate(ys):
        for j, x in enumerate(xs):
            if 0 <= y <= h - 1 and 0 <= x <= w - 1:
                y0, x0 = int(np.floor(y)), int(np.floor(x))
                y1, x1 = int(np.ceil(y)), int(np.ceil(x))
                top = image[:, y0, x0] + (image[:, y0, x1] - image[:, y0, x0]) * (x - x0)
                bottom = image[:, y1, x0] + (image[:, y1, x1] - image[:, y1, x0]) * (x - x0)
                out[:, i, j] = top + (bottom - top) * (y - y0)
    return out


for plugin, version in (("CropAndResize", 1), ("CropAndResizeDynamic", 1), ("CropAndResizeDynamic", 2)):
    for i, (n, c, h, w, regions, ch, cw) in enumerate(((1, 3, 9, 9, 4, 5, 3), (8, 1, 5, 3, 2, 2, 2), (2, 2, 17, 5, 3, 1, 4), (1, 4, 3, 3, 1, 7, 7), (3, 1, 5, 9, 2, 3, 1), (2, 3, 4, 5, 0, 2, 2))):
        maps = random(20 + i, n, c, h, w)
        rois = np.round(np.random.default_rng(30 + i).uniform(-0.1, 1.1, (n, regions, 4, 1)) * 128 + 0.25) / 128 + 1 / 512  # not on the edge itself
        out = np.array([[crop(maps[k], roi[:, 0], ch, cw) for roi in rois[k]] for k in range(n)]).reshape(n, regions, c, ch, cw)
        r.case(plugin, version, f"case{i}", {"crop_width": cw, "crop_height": ch}, {"feature_maps": maps, "rois": rois}, {"pfmap": out})


def largest(x, rois, images, half, oh, ow, ratio, scale):
    """ONNX Runtime's RoiAlign with mode "max"."""
    node = helper.make_node("RoiAlign", ["x", "rois", "images"], ["y"], mode="max", output_height=oh, output_width=ow, sampling_ratio=ratio,
                            spatial_scale=scale, coordinate_transformation_mode="half_pixel" if half else "output_half_pixel")
    inputs = [helper.make_tensor_value_info(name, kind, None) for name, kind in (("x", 1), ("rois", 1), ("images", 7))]
    graph = helper.make_graph([node], "g", inputs, [helper.make_tensor_value_info("y", 1, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x.astype(np.float32), "rois": rois, "images": images.astype(np.int64)})[0]


# ROIAlign_TRT: torchvision's; its maximum ONNX Runtime's
for version in (1, 2):
    for i, (n, c, h, w, regions, oh, ow, ratio, scale, half) in enumerate(((1, 2, 9, 9, 5, 3, 3, 2, 0.5, 1), (8, 1, 5, 7, 9, 2, 1, 0, 1.0, 0), (2, 3, 13, 11, 4, 1, 5, 3, 0.25, 1),
                                                                           (1, 4, 6, 6, 0, 2, 2, 2, 1.0, 1), (3, 2, 8, 5, 7, 4, 3, 0, 0.5, 1))):
        x = random(40 + i, n, c, h, w)
        g = np.random.default_rng(50 + i)
        low = g.uniform(-2, 0.6, (regions, 2)) * np.array([w, h]) / scale
        rois = np.round(np.concatenate([low, low + g.uniform(0.1, 0.8, (regions, 2)) * np.array([w, h]) / scale], axis=1) * 8) / 8
        images = g.integers(0, n, regions).astype(np.int32)
        pairs = np.concatenate([images[:, None], rois], axis=1)
        y = torchvision.ops.roi_align(torch.from_numpy(x), torch.from_numpy(pairs), (oh, ow), scale, ratio if ratio else -1, aligned=bool(half))
        fields = {"coordinate_transformation_mode": half, "mode": 1, "output_height": oh, "output_width": ow, "sampling_ratio": ratio, "spatial_scale": scale}
        r.case("ROIAlign_TRT", version, f"case{i}", fields, {"X": x, "rois": rois, "batch_indices": images}, {"Y": y.numpy()})
        if ratio:  # the maximum of what each neighbour of each sample adds to the mean, as ONNX's tests and ONNX Runtime have it
            most = largest(x, rois.astype(np.float32), images, half, oh, ow, ratio, scale) if regions else y.numpy()
            r.case("ROIAlign_TRT", version, f"max{i}", fields | {"mode": 0}, {"X": x, "rois": rois, "batch_indices": images}, {"Y": most})
# On the edge: scores that are the threshold, and pairs of boxes whose overlap is. All numbers are exact in fp16.
cells = np.arange(20) / 32
whole = np.stack([cells, 0 * cells, cells + 1 / 32, 0 * cells + 0.5], axis=1)
half = np.stack([cells, 0 * cells, cells + 1 / 32, 0 * cells + 0.25], axis=1)
boxes = np.concatenate([whole, half]).astype(f32)[None, :, None]
scores = (np.concatenate([240 - np.arange(20), 64 + np.arange(20)]) / 256).astype(f32)[None, :, None]
counts, kept, best, labels = rows([detect(boxes[0], scores[0], 0.25, 0.5, 40, 40)], 40, -1)
assert counts[0, 0] == 40 and best.min() == 0.25
for plugin in ("BatchedNMS_TRT", "BatchedNMSDynamic_TRT"):
    r.case(plugin, 1, "edge", {"shareLocation": 1, "backgroundLabelId": -1, "numClasses": 1, "topK": 40, "keepTopK": 40, "scoreThreshold": 0.25, "iouThreshold": 0.5, "isNormalized": 1,
                               "clipBoxes": 1}, {"boxes": boxes, "scores": scores}, {"num_detections": counts, "nmsed_boxes": kept, "nmsed_scores": best, "nmsed_classes": labels.astype(f32)})
# Many small boxes of pixels are kept: more than are compared at once
pixels = np.random.default_rng(80)
low = pixels.integers(0, 24, (120, 2))
boxes = np.concatenate([low, low + pixels.integers(0, 5, (120, 2))], axis=1).astype(f32)[None, :, None]
scores = scores_of(pixels, 1, 120, 1)
counts, kept, best, labels = rows([detect(boxes[0], scores[0], 0.0, 0.4, 120, 120, edge=1.0)], 120, -1)
assert counts[0, 0] > 48
for plugin in ("BatchedNMS_TRT", "BatchedNMSDynamic_TRT"):
    r.case(plugin, 1, "manyPixels", {"shareLocation": 1, "backgroundLabelId": -1, "numClasses": 1, "topK": 120, "keepTopK": 120, "scoreThreshold": 0.0, "iouThreshold": 0.4, "isNormalized": 0,
                                     "clipBoxes": 0}, {"boxes": boxes, "scores": scores}, {"num_detections": counts, "nmsed_boxes": kept, "nmsed_scores": best, "nmsed_classes": labels.astype(f32)})
# Values whose sigmoids lie close to the threshold, on both sides
logits = (np.concatenate([1 + np.arange(10), -1 - np.arange(10)]) / 1024).astype(f32)[None, :, None]
counts, kept, best, labels = rows([detect(whole[:, None].astype(f32), (1 / (1 + np.exp(-logits[0]))).astype(f32), 0.5, 0.5, 20, 20)], 20, 0)
assert counts[0, 0] == 10
r.case("EfficientNMS_TRT", 1, "sigmoidEdge", {"score_threshold": 0.5, "iou_threshold": 0.5, "max_output_boxes": 20, "background_class": -1, "score_activation": 1, "class_agnostic": 0,
                                             "box_coding": 0}, {"boxes": whole[None].astype(f32), "scores": logits},
       {"num_detections": counts, "detection_boxes": kept, "detection_scores": best, "detection_classes": labels}, tolerance=(1e-4, 1e-2))
# Regions across all borders, and regions smaller than an element of the map
for version in (1, 2):
    for name, dims, half, ratio, rois in (("border", (2, 2, 7, 9), 1, 2, [[-3, -2, 12, 9], [5, 3, 11, 10], [-1.5, -1.5, 9.75, 7.5], [6.5, 5.25, 8.75, 6.5]]),
                                          ("tiny", (1, 2, 6, 8), 0, 0, [[2.25, 3.5, 2.5, 3.75], [4, 1, 4.25, 3], [1, 2, 4, 2.125]])):
        x, images = random(70, *dims), np.arange(len(rois), dtype=np.int32) % dims[0]
        pairs = np.concatenate([images[:, None], np.array(rois)], axis=1)
        y = torchvision.ops.roi_align(torch.from_numpy(x), torch.from_numpy(pairs), (4, 5), 1.0, ratio if ratio else -1, aligned=bool(half))
        r.case("ROIAlign_TRT", version, name, {"coordinate_transformation_mode": half, "mode": 1, "output_height": 4, "output_width": 5, "sampling_ratio": ratio, "spatial_scale": 1.0},
               {"X": x, "rois": np.array(rois), "batch_indices": images}, {"Y": y.numpy()})
# A score that is the threshold is too low for ONNX
scores = np.concatenate([240 - np.arange(10), np.full(5, 64), 10 + np.arange(5)]).astype(f32) / 256
out = np.full((20, 3), -1, dtype=np.int32)
out[:10, 0:2], out[:10, 2] = 0, np.arange(10)
assert [one[2] for one in detect(whole[:, None].astype(f32), scores[:, None], 0.25, 0.5, 20, 20, included=False)] == list(range(10))
r.case("EfficientNMS_ONNX_TRT", 1, "edge", {"score_threshold": 0.25, "iou_threshold": 0.5, "max_output_boxes_per_class": 20, "center_point_box": 0},
       {"boxes": whole[None].astype(f32), "scores": scores[None, None]}, {"selected_indices": out})
# SSD's boxes of pixels are not clipped
priors = np.concatenate([low, low + pixels.integers(5, 12, (120, 2))], axis=1).astype(f32)[None]
loc = pixels.integers(-2, 3, (1, 120, 1, 4)).astype(f32)
scores = scores_of(pixels, 1, 120, 2)
counts, kept, best, labels = rows([detect(priors[0][:, None] + loc[0], scores[0], 0.1, 0.4, 120, 60, 0, included=False, edge=1.0)], 60, -1)
out = np.concatenate([np.zeros((1, 60, 1)), labels[..., None], best[..., None], kept], axis=-1)
for plugin in ("NMS_TRT", "NMSDynamic_TRT"):
    r.case(plugin, 1, "pixels", {"shareLocation": 1, "varianceEncodedInTarget": 1, "backgroundLabelId": 0, "numClasses": 2, "topK": 120, "keepTopK": 60, "confidenceThreshold": 0.1,
                                 "nmsThreshold": 0.4, "inputOrder": [0, 1, 2], "confSigmoid": 0, "isNormalized": 0, "codeType": 0, "isBatchAgnostic": 1},
           {"loc_data": loc.reshape(1, -1, 1, 1), "conf_data": scores.reshape(1, -1, 1, 1), "prior_data": np.stack([priors.reshape(1, -1), np.ones((1, 480))], axis=1)[..., None]},
           {"detections": out[:, None], "keep_count": counts.reshape(1, 1, 1, 1)}, tolerance=(1e-4, 1e-2))
r.write()

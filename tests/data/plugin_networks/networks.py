"""Whole networks with plugin nodes, and what PyTorch and torchvision compute for them.   usage: networks.py   writes *.onnx and networks.txt beside itself

* bert.onnx: a BERT of MiniLM's kind (three layers, 48 wide), of EmbLayerNorm, QKVToContext, FC, SkipLayerNorm and Gelu nodes; expected: the plain network.
* ssd_priorbox.onnx, ssd_gridanchor.onnx: an SSD head, convolutions → FlattenConcat → NMS with priors of PriorBox or GridAnchor nodes.
* yolo.onnx: a YOLO head, decoded by ONNX's operations → EfficientNMS.

pointpillars.py and deberta.py write theirs in the same way.
"""

import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / "plugins"))
from graph import Graph  # noqa: E402
from recorder import Recorder  # noqa: E402

r = Recorder(__file__, f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}")
f32 = np.float32


rng = np.random.default_rng(12)
normal = lambda *dims, scale=1.0: np.round(rng.normal(size=dims) * scale, 3).astype(f32)


# ---- BERT
def bert(layers=3, hidden=48, heads=4, inner=96, steps=11, batch=2, words=40):
    g = Graph()
    floats = lambda array: np.ravel(array).tolist()
    table, kinds, places = normal(words, hidden), normal(2, hidden), normal(steps, hidden)
    gamma, beta = 1 + normal(hidden, scale=0.1), normal(hidden, scale=0.1)
    tokens = rng.integers(0, words, (steps, batch)).astype(np.int32)
    segments = (np.arange(steps)[:, None] >= np.array([6, 4])).astype(np.int32)
    lengths = np.array([steps, 7])
    mask = (np.arange(steps)[:, None] < lengths).astype(np.int32)
    x, index = g.node("CustomEmbLayerNormPluginDynamic", ["token_id", "segment_id", "input_mask"], 2, "1", output_fp16=0, full_mask=0, mha_type_id=0,
                      bert_embeddings_layernorm_beta=floats(beta), bert_embeddings_layernorm_gamma=floats(gamma), bert_embeddings_word_embeddings=floats(table),
                      bert_embeddings_token_type_embeddings=floats(kinds), bert_embeddings_position_embeddings=floats(places))
    t = lambda a: torch.from_numpy(np.ascontiguousarray(a)).double()
    y = F.layer_norm(t(table[tokens] + kinds[segments] + places[:, None]), (hidden,), t(gamma), t(beta), 1e-12)
    keep = torch.arange(steps) < torch.tensor(lengths).reshape(-1, 1, 1, 1)
    fc = lambda tensor, weight: g.node("CustomFCPluginDynamic", [tensor], 1, "1", out_dims=weight.shape[1], type_id=0, W=floats(weight))
    for _ in range(layers):
        wq, wk, wv = (normal(hidden, hidden, scale=0.15) for _ in range(3))
        bq, bk, bv = (normal(hidden, scale=0.1) for _ in range(3))
        wo, bo, g1, b1 = normal(hidden, hidden, scale=0.15), normal(hidden, scale=0.1), 1 + normal(hidden, scale=0.1), normal(hidden, scale=0.1)
        wi, bi, wf, bf = normal(hidden, inner, scale=0.15), normal(inner, scale=0.1), normal(inner, hidden, scale=0.1), normal(hidden, scale=0.1)
        g2, b2 = 1 + normal(hidden, scale=0.1), normal(hidden, scale=0.1)
        # The plain network.
        split = lambda v: v.reshape(steps, batch, heads, -1).permute(1, 2, 0, 3)
        q, k, v = (split(y @ t(w) + t(b)) for w, b in ((wq, bq), (wk, bk), (wv, bv)))
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=keep).permute(2, 0, 1, 3).reshape(steps, batch, hidden)
        y = F.layer_norm(y + context @ t(wo) + t(bo), (hidden,), t(g1), t(b1), 1e-12)
        y = F.layer_norm(y + F.gelu(y @ t(wi) + t(bi)) @ t(wf) + t(bf), (hidden,), t(g2), t(b2), 1e-12)
        # The plugins': of each head query, key and value side by side.
        together = lambda parts: np.stack([p.reshape(*p.shape[:-1], heads, hidden // heads) for p in parts], axis=-2).reshape(*parts[0].shape[:-1], -1)
        qkv = g.node("Add", [fc(x, together([wq, wk, wv])), g.constant(together([bq, bk, bv]).reshape(1, 1, -1, 1, 1))])
        attended = g.node("CustomQKVToContextPluginDynamic", [qkv, index], 1, "1", type_id=0, hidden_size=hidden, num_heads=heads, has_mask=1)
        norm = lambda a, b, gamma, beta, bias: g.node("CustomSkipLayerNormPluginDynamic", [a, b], 1, "1", type_id=0, ld=hidden, gamma=floats(gamma), beta=floats(beta), bias=floats(bias))
        x = norm(fc(attended, wo), x, g1, b1, bo)
        x = norm(fc(g.node("CustomGeluPluginDynamic", [fc(x, wi)], 1, "1", type_id=0, bias=floats(bi)), wf), x, g2, b2, bf)
    g.save(r, "bert.onnx", {"token_id": tokens, "segment_id": segments, "input_mask": mask}, {x: ("output", y.numpy().astype(f32).reshape(steps, batch, hidden, 1, 1))})


bert()


# ---- SSD
def priors_of(sizes, height, width):
    out = []
    for y in range(height):
        for x in range(width):
            for w, h in sizes:
                cx, cy = (x + 0.5) / width, (y + 0.5) / height
                out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return np.array(out)


def nms_rows(boxes, scores, threshold, iou, keep, background):
    """[1, keep, 7] and the count of one image; float32 tensors."""
    found = []
    for c in range(scores.shape[1]):
        index = torch.nonzero(scores[:, c] > threshold).ravel()
        if c != background:
            for k in torchvision.ops.nms(boxes[index], scores[index, c], iou)[:keep]:
                found.append((scores[index[k], c].item(), c, boxes[index[k]].clamp(0, 1).tolist()))
    found.sort(key=lambda one: -one[0])
    rows = np.zeros((keep, 7), f32)
    rows[:, 1] = -1
    for k, (score, label, box) in enumerate(found[:keep]):
        rows[k, 1:] = [label, score, *box]
    return rows, min(len(found), keep)


def ssd(kind, n=2, classes=4, keep=15):
    g = Graph()
    maps = [normal(n, 6, 7, 7), normal(n, 6, 4, 4)]
    image = np.zeros((n, 3, 56, 56), f32)
    t = lambda a: torch.from_numpy(np.ascontiguousarray(a))
    heads, priors = {"loc": [], "conf": []}, []
    counts = [4, 4] if kind == "PriorBox" else [3, 3]
    names = [f"map{k}" for k in range(2)]
    expected = {"loc": [], "conf": []}
    for k, count in enumerate(counts):
        for head, numbers in (("loc", 4), ("conf", classes)):
            weight, bias = normal(count * numbers, 6, 3, 3, scale=0.12 if head == "loc" else 0.25), normal(count * numbers, scale=0.2)
            conv = g.node("Conv", [names[k], g.constant(weight), g.constant(bias)], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            heads[head].append(g.node("Transpose", [conv], perm=[0, 2, 3, 1]))
            expected[head].append(F.conv2d(t(maps[k]), t(weight), t(bias), padding=1).permute(0, 2, 3, 1).reshape(n, -1))
    if kind == "PriorBox":
        for k, (low, high) in enumerate(((12.0, 20.0), (24.0, 36.0))):
            heads.setdefault("priors", []).append(g.node("PriorBox_TRT", [names[k], "image"], 1, "1", minSize=[low], maxSize=[high], aspectRatios=[2.0], flip=1, clip=0, variance=[0.1, 0.1, 0.2, 0.2]))
            sizes = [(low, low), (np.sqrt(low * high),) * 2, (low * np.sqrt(2), low / np.sqrt(2)), (low / np.sqrt(2), low * np.sqrt(2))]
            priors.append(priors_of([(w / 56, h / 56) for w, h in sizes], *maps[k].shape[2:]))
    else:
        heads["priors"] = g.node("GridAnchor_TRT", ["image"], 2, "1", numLayers=2, minSize=0.2, maxSize=0.9, aspectRatios=[1.0, 2.0], featureMapShapes=[7, 4], variance=[0.1, 0.1, 0.2, 0.2])
        pairs = [[(0.1, 1.0), (0.2, 2.0), (0.2, 0.5)], [(0.9, 1.0), (0.9, 2.0), (np.sqrt(0.9), 1.0)]]
        priors = [priors_of([(s * np.sqrt(q), s / np.sqrt(q)) for s, q in pairs[k]], *maps[k].shape[2:]) for k in range(2)]
    loc = g.node("FlattenConcat_TRT", heads["loc"], 1, "1", axis=1, ignoreBatch=0)
    count = sum(len(p) for p in priors)
    conf = g.node("FlattenConcat_TRT", heads["conf"], 1, "1", axis=1, ignoreBatch=0)
    conf = g.node("Reshape", [conf, g.constant(np.array([n, count, classes], np.int64))])
    conf = g.node("Reshape", [g.node("Softmax", [conf], axis=2), g.constant(np.array([n, count * classes, 1, 1], np.int64))])
    prior = g.node("Concat", list(heads["priors"]), axis=2)
    rows, kept = g.node("NMSDynamic_TRT", [loc, conf, prior], 2, "1", shareLocation=1, varianceEncodedInTarget=0, backgroundLabelId=0, numClasses=classes, topK=100, keepTopK=keep,
                        confidenceThreshold=0.4, nmsThreshold=0.45, inputOrder=[0, 1, 2], confSigmoid=0, isNormalized=1, codeType=1, isBatchAgnostic=1)
    p = t(np.concatenate(priors).astype(f32))
    wh, center = p[:, 2:] - p[:, :2], (p[:, :2] + p[:, 2:]) / 2
    out, number = [], []
    for i in range(n):
        d = torch.cat([h[i] for h in expected["loc"]]).reshape(-1, 4) * torch.tensor([0.1, 0.1, 0.2, 0.2])
        xy, half = center + d[:, :2] * wh, wh * torch.exp(d[:, 2:]) / 2
        scores = torch.softmax(torch.cat([h[i] for h in expected["conf"]]).reshape(-1, classes), dim=1)
        one, found = nms_rows(torch.cat([xy - half, xy + half], dim=1), scores, 0.4, 0.45, keep, 0)
        one[:, 0] = i
        out.append(one)
        number.append(found)
    assert all(0 < k for k in number), number
    g.save(r, f"ssd_{kind.lower()}.onnx", {"map0": maps[0], "map1": maps[1], "image": image},
           {rows: ("detections", np.stack(out)[:, None]), kept: ("keep_count", np.array(number, np.int32).reshape(n, 1, 1, 1))})


ssd("PriorBox")
ssd("GridAnchor")


# ---- YOLO
def yolo(n=2, classes=5, size=6, keep=20):
    g = Graph()
    anchors = np.array([[10, 14], [23, 27], [37, 58]], f32) / 96
    raw = normal(n, 3 * (5 + classes), size, size, scale=1.5)
    x = g.node("Reshape", ["raw", g.constant(np.array([n, 3, 5 + classes, size * size], np.int64))])
    x = g.node("Transpose", [x], perm=[0, 1, 3, 2])  # [n, 3, cells, 5 + classes]
    xy, wh, obj, cls = g.node("Split", [x, g.constant(np.array([2, 2, 1, classes], np.int64))], 4, axis=3)
    grid = np.stack(np.meshgrid(np.arange(size), np.arange(size)), axis=-1).reshape(1, 1, -1, 2).astype(f32)
    center = g.node("Mul", [g.node("Add", [g.node("Sigmoid", [xy]), g.constant(grid)]), g.constant(np.array(1 / size, f32))])
    extent = g.node("Mul", [g.node("Exp", [wh]), g.constant(anchors.reshape(1, 3, 1, 2))])
    boxes = g.node("Reshape", [g.node("Concat", [center, extent], axis=3), g.constant(np.array([n, 3 * size * size, 4], np.int64))])
    scores = g.node("Mul", [g.node("Sigmoid", [obj]), g.node("Sigmoid", [cls])])
    scores = g.node("Reshape", [scores, g.constant(np.array([n, 3 * size * size, classes], np.int64))])
    outputs = g.node("EfficientNMS_TRT", [boxes, scores], 4, "1", score_threshold=0.3, iou_threshold=0.45, max_output_boxes=keep, background_class=-1, score_activation=0,
                     class_agnostic=0, box_coding=1)
    t = torch.from_numpy(raw).reshape(n, 3, 5 + classes, -1).permute(0, 1, 3, 2)
    center = (torch.sigmoid(t[..., :2]) + torch.from_numpy(grid)) * f32(1 / size)
    half = torch.exp(t[..., 2:4]) * torch.from_numpy(anchors.reshape(1, 3, 1, 2)) / 2
    b = torch.cat([center - half, center + half], dim=-1).reshape(n, -1, 4)
    s = (torch.sigmoid(t[..., 4:5]) * torch.sigmoid(t[..., 5:])).reshape(n, -1, classes)
    counts, kept = np.zeros((n, 1), np.int32), [np.zeros((n, keep, 4), f32), np.zeros((n, keep), f32), np.zeros((n, keep), np.int32)]
    for i in range(n):
        index, label = torch.nonzero(s[i] >= 0.3, as_tuple=True)
        order = torchvision.ops.batched_nms(b[i][index], s[i][index, label], label, 0.45)[:keep]
        counts[i] = len(order)
        kept[0][i, : len(order)], kept[1][i, : len(order)], kept[2][i, : len(order)] = b[i][index[order]], s[i][index[order], label[order]], label[order]
    assert (counts > 3).all(), counts
    g.save(r, "yolo.onnx", {"raw": raw}, dict(zip(outputs, [("num_detections", counts), ("boxes", kept[0]), ("scores", kept[1]), ("classes", kept[2])])))


yolo()
r.write()

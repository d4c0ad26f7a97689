"""Standard plugins beside the same operations of PyTorch and torchvision, in one run.

usage: vs_torch.py <build folder> [regular expression] [cpu|cuda] [fp16]     needs bin/tenon_plugins_bench (target tenon_plugins_bench), torch and torchvision

On the CPU both run in turns, three times; with `cpu`: one thread each, and the time of that thread, which other programs on the machine do not count
in. With `cuda`: on the GPU, where both sides enqueue 20 calls and wait; PyTorch's calls are also captured in a CUDA graph unless they wait by themselves,
and the faster form counts.
With `fp16` floating tensors are of that type on both sides, where both have it.
The last columns are the rate at which Tenon moves inputs and outputs, and its share of a copy's in the same run.
"""

import json
import math
import os
import re
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
import torchvision


CUDA = "cuda" in sys.argv[3:]
CPU_TIME = "cpu" in sys.argv[3:]
HALF = "fp16" in sys.argv[3:]
if CUDA:
    torch.set_default_device("cuda")
if HALF:
    torch.set_default_dtype(torch.float16)


def sizes(*both, cuda=()):
    """The sizes of a case; `cuda` are for a GPU alone, as largeOnCuda in plugins/common/testing/plugin_bench.h."""
    return both + (cuda if CUDA else ())


def rand(*dims, low=-1.0, high=1.0):
    return torch.rand(*dims) * (high - low) + low


def boxes(n):
    corner = rand(n, 2, low=0, high=0.9)
    return torch.cat([corner, corner + rand(n, 2, low=0.02, high=0.1)], dim=1)


def rois(n):
    corner = rand(n, 2, low=0, high=400)
    return torch.cat([torch.zeros(n, 1), corner, corner + rand(n, 2, low=0, high=400)], dim=1)


def l2(x, w):
    return x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-10) * w


def attention(x):
    s, b, _ = x.shape
    q, k, v = x.reshape(s, b, 12, 3, 64).permute(3, 1, 2, 0, 4)
    return F.scaled_dot_product_attention(q, k, v).permute(2, 0, 1, 3).reshape(s, b, 768).contiguous()


def embeddings(n):
    words, kinds, places = rand(3000, 768), rand(2, 768), rand(512, 768)
    tokens, segments = torch.full((n, 8), 7), torch.full((n, 8), 1)
    return lambda: F.layer_norm(F.embedding(tokens, words) + F.embedding(segments, kinds) + places[:n, None], (768,))


def region(x):
    n, _, h, w = x.shape
    y = x.reshape(n, 5, 85, h, w).clone()
    y[:, :, :2] = torch.sigmoid(y[:, :, :2])
    y[:, :, 4] = torch.sigmoid(y[:, :, 4])
    y[:, :, 5:] = torch.softmax(y[:, :, 5:], dim=2)
    return y


def decoded(loc, priors, variances):
    """SSD's boxes from deltas and priors, by centre and size."""
    wh, center = priors[:, 2:] - priors[:, :2], (priors[:, :2] + priors[:, 2:]) / 2
    xy, half = center + loc[..., :2] * variances[:2] * wh, wh * torch.exp(loc[..., 2:] * variances[2:]) / 2
    return torch.cat([xy - half, xy + half], dim=-1)


def detections(boxes, scores, threshold, iou, keep):
    """Of each image the best of what batched_nms keeps; scores [images, boxes, classes]."""
    results = []
    for box, score in zip(boxes, scores):
        index, label = torch.nonzero(score > threshold, as_tuple=True)
        kept = torchvision.ops.batched_nms(box[index], score[index, label], label, iou)[:keep]
        results.append((box[index[kept]], score[index[kept], label[kept]], label[kept]))
    return results


def proposals(scores, deltas, anchors, most, keep):
    """Faster R-CNN's: the best boxes of each image, decoded, clipped, suppressed."""
    results = []
    for score, delta in zip(scores.flatten(1), deltas):
        top, index = score.topk(min(most, score.numel()))
        boxes = torchvision.ops.clip_boxes_to_image(decoded(delta.reshape(-1, 4)[index], anchors[index], torch.ones(4)), (608, 800))
        results.append(boxes[torchvision.ops.nms(boxes, top, 0.7)[:keep]])
    return results


def pyramid_anchors():
    """Mask R-CNN's of an image of 1024 × 1024, three of one size in each cell, relative to the image."""
    out = []
    for level in range(5):
        at = torch.arange(0, 1024, 4 << level, dtype=torch.float32)
        y, x = torch.meshgrid(at, at, indexing="ij")
        half = torch.tensor([[0.5**0.5, 2**0.5], [1, 1], [2**0.5, 0.5**0.5]]) * (16 << level)
        center = torch.stack([x, y], dim=-1)[:, :, None]
        out.append(torch.cat([center - half, center + half], dim=-1).reshape(-1, 4) / 1023)
    return torch.cat(out)


def multilevel_anchors():
    """Mask R-CNN's of an image of 832 × 1344 in TensorFlow's models, of each level."""
    for level in range(5):
        stride = 4 << level
        y, x = torch.meshgrid(torch.arange(stride / 2, 832, stride), torch.arange(stride / 2, 1344, stride), indexing="ij")
        half = torch.tensor([[1, 1], [1.4, 0.7], [0.7, 1.4]]) * (16 << level)
        center = torch.stack([x, y], dim=-1)[:, :, None]
        yield torch.cat([center - half, center + half], dim=-1).reshape(-1, 4)


def multilevel_proposals(levels, most=1000, keep=1000):
    """Mask R-CNN's of one image in TensorFlow's models: of each level the best boxes, decoded, clipped, suppressed, then the best of all."""
    boxes, scores = [], []
    for score, delta, anchor in levels:
        top, index = score[:, 0, 0].topk(min(most, len(score)))
        box = torchvision.ops.clip_boxes_to_image(decoded(delta[index, :, 0], anchor[index], torch.ones(4)), (831, 1343))
        kept = torchvision.ops.nms(box, top, 0.7)[:keep]
        boxes.append(box[kept])
        scores.append(top[kept])
    return torch.cat(boxes)[torch.cat(scores).topk(keep)[1]]


def pyramid_proposals(scores, deltas, anchors, most=1024, keep=1000):
    """Mask R-CNN's: the best boxes of each image, decoded, clipped, suppressed."""
    results = []
    for score, delta in zip(scores[..., 1, 0], deltas):
        top, index = score.topk(most)
        boxes = decoded(delta[index], anchors[index], torch.tensor([0.1, 0.1, 0.2, 0.2])).clamp(0, 1)
        results.append(boxes[torchvision.ops.nms(boxes, top, 0.7)[:keep]])
    return results


def refined_detections(deltas, scores, rois, threshold=0.7, iou=0.3, keep=100, most=1):
    """Mask R-CNN's: each region's best class, its box for that class, suppressed by classes."""
    results = []
    for delta, score, roi in zip(deltas, scores, rois):
        best, label = score.max(dim=1)
        index = torch.nonzero((label > 0) & (best >= threshold))[:, 0]
        boxes = decoded(delta[index, label[index]], roi[index], torch.tensor([0.1, 0.1, 0.2, 0.2])).clamp(0, most)
        kept = torchvision.ops.batched_nms(boxes, best[index], label[index], iou)[:keep]
        results.append(torch.cat([boxes[kept], label[index[kept], None], best[index[kept], None]], dim=1))
    return results


def pyramid_pooling(count, size, levels="0123", finest=(256, 256), regions=(600, 420), samples=2):
    """torchvision's pooling of regions from the levels P2 to P5 or P6."""
    pool = torchvision.ops.MultiScaleRoIAlign(list(levels), size, samples)
    corner, extent = rand(count, 2, low=0, high=regions[0]), rand(count, 2, low=1, high=regions[1])
    maps = {level: rand(1, 256, finest[0] >> k, finest[1] >> k) for k, level in enumerate(levels)}
    return lambda: pool(maps, [torch.cat([corner, corner + extent], dim=1)], [(finest[0] * 4, finest[1] * 4)])


def deformable_attention(value, shapes, locations, weights):
    """Deformable DETR's, as its authors write it for machines without their kernel."""
    n, _, heads, size = value.shape
    queries, points = locations.shape[1], locations.shape[4]
    parts = value.split([h * w for h, w in shapes], dim=1)
    sampled = [F.grid_sample(part.flatten(2).transpose(1, 2).reshape(n * heads, size, h, w), (2 * locations[:, :, :, k] - 1).transpose(1, 2).flatten(0, 1), align_corners=False)
               for k, (part, (h, w)) in enumerate(zip(parts, shapes))]
    weights = weights.transpose(1, 2).reshape(n * heads, 1, queries, len(shapes) * points)
    return (torch.stack(sampled, dim=-2).flatten(-2) * weights).sum(-1).view(n, heads * size, queries).transpose(1, 2).contiguous()


def crop_and_resize(maps, rois, size=7):
    """TensorFlow's of one image, by a grid for each region."""
    steps = torch.linspace(0, 1, size)
    y = rois[:, :1] + steps * (rois[:, 2:3] - rois[:, :1])
    x = rois[:, 1:2] + steps * (rois[:, 3:] - rois[:, 1:2])
    grid = torch.stack([x[:, None].expand(-1, size, -1), y[:, :, None].expand(-1, -1, size)], dim=-1) * 2 - 1
    return F.grid_sample(maps, grid.reshape(1, -1, size, 2), align_corners=True).reshape(maps.shape[1], len(rois), size, size).transpose(0, 1).contiguous()


def priors(n, size=38, widths=(30.0, 42.4, 42.4, 21.2), heights=(30.0, 42.4, 21.2, 42.4)):
    """SSD's priors of a map and their variances, for each of n images."""
    centers = (torch.arange(size) + 0.5) * (300 / size)
    y, x = torch.meshgrid(centers, centers, indexing="ij")
    center = torch.stack([x, y], dim=-1)[:, :, None]
    half = torch.tensor([widths, heights]).T / 2
    boxes = torch.cat([center - half, center + half], dim=-1).flatten() / 300
    return torch.stack([boxes, torch.tensor([0.1, 0.1, 0.2, 0.2]).repeat(len(boxes) // 4)]).expand(n, 2, -1).contiguous()


def cloud(n):
    """A frame of PointPillars, as in voxel_generator_bench.cpp."""
    points = rand(n, 4, low=0)
    far = points[:, 0] ** 2
    return torch.stack([69 * far, 79 * far * (points[:, 1] - 0.5), 4 * points[:, 2] - 3, points[:, 3]], dim=1)


def voxelized(points, low, size, extent, most=12000, capacity=32):
    """Voxels in the order of their first points, with means and centres, without a loop."""
    place = torch.floor((points[:, :3] - low) / size).long()
    inside = ((place >= 0) & (place < extent)).all(dim=1)
    points, place = points[inside], place[inside]
    order = torch.sort((place[:, 2] * extent[1] + place[:, 1]) * extent[0] + place[:, 0], stable=True)
    first = torch.ones_like(order.values, dtype=torch.bool)
    first[1:] = order.values[1:] != order.values[:-1]
    begins = torch.nonzero(first)[:, 0]
    segment = torch.cumsum(first, 0) - 1
    rank = torch.arange(len(points)) - begins[segment]
    number = torch.argsort(torch.argsort(order.indices[begins]))[segment]
    kept = (number < most) & (rank < capacity)
    number, rank, sorted_points = number[kept], rank[kept], points[order.indices][kept]
    voxels = torch.zeros(most, capacity, 10)
    voxels[number, rank, :4] = sorted_points
    counts = torch.zeros(most).index_add_(0, number, torch.ones(len(number))).clamp(min=1)
    mean = voxels[:, :, :3].sum(dim=1) / counts[:, None]
    coords = torch.zeros(most, 3, dtype=torch.long)
    coords[number] = place[order.indices][kept]
    voxels[number, rank, 4:7] = sorted_points[:, :3] - mean[number]
    voxels[number, rank, 7:] = sorted_points[:, :3] - ((coords[number] + 0.5) * size + low)
    return voxels, coords, min(len(begins), most)


def pillar_map(voxels, cells, plane):
    """OpenPCDet's: a canvas of zeros for each frame, into whose cells the pillars go."""
    frames = []
    for pillars, cell in zip(voxels, cells):
        canvas = torch.zeros(pillars.shape[1], plane)
        canvas[:, cell] = pillars.t()
        frames.append(canvas)
    return torch.stack(frames)


def boxes_in_space(scores, deltas, directions, anchors, threshold=0.1):
    """OpenPCDet's decoding of what passes the threshold, for each image."""
    results, period = [], math.pi
    for score, delta, direction in zip(scores, deltas, directions):
        best, label = torch.sigmoid(score).max(dim=-1)
        index = torch.nonzero(best > threshold)[:, 0]
        a, t = anchors[index], delta[index]
        diagonal = torch.sqrt(a[:, 3] ** 2 + a[:, 4] ** 2)[:, None]
        r = a[:, 6] + t[:, 6] - 0.78539
        r = r - torch.floor(r / period) * period + 0.78539 + period * direction[index].argmax(dim=-1)
        box = torch.cat([a[:, :2] + t[:, :2] * diagonal, a[:, 2:3] + t[:, 2:3] * a[:, 5:6], a[:, 3:6] * torch.exp(t[:, 3:6]), r[:, None], label[index, None], best[index, None]], dim=1)
        results.append(box)
    return results


def disentangled(c2c, c2p, p2c, position, factor=0.0722):
    """As in the transformers library, positions given."""
    places = position.expand(c2c.shape)
    return (c2c + torch.gather(c2p, -1, places) + torch.gather(p2c, -1, places.transpose(-1, -2)).transpose(-1, -2)) * factor


def deberta_positions(length, span=256):
    far = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    mid = span // 2
    log = torch.ceil(torch.log(far.abs().clamp(min=1) / mid) / math.log((2 * span - 1) / mid) * (mid - 1)) + mid
    return torch.where(far.abs() <= mid, far, log * far.sign()).long().add(span).clamp(0, 2 * span - 1)


def faster_rcnn(scores, deltas, maps, anchors):
    """The proposals of each image, and the pooling of their features."""
    boxes = proposals(scores, deltas, anchors, 6000, 300)
    return torchvision.ops.roi_pool(maps, boxes, (7, 7), 0.0625)


def of(function, *tensors):
    return lambda: function(*tensors)


def waiting(call):
    """A call that waits for the device by itself: it cannot be captured."""
    call.waits = True
    return call


def operations():
    for n in (1024, 64 * 208 * 208, 8 * 64 * 256 * 256):
        if not CUDA:
            yield f"lreluCpu<float>/{n}", of(F.leaky_relu, rand(n), 0.1)
    for n in (1, 128, 4096):
        if not CUDA:
            yield f"geluCpu/{n}", of(lambda x, b: F.gelu(x + b, approximate="tanh"), rand(n, 3072), rand(3072))
            yield f"skipLayerNormCpu/{n}", of(lambda x, s, w, b: F.layer_norm(x + s, (768,), w, b), rand(n, 768), rand(n, 768), rand(768), rand(768))
    for n in sizes(1, 16, cuda=(800,)):
        yield f"batchTileBench/{n}", of(lambda x: x.repeat(n, 1, 1, 1), rand(1, 2, 8732, 4))
    for n in (1, 64):
        yield f"specialSliceBench/{n}", of(lambda x: x[:, :, :4].contiguous(), rand(n, 1000, 6))
    for n in sizes(4096, 1 << 20, cuda=(1 << 28,)):
        yield f"assertBench/{n}", waiting(of(lambda x: (x.clone(), bool(((x >= -2) & (x <= 2)).all())), rand(1, n)))
        yield f"debugPrintBench/{n}", waiting(of(lambda x: (x.clone(), x.min().item(), x.max().item(), x.mean().item(), torch.isnan(x).sum().item()), rand(1, n)))
    for n in sizes(28, 112, cuda=(360,)):
        yield f"clipCpu/{n}", of(torch.clamp, rand(8, 64, n, n, low=-8, high=8), 0.0, 6.0)
    for n in sizes(128, 4096, cuda=(32768,)):
        yield f"splitBench/{n}", of(lambda x: [p.contiguous() for p in x.split(768, dim=1)], rand(n, 2304))
        x, u, i = rand(n, 768), rand(n // 4, 768), torch.arange(0, n, 4)
        yield f"scatterNdBench/{n}", of(lambda x, i, u: x.index_copy(0, i, u), x, i, u)
    for n in sizes(32, 128, cuda=(512,)):
        yield f"resizeNearestBench/{n}", of(lambda x: F.interpolate(x, scale_factor=2, mode="nearest"), rand(1, 256, n, n))
    for n in sizes(1, 32, cuda=(1536,)):
        maps = [rand(n, c, s, s) for c, s in ((16, 38), (24, 19), (24, 10), (24, 5), (16, 3), (16, 1))]
        yield f"flattenConcatBench/{n}", of(lambda m: torch.cat([t.flatten(1) for t in m], dim=1), maps)
    for n in sizes(1, cuda=(64,)):
        yield f"instanceNormBatchBench/{n}", of(lambda x, w, b: F.instance_norm(x, weight=w, bias=b), rand(n, 64, 256, 256), rand(64), rand(64))
    for n in sizes(1, cuda=(192,)):
        yield f"groupNormBatchBench/{n}", of(lambda x, w, b: F.group_norm(x, 32, w, b), rand(n, 320, 64, 64), rand(320), rand(320))
    for n in (64, 512):
        yield f"instanceNormBench/{n}", of(lambda x, w, b: F.instance_norm(x, weight=w, bias=b), rand(1, 32, n, n), rand(32), rand(32))
    for n in (32, 64):
        yield f"groupNormBench/{n}", of(lambda x, w, b: F.group_norm(x, 32, w, b), rand(2, 320, n, n), rand(320), rand(320))
    for n in sizes(1, 8, cuda=(320,)):
        yield f"normalizeBench/{n}", of(l2, rand(n, 512, 38, 38), rand(1, 512, 1, 1))
    for n in sizes(1, cuda=(112,)):
        yield f"normalizeWideBench/{n}", of(l2, rand(n, 512, 64, 64), rand(1, 512, 1, 1))
    for n in sizes(1, 16, cuda=(1600,)):
        yield f"regionBench/{n}", of(region, rand(n, 425, 19, 19))
    for n in sizes(1, 32, cuda=(1500,)):
        yield f"reorgBench/{n}", of(lambda x: F.pixel_unshuffle(x, 2), rand(n, 64, 26, 26))
    for n in sizes(32, 128, cuda=(512,)):
        yield f"coordConvBench/{n}", of(lambda x, c: torch.cat([x, c.expand(4, -1, -1, -1)], dim=1), rand(4, 64, n, n), rand(1, 2, n, n))
    for n in (1000, 10000):
        yield f"oneClassBench/{n}", waiting(of(torchvision.ops.nms, boxes(n), torch.rand(n), 0.5))
    for n in (1, 8):
        yield f"efficientNmsBench/{n}", waiting(of(detections, rand(n, 8400, 4, low=0), rand(n, 8400, 80, low=0), 0.95, 0.5, 100))
        yield f"batchedNmsBench/{n}", waiting(of(detections, rand(n, 8400, 4, low=0), rand(n, 8400, 80, low=0), 0.95, 0.5, 100))
        ssd = rand(n, 8732, 4), rand(n, 8732, 21, low=0), rand(8732, 4, low=0), torch.tensor([0.1, 0.1, 0.2, 0.2])
        yield f"ssdNmsBench/{n}", waiting(of(lambda loc, scores, prior, v: detections(decoded(loc, prior, v), scores, 0.9, 0.45, 200), *ssd))
        yield f"proposalBench/{n}", waiting(of(proposals, rand(n, 9, 38, 50, low=0), rand(n, 36, 38, 50), rand(9 * 38 * 50, 4, low=0, high=600), 6000, 300))
        anchors = pyramid_anchors()
        yield f"proposalLayerBench/{n}", waiting(of(pyramid_proposals, rand(n, len(anchors), 2, 1, low=0), rand(n, len(anchors), 4), anchors))
        yield f"detectionLayerBench/{n}", waiting(of(refined_detections, rand(n, 1000, 81, 4), rand(n, 1000, 81, low=0), rand(n, 1000, 4, low=0)))
        levels = [[(rand(len(a), 1, 1, low=0), rand(len(a), 4, 1), a) for a in multilevel_anchors()] for _ in range(n)]
        yield f"multilevelProposeRoiBench/{n}", waiting(of(lambda images: [multilevel_proposals(image) for image in images], levels))
        yield f"generateDetectionBench/{n}", waiting(of(refined_detections, rand(n, 1000, 91, 4), rand(n, 1000, 91, low=0), rand(n, 1000, 4, low=0, high=832), 0.5, 0.5, 100, 831))
    for n in (100, 1000):
        yield f"multilevelCropAndResizeBench/{n}", waiting(pyramid_pooling(n, 14 if n == 100 else 7, "01234", (208, 336), (480, 336), 1))
        yield f"pyramidRoiAlignBench/{n}", waiting(pyramid_pooling(n, 14 if n == 100 else 7))
    for n in (1, 32):
        yield f"priorBoxBench/{n}", waiting(of(priors, n))
    for n in (30, 300):
        yield f"cropAndResizeBench/{n}", of(crop_and_resize, rand(1, 256, 38, 50), rand(n, 4, low=0))
    for n in (300, 17821):
        shapes = [(100, 134), (50, 67), (25, 34), (13, 17)]
        yield f"deformableAttentionBench/{n}", of(deformable_attention, rand(1, 17821, 8, 32), shapes, rand(1, n, 8, 4, 4, 2, low=0), rand(1, n, 8, 4, 4, low=0))
    for n in (100, 1000):
        yield f"roiAlignBench/{n}", of(lambda x, r: torchvision.ops.roi_align(x, r, (7, 7), 0.0625, 2, aligned=True), rand(1, 256, 50, 50), rois(n))
    for n in (28, 56):
        yield f"deformConvBench/{n}", of(lambda x, o, w, b, m: torchvision.ops.deform_conv2d(x, o, w, b, padding=1, mask=m), rand(1, 128, n, n), rand(1, 18, n, n), rand(128, 128, 3, 3),
                                         rand(128), torch.rand(1, 9, n, n))
    for n in sizes(1, 4, cuda=(20,)):
        plane = 496 * 432
        cells = torch.stack([torch.arange(12000) * 7919 % plane] * n)
        yield f"pillarScatterBench/{n}", of(pillar_map, rand(n, 12000, 64), cells, plane)
    anchors = rand(248 * 216 * 6, 7, low=0.5)
    for n in sizes(1, 4, cuda=(40,)):
        yield f"decodeBbox3DBench/{n}", waiting(of(boxes_in_space, rand(n, len(anchors), 3, low=-12.2, high=-2.19), rand(n, len(anchors), 7), rand(n, len(anchors), 2), anchors))
    for n in (1, 4):
        base = rand(9 * 38 * 50, 2, low=0, high=600)
        base = torch.cat([base, base + rand(9 * 38 * 50, 2, low=90, high=500)], dim=1)
        yield f"rproiBench/{n}", waiting(of(faster_rcnn, rand(n, 9, 38, 50, low=0), rand(n, 36, 38, 50), rand(n, 512, 38, 50), base))
    grid = torch.tensor([0, -39.68, -3]), torch.tensor([0.16, 0.16, 4]), torch.tensor([432, 496, 1])
    for n in (20000, 200000):
        yield f"voxelGeneratorBench/{n}", waiting(of(voxelized, cloud(n), *grid))
    for heads, n in sizes((6, 128), (6, 512), (16, 512), cuda=((256, 512),)):
        yield f"disentangledAttentionBench/fp32/{heads}/{n}", of(disentangled, rand(heads, n, n), rand(heads, n, 512), rand(heads, n, 512), deberta_positions(n))
    for n in (128, 512):
        yield f"embLayerNormBench/{n}", embeddings(n)
    for n in (128, 384):
        yield f"qkvToContextBench/{n}", of(attention, rand(n, 1, 2304))
    for n in (1, 128):
        yield f"fcBench/{n}", of(torch.matmul, rand(n, 768), rand(768, 3072))


clock = time.thread_time if CPU_TIME else time.perf_counter


ROUNDS = 3  # of both sides in turns on the CPU; the middle counts


def microseconds(call):
    for _ in range(2):
        call()
    times = []
    deadline = time.perf_counter() + 0.15
    while time.perf_counter() < deadline or len(times) < 5:
        start = clock()
        call()
        times.append(clock() - start)
    return sorted(times)[len(times) // 2] * 1e6


IN_A_ROW = 20


def timed_on_gpu(work, repeats=15):
    """The median of microseconds: work() enqueues IN_A_ROW calls."""
    work()
    torch.cuda.synchronize()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] / IN_A_ROW * 1e6


def microseconds_on_gpu(call):
    """Of the faster form: called one by one, or captured."""
    def in_a_row():
        for _ in range(IN_A_ROW):
            call()
    best = timed_on_gpu(in_a_row)
    if getattr(call, "waits", False):
        return best
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        in_a_row()
    return min(best, timed_on_gpu(graph.replay))


def copy_rate():
    """GB/s, read and written, of copies of 1 GiB, as large as the large cases."""
    x = torch.zeros(1 << 30, dtype=torch.uint8)
    y = torch.empty_like(x)
    return 2 * x.numel() / microseconds_on_gpu(lambda: y.copy_(x)) / 1e3


def tenon_times(bench, name):
    """The benchmark's result, or None where it did not run."""
    device = {"TENON_DEVICE": "cuda" if CUDA else "cpu"} | ({"OMP_NUM_THREADS": "1"} if CPU_TIME else {}) | ({"TENON_BENCH_TYPE": "fp16"} if HALF else {})
    # On a GPU it takes the time itself: one iteration is enough.
    arguments = ["--benchmark_format=json", f"--benchmark_min_time={0 if CUDA else 0.03}"] + ([] if CUDA else ["--benchmark_repetitions=3"])
    out = subprocess.run([bench, f"--benchmark_filter=^{re.escape(name)}$", *arguments], capture_output=True, text=True, env=os.environ | device)
    runs = json.loads(out.stdout)["benchmarks"] if out.returncode == 0 and out.stdout else []
    runs = [run for run in runs if CUDA or run.get("aggregate_name") == "median"]
    return runs[0] if runs and not runs[0].get("error_occurred") else None


UNITS = {"ns": 1e-3, "us": 1.0, "ms": 1e3}


def in_turns(bench, name, call):
    """Microseconds of both on the CPU, or None."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        run = tenon_times(bench, name)
        if run is None:
            return None
        ours.append(run["cpu_time" if CPU_TIME else "real_time"] * UNITS[run["time_unit"]])
        theirs.append(microseconds(call))
    return sorted(ours)[ROUNDS // 2], sorted(theirs)[ROUNDS // 2]


def on_gpu(bench, name, call):
    """Microseconds of both, and the rate at which Tenon moves inputs and outputs in GB/s, or None."""
    run = tenon_times(bench, name)
    if run is None:
        return None
    ours = run["us_on_gpu"]
    rate = run["bytes_per_second"] * run["cpu_time"] * UNITS[run["time_unit"]] * 1e-6 / ours * 1e-3
    return ours, microseconds_on_gpu(call), rate


def main():
    torch.manual_seed(1)
    if CPU_TIME:
        torch.set_num_threads(1)
    build, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    bench = os.path.join(build, "bin", "tenon_plugins_bench")
    where = torch.cuda.get_device_name() if CUDA else f"{torch.get_num_threads()} threads"
    copy = copy_rate() if CUDA else 0.0
    print(f"PyTorch {torch.__version__}, {where}; medians in µs{' of one thread' if CPU_TIME else ''}{f'; copy at {copy:.0f} GB/s' if CUDA else ''}\n")
    print(f"| operation | Tenon | PyTorch | × |{' GB/s | of copy |' if CUDA else ''}\n|---|---|---|---|{'---|---|' if CUDA else ''}")
    with torch.inference_mode():
        for name, call in operations():
            if not re.search(wanted, name):
                continue
            found = on_gpu(bench, name, call) if CUDA else in_turns(bench, name, call)
            if found is None:
                print(f"| {name} | not run | | |")
                continue
            moved = f" {found[2]:.0f} | {found[2] / copy:.3f} |" if CUDA else ""
            print(f"| {name} | {found[0]:.1f} | {found[1]:.1f} | {found[1] / found[0]:.2f} |{moved}", flush=True)


main()

"""A single-shot detector (Liu et al. 2016) with the head of one scale: convolutions with batch normalisation, boxes around anchors decoded as
SSD does it, scores by a sigmoid, and NonMaxSuppression, whose number of boxes depends on the image; the boxes and scores that it chose.

Inputs: image [1, 3, height, width], of multiples of 16; outputs: chosen [boxes, 3] (image, class, box), boxes [boxes, 4], scores [boxes]."""

import numpy as np
from model_writer import ModelWriter
from onnx import TensorProto

ANCHORS, CLASSES, STRIDE = 3, 8, 16
SIZES = (48.0, 96.0, 160.0)


def block(model, x, maps_in, maps_out, stride):
    return model.node("Relu", [model.batch_norm(model.conv(x, maps_in, maps_out, 3, stride), maps_out)])


def size_of(model, shape, axis):
    return model.node("Gather", [shape, model.integers([axis])], axis=0)


def centres(model, x):
    """Centres of the cells in pixels: [1, height · width, 1, 2] of (column, row)."""
    shape = model.node("Shape", [x])
    parts = []
    for axis in (3, 2):
        count = model.node("Squeeze", [size_of(model, shape, axis), model.integers([0])])
        places = model.node("Range", [model.weight(np.array(0, np.int64)), count, model.weight(np.array(1, np.int64))])
        places = model.node("Add", [model.node("Cast", [places], to=TensorProto.FLOAT), model.number(0.5)])
        places = model.node("Mul", [places, model.number(STRIDE)])
        full = model.node("Concat", [size_of(model, shape, 2), size_of(model, shape, 3)], axis=0)
        places = model.node("Reshape", [places, model.integers([1, -1] if axis == 3 else [-1, 1])])
        parts.append(model.node("Reshape", [model.node("Expand", [places, full]), model.integers([1, -1, 1, 1])]))
    return model.node("Concat", parts, axis=3)


def write(path):
    model = ModelWriter("detector_nms", 13, 5)
    x = model.input("image", [1, 3, "height", "width"])
    maps_in = 3
    for maps, stride in ((32, 2), (64, 2), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1)):
        x = block(model, x, maps_in, maps, stride)
        maps_in = maps
    locations = model.conv(x, 256, ANCHORS * 4, 3, bias=True, gain=0.2)
    scores = model.conv(x, 256, ANCHORS * CLASSES, 3, bias=True, gain=1.0)
    # [1, anchors · n, h, w] → [1, cells, anchors, n]
    locations = model.node("Reshape", [model.node("Transpose", [locations], perm=[0, 2, 3, 1]), model.integers([1, -1, ANCHORS, 4])])
    scores = model.node("Reshape", [model.node("Transpose", [scores], perm=[0, 2, 3, 1]), model.integers([1, -1, CLASSES])])
    scores = model.node("Transpose", [model.node("Sigmoid", [scores])], perm=[0, 2, 1])
    shifts = model.node("Slice", [locations, model.integers([0]), model.integers([2]), model.integers([3])])
    scales = model.node("Slice", [locations, model.integers([2]), model.integers([4]), model.integers([3])])
    anchors = model.weight(np.array(SIZES, np.float32).reshape(1, 1, ANCHORS, 1) * np.ones((1, 1, 1, 2), np.float32))
    middle = model.node("Add", [centres(model, x), model.node("Mul", [model.node("Mul", [shifts, model.number(0.1)]), anchors])])
    half = model.node("Mul", [model.node("Mul", [model.node("Exp", [model.node("Mul", [scales, model.number(0.2)])]), anchors]), model.number(0.5)])
    corners = model.node("Concat", [model.node("Sub", [middle, half]), model.node("Add", [middle, half])], axis=3)
    boxes = model.node("Reshape", [corners, model.integers([1, -1, 4])])
    chosen = model.node("NonMaxSuppression", [boxes, scores, model.integers([20]), model.weight(np.array([0.5], np.float32)),
                                              model.weight(np.array([0.6], np.float32))])
    places = model.node("Slice", [chosen, model.integers([2]), model.integers([3]), model.integers([1])])
    found = model.node("Gather", [model.node("Squeeze", [boxes, model.integers([0])]), model.node("Squeeze", [places, model.integers([1])])], axis=0)
    model.node("Identity", [chosen], outputs=["chosen"])
    model.node("Identity", [found], outputs=["boxes"])
    model.node("GatherND", [scores, chosen], outputs=["scores"])
    model.output("chosen", ["count", 3], TensorProto.INT64)
    model.output("boxes", ["count", 4])
    model.output("scores", ["count"])
    model.save(path)

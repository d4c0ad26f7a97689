"""Pooling with padding and rounding: PyTorch (explicit padding) and ONNX Runtime (same padding)."""

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

from recorded_cases import CaseFile

ROUND_DOWN, ROUND_UP, SAME_UPPER, SAME_LOWER = range(4)
MAX, AVERAGE = range(2)
out = CaseFile(__file__, f"PyTorch {torch.__version__}, ONNX Runtime {onnxruntime.__version__}, ONNX {onnx.__version__}")


def data(dims):
    # The same data for the same dims, so that the kinds of pooling can be blended.
    random = np.random.default_rng(list(dims))
    return np.round(random.uniform(-4, 4, dims), 3).astype(np.float32)


def with_torch(name, dims, window, stride, padding, ceil, pool_type, count_padding=False):
    x = data(dims)
    spatial = len(window)
    if pool_type == MAX:
        function = [torch.nn.functional.max_pool1d, torch.nn.functional.max_pool2d, torch.nn.functional.max_pool3d][spatial - 1]
        y = function(torch.tensor(x), window, stride, padding, ceil_mode=ceil)
    else:
        function = [torch.nn.functional.avg_pool1d, torch.nn.functional.avg_pool2d, torch.nn.functional.avg_pool3d][spatial - 1]
        y = function(torch.tensor(x), window, stride, padding, ceil_mode=ceil, count_include_pad=count_padding)
    record(name, pool_type, ROUND_UP if ceil else ROUND_DOWN, count_padding, window, stride, padding, padding, x, y.numpy())


def with_onnx(name, dims, window, stride, mode, pool_type, count_padding=False, pads=None):
    x = data(dims)
    attributes = dict(kernel_shape=window, strides=stride)
    if pads is None:
        attributes["auto_pad"] = {SAME_UPPER: "SAME_UPPER", SAME_LOWER: "SAME_LOWER"}[mode]
    else:
        attributes["pads"] = list(pads[0]) + list(pads[1])
    if pool_type == AVERAGE:
        attributes["count_include_pad"] = int(count_padding)
    node = helper.make_node("MaxPool" if pool_type == MAX else "AveragePool", ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "pool", [helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    y = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
    before, after = pads if pads is not None else ([0] * len(window), [0] * len(window))
    record(name, pool_type, mode, count_padding, window, stride, before, after, x, y)


def record(name, pool_type, mode, count_padding, window, stride, before, after, x, y):
    out.case(name, type=pool_type, mode=mode, countPadding=count_padding, window=window, stride=stride, prePadding=before,
             postPadding=after, inputDims=x.shape, input=x, outputDims=y.shape, output=y)


for kind, pool_type, count in (("Max", MAX, False), ("Average", AVERAGE, False), ("AverageCountingPadding", AVERAGE, True)):
    with_torch(f"plain{kind}", (2, 3, 6, 8), (2, 2), (2, 2), (0, 0), False, pool_type, count)
    with_torch(f"padded{kind}", (1, 2, 7, 9), (3, 3), (2, 2), (1, 1), False, pool_type, count)
    with_torch(f"roundUp{kind}", (1, 2, 8, 10), (3, 2), (2, 3), (1, 0), True, pool_type, count)
    with_torch(f"overlapping{kind}", (1, 2, 9, 37), (4, 5), (1, 1), (2, 1), False, pool_type, count)
    with_torch(f"wide{kind}", (1, 1, 3, 70), (3, 3), (2, 2), (1, 1), True, pool_type, count)
    with_torch(f"stride3{kind}", (1, 1, 10, 61), (3, 3), (3, 3), (0, 1), True, pool_type, count)
    with_torch(f"oneDimension{kind}", (2, 2, 11), (4,), (2,), (2,), True, pool_type, count)
    with_torch(f"threeDimensions{kind}", (1, 2, 5, 6, 7), (3, 2, 3), (2, 2, 1), (1, 0, 1), True, pool_type, count)
    with_torch(f"global{kind}", (2, 5, 7, 7), (7, 7), (1, 1), (0, 0), False, pool_type, count)
    with_onnx(f"sameUpper{kind}", (1, 2, 7, 8), (3, 4), (2, 2), SAME_UPPER, pool_type, count)
    with_onnx(f"sameLower{kind}", (1, 2, 7, 8), (3, 4), (2, 2), SAME_LOWER, pool_type, count)
    with_onnx(f"asymmetric{kind}", (1, 2, 6, 7), (3, 3), (1, 2), ROUND_DOWN, pool_type, count, pads=((1, 0), (0, 2)))

out.write()

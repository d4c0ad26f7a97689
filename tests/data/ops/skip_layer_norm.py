#!/usr/bin/env python3
"""A skip connection in front of a layer normalization, as ONNX Runtime's SkipLayerNormalization computes it."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from recorded_cases import CaseFile


def run(x, skip, scale, bias, epsilon):
    names = ["x", "skip", "scale", "bias"]
    node = helper.make_node("SkipLayerNormalization", names, ["y"], domain="com.microsoft", epsilon=epsilon)
    values = dict(zip(names, (x, skip, scale, bias)))
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, value.shape) for name, value in values.items()]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, x.shape)]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(helper.make_graph([node], "skip", inputs, outputs), opset_imports=opsets, ir_version=8)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, values)[0]


def main():
    rng = np.random.default_rng(11)
    file = CaseFile(__file__, f"onnxruntime {onnxruntime.__version__}")
    for name, batch, tokens, width, epsilon, offset in (("small", 2, 3, 5, 1e-5, 0), ("one vector", 1, 4, 16, 1e-12, 0), ("tail", 2, 7, 37, 1e-3, 0),
                                                        ("far from zero", 1, 2, 24, 1e-5, 10)):
        x = (rng.standard_normal((batch, tokens, width)) + offset).astype(np.float32)
        skip = rng.standard_normal((batch, tokens, width)).astype(np.float32)
        scale, bias = rng.standard_normal((2, width)).astype(np.float32)
        y = run(x, skip, scale, bias, epsilon)
        file.case(name, dims=x.shape, row_dims=(1, 1, width), epsilon=epsilon, x=x, skip=skip, scale=scale, bias=bias, y=y)
    file.write()


if __name__ == "__main__":
    main()

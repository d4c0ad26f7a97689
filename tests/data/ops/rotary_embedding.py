#!/usr/bin/env python3
"""RotaryEmbedding as the reference of the onnx package computes it (a release whose reference takes narrower tables for a part of a head)."""

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from recorded_cases import CaseFile


def main():
    rng = np.random.default_rng(7)
    file = CaseFile(__file__, f"onnx {onnx.__version__}")
    for interleaved in (0, 1):
        for rotary_dim, by_place in ((0, False), (0, True), (4, True)):
            x = rng.standard_normal((2, 3, 5, 8)).astype(np.float32)
            pairs = (rotary_dim or 8) // 2
            angle_dims = (20, pairs) if by_place else (2, 5, pairs)
            angles = rng.uniform(-3, 3, angle_dims)
            cosines, sines = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
            names = ["x", "cosines", "sines"] + (["places"] if by_place else [])
            feeds = {"x": x, "cosines": cosines, "sines": sines}
            if by_place:
                feeds["places"] = rng.integers(0, 20, (2, 5))
            types = {"places": TensorProto.INT64}
            node = helper.make_node("RotaryEmbedding", names, ["y"], interleaved=interleaved, rotary_embedding_dim=rotary_dim)
            graph = helper.make_graph([node], "rotary", [helper.make_tensor_value_info(name, types.get(name, TensorProto.FLOAT), feeds[name].shape)
                                                         for name in names], [helper.make_tensor_value_info("y", TensorProto.FLOAT, x.shape)])
            model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)])
            y = ReferenceEvaluator(model).run(None, feeds)[0]
            values = dict(interleaved=interleaved, rotary_dim=rotary_dim, x_dims=x.shape, x=x, angle_dims=angle_dims, cosines=cosines,
                          sines=sines, y=y)
            if by_place:
                values |= dict(place_dims=(2, 5), places=feeds["places"])
            file.case(f"interleaved {interleaved} dim {rotary_dim} places {by_place}", **values)
    file.write()


if __name__ == "__main__":
    main()

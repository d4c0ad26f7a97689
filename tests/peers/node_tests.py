#!/usr/bin/env python3
"""Write the node tests of the onnx package (1.18, whose newest opset is 23) as models with data, one folder each.

    node_tests.py <folder>

Those are written whose inputs and outputs have types that the API has: fp32, fp16, bf16, int8, uint8, int32, int64, bool; no strings, sequences,
optional values, complex numbers or operators of training. tenon_onnx_backend_test runs them (TENON_ONNX_NODE_TESTS).

Left out too, each for its reason: see NOT_EXPRESSIBLE and WRONG_IN_THIS_RELEASE.
"""

import pathlib
import sys

import numpy as np
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases

NOT_EXPRESSIBLE = {
    "image_decoder": "images in files are no tensors",
    "training_dropout": "training",
    "bernoulli": "random numbers of one certain generator",
    "affine_grid_3d_align_corners_expanded": "an If whose branches differ in rank, and whose condition depends on an input",
    "blocked": "scales in blocks, which the API has for int4 and fp8 alone",
}
# Mended in later releases of the package.
WRONG_IN_THIS_RELEASE = {
    "attention_3d": "splits heads without a transposition",
    "gqa": "repeats groups of heads in the wrong order",
    "rotary_embedding_with_rotary_dim": "caches wider than the specification says",
    "rotary_embedding_with_interleaved_rotary_dim": "the same",
    "rotary_embedding_no_position_ids_rotary_dim": "the same",
    "attention_4d_with_qk_matmul_softcap": "caps after the mask",
    "qlinearmatmul_2D_int8": "wraps where QuantizeLinear saturates",
    "qlinearmatmul_3D_int8": "the same",
}
SERVED = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.INT8, TensorProto.UINT8, TensorProto.INT32, TensorProto.INT64,
          TensorProto.BOOL}


def is_expressible(model):
    for info in [*model.graph.input, *model.graph.output]:
        if info.type.WhichOneof("value") != "tensor_type" or info.type.tensor_type.elem_type not in SERVED:
            return False
    domains = {each.domain: each.version for each in model.opset_import}
    return 18 <= domains.get("", 0) <= 23 and not any("training" in domain for domain in domains)


def main():
    root = pathlib.Path(sys.argv[1])
    written = 0
    for case in collect_testcases(None):
        if case.model is None or not is_expressible(case.model) or not case.data_sets:
            continue
        if any(part in case.name for part in (*NOT_EXPRESSIBLE, *WRONG_IN_THIS_RELEASE)):
            continue
        inputs, outputs = case.data_sets[0]
        values = [*inputs, *outputs]
        if not all(isinstance(value, (np.ndarray, np.generic, TensorProto)) for value in values):
            continue
        data = root / case.name / "test_data_set_0"
        data.mkdir(parents=True, exist_ok=True)
        (data.parent / "model.onnx").write_bytes(case.model.SerializeToString())
        for kind, list_, infos in (("input", inputs, case.model.graph.input), ("output", outputs, case.model.graph.output)):
            for index, (value, info) in enumerate(zip(list_, infos)):
                proto = value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), info.name)
                if info.type.tensor_type.elem_type == TensorProto.BFLOAT16 and proto.data_type != TensorProto.BFLOAT16:
                    # NumPy has no bf16: the package gives its bits.
                    proto.data_type = TensorProto.BFLOAT16
                (data / f"{kind}_{index}.pb").write_bytes(proto.SerializeToString())
        written += 1
    print(f"{written} models")


if __name__ == "__main__":
    main()

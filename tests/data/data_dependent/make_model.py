"""Writes two_non_zeros.onnx: two outputs whose sizes only an inference tells, the one told first being farther from the input."""

import onnx
from onnx import TensorProto, helper

nodes = [
    helper.make_node("Relu", ["x"], ["positive"]),
    helper.make_node("NonZero", ["positive"], ["places_of_positive"]),
    helper.make_node("NonZero", ["x"], ["places_of_all"]),
    helper.make_node("Cast", ["places_of_positive"], ["positive_places"], to=TensorProto.FLOAT),
    helper.make_node("Cast", ["places_of_all"], ["all_places"], to=TensorProto.FLOAT),
]
graph = helper.make_graph(
    nodes,
    "two_non_zeros",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [6])],
    [
        helper.make_tensor_value_info("positive_places", TensorProto.FLOAT, [1, None]),
        helper.make_tensor_value_info("all_places", TensorProto.FLOAT, [1, None]),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, "two_non_zeros.onnx")

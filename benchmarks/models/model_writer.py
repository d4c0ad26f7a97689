"""Writes an ONNX model node by node: names, seeded weights, the usual blocks."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class ModelWriter:
    """Nodes and weights in the order in which they are added; every method that adds a node returns the name of its output."""

    def __init__(self, name, opset, seed):
        self.name = name
        self.opset = opset
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights, self.inputs, self.outputs = [], [], [], []
        self.known = {}

    def input(self, name, dims, elem_type=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, elem_type, dims))
        return name

    def output(self, name, dims, elem_type=TensorProto.FLOAT):
        self.outputs.append(helper.make_tensor_value_info(name, elem_type, dims))

    def weight(self, values, name=None):
        name = name or f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def normal(self, shape, deviation, mean=0.0):
        values = self.random.standard_normal(shape, dtype=np.float32) * np.float32(deviation) + np.float32(mean)
        return self.weight(values.astype(np.float32))

    def integers(self, values):
        """An int64 constant; equal ones are written once."""
        key = ("int64", np.asarray(values).shape, tuple(np.asarray(values).flat))
        if key not in self.known:
            self.known[key] = self.weight(np.array(values, np.int64))
        return self.known[key]

    def number(self, value):
        key = ("fp32", float(value))
        if key not in self.known:
            self.known[key] = self.weight(np.array(value, np.float32))
        return self.known[key]

    def node(self, op_type, inputs, name=None, outputs=None, **attributes):
        name = name or f"{op_type}_{len(self.nodes)}"
        outputs = outputs or [f"{name}_output"]
        self.nodes.append(helper.make_node(op_type, inputs, outputs, name=name, **attributes))
        return outputs[0] if len(outputs) == 1 else outputs

    def linear(self, x, columns_in, columns_out, deviation=None, name=None):
        """x · W + b as MatMul and Add, with the bias first, as exporters of PyTorch do."""
        weights = self.normal((columns_in, columns_out), deviation or columns_in**-0.5)
        bias = self.normal((columns_out,), 0.02)
        product = self.node("MatMul", [x, weights], name and f"{name}/MatMul")
        return self.node("Add", [bias, product], name and f"{name}/Add")

    def conv(self, x, maps_in, maps_out, kernel, stride=1, groups=1, padding=None, bias=False, gain=2.0):
        fan_in = maps_in // groups * kernel * kernel
        weights = self.normal((maps_out, maps_in // groups, kernel, kernel), (gain / fan_in) ** 0.5)
        padding = kernel // 2 if padding is None else padding
        inputs = [x, weights] + ([self.normal((maps_out,), 0.05)] if bias else [])
        return self.node("Conv", inputs, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[padding] * 4, group=groups, dilations=[1, 1])

    def batch_norm(self, x, maps):
        scale, shift = self.normal((maps,), 0.05, 1.0), self.normal((maps,), 0.05)
        mean = self.normal((maps,), 0.05)
        variance = self.weight((1.0 + 0.1 * self.random.random(maps)).astype(np.float32))
        return self.node("BatchNormalization", [x, scale, shift, mean, variance], epsilon=1e-5)

    def layer_norm(self, x, width, epsilon=1e-5):
        """One node from opset 17 on, before it the nine that PyTorch exports."""
        scale, shift = self.normal((width,), 0.05, 1.0), self.normal((width,), 0.05)
        return self.layer_norm_with(x, scale, shift, epsilon)

    def layer_norm_with(self, x, scale, shift, epsilon):
        if self.opset >= 17:
            return self.node("LayerNormalization", [x, scale, shift], axis=-1, epsilon=epsilon)
        mean = self.node("ReduceMean", [x], axes=[-1])
        centred = self.node("Sub", [x, mean])
        square = self.node("Pow", [centred, self.number(2.0)])
        variance = self.node("ReduceMean", [square], axes=[-1])
        deviation = self.node("Sqrt", [self.node("Add", [variance, self.number(epsilon)])])
        return self.node("Add", [self.node("Mul", [self.node("Div", [centred, deviation]), scale]), shift])

    def gelu_erf(self, x):
        erf = self.node("Erf", [self.node("Div", [x, self.number(2.0**0.5)])])
        return self.node("Mul", [self.node("Mul", [x, self.node("Add", [erf, self.number(1.0)])]), self.number(0.5)])

    def gelu_tanh(self, x):
        cube = self.node("Mul", [self.node("Pow", [x, self.number(3.0)]), self.number(0.044715)])
        inner = self.node("Mul", [self.node("Add", [x, cube]), self.number((2.0 / np.pi) ** 0.5)])
        return self.node("Mul", [self.node("Mul", [x, self.number(0.5)]), self.node("Add", [self.node("Tanh", [inner]), self.number(1.0)])])

    def save(self, path):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8, producer_name="tenon benchmarks")
        onnx.save(model, path)

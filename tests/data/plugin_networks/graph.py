"""Networks with plugin nodes as ONNX files, and what they compute as cases. See networks.py."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, value):
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, kind, inputs, outputs=1, version=None, **attributes):
        self.count += 1
        names = [f"t{self.count}_{k}" for k in range(outputs)]
        if version is not None:
            attributes |= {"plugin_version": version, "plugin_namespace": ""}
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"{kind}{self.count}", domain="trt.plugins" if version else "", **attributes))
        return names[0] if outputs == 1 else names

    def save(self, recorder, file, inputs, outputs):
        """Beside the recorder's file. inputs: {name: array}; outputs: {tensor: (name, array)}"""
        info = lambda name, array: helper.make_tensor_value_info(name, TensorProto.INT32 if array.dtype.kind == "i" else TensorProto.FLOAT, array.shape)
        for tensor, (name, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [tensor], [name]))
        graph = helper.make_graph(self.nodes, "network", [info(n, a) for n, a in inputs.items()], [info(n, a) for n, a in outputs.values()], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("trt.plugins", 1)])
        model.ir_version = 8
        onnx.save(model, recorder.path.parent / file)
        recorder.case(file, 1, "case", {}, inputs, {n: a for n, a in outputs.values()})

"""Makes data/digits_pool.onnx: the digits network with its maximum pooling as a node of the plugin PoolPluginExt.   usage: make_model.py

Prints the greatest magnitude of the pooling's values over the scans, from ONNX Runtime: what main.cpp takes as dynamic range for int8.
"""

import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import helper

here = pathlib.Path(__file__).parent
digits = here.parent / "digits" / "data"
model = onnx.load(digits / "digits_native.onnx")
node = next(n for n in model.graph.node if n.op_type == "MaxPool")
before, after = node.input[0], node.output[0]

watched = onnx.ModelProto()
watched.CopyFrom(model)
watched.graph.output.append(helper.make_empty_tensor_value_info(before))
session = onnxruntime.InferenceSession(watched.SerializeToString())
scans = np.load(digits / "scans.npy").reshape(-1, 1, 8, 8).astype(np.float32)
values = session.run([before], {model.graph.input[0].name: scans})[0]
print(f"the pooling's input: shape {values.shape[1:]}, magnitude {np.abs(values).max():.4f}")

pool = helper.make_node("PoolPluginExt", [before], [after], name="pool", kernel=[2, 2], stride=[2, 2], plugin_version="1", plugin_namespace="")
index = list(model.graph.node).index(node)
model.graph.node.remove(node)
model.graph.node.insert(index, pool)
onnx.save(model, here / "data" / "digits_pool.onnx")

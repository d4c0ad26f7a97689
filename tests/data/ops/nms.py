"""Non-maximum suppression by ONNX Runtime, brought into the layer's order: by batch item, then by falling score."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

from recorded_cases import CaseFile

out = CaseFile(__file__, f"ONNX Runtime {onnxruntime.__version__}")
random = np.random.default_rng(5)


def run(boxes, scores, most, iou, score, center):
    names = ["boxes", "scores", "most", "iou", "score"]
    node = helper.make_node("NonMaxSuppression", names, ["selected"], center_point_box=center)
    types = [TensorProto.FLOAT, TensorProto.FLOAT, TensorProto.INT64, TensorProto.FLOAT, TensorProto.FLOAT]
    graph = helper.make_graph([node], "nms", [helper.make_tensor_value_info(n, t, None) for n, t in zip(names, types)],
                              [helper.make_tensor_value_info("selected", TensorProto.INT64, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=8)
    feeds = {"boxes": boxes, "scores": scores, "most": np.array([most], np.int64), "iou": np.array([iou], np.float32),
             "score": np.array([score], np.float32)}
    return onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)[0]


for index, (batch, boxes, classes, center) in enumerate([(1, 20, 1, 0), (1, 50, 3, 0), (2, 40, 2, 0), (1, 30, 2, 1), (3, 25, 4, 1), (1, 200, 2, 0)]):
    at = random.uniform(0, 10, (batch, boxes, 2))
    size = random.uniform(1, 5, (batch, boxes, 2))
    both = np.concatenate([at, size] if center else [at, at + size], axis=2).astype(np.float32)
    scores = random.permutation(batch * boxes * classes).reshape(batch, classes, boxes).astype(np.float32) / (batch * boxes * classes)
    most, iou, score = 5 + index, 0.3 + 0.1 * (index % 3), 0.1 * (index % 4)
    selected = run(both, scores, most, iou, score, center)
    selected = sorted(selected.tolist(), key=lambda row: (row[0], -scores[row[0], row[1], row[2]]))
    out.case(f"random{index}", center=center, most=most, iou=iou, score=score, boxes_dims=both.shape, boxes=both,
             scores_dims=(batch, boxes, classes), scores=scores.transpose(0, 2, 1), selected=selected)
out.write()

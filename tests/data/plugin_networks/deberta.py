"""DeBERTa's attention of plugin nodes, and what the transformers library's module computes.   usage: deberta.py   writes deberta.onnx and deberta.txt beside itself"""

import pathlib
import sys

import numpy as np
import torch
import transformers
from transformers.models.deberta_v2.modeling_deberta_v2 import DisentangledSelfAttention

sys.path.insert(1, str(pathlib.Path(__file__).parent.parent / "plugins"))
from graph import Graph  # noqa: E402
from recorder import Recorder  # noqa: E402

r = Recorder(__file__, f"transformers {transformers.__version__}, PyTorch {torch.__version__}")
BATCH, STEPS, HIDDEN, HEADS, SPAN = 2, 27, 24, 3, 8
SIZE = HIDDEN // HEADS
torch.manual_seed(3)
config = transformers.DebertaV2Config(hidden_size=HIDDEN, num_attention_heads=HEADS, relative_attention=True, share_att_key=True, pos_att_type=["c2p", "p2c"], position_buckets=SPAN,
                                      max_position_embeddings=2 * SPAN, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
module = DisentangledSelfAttention(config).eval()
x = torch.round(torch.randn(BATCH, STEPS, HIDDEN), decimals=3)
relative = torch.round(torch.randn(2 * SPAN, HIDDEN), decimals=3)
with torch.inference_mode():
    expected = module(x, torch.ones(BATCH, 1, STEPS, STEPS), rel_embeddings=relative)
expected = (expected[0] if isinstance(expected, tuple) else expected).numpy()

g = Graph()
numbers = lambda parameter: parameter.detach().numpy()


def heads(tensor, projection, rows, batch):
    """[batch, rows, HIDDEN] → [batch · HEADS, rows, SIZE]"""
    y = g.node("Add", [g.node("MatMul", [tensor, g.constant(numbers(projection.weight).T.copy())]), g.constant(numbers(projection.bias))])
    y = g.node("Reshape", [y, g.constant(np.array([batch, rows, HEADS, SIZE], np.int64))])
    y = g.node("Transpose", [y], perm=[0, 2, 1, 3])
    return g.node("Reshape", [y, g.constant(np.array([batch * HEADS, rows, SIZE], np.int64))])


def attend(a, b):
    return g.node("MatMul", [a, g.node("Transpose", [b], perm=[0, 2, 1])])


q, k, v = (heads("x", projection, STEPS, BATCH) for projection in (module.query_proj, module.key_proj, module.value_proj))
tile = g.constant(np.array([BATCH, 1, 1], np.int64))
positions = g.constant(relative.numpy()[None])
position_q, position_k = (g.node("Tile", [heads(positions, projection, 2 * SPAN, 1), tile]) for projection in (module.query_proj, module.key_proj))
scores = g.node("DisentangledAttention_TRT", [attend(q, k), attend(q, position_k), attend(k, position_q)], span=SPAN, factor=float(1 / np.sqrt(3 * SIZE)))
y = g.node("MatMul", [g.node("Softmax", [scores], axis=-1), v])
y = g.node("Reshape", [y, g.constant(np.array([BATCH, HEADS, STEPS, SIZE], np.int64))])
y = g.node("Reshape", [g.node("Transpose", [y], perm=[0, 2, 1, 3]), g.constant(np.array([BATCH, STEPS, HIDDEN], np.int64))])
g.save(r, "deberta.onnx", {"x": x.numpy()}, {y: ("output", expected)})
r.write()

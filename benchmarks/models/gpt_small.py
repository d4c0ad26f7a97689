"""A small GPT-2 (Radford et al. 2019) with key and value caches as inputs and outputs, opset 13: causal mask from shapes, GELU by tanh.

Inputs: input_ids [batch, tokens] and for each layer past_key_<i>, past_value_<i> [batch, heads, past, depth]; outputs: logits, and
present_key_<i>, present_value_<i> [batch, heads, past + tokens, depth]."""

import numpy as np
from encoder import split_heads
from model_writer import ModelWriter
from onnx import TensorProto

LAYERS, WIDTH, HEADS, VOCABULARY, POSITIONS = 6, 512, 8, 16384, 512
DEPTH = WIDTH // HEADS


def size_of(model, x, axis):
    """One dimension, as a tensor [1]."""
    return model.node("Unsqueeze", [model.node("Gather", [model.node("Shape", [x]), model.weight(np.array(axis, np.int64))], axis=0), model.integers([0])])


def attention(model, x, causal, index):
    projected = model.linear(x, WIDTH, 3 * WIDTH)
    queries, keys, values = model.node("Split", [projected, model.integers([WIDTH] * 3)], outputs=[f"{n}_{index}" for n in "qkv"], axis=2)
    queries, keys, values = (split_heads(model, part, HEADS, WIDTH) for part in (queries, keys, values))
    keys = model.node("Concat", [f"past_key_{index}", keys], axis=2, outputs=[f"present_key_{index}"])
    values = model.node("Concat", [f"past_value_{index}", values], axis=2, outputs=[f"present_value_{index}"])
    scores = model.node("MatMul", [queries, model.node("Transpose", [keys], perm=[0, 1, 3, 2])])
    scores = model.node("Div", [scores, model.number(DEPTH**0.5)])
    weights = model.node("Softmax", [model.node("Where", [causal, scores, model.number(-3.0e38)])], axis=-1)
    context = model.node("Transpose", [model.node("MatMul", [weights, values])], perm=[0, 2, 1, 3])
    return model.linear(model.node("Reshape", [context, model.integers([0, 0, WIDTH])]), WIDTH, WIDTH)


def causal_mask(model, past, total):
    """Rows `past` to `total` of the lower triangle, its columns up to `total`."""
    triangle = model.weight(np.tril(np.ones((1, 1, POSITIONS, POSITIONS), bool)))
    rows = model.node("Slice", [triangle, past, total, model.integers([2])])
    return model.node("Slice", [rows, model.integers([0]), total, model.integers([3])])


def write(path):
    model = ModelWriter("gpt_small", 13, 7)
    ids = model.input("input_ids", ["batch", "tokens"], TensorProto.INT64)
    for i in range(LAYERS):
        for part in ("key", "value"):
            model.input(f"past_{part}_{i}", ["batch", HEADS, "past", DEPTH])
    past = size_of(model, "past_key_0", 2)
    total = model.node("Add", [past, size_of(model, ids, 1)])
    places = model.node("Slice", [model.weight(np.arange(POSITIONS, dtype=np.int64)), past, total, model.integers([0])])
    words = model.normal((VOCABULARY, WIDTH), 0.3)
    x = model.node("Add", [model.node("Gather", [words, ids]), model.node("Gather", [model.normal((POSITIONS, WIDTH), 0.1), places])])
    causal = causal_mask(model, past, total)
    for i in range(LAYERS):
        x = model.node("Add", [x, attention(model, model.layer_norm(x, WIDTH), causal, i)])
        inner = model.gelu_tanh(model.linear(model.layer_norm(x, WIDTH), WIDTH, 4 * WIDTH))
        x = model.node("Add", [x, model.linear(inner, 4 * WIDTH, WIDTH)])
    model.node("MatMul", [model.layer_norm(x, WIDTH), model.normal((WIDTH, VOCABULARY), WIDTH**-0.5)], outputs=["logits"])
    model.output("logits", ["batch", "tokens", VOCABULARY])
    for i in range(LAYERS):
        for part in ("key", "value"):
            model.output(f"present_{part}_{i}", ["batch", HEADS, "total", DEPTH])
    model.save(path)

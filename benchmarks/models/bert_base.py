"""BERT-base (Devlin et al. 2019), opset 13: layer normalisation and GELU spelled out, normalisation behind each residual sum."""

import numpy as np
from encoder import additive_mask, attention
from model_writer import ModelWriter
from onnx import TensorProto

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, POSITIONS = 12, 768, 12, 3072, 30522, 512


def embeddings(model, ids, types):
    words = model.node("Gather", [model.normal((VOCABULARY, WIDTH), 0.5), ids])
    kinds = model.node("Gather", [model.normal((2, WIDTH), 0.1), types])
    tokens = model.node("Gather", [model.node("Shape", [ids]), model.weight(np.array(1, np.int64))], axis=0)
    end = model.node("Unsqueeze", [tokens, model.integers([0])])
    places = model.node("Slice", [model.weight(np.arange(POSITIONS, dtype=np.int64)[None]), model.integers([0]), end, model.integers([1])])
    positions = model.node("Gather", [model.normal((POSITIONS, WIDTH), 0.1), places])
    return model.layer_norm(model.node("Add", [model.node("Add", [words, kinds]), positions]), WIDTH, 1e-12)


def layer(model, x, mask, prefix):
    projected = [model.linear(x, WIDTH, WIDTH, name=f"{prefix}/{name}") for name in ("query", "key", "value")]
    attended = model.linear(attention(model, projected, HEADS, WIDTH, mask), WIDTH, WIDTH, name=f"{prefix}/output")
    x = model.layer_norm(model.node("Add", [attended, x]), WIDTH, 1e-12)
    inner = model.gelu_erf(model.linear(x, WIDTH, INNER, name=f"{prefix}/intermediate"))
    return model.layer_norm(model.node("Add", [model.linear(inner, INNER, WIDTH, name=f"{prefix}/dense"), x]), WIDTH, 1e-12)


def write(path):
    model = ModelWriter("bert_base", 13, 110)
    ids, types, given = (model.input(name, ["batch", "tokens"], TensorProto.INT64) for name in ("input_ids", "token_type_ids", "attention_mask"))
    mask = additive_mask(model, given)
    x = embeddings(model, ids, types)
    for i in range(LAYERS):
        x = layer(model, x, mask, f"layer{i}")
    model.node("Identity", [x], outputs=["last_hidden_state"])
    model.output("last_hidden_state", ["batch", "tokens", WIDTH])
    model.save(path)

"""BERT's plugins for sequences of different lengths, int8, and pointwise plugins: PyTorch and NumPy in float64.
usage: sequences.py   writes sequences.txt beside itself"""

from itertools import product

import numpy as np
import torch
import torch.nn.functional as F
from recorder import Int8, Recorder, random

r = Recorder(__file__, f"PyTorch {torch.__version__}")


def t(x):
    return torch.from_numpy(np.ascontiguousarray(x))


def layer_norm(x, gamma, beta):
    return F.layer_norm(t(x), (x.shape[-1],), t(gamma), t(beta), 1e-5).numpy()


def attention(x, heads, starts):
    """x [tokens, heads · 3 · size] → [tokens, heads · size]"""
    parts = t(x).reshape(len(x), heads, 3, -1)
    out = torch.zeros(len(x), heads, parts.shape[-1], dtype=torch.float64)
    for begin, end in zip(starts[:-1], starts[1:]):
        if end > begin:
            q, k, v = (parts[begin:end, :, j].permute(1, 0, 2) for j in range(3))
            out[begin:end] = F.scaled_dot_product_attention(q, k, v).permute(1, 0, 2)
    return out.reshape(len(x), -1).numpy()


def columns(rows):
    """[tokens, channels] → [1, channels, tokens, 1]"""
    return np.ascontiguousarray(rows.T)[None, :, :, None]


def starts_of(lengths):
    return np.cumsum([0] + list(lengths)).astype(np.int32)


# Lengths of sequences, sizes
CASES = (([1], 8, 1), ([7, 3, 1], 12, 3), ([2, 3, 0, 1, 1, 1, 4, 2], 33, 1), ([70, 2], 8, 2), ([3, 4], 16, 4))
for half, (i, (lengths, hidden, heads)) in product((0, 1), enumerate(CASES)):
    g = np.random.default_rng(i)
    starts, total, longest = starts_of(lengths), sum(lengths), max(lengths)
    most = np.zeros(longest, np.int32)
    only = {"half": "only" if half else False, "tolerance": (1e-4, 2e-2)}
    name = f"case{i}{'half' * half}"

    # CustomEmbLayerNormPluginDynamic
    words, types, positions = random(210 + i, 13, hidden), random(220 + i, 2, hidden), random(230 + i, longest + 2, hidden)
    gamma, beta = random(240 + i, hidden), random(250 + i, hidden)
    tokens, segments = g.integers(0, 13, total).astype(np.int32), g.integers(0, 2, total).astype(np.int32)
    steps = np.concatenate([np.arange(n) for n in lengths])
    sums = words[tokens] + types[segments] + positions[steps]
    y = layer_norm(sums, gamma, beta)
    fields = {"output_fp16": half, "bert_embeddings_layernorm_beta": beta, "bert_embeddings_layernorm_gamma": gamma, "bert_embeddings_word_embeddings": words,
              "bert_embeddings_token_type_embeddings": types, "bert_embeddings_position_embeddings": positions}
    inputs = {"token_id": tokens, "segment_id": segments, "cu_seqlens": starts, "max_seqlen": most}
    shaped = lambda rows: rows.reshape(total, hidden, 1, 1)
    for version in (2, 4):
        r.case("CustomEmbLayerNormPluginDynamic", version, name, fields, inputs, {"embedded_input": shaped(y), "maskIdx": np.array(lengths, np.int32)}, **only)
    for version in (3, 5):
        r.case("CustomEmbLayerNormPluginDynamic", version, name, fields, inputs, {"embedded_input": shaped(y), "preln": shaped(sums)}, **only)

    # CustomQKVToContextPluginDynamic
    x = random(260 + i, total, 3 * hidden)
    y = attention(x, heads, starts)
    fields = {"hidden_size": hidden, "num_heads": heads}
    for version in (2, 5):
        r.case("CustomQKVToContextPluginDynamic", version, name, fields | {"type_id": half, "has_mask": 1, "var_seqlen": 1},
               {"input": x.reshape(total, -1, 1, 1), "input_mask": np.array(lengths, np.int32), "cu_seqlens": starts, "max_seqlen": most}, {"output": shaped(y)}, **only)
    for version in (3, 6) if not half else ():  # their precision is that of the input
        r.case("CustomQKVToContextPluginDynamic", version, name, fields, {"input": columns(x), "cu_seqlens": starts, "max_seqlen": most}, {"output": columns(y)}, tolerance=(1e-4, 2e-2))

    # CustomSkipLayerNormPluginDynamic
    x, skip = random(270 + i, total, hidden), random(280 + i, total, hidden)
    gamma, beta = random(290 + i, hidden), random(300 + i, hidden)
    y = layer_norm(x + skip, gamma, beta)
    if half:
        continue
    for version in (3, 7):
        r.case("CustomSkipLayerNormPluginDynamic", version, name, {"gamma": gamma, "beta": beta}, {"input": columns(x), "skip": columns(skip)}, {"output": columns(y)}, tolerance=(1e-4, 2e-2))
    for version in (4, 8):
        r.case("CustomSkipLayerNormPluginDynamic", version, name, {"gamma": gamma, "beta": beta}, {"input": columns(x), "skip": columns(skip)},
               {"output": columns(y), "preln": columns(x + skip)}, tolerance=(1e-4, 2e-2))

# Versions 2 and 5 of attention without var_seqlen, as version 1.
for version in (2, 5):
    x = random(310, 5, 2, 3 * 16)
    y = np.stack([attention(x[:, b], 2, [0, 5]) for b in range(2)], axis=1)
    r.case("CustomQKVToContextPluginDynamic", version, "padded", {"hidden_size": 16, "num_heads": 2, "has_mask": 0, "type_id": 0}, {"input": x.reshape(5, 2, -1, 1, 1)},
           {"output": y.reshape(5, 2, 16, 1, 1)}, half=False)

# CustomFCPluginDynamic version 2, as version 1
for half, (i, (s, b, depth, out)) in product((0, 1), enumerate(((1, 1, 3, 5), (3, 8, 17, 4), (33, 2, 9, 70), (5, 1, 300, 21), (4, 3, 24, 40), (65, 2, 7, 5), (2, 1, 900, 3)))):
    x, w = random(320 + i, s, b, depth), random(330 + i, depth, out)
    r.case("CustomFCPluginDynamic", 2, f"case{i}{'half' * half}", {"out_dims": out, "type_id": half, "W": w}, {"input": x.reshape(s, b, depth, 1, 1)}, {"output": (x @ w).reshape(s, b, out, 1, 1)},
           half="only" if half else False, tolerance=(1e-4, 2e-2))

# Pointwise ones
SHAPES = ((1, 3, 5, 7), (8, 2, 3, 1), (2, 37), (3, 1, 23, 11), (1, 1))
for i, dims in enumerate(SHAPES):
    x = random(340 + i, *dims, scale=2.0)
    slope = (0.1, 0.25, 0.0, -0.5, 0.01)[i]
    r.case("LReLU_TRT", 1, "x".join(map(str, dims)), {"negSlope": slope}, {"x": x}, {"y": np.where(x < 0, x * slope, x)})
    hidden = dims[-1] if dims[-1] > 1 else (dims[-2] if len(dims) > 2 else 1)
    bias = random(350 + i, hidden)
    v = x + (bias.reshape(-1, 1) if dims[-1] == 1 and len(dims) > 2 else bias)
    for half in (0, 1):
        r.case("CustomGeluPluginDynamic", 1, f"{'x'.join(map(str, dims))}{'half' if half else ''}", {"type_id": half, "bias": bias}, {"input": x},
               {"output": F.gelu(t(v), approximate="tanh").numpy()}, half="only" if half else False)
for half, (i, (steps, batch, hidden, bias)) in product((0, 1), enumerate(((1, 1, 8, True), (3, 8, 5, False), (7, 2, 33, True), (2, 1, 130, False), (5, 3, 16, True)))):
    x, skip = random(360 + i, steps, batch, hidden), random(370 + i, steps, batch, hidden)
    gamma, beta, b = random(380 + i, hidden), random(390 + i, hidden), random(400 + i, hidden)
    y = layer_norm(x + skip + (b if bias else 0), gamma, beta)
    shaped = lambda a: a.reshape(steps, batch, hidden, 1, 1)
    r.case("CustomSkipLayerNormPluginDynamic", 1, f"case{i}{'half' * half}", {"type_id": half, "ld": hidden, "gamma": gamma, "beta": beta} | ({"bias": b} if bias else {}),
           {"input": shaped(x), "skip": shaped(skip)}, {"output": shaped(y)}, half="only" if half else False, tolerance=(1e-4, 2e-2))

# Rows whose variance is as small as epsilon
for version in range(1, 9):
    x, skip, gamma, beta = random(500, 6, 24, scale=0.004), random(501, 6, 24, scale=0.004), random(502, 24), random(503, 24)
    y = layer_norm(x + skip, gamma, beta)
    shaped = columns if version in (3, 4, 7, 8) else lambda a: a.reshape(2, 3, 24, 1, 1)
    fields = {"gamma": gamma, "beta": beta} | ({"ld": 24} if version in (1, 5) else {}) | ({} if version in (3, 4, 7, 8) else {"type_id": 0})
    outputs = {"output": shaped(y)} | ({"preln": shaped(x + skip)} if version in (4, 8) else {})
    r.case("CustomSkipLayerNormPluginDynamic", version, "small", fields, {"input": shaped(x), "skip": shaped(skip)}, outputs, half=False)

# int8: the reference computes on what the integers mean
for i, dims in enumerate(((1, 3, 5, 7), (8, 2, 3, 3), (2, 37), (3, 2, 19, 11), (1, 1))):
    x = Int8(random(410 + i, *dims, scale=2.0), 0.05)
    slope = 0.25
    r.case("LReLU_TRT", 1, f"int8_{'x'.join(map(str, dims))}", {"negSlope": slope}, {"x": x}, {"y": Int8(np.where(x.values < 0, x.values * slope, x.values), 0.03)})
    bias = random(420 + i, dims[-1])
    if dims[-1] > 1:
        y = F.gelu(t(x.values + bias), approximate="tanh").numpy()
        r.case("CustomGeluPluginDynamic", 1, f"int8_{'x'.join(map(str, dims))}", {"type_id": 2, "bias": bias}, {"input": x}, {"output": Int8(y, 0.04)})
    if len(dims) == 4:
        scales, shift = random(430 + i, dims[1]), random(440 + i, dims[1])
        y = F.leaky_relu(F.instance_norm(t(x.values), weight=t(scales), bias=t(shift), eps=1e-3), 0.125).numpy()
        for version in (1, 2, 3):
            r.case("InstanceNormalization_TRT", version, f"int8_{'x'.join(map(str, dims))}", {"epsilon": 1e-3, "scales": scales, "bias": shift, "relu": 1, "alpha": 0.125}, {"input": x},
                   {"output": Int8(y, 0.02)})
for i, (lengths, hidden, heads) in enumerate((([4], 8, 1), ([7, 3, 1], 12, 3), ([2, 3, 0, 1], 64, 2), ([5, 3], 96, 3))):
    starts, total, longest = starts_of(lengths), sum(lengths), max(lengths)
    most = np.zeros(longest, np.int32)
    x, skip = random(450 + i, total, hidden), random(460 + i, total, hidden)
    gamma, beta = random(470 + i, hidden), random(480 + i, hidden)
    qx, qskip = Int8(x, 0.03), Int8(skip, 0.025)
    sums = qx.values + qskip.values
    y = layer_norm(sums, gamma, beta)

    def shaped(rows, scale, shape):
        return Int8(rows.reshape(shape) if shape else columns(rows), scale)

    five = (total, 1, hidden, 1, 1)
    for version, more in ((1, {"ld": hidden}), (2, {}), (5, {"ld": hidden}), (6, {})):
        r.case("CustomSkipLayerNormPluginDynamic", version, f"int8_{i}", {"type_id": 2, "gamma": gamma, "beta": beta} | more, {"input": shaped(x, 0.03, five), "skip": shaped(skip, 0.025, five)},
               {"output": shaped(y, 0.02, five)})
    for vectors in (False, True):
        name = f"int8_{i}{'_vectors' if vectors else ''}"
        given = {"input": shaped(x, 0.03, None), "skip": shaped(skip, 0.025, None)}
        for version in (3, 7):
            r.case("CustomSkipLayerNormPluginDynamic", version, name, {"gamma": gamma, "beta": beta}, given, {"output": shaped(y, 0.02, None)}, vectors=vectors)
        for version in (4, 8):
            r.case("CustomSkipLayerNormPluginDynamic", version, name, {"gamma": gamma, "beta": beta}, given, {"output": shaped(y, 0.02, None), "preln": shaped(sums, 0.037, None)}, vectors=vectors)
    qkv = random(490 + i, total, 3 * hidden)
    context = attention(Int8(qkv, 0.03).values, heads, starts)
    fields = {"hidden_size": hidden, "num_heads": heads}
    rows = (total, -1, 1, 1)
    for version in (2, 5):
        r.case("CustomQKVToContextPluginDynamic", version, f"int8_{i}", fields | {"type_id": 2, "has_mask": 1, "var_seqlen": 1, "dq_probs": 0.0078125},
               {"input": shaped(qkv, 0.03, rows), "input_mask": np.array(lengths, np.int32), "cu_seqlens": starts, "max_seqlen": most}, {"output": shaped(context, 0.01, rows)})
    for vectors in (False, True):
        for version in (3, 6):
            r.case("CustomQKVToContextPluginDynamic", version, f"int8_{i}{'_vectors' if vectors else ''}", fields, {"input": shaped(qkv, 0.03, None), "cu_seqlens": starts, "max_seqlen": most},
                   {"output": shaped(context, 0.01, None)}, vectors=vectors)
    if len(lengths) == 1:
        for version in (1, 4):
            r.case("CustomQKVToContextPluginDynamic", version, f"int8_{i}", fields | {"type_id": 2}, {"input": shaped(qkv, 0.03, (total, 1, -1, 1, 1))},
                   {"output": shaped(context, 0.01, (total, 1, -1, 1, 1))})
r.write()

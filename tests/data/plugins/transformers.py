"""Plugins of BERT and of deformable networks: PyTorch and torchvision in float64.   usage: transformers.py   writes transformers.txt beside itself"""

from itertools import product

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from recorder import Recorder, random

r = Recorder(__file__, f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}")


def t(x):
    return torch.from_numpy(np.ascontiguousarray(x))


# CustomEmbLayerNormPluginDynamic
for i, (steps, batch, hidden, lengths) in enumerate(((1, 1, 8, [1]), (7, 8, 12, [7, 3, 0, 1, 2, 7, 5, 6]), (5, 2, 33, [2, 5]), (3, 3, 40, [1, 3, 2]), (11, 1, 64, [9]))):
    g = np.random.default_rng(i)
    words, types, positions = random(10 + i, 13, hidden), random(20 + i, 2, hidden), random(30 + i, steps + 2, hidden)
    gamma, beta = random(40 + i, hidden), random(50 + i, hidden)
    tokens, segments = g.integers(0, 13, (steps, batch)).astype(np.int32), g.integers(0, 2, (steps, batch)).astype(np.int32)
    mask = (np.arange(steps)[:, None] < np.array(lengths)).astype(np.int32)
    y = F.layer_norm(t(words[tokens] + types[segments] + positions[:steps, None]), (hidden,), t(gamma), t(beta), 1e-5)
    fields = {"full_mask": 0, "mha_type_id": 0, "bert_embeddings_layernorm_beta": beta, "bert_embeddings_layernorm_gamma": gamma,
              "bert_embeddings_word_embeddings": words, "bert_embeddings_token_type_embeddings": types, "bert_embeddings_position_embeddings": positions}
    for version, half in product((1, 6), (0, 1)):
        r.case("CustomEmbLayerNormPluginDynamic", version, f"case{i}{'half' * half}", {"output_fp16": half} | fields, {"token_id": tokens, "segment_id": segments, "input_mask": mask},
               {"embedded_input": y.numpy().reshape(steps, batch, hidden, 1, 1), "maskIdx": np.array(lengths, dtype=np.int32)}, half="only" if half else False, tolerance=(1e-4, 2e-2))

# Rows whose variance is as small as epsilon
words, types, positions, gamma, beta = random(510, 9, 20, scale=0.004), random(511, 2, 20, scale=0.004), random(512, 3, 20, scale=0.004), random(513, 20), random(514, 20)
tokens, segments = np.arange(6, dtype=np.int32).reshape(3, 2), np.array([[0, 1], [1, 0], [1, 1]], np.int32)
y = F.layer_norm(t(words[tokens] + types[segments] + positions[:3, None]), (20,), t(gamma), t(beta), 1e-5)
for version in (1, 6):
    r.case("CustomEmbLayerNormPluginDynamic", version, "small",
           {"output_fp16": 0, "full_mask": 0, "mha_type_id": 0, "bert_embeddings_layernorm_beta": beta, "bert_embeddings_layernorm_gamma": gamma, "bert_embeddings_word_embeddings": words,
            "bert_embeddings_token_type_embeddings": types, "bert_embeddings_position_embeddings": positions},
           {"token_id": tokens, "segment_id": segments, "input_mask": np.ones((3, 2), np.int32)},
           {"embedded_input": y.numpy().reshape(3, 2, 20, 1, 1), "maskIdx": np.array([3, 3], np.int32)}, half=False)

# CustomQKVToContextPluginDynamic
for i, (steps, batch, heads, size, lengths) in enumerate(((1, 1, 1, 4, None), (9, 8, 2, 8, [9, 1, 4, 0, 7, 9, 3, 2]), (37, 1, 3, 16, None), (17, 2, 1, 33, [17, 11]), (33, 2, 2, 8, [20, 33]))):
    x = random(60 + i, steps, batch, heads, 3, size)
    q, k, v = (t(x[:, :, :, j]).permute(1, 2, 0, 3) for j in range(3))
    mask = torch.ones(batch, 1, 1, steps, dtype=torch.bool) if lengths is None else torch.arange(steps) < torch.tensor(lengths).reshape(-1, 1, 1, 1)
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    y = torch.where(mask.any(dim=-1, keepdim=True), y, torch.zeros(()).double()).permute(2, 0, 1, 3).reshape(steps, batch, heads * size, 1, 1)
    fields = {"hidden_size": heads * size, "num_heads": heads, "has_mask": int(lengths is not None)}
    inputs = {"input": x.reshape(steps, batch, -1, 1, 1)} | ({} if lengths is None else {"input_mask": np.array(lengths, dtype=np.int32)})
    for version, half in product((1, 4), (0, 1)):
        r.case("CustomQKVToContextPluginDynamic", version, f"case{i}{'half' * half}", {"type_id": half} | fields, inputs, {"output": y.numpy()}, half="only" if half else False, tolerance=(1e-4, 2e-2))

# CustomSkipLayerNormPluginDynamic; bert.py has version 1
for version in (2, 5, 6):
    for i, (steps, batch, hidden, bias) in enumerate(((1, 1, 8, True), (3, 8, 5, False), (7, 2, 33, True), (2, 1, 130, False), (5, 3, 16, True))):
        x, skip = random(140 + i, steps, batch, hidden, 1, 1), random(150 + i, steps, batch, hidden, 1, 1)
        gamma, beta, b = random(160 + i, hidden), random(170 + i, hidden), random(180 + i, hidden)
        y = F.layer_norm(t((x + skip).reshape(steps, batch, hidden) + (b if bias else 0)), (hidden,), t(gamma), t(beta), 1e-5)
        fields = {"gamma": gamma, "beta": beta} | ({"bias": b} if bias else {}) | ({"ld": hidden} if version == 5 else {})
        for half in (0, 1):
            r.case("CustomSkipLayerNormPluginDynamic", version, f"case{i}{'half' * half}", {"type_id": half} | fields, {"input": x, "skip": skip}, {"output": y.numpy().reshape(x.shape)},
                   half="only" if half else False, tolerance=(1e-4, 2e-2))

# CustomFCPluginDynamic
for i, (s, b, depth, out) in enumerate(((1, 1, 3, 5), (3, 8, 17, 4), (33, 2, 9, 70), (5, 1, 300, 21), (4, 3, 24, 40))):
    x, w = random(70 + i, s, b, depth), random(80 + i, depth, out)
    y = t(x) @ t(w)
    for half in (0, 1):
        r.case("CustomFCPluginDynamic", 1, f"case{i}{'half' * half}", {"out_dims": out, "type_id": half, "W": w}, {"input": x.reshape(s, b, depth, 1, 1)},
               {"output": y.numpy().reshape(s, b, out, 1, 1)}, half="only" if half else False, tolerance=(1e-4, 2e-2))

# MultiscaleDeformableAttnPlugin_TRT: the definition by grid_sample, from the paper
for version in (1, 2):
    for i, (n, heads, size, shapes, queries, points) in enumerate(((1, 2, 4, [(5, 7), (3, 2)], 3, 2), (8, 1, 3, [(2, 2)], 2, 1), (2, 3, 8, [(4, 4), (2, 2), (1, 1)], 5, 4), (1, 1, 65, [(3, 5)], 2, 3), (3, 2, 5, [(6, 1), (1, 4)], 4, 2))):
        starts = np.cumsum([0] + [h * w for h, w in shapes])
        value = random(90 + i, n, starts[-1], heads, size)
        g = np.random.default_rng(i)
        locations = np.round(g.uniform(-0.2, 1.2, (n, queries, heads, len(shapes), points, 2)), 3)
        weights = np.round(g.uniform(0, 1, (n, queries, heads, len(shapes), points)), 3)
        y = 0
        for level, (h, w) in enumerate(shapes):
            maps = t(value[:, starts[level]:starts[level + 1]]).permute(0, 2, 3, 1).reshape(n * heads, size, h, w)
            grid = (2 * t(locations[:, :, :, level]) - 1).permute(0, 2, 1, 3, 4).reshape(n * heads, queries, points, 2)
            sampled = F.grid_sample(maps, grid, align_corners=False).reshape(n, heads, size, queries, points)
            y = y + (sampled * t(weights[:, :, :, level]).permute(0, 2, 1, 3)[:, :, None]).sum(-1)
        r.case("MultiscaleDeformableAttnPlugin_TRT", version, f"case{i}", {},
               {"value": value, "spatial_shapes": np.array(shapes, dtype=np.int32), "level_start_index": starts[:-1].astype(np.int32), "sampling_locations": locations,
                "attention_weights": weights}, {"output": y.permute(0, 3, 1, 2).numpy()}, tolerance=(1e-4, 3e-2))

# ModulatedDeformConv2d
for version in (1, 2):
    for i, (n, c, h, w, oc, kh, kw, stride, padding, dilation, group, deformable, bias) in enumerate((
            (1, 2, 5, 6, 3, 3, 3, [1, 1], [1, 1], [1, 1], 1, 1, True), (8, 2, 4, 4, 2, 1, 1, [1, 1], [0, 0], [1, 1], 2, 2, True), (2, 4, 7, 5, 4, 3, 2, [2, 1], [1, 0], [1, 2], 2, 1, False),
            (1, 4, 9, 9, 5, 3, 3, [2, 2], [2, 2], [2, 2], 1, 2, True), (3, 3, 6, 11, 6, 2, 3, [1, 3], [0, 1], [1, 1], 3, 3, True),
            (2, 2, 11, 9, 3, 3, 3, [1, 1], [1, 1], [1, 1], 1, 1, True),  # more positions than are computed at once
            # so many output channels that tensor cores do it: with a depth of no whole vectors, in groups, and so deep that it is cut into parts
            (1, 3, 6, 7, 130, 3, 3, [1, 1], [1, 1], [1, 1], 1, 1, False), (3, 24, 5, 7, 64, 3, 3, [2, 1], [1, 1], [1, 1], 2, 1, True), (1, 64, 7, 6, 33, 3, 3, [1, 1], [1, 1], [1, 1], 1, 1, True))):
        oh = (h + 2 * padding[0] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
        ow = (w + 2 * padding[1] - dilation[1] * (kw - 1) - 1) // stride[1] + 1
        x, weight, b = random(100 + i, n, c, h, w), random(110 + i, oc, c // group, kh, kw), random(120 + i, oc)
        offset = random(130 + i, n, 2 * deformable * kh * kw, oh, ow)
        mask = np.round(np.random.default_rng(i).uniform(0, 1, (n, deformable * kh * kw, oh, ow)), 3)
        y = torchvision.ops.deform_conv2d(t(x), t(offset), t(weight), t(b) if bias else None, stride, padding, dilation, t(mask))
        inputs = {"x": x, "offset": offset, "mask": mask, "weight": weight} | ({"bias": b} if bias else {})
        r.case("ModulatedDeformConv2d", version, f"case{i}", {"stride": stride, "padding": padding, "dilation": dilation, "group": group, "deformable_group": deformable}, inputs,
               {"output": y.numpy()}, tolerance=(1e-4, 5e-2))
r.write()

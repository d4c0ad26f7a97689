"""Normalizations: PyTorch in float64.   usage: norms.py   writes norms.txt beside itself"""

import numpy as np
import torch
import torch.nn.functional as F
from recorder import Recorder, random

r = Recorder(__file__, "PyTorch " + torch.__version__)


def t(x):
    return torch.from_numpy(x)


# InstanceNormalization_TRT
for version in (1, 2, 3):
    for i, (dims, relu) in enumerate((((1, 3, 5, 7), False), ((8, 2, 3, 3), True), ((2, 5, 17), False), ((1, 4, 3, 2, 5), True), ((3, 1, 37, 41), False))):
        x = random(i, *dims, scale=2.0) + 3
        scales, bias, eps = random(10 + i, dims[1]), random(20 + i, dims[1]), 1e-3 if i % 2 else 1e-5
        y = F.instance_norm(t(x), weight=t(scales), bias=t(bias), eps=eps)
        fields = {"epsilon": eps, "scales": scales, "bias": bias}
        if relu:
            fields |= {"relu": 1, "alpha": 0.125}
            y = F.leaky_relu(y, 0.125)
        r.case("InstanceNormalization_TRT", version, "x".join(map(str, dims)), fields, {"input": x}, {"output": y.numpy()})

# GroupNormalizationPlugin
for i, (dims, groups) in enumerate((((1, 6, 5, 7), 3), ((8, 4, 3, 3), 2), ((2, 5, 9, 1), 1), ((3, 8, 2, 2), 8), ((1, 32, 13, 11), 8))):
    x = random(30 + i, *dims, scale=2.0) - 2
    scale, bias = random(40 + i, dims[1]), random(50 + i, dims[1])
    y = F.group_norm(t(x), groups, t(scale), t(bias), 1e-5)
    r.case("GroupNormalizationPlugin", 1, "x".join(map(str, dims)), {"eps": 1e-5, "num_groups": groups}, {"input": x, "scale": scale, "bias": bias}, {"output": y.numpy()})

# Normalize_TRT
for i, (dims, across, shared) in enumerate((((1, 8, 5, 7), 0, 0), ((8, 3, 3, 3), 0, 1), ((2, 5, 9, 13), 1, 0), ((3, 4, 1, 1), 1, 1), ((1, 16, 11, 9), 0, 0))):
    x = random(60 + i, *dims)
    weights, eps = random(70 + i, 1 if shared else dims[1]), 1e-3
    norm = (t(x) ** 2).sum(dim=(1, 2, 3) if across else 1, keepdim=True)
    y = t(x) / torch.sqrt(norm + eps) * t(weights).reshape(1, -1, 1, 1)
    r.case("Normalize_TRT", 1, "x".join(map(str, dims)), {"weights": weights, "acrossSpatial": across, "channelShared": shared, "nbWeights": 1, "eps": eps}, {"x": x}, {"y": y.numpy()})

# Long groups whose mean wanders: their moments are put together from pieces.
x = random(80, 1, 2, 45, 60) + np.linspace(-4, 9, 45 * 60).round(3).reshape(45, 60)
scale, bias = random(81, 2), random(82, 2)
y = F.instance_norm(t(x), weight=t(scale), bias=t(bias), eps=1e-5)
r.case("InstanceNormalization_TRT", 1, "wandering", {"epsilon": 1e-5, "scales": scale, "bias": bias}, {"input": x}, {"output": y.numpy()})
y = F.group_norm(t(x), 1, t(scale), t(bias), 1e-5)
r.case("GroupNormalizationPlugin", 1, "wandering", {"eps": 1e-5, "num_groups": 1}, {"input": x, "scale": scale, "bias": bias}, {"output": y.numpy()})
r.write()

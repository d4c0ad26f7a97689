#!/usr/bin/env python3
"""A mixture of experts in NumPy, in double precision, a token and an expert at a time: gated linear units, summed by scores."""

import numpy as np

from recorded_cases import CaseFile


def expert(x, gate, up, down, biases, silu, limit, alpha, beta):
    g, u = x @ gate + biases[0], x @ up + biases[1]
    if silu:
        g, u = np.minimum(g, limit), np.clip(u, -limit, limit)
        inner = g / (1 + np.exp(-alpha * g)) * (u + beta)
    else:
        inner = g * u
    return inner @ down + biases[2]


def main():
    rng = np.random.default_rng(5)
    file = CaseFile(__file__, f"numpy {np.__version__}")
    for name, batch, tokens, chosen, experts, hidden, inner, biased, silu, limit, alpha, beta in (
            ("silu", 2, 3, 2, 4, 6, 5, 0, 1, np.inf, 1, 0), ("no activation", 1, 4, 2, 3, 5, 7, 0, 0, np.inf, 1, 0),
            ("biases", 2, 2, 1, 3, 8, 4, 1, 1, np.inf, 1, 0), ("limits", 1, 5, 3, 5, 6, 6, 1, 1, 0.75, 1.702, 1),
            ("biases without activation", 1, 3, 2, 2, 4, 4, 1, 0, np.inf, 1, 0), ("one expert", 3, 2, 1, 1, 3, 9, 0, 1, np.inf, 1, 0)):
        x = rng.standard_normal((batch, tokens, hidden)).astype(np.float32)
        selected = np.stack([rng.permutation(experts)[:chosen] for _ in range(batch * tokens)]).reshape(batch, tokens, chosen)
        scores = rng.random((batch, tokens, chosen)).astype(np.float32)
        gate, up = (rng.standard_normal((2, experts, hidden, inner)) / np.sqrt(hidden)).astype(np.float32)
        down = (rng.standard_normal((experts, inner, hidden)) / np.sqrt(inner)).astype(np.float32)
        gate_bias, up_bias = rng.standard_normal((2, experts, inner)).astype(np.float32) * biased
        down_bias = rng.standard_normal((experts, hidden)).astype(np.float32) * biased
        y = np.zeros(x.shape)
        for b, s, k in np.ndindex(selected.shape):
            e = selected[b, s, k]
            matrices = (m[e].astype(np.float64) for m in (gate, up, down))
            biases = [bias[e].astype(np.float64) for bias in (gate_bias, up_bias, down_bias)]
            y[b, s] += scores[b, s, k] * expert(x[b, s].astype(np.float64), *matrices, biases, silu, limit, alpha, beta)
        values = dict(silu=silu, limit=limit, alpha=alpha, beta=beta, x_dims=x.shape, experts_dims=selected.shape, in_dims=gate.shape,
                      down_dims=down.shape, x=x, experts=selected, scores=scores, gate=gate, up=up, down=down, y=y)
        if biased:
            values |= dict(in_bias_dims=gate_bias.shape, down_bias_dims=down_bias.shape, gate_bias=gate_bias, up_bias=up_bias, down_bias=down_bias)
        file.case(name, **values)
    file.write()


if __name__ == "__main__":
    main()

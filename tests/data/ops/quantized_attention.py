#!/usr/bin/env python3
"""Attention in NumPy, in double precision, whose weights are rounded to int8 and back before they meet the values."""

import numpy as np

from recorded_cases import CaseFile


def main():
    rng = np.random.default_rng(9)
    file = CaseFile(__file__, f"numpy {np.__version__}")
    for name, key_heads, causal, scale in (("plain", 4, 0, 1 / 127), ("causal groups", 2, 1, 1 / 100), ("clipped", 4, 0, 0.004)):
        q = rng.standard_normal((2, 4, 3, 8)).astype(np.float32)
        k = rng.standard_normal((2, key_heads, 5, 8)).astype(np.float32)
        v = rng.standard_normal((2, key_heads, 5, 6)).astype(np.float32)
        scale = np.float32(scale)
        keys, values = (np.repeat(t.astype(np.float64), 4 // key_heads, axis=1) for t in (k, v))
        scores = np.einsum("bhqd,bhkd->bhqk", q.astype(np.float64), keys)
        if causal:
            scores = np.where(np.tri(3, 5, dtype=bool), scores, -np.inf)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        steps = weights / np.float64(scale)
        # No weight may lie so close to the middle between two steps that fp32 rounds it to the other.
        assert np.abs(steps - np.floor(steps) - 0.5).min() > 1e-3, name
        rounded = np.clip(np.rint(steps), -128, 127) * np.float64(scale)
        y = np.einsum("bhqk,bhkd->bhqd", rounded, values)
        file.case(name, key_heads=key_heads, mask_kind=0, causal=causal, softmax=1, scale=scale, q=q, k=k, v=v, y=y)
    file.write()


if __name__ == "__main__":
    main()

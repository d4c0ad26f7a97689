#!/usr/bin/env python3
"""Attention in NumPy, in double precision: softmax(query · keyᵀ, masked) · value, with heads of the query that share a key."""

import numpy as np

from recorded_cases import CaseFile


def attention(q, k, v, mask, causal, softmax):
    groups = q.shape[1] // k.shape[1]
    k, v = np.repeat(k, groups, axis=1), np.repeat(v, groups, axis=1)
    scores = np.einsum("bhqd,bhkd->bhqk", q, k)
    if causal:
        mask = np.tri(q.shape[2], k.shape[2], dtype=bool)[None, None]
    if mask is not None:
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    if softmax:
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
    return np.einsum("bhqk,bhkd->bhqd", scores, v)


def main():
    rng = np.random.default_rng(3)
    file = CaseFile(__file__, f"numpy {np.__version__}")
    for name, key_heads, mask_kind, causal, softmax in (("plain", 4, 0, 0, 1), ("causal", 4, 0, 1, 1), ("bool mask", 4, 1, 0, 1), ("added mask", 4, 2, 0, 1),
                                                        ("groups", 2, 0, 0, 1), ("causal groups", 2, 0, 1, 1), ("masked groups", 1, 1, 0, 1),
                                                        ("no softmax", 4, 0, 0, 0)):
        q = rng.standard_normal((2, 4, 3, 8)).astype(np.float32)
        k = rng.standard_normal((2, key_heads, 5, 8)).astype(np.float32)
        v = rng.standard_normal((2, key_heads, 5, 6)).astype(np.float32)
        mask = None
        if mask_kind == 1:
            mask = rng.random((2, 1, 3, 5)) < 0.6
            mask[..., 0] = True
        elif mask_kind == 2:
            mask = rng.standard_normal((1, 4, 3, 5)).astype(np.float32)
        y = attention(*(x.astype(np.float64) for x in (q, k, v)), mask, causal, softmax)
        values = dict(key_heads=key_heads, mask_kind=mask_kind, causal=causal, softmax=softmax, q=q, k=k, v=v, y=y)
        if mask is not None:
            values |= dict(mask=mask.astype(np.float32))
        file.case(name, **values)
    file.write()


if __name__ == "__main__":
    main()

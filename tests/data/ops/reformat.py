#!/usr/bin/env python3
"""Records reformats as NumPy makes them: random shapes, types, formats and scales, channel counts that are no multiple of the vector
width among them. Writes reformat.json beside this file; tensors are recorded as the bytes that lie in memory.

    python3 reformat.py
"""
import json
import pathlib

import numpy as np

TYPES = {"fp32": np.float32, "fp16": np.float16, "bf16": None, "int8": np.int8, "int32": np.int32, "int64": np.int64, "bool": np.bool_,
         "uint8": np.uint8}
# Format: (values side by side, dims behind the channel, channels last). A vector-major format is [...][ceil(C/V)][spatial][V], a
# vector-minor one [...][spatial][ceil(C/V)*V].
FORMATS = {"kLINEAR": None, "kCHW2": (2, 2, False), "kHWC8": (8, 2, True), "kCHW4": (4, 2, False), "kCHW16": (16, 2, False),
           "kCHW32": (32, 2, False), "kDHWC8": (8, 3, True), "kCDHW32": (32, 3, False), "kHWC": (1, 2, True), "kHWC16": (16, 2, True),
           "kDHWC": (1, 3, True)}
BOUND = {"kLINEAR": list(TYPES), "kCHW2": ["fp16", "bf16"], "kHWC8": ["fp16", "bf16"], "kCHW4": ["fp16", "int8"], "kCHW16": ["fp16"],
         "kCHW32": ["fp32", "fp16", "int8"], "kDHWC8": ["fp16", "bf16"], "kCDHW32": ["fp16", "int8"],
         "kHWC": ["fp32", "bf16", "int64", "uint8"], "kHWC16": ["fp16", "int8"], "kDHWC": ["fp32"]}


def to_bf16_bits(x):
    bits = x.astype(np.float32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def from_bf16_bits(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32)


def laid_out(x, form):
    """The array as its format orders it, padded with zeros."""
    if FORMATS[form] is None:
        return x
    vector, spatial, channels_last = FORMATS[form]
    axis = x.ndim - 1 - spatial
    blocks = -(-x.shape[axis] // vector)
    padding = [(0, 0)] * x.ndim
    padding[axis] = (0, blocks * vector - x.shape[axis])
    x = np.pad(x, padding)
    if channels_last:
        return np.moveaxis(x, axis, -1)
    x = x.reshape(x.shape[:axis] + (blocks, vector) + x.shape[axis + 1:])
    return np.moveaxis(x, axis + 1, -1)


def convert(x, source, scale, target, target_scale):
    """Values as stored in one type to values as stored in another; bf16 as bits."""
    if source == target and (source != "int8" or scale == target_scale):
        return x
    if source == "bf16":
        x = from_bf16_bits(x)
    if source == "int8":
        x = x.astype(np.float32) * np.float32(scale)
    if target == "int8":
        return np.clip(np.rint(x.astype(np.float32) / np.float32(target_scale)), -128, 127).astype(np.int8)
    if target == "bf16":
        return to_bf16_bits(x)
    if source == "int64" and target == "fp16":
        x = x.astype(np.float32)
    return x.astype(TYPES[target])


def values(rng, kind, shape):
    if kind == "bool":
        return rng.integers(0, 2, shape).astype(np.bool_)
    if kind == "uint8":
        return rng.integers(0, 128, shape).astype(np.uint8)
    if kind == "int8":
        return rng.integers(-128, 128, shape).astype(np.int8)
    if kind in ("int32", "int64"):
        return rng.integers(0, 120, shape).astype(TYPES[kind])
    # Halves of multiples of the scale among them, so that ties are met; from 0 up, since casts to uint8 must stay in range.
    real = np.where(rng.random(shape) < 0.3, rng.integers(0, 240, shape) / 8.0, rng.random(shape) * 20).astype(np.float32)
    return to_bf16_bits(real) if kind == "bf16" else real.astype(TYPES[kind])


def main():
    rng = np.random.default_rng(11)
    pairs = [(kind, form) for form, kinds in BOUND.items() for kind in kinds]
    cases = []
    for index in range(210):
        source = pairs[index % len(pairs)]
        target = pairs[rng.integers(len(pairs))]
        rank = int(max([3, *[FORMATS[form][1] + 1 for _, form in (source, target) if FORMATS[form]]])) + int(rng.integers(0, 2))
        shape = [int(rng.integers(1, 3)) for _ in range(rank)]
        for _, form in (source, target):
            if FORMATS[form]:
                shape[rank - 1 - FORMATS[form][1]] = int(rng.integers(1, 38 if FORMATS[form][0] > 4 else 12))
        scales = [float(np.float32(s)) for s in rng.choice([0.25, 0.125, 0.1, 0.03], 2)]
        x = values(rng, source[0], shape)
        y = convert(x, source[0], scales[0], target[0], scales[1])
        cases.append({"dims": shape, "from": [*source, scales[0]], "to": [*target, scales[1]],
                      "input": laid_out(x, source[1]).tobytes().hex(), "output": laid_out(y, target[1]).tobytes().hex()})
    path = pathlib.Path(__file__).with_name("reformat.json")
    path.write_text('{"peer": "numpy ' + np.__version__ + '", "cases": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Records what NumPy answers where the semantics of an element-wise operation are subtle: integer division, wrapping, broadcasting,
NaN and infinity, rounding, casts. Writes numpy_cases.json beside this file. Floats are recorded as their bits.

    python3 numpy_cases.py
"""
import itertools
import json
import pathlib

import numpy as np

SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.4999998, 8388609.0, -8388609.5, 1e10, -1e10, 3e38, 1e-40,
                    np.inf, -np.inf, np.nan, 127.5, -128.5, 65519.0, 65520.0, 2147483520.0, -2147483648.0], dtype=np.float32)


def record(array):
    array = np.asarray(array)
    if array.dtype == np.float32:
        values = array.reshape(-1).view(np.uint32)
    elif array.dtype == np.float16:
        values = array.reshape(-1).view(np.uint16)
    else:
        values = array.reshape(-1).astype(np.int64)
    return {"type": array.dtype.name, "dims": list(array.shape), "values": [int(v) for v in values]}


def truncated(a, b):
    """C's division, from Python's integers."""
    out = [abs(int(x)) // abs(int(y)) * (1 if (x < 0) == (y < 0) else -1) for x, y in zip(a.ravel(), b.ravel())]
    return np.array(out, dtype=object).reshape(a.shape)


def element_wise():
    floats = np.array(list(itertools.product(SPECIAL[:20], SPECIAL[:20])), dtype=np.float32)
    a, b = floats[:, 0].copy(), floats[:, 1].copy()
    operations = {"kSUM": np.add, "kPROD": np.multiply, "kMAX": np.maximum, "kMIN": np.minimum, "kSUB": np.subtract,
                  "kDIV": np.divide, "kFLOOR_DIV": lambda x, y: np.floor(np.divide(x, y)), "kEQUAL": np.equal,
                  "kGREATER": np.greater, "kLESS": np.less}
    for name, function in operations.items():
        yield name, [a, b], function(a, b)
    rng = np.random.default_rng(7)
    base = rng.uniform(0.1, 4, 300).astype(np.float32)
    exponent = rng.uniform(-3, 3, 300).astype(np.float32)
    yield "kPOW", [base, exponent], np.power(base.astype(np.float64), exponent).astype(np.float32)
    special = np.array([0, 1, 2, 3, -1, 0.5, np.inf, -np.inf, np.nan, -2], dtype=np.float32)
    pairs = np.array(list(itertools.product(special, special)), dtype=np.float32)
    yield "kPOW", [pairs[:, 0].copy(), pairs[:, 1].copy()], np.power(pairs[:, 0], pairs[:, 1])
    for kind in (np.int32, np.int64):
        info = np.iinfo(kind)
        numbers = np.array([0, 1, -1, 2, -2, 3, -3, 7, -7, 100, info.max, info.min, info.max - 1, info.min + 1], dtype=kind)
        pairs = np.array(list(itertools.product(numbers, numbers)), dtype=kind)
        a, b = pairs[:, 0].copy(), pairs[:, 1].copy()
        for name in ("kSUM", "kPROD", "kMAX", "kMIN", "kSUB", "kEQUAL", "kGREATER", "kLESS"):
            yield name, [a, b], operations[name](a, b)
        fine = (b != 0) & ~((a == info.min) & (b == -1))
        a, b = a[fine], b[fine]
        yield "kDIV", [a, b], truncated(a, b).astype(kind)
        yield "kFLOOR_DIV", [a, b], np.floor_divide(a, b)
    truths = np.array([[False, False, True, True], [False, True, False, True]])
    for name, function in (("kAND", np.logical_and), ("kOR", np.logical_or), ("kXOR", np.logical_xor), ("kEQUAL", np.equal)):
        yield name, [truths[0], truths[1]], function(truths[0], truths[1])
    shapes = [((2, 3, 4), (2, 3, 4)), ((2, 3, 4), (1, 3, 1)), ((1, 3, 4), (2, 1, 1)), ((2, 1, 4), (1, 3, 1)), ((5, 1), (1, 7)),
              ((1, 1), (3, 33)), ((2, 3, 1, 17), (1, 3, 5, 1)), ((0, 3), (1, 3)), ((2, 1), (2, 0)), ((1,), (1,)), ((), ())]
    for left, right in shapes:
        a = rng.integers(-50, 50, left).astype(np.int32)
        b = rng.integers(1, 50, right).astype(np.int32)
        yield "kSUB", [a, b], a - b
        yield "kFLOOR_DIV", [a, b], a // b
        x, y = np.asarray(a, dtype=np.float32), np.asarray(b, dtype=np.float32)
        yield "kDIV", [x, y], x / y
        yield "kGREATER", [x, y], x > y


def unary():
    for name, function in (("kROUND", np.rint), ("kSIGN", np.sign), ("kFLOOR", np.floor), ("kCEIL", np.ceil), ("kABS", np.abs),
                           ("kNEG", np.negative), ("kISNAN", np.isnan), ("kISINF", np.isinf), ("kRECIP", np.reciprocal),
                           ("kSQRT", np.sqrt)):
        yield name, [SPECIAL], function(SPECIAL)
    for kind in (np.int32, np.int64):
        info = np.iinfo(kind)
        numbers = np.array([0, 1, -1, 77, -77, info.max, info.min], dtype=kind)
        for name, function in (("kABS", np.abs), ("kNEG", np.negative), ("kSIGN", np.sign)):
            yield name, [numbers], function(numbers)
    truths = np.array([True, False, True])
    yield "kNOT", [truths], np.logical_not(truths)


def cast():
    kinds = [np.float32, np.float16, np.int8, np.int32, np.int64, np.bool_, np.uint8]
    for source, target in itertools.product(kinds, kinds):
        if source == np.float32:
            values = SPECIAL
        elif source == np.float16:
            values = SPECIAL.astype(np.float16)
        elif source == np.bool_:
            values = np.array([True, False])
        else:
            info = np.iinfo(source)
            values = np.array([0, 1, 2, 100, info.max, info.min, info.max // 3], dtype=source)
        floating = source in (np.float32, np.float16)
        if floating and target not in (np.float32, np.float16, np.bool_):
            # Out of range NumPy promises nothing; ours saturate, and the C++ test says so.
            info = np.iinfo(target)
            real = values.astype(np.float64)
            values = values[np.isfinite(real) & (np.trunc(real) >= info.min) & (np.trunc(real) <= info.max)]
        yield np.dtype(target).name, [values], values.astype(target)


def main():
    with np.errstate(all="ignore"):
        cases = {group.__name__: [{"operation": name, "inputs": [record(i) for i in inputs], "output": record(output)}
                                  for name, inputs, output in group()] for group in (element_wise, unary, cast)}
    cases["peer"] = f"numpy {np.__version__}"
    path = pathlib.Path(__file__).with_name("numpy_cases.json")
    path.write_text("{\n" + ",\n".join(
        f'"{key}": ' + (json.dumps(value) if key == "peer" else "[\n" + ",\n".join(json.dumps(c) for c in value) + "\n]")
        for key, value in cases.items()) + "\n}\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What a call of `tenon.load(model)(x)` costs beside ONNX Runtime's `session.run` on the digits model: one process, one thread each,
interleaved, medians. Prints microseconds for each batch size and their ratio. Needs the installed wheel and onnxruntime.

Usage: call_overhead.py [rounds]
"""
import os
import pathlib
import statistics
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
import tenon  # noqa: E402

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples/digits/data"
CALLS = 50


def microseconds(call):
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS * 1e6


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    scans = np.load(DATA / "scans.npy")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(DATA / "digits_native.onnx"), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    model = tenon.load(DATA / "digits_lrelu.onnx", device="cpu")
    print(f"{'batch':>5} {'tenon':>9} {'onnxruntime':>12} {'ratio':>6}   (microseconds a call, medians of {rounds})")
    for batch in (1, 4, 16):
        x = np.ascontiguousarray(scans[:batch])
        np.testing.assert_allclose(model(x), session.run(None, {name: x})[0], rtol=1e-4, atol=1e-4)
        calls = (lambda: model(x)), (lambda: session.run(None, {name: x}))
        times = [[], []]
        for _ in range(rounds):
            for each, call in zip(times, calls):
                each.append(microseconds(call))
        ours, theirs = map(statistics.median, times)
        print(f"{batch:5} {ours:9.1f} {theirs:12.1f} {ours / theirs:6.2f}")


if __name__ == "__main__":
    main()

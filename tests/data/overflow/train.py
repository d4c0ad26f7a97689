#!/usr/bin/env python3
"""Trains two small networks on handwritten digits (the 8x8 scans that scikit-learn carries) with NumPy alone, and writes them beside this
file:

  overflows.onnx  trained in fp32 with a gain of 40,000 on the hidden layer, which the last layer takes back: as good as any in fp32,
                  but its hidden values pass 65504
  mixed.onnx      trained with mixed precision: forward and backward in fp16 (rounded after each layer, losses scaled), weights kept in
                  fp32; an update whose gradients are not finite would be skipped, and none is, so nothing overflows
  sample.npy      float32 [40, 1, 8, 8], held-out scans; labels.npy int32 [40]

    pip install numpy scikit-learn onnx && python3 train.py
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits

HIDDEN = 32
HERE = pathlib.Path(__file__).parent


def half(x):
    return x.astype(np.float16).astype(np.float32)


def forward(x, weights, gain, cast):
    w1, b1, w2, b2 = weights
    hidden = cast(np.maximum(cast(x @ cast(w1 * gain) + cast(b1 * gain)), 0))
    return hidden, cast(hidden @ cast(w2 / gain) + cast(b2))


def train(x, labels, gain, cast, loss_scale, rng):
    weights = [rng.normal(0, 0.1, (64, HIDDEN)), np.zeros(HIDDEN), rng.normal(0, 0.2, (HIDDEN, 10)), np.zeros(10)]
    weights = [w.astype(np.float32) for w in weights]
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    skipped, step = 0, 0
    for _ in range(60):
        for batch in np.array_split(rng.permutation(len(x)), len(x) // 32):
            hidden, logits = forward(x[batch], weights, gain, cast)
            p = np.exp(logits - logits.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            p[np.arange(len(batch)), labels[batch]] -= 1
            d_logits = cast(p * (loss_scale / len(batch)))
            d_hidden = cast((d_logits @ cast(weights[2] / gain).T) * (hidden > 0))
            gradients = [cast(x[batch].T @ d_hidden) * gain, cast(d_hidden.sum(0)) * gain, cast(hidden.T @ d_logits) / gain,
                         cast(d_logits.sum(0))]
            if not all(np.isfinite(g).all() for g in gradients):
                skipped += 1
                continue
            step += 1
            for w, g, (m, v) in zip(weights, gradients, moments):
                g = g / loss_scale
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                w -= 3e-3 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return weights, skipped


def export(weights, gain, path):
    w1, b1, w2, b2 = weights
    tensors = {"fc1.weight": w1 * gain, "fc1.bias": b1 * gain, "fc2.weight": w2 / gain, "fc2.bias": b2}
    nodes = [helper.make_node("Flatten", ["input"], ["flat"], "flatten", axis=1),
             helper.make_node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["fc1_out"], "fc1"),
             helper.make_node("Relu", ["fc1_out"], ["hidden"], "relu"),
             helper.make_node("Gemm", ["hidden", "fc2.weight", "fc2.bias"], ["logits"], "fc2")]
    graph = helper.make_graph(nodes, "digits", [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 1, 8, 8])],
                              [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
                              [numpy_helper.from_array(np.ascontiguousarray(v, dtype=np.float32), k) for k, v in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="overflow/train.py")
    model.ir_version = 7
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def main():
    digits = load_digits()
    x = (digits.images.reshape(-1, 64) / 16).astype(np.float32)
    labels = digits.target
    held_x, held_labels = x[-360:], labels[-360:]
    for name, gain, cast, loss_scale in (("overflows", np.float32(40000), lambda a: a.astype(np.float32), 1.0),
                                         ("mixed", np.float32(1), half, 1024.0)):
        weights, skipped = train(x[:-360], labels[:-360], gain, cast, loss_scale, np.random.default_rng(5))
        hidden, logits = forward(held_x, weights, gain, lambda a: a)
        right = int((logits.argmax(1) == held_labels).sum())
        print(f"{name}: {right} of 360 held-out scans right, largest hidden value {hidden.max():.0f}, updates skipped {skipped}")
        export(weights, gain, HERE / f"{name}.onnx")
    np.save(HERE / "sample.npy", held_x[:40].reshape(-1, 1, 8, 8))
    np.save(HERE / "labels.npy", held_labels[:40].astype(np.int32))


if __name__ == "__main__":
    main()

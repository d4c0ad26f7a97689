#!/usr/bin/env python3
"""Record what ONNX Runtime answers on the digits model with native LeakyRelu, for the tests that run without it.

Writes beside this script:
  expected_logits.npy   float32 [360, 10], for examples/digits/data/scans.npy
  provenance.json       the peer, its version, and the SHA-256 of the model and scans that it was given
"""

import hashlib
import json
import pathlib

import numpy as np
import onnxruntime

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "examples" / "digits" / "data"


def main():
    model, scans = DATA / "digits_native.onnx", DATA / "scans.npy"
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    (logits,) = session.run(["logits"], {"input": np.load(scans)})
    np.save(HERE / "expected_logits.npy", logits)
    provenance = {
        "peer": "onnxruntime",
        "version": onnxruntime.__version__,
        "provider": "CPUExecutionProvider",
        "script": pathlib.Path(__file__).name,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (model, scans)},
    }
    (HERE / "provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")
    print(f"wrote {logits.shape} logits of onnxruntime {onnxruntime.__version__}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Compare Tenon with ONNX Runtime, live, on the digits models.

  TENON_PREFIX=<where Tenon is installed> run.py
  run.py --tenon build/release/bin/tenon --plugin liblrelu_dynamic.so

For each model, precision and batch: `tenon build` makes an engine, `tenon run` answers in a process of its own, and ONNX
Runtime answers on the model with native LeakyRelu. A table on stdout; status 1 where any difference is over the tolerance.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "digits" / "data"
TOLERANCES = {"fp32": 1e-5, "fp16": 1e-2}
BATCHES = (1, 3, 64)
MAX_BATCH = max(BATCHES)


def tenon(command, *arguments):
    done = subprocess.run([command, *arguments], env={"TENON_DEVICE": "cpu", **os.environ}, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command} {' '.join(arguments)}: status {done.returncode}\n{done.stdout}{done.stderr}")


def build(args, model, precision, engine):
    plugins = [f"--plugins={args.plugin}"] if args.plugin and "lrelu" in model.name else []
    shapes = [f"--{bound}Shapes=input:{batch}x1x8x8" for bound, batch in (("min", 1), ("opt", 8), ("max", MAX_BATCH))]
    half = ["--fp16"] if precision == "fp16" else []
    tenon(args.tenon, "build", f"--onnx={model}", *plugins, *shapes, *half, f"--saveEngine={engine}")
    return plugins


def answer(args, engine, plugins, scans, folder):
    given, answered = folder / "input.npy", folder / "logits.npy"
    np.save(given, scans)
    answered.unlink(missing_ok=True)
    tenon(args.tenon, "run", f"--loadEngine={engine}", *plugins, "--input", f"input={given}", "--output", str(answered))
    return np.load(answered)


def compare(args, folder):
    peer = onnxruntime.InferenceSession(str(DATA / "digits_native.onnx"), providers=["CPUExecutionProvider"])
    scans = np.load(DATA / "scans.npy")
    print(f"{'model':<20} {'type':<5} {'batch':>5} {'largest difference':>18} {'tolerance':>9}")
    failures = 0
    for model in (DATA / "digits_lrelu.onnx", DATA / "digits_native.onnx"):
        for precision, tolerance in TOLERANCES.items():
            engine = folder / f"{model.stem}_{precision}.engine"
            plugins = build(args, model, precision, engine)
            for batch in BATCHES:
                given = np.ascontiguousarray(scans[:batch])
                (expected,) = peer.run(["logits"], {"input": given})
                found = answer(args, engine, plugins, given, folder)
                same_shape = found.shape == expected.shape
                difference = np.abs(found - expected).max() if same_shape else np.nan
                ok = bool(difference <= tolerance)
                failures += not ok
                verdict = "ok" if ok else "TOO LARGE" if same_shape else f"shape {found.shape}"
                print(f"{model.stem:<20} {precision:<5} {batch:>5} {difference:>18.2e} {tolerance:>9.0e}  {verdict}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    prefix = os.environ.get("TENON_PREFIX")
    installed = os.path.join(prefix, "bin", "tenon") if prefix else None
    parser.add_argument("--tenon", default=installed, required=not installed, help="the tenon command")
    parser.add_argument("--plugin", help="a library with LReLU_TRT for explicit batch; default: the standard plugins")
    args = parser.parse_args()
    print(f"onnxruntime {onnxruntime.__version__}, numpy {np.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        failures = compare(args, pathlib.Path(folder))
    print(f"{failures} failed" if failures else "all within tolerance")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

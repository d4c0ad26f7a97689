#!/usr/bin/env python3
"""Run the `light` models of the onnx package (ResNet-50, DenseNet-121, Inception, ShuffleNet, SqueezeNet, VGG-19, AlexNet, ZFNet) and compare
with the outputs that the package records.

    light_models.py --tenon build/release/bin/tenon

A light model has the real architecture, with weights that ConstantOfShape nodes make. Its inputs and outputs come from the package's data.
Status 1 where a largest difference is over the tolerance of ONNX's own backend tests (1e-3 relative, 1e-7 absolute).
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper

RELATIVE, ABSOLUTE = 1e-3, 1e-7


def tensor(path):
    proto = onnx.TensorProto()
    proto.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(proto)


def dummy(dims):
    """What the package's own runner feeds these models: rising values from 0 to 1."""
    count = int(np.prod(dims))
    return (np.arange(count).reshape(dims) / count).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    prefix = os.environ.get("TENON_PREFIX")
    parser.add_argument("--tenon", default=f"{prefix}/bin/tenon" if prefix else "tenon")
    args = parser.parse_args()
    root = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
    failures = 0
    print(f"{'model':<24} {'largest difference':>18} {'scale':>10}")
    for path in sorted(root.glob("light_*.onnx")):
        model = onnx.load(path)
        initializers = {each.name for each in model.graph.initializer}
        inputs = [each for each in model.graph.input if each.name not in initializers]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            feeds = []
            for index, each in enumerate(inputs):
                dims = [d.dim_value or 1 for d in each.type.tensor_type.shape.dim]
                np.save(folder / f"in{index}.npy", dummy(dims))
                feeds += ["--input", f"{each.name}={folder / f'in{index}.npy'}"]
            engine, answered = folder / "engine", folder / "out.npy"
            environment = {"TENON_DEVICE": "cpu", **os.environ}
            for command in ([args.tenon, "build", f"--onnx={path}", f"--saveEngine={engine}"],
                            [args.tenon, "run", f"--loadEngine={engine}", *feeds, "--output", str(answered)]):
                done = subprocess.run(command, env=environment, capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{path.stem:<24} status {done.returncode}: {done.stdout[-400:]}{done.stderr[-400:]}")
                    failures += 1
                    break
            else:
                expected = tensor(path.with_name(path.stem + "_output_0.pb"))
                found = np.load(answered).reshape(expected.shape)
                difference = np.abs(found - expected)
                good = bool(np.all(difference <= ABSOLUTE + RELATIVE * np.abs(expected)))
                failures += not good
                print(f"{path.stem:<24} {difference.max():>18.3g} {np.abs(expected).max():>10.3g}{'' if good else '  over the tolerance'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

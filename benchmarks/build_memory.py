#!/usr/bin/env python3
"""What memory building a large model takes: the peak of the process's resident memory (mapped files included) against the model's size.

  TENON_PREFIX=<where Tenon is installed> build_memory.py [--mib 2048] [--folder <where>] [flags of tenon build …]

The model is a chain of products whose weights lie in a file beside it (external data); every weight is different. Prints one line; status 1 where
the build takes more than 1.3 times the model's size, or fails.
"""

import argparse
import os
import pathlib
import sys
import tempfile
import time

import numpy as np
import onnx
from onnx import TensorProto, helper

WIDTH = 4096  # 64 MiB a weight in fp32
LIMIT = 1.3


def write(folder, mib):
    """The model's path and the bytes of model and weights together."""
    random = np.random.default_rng(1)
    count = max(1, mib // (WIDTH * WIDTH * 4 >> 20))
    weights, nodes = [], []
    x = "x"
    with open(folder / "weights.bin", "wb") as file:
        for i in range(count):
            tensor = TensorProto(name=f"w{i}", data_type=TensorProto.FLOAT, dims=[WIDTH, WIDTH], data_location=TensorProto.EXTERNAL)
            for key, value in (("location", "weights.bin"), ("offset", file.tell()), ("length", WIDTH * WIDTH * 4)):
                tensor.external_data.add(key=key, value=str(value))
            file.write((random.random((WIDTH, WIDTH), dtype=np.float32) - np.float32(0.5)).tobytes())
            weights.append(tensor)
            nodes += [helper.make_node("MatMul", [x, f"w{i}"], [f"p{i}"], name=f"product{i}"), helper.make_node("Relu", [f"p{i}"], [f"r{i}"], name=f"relu{i}")]
            x = f"r{i}"
    dims = ["batch", WIDTH]
    graph = helper.make_graph(nodes, "large", [helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)], [helper.make_tensor_value_info(x, TensorProto.FLOAT, dims)],
        weights)
    path = folder / "large.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8).SerializeToString())
    return path, path.stat().st_size + (folder / "weights.bin").stat().st_size


def build(command, model, engine, flags):
    """Exit status, peak of resident memory in bytes, seconds."""
    begin = time.perf_counter()
    shapes = [f"--{bound}Shapes=x:{batch}x{WIDTH}" for bound, batch in (("min", 1), ("opt", 1), ("max", 8))]
    child = os.fork()
    if child == 0:
        os.environ |= {"TENON_DEVICE": "cpu", "OMP_NUM_THREADS": "1"}
        os.execv(command, [command, "build", f"--onnx={model}", *shapes, f"--saveEngine={engine}", "--quiet", *flags])
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    prefix = os.environ.get("TENON_PREFIX")
    parser.add_argument("--tenon", default=prefix and f"{prefix}/bin/tenon", required=not prefix)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--folder", type=pathlib.Path, help="where the files are written; default: a temporary folder")
    args, flags = parser.parse_known_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        model, size = write(pathlib.Path(folder), args.mib)
        engine = pathlib.Path(folder) / "large.engine"
        status, peak, seconds = build(args.tenon, model, engine, flags)
        stored = engine.stat().st_size if engine.exists() else 0
    print(f"model {size / 2**20:.0f} MiB, peak of resident memory {peak / 2**20:.0f} MiB, {peak / size:.2f} times the model; engine file "
          f"{stored / 2**20:.0f} MiB, {seconds:.0f} s, status {status}")
    return 0 if status == 0 and peak <= LIMIT * size else 1


if __name__ == "__main__":
    sys.exit(main())

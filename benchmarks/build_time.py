#!/usr/bin/env python3
"""What parsing and building networks of many nodes takes, and how it grows with them.

  TENON_PREFIX=<where Tenon is installed> build_time.py [--nodes 2500 10000 40000] [--kinds linear,split,…] [flags of tenon build …]

For each kind of network and each number of nodes: processor time of `tenon build` on the CPU (the least of three builds, without timing of
candidates). Behind it, by what the time for one node grew since the size before: 1 where it is linear.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from onnx import TensorProto, helper

sys.path.insert(0, str(pathlib.Path(__file__).parent / "models"))
from model_writer import ModelWriter  # noqa: E402

KINDS = {}


def kind(dims):
    """A function that adds about `nodes` nodes and returns the last tensor; `dims` are those of input x."""

    def keep(function):
        KINDS[function.__name__] = (dims, function)
        return function

    return keep


@kind(["batch", 16])
def linear(model, x, nodes):
    for _ in range(nodes // 5):
        x = model.node("Add", [x, model.node("Softmax", [model.node("Tanh", [model.linear(x, 16, 16)])], axis=-1)])
    return x


@kind(["batch", 16, 8, 8])
def convolutions(model, x, nodes):
    for _ in range(nodes // 5):
        y = model.node("Sigmoid", [model.node("Relu", [model.conv(x, 16, 16, 3, bias=True)])])
        x = model.node("Add", [x, model.node("Mul", [y, model.number(0.5)])])
    return x


@kind(["batch", 16, 4])
def computed_shapes(model, x, nodes):
    for _ in range(nodes // 8):
        batch = model.node("Gather", [model.node("Shape", [x]), model.integers([0])], axis=0)
        y = model.node("Relu", [model.node("Reshape", [x, model.node("Concat", [batch, model.integers([64])], axis=0)])])
        x = model.node("Add", [x, model.node("Reshape", [y, model.node("Concat", [batch, model.integers([16, 4])], axis=0)])])
    return x


@kind(["batch", 16])
def plugins(model, x, nodes):
    for _ in range(nodes // 2):
        x = model.node("Exp", [model.node("LReLU_TRT", [x], negSlope=0.1)])
    return x


@kind(["batch", 16])
def one_concatenation(model, x, nodes):
    return model.node("Concat", [model.node("LeakyRelu", [x], alpha=0.001 * (i + 1)) for i in range(nodes)], axis=1)


@kind(["batch", "nodes"])
def one_split(model, x, nodes):
    parts = model.node("Split", [x], outputs=[f"part{i}" for i in range(nodes)], axis=1, num_outputs=nodes)
    return model.node("Concat", [model.node("Sigmoid", [part]) for part in parts], axis=1)


@kind(["batch", 16])
def growing_sizes(model, x, nodes):
    row = model.weight(np.zeros((1, 16), np.float32))
    for _ in range(nodes):
        x = model.node("Concat", [x, row], axis=0)
    return x


@kind(["batch", 16])
def data_dependent_sizes(model, x, nodes):
    found = []
    for i in range(nodes // 4):
        places = model.node("NonZero", [model.node("Add", [x, model.number(i)])])
        found.append(model.node("Cast", [model.node("ReduceMax", [places], keepdims=0)], to=TensorProto.FLOAT))
    return model.node("Sum", found)


def body(op_type, x, number, loop):
    """A graph of one operation on x of the network outside, or on what a loop hands on."""
    value = helper.make_tensor_value_info
    name = f"{op_type}{number}"
    if not loop:
        return helper.make_graph([helper.make_node(op_type, [x], [name])], name, [], [value(name, TensorProto.FLOAT, ["batch", 16])])
    inputs = [value("i", TensorProto.INT64, []), value("go", TensorProto.BOOL, []), value("v", TensorProto.FLOAT, ["batch", 16])]
    outputs = [value("on", TensorProto.BOOL, []), value("next", TensorProto.FLOAT, ["batch", 16])]
    return helper.make_graph([helper.make_node("Identity", ["go"], ["on"]), helper.make_node(op_type, ["v"], ["next"])], name, inputs, outputs)


@kind(["batch", 16])
def conditionals(model, x, nodes):
    above = model.node("Greater", [model.node("ReduceSum", [x], keepdims=0), model.number(0)])
    for i in range(nodes // 4):
        x = model.node("If", [above], then_branch=body("Sigmoid", x, i, False), else_branch=body("Tanh", x, i, False))
    return x


@kind(["batch", 16])
def loops(model, x, nodes):
    trips, go = model.integers(3), model.weight(np.array(True))
    for i in range(nodes // 4):
        x = model.node("Loop", [trips, go, x], body=body("Sigmoid", x, i, True))
    return x


def write(name, nodes, folder):
    """The model's path and the shape of x as a flag."""
    dims, function = KINDS[name]
    dims = [nodes if dim == "nodes" else dim for dim in dims]
    model = ModelWriter(name, 18, 1)
    last = function(model, model.input("x", dims), nodes)
    model.output(last, None)
    path = folder / f"{name}.onnx"
    model.save(path)
    return path, "x:" + "x".join(str(4 if dim == "batch" else dim) for dim in dims)


def build(command, model, shapes, flags):
    """Seconds of processor time; None where the build fails."""
    environment = os.environ | {"TENON_DEVICE": "cpu", "OMP_NUM_THREADS": "1"}
    arguments = [command, "build", f"--onnx={model}", f"--shapes={shapes}", f"--saveEngine={model}.engine", "--quiet", "--noTiming", *flags]
    best = None
    for _ in range(3):
        child = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            return None
        seconds = usage.ru_utime + usage.ru_stime
        best = seconds if best is None else min(best, seconds)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    prefix = os.environ.get("TENON_PREFIX")
    parser.add_argument("--tenon", default=prefix and f"{prefix}/bin/tenon", required=not prefix)
    parser.add_argument("--nodes", type=int, nargs="+", default=[2500, 10000, 40000])
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(KINDS))
    args, flags = parser.parse_known_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in args.kinds:
            before, texts = None, []
            for nodes in sorted(args.nodes):
                seconds = build(args.tenon, *write(name, nodes, pathlib.Path(folder)), flags)
                if seconds is None:
                    texts.append(f"{nodes:6}: failed")
                    failed = True
                    continue
                grew = f" ({seconds / nodes / before:.2f})" if before else ""
                texts.append(f"{nodes:6}: {seconds:6.2f} s{grew:7}")
                before = seconds / nodes
            print(f"{name:21}", "   ".join(texts), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

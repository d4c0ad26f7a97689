#!/usr/bin/env python3
"""Times the benchmark networks in fp32 on one thread beside ONNX Runtime, and OpenVINO where it is installed.

  TENON_PREFIX=<where Tenon is installed> TENON_BINARY_DIR=<build folder> cpu_networks.py [network …]

All runtimes take turns, a few inferences each, until enough rounds are done: what disturbs the machine disturbs all of them. The time of an
inference is the processor time of its process, which others' work on the machine disturbs least; a runtime's is the median over all rounds,
and a ratio is the median of the rounds' ratios. Below 1: Tenon is faster.
"""

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "benchmarks" / "models"), str(ROOT / "benchmarks" / "networks")]

import onnxruntime  # noqa: E402
from engine import Engine, Tenon  # noqa: E402
from networks import NETWORKS, find  # noqa: E402


class Ort:
    label = "onnxruntime"

    def __init__(self, model, inputs):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.inputs = inputs

    def run(self):
        return self.session.run(None, self.inputs)


class OpenVino:
    label = "openvino"

    def __init__(self, model, inputs):
        import openvino

        settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        self.compiled = openvino.Core().compile_model(str(model), "CPU", settings)
        self.request = self.compiled.create_infer_request()
        self.inputs = inputs

    def run(self):
        return self.request.infer(self.inputs, share_inputs=True, share_outputs=True)


class Peer:
    """A runtime in this process, timed as Tenon's process times itself."""

    def __init__(self, runtime):
        self.runtime = runtime

    def times(self, count):
        found = []
        for _ in range(count):
            wall, processor = time.perf_counter(), time.process_time()
            self.runtime.run()
            found.append((1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - processor)))
        return found


def peers(model, inputs, with_openvino):
    found = {Ort.label: Peer(Ort(model, inputs))}
    if with_openvino:
        found[OpenVino.label] = Peer(OpenVino(model, inputs))
    return found


def measure(runners, rounds, seconds):
    """Medians of processor time by runner, and for each round the medians."""
    for runner in runners.values():
        first = runner.times(2)[-1][1]
    count = max(1, min(20, int(30.0 / max(first, 0.1))))
    by_round = []
    begin = time.perf_counter()
    while len(by_round) < rounds and (time.perf_counter() - begin < seconds or len(by_round) < 3):
        # One inference that does not count brings the caches back.
        by_round.append({name: statistics.median(processor for _, processor in runner.times(count + 1)[1:]) for name, runner in runners.items()})
    return by_round


def ratio(by_round, name, peer):
    return statistics.median(each[name] / each[peer] for each in by_round)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", default=[network.name for network in NETWORKS if not network.flags],
                        help="default: all that run in fp32")
    prefix, binaries = os.environ.get("TENON_PREFIX"), os.environ.get("TENON_BINARY_DIR")
    parser.add_argument("--tenon", default=prefix and f"{prefix}/bin/tenon", required=not prefix)
    parser.add_argument("--runner", default=binaries and f"{binaries}/bin/tenon_engine_runner", required=not binaries)
    parser.add_argument("--models", type=pathlib.Path, help="folder of models that were written before; default: written now")
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--seconds", type=float, default=30.0, help="the most that one network's rounds take")
    parser.add_argument("--no-openvino", action="store_true")
    parser.add_argument("--flags", default="", help="further flags of tenon build, separated by spaces")
    args = parser.parse_args()
    with_openvino = not args.no_openvino
    try:
        import openvino
    except ImportError:
        with_openvino = False
    versions = [f"onnxruntime {onnxruntime.__version__}"] + ([f"openvino {openvino.__version__}"] if with_openvino else [])
    print(f"fp32, 1 thread, processor time in ms (medians); {', '.join(versions)}")
    print(f"{'network':<18} {'sizes':<24} {'tenon':>9} {'ORT':>9} {'/ ORT':>6} {'openvino':>9} {'/ OV':>6} {'rounds':>6} {'build s':>8}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        timed = {}
        for name in args.networks:
            network = find(name)
            run_network(args, network, pathlib.Path(folder), with_openvino, timed)
        if {"yolo_tiny", "yolo_tiny_plugin"} <= set(timed):
            compare_activations(args, pathlib.Path(folder))


def model_of(args, network, folder):
    model = (args.models or folder) / f"{network.name}.onnx"
    if not model.exists():
        network.write(model)
    return model


def run_network(args, network, folder, with_openvino, timed):
    tenon = Tenon(args.tenon, args.runner)
    model = model_of(args, network, folder)
    peer_model = model_of(args, find(network.peer), folder) if network.peer else model
    engine = folder / f"{network.name}.engine"
    seconds = tenon.build(network, model, engine, [*network.flags, *args.flags.split()])
    timed[network.name] = engine
    for sizes in network.timed:
        inputs = network.inputs(sizes)
        with Engine(tenon, engine, inputs, folder / network.name) as own:
            by_round = measure({"tenon": own, **peers(peer_model, inputs, with_openvino)}, args.rounds, args.seconds)
        medians = {name: statistics.median(each[name] for each in by_round) for name in by_round[0]}
        shown = " ".join(f"{name[0]}{size}" for name, size in sizes.items())
        openvino_part = f"{medians['openvino']:9.3f} {ratio(by_round, 'tenon', 'openvino'):6.3f}" if with_openvino else f"{'-':>9} {'-':>6}"
        print(f"{network.name:<18} {shown:<24} {medians['tenon']:9.3f} {medians['onnxruntime']:9.3f} "
              f"{ratio(by_round, 'tenon', 'onnxruntime'):6.3f} {openvino_part} {len(by_round):6} {seconds:8.1f}", flush=True)


def compare_activations(args, folder):
    tenon = Tenon(args.tenon, args.runner)
    network = find("yolo_tiny")
    inputs = network.inputs(network.timed[0])
    with Engine(tenon, folder / "yolo_tiny.engine", inputs, folder / "native") as native, \
            Engine(tenon, folder / "yolo_tiny_plugin.engine", inputs, folder / "plugin") as plugin:
        by_round = measure({"native": native, "plugin": plugin}, args.rounds, args.seconds)
    print(f"yolo_tiny with LReLU_TRT nodes / with native activations: {ratio(by_round, 'plugin', 'native'):.3f}")


if __name__ == "__main__":
    main()

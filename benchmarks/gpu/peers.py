#!/usr/bin/env python3
"""Measures the peers of the GPU benchmark: PyTorch eager, compiled (max-autotune), and compiled and captured in a CUDA graph.

usage: peers.py [--small-only] [--out FILE] [--rounds N] [--between COMMAND …]

For each case of cases(): the median of CUDA events around one call, in microseconds, as a table and (with --out) as JSON
{"copy_gbps": …, "cases": {name: {"eager": …, "compiled": …, "captured": …, "row": …}}}. "row" is one call of 20 that were captured together.
All forms are compiled and captured first; then N rounds measure them, and the command of --between (Tenon's own benchmark) runs before each
round with the round's number as its last argument, so that both see the same machine. Medians are over all rounds.
"""

import argparse
import json
import statistics
import subprocess
import sys

import torch
import torch.nn.functional as F

DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def lrelu(x):
    return F.leaky_relu(x, 0.1)


def bias_gelu(x, bias):
    return F.gelu(x + bias, approximate="tanh")


def skip_layer_norm(x, skip, gamma, beta):
    return F.layer_norm(x + skip, (x.shape[-1],), gamma, beta, 1e-5)


def chain(x):
    for _ in range(50):
        x = torch.tanh(x * 1.0625 + 0.125)
        x = F.leaky_relu(x, 0.1)
    return x


def cases(small_only):
    """(name, function, inputs)"""
    for name, dtype in DTYPES.items():
        def make(*shape):
            return torch.randn(*shape, device="cuda", dtype=dtype)

        sizes = [("small", (8, 64, 56, 56), (1, 128, 3072), (1, 128, 768))]
        if not small_only:
            sizes.insert(0, ("large", (64, 64, 256, 256), (64, 512, 3072), (64, 512, 768)))
        for size, image, wide, narrow in sizes:
            yield f"lrelu {size} {name}", lrelu, (make(*image),)
            yield f"bias_gelu {size} {name}", bias_gelu, (make(*wide), make(wide[-1]))
            hidden = narrow[-1]
            yield f"skip_layer_norm {size} {name}", skip_layer_norm, (make(*narrow), make(*narrow), make(hidden), make(hidden))
    yield "chain fp32", chain, (torch.randn(1, 64, 8, 8, device="cuda"),)


CALLS_IN_A_ROW = 20


def times_us(call, repeats=60):
    """CUDA events around one call each."""
    for _ in range(5):
        call()
    torch.cuda.synchronize()
    times = []
    for _ in range(repeats):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        call()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) * 1000.0)
    return times


def captured(call, calls=1):
    """A CUDA graph of so many calls, as a function that replays it."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            call()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        graph.kept = [call() for _ in range(calls)][-1]
    return graph.replay


def copy_gbps(gib=2):
    source = torch.empty(gib << 30, dtype=torch.uint8, device="cuda").random_()
    target = torch.empty_like(source)
    return 2 * source.numel() / statistics.median(times_us(lambda: target.copy_(source), 20)) / 1e3


def forms(function, inputs):
    """{form: (call, calls it stands for, repeats)}, compiled and captured."""
    torch._dynamo.reset()
    compiled = torch.compile(function, mode="max-autotune-no-cudagraphs", dynamic=False)

    def call():
        return compiled(*inputs)

    call()
    made = {
        "eager": (lambda: function(*inputs), 1, 20),
        "compiled": (call, 1, 20),
        "captured": (captured(call), 1, 20),
        "row": (captured(call, CALLS_IN_A_ROW), CALLS_IN_A_ROW, 5),
    }
    if function is chain:
        made["eager_captured"] = (captured(lambda: function(*inputs)), 1, 20)
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--small-only", action="store_true")
    parser.add_argument("--out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--between", nargs=argparse.REMAINDER, default=[])
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("peers.py: expected a CUDA device, found none")
    results = {"torch": torch.__version__, "device": torch.cuda.get_device_name(), "copy_gbps": copy_gbps(), "cases": {}}
    torch._inductor.config.triton.cudagraphs = False
    with torch.no_grad():
        made = {name: forms(function, inputs) for name, function, inputs in cases(options.small_only)}
        times = {name: {form: [] for form in all_forms} for name, all_forms in made.items()}
        for number in range(options.rounds):
            if options.between:
                torch.cuda.synchronize()
                subprocess.run([*options.between, str(number)], check=True)
            for name, all_forms in made.items():
                for form, (call, calls, repeats) in all_forms.items():
                    times[name][form] += [each / calls for each in times_us(call, repeats)]
    print(f"{results['device']}, PyTorch {results['torch']}, copy of 2 GiB: {results['copy_gbps']:.0f} GB/s")
    print(f"{'case':34}{'eager':>10}{'compiled':>10}{'captured':>10}{'in a row':>10}  µs")
    for name, all_forms in times.items():
        row = {form: statistics.median(each) for form, each in all_forms.items()}
        results["cases"][name] = row
        print(f"{name:34}" + "".join(f"{row[key]:10.1f}" for key in ("eager", "compiled", "captured", "row"))
              + (f"   eager, captured {row['eager_captured']:.1f}" if "eager_captured" in row else ""), flush=True)
    if options.out:
        with open(options.out, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()

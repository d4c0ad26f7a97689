#!/usr/bin/env python3
"""Compare Tenon with ONNX Runtime, live, on the benchmark networks (benchmarks/models).

  TENON_PREFIX=<where Tenon is installed> TENON_BINARY_DIR=<build folder> benchmark_networks.py [--device cuda] [network …]

Each network at three shapes: the largest difference of any output, relative to that output's largest magnitude. And sentence embeddings of MiniLM
with its real weights, in fp32 and fp16, plain and rewritten in BERT's plugins, in batches of sizes all over the profile: the smallest cosine with
ONNX Runtime's of the plain network. Tables on stdout; status 1 where anything is over its bound.
"""

import argparse
import os
import pathlib
import re
import sys
import tempfile

import numpy as np
import onnxruntime

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "benchmarks" / "models"), str(ROOT / "benchmarks" / "networks")]

from engine import Engine, Tenon  # noqa: E402
from minilm import folder as minilm_folder  # noqa: E402
from networks import NETWORKS, find  # noqa: E402
from wordpiece import WordPiece  # noqa: E402

# Of the sentences' embeddings: network, precision, the least cosine with ONNX Runtime's of the plain network.
COSINES = (("minilm", "fp32", 0.99999), ("minilm", "fp16", 0.999), ("minilm_plugins", "fp32", 0.9999), ("minilm_plugins_half", "fp16", 0.999))
SENTENCES = 200
BATCHES = (1, 2, 3, 5, 8, 16, 32, 7, 30, 4)  # taken in turn until the sentences are used up


def session(model):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def answers(peer, inputs):
    return dict(zip((output.name for output in peer.get_outputs()), peer.run(None, inputs)))


def worst(found, expected):
    """The largest difference of any output relative to its scale, and that output's name."""
    differences = {}
    for name, values in expected.items():
        scale = max(float(np.abs(values).max(initial=0.0)), 1e-30)
        difference = np.abs(found[name].astype(np.float64) - values).max(initial=0.0) / scale
        differences[name] = float(difference) if np.isfinite(found[name]).all() else np.inf
    name = max(differences, key=differences.get)
    return differences[name], name


def compare_networks(tenon, names, folder):
    print(f"{'network':<18} {'sizes':<24} {'largest difference':>18} {'of output':<20} {'tolerance':>9}")
    failures = 0
    for name in names:
        network = find(name)
        model, engine = folder / f"{name}.onnx", folder / f"{name}.engine"
        network.write(model)
        peer_model = model
        if network.peer:
            peer_model = folder / f"{network.peer}.peer.onnx"
            find(network.peer).write(peer_model)
        tenon.build(network, model, engine, network.flags)
        peer = session(peer_model)
        for sizes in network.compared:
            inputs = network.inputs(sizes)
            expected = answers(peer, inputs)
            with Engine(tenon, engine, inputs, folder / name) as own:
                difference, output = worst(own.outputs(expected), expected)
            ok = difference <= network.tolerance
            failures += not ok
            shown = " ".join(f"{size_name[0]}{size}" for size_name, size in sizes.items())
            print(f"{name:<18} {shown:<24} {difference:>18.2e} {output:<20} {network.tolerance:>9.0e}  {'ok' if ok else 'TOO LARGE'}", flush=True)
        for file in (model, peer_model, engine):
            file.unlink(missing_ok=True)
    return failures


def sentences():
    """The first sentences of the documentation."""
    text = ""
    for file in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "src").rglob("README.md"))]:
        text += " ".join(line for line in file.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z*]", line)) + " "
    found = [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if len(sentence.split()) >= 3]
    if len(found) < SENTENCES:
        raise RuntimeError(f"documentation: expected {SENTENCES} sentences, found {len(found)}")
    return found[:SENTENCES]


def batches(encoded):
    """Padded inputs, in batches of different sizes."""
    at = turn = 0
    while at < len(encoded):
        rows = encoded[at : at + BATCHES[turn % len(BATCHES)]]
        at, turn = at + len(rows), turn + 1
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(rows):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        yield {"input_ids": ids, "token_type_ids": np.zeros_like(ids), "attention_mask": mask}


def cosines_of(tenon, engine, given, answered, folder):
    cosines = []
    for inputs, expected in zip(given, answered):
        with Engine(tenon, engine, inputs, folder) as own:
            found = own.outputs(expected)["sentence_embedding"].astype(np.float64)
        wanted = expected["sentence_embedding"].astype(np.float64)
        cosines += list((found * wanted).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(wanted, axis=1))
    return cosines


def compare_embeddings(tenon, names, folder):
    model = folder / "minilm.onnx"
    find("minilm").write(model)
    peer = session(model)
    tokenizer = WordPiece(minilm_folder() / "vocab.txt")
    longest = find("minilm").profile[2]["tokens"]
    given = list(batches([tokenizer.encode(sentence, longest) for sentence in sentences()]))
    answered = [answers(peer, inputs) for inputs in given]
    shapes = sorted({inputs["input_ids"].shape for inputs in given})
    print(f"\nembeddings of {SENTENCES} sentences in {len(given)} batches, {shapes[0]} to {shapes[-1]}")
    failures = 0
    for name, precision, bound in COSINES:
        if name not in names:
            continue
        network = find(name)
        model, engine = folder / f"{name}.onnx", folder / f"{name}_{precision}.engine"
        network.write(model)
        tenon.build(network, model, engine, ["--fp16"] if precision == "fp16" else [])
        cosines = cosines_of(tenon, engine, given, answered, folder / name)
        ok = len(cosines) == SENTENCES and min(cosines) >= bound
        failures += not ok
        print(f"{name} {precision}: smallest cosine {min(cosines):.9f}, bound {bound}  {'ok' if ok else 'TOO SMALL'}", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", default=[network.name for network in NETWORKS])
    prefix, binaries = os.environ.get("TENON_PREFIX"), os.environ.get("TENON_BINARY_DIR")
    parser.add_argument("--tenon", default=prefix and f"{prefix}/bin/tenon", required=not prefix)
    parser.add_argument("--runner", default=binaries and f"{binaries}/bin/tenon_engine_runner", required=not binaries)
    parser.add_argument("--device", default="cpu", help="cpu, or cuda of a build for GPUs")
    args = parser.parse_args()
    tenon = Tenon(args.tenon, args.runner, args.device)
    print(f"onnxruntime {onnxruntime.__version__}, numpy {np.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        failures = compare_networks(tenon, args.networks, pathlib.Path(folder))
        if any(name.startswith("minilm") for name in args.networks):
            failures += compare_embeddings(tenon, args.networks, pathlib.Path(folder))
    print(f"{failures} failed" if failures else "all within bounds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

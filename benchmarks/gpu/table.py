#!/usr/bin/env python3
"""Puts tenon_gpu_bench's and peers.py's results side by side, with ratios.

usage: table.py PEERS.json TENON.json …

Of several results of tenon_gpu_bench each number's median is taken. A ratio above 1 says that Tenon is faster than the fastest form of the peer:
for one call, and for one call of 20 that were captured together, where the start of a graph does not count. The last columns compare both with
the bandwidth of a copy of 2 GiB in the same run.
"""

import json
import statistics
import sys

PEER_FORMS = ("eager", "compiled", "captured")


def merged(paths):
    """One result whose numbers are the medians of those in the files."""
    all_results = []
    for path in paths:
        with open(path) as file:
            all_results.append(json.load(file))
    cases = {}
    for name, row in all_results[0]["cases"].items():
        cases[name] = {key: statistics.median(each["cases"][name][key] for each in all_results) for key in row}
    return {"copy_gbps": statistics.median(each["copy_gbps"] for each in all_results), "cases": cases}


def main():
    with open(sys.argv[1]) as file:
        peers = json.load(file)
    tenon = merged(sys.argv[2:])
    print(f"{peers['device']}; copy of 2 GiB: {tenon['copy_gbps']:.0f} GB/s (PyTorch's {peers['copy_gbps']:.0f}); PyTorch {peers['torch']}; "
          f"{len(sys.argv) - 2} rounds; times in µs")
    print(f"{'case':34}{'direct':>8}{'captured':>9}{'in a row':>9} |" + "".join(f"{form:>9}" for form in PEER_FORMS) + f"{'in a row':>9} |"
          f"{'ratio':>7}{'in a row':>9} |{'of copy':>8}{'in a row':>9}")
    for name, row in tenon["cases"].items():
        peer = peers["cases"].get(name.removeprefix("engine "))
        best = min(time for time in (row["direct"], row["captured"]) if time > 0)
        text = f"{name:34}{row['direct']:8.1f}{row['captured']:9.1f}{row['row']:9.1f} |"
        text += "".join(f"{peer[form]:9.1f}" for form in (*PEER_FORMS, "row")) if peer else " " * 36
        text += f" |{min(peer[form] for form in PEER_FORMS) / best:7.2f}{peer['row'] / row['row']:9.2f} |" if peer else " |" + " " * 16 + " |"
        if row["bytes"] > 0:
            text += f"{row['bytes'] / best / 10.0 / tenon['copy_gbps']:7.1f}%{row['bytes'] / row['row'] / 10.0 / tenon['copy_gbps']:8.1f}%"
        print(text)


if __name__ == "__main__":
    main()

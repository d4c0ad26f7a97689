#!/usr/bin/env python3
"""Puts tenon_gpu_bench's and peers.py's results side by side, with ratios.

usage: table.py TENON.json PEERS.json

A ratio above 1 says that Tenon is faster than the fastest form of the peer. The last column compares with the bandwidth of a copy
of 2 GiB in the same run.
"""

import json
import sys

PEER_FORMS = ("eager", "compiled", "captured")


def main():
    with open(sys.argv[1]) as file:
        tenon = json.load(file)
    with open(sys.argv[2]) as file:
        peers = json.load(file)
    print(f"{peers['device']}; copy of 2 GiB: {tenon['copy_gbps']:.0f} GB/s (PyTorch's {peers['copy_gbps']:.0f}); PyTorch {peers['torch']}; times in µs")
    print(f"{'case':38}{'direct':>9}{'captured':>9} |" + "".join(f"{form:>10}" for form in PEER_FORMS) + f" |{'ratio':>7}{'of copy':>9}")
    for name, row in tenon["cases"].items():
        peer = peers["cases"].get(name.removeprefix("engine "))
        times = [time for time in (row["direct"], row["captured"]) if time > 0]
        best = min(times)
        text = f"{name:38}{row['direct']:9.1f}{row['captured']:9.1f} |"
        text += "".join(f"{peer[form]:10.1f}" for form in PEER_FORMS) if peer else " " * 30
        text += f" |{min(peer[form] for form in PEER_FORMS) / best:7.2f}" if peer else " |       "
        if row["bytes"] > 0:
            text += f"{100 * row['bytes'] / best / 1e3 / tenon['copy_gbps']:8.1f}%"
        print(text)


if __name__ == "__main__":
    main()

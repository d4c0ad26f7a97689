#!/usr/bin/env python3
"""Write benchmark networks as ONNX files: write.py [network …] --folder <folder>."""

import argparse
import pathlib

from networks import NETWORKS, find


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=[network.name for network in NETWORKS])
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path())
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for name in args.networks:
        find(name).write(args.folder / f"{name}.onnx")
        print(args.folder / f"{name}.onnx")


if __name__ == "__main__":
    main()

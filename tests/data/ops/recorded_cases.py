"""Writes cases as text that src/ops/testing/recorded_cases.h reads."""

import pathlib

import numpy as np


class CaseFile:
    def __init__(self, script: str, peers: str):
        self.path = pathlib.Path(script).with_suffix(".txt")
        self.lines = [f"# Written by {pathlib.Path(script).name} with {peers}."]

    def case(self, name: str, **values):
        self.lines.append(f"case {name}")
        for key, value in values.items():
            numbers = np.asarray(value).reshape(-1)
            self.lines.append(f"{key}: " + " ".join(f"{float(number):.9g}" for number in numbers))

    def write(self):
        self.path.write_text("\n".join(self.lines) + "\n")

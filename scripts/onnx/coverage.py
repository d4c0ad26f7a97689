#!/usr/bin/env python3
"""Writes docs/onnx-coverage.md: the operations of ONNX that have an importer, from src/onnx/ops.inc and the importers' files, and how many
of ONNX's own backend models pass, from tests/onnx_backend/passing.txt."""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = 1072  # of libonnx-testdata

HEAD = """# Operations of ONNX

Written by `scripts/onnx/coverage.py`; do not edit.

The importer takes models of the opsets 1 to 23. An operation that is not in the table is looked up as a plugin of its name; where there is
none, the model is refused with a message. Of ONNX's own {models:,} backend models {passing} pass; `tests/onnx_backend/passing.txt` lists them.

| operation | importer |
|---|---|
"""


def definitions() -> dict[str, str]:
    """Which file defines each importer."""
    files = {}
    for path in sorted((ROOT / "src/onnx/ops").glob("*.cpp")):
        for name in re.findall(r"^Result<std::vector<Value>> (import\w+)\(\s*Importer& importer,", path.read_text(), re.M):
            files[name] = path.name
        for name in re.findall(r"^Result<std::vector<Value>> (import\w+)\(\s*Importer&,", path.read_text(), re.M):
            files.setdefault(name, path.name)
    return files


def rows() -> list[tuple[str, str]]:
    files = definitions()
    listed = re.findall(r"^TENON_ONNX_OP\((\w+), (\w+)\)", (ROOT / "src/onnx/ops.inc").read_text(), re.M)
    missing = [function for _, function in listed if function not in files]
    if missing:
        sys.exit(f"no definition found of {', '.join(missing)}")
    return [(operation, files[function]) for operation, function in listed]


def main() -> None:
    passing = sum(1 for line in (ROOT / "tests/onnx_backend/passing.txt").read_text().splitlines() if line and line[0] != "#")
    by_file = collections.Counter(file for _, file in rows())
    text = HEAD.format(models=MODELS, passing=passing)
    text += "".join(f"| {operation} | [{file}](../src/onnx/ops/{file}) |\n" for operation, file in rows())
    text += f"\n{sum(by_file.values())} operations in {len(by_file)} files.\n"
    (ROOT / "docs/onnx-coverage.md").write_text(text)


if __name__ == "__main__":
    main()

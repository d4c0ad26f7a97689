#!/usr/bin/env python3
"""Writes the module's type stub from what nanobind makes of the binding: with what converts by itself (tuples and lists to dimensions), and with the
class that `with` gives.

Usage: scripts/python/stub.py RAW FILE    (the build runs it)
"""
import pathlib
import re
import sys

# Types of parameters, and what may be given for them.
GIVEN = {"Dims": "DimsLike", "Dims2": "DimsLike", "Dims3": "DimsLike", "Dims4": "DimsLike", "DimsHW": "DimsLike", "Permutation": "DimsLike"}
ALIASES = """
DimsLike = Union[Dims, Permutation, Sequence[int]]
"""


def changed(line, owner):
    """A line of the stub, of class `owner`."""
    match = re.match(r"( *def \w+\(self)(.*)(\) -> .*)$", line)
    if match is None:
        return line
    start, parameters, end = match.groups()
    parameters = re.sub(r"(?<=: )(\w+)(?=[,|\] ]|$)", lambda found: GIVEN.get(found[1], found[1]), parameters)
    parameters = re.sub(r"\bbinding: object", "binding: int | str", parameters)
    if start.endswith("create_network(self"):
        parameters = parameters.replace("flags: object | None", "flags: int | None")
    if start.endswith("__enter__(self"):
        end = end.replace("-> object", f"-> {owner}")
    return start + parameters + end


def written(raw):
    """The stub's text."""
    owner, lines = "", []
    for line in raw.splitlines():
        found = re.match(r"class (\w+)", line)
        owner = found[1] if found else owner
        lines.append(changed(line, owner))
    text = "\n".join(lines) + "\n"
    text = re.sub(r"^from typing import (.*)$", lambda found: f"from typing import {found[1]}, Union", text, count=1, flags=re.M)
    return text + ALIASES


def main(raw, path):
    pathlib.Path(path).write_text(written(pathlib.Path(raw).read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

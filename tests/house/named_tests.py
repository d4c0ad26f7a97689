#!/usr/bin/env python3
"""Tests and checks that docs/plugin-contract.md names are there.

usage: named_tests.py <root of the sources>
"""

import pathlib
import re
import sys


def tests_in(root):
    """Suite.Name of every GoogleTest in the sources. Suites of parameters stand as they are written."""
    found = set()
    for folder in ("src", "plugins", "tools", "tests", "cuda_host", "examples"):
        for file in (root / folder).rglob("*"):
            if file.suffix in (".cpp", ".h", ".cu"):
                for suite, name in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", file.read_text(errors="replace"), re.MULTILINE):
                    found.add(f"{suite}.{name}")
                    # Suites that a file of levels names by a macro.
                    found.add(name)
    return found


def missing_in(text, tests, checks):
    """What a document names and nobody has."""
    missing = [name for name in re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", text) if name not in tests]
    for numbers in re.findall(r"checks? ((?:\d{3}(?:, | to | and )?)+)", text):
        missing += [f"check {number}" for number in re.findall(r"\d{3}", numbers) if number not in checks]
    return missing


def main():
    root = pathlib.Path(sys.argv[1])
    document = root / "docs" / "plugin-contract.md"
    checks = {file.name[:3] for file in (root / "docs" / "checks").glob("[0-9]*.md")}
    missing = missing_in(document.read_text(), tests_in(root), checks)
    for name in missing:
        print(f"{document}: expected a test of this name, found none: {name}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

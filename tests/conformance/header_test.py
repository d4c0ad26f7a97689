#!/usr/bin/env python3
"""Compiles every public header on its own, and all together, as C++11, 14, 17 and 20 at each API level, and user sources of
each level as C++11, 14 and 17: all without a warning."""
import argparse
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

STANDARDS = ["c++11", "c++14", "c++17", "c++20"]
LEVELS = [7, 8, 10]
# User sources, and the levels that they are for.
SOURCES = {"sources/dynamic_plugin.cpp": [7, 8, 10], "fixtures/level_plugin.cpp": [7, 8, 10], "sources/program_8.cpp": [7, 8],
           "sources/program_7.cpp": [7]}
INTERNAL = {"NvInferRuntimeBase.h", "NvInferPluginBase.h"}
ONLY_AT_10 = {"impl/NvInferPythonPlugin.h"}
# Headers that 10 has not, and the levels that have them.
ONLY_BEFORE_10 = {"NvUtils.h": [7, 8], "NvCaffeParser.h": [7, 8], "NvUffParser.h": [7, 8], "NvInferSafeRuntime.h": [8],
                  "NvInferConsistency.h": [8]}


def compile_text(compiler, include, standard, level, text, folder):
    source = Path(folder) / "header.cpp"
    source.write_text(text)
    flags = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-DTENON_API_LEVEL={level}"]
    return subprocess.run([compiler, f"-std={standard}", *flags, f"-I{include}", str(source)], capture_output=True, text=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", required=True, type=Path)
    args = parser.parse_args()
    include = args.include.resolve()
    headers = sorted(str(p.relative_to(include)) for p in include.rglob("Nv*.h"))
    direct = [h for h in headers if h not in INTERNAL | ONLY_AT_10 and h not in ONLY_BEFORE_10]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = [(f"{h} alone", f"#include <{h}>\n", "c++11", level) for h, level in itertools.product(direct, LEVELS)]
        old = [(h, level) for h, its in ONLY_BEFORE_10.items() for level in its]
        cases += [(f"{h} alone", f"#include <{h}>\n", "c++11", level) for h, level in old]
        for s, level in itertools.product(STANDARDS, LEVELS):
            everything = direct + [h for h, its in ONLY_BEFORE_10.items() if level in its]
            cases.append(("all headers", "".join(f"#include <{h}>\n" for h in everything), s, level))
        cases += [(h, f"#include <{h}>\n", s, 10) for h, s in itertools.product(ONLY_AT_10, STANDARDS)]
        for source, source_levels in SOURCES.items():
            text = (Path(__file__).resolve().parent / source).read_text()
            cases += [(source, text, s, level) for s, level in itertools.product(STANDARDS[:3], source_levels)]
        for what, text, standard, level in cases:
            done = compile_text(args.compiler, include, standard, level, text, folder)
            if done.returncode != 0:
                failures += 1
                print(f"{what}, {standard}, level {level}:\n{done.stderr[:2000]}")
        refused = [(h, 10, "instead of this header") for h in INTERNAL]
        refused += [(h, level, "needs TENON_API_LEVEL 10") for h in ONLY_AT_10 for level in (7, 8)]
        refused += [(h, level, "needs TENON_API_LEVEL") for h, its in ONLY_BEFORE_10.items() for level in LEVELS
                    if level not in its]
        refused += [("NvInferVersion.h", 9, "TENON_API_LEVEL: expected 7, 8 or 10")]
        for header, level, message in refused:
            done = compile_text(args.compiler, include, "c++11", level, f"#include <{header}>\n", folder)
            if done.returncode == 0 or message not in done.stderr:
                failures += 1
                print(f"{header} at level {level}: expected an error with {message!r}, found {done.stderr[:500]!r}")
    print(f"{len(cases)} compilations, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

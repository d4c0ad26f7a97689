#!/usr/bin/env python3
"""Writes python/src/enums.cpp: the enumerations of the API as Python has them, from the interface's facts.

Usage: scripts/python/enums.py [--check]    (--check: exit status 1 where the file is out of date)
"""
import csv
import pathlib
import re
import sys

import header_comments

ROOT = pathlib.Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests/conformance/facts/enums.tsv"
OUT = ROOT / "python/src/enums.cpp"

# Bound elsewhere, or of no use from Python.
SKIPPED = {"nvinfer1::plugin::CodeTypeSSD", "nvinfer1::PluginVersion", "nvinfer1::QuickPluginCreationRequest",
           "nvinfer1::PluginArgType", "nvinfer1::PluginArgDataType", "nvinfer1::ILogger::Severity", "nvonnxparser::ErrorCode"}

# Python's name where it is another.
NAMES = {"nvinfer1::ErrorCode": "ErrorCodeTRT"}


# What releases 7 and 8 had besides, and other names of what there is.
MORE = {
    "nvinfer1::BuilderFlag": [("STRICT_TYPES", "nvinfer1::apiv::legacy::kBUILDER_FLAG_STRICT_TYPES"),
                              ("ENABLE_TACTIC_HEURISTIC", "nvinfer1::apiv::legacy::kBUILDER_FLAG_ENABLE_TACTIC_HEURISTIC")],
    "nvinfer1::EngineCapability": [("DEFAULT", "nvinfer1::EngineCapability::kSTANDARD"), ("SAFE_GPU", "nvinfer1::EngineCapability::kSAFETY"),
                                   ("SAFE_DLA", "nvinfer1::EngineCapability::kDLA_STANDALONE")],
    "nvinfer1::SampleMode": [("DEFAULT", "nvinfer1::SampleMode::kSTRICT_BOUNDS")],
    "nvinfer1::PaddingMode": [("CAFFE_ROUND_DOWN", "nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_DOWN"),
                              ("CAFFE_ROUND_UP", "nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_UP")],
    "nvinfer1::PreviewFeature": [
        ("FASTER_DYNAMIC_SHAPES_0805", "nvinfer1::apiv::legacy::kPREVIEW_FEATURE_FASTER_DYNAMIC_SHAPES_0805"),
        ("DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805",
         "nvinfer1::apiv::legacy::kPREVIEW_FEATURE_DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805")],
    "nvinfer1::NetworkDefinitionCreationFlag": [
        ("EXPLICIT_PRECISION", "nvinfer1::apiv::legacy::kNETWORK_DEFINITION_CREATION_FLAG_EXPLICIT_PRECISION")],
    "nvinfer1::ProfilingVerbosity": [("DEFAULT", "nvinfer1::ProfilingVerbosity::kLAYER_NAMES_ONLY"),
                                     ("VERBOSE", "nvinfer1::ProfilingVerbosity::kDETAILED")],
}


def read():
    enums = {}
    with open(FACTS, newline="", encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            if len(row) < 4 or row[0] == "enum":
                continue
            enums.setdefault(row[0], []).append((row[2], int(row[3])))
    return {name: values for name, values in enums.items() if name not in SKIPPED}


def quoted(text):
    return '"' + re.sub(r"\bk([A-Z][A-Z0-9_]+)\b", r"\1", text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(enums):
    _, comments = header_comments.read()
    for line in (ROOT / "python/src/docs.tsv").read_text(encoding="utf-8").splitlines():
        name, _, text = line.partition("\t")
        if text and "." not in name:
            comments.setdefault(name, text)
    lines = [
        "// Written by scripts/python/enums.py from tests/conformance/facts. Do not edit.",
        "//",
        "// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0",
        '#include "binding.h"',
        "",
        "namespace tenon::python",
        "{",
        "",
        "// clang-format off",
        "void bindEnums(nb::module_& m)",
        "{",
    ]
    for qualified, values in enums.items():
        name = NAMES.get(qualified, qualified.split("::")[-1])
        own = qualified.split("::")[-1]
        lines.append(f'    nb::enum_<{qualified}>(m, "{name}", {quoted(comments.get(own, ""))}, nb::is_arithmetic())')
        seen = set()
        for enumerator, _ in values:
            python = re.sub(r"^k", "", enumerator)
            if python in seen:
                continue
            seen.add(python)
            comment = comments.get(f"{own}.{enumerator}", "")
            lines.append(f'        .value("{python}", {qualified}::{enumerator}' + (f", {quoted(comment)})" if comment else ")"))
        lines += [f'        .value("{python}", {value})' for python, value in MORE.get(qualified, [])]
        lines[-1] += ";"
    lines += ["}", "", "} // namespace tenon::python", ""]
    return "\n".join(lines)


def main():
    text = write(read())
    if "--check" in sys.argv[1:]:
        if not OUT.exists() or OUT.read_text(encoding="utf-8") != text:
            sys.exit(f"{OUT.relative_to(ROOT)}: expected what scripts/python/enums.py writes, found other text; run the script")
        return
    OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

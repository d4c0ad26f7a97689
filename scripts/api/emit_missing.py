"""Writes a base class for every table that the library implements, in which every method answers "not implemented yet".

An implementing class derives from its base and overrides what it implements. What it does not override reports its public
name and returns its failure value, so that no entry of any table ever ends the process.
"""
import re

from facts import ROOT, spell

BANNER = """\
// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

"""

# Integer getters whose documented failure value is -1, not 0.
MINUS_ONE = re.compile(r"Index|BytesPerComponent|ComponentsPerElement|VectorizedDim|getEngineStat|Axis|getDLACore"
                       r"|getOptimizationProfile|addOptimizationProfile|getNbRanks")

PLAIN = ["nvinfer1::IPluginRegistry"]
PARSER = ["nvonnxparser::IParser", "nvonnxparser::IParserError", "nvonnxparser::IParserRefitter"]


def snake(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def failure(method):
    """The statement that returns the failure value, "" for void, or None where no failure value exists."""
    kind = spell(method["ret"])
    if kind == "void":
        return ""
    if kind == "const nvinfer1::Permutation&":
        return "static nvinfer1::Permutation const kNone{};\n        return kNone;"
    if kind.endswith("&"):
        return None
    if kind.endswith("*"):
        return "return nullptr;"
    if kind == "bool":
        return "return false;"
    if kind == "nvinfer1::Dims":
        return "return nvinfer1::Dims{-1, {}};"
    if kind in ("float", "double"):
        return "return 0;"
    if kind in ("int32_t", "int64_t", "int"):
        return "return -1;" if MINUS_ONE.search(method["name"]) else "return 0;"
    if kind in ("size_t", "std::size_t", "uint32_t", "uint64_t") or re.search(r"(Flags|Formats|Sources)$", kind):
        return "return 0;"
    return f"return {kind}{{}};"


def emit_class(facts, cls, namespace, name, include, report_header, reporter=None):
    lines = [f'#include "{report_header}"', f"#include <{include}>", "", f"namespace {namespace}", "{",
             f"//! Answers every method of {cls['qname']} with \"not implemented yet\" and its failure value.",
             f"class {name} : public {cls['qname']}" + (f", public {reporter}" if reporter else ""), "{", "public:"]
    public = facts.public_of_impl.get(cls["qname"], cls)
    for method in cls["vtable"]:
        if method.get("dtor"):
            continue
        body = failure(method)
        if body is None:
            continue
        what = facts.public_name(cls, method) if cls is not public else f"{cls['name']}::{method['name']}"
        params = ", ".join(parameter_type(p["t"]) for p in method["params"])
        tail = (" const" if method.get("const") else "") + " noexcept override"
        lines += [f"    {spell(method['ret'])} {method['name']}({params}){tail}", "    {",
                  f'        report("{what}");'] + (["        " + body] if body else []) + ["    }", ""]
    while lines[-1] == "":
        lines.pop()
    lines += ["};", f"}} // namespace {namespace}", ""]
    return BANNER + "\n".join(lines)


def parameter_type(type_text):
    """A parameter's type without its name; an array parameter is the pointer that it decays to."""
    return re.sub(r"\s*\[\]$", "*", spell(type_text))


def files(facts):
    result = {}
    for cls in facts.class_list:
        if cls["qname"].startswith("nvinfer1::apiv::V") and cls["name"] not in ("VRoot", "VPluginLayer"):
            name = cls["name"][1:]
            path = ROOT / "src/api/missing" / (snake(name) + ".h")
            include = facts.public_of_impl[cls["qname"]]["header"] if cls["qname"] in facts.public_of_impl else "NvInfer.h"
            result[path] = emit_class(facts, cls, "tenon::api::missing", name, include, "api/missing/report.h", "Reporter")
    for qname in PLAIN:
        cls = facts.classes[qname]
        name = cls["name"][1:]
        result[ROOT / "src/api/missing" / (snake(name) + ".h")] = emit_class(
            facts, cls, "tenon::api::missing", name, cls["header"], "api/missing/report.h", "Reporter")
    for qname in PARSER:
        cls = facts.classes[qname]
        name = cls["name"][1:]
        result[ROOT / "src/onnx/missing" / (snake(name) + ".h")] = emit_class(
            facts, cls, "tenon::onnx::missing", name, cls["header"], "onnx/missing/report.h")
    return result

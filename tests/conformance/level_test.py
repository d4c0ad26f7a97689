#!/usr/bin/env python3
"""Checks what API levels 7, 8 and 10 promise beyond their tables: names, values, and symbols that never mix.

* every enumerator of 10.16 has its value at every level, and no value stands for two names but for known renames;
* every enumerator, class, method, function, alias and macro that 8.6 or 7.2 had is there at that level, with the signature of the time;
* no function that the headers define has the same symbol at two levels.
"""
import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import forwarding_test
import levels
import table_probe
from table_test import FACTS, load_facts

LEVELS = [7, 8, 10]
FLAG_ENUMS = {"BuilderFlag", "NetworkDefinitionCreationFlag"}

# Names of 7 and 8 that are plain renames of 10.16's: their values may coincide.
RENAMES = {("EngineCapability", "kDEFAULT"), ("EngineCapability", "kSAFE_GPU"), ("EngineCapability", "kSAFE_DLA"),
           ("ProfilingVerbosity", "kDEFAULT"), ("ProfilingVerbosity", "kVERBOSE"), ("SampleMode", "kDEFAULT"),
           ("TensorFormat", "kNCHW"), ("TensorFormat", "kNC2HW2"), ("TensorFormat", "kNHWC8")}

# Headers that 10.16 lacks, and the levels that have them.
OLD_HEADERS = {"NvUtils.h": (7, 8), "NvCaffeParser.h": (7, 8), "NvUffParser.h": (7, 8), "NvInferSafeRuntime.h": (8,),
               "NvInferConsistency.h": (8,)}

# Names that stand for something in another way: structures without a name of their own, the registrar of the safety runtime (its macro
# uses the ordinary one), a function of the safety runtime of 7, structures that every level has under a name of its own.
OTHERWISE = {"nvinfer1::plugin::(anon)", "nvinfer1::plugin::(anon)<spec:>", "nvinfer1::safe::PluginRegistrar",
             "createSafeInferRuntime_INTERNAL"}


class Findings:
    def __init__(self):
        self.count = 0

    def add(self, text):
        self.count += 1
        print(text)


def run(command, text, folder, name="probe.cpp"):
    (folder / name).write_text(text)
    return subprocess.run([*command, name], cwd=folder, capture_output=True, text=True)


def enumerators(compiler, include, level, folder):
    """{(enum, name): value} as the preprocessor leaves them, for all enumerations of the public headers."""
    headers = [h for h in table_probe.HEADERS if level == 10 or h != levels.ONLY_AT_10_HEADER]
    text = f"#define TENON_API_LEVEL {level}\n" + "".join(f"#include <{h}>\n" for h in headers)
    done = run([compiler, "-std=c++17", "-E", "-P", f"-I{include}"], text, folder)
    result, order = {}, []
    for match in re.finditer(r"enum class (?:\[\[.*?\]\] )?(\w+) : \w+\s*\{(.*?)\}", done.stdout, re.S):
        for name, value in re.findall(r"(\w+)(?:\s*\[\[.*?\]\])?\s*=\s*([\w-]+)", match[2]):
            order.append((match[1], name, value))
    for enum, name, value in order:
        result[(enum, name, len([1 for e, n, _ in order if (e, n) == (enum, name)]))] = \
            int(value) if re.fullmatch(r"-?\d+", value) else next(int(v) for e, n, v in order if (e, n) == (enum, value))
    return {(e, n): v for (e, n, _), v in result.items()}


def check_enumerators(args, facts, folder, findings):
    legacy = json.loads((FACTS / "legacy.json").read_text())
    base = {}
    for enum, _, name, value in facts["enum_rows"]:
        base.setdefault(enum.split("::")[-1], {})[name] = int(value)
    for level in LEVELS:
        found = enumerators(args.compiler, args.include, level, folder)
        by_enum = {}
        for (enum, name), value in found.items():
            by_enum.setdefault(enum, {})[name] = value
        for enum, names in by_enum.items():
            if enum == "ErrorCode":
                continue  # two enumerations of this name; table_test.py compares their values
            seen = {}
            for name, value in names.items():
                known = base.get(enum, {})
                twins = value in seen and known.get(name) == known.get(seen[value], -1)
                if value in seen and not twins and not {(enum, name), (enum, seen[value])} & RENAMES:
                    findings.add(f"level {level}: {enum}::{name} and {enum}::{seen[value]} both are {value}")
                seen[value] = name
            for name in set(names) - set(base.get(enum, names)):
                least = 24 if enum in FLAG_ENUMS else 1000
                if (enum, name) not in RENAMES and names[name] < least:
                    findings.add(f"level {level}: {enum}::{name} expected {least} or more, found {names[name]}")
        wanted = [] if level == 10 else legacy["in_8.6_not_in_10.16"]["enum_changes"]
        wanted = wanted + (legacy["in_7.2_not_in_8.6"]["enum_changes"] if level == 7 else [])
        for change in wanted:
            enum = change["qname"].split("::")[-1]
            for name, _ in change.get("removed", []):
                if (enum, name) not in found:
                    findings.add(f"level {level}: {enum}::{name} expected, found no such name")
    return len(found)


def method_type(cls, method, level):
    params = ", ".join(levels.plain(p[0]) for p in method["params"])
    ret = levels.plain(method["ret"])
    if level == 7:
        params = re.sub(r"nvinfer1::(SliceMode|ResizeMode)", r"nvinfer1::\1", params)
    return f"{ret} ({cls}::*)({params}){' const' if method.get('const') else ''}"


def at_level(item, level):
    if item["qname"] == "nvinfer1::Dims32" and level == 7:
        return False  # Dims itself is the class there
    return level in OLD_HEADERS.get(item["header"], (7, 8)) and item["qname"] not in OTHERWISE


def removed_names(section, level):
    """A line that does not compile for each class, method of one, function, alias, enumerator and macro that is not there."""
    for cls in section["removed_classes"]:
        if not at_level(cls, level):
            continue
        yield f"static_assert(sizeof({cls['qname']}) > 0, \"\");"
        if cls.get("sizeof"):
            yield f"static_assert(sizeof({cls['qname']}) == {cls['sizeof']}, \"\");"
        for method in cls.get("methods", []):
            # What 8.6 removed from 10 may have had another form in 7.2; table_test.py and the user sources look at those.
            changed = level == 7 and (cls["qname"].split("::")[-1], method["name"]) in CHANGED_IN_7
            access = cls["qname"] == "nvinfer1::IPluginExt" and method["name"] == "configure"
            if not changed and not access:
                yield (f"static_assert(static_cast<{method_type(cls['qname'], method, level)}>"
                       f"(&{cls['qname']}::{method['name']}) != nullptr, \"\");")
    for function in section["removed_functions"]:
        if at_level(function, level):
            params = ", ".join(levels.plain(p[0]) for p in function["params"])
            yield (f"static_assert(static_cast<{levels.plain(function['ret'])} (*)({params})>(&{function['qname']}) != nullptr, \"\");")
    for alias in section["removed_typedefs"]:
        yield f"using Alias_{alias['qname'].replace('::', '_')} = {alias['qname']};"
    for enum in section["removed_enums"]:
        for name, value in enum["values"] if at_level(enum, level) else []:
            yield f"static_assert(static_cast<int>({enum['qname']}::{name}) == {value}, \"\");"
    for macro in section["removed_macros"]:
        if level in OLD_HEADERS.get(macro["header"], (7, 8)) and not macro["name"].endswith("_IMPL_H"):
            yield f"#ifndef {macro['name']}\n#error {macro['name']}\n#endif"


# Methods of classes that 8.6 has too, whose signatures were others in 7.2.
CHANGED_IN_7 = {("ICaffeParser", "parseBuffers"), ("IBinaryProtoBlob", "getDimensions")}


def check_methods(args, folder, findings):
    legacy = json.loads((FACTS / "legacy.json").read_text())
    count = 0
    for level, sections in ((8, ["in_8.6_not_in_10.16"]), (7, ["in_8.6_not_in_10.16", "in_7.2_not_in_8.6"])):
        lines = [f"#define TENON_API_LEVEL {level}", "#include <NvInfer.h>", "#include <NvInferPlugin.h>", "#include <NvOnnxParser.h>",
                 "#include <NvOnnxConfig.h>", *[f"#include <{h}>" for h, its in OLD_HEADERS.items() if level in its]]
        for section in sections:
            for line in removed_names(legacy[section], level):
                count += 1
                lines.append(line)
            for cls in legacy[section]["changed_classes"]:
                if not cls["qname"].startswith(("nvinfer1::", "nvonnxparser::", "nvcaffeparser1::", "nvuffparser::")):
                    continue
                bare = cls["qname"].split("::")[-1]
                changed = [c["old"] for c in cls.get("changed_methods", []) if c["what"] == ["return"] and section.startswith("in_8")]
                for method in cls.get("removed_methods", []) + changed:
                    count += 1
                    lines.append(f"static_assert(static_cast<{method_type(cls['qname'], method, level)}>"
                                 f"(&{cls['qname']}::{method['name']}) != nullptr, \"\");")
        text = "\n".join(lines) + "\n"
        done = run([args.compiler, "-std=c++17", "-fsyntax-only", "-w", f"-I{args.include}"], text, folder)
        for line in done.stderr.splitlines():
            match = re.match(r"probe.cpp:(\d+):\d+: error: (.*)", line)
            if match:
                findings.add(f"level {level}: {text.splitlines()[int(match[1]) - 1]}: {match[2]}")
        if done.returncode != 0 and findings.count == 0:
            findings.add(f"level {level}: {done.stderr[:2000]}")
    return count


# Instantiates what the other probes do not: registration, free functions, dims with constructors.
EXTRA = """
#include <NvInferPlugin.h>
struct Creator : nvinfer1::IPluginCreator
{
    const char* getPluginName() const noexcept override { return ""; }
    const char* getPluginVersion() const noexcept override { return ""; }
    const nvinfer1::PluginFieldCollection* getFieldNames() noexcept override { return nullptr; }
    nvinfer1::IPluginV2* createPlugin(const char*, const nvinfer1::PluginFieldCollection*) noexcept override { return nullptr; }
    nvinfer1::IPluginV2* deserializePlugin(const char*, const void*, size_t) noexcept override { return nullptr; }
    void setPluginNamespace(const char*) noexcept override {}
    const char* getPluginNamespace() const noexcept override { return ""; }
};
REGISTER_TENSORRT_PLUGIN(Creator);
nvinfer1::Dims4 makeDims() { nvinfer1::DimsHW hw{1, 2}; hw.h() = hw.w(); nvinfer1::Dims3 chw{1, 2, 3}; return {chw.d[0], 2, hw.d[0], 4}; }
nvinfer1::PluginField makeField() { return nvinfer1::PluginField{"a"}; }
int32_t count() { return nvinfer1::EnumMax<nvinfer1::DataType>(); }
nvinfer1::IBuilder* make(nvinfer1::ILogger& logger) { return nvinfer1::createInferBuilder(logger); }
"""

# Symbols that may be shared, because their code is the same at every level by construction: tables and type information
# (objects of the classes themselves do not exist; what derives from them has tables of its own), constructors that the
# compiler makes for classes without any, the destructor of a registrar (its creator is the user's), a constant.
SHARED = re.compile(r"FakeLegacy_|^(vtable|typeinfo|typeinfo name) for |^nvinfer1::(\w+::)*(\w+)::\3\(\)$"
                    r"|^nvinfer1::PluginRegistrar<.*>::~PluginRegistrar\(\)$|^int nvinfer1::EnumMax<")


def weak_symbols(args, facts, level, folder):
    """{symbol: demangled} of all weak symbols that belong to the headers, in objects that use everything in them."""
    at_level = levels.facts_at(facts, level)
    texts = [table_probe.source(at_level, level), f"#define TENON_API_LEVEL {level}\n{EXTRA}"]
    if not args.quick:
        texts.append(forwarding_test.source(at_level, level))
    result = {}
    for i, text in enumerate(texts):
        name = f"symbols_{level}_{i}"
        done = run([*forwarding_test.cached(args.compiler), "-std=c++17", "-O0", "-w", "-c", f"-I{args.include}", f"-I{FACTS.parent}", "-o", name + ".o"],
                   text, folder, name + ".cpp")
        if done.returncode != 0:
            raise SystemExit(f"level {level}: {done.stderr[:3000]}")
        listing = subprocess.run(["nm", "--defined-only", name + ".o"], cwd=folder, capture_output=True, text=True, check=True)
        symbols = [line.split()[-1] for line in listing.stdout.splitlines() if line.split()[-2] in "WVu"]
        names = subprocess.run(["c++filt"], input="\n".join(symbols), capture_output=True, text=True, check=True)
        for symbol, demangled in zip(symbols, names.stdout.splitlines()):
            if re.match(r"_ZN?K?(TVN|TIN|TSN)?(8nvinfer1|12nvonnxparser)", symbol):
                result[symbol] = demangled
    return result


def check_symbols(args, facts, folder, findings):
    symbols = {level: weak_symbols(args, facts, level, folder) for level in LEVELS}
    for first, second in ((7, 8), (7, 10), (8, 10)):
        for symbol in sorted(set(symbols[first]) & set(symbols[second])):
            if not SHARED.search(symbols[first][symbol]):
                findings.add(f"levels {first} and {second} share {symbols[first][symbol]} ({symbol})")
    counts = {level: len([s for s in found.values() if not SHARED.search(s)]) for level, found in symbols.items()}
    if min(counts.values()) < (200 if args.quick else 500):
        findings.add(f"expected hundreds of functions at each level, found {counts}")
    return counts


def self_check(args):
    """Each change, made to a copy of the headers, must lead to findings."""
    changes = [("symbols", "NvInferRuntimeBase.h", '#define TENON_TAG [[gnu::abi_tag("trt8")]]', "#define TENON_TAG",
                "levels 8 and 10 share nvinfer1::IPluginV2::getTensorRTVersion"),
               ("enumerators", "NvInfer.h", "kSTRICT_TYPES = 30", "kSTRICT_TYPES = 5", "kSTRICT_TYPES"),
               ("enumerators", "NvInfer.h", "kRNN_V2 = 1001,", "", "kRNN_V2 expected"),
               ("methods", "NvInferRuntime.h", "getBindingIndex(const char* name)", "getBindingIndex(char* name)",
                "getBindingIndex"),
               ("methods", "NvInfer.h", "class IPluginLayer : public ILayer", "class IPluginLayerX : public ILayer", "IPluginLayer"),
               ("methods", "NvInferRuntime.h", "virtual void configureWithFormat(const Dims* inputDims",
                "virtual void configureWithFormat(Dims* inputDims", "configureWithFormat"),
               ("methods", "NvUtils.h", "TENSORRTAPI bool reorderSubBuffers(void* input", "TENSORRTAPI bool reorderSubBuffers(char* input",
                "reorderSubBuffers")]
    blind = 0
    for part, header, old, new, expected in changes:
        with tempfile.TemporaryDirectory() as folder:
            copied = Path(folder) / "include"
            shutil.copytree(args.include, copied)
            text = (copied / header).read_text()
            (copied / header).write_text(text.replace(old, new))
            command = [sys.executable, "-B", __file__, "--compiler", args.compiler, "--include", str(copied), "--only", part,
                       "--quick"]
            done = subprocess.run(command, capture_output=True, text=True)
            found = old in text and done.returncode != 0 and expected in done.stdout
            print(f"{'found' if found else 'NOT FOUND'}: {old!r} -> {new!r}")
            blind += not found
    return 1 if blind else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", required=True, type=Path)
    parser.add_argument("--only", choices=["enumerators", "methods", "symbols"])
    parser.add_argument("--quick", action="store_true", help="look at the symbols of user interfaces only")
    parser.add_argument("--self-check", action="store_true", help="plant faults in a copy of the headers; each must be found")
    args = parser.parse_args()
    args.include = args.include.resolve()
    if args.self_check:
        return self_check(args)
    facts, findings = load_facts(), Findings()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        checks = {"enumerators": lambda: check_enumerators(args, facts, folder, findings),
                  "methods": lambda: check_methods(args, folder, findings),
                  "symbols": lambda: check_symbols(args, facts, folder, findings)}
        for name, check in checks.items():
            if args.only in (None, name):
                print(f"{name}: {check()} checked")
    print(f"{findings.count} findings")
    return 1 if findings.count else 0


if __name__ == "__main__":
    sys.exit(main())

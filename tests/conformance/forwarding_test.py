#!/usr/bin/env python3
"""Calls every method of the library's public classes and checks that it reaches the slot that the facts name.

The tables behind the classes are replaced by stand-ins that record the slot, the arguments and give a known result; both
must come through. The probe is written from the facts, compiled and run.
"""
import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import levels
import table_probe
from table_test import load_facts

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "api"))
import legacy_parts  # noqa: E402
import legacy_tables  # noqa: E402


def stand_in(table):
    name = "Fake_" + table["name"]
    lines = [f"struct {name} : {table['qname']}", "{"]
    for slot in table["vtable"]:
        if slot.get("dtor"):
            continue
        kinds = table_probe.parameters(slot)
        params = ", ".join(f"{kind} a{i}" for i, kind in enumerate(kinds))
        args = "".join(f", a{i}" for i in range(len(kinds)))
        lines.append(f"    {slot['ret']} {slot['name']}({params}){table_probe.qualifiers(slot)} override "
                     f"{{ return probe::called<{slot['ret']}>({slot['slot']}{args}); }}")
    return lines + ["};"]


def public_probe(cls, table):
    name = "Public_" + cls["name"]
    field = cls["nonvirtual"][0]["calls"].split("->")[0]
    lines = [f"struct {name} : {cls['qname']}", "{", f"    explicit {name}({table['qname']}* table) {{ {field} = table; }}",
             "};", f"static void check_{cls['name']}()", "{", f"    Fake_{table['name']} fake;", f"    {name} object(&fake);"]
    names = [m["name"] for m in cls["nonvirtual"]]
    names += [legacy_tables.parse(d)["name"] for _, d, _ in legacy_parts.METHODS.get(cls["name"], [])]
    for method in cls["nonvirtual"]:
        target = f"&{cls['qname']}::{method['name']}"
        if names.count(method["name"]) > 1:
            kind = f"{method['ret']} ({cls['qname']}::*)({', '.join(table_probe.parameters(method))})"
            target = f"static_cast<{kind}{table_probe.qualifiers(method)}>({target})"
        lines.append(f"    probe::check(object, {target}, \"{cls['name']}::{method['name']}\", {method['impl_slot']});")
    return lines + ["}"]


# Classes that only level 7 defines: at level 8 there is no object of them to note.
ONLY_AT_7 = re.compile(r"IPluginExt|IPluginFactory|IPlugin&")


def legacy_stand_in(table, level):
    """A second table: slots count from 1000, so that they cannot be taken for those of 10.16."""
    name = "FakeLegacy_" + table["name"]
    lines = ["namespace nvinfer1", "{", "using apiv::legacy::VOutputDimensionsFormula;",
             f"struct {name} : apiv::legacy::{table['name']}", "{"]
    for slot, method in enumerate(legacy_tables.methods(table)):
        params = ", ".join(f"{p['t']} a{i}" for i, p in enumerate(method["params"]))
        noted = [i for i, p in enumerate(method["params"]) if level == 7 or not ONLY_AT_7.search(p["t"])]
        args = "".join(f", a{i}" for i in noted)
        tail = (" const" if method["const"] else "") + " noexcept override"
        lines.append(f"    {method['ret']} {method['name']}({params}){tail} "
                     f"{{ return ::probe::called<{method['ret']}>(::probe::legacySlot({slot}){args}); }}")
    return lines + ["};", "}"]


def legacy_checks(level):
    """The second tables' stand-ins, and a call of each method that forwards to one."""
    lines = []
    for table in legacy_tables.TABLES:
        lines += legacy_stand_in(table, level)
    lines += ['extern "C" void* tenonLegacyTable(void*, int32_t kind) noexcept', "{", "    switch (kind)", "    {"]
    for table in legacy_tables.TABLES:
        lines += [f"    case {table['value']}:", "    {", f"        static nvinfer1::FakeLegacy_{table['name']} table;",
                  f"        return static_cast<nvinfer1::apiv::legacy::{table['name']}*>(&table);", "    }"]
    lines += ["    default: return nullptr;", "    }", "}", "static void checkLegacy()", "{"]
    count = 0
    for table in legacy_tables.TABLES:
        names = [m["name"] for m in legacy_tables.methods(table)]
        forwarded = [legacy_tables.parse(d)["name"] for levels_, d, body in legacy_parts.METHODS.get(table["public"], [])
                     if body is None and (levels_ == 8 or level == 7)]
        if not forwarded:
            continue
        lines += ["    {", f"        Fake_{table['of']} fake;", f"        Public_{table['public']} object(&fake);"]
        for name in forwarded:
            lines.append(f"        probe::check(object, &nvinfer1::{table['public']}::{name}, "
                         f"\"{table['public']}::{name}\", probe::legacySlot({names.index(name)}));")
            count += 1
        lines.append("    }")
    return lines + ["}", '#include "forwarding_legacy.h"'], count


def source(facts, level=10, only=None):
    """The probe's text; `only` names the public classes to call, all by default."""
    classes = {c["qname"]: c for c in facts["classes"]}
    public = [c for c in facts["classes"] if c.get("nonvirtual") and (only is None or c["name"] in only)]
    lines = [f"#define TENON_API_LEVEL {level}", '#include "forwarding_probe.h"', ""]
    count = 0
    for cls in public:
        if level < 10:
            cls["nonvirtual"] = [m for m in cls["nonvirtual"] if (cls["name"], m["name"]) != ("IBuilder", "createNetworkV2")]
        lines += stand_in(classes[cls["impl_class"]]) + public_probe(cls, classes[cls["impl_class"]])
        count += len(cls["nonvirtual"])
    calls = [f"    check_{c['name']}();" for c in public]
    if level < 10 and only is None:
        extra, legacy_count = legacy_checks(level)
        lines += extra
        count += legacy_count
        calls += ["    checkLegacy();", "    probe::checkLegacyInline();"]
    lines += ["int main()", "{"] + calls
    lines += [f'    std::printf("level {level}: called {count} methods of {len(public)} classes: %d differences\\n", '
              "probe::failures);", "    return probe::failures == 0 ? 0 : 1;", "}"]
    return "\n".join(lines) + "\n"


def cached(compiler):
    """The compiler, behind ccache where that is installed."""
    return ["ccache", compiler] if shutil.which("ccache") else [compiler]


def run(compiler, include, text):
    """The probe's exit status and output; a probe that does not compile gives the compiler's output."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "forwarding.cpp").write_text(text)
        flags = ["-std=c++17", "-O0", "-w", f"-I{include}", f"-I{Path(__file__).resolve().parent}"]
        done = subprocess.run([*cached(compiler), *flags, "-c", "-o", "forwarding.o", "forwarding.cpp"], cwd=folder,
                              capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([compiler, "-o", "forwarding", "forwarding.o"], cwd=folder, capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([str(Path(folder) / "forwarding")], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", required=True, type=Path)
    parser.add_argument("--level", type=int, default=10, choices=[7, 8, 10])
    args = parser.parse_args()
    facts = levels.facts_at(load_facts(), args.level)
    status, text = run(args.compiler, args.include.resolve(), source(facts, args.level))
    print(text[:20000])
    if status != 0:
        return 1
    # The probe must be able to fail: a wrong slot in the facts has to show.
    tensor = next(c for c in facts["classes"] if c["qname"] == "nvinfer1::ITensor")
    tensor["nonvirtual"][0]["impl_slot"] += 1
    status, text = run(args.compiler, args.include.resolve(), source(facts, args.level, only={"ITensor"}))
    print("planted slot:", text.strip().splitlines()[0])
    return 0 if status == 1 and "ITensor::setName: expected slot 3, found 2" in text else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Calls every method of the library's public classes and checks that it reaches the slot that the facts name.

The tables behind the classes are replaced by stand-ins that record the slot, the arguments and give a known result; both
must come through. The probe is written from the facts, compiled and run.
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import table_probe
from table_test import load_facts


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
    for method in cls["nonvirtual"]:
        target = f"&{cls['qname']}::{method['name']}"
        if names.count(method["name"]) > 1:
            kind = f"{method['ret']} ({cls['qname']}::*)({', '.join(table_probe.parameters(method))})"
            target = f"static_cast<{kind}{table_probe.qualifiers(method)}>({target})"
        lines.append(f"    probe::check(object, {target}, \"{cls['name']}::{method['name']}\", {method['impl_slot']});")
    return lines + ["}"]


def source(facts):
    classes = {c["qname"]: c for c in facts["classes"]}
    public = [c for c in facts["classes"] if c.get("nonvirtual")]
    lines = ['#include "forwarding_probe.h"', ""]
    for cls in public:
        lines += stand_in(classes[cls["impl_class"]]) + public_probe(cls, classes[cls["impl_class"]])
    lines += ["int main()", "{"] + [f"    check_{c['name']}();" for c in public]
    count = sum(len(c["nonvirtual"]) for c in public)
    lines += [f'    std::printf("called {count} methods of {len(public)} classes: %d differences\\n", probe::failures);',
              "    return probe::failures == 0 ? 0 : 1;", "}"]
    return "\n".join(lines) + "\n"


def run(compiler, include, facts):
    """The probe's exit status and output; a probe that does not compile gives the compiler's output."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "forwarding.cpp"
        text.write_text(source(facts))
        binary = Path(folder) / "forwarding"
        command = [compiler, "-std=c++17", "-O0", "-w", f"-I{include}", f"-I{Path(__file__).resolve().parent}",
                   "-o", str(binary), str(text)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([str(binary)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", required=True, type=Path)
    args = parser.parse_args()
    facts = load_facts()
    status, text = run(args.compiler, args.include.resolve(), facts)
    print(text[:20000])
    if status != 0:
        return 1
    # The probe must be able to fail: a wrong slot in the facts has to show.
    tensor = next(c for c in facts["classes"] if c["qname"] == "nvinfer1::ITensor")
    tensor["nonvirtual"][0]["impl_slot"] += 1
    facts["classes"] = [c for c in facts["classes"] if c["name"] in ("ITensor", "VTensor")]
    status, text = run(args.compiler, args.include.resolve(), facts)
    print("planted slot:", text.strip().splitlines()[0])
    return 0 if status == 1 and "ITensor::setName: expected slot 3, found 2" in text else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares the public headers, as the compiler lays them out, with the facts of release 10.16.

    table_test.py --compiler g++ --include ../../include
    table_test.py --compiler g++ --include ../../include --self-check

The second form plants errors in the facts (slots swapped, values and offsets moved, methods renamed or dropped) and fails
unless each of them is found.
"""
import argparse
import copy
import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import levels
import table_probe

FACTS = Path(__file__).resolve().parent / "facts"


def load_facts():
    with (FACTS / "enums.tsv").open() as file:
        rows = [(r["enum"], r["underlying"], r["enumerator"], r["value"]) for r in csv.DictReader(file, delimiter="\t")]
    with (FACTS / "vtables.tsv").open() as file:
        slots = list(csv.DictReader(file, delimiter="\t"))
    return {"classes": json.loads((FACTS / "classes.json").read_text())["classes"],
            "types": json.loads((FACTS / "types.json").read_text()), "enum_rows": rows, "slot_rows": slots}


# What c++filt makes of SubGraphCollection_t.
SUB_GRAPH = "std::pair<std::vector<unsigned long, std::allocator<unsigned long> >, bool>"
SUB_GRAPHS = f"std::vector<{SUB_GRAPH}, std::allocator<{SUB_GRAPH} > >"


class Layout:
    """What the compiler made of a probe: for each class its table, as (function, demangled signature) by slot."""

    def __init__(self, compiler, include, text):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "probe.cpp").write_text(text)
            command = [compiler, "-std=c++17", "-w", "-Wno-invalid-offsetof", "-fdump-lang-class", f"-I{include}", "-S",
                       "-o", "probe.s", "probe.cpp"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            self.errors = [l for l in done.stderr.splitlines() if "error:" in l]
            if done.returncode != 0:
                self.errors = self.errors or [done.stderr[:2000]]
                return
            self.dump = next(folder.glob("*.class")).read_text()
            assembly = subprocess.run(["c++filt"], input=(folder / "probe.s").read_text(), capture_output=True, text=True,
                                      check=True).stdout
        self._read_dump()
        self._read_assembly(assembly)

    def _read_dump(self):
        self.tables, self.sizes = {}, {}
        for match in re.finditer(r"^Vtable for (\S+)\n.*?\n((?:\d+ .*\n)+)", self.dump, re.M):
            entries = [re.sub(r"^\d+\s+", "", line) for line in match[2].splitlines()]
            self.tables[match[1]] = [re.sub(r"^\(int \(\*\)\(\.\.\.\)\)", "", e) for e in entries]
        for match in re.finditer(r"^Class (\S+)\n\s+size=(\d+)", self.dump, re.M):
            self.sizes[match[1]] = int(match[2])

    def _read_assembly(self, text):
        self.signatures = {}
        for match in re.finditer(r"^vtable for (\S+):\n((?:\s+\.quad\s+.*\n)+)", text, re.M):
            self.signatures[match[1]] = [re.sub(r"^\s*\.quad\s+", "", line) for line in match[2].splitlines()]


class Comparer:
    def __init__(self, facts, layout, level=10):
        self.facts, self.layout, self.level, self.findings = facts, layout, level, []
        self.canonical = {t["qname"]: t["canonical"] for t in facts["types"]["typedefs"]}
        self.canonical.update({"int32_t": "int", "uint32_t": "unsigned int", "int64_t": "long", "uint64_t": "unsigned long",
                               "size_t": "unsigned long", "std::size_t": "unsigned long", "uint8_t": "unsigned char",
                               "cudaStream_t": "CUstream_st *", "cudaEvent_t": "CUevent_st *"})
        self.canonical.pop("SubGraphCollection_t", None)
        for cls in facts["classes"]:
            if self.level < 10:
                self.canonical.pop(cls["qname"], None)
            for nested in cls.get("nested", []):
                self.canonical[f"{cls['qname']}::{nested.get('using')}"] = nested["type"]
        if level < 10:
            self.canonical["nvinfer1::Dims"] = "nvinfer1::Dims32" if level == 8 else "nvinfer1::Dims"
            self.canonical = {k: levels.plain(v) for k, v in self.canonical.items()}
        self.slots = 0

    def tokens(self, type_text):
        """A type as a sorted list of tokens, aliases resolved: spelling and order of `const` do not matter."""
        type_text = re.sub(r"(?<=[\w*])\s*\bconst\s*$", "", type_text.strip())
        type_text = re.sub(r"^const (?!.*[*&])", "", type_text)
        for _ in range(4):
            type_text = re.sub(r"[A-Za-z_][\w:]*", lambda m: self.canonical.get(m[0], m[0]), type_text)
        return sorted(re.findall(r"[\w:]+|[*&\[\]]", type_text))

    def find(self, text):
        self.findings.append(text)

    def compare(self):
        for error in self.layout.errors:
            self.find("compiler: " + error)
        if self.layout.errors:
            return self.findings
        for cls in self.facts["classes"]:
            self.compare_class(cls)
        if self.level == 10:
            self.compare_rows()
        return self.findings

    def compare_class(self, cls):
        name = cls["qname"]
        table = self.layout.tables.get(name)
        probe = self.layout.tables.get(table_probe.probe_name(cls))
        if table is None or probe is None:
            return self.find(f"{name}: expected a table, found none")
        if self.layout.sizes.get(name) != cls["sizeof"]:
            self.find(f"{name}: expected size {cls['sizeof']}, found {self.layout.sizes.get(name)}")
        tail = list(levels.TAILS.get(name, {}))
        if len(table) != len(cls["vtable"]) + len(tail) + 2 or len(probe) != len(table):
            self.find(f"{name}: expected {len(cls['vtable'])} slots, found {len(table) - 2}")
            return None
        behind = [entry.rsplit("::", 1)[-1] for entry in probe[len(cls["vtable"]) + 2:]]
        if behind != tail:
            self.find(f"{name}: expected {tail} behind the last slot, found {behind}")
        if table[0] != "0":
            self.find(f"{name}: expected offset to top 0, found {table[0]}")
        signatures = self.layout.signatures.get(table_probe.probe_name(cls))
        for slot in cls["vtable"]:
            self.slots += 1
            index = slot["slot"] + 2
            self.compare_slot(cls, slot, table[index], probe[index], signatures[index] if signatures else "")
        return None

    def compare_slot(self, cls, slot, own, probed, signature):
        where = f"{cls['qname']} slot {slot['slot']}"
        probe = table_probe.probe_name(cls)
        if slot.get("dtor"):
            if own not in ("0", f"{cls['qname']}::{slot['name']}") or not probed.startswith(f"{probe}::~{probe}"):
                self.find(f"{where}: expected the destructor, found {probed}")
            return
        pure = own == "__cxa_pure_virtual"
        if pure != slot["pure"]:
            self.find(f"{where}: expected {slot['name']} {'pure' if slot['pure'] else 'with a body'}, found {own}")
        if not pure:
            owner = slot.get("declared_in", slot["introduced_in"])
            if own != f"{owner}::{slot['name']}":
                self.find(f"{where}: expected {owner}::{slot['name']}, found {own}")
        if slot.get("final"):
            return
        if probed != f"{probe}::{slot['name']}":
            self.find(f"{where}: expected {slot['name']}, found {probed.replace(probe + '::', '')}")
            return
        signature = re.sub(r"\btrt[78]::|\[abi:trt[78]\]", "", signature)
        match = re.fullmatch(re.escape(f"{probe}::{slot['name']}") + r"\((.*)\)( const)?", signature)
        if not match:
            return self.find(f"{where}: expected the signature of {slot['name']}, found {signature!r}")
        arguments = match[1].replace(SUB_GRAPHS, "SubGraphCollection_t")
        found = [self.tokens(p) for p in arguments.split(", ")] if arguments else []
        wanted = [self.tokens(p) for p in table_probe.parameters(slot)]
        if found != wanted or bool(match[2]) != bool(slot.get("const")):
            self.find(f"{where}: expected {slot['name']}({', '.join(table_probe.parameters(slot))}), found {signature}")

    def compare_rows(self):
        """The flat list of slots must say the same as the tables compared above."""
        seen = {}
        for row in self.facts["slot_rows"]:
            seen.setdefault(row["class"], []).append((int(row["slot"]), row["method"]))
        for cls in self.facts["classes"]:
            short = re.sub(r"^nvinfer1::", "", cls["qname"])
            rows = seen.get(short) or seen.get(cls["qname"]) or seen.get(cls["name"])
            wanted = [(s["slot"], s["name"]) for s in cls["vtable"]]
            if rows != wanted:
                self.find(f"{cls['qname']}: vtables.tsv and classes.json disagree")


def run(compiler, include, facts, level=10):
    layout = Layout(compiler, include, table_probe.source(facts, level))
    comparer = Comparer(facts, layout, level)
    return comparer.compare(), comparer


def mutations(facts):
    """(what was planted, facts with one error), each of which the comparison must find."""
    def mutated(change):
        result = copy.deepcopy(facts)
        change(result)
        return result

    def cls(f, name):
        return next(c for c in f["classes"] if c["qname"] == name)

    def swap(name, a, b):
        def change(f):
            table = cls(f, name)["vtable"]
            table[a], table[b] = table[b], table[a]
            table[a]["slot"], table[b]["slot"] = a, b
        return mutated(change)

    def edit(name, slot, **values):
        return mutated(lambda f: cls(f, name)["vtable"][slot].update(values))

    def enum(name, enumerator, value):
        def change(f):
            f["enum_rows"] = [(e, u, n, value if (e, n) == (name, enumerator) else v) for e, u, n, v in f["enum_rows"]]
        return mutated(change)

    def struct(name, field, offset):
        def change(f):
            for s in f["types"]["structs"]:
                if s["qname"] == name:
                    next(x for x in s["fields"] if x["name"] == field)["offset"] = offset
        return mutated(change)

    yield "two slots of apiv::VTensor swapped", swap("nvinfer1::apiv::VTensor", 3, 7)
    yield "two slots of IPluginV2 with equal signatures swapped", swap("nvinfer1::IPluginV2", 1, 2)
    overloads = [s["slot"] for s in cls(facts, "nvinfer1::IPluginRegistry")["vtable"] if s["name"] == "registerCreator"]
    yield "two overloads of IPluginRegistry::registerCreator swapped", swap("nvinfer1::IPluginRegistry", *overloads)
    yield "a slot missing at the end", mutated(lambda f: cls(f, "nvinfer1::apiv::VBuilder")["vtable"].pop())
    yield "a method that has a body said to be pure", edit("nvinfer1::IPluginV2", 0, pure=True)
    yield "a parameter widened", edit("nvinfer1::IPluginV2", 9, params=[{"n": "maxBatchSize", "t": "int64_t"}])
    yield "a return type changed", edit("nvinfer1::apiv::VTensor", 5, ret="const nvinfer1::Dims &")
    yield "an exception specification dropped", edit("nvinfer1::ILogger", 0, noexcept=False)
    yield "an enumerator moved", enum("nvinfer1::BuilderFlag", "kINT8", "2")
    yield "a field moved", struct("nvinfer1::Weights", "count", 12)
    yield "a class grown", mutated(lambda f: cls(f, "nvinfer1::ITensor").update(sizeof=24))
    yield "an implementation pointer moved", mutated(
        lambda f: cls(f, "nvinfer1::IConvolutionLayer")["fields"][0].update(offset=24))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", required=True, type=Path)
    parser.add_argument("--level", type=int, default=10, choices=[7, 8, 10])
    parser.add_argument("--self-check", action="store_true")
    args = parser.parse_args()
    include = args.include.resolve()
    facts = load_facts()
    if args.self_check:
        blind = 0
        for what, planted in mutations(facts):
            findings, _ = run(args.compiler, include, planted)
            print(f"{'found' if findings else 'NOT FOUND'}: {what}" + (f": {findings[0][:160]}" if findings else ""))
            blind += not findings
        return 1 if blind else 0
    facts = levels.facts_at(facts, args.level)
    findings, comparer = run(args.compiler, include, facts, args.level)
    print(*findings, sep="\n")
    print(f"level {args.level}: compared {comparer.slots} slots in {len(facts['classes'])} classes, {len(facts['enum_rows'])} enumerators, "
          f"{len(facts['types']['structs'])} structures: {len(findings)} differences")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

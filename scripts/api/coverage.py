#!/usr/bin/env python3
"""Writes docs/api-coverage.md: which methods of the public interface are implemented, refused by design, or missing.

    scripts/api/coverage.py            writes it
    scripts/api/coverage.py --check    fails where it claims more than is so, or a test names a method that does not exist
    scripts/api/coverage.py --strict   fails where it differs at all from what would be written

A method is implemented when a test marks it with TENON_COVERS (tests/support/covers.h), and, where the library answers it
through a table, a class overrides the base that answers "not implemented yet". refused.tsv lists what is refused, and why; missing.tsv why some is missing.
"""
import argparse
import csv
import re
import sys

import legacy_parts
import legacy_tables
from facts import FACTS, ROOT, Facts

OUTPUT = ROOT / "docs" / "api-coverage.md"
SOURCES = ("src", "plugins", "tools", "tests", "examples")


class Method:
    def __init__(self, name, kind, base=None):
        self.name = name          # "IBuilder::createNetworkV2", "::getPluginRegistry"
        self.kind = kind          # "library", "user", "function", "inline"
        self.base = base          # (base of missing/, method of the table) where a class must override it
        self.written = base is None
        self.tested = False
        self.reason = None
        self.lack = None          # why it is missing: missing.tsv

    @property
    def status(self):
        if self.reason:
            return "refused"
        return "implemented" if self.tested and self.written else "missing"


def all_methods(facts):
    """Every method and exported function once, by public name; overloads count as one."""
    result = {}

    def add(name, kind, base=None):
        result.setdefault(name, Method(name, kind, base))

    for cls in facts.class_list:
        if cls["role"].startswith("impl") or cls["role"] == "base only":
            continue
        table = cls.get("impl_class")
        for method in cls.get("nonvirtual", []):
            add(f"{cls['name']}::{method['name']}", "library", (base_of(table), method["calls"].split("::")[-1]))
        for slot in facts.own_virtuals(cls):
            if slot.get("dtor") or slot["name"] in ("getInterfaceInfo", "getAPILanguage"):
                continue
            kind = "user" if cls["role"] == "user" else "library"
            base = None
            if kind == "library":
                base = (base_of(table), slot["name"]) if table else (cls["qname"].split("::")[-1][1:], slot["name"])
            add(f"{cls['name']}::{slot['name']}", kind, base)
    for function in facts.types["functions"]:
        add("::" + function["qname"].split("::")[-1], "function")
    for table in legacy_tables.LAYERS:
        for method in legacy_tables.methods(table):
            add(f"{table['public']}::{method['name']}", "library", ("legacy::" + table["name"][1:], method["name"]))
    for cls, entries in legacy_parts.METHODS.items():
        for _, declaration, body in entries:
            name = legacy_tables.parse(declaration)["name"]
            add(f"{cls}::{name}", "inline" if body else "library", None if body else ("legacy::" + cls[1:], name))
    return result


def base_of(table):
    return re.sub(r"^V", "", table.split("::")[-1]) if table else None


def class_bodies(text):
    """(bases, body) of each class or struct that is defined in a C++ text."""
    for match in re.finditer(r"^( *)(?:class|struct) (?:\w+ )*[\w:]+(?: final)?\s*:([^;{]*)\n? *\{", text, re.M):
        end = text.find(f"\n{match[1]}}};", match.end())
        yield match[2], text[match.end():end if end >= 0 else len(text)]


def overrides():
    """{base: names of the methods that some class overrides}; None stands for all, of classes that derive from a table itself."""
    result = {}
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".h", ".cpp") or "missing" in path.parts or path.stem.endswith("_test") \
                or "testing" in path.parts:
            continue
        for bases, body in class_bodies(path.read_text()):
            names = set(re.findall(r"\b(\w+)\([^;{}]*?\)[^;{}()]*\boverride\b", body))
            for base in re.findall(r"missing::((?:legacy::)?\w+)", bases):
                result.setdefault(base, set()).update(names)
            for base in re.findall(r"apiv::((?:legacy::)?)V(\w+)|nv(?:infer1|onnxparser)::I(\w+)", bases):
                result.setdefault(base[0] + (base[1] or base[2]), set()).update(names)
    return result


def marks():
    """{public name: files whose tests mark it}."""
    result = {}
    for folder in SOURCES:
        for path in sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in (".cpp", ".cu", ".h") and p.name != "covers.h"):
            for call in re.findall(r"TENON_COVERS\((.*?)\);", path.read_text(), re.S):
                for name in re.findall(r'"([^"]+)"', call):
                    result.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return result


def usage():
    """[(kind, names that the row may mean, count)]: `A|B::m` names several owners, `I*Layer::m` every layer."""
    rows = []
    with (FACTS / "usage.tsv").open() as file:
        for row in csv.DictReader(file, delimiter="\t"):
            owners, method = row["method"].rsplit("::", 1)
            rows.append((row["kind"], owners.split("|"), method, int(row["count"])))
    return rows


def share(rows, methods, kind):
    """(implemented, refused, total) of counted uses; a use of "any layer" counts by the share of layers that have it."""
    implemented = refused = total = 0.0
    for row_kind, owners, method, count in rows:
        if row_kind != kind:
            continue
        candidates = []
        for owner in owners:
            pattern = re.compile("^" + re.escape(owner).replace(r"\*", r"\w*") + "::" + re.escape(method) + "$")
            candidates += [m for n, m in methods.items() if pattern.match(n)]
        if not candidates:
            continue
        total += count
        implemented += count * sum(m.status == "implemented" for m in candidates) / len(candidates)
        refused += count * sum(m.status == "refused" for m in candidates) / len(candidates)
    return implemented, refused, total


def gather():
    facts = Facts()
    methods = all_methods(facts)
    found, marked = overrides(), marks()
    for method in methods.values():
        if method.base is not None:
            method.written = method.base[1] in found.get(method.base[0], ())
        method.tested = method.name in marked
    unknown = sorted(set(marked) - set(methods))
    with (ROOT / "scripts/api/refused.tsv").open() as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["method"] not in methods:
                unknown.append(row["method"] + " (refused.tsv)")
            else:
                methods[row["method"]].reason = row["reason"]
    with (ROOT / "scripts/api/missing.tsv").open() as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["method"] not in methods:
                unknown.append(row["method"] + " (missing.tsv)")
            else:
                methods[row["method"]].lack = row["reason"]
    return methods, unknown, marked


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "none"


def document(methods):
    rows = usage()
    lines = ["# How much of the interface works", "",
             "Written by `scripts/api/coverage.py`; do not edit. *Implemented*: a test calls the method (or sees the library call",
             "it, for interfaces that users implement) and checks an effect. *Refused*: by design, with the reason. *Missing*: answers",
             "\"not implemented yet\" and its failure value, or has no test yet (marked ·). Overloads count as one.", "",
             "| | implemented | refused | missing | all |", "|---|---|---|---|---|"]
    for title, kinds in (("methods that clients call", ("library", "inline")), ("methods that the library calls", ("user",)),
                         ("exported functions", ("function",))):
        group = [m for m in methods.values() if m.kind in kinds]
        counts = [sum(m.status == s for m in group) for s in ("implemented", "refused", "missing")]
        lines.append(f"| {title} | {counts[0]} | {counts[1]} | {counts[2]} | {len(group)} |")
    lines += ["", "Weighted by how often public code uses a method (`tests/conformance/facts/usage.tsv`):", "",
              "| | implemented | refused | uses counted |", "|---|---|---|---|"]
    for title, kind in (("calls", "calls"), ("overrides", "overrides")):
        implemented, refused, total = share(rows, methods, kind)
        lines.append(f"| {title} | {percent(implemented, total)} | {percent(refused, total)} | {total:.0f} |")
    lines.append("")
    owners = {}
    for method in methods.values():
        owners.setdefault(method.name.rsplit("::", 1)[0] or "functions", []).append(method)
    lines += ["| class | implemented | refused | missing |", "|---|---|---|---|"]
    for owner in sorted(owners, key=lambda o: (o == "functions", o)):
        cells = []
        for status in ("implemented", "refused", "missing"):
            names = sorted(m.name.rsplit("::", 1)[1] + (" ·" if status == "missing" and m.written and m.kind != "user" else "")
                           for m in owners[owner] if m.status == status)
            cells.append(", ".join(names) if names else "")
        lines.append(f"| {owner} | {' | '.join(cells)} |")
    refused = [m for m in methods.values() if m.status == "refused"]
    lines += ["", "## Refused, and why", "", "| method | reason |", "|---|---|"]
    lines += [f"| {m.name.removeprefix('::')} | {m.reason} |" for m in sorted(refused, key=lambda m: m.name)]
    lacking = [m for m in methods.values() if m.status == "missing" and m.lack]
    lines += ["", "## Missing for what they need", "", "| method | reason |", "|---|---|"]
    lines += [f"| {m.name} | {m.lack} |" for m in sorted(lacking, key=lambda m: m.name)]
    return "\n".join(lines) + "\n"


def claimed(text):
    """{class: names that the document says are implemented}."""
    result = {}
    for match in re.finditer(r"^\| (\w+) \| ([^|]*) \| [^|]* \| [^|]* \|$", text, re.M):
        result[match[1]] = {n.strip() for n in match[2].split(",") if n.strip()}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--strict", action="store_true")
    args = parser.parse_args()
    methods, unknown, marked = gather()
    for name in unknown:
        print(f"TENON_COVERS: expected a public method, found {name!r} in {', '.join(marked.get(name, ['refused.tsv']))}")
    text = document(methods)
    if not (args.check or args.strict):
        OUTPUT.write_text(text)
        print("written" if not unknown else "written, with unknown names")
        return 1 if unknown else 0
    committed = OUTPUT.read_text() if OUTPUT.exists() else ""
    true_names, wrong = claimed(text), 0
    for owner, names in claimed(committed).items():
        for name in sorted(names - true_names.get(owner, set())):
            wrong += 1
            print(f"{OUTPUT.name} claims {owner}::{name}: expected a class that overrides it and a test that covers it, "
                  "found none; run scripts/api/coverage.py")
    if committed != text:
        print(f"{OUTPUT.name} is out of date; run scripts/api/coverage.py")
    return 1 if unknown or wrong or (args.strict and committed != text) else 0


if __name__ == "__main__":
    sys.exit(main())

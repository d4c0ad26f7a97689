#!/usr/bin/env python3
"""Writes docs/checks/ from tools/plugin_check/checks.inc: a page for each check of `tenon plugin check`, and a list.

usage: plugin_checks.py [--check]     --check: status 1 if a page is not what it would write
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "tools" / "plugin_check" / "checks.inc"
FOLDER = ROOT / "docs" / "checks"
ENTRY = re.compile(
    r'^TENON_PLUGIN_CHECK\((\d+), "([^"]+)", (\w+), (\w+), "([^"]*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\)', re.M
)
NEEDS = {
    "kCREATOR": "the creator alone",
    "kOBJECT": "a plugin object; no `enqueue`, so that plugins for CUDA are checked without a GPU too",
    "kENQUEUE": "`enqueue`, on a device that the plugin serves",
    "kGPU": "`enqueue` on a GPU",
}


def entries():
    found = [match.groups() for match in ENTRY.finditer(LIST.read_text(encoding="utf-8"))]
    expected = LIST.read_text(encoding="utf-8").count("\nTENON_PLUGIN_CHECK(")
    if len(found) != expected:
        raise SystemExit(f"{LIST}: expected {expected} entries that can be read, found {len(found)}")
    return found


def page(entry):
    number, name, _, needs, after, title, why, remedy = entry
    sentence = title[0].upper() + title[1:]
    text = f"# {number} {name}\n\n{sentence}.\n\n## Why\n\n{why}\n\n## How to fix it\n\n{remedy}\n\n## What the check needs\n\n{NEEDS[needs]}."
    if after:
        names = ", ".join(f"`{one}`" for one in after.split())
        text += f" It is left out after a finding of {names}, of which its own would be a consequence."
    text += f"\n\n```sh\ntenon plugin check libmy_plugin.so --plugin MyPlugin --only {name} --verbose\n```\n"
    return text


def index(all_entries):
    lines = ["# The checks of `tenon plugin check`", "", "Each runs in a process of its own: a crash, a hang or an `exit` is a finding too.", "", "| number | check | what must hold |", "|---|---|---|"]
    for number, name, _, _, _, title, _, _ in all_entries:
        lines.append(f"| {number} | [{name}]({number}-{name}.md) | {title} |")
    return "\n".join(lines) + "\n"


def wanted():
    all_entries = entries()
    files = {FOLDER / f"{entry[0]}-{entry[1]}.md": page(entry) for entry in all_entries}
    files[FOLDER / "README.md"] = index(all_entries)
    return files


def main():
    files = wanted()
    if "--check" in sys.argv[1:]:
        stale = [path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        stale += [path for path in FOLDER.glob("*.md") if path not in files]
        for path in stale:
            print(f"{path.relative_to(ROOT)}: expected what scripts/docs/plugin_checks.py writes, found something else; run it")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path not in files:
            path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Writes docs.inc for python/src/docs.cpp: the docstrings of bound members, from the public headers' comments and, for what they do not say, from
python/src/docs.tsv ("Class.member" or "*.member", a tabulator, the text; it comes first).

Usage: scripts/python/docs.py FILE    (the build runs it)
"""
import pathlib
import re
import sys

import header_comments

SOURCES = header_comments.ROOT / "python/src"
# Python's name where it is another.
CLASSES = {"IBuilder": "Builder", "IRuntime": "Runtime", "IRefitter": "Refitter", "IEngineInspector": "EngineInspector", "IParser": "OnnxParser",
           "IParserError": "ParserError", "IParserRefitter": "OnnxParserRefitter"}


def key(owner, member):
    """As the binding looks it up: without regard to case and underscores."""
    return f"{owner}.{member}".replace("_", "").lower()


def names_of(method):
    """What a method may be called in Python, as a method or a property."""
    yield method
    for prefix, instead in (("getNb", "num"), ("get", ""), ("is", ""), ("set", "")):
        if method.startswith(prefix) and len(method) > len(prefix):
            yield instead + method[len(prefix):]


def as_python(text):
    """The words of C++ that Python has others for; who deletes what is of no concern there."""
    text = re.sub(r"\s*(?:The caller (?:deletes|destroys|frees) (?:it|them|the result)|Owned by the [^.;]*|It must not be used afterwards)\.", "", text)
    for word, python in (("nullptr", "None"), ("null", "None"), ("Null", "None"), ("true", "True"), ("false", "False")):
        text = re.sub(rf"\b{word}\b", python, text)
    return re.sub(r"\bk([A-Z][A-Z0-9_]+)\b", r"\1", text).strip()


def table():
    written = {literal.replace("_", "").lower() for path in SOURCES.glob("*.cpp")
               for literal in re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))}
    entries = {}
    for line in (SOURCES / "docs.tsv").read_text(encoding="utf-8").splitlines():
        name, _, text = line.partition("\t")
        if "." in name and text:
            entries[key(*name.split("."))] = text
    methods, _ = header_comments.read()
    # Getters before setters, which say it of the other way.
    for qualified, text in sorted(methods.items(), key=lambda item: item[0].split(".")[1].startswith("set")):
        owner, method = qualified.split(".")
        for name in names_of(method):
            if name.lower() in written:
                entries.setdefault(key(CLASSES.get(owner, owner), name), as_python(text))
    return entries


def write(entries):
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for _, text in sorted(entries.items()))
    lines = [f'TENON_DOC("{name}", "{text}")' for (name, _), text in zip(sorted(entries.items()), quoted)]
    return "// Written by scripts/python/docs.py from the public headers and docs.tsv. Sorted.\n" + "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pathlib.Path(sys.argv[1]).write_text(write(table()), encoding="utf-8")


main()

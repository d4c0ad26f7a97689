#!/usr/bin/env python3
"""Writes the public headers and the bases for what is not implemented yet.

    scripts/api/generate.py            writes them
    scripts/api/generate.py --check    writes nothing; fails and names every file that is out of date
"""
import argparse
import sys

import emit_legacy
import emit_missing
import emit_public
import emit_removed
from facts import ROOT, Facts
from prose import Prose


def outputs():
    facts, prose = Facts(), Prose()
    files = {}
    for name in facts.headers:
        files[ROOT / "include" / name] = emit_public.emit_header(name, facts, prose)
    files.update(emit_missing.files(facts))
    files.update(emit_legacy.files(facts, prose))
    files.update(emit_removed.files(facts))
    unused = sorted(set(prose.sections) - prose.used - {"I*Layer"})
    if unused:
        raise SystemExit("documentation of names that do not exist: " + ", ".join(unused))
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    stale = []
    for path, text in outputs().items():
        if path.exists() and path.read_text() == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if check and stale:
        print("out of date, run scripts/api/generate.py:", *stale, sep="\n  ")
        return 1
    print(f"{len(stale)} files {'would change' if check else 'written'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads the hand-written documentation in docs/*.md and turns it into comments.

A docs file holds sections: `## IBuilder` documents a type, `### createNetworkV2` below it one of its methods or
enumerators (all overloads), `### createLayer(a, b)` the overload with these parameter names. The text of a section is
copied as it stands, wrapped to the line length.
"""
import re
import textwrap
from pathlib import Path

DOCS = Path(__file__).resolve().parent / "docs"
WIDTH = 120


class Prose:
    def __init__(self):
        self.sections = {}
        self.used = set()
        for path in sorted(DOCS.glob("*.md")):
            self._read(path)

    def _read(self, path):
        key, lines, owner = None, [], None
        for line in path.read_text().splitlines() + ["## "]:
            match = re.match(r"(###|##)(?: +|$)(.*)$", line)
            if not match:
                lines.append(line)
                continue
            if key is not None:
                text = "\n".join(lines).strip()
                if key in self.sections:
                    raise SystemExit(f"{path.name}: section {key} is written twice")
                if text:
                    self.sections[key] = text
            lines = []
            if match[1] == "##":
                owner = key = match[2].strip()
            else:
                key = owner + "::" + match[2].strip()

    def comment(self, indent, *keys):
        """The comment lines for the first of `keys` that is documented, or nothing."""
        for key in keys:
            if key in self.sections:
                self.used.add(key)
                return self._format(self.sections[key], indent)
        return []

    @staticmethod
    def _format(text, indent):
        lead = " " * indent + "//!"
        out = []
        for paragraph in re.split(r"\n\s*\n", text):
            if out:
                out.append(lead)
            for block in re.split(r"\n(?=[-*] )", paragraph):
                hang = "  " if re.match(r"[-*] ", block) else ""
                out += textwrap.wrap(" ".join(block.split()), WIDTH, initial_indent=lead + " ",
                                     subsequent_indent=lead + " " + hang, break_long_words=False,
                                     break_on_hyphens=False)
        return out

#!/usr/bin/env python3
"""Writes docs/plugin-lifecycle.md: the rules of a plugin's life, and what plugins recorded of theirs (tests/plugin_life/golden).

usage: plugin_lifecycle.py [--check]

With --check writes nothing and ends with status 1 if the document is not what it would write.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "plugin_life" / "golden"
DOCUMENT = ROOT / "docs" / "plugin-lifecycle.md"

HEAD = """# The life of a plugin

Written by `scripts/docs/plugin_lifecycle.py` from what recording plugins wrote down; do not edit. `tests/plugin_life` checks that each
interface lives as shown here, at API levels 7, 8 and 10 alike.

Each line is a call that one object got, in order. `#2` is the second object of that process; `--` says what the application does meanwhile.
Left out are questions that may come at any time: names, versions, namespaces, numbers of outputs, capabilities.

To see the same of a plugin of your own: `tenon run --trace-plugins`, or `TENON_TRACE=trace.json`.

## What holds for all

* `addPluginV2` and `addPluginV3` clone. The builder works on a clone of that clone: a network may be built again and again.
* Every object ends once. V2 plugins end with `destroy`, V3 plugins with `delete`.
* `initialize` is called on the builder's object and on the engine's, never on clones of those: a clone of an initialised plugin is born
  initialised, and must have (share or copy) what `initialize` made. `terminate` pairs with `initialize`.
* The object of an engine is never enqueued. Each context has a clone of its own.
* In the builder, right after the bytes for the engine file, one more clone serializes: other bytes are a field that `clone` forgets, which the log
  names.

"""

SECTIONS = [
    ("IPluginV2, implicit batch", "V2_implicit", "fp32",
     "One answer of `supportsFormat` for all tensors; dims without the batch, which comes with `enqueue`. Configured once, before `initialize`; "
     "an object from an engine file is not configured, so its bytes hold all that it needs."),
    ("IPluginV2Ext, implicit batch", "V2Ext_implicit", "fp32", "The same, with types of its own for outputs, and `attachToContext`."),
    ("IPluginV2Ext, implicit batch, with an input that is the same for all of a batch", "V2Ext_shared", "fp32",
     "`isOutputBroadcastAcrossBatch` is asked with the output's dims, `canBroadcastInputAcrossBatch` of each such input right before the configuration, "
     "and again in an engine. Where it says no (and for `IPluginV2`, which has no such method), the host repeats the input for each sample."),
    ("IPluginV2IOExt, implicit batch", "V2IOExt_implicit", "with fp16",
     "Each tensor is asked for on its own. Here fp16 is allowed: combinations are asked for in order, a refused one is not extended."),
    ("IPluginV2IOExt, explicit batch that is open", "V2IOExt_dynamic", "fp32",
     "The leading dimension is the batch; the maximum of the profile is what `getWorkspaceSize` is asked for."),
    ("IPluginV2DynamicExt, dynamic shapes", "V2DynamicExt_dynamic", "fp32",
     "`configurePlugin` with open dims and their range while building; before an inference with new shapes once more, with the actual dims. "
     "What asks for the workspace in the builder is a clone, configured as a context's would be."),
    ("IPluginV3, dynamic shapes", "V3_dynamic", "fp32",
     "Configured for each combination of types and formats, asked for its tactics there, then configured with the chosen one. The object of an "
     "engine has no build capability. `onShapeChange` comes before the first inference with new shapes or new addresses; `setTactic` once."),
]


def part(name, precision):
    """The lines of one precision in a golden file."""
    lines = (GOLDEN / f"{name}.txt").read_text().splitlines()
    start = lines.index(f"=== {precision}") + 1
    rest = lines[start:]
    end = next((i for i, line in enumerate(rest) if line.startswith("===")), len(rest))
    return rest[:end]


def document():
    text = HEAD
    for title, name, precision, remark in SECTIONS:
        text += f"## {title}\n\n{remark}\n\n"
        text += "".join(f"    {line}\n" for line in part(name, precision)) + "\n"
    others = sorted(path.stem for path in GOLDEN.glob("*.txt"))
    text += "## All records\n\n`tests/plugin_life/golden` holds them all, each in fp32 and with fp16: "
    text += ", ".join(f"`{name}`" for name in others) + ".\n"
    return text


def main(arguments):
    wanted = document()
    if arguments == ["--check"]:
        if not DOCUMENT.is_file() or DOCUMENT.read_text() != wanted:
            print(f"{DOCUMENT.relative_to(ROOT)}: expected what scripts/docs/plugin_lifecycle.py writes, found another text; run it")
            return 1
        return 0
    DOCUMENT.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

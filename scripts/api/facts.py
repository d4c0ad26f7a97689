"""Loads the interface facts (tests/conformance/facts/) and answers questions about them.

The facts are names, numbers and signatures of release 10.16, with what releases 8.6 and 7.2 had besides. Everything that
the generators write follows from them, from parts.py (bodies that no table of facts can hold) and from docs/ (prose).
"""
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests" / "conformance" / "facts"


def load(name):
    return json.loads((FACTS / name).read_text())


def spell(type_text):
    """Puts a type as written by libclang into the project's style: `const char *const *` -> `const char* const*`."""
    text = re.sub(r"\s+", " ", type_text.strip())
    text = re.sub(r"\s*::\s*", "::", text)
    text = re.sub(r"\s+([*&])", r"\1", text)
    text = re.sub(r"([*&])(const)\b", r"\1 \2", text)
    return text


def spell_value(text):
    text = re.sub(r"\s*::\s*", "::", text.strip())
    return text.replace("- 1", "-1").strip("{} ") or ""


class Facts:
    """All facts, indexed by qualified name."""

    def __init__(self):
        self.types = load("types.json")
        self.class_list = load("classes.json")["classes"]
        self.headers = load("headers.json")["10.16"]
        self.legacy = load("legacy.json")
        self.classes = {c["qname"]: c for c in self.class_list}
        self.enums = {e["qname"]: e for e in self.types["enums"]}
        self.structs = {s["qname"]: s for s in self.types["structs"]}
        self.aliases = {}
        for alias in self.types["typedefs"]:
            match = re.fullmatch(r"nvinfer1::(v_\d_0::\w+)", alias["canonical"])
            if match:
                self.aliases[alias["qname"]] = match[1]
        self.narrow = self._narrow_at_old_levels()
        self.public_of_impl = {c["impl_class"]: c for c in self.class_list if "impl_class" in c}

    def _narrow_at_old_levels(self):
        """(class, method, parameter or "return") for what is int64_t in 10.16 and was int32_t in 7 and 8."""
        result = set()
        for cls in self.legacy["in_8.6_not_in_10.16"]["changed_classes"]:
            for change in cls.get("changed_methods", []):
                new = change["new"][0] if isinstance(change["new"], list) else change["new"]
                if (change["old"]["ret"], new["ret"]) == ("int32_t", "int64_t"):
                    result.add((cls["qname"], new["name"], "return"))
                for old_param, new_param in zip(change["old"]["params"], new["params"]):
                    if (old_param[0], new_param[0]) == ("int32_t", "int64_t"):
                        result.add((cls["qname"], new["name"], new_param[1]))
        return result

    def own_virtuals(self, cls):
        """The virtual functions that `cls` itself declares, in slot order; both destructor slots count as one."""
        result = []
        for slot in cls["vtable"]:
            if slot.get("declared_in", slot["introduced_in"]) != cls["qname"]:
                continue
            if slot.get("dtor") == "deleting":
                continue
            result.append(slot)
        return result

    def public_name(self, impl_class, slot):
        """`IBuilder::platformHasTf32` for the slot of nvinfer1::apiv::VBuilder behind it."""
        public = self.public_of_impl.get(impl_class["qname"])
        if public is None:
            return "I" + impl_class["name"].lstrip("V") + "::" + slot["name"]
        for method in public.get("nonvirtual", []):
            if method["impl_slot"] == slot["slot"] and method["calls"].split("::")[-1] == slot["name"]:
                return public["name"] + "::" + method["name"]
        return public["name"] + "::" + slot["name"]

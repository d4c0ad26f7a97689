"""What the public headers say of classes' methods and of enumerators: their //! comments, as plain text."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ("NvInferRuntimeBase.h", "NvInferPluginBase.h", "NvInferRuntimeCommon.h", "NvInferRuntime.h", "NvInfer.h", "NvOnnxParser.h")
_CLASS = re.compile(r"^(?:class|struct)\s+(?:TRT_DEPRECATED\s+)?(\w+)[^;]*$")
_ENUM = re.compile(r"^\s*enum class (\w+)[^;]*$")
_METHOD = re.compile(r"^\s+(?:TENON_TAG\s+)?(?:TRT_DEPRECATED\s+)?(?:virtual\s+)?[\w:<>*&\s]+?[\s*&](\w+)\(")
_MEMBER = re.compile(r"^\s+[\w:<>*&\s]+?[\s*&](\w+)(?:\{[^}]*\})?;")
_ENUMERATOR = re.compile(r"^\s+(k\w+)\b")


def _plain(lines):
    text = " ".join(line.strip()[3:].strip() for line in lines)
    text = re.sub(r"\\(?:file|brief|c|p|ref)\s*", "", text)
    return re.sub(r"\s+", " ", text).strip()


def read():
    """({"Class.method": text}, {"Enum": text, "Enum.kX": text}); the first comment of a name counts."""
    methods, enums = {}, {}
    for header in HEADERS:
        comment, owner, kind = [], None, None
        for line in (ROOT / "include" / header).read_text(encoding="utf-8").splitlines():
            stripped = line.strip()
            if stripped.startswith("//!<"):
                continue
            if stripped.startswith("//!"):
                comment.append(stripped)
                continue
            if found := _ENUM.match(line):
                owner, kind = found.group(1), "enum"
                if comment:
                    enums.setdefault(owner, _plain(comment))
            elif found := _CLASS.match(line):
                owner, kind = found.group(1), "class"
            elif line.startswith("};") or line.startswith("    };"):
                owner = owner if line.startswith("    };") and kind == "class" else None
            elif owner is not None and comment:
                pattern = _ENUMERATOR if kind == "enum" else _METHOD
                found = pattern.match(line) or (_MEMBER.match(line) if kind == "class" else None)
                if found:
                    (enums if kind == "enum" else methods).setdefault(f"{owner}.{found.group(1)}", _plain(comment))
            comment = []
    return methods, enums

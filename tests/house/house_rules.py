#!/usr/bin/env python3
"""Checks the source tree against the rules of docs/architecture.md that a compiler does not check.

usage: house_rules.py <root of the source tree>

Prints one line for each finding, `file:line: what was expected, what was found; remedy`, and ends with status 1 if there are any.
"""

import pathlib
import re
import sys

import unique_names

# Who may include whom. "include" stands for the public headers. A room may include itself.
ROOMS = {
    "include": set(),
    "base": {"include"},
    "devices": {"include", "base"},
    "graph": {"include", "base", "devices"},
    "ops": {"include", "base", "devices", "graph"},
    "plugin_host": {"include", "base", "devices", "graph"},
    "plan": {"include", "base", "devices", "graph"},
    "builder": {"include", "base", "devices", "graph", "ops", "plugin_host", "plan"},
    "runtime": {"include", "base", "devices", "graph", "ops", "plugin_host", "plan"},
    "api": {"include", "base", "devices", "graph", "ops", "plugin_host", "plan", "builder", "runtime"},
    "onnx": {"include", "base"},
    "plugins": {"include"},
    "tools": {"include", "base"},
    "examples": {"include"},
}

SOURCE_SUFFIXES = {".h", ".cpp", ".cu", ".cuh"}
TEST_SUFFIX = re.compile(r"_(test|bench|fuzz)\.(cpp|cu)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Headers of the device libraries, and where they may be seen.
DEVICE_HEADER = re.compile(r"^(dnnl|oneapi/dnnl|cuda|cublas|cudnn|nvrtc|nvrtc\.h|cub/|thrust/|nccl|cooperative_groups)")
DEVICE_FILES = re.compile(
    r"^(src/devices/|cuda_host/|src/ops/.*_(cpu|cuda)[^/]*$|plugins/common/|plugins/.*_cuda[^/]*\.(cu|cuh|h)$|include/|examples/|tests/"
    r"|benchmarks/|.*\.cu$|.*_(test|bench)\.cpp$)"
)

# Folders of src/ops and plugins that hold what the others share, and so no operation of their own.
SHARED_FOLDERS = {"common", "testing", "fixtures"}

# How a project is made is no part of it, and it names no machine that it was made on.
FOREIGN_WORDS = [
    (re.compile(r"(?<![\w.])/(?:w[o]rk|r[o]ot|home/\w+)/"), "a path on somebody's machine"),
    (re.compile(r"work[p]lace|/tmp/bri[e]f|shared/(?:des[i]gn|users-[w]ant)", re.IGNORECASE), "a word about how it was made"),
    (re.compile(r"\b[i]ssue #?\d+", re.IGNORECASE), "a number of an issue tracker"),
    (re.compile(r"py[p]i\.org|pythonh[o]sted\.org|deb\.deb[i]an\.org", re.IGNORECASE), "a host of a package registry"),
    (re.compile(r"c[o]pyright.{0,20}nvidia", re.IGNORECASE), "another's copyright line"),
]
VAGUE_NAMES = re.compile(r"(^|_)(utils?|misc|helpers?)(_|\.|$)")
TEXT_SUFFIXES = SOURCE_SUFFIXES | {".md", ".txt", ".cmake", ".py", ".sh", ".json", ".inc", ".fbs", ".in", ".map", ".yml", ""}
# The files of the root folder: what a program that was tried there left behind is none.
ROOT_FILES = {
    ".clang-format", ".clang-tidy", ".gitattributes", ".gitignore", "CHANGELOG.md", "CMakeLists.txt", "CMakePresets.json", "LICENSE",
    "README.md", "dev", "pyproject.toml",
}
SKIPPED_FOLDERS = {".git", "build", "bundle", "install", ".venv", ".venv-node", "__pycache__", ".cache"}


def files_below(root, folder="."):
    """All files of the tree below a folder, without what git ignores by name, as paths relative to the root."""
    stack = [root / folder]
    while stack:
        for path in sorted(stack.pop().iterdir()):
            if path.is_dir():
                if path.name not in SKIPPED_FOLDERS:
                    stack.append(path)
            elif path.is_file() and path.name != ".git":
                yield path.relative_to(root)


def room_of(path):
    """The room that a file belongs to; None for what may see everything (tests/, benchmarks/)."""
    parts = path.parts
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return parts[0] if parts[0] in ROOMS else None


def target_of(root, path, name, quoted):
    """The file of the tree that an include means, or None for a header from elsewhere."""
    places = ["src", "include", "plugins", "tools", "tests", "."]
    if quoted:
        places.insert(0, path.parent)
    for place in places:
        candidate = root / place / name
        if candidate.is_file():
            return candidate.resolve().relative_to(root)
    if quoted and name.split("/")[0] in ROOMS and "/" in name:  # generated headers: their folder says whose they are
        return pathlib.Path("src") / name
    return None


def plugin_of(path):
    return path.parts[1] if len(path.parts) > 2 else None


def check_include(root, path, name, quoted):
    """What is wrong with one include, or None."""
    room = room_of(path)
    if DEVICE_HEADER.match(name) and not DEVICE_FILES.match(path.as_posix()):
        return (
            f'expected oneDNN and CUDA headers only in devices/, an operation\'s _cpu or _cuda file, a plugin\'s _cuda file '
            f'and plugins/common/, found "{name}"; move the code there'
        )
    if room is None:
        return None
    target = target_of(root, path, name, quoted)
    if target is None:
        return None
    target_room = room_of(target)
    if target_room is None:
        if TEST_SUFFIX.search(path.name) or "testing" in path.parts or "fixtures" in path.parts:
            return None
        return f'expected no test support outside of tests, found "{name}"; move it or the include'
    if target_room == room:
        if room == "plugins" and plugin_of(target) not in (None, "common", plugin_of(path)):
            return f'expected a plugin to include plugins/common/ at most, found "{name}"; move what both need there'
        return None
    if target_room not in ROOMS[room]:
        allowed = ", ".join(sorted(ROOMS[room])) or "nothing else of the project"
        return f'expected {room} to include {allowed}, found "{name}" of {target_room}; see docs/architecture.md, rooms'
    return None


def include_findings(root):
    for path in files_below(root):
        if path.suffix not in SOURCE_SUFFIXES:
            continue
        for number, line in enumerate((root / path).read_text(errors="replace").splitlines(), 1):
            match = INCLUDE.match(line)
            problem = match and check_include(root, path, match.group(2), match.group(1) == '"')
            if problem:
                yield f"{path}:{number}: {problem}"
    for folder in sorted((root / "src").iterdir()) if (root / "src").is_dir() else []:
        if folder.is_dir() and folder.name not in ROOMS:
            yield f"src/{folder.name}:1: expected one of the rooms {', '.join(ROOMS)}, found another; add it to the rules and docs"


def completeness_findings(root):
    """Every operation and plugin has a test and a benchmark beside it."""
    for parent in ("src/ops", "plugins"):
        if not (root / parent).is_dir():
            continue
        for folder in sorted((root / parent).iterdir()):
            if not folder.is_dir() or folder.name in SHARED_FOLDERS:
                continue
            names = [path.name for path in files_below(root, folder.relative_to(root))]
            if not any(name.endswith((".cpp", ".cu")) for name in names):
                continue
            for kind in ("test", "bench"):
                if not any(re.search(rf"_{kind}\.(cpp|cu)$", name) for name in names):
                    yield f"{parent}/{folder.name}:1: expected a *_{kind}.cpp beside the code, found none; write one"


def root_findings(root):
    for path in sorted(root.iterdir()):
        # .git is a file in a worktree.
        if path.is_file() and path.name not in ROOT_FILES and path.name != ".git":
            yield f"{path.name}:1: expected in the root folder the files of ROOT_FILES only, found another; remove it, or give it a room"


def word_findings(root):
    for path in files_below(root):
        if VAGUE_NAMES.search(path.name) or any(VAGUE_NAMES.search(part) for part in path.parts[:-1]):
            yield f"{path}:1: expected a name that says what is inside, found a vague one; rename it"
        if path.suffix not in TEXT_SUFFIXES or (root / path).stat().st_size > 1 << 20:
            continue
        for number, line in enumerate((root / path).read_text(errors="replace").splitlines(), 1):
            for pattern, what in FOREIGN_WORDS:
                match = pattern.search(line)
                if match:
                    yield f'{path}:{number}: expected the project to speak of itself alone, found {what}, "{match.group()}"; reword'


def compiled_together(path):
    """The sources that may be compiled together with this one: those of one room or folder of tests, and of one kind."""
    parts = path.parts
    folder = "/".join(parts[:2]) if parts[0] in ("src", "tests") else parts[0] if parts[0] in ("plugins", "tools") else None
    if folder is None or len(parts) < 2 or "fixtures" in parts:
        return None
    kind = TEST_SUFFIX.search(path.name)
    if "testing" in parts or (kind and kind.group(1) == "test"):
        return folder, "test"
    if folder.startswith("tests/"):
        return None  # programs of one source
    return folder, kind.group(1) if kind else "code"


def name_findings(root):
    yield from unique_names.findings(root, files_below(root), compiled_together)


def findings(root):
    yield from include_findings(root)
    yield from name_findings(root)
    yield from completeness_findings(root)
    yield from root_findings(root)
    yield from word_findings(root)


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    found = list(findings(root))
    for line in found:
        print(line)
    print(f"house rules: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

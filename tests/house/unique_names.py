"""Names of anonymous namespaces, which are unique within a room: a room's sources are compiled several at a time (TENON_UNITY).

What counts is what would not compile together: two types, two constants or two functions with the same parameters, of one name.
"""

import collections
import re

COMPILED_ALONE = re.compile(r"foreach_target|HWY_TARGET|define TENON_API_LEVEL")
TYPE = re.compile(r"(?:struct|class|enum(?: class)?|union)\s+(?:\[\[[^\]]*\]\]\s*)?(\w+)")
ALIAS = re.compile(r"using\s+(\w+)\s*=\s*([^;]*)")
NOT_DEFINITIONS = re.compile(r"(TEST\w*|INSTANTIATE\w*|TYPED_TEST\w*|BENCHMARK\w*|MATCHER\w*|[A-Z0-9_]{4,}|using|namespace|extern|static_assert|return|public|private)\b")
FUNCTION = re.compile(r"^[^(){}=]*?[\s&*>](\w+)\((.*)", re.DOTALL)
VARIABLE = re.compile(r"^[^(){}=]*?[\s&*>](\w+)\s*(?:\[[^\]]*\]\s*)*(?:=|\{|\(|;)")


def without_comments(text):
    """The text with comments, strings and raw strings emptied, lines kept."""

    def blank(match):
        kept = "\n" * match.group().count("\n")
        return kept if match.group().startswith("/") else '""' + kept

    return re.sub(r'R"(\w*)\((?:.|\n)*?\)\1"|//[^\n]*|/\*(?:.|\n)*?\*/|"(?:[^"\\\n]|\\.)*"', blank, text)


def parameters(text):
    """The types of a parameter list, given the text behind its opening parenthesis, and what follows the list."""
    depth, types, current = 1, [], ""
    for i, letter in enumerate(text):
        if letter in "([{<":
            depth += 1
        elif letter in ")]}" or (letter == ">" and text[i - 1] != "-"):
            depth -= 1
            if depth == 0:
                types.append(current)
                return [type_of(part) for part in types if part.strip()], text[i + 1 :]
        if letter == "," and depth == 1:
            types.append(current)
            current = ""
        else:
            current += letter
    return None, ""


def type_of(parameter):
    """A parameter without its default value, its name and its qualifiers."""
    parameter = re.sub(r"\s*=.*", "", parameter.strip(), flags=re.DOTALL)
    named = re.match(r"(.*[\w>][\s&*]+|.*\.\.\.\s*)(\w+)(\[\w*\])?$", parameter, flags=re.DOTALL)
    if named and named.group(2) not in {"const", "int", "float", "double", "char", "bool", "long", "unsigned"}:
        parameter = named.group(1)
    return re.sub(r"\s+", " ", re.sub(r"\b\w+::", "", parameter)).strip()


def statement_from(lines, index):
    """The text from a line up to the brace or semicolon that ends its declarator."""
    text, depth = "", 0
    for line in lines[index : index + 20]:
        text += line + "\n"
        depth += line.count("(") - line.count(")")
        if depth <= 0 and re.search(r"[{};]", line):
            break
        if depth <= 0 and len(text) > len(line) + 1 and line.startswith("{"):
            break
    return text


def definitions(text):
    """(line number, namespaces, name, what) for each name that the anonymous namespaces of a source define."""
    lines = without_comments(text).split("\n")
    stack, pending = [], None
    for index, line in enumerate(lines):
        if not line or line[0] in " \t#":
            continue
        if line.startswith("}"):
            if stack:
                stack.pop()
            continue
        opened = re.match(r"(?:inline )?namespace\s*([\w:]*)\s*(\{)?\s*(\})?", line)
        if opened:
            if opened.group(3):
                continue
            if opened.group(2):
                stack.append(("namespace", opened.group(1)))
            else:
                pending = ("namespace", opened.group(1))
            continue
        if line.startswith("{"):
            stack.append(pending or ("body", ""))
            pending = None
            if line.rstrip().endswith("}") or line.rstrip().endswith("};"):
                stack.pop()
            continue
        inside = [name for kind, name in stack if kind == "namespace"]
        if "" in inside and all(kind == "namespace" for kind, _ in stack):
            found = definition(lines, index)
            if found:
                yield (index + 1, "::".join(name for name in inside if name), *found)
        if line.rstrip().endswith("{") and not line.startswith("template"):
            stack.append(("body", ""))


def definition(lines, index):
    """(name, what) of the definition that begins at a line, or None."""
    line = lines[index]
    if re.match(r"template\s*<", line):
        return None  # the line that follows tells
    alias = ALIAS.match(line)
    if alias:
        return alias.group(1), "alias " + re.sub(r"\b\w+::|\s", "", alias.group(2))
    if NOT_DEFINITIONS.match(line):
        return None
    type_name = TYPE.match(line)
    if type_name:
        return None if line.rstrip().endswith(";") and "{" not in line else (type_name.group(1), "type")
    text = statement_from(lines, index)
    function = FUNCTION.match(text)
    if function:
        types, rest = parameters(function.group(2))
        if types is not None and not rest.lstrip().startswith(";") and re.match(r"\s*(const|noexcept|\s|->[^{]*)*\{", rest):
            template = lines[index - 1] if index and lines[index - 1].startswith("template") else ""
            return function.group(1), f"{template}({', '.join(types)})"
    variable = VARIABLE.match(text)
    return (variable.group(1), "variable") if variable else None


def clash(one, other):
    if one.startswith("alias") and other.startswith("alias"):
        return one != other
    functions = [what for what in (one, other) if "(" in what and not what.startswith("alias")]
    return len(functions) < 2 or one == other


def findings(root, paths, group_of):
    """Findings among `paths`; group_of(path) names the sources that may be compiled together, None those that never are."""
    seen = collections.defaultdict(list)
    for path in paths:
        group = group_of(path) if path.suffix == ".cpp" else None
        text = (root / path).read_text(errors="replace") if group else ""
        if not group or COMPILED_ALONE.search(text):
            continue
        for number, namespace, name, what in definitions(text):
            earlier = seen[group, namespace, name]
            for before, before_what in earlier:
                if before[0] != path and clash(what, before_what):
                    yield (
                        f'{path}:{number}: expected names of anonymous namespaces to be unique within a room, whose sources may be '
                        f'compiled together, found "{name}" in {before[0]}:{before[1]} too; rename one, or share it'
                    )
                    break
            earlier.append(((path, number), what))

"""Writes the public headers (include/NvInfer*.h, NvOnnx*.h) from the facts."""
import re

import legacy_parts
import legacy_tables
import parts
from facts import spell, spell_value

BANNER = """\
// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
"""

SUMMARY = {
    "NvInfer.h": "The builder side: networks, layers, builder configuration, and all of NvInferRuntime.h.",
    "NvInferImpl.h": "The tables behind the library's classes; clients go through the classes, not through these.",
    "NvInferLegacyDims.h": "Dims of fixed rank.",
    "NvInferPlugin.h": "The standard plugin library's entry point.",
    "NvInferPluginBase.h": "What all plugin generations share: fields, creators, capabilities.",
    "NvInferPluginUtils.h": "Parameter structures of standard detection plugins.",
    "NvInferRuntime.h": "The run-time side: engines, contexts, loggers, allocators, and the newer plugin interfaces.",
    "NvInferRuntimeBase.h": "Types that everything else stands on.",
    "NvInferRuntimeCommon.h": "The plugin registry.",
    "NvInferRuntimePlugin.h": "The V2 plugin interfaces for static shapes, and their creator.",
    "NvInferVersion.h": "The release whose interface these headers declare.",
    "NvOnnxConfig.h": "Configuration object of the ONNX parser.",
    "NvOnnxParser.h": "The ONNX parser.",
    "impl/NvInferPythonPlugin.h": "Interfaces that plugins written in Python stand on.",
}


def namespace_of(qname, facts):
    """The innermost namespace; nested types belong to their class's namespace."""
    scope = qname.rsplit("::", 1)[0] if "::" in qname else ""
    return scope


class Header:
    """One header in the making: a list of lines, and the namespace that is open."""

    def __init__(self, name, facts, prose):
        self.name, self.facts, self.prose = name, facts, prose
        self.lines = []
        self.open = ""

    def emit(self, *lines):
        self.lines += lines

    def blank(self):
        if self.lines and self.lines[-1] != "":
            self.lines.append("")

    def enter(self, namespace):
        """Closes and opens namespaces until `namespace` is the current one."""
        if namespace == self.open:
            return
        now = self.open.split("::") if self.open else []
        want = namespace.split("::") if namespace else []
        common = 0
        while common < min(len(now), len(want)) and now[common] == want[common]:
            common += 1
        if len(now) > common:
            while self.lines and self.lines[-1] == "":
                self.lines.pop()
        for part in reversed(now[common:]):
            self.emit("TENON_CLOSE_V_1_0" if part == "v_1_0" else f"}} // namespace {part}")
        self.blank()
        for part in want[common:]:
            self.emit(*(["TENON_OPEN_V_1_0"] if part == "v_1_0" else [f"namespace {part}", "{"]))
        self.open = namespace

    def local(self, type_text, cls=None):
        """A type as written inside the open namespace."""
        text = spell(type_text)
        if cls is not None:
            text = re.sub(r"\b" + re.escape(cls["qname"]) + "::", "", text)
        root = self.open.split("::")[0]
        if root:
            text = re.sub(r"(?<![\w:])" + root + "::", "", text)
        if not self.open.startswith("nvinfer1::v_2"):
            text = re.sub(r"(?<![\w:])v_1_0::", "", text)
        if self.name == "NvInferImpl.h":
            text = re.sub(r"\bDims\b", "Dims64", text)
        return text

    def level(self, condition, lines):
        """Lines that only some API levels have."""
        self.emit(f"#if TENON_API_LEVEL {condition}", *lines, "#endif")

    def param(self, param, index, cls=None, with_default=True, force_name=False):
        kind = self.local(param["t"], cls)
        name = param["n"] or (f"arg{index}" if force_name else "")
        array = ""
        match = re.fullmatch(r"(.*?)\s*(\[\])", kind)
        if match:
            kind, array = match[1], match[2]
        text = f"{kind} {name}{array}".rstrip() if name else kind + array
        if with_default and "default" in param:
            text += " = " + self.local(param["default"])
        return text


def wrap_signature(indent, head, params, tail):
    """One declaration, broken after commas where the line would pass 120 columns."""
    line = " " * indent + head + "(" + ", ".join(params) + ")" + tail
    if len(line) <= 120:
        return [line]
    lines, current = [], " " * indent + head + "("
    for i, param in enumerate(params):
        piece = param + ("," if i + 1 < len(params) else ")" + tail)
        if len(current) + len(piece) > 119 and not current.endswith("("):
            lines.append(current.rstrip())
            current = " " * (indent + 4)
        current += piece + " "
    lines.append(current.rstrip())
    return lines


def deprecated(item):
    return "TRT_DEPRECATED " if item.get("deprecated") else ""


def emit_enum(h, enum, indent=0):
    name = enum["qname"].rsplit("::", 1)[1]
    pad = " " * indent
    bare = enum["qname"].replace("nvinfer1::", "").replace("nvonnxparser::", "")
    h.emit(*h.prose.comment(indent, enum["qname"] if enum["qname"].startswith("nvonnx") else bare, bare))
    h.emit(f"{pad}enum class {name} : {enum['underlying']}", pad + "{")
    for value in enum["values"]:
        h.emit(*h.prose.comment(indent + 4, f"{bare}::{value[0]}"))
        mark = " TRT_DEPRECATED_ENUM" if len(value) > 2 else ""
        h.emit(f"{pad}    {value[0]}{mark} = {value[1]},")
    for levels, names in legacy_enumerators(name):
        lines = []
        for legacy_name, value in names:
            lines += h.prose.comment(indent + 4, f"{bare}::{legacy_name}")
            lines.append(f"{pad}    {legacy_name} = {value},")
        h.level("< 10" if levels == 8 else "< 8", lines)
    h.emit(pad + "};", "")


def legacy_enumerators(name):
    """Names that 10.16 lacks, grouped by the levels that have them."""
    groups = {}
    for levels, legacy_name, value in legacy_parts.ENUMERATORS.get(name, []):
        groups.setdefault(levels, []).append((legacy_name, value))
    return sorted(groups.items(), reverse=True)


def emit_enum_max(h, enum):
    if enum.get("EnumMax") is None:
        return
    outer = h.open
    name = "nvinfer1::" + enum["qname"].split("::", 1)[1] if enum["qname"].startswith("nvinfer1") else enum["qname"]
    h.enter("nvinfer1")
    h.emit("namespace impl", "{", "template <>", f"struct EnumMaxImpl<{h.local(name)}>", "{",
           f"    static constexpr int32_t kVALUE = {enum['EnumMax']};", "};", "} // namespace impl", "")
    h.enter(outer)


def emit_struct(h, struct):
    bare = struct["qname"].replace("nvinfer1::", "")
    leveled = struct["qname"] in parts.LEVEL_STRUCTS
    if leveled:
        h.emit("TENON_OPEN_LEVEL")
    emit_struct_body(h, struct, bare)
    if leveled:
        h.lines.pop()
        h.emit("TENON_CLOSE_LEVEL", "")


def emit_struct_body(h, struct, bare):
    h.emit(*h.prose.comment(0, bare))
    if struct["qname"] in parts.STRUCTS:
        h.emit(*parts.STRUCTS[struct["qname"]].splitlines(), "")
        return
    tag = "class" if struct["kind"] == "class_decl" else "struct"
    name = struct["qname"].rsplit("::", 1)[1]
    h.emit(f"{tag} {deprecated(struct)}{name}", "{")
    if tag == "class":
        h.emit("public:")
    for member in struct.get("static_members", []):
        h.emit(f"    static constexpr {h.local(member['type']).replace('const ', '')} {member['name']} = "
               f"{spell_value(member['value'])};", "")
    for field in struct["fields"]:
        h.emit(*h.prose.comment(4, f"{bare}::{field['name']}"))
        match = re.fullmatch(r"(.*?)\s*(\[.*\])?", h.local(field["type"]))
        text = f"    {match[1]} {field['name']}{match[2] or ''}"
        if bare == "DynamicPluginTensorDesc" and field["name"] == "opt":
            h.level(">= 10", [text + ";"])
        elif "init" in field:
            h.emit("#if __cplusplus >= 201402L", f"{text}{{{spell_value(field['init'])}}};", "#else", text + ";",
                   "#endif")
        else:
            h.emit(text + ";")
    h.emit("};", "")


FAILURE_WORDS = {"false", "true", "nullptr"}


def default_body(h, cls, method, params):
    key = cls["qname"] + "::" + method["name"]
    names = [p["n"] or f"arg{i}" for i, p in enumerate(method["params"])]
    if key in parts.BODIES:
        return parts.BODIES[key].format(*names) if "{0}" in parts.BODIES[key] else parts.BODIES[key]
    value = method.get("default_value")
    if isinstance(value, dict):
        return f"return InterfaceInfo{{\"{value['kind']}\", {value['major']}, {value['minor']}}};"
    if value is not None:
        return f"return {h.local(spell_value(value))};"
    if method.get("default_effect") == "nothing":
        return ""
    raise SystemExit(f"{key}: no body known")


def emit_virtual(h, cls, method):
    if method.get("dtor"):
        name = "~" + cls["name"]
        own = method["introduced_in"] == cls["qname"]
        qualifier = " noexcept" if method["noexcept"] else ""
        h.emit(f"    TENON_TAG {'virtual ' if own else ''}{name}(){qualifier}{'' if own else ' override'} = default;", "")
        return
    old = legacy_parts.USER_SLOTS.get((cls["name"], method["name"]))
    if old:
        h.emit("#if TENON_API_LEVEL >= 10")
    bare = cls["name"] + "::" + method["name"]
    keys = [f"{bare}({', '.join(p['n'] for p in method['params'])})", bare]
    h.emit(*h.prose.comment(4, *keys))
    tail = (" const" if method.get("const") else "") + exception_specification(h, cls, method)
    if method.get("final"):
        tail += " final"
    elif method["introduced_in"] != cls["qname"]:
        tail += " override"
    params = virtual_parameters(h, cls, method)
    head = f"TENON_TAG {deprecated(method)}virtual {h.local(method['ret'], cls)} {method['name']}"
    h.emit(*wrap_signature(4, head, params, tail + (" = 0;" if method["pure"] else "")))
    if not method["pure"]:
        body = default_body(h, cls, method, params)
        h.emit("    {", *(["        " + body] if body else []), "    }")
    if old:
        h.emit("#else", *old.splitlines(), "#endif")
    h.emit("")


def exception_specification(h, cls, method):
    """Methods that users implement may throw at API level 7."""
    if not method["noexcept"]:
        return ""
    fixed = cls["role"] != "user" or method["name"] in ("getAPILanguage", "getInterfaceInfo")
    return " noexcept" if fixed else " TENON_NOEXCEPT"


def virtual_parameters(h, cls, method):
    """The parameters; names that the body does not use are commented out."""
    key = cls["qname"] + "::" + method["name"]
    used = set(re.findall(r"\{(\d)\}", parts.BODIES.get(key, "")))
    result = []
    for i, p in enumerate(method["params"]):
        text = h.param(p, i, cls, force_name=bool(used))
        name = p["n"] or f"arg{i}"
        if not method["pure"] and str(i) not in used and text.endswith(" " + name):
            text = text[: -len(name)] + f"/*{name}*/"
        if method["name"] == "enqueue" and cls["name"].startswith("IPluginV2") and len(method["params"]) == 5:
            text = re.sub(r"^void\* const\*", "impl::OutputPointers", text)
        result.append(text)
    return result


def emit_forwarding(h, cls, method):
    bare = cls["name"] + "::" + method["name"]
    keys = [f"{bare}({', '.join(p['n'] for p in method['params'])})", bare]
    if cls["name"].endswith("Layer"):
        keys.append(f"I*Layer::{method['name']}")
    h.emit(*h.prose.comment(4, *keys))
    tail = (" const" if method.get("const") else "") + (" noexcept" if method["noexcept"] else "")
    params, arguments = [], []
    for i, p in enumerate(method["params"]):
        text = h.param(p, i, cls, force_name=True)
        name = p["n"] or f"arg{i}"
        if (cls["qname"], method["name"], p["n"]) in h.facts.narrow:
            text = text.replace("int64_t", "impl::Extent")
        params.append(text)
        arguments.append(f"impl::toAbi({name})" if re.search(r"\bDims\b", text) else name)
    ret = h.local(method["ret"], cls)
    pointer, call = method["calls"].split("->")
    result = f"{pointer}->{call.split('::')[-1]}({', '.join(arguments)})"
    if (cls["qname"], method["name"], "return") in h.facts.narrow:
        ret = ret.replace("int64_t", "impl::Extent")
        result = f"impl::fromAbi({result})"
    elif re.search(r"\bDims\b", ret):
        result = f"impl::fromAbi({result})"
    h.emit(*wrap_signature(4, f"TENON_TAG {deprecated(method)}{ret} {method['name']}", params, tail))
    result = result + ";" if ret == "void" else f"return {result};"
    old = legacy_parts.OLD_BODIES.get(bare)
    if old:
        h.emit("    {", "#if TENON_API_LEVEL >= 10", "        " + result, "#else", "        " + old, "#endif", "    }", "")
    else:
        h.emit("    {", "        " + result, "    }", "")


def emit_legacy_methods(h, cls, section):
    """What levels 7 and 8 have besides."""
    entries = legacy_parts.METHODS.get(cls["name"], [])
    if not entries:
        return
    h.emit("#if TENON_API_LEVEL < 10")
    section("public")
    emit_legacy_group(h, cls, [e for e in entries if e[0] == 8])
    only7 = [e for e in entries if e[0] == 7]
    if only7:
        h.emit("#if TENON_API_LEVEL < 8")
        emit_legacy_group(h, cls, only7)
        h.lines.pop()
        h.emit("#endif", "")
    table = next((t for t in legacy_tables.TABLES if t["public"] == cls["name"]), None)
    if table:
        section("private")
        h.emit(f"    TENON_TAG apiv::legacy::{table['name']}* legacy() const noexcept", "    {",
               "        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::" + table["kind"] + ");",
               f"        return static_cast<apiv::legacy::{table['name']}*>(tenonLegacyTable(mImpl, kind));", "    }", "")
    private = legacy_parts.PRIVATE.get(cls["name"], [])
    if private:
        h.emit("#if TENON_API_LEVEL < 8")
        emit_legacy_group(h, cls, private)
        h.lines.pop()
        h.emit("#endif", "")
    h.lines.pop()
    h.emit("#endif", "")


def emit_legacy_group(h, cls, entries):
    for _, declaration, body in entries:
        method = legacy_tables.parse(declaration)
        keys = [f"{cls['name']}::{method['name']}"]
        if cls["name"].endswith("Layer"):
            keys.append(f"I*Layer::{method['name']}")
        h.emit(*h.prose.comment(4, *keys))
        params = [f"{p['t']} {p['n']}" for p in method["params"]]
        tail = (" const" if method["const"] else "") + (" noexcept" if method["noexcept"] else "")
        h.emit(*wrap_signature(4, f"TENON_TAG {method['ret']} {method['name']}", params, tail))
        if body is None:
            arguments = ", ".join(f"impl::toAbi({p['n']})" if p["t"] == "Dims" else p["n"] for p in method["params"])
            call = f"legacy()->{method['name']}({arguments})"
            call = f"impl::fromAbi({call})" if method["ret"] == "Dims" else call
            body = call + ";" if method["ret"] == "void" else f"return {call};"
        h.emit("    {", "        " + body, "    }", "")


def emit_constructors(h, cls, section):
    name = cls["name"]
    for ctor in cls.get("ctors", []):
        section(ctor["access"])
        what = "delete" if ctor.get("deleted") else "default"
        tag = "" if ctor.get("deleted") else "TENON_TAG "
        if ctor["kind"] == "default":
            h.emit(f"    {tag}{name}() = {what};")
        elif ctor["kind"] == "copy":
            h.emit(f"    {tag}{name}({name} const&) = {what};", f"    {tag}{name}& operator=({name} const&) & = {what};")
        else:
            h.emit(f"    {tag}{name}({name}&&) = {what};", f"    {tag}{name}& operator=({name}&&) & = {what};")
    if cls.get("ctors"):
        h.emit("")


def emit_class(h, cls):
    only_at_10 = cls["name"] in parts.ONLY_AT_10
    if only_at_10:
        h.emit("#if TENON_API_LEVEL >= 10")
    emit_class_body(h, cls)
    if only_at_10:
        h.lines.pop()
        h.emit("#endif", "")


def emit_class_body(h, cls):
    bases = ", ".join("public " + h.local(b) for b in cls["bases"])
    h.emit(*h.prose.comment(0, cls["name"] if not cls["qname"].startswith("nvinfer1::v_2") else cls["name"] + "V2",
                            cls["name"]))
    h.emit(f"class {deprecated(cls)}{cls['name']}{' : ' + bases if bases else ''}", "{")
    current = [None]

    def section(access):
        if current[0] != access:
            while h.lines[-1] == "":
                h.lines.pop()
            if h.lines[-1] not in ("{",):
                h.emit("")
            h.emit(access + ":")
            current[0] = access

    for enum in h.facts.enums.values():
        if enum["qname"].rsplit("::", 1)[0] == cls["qname"]:
            section("public")
            emit_enum(h, enum, 4)
    for nested in cls.get("nested", []):
        if "using" in nested:
            section("public")
            h.emit(*h.prose.comment(4, f"{cls['name']}::{nested['using']}"))
            h.emit(f"    using {nested['using']} = {h.local(nested['type'], cls)};", "")
    for member in cls.get("static_members", []):
        section(member.get("access", "public"))
        h.emit(*h.prose.comment(4, f"{cls['name']}::{member['name']}"))
        kind = h.local(member["type"]).replace("const ", "")
        h.emit(f"    static constexpr {kind} {member['name']} = {spell_value(member['value'])};", "")
    emit_constructors(h, cls, section)
    for method in h.facts.own_virtuals(cls):
        if method["access"] == "private" and current[0] != "private":
            # Level 7 let derived classes name these.
            h.emit("#if TENON_API_LEVEL < 8", "protected:", "#else", "private:", "#endif")
            current[0] = "private"
        section(method["access"])
        emit_virtual(h, cls, method)
    if cls["name"] in legacy_parts.USER_TAILS:
        section("public")
        h.level("< 10", legacy_parts.USER_TAILS[cls["name"]].splitlines())
        h.emit("")
    for method in cls.get("nonvirtual", []):
        section(method.get("access", "public"))
        emit_forwarding(h, cls, method)
    emit_legacy_methods(h, cls, section)
    for using in cls.get("using", []):
        section("public")
        h.emit(f"    {re.sub(r'^using', 'using ', using)};", "")
    for field in cls.get("fields", []):
        section(field["access"])
        init = "{nullptr}" if "init" in field else ""
        h.emit(f"    {h.local(field['type'])} {field['name']}{init};")
    while h.lines[-1] == "":
        h.lines.pop()
    h.emit("};", "")


def emit_function(h, function):
    bare = function["qname"].split("::")[-1]
    h.emit(*h.prose.comment(0, bare))
    params = [h.param(p, i) for i, p in enumerate(function["params"])]
    tail = " noexcept;" if function["noexcept"] else ";"
    external = 'extern "C" ' if function["extern_c"] else ""
    api = "TRT_DEPRECATED_API" if function.get("deprecated") else "TENSORRTAPI"
    h.emit(*wrap_signature(0, f"{external}{api} {h.local(function['ret'])} {bare}", params, tail), "")


def emit_inline_function(h, function):
    bare = function["qname"].split("::")[-1]
    h.emit("namespace // each translation unit has its own, so that the version passed is its own", "{")
    h.emit(*h.prose.comment(0, bare))
    params = [h.param(p, i) for i, p in enumerate(function["params"])]
    h.emit(*wrap_signature(0, f"inline {h.local(function['ret'])} {bare}", params, " noexcept"))
    arguments = ", ".join("&" + p["n"] for p in function["params"])
    call = f"{function['calls']}({arguments}, {function['version_argument']})"
    h.emit("{", f"    return static_cast<{h.local(function['ret'])}>({call});", "}", "} // namespace", "")


def referenced(facts, name):
    """Qualified names of classes, structs and enums that the classes of one header mention."""
    text = []
    for cls in facts.class_list:
        if cls["header"] != name:
            continue
        for method in cls["vtable"] + cls.get("nonvirtual", []):
            text += [method["ret"]] + [p["t"] for p in method["params"]]
        text += [f["type"] for f in cls.get("fields", [])]
    for function in facts.types["functions"] + facts.types["inline_functions"]:
        if function["header"] == name:
            text += [function["ret"]] + [p["t"] for p in function["params"]]
    for struct in facts.structs.values():
        if struct["header"] == name:
            text += [f["type"] for f in struct["fields"]]
    return set(re.findall(r"[A-Za-z_]\w*(?:::\w+)*", " ".join(text)))


def emit_forwards(h, name, reached):
    """Forward declarations of everything mentioned here that is defined in this header or in none reached so far."""
    facts = h.facts
    classes, enums, aliases = set(), set(), set()
    mentioned = referenced(facts, name)
    for qname in sorted(mentioned):
        candidates = [qname, "nvinfer1::" + qname]
        for q in candidates:
            if q in facts.aliases:
                aliases.add(q)
                q = "nvinfer1::" + facts.aliases[q]
            if q in facts.classes and facts.classes[q]["header"] not in reached:
                classes.add(q)
            if q in facts.structs and facts.structs[q]["header"] not in reached and q not in parts.LEVEL_STRUCTS:
                classes.add(q)
            if q in facts.enums and q.count("::") == 1 and facts.enums[q]["header"] not in reached:
                enums.add(q)
    for qname, target in facts.aliases.items():
        cls = facts.classes.get("nvinfer1::" + target) or facts.structs.get("nvinfer1::" + target)
        if cls["header"] == name or any(a["qname"] == qname and a["header"] == name for a in facts.types["typedefs"]):
            aliases.add(qname)
            classes.add("nvinfer1::" + target)
    flags = [t for t in facts.types["typedefs"] if t["type"] == "uint32_t" and t["qname"] in mentioned
             and t["header"] not in reached and t["header"] != name]
    for symbol in ("cudnnContext", "cublasContext"):
        if any(symbol in t for t in mentioned):
            h.emit(parts.GLOBAL_FORWARDS[symbol])
    h.blank()
    by_namespace = {}
    for qname in classes:
        by_namespace.setdefault(qname.rsplit("::", 1)[0], []).append(qname)
    for namespace in sorted(by_namespace):
        h.enter(namespace)
        for qname in sorted(by_namespace[namespace]):
            struct = facts.structs.get(qname)
            if struct and struct["kind"] == "class_template":
                continue
            tag = "struct" if struct and struct["kind"] == "struct_decl" else "class"
            h.emit(f"{tag} {qname.rsplit('::', 1)[1]};")
    for qname in sorted(enums):
        if qname.count("::") == 1:
            h.enter(qname.rsplit("::", 1)[0])
            h.emit(f"enum class {qname.rsplit('::', 1)[1]} : {facts.enums[qname]['underlying']};")
    extra = {"NvInferImpl.h": ["class IPlugin;"], "NvInferRuntime.h": ["class IPluginFactory;"]}.get(name, [])
    if extra or aliases:
        h.enter("nvinfer1")
    h.emit(*extra)
    for qname in sorted(aliases):
        name10, target = qname.split("::")[1], facts.aliases[qname]
        if target == f"v_1_0::{name10}":
            h.emit(f"TENON_ALIAS_V_1_0({name10})")
        else:
            h.level(">= 10", [f"using {name10} = {target};"])
    for flag in flags:
        h.enter("nvinfer1")
        h.emit(f"using {flag['qname'].split('::')[1]} = {flag['type']};")
    if name == "NvInfer.h":
        h.emit("", "namespace safe", "{", "class IPluginRegistry;", "} // namespace safe")
    h.blank()


def emit_header(name, facts, prose):
    info = facts.headers[name]
    h = Header(name, facts, prose)
    guard = info["guard"]
    h.emit(*BANNER.splitlines(), f"#ifndef {guard}", f"#define {guard}", "", f"//! \\file", f"//! {SUMMARY[name]}", "")
    if name == "NvInferVersion.h":
        h.emit(*parts.VERSION.splitlines(), "", f"#endif // {guard}")
        return "\n".join(h.lines) + "\n"

    internal = [i for i in info["includes"] if i in parts.INTERNAL_ONLY]
    plain = [i for i in info["includes"] if i.startswith("NvInfer") and i not in parts.INTERNAL_ONLY]
    system = [i for i in info["includes"] if not i.startswith("NvInfer") and not i.startswith("cuda")]
    for include in sorted(system):
        h.emit(f"#include <{include}>")
    h.blank()
    if internal and name not in parts.INTERNAL_ONLY:
        h.emit("#define NV_INFER_INTERNAL_INCLUDE 1", *[f'#include "{i}"' for i in internal],
               "#undef NV_INFER_INTERNAL_INCLUDE")
    else:
        plain = internal + plain
    h.emit(*[f'#include "{i}"' for i in plain])
    h.blank()
    if name == "NvInferRuntimeBase.h":
        h.emit(*parts.BASE_TOP.splitlines(), "")
    if name == "NvOnnxParser.h":
        h.emit("#define NV_ONNX_PARSER_MAJOR 0", "#define NV_ONNX_PARSER_MINOR 1", "#define NV_ONNX_PARSER_PATCH 0", "",
               "//! Version of the parser interface.",
               "static constexpr int32_t NV_ONNX_PARSER_VERSION", "    = ((NV_ONNX_PARSER_MAJOR * 10000) + "
               "(NV_ONNX_PARSER_MINOR * 100) + NV_ONNX_PARSER_PATCH);", "",
               *prose.comment(0, "SubGraph_t"), "typedef std::pair<std::vector<size_t>, bool> SubGraph_t;", "",
               *prose.comment(0, "SubGraphCollection_t"), "typedef std::vector<SubGraph_t> SubGraphCollection_t;", "")

    reached = set(info["reaches"])
    if name == "impl/NvInferPythonPlugin.h":
        h.emit("#if TENON_API_LEVEL < 10", '#error "impl/NvInferPythonPlugin.h: needs TENON_API_LEVEL 10"', "#endif", "")
    if name == "NvInferRuntime.h":
        h.emit("#if TENON_API_LEVEL < 10", '#include "impl/NvInferLegacyTables.h"', "#endif", "")
    if name == "NvInferRuntimeBase.h":
        h.enter("nvinfer1")
        h.emit(*parts.ENUM_MAX.splitlines(), "")
    emit_forwards(h, name, reached)

    for alias in facts.types["typedefs"]:
        if alias["header"] == name and alias["qname"] not in facts.aliases and "::" in alias["qname"] \
                and alias["qname"] != "nvinfer1::Dims":
            h.enter(alias["qname"].rsplit("::", 1)[0])
            bare = alias["qname"].split("::")[-1]
            h.emit(*prose.comment(0, bare))
            h.emit(f"using {bare} = {h.local(alias['type'])};")
    h.blank()
    for constant in facts.types["constants"]:
        if constant["header"] == name and constant["qname"].startswith("nvinfer1::"):
            h.enter("nvinfer1")
            h.emit(f"constexpr int32_t {constant['qname'].split('::')[1]} = {constant['value']};", "")
    for enum in facts.enums.values():
        if enum["header"] == name and enum["qname"].rsplit("::", 1)[0] not in facts.classes:
            h.enter(enum["qname"].rsplit("::", 1)[0])
            emit_enum(h, enum)
            emit_enum_max(h, enum)
    for struct in facts.structs.values():
        if struct["header"] == name and not struct["qname"].startswith("nvinfer1::impl::") \
                and struct["kind"] != "class_template":
            h.enter(struct["qname"].rsplit("::", 1)[0])
            emit_struct(h, struct)
            if struct["qname"] == "nvinfer1::Dims64":
                h.emit(*parts.DIMS.splitlines(), "")
    if name in legacy_parts.HEADS:
        h.enter("")
        h.level("< 10", legacy_parts.HEADS[name].splitlines())
        h.blank()
    for cls in ordered_classes(facts, name):
        h.enter(cls["ns"])
        emit_class(h, cls)
        for enum in facts.enums.values():
            if enum["qname"].rsplit("::", 1)[0] == cls["qname"]:
                emit_enum_max(h, enum)
    for function in facts.types["functions"]:
        if function["header"] == name:
            h.enter(function["qname"].rsplit("::", 1)[0] if "::" in function["qname"] else "")
            emit_function(h, function)
    for function in facts.types["inline_functions"]:
        if function["header"] == name:
            h.enter(function["qname"].rsplit("::", 1)[0])
            emit_inline_function(h, function)
    for struct in facts.structs.values():
        if struct["header"] == name and struct["kind"] == "class_template":
            h.enter("nvinfer1")
            emit_struct(h, struct)
    h.enter("")
    if name == "NvInferRuntime.h":
        h.blank()
        h.emit(*parts.REGISTER_MACRO.splitlines())
    h.blank()
    if name in legacy_parts.TAILS:
        h.level("< 10", legacy_parts.TAILS[name].splitlines())
        h.blank()
    h.emit(f"#endif // {guard}")
    return "\n".join(h.lines) + "\n"


def ordered_classes(facts, name):
    """The classes of one header, bases first, else in the order of the facts."""
    pending = [c for c in facts.class_list if c["header"] == name]
    done, result = set(), []
    names = {c["qname"] for c in pending}
    while pending:
        for cls in pending:
            if all(b not in names or b in done for b in cls["bases"]):
                break
        pending.remove(cls)
        done.add(cls["qname"])
        result.append(cls)
    return result

"""Writes a C++ source that makes the compiler show how it lays out the public headers.

For each polymorphic class the source derives a probe that overrides every virtual function with the signature that the
facts state. A signature that differs does not compile; where it stands in the table shows in the compiler's own dump.
"""
import re

import levels

HEADERS = ["NvInfer.h", "NvInferPlugin.h", "NvOnnxConfig.h", "NvOnnxParser.h", "impl/NvInferPythonPlugin.h"]


def split_array(type_text):
    match = re.fullmatch(r"(.*?)\s*(\[.*\])", type_text)
    return (match[1], match[2]) if match else (type_text, "")


def parameters(method):
    """The parameter types of a method; an array parameter is the pointer that it decays to."""
    result = []
    for param in method["params"]:
        plain, array = split_array(param["t"])
        result.append(plain + "*" if array else plain)
    return result


def qualifiers(method):
    return (" const" if method.get("const") else "") + (" noexcept" if method["noexcept"] else "")


def probe_name(cls):
    return "Probe_" + cls["qname"].replace("::", "_")


def overridable(cls):
    """Virtual functions that a probe can override: one for each slot that is neither a destructor nor final."""
    return [m for m in cls["vtable"] if not m.get("dtor") and not m.get("final")]


def has_destructor(cls):
    return any(m.get("dtor") for m in cls["vtable"])


def class_probe(cls):
    name = probe_name(cls)
    lines = [f"struct {name} : {cls['qname']}", "{"]
    members = []
    if has_destructor(cls):
        members.append(("", f"~{name}()", ""))
    for method in overridable(cls):
        members.append((method["ret"] + " ", f"{method['name']}({', '.join(parameters(method))})", qualifiers(method)))
    for ret, signature, tail in members:
        lines.append(f"    {ret}{signature}{tail} override;")
    lines += [f"    {declaration} override;" for declaration in levels.TAILS.get(cls["qname"], {}).values()]
    lines.append("};")
    ret, signature, tail = members[0]
    body = "{}" if not ret else "{ std::abort(); }"
    lines.append(f"{ret}{name}::{signature}{tail} {body}")
    return lines


def method_checks(cls):
    """Exact types of the methods that clients can name: return type, constness and exception specification."""
    lines = []
    methods = [m for m in cls["vtable"] if not m.get("dtor")] + cls.get("nonvirtual", [])
    names = [m["name"] for m in methods]
    for method in methods:
        if method["name"] == "notifyShapeAbi":
            continue
        owner = method.get("declared_in", method.get("introduced_in", cls["qname"]))
        if method.get("access", "public") != "public" or owner != cls["qname"]:
            continue
        kind = f"{method['ret']} ({cls['qname']}::*)({', '.join(parameters(method))}){qualifiers(method)}"
        target = f"&{cls['qname']}::{method['name']}"
        if names.count(method["name"]) == 1:
            lines.append(f"static_assert(std::is_same<decltype({target}), {kind}>::value, \"{cls['qname']}::"
                         f"{method['name']}\");")
        else:
            lines.append(f"static_assert(static_cast<{kind}>({target}) != nullptr, \"\");")
    return lines


def enum_checks(rows):
    lines = []
    for enum, underlying, enumerator, value in rows:
        lines.append(f"static_assert(static_cast<int64_t>({enum}::{enumerator}) == {value}, \"{enum}::{enumerator}\");")
        lines.append(f"static_assert(std::is_same<std::underlying_type<{enum}>::type, {underlying}>::value, "
                     f"\"{enum} : {underlying}\");")
    return lines


def struct_checks(struct):
    name = struct["qname"]
    if struct["kind"] == "class_template" or name == "nvinfer1::impl::EnumMaxImpl":
        return []
    lines = [f"static_assert(sizeof({name}) == {struct['sizeof']} && alignof({name}) == {struct['alignof']}, "
             f"\"size of {name}\");"]
    for field in struct["fields"]:
        plain, array = split_array(field["type"])
        lines.append(f"static_assert(offsetof({name}, {field['name']}) == {field['offset']}, "
                     f"\"offset of {name}::{field['name']}\");")
        lines.append(f"static_assert(std::is_same<decltype({name}::{field['name']}), {plain}{array}>::value, "
                     f"\"type of {name}::{field['name']}\");")
    for member in struct.get("static_members", []):
        lines.append(f"static_assert({name}::{member['name']} == {member['value'].strip('{} ')}, \"{member['name']}\");")
    return lines


def field_probe(cls):
    """Offsets of the pointers that inline methods use, seen from a derived class because they are protected."""
    lines = []
    for field in cls.get("fields", []):
        type_text = field["type"] if field["type"].startswith("nvinfer1::") else "nvinfer1::" + field["type"]
        name = f"Field_{probe_name(cls)}_{field['name']}"
        lines += [f"struct {name} : {cls['qname']}", "{",
                  f"    static constexpr size_t offset() {{ return offsetof({name}, {field['name']}); }}",
                  f"    static_assert(std::is_same<decltype({name}::{field['name']}), {type_text}>::value, "
                  f"\"type of {cls['qname']}::{field['name']}\");", "};",
                  f"static_assert({name}::offset() == {field['offset']}, \"offset of {cls['qname']}::{field['name']}\");"]
    return lines


def function_checks(types):
    lines = []
    for function in types["functions"] + types["inline_functions"]:
        kind = f"{function['ret']} (*)({', '.join(p['t'] for p in function['params'])})"
        kind += " noexcept" if function["noexcept"] else ""
        lines.append(f"static_assert(std::is_same<decltype(&{function['qname']}), {kind}>::value, "
                     f"\"{function['qname']}\");")
    for alias in types["typedefs"]:
        if "std::" not in alias["canonical"]:
            lines.append(f"static_assert(std::is_same<{alias['qname']}, {alias['canonical']}>::value, "
                         f"\"{alias['qname']}\");")
    for enum in types["enums"]:
        if enum.get("EnumMax") is not None and enum["qname"].startswith("nvinfer1::"):
            lines.append(f"static_assert(nvinfer1::EnumMax<{enum['qname']}>() == {enum['EnumMax']}, "
                         f"\"EnumMax<{enum['qname']}>\");")
    return lines


def macro_checks(types):
    lines = []
    for macro in types["macros"]:
        lines += [f"#ifndef {macro['name']}", f"#error {macro['name']} is not defined", "#endif"] \
            if macro["name"] != "NV_INFER_INTERNAL_INCLUDE" else []
        if macro.get("value", "").isdigit() and macro["name"] != "NV_INFER_INTERNAL_INCLUDE":
            lines.append(f"static_assert({macro['name']} == {macro['value']}, \"{macro['name']}\");")
    lines.append('static_assert(NV_TENSORRT_VERSION == 101600, "NV_TENSORRT_VERSION");')
    return lines


def level_struct_checks(level):
    lines = [f"static_assert(NV_TENSORRT_VERSION == {levels.VERSION[level]}, \"NV_TENSORRT_VERSION\");"]
    for name, (size, offsets) in levels.LEVEL_STRUCTS[level].items():
        lines.append(f"static_assert(sizeof(nvinfer1::{name}) == {size}, \"size of {name}\");")
        lines += [f"static_assert(offsetof(nvinfer1::{name}, {field}) == {offset}, \"offset of {name}::{field}\");"
                  for field, offset in offsets.items()]
    for name in ("Dims2", "DimsHW", "Dims3", "Dims4") + (("DimsCHW", "DimsNCHW") if level == 7 else ()):
        lines.append(f"static_assert(sizeof(nvinfer1::{name}) == {levels.DIMS_SIZE[level]}, \"size of {name}\");")
    return lines


def source(facts, level=10):
    """The whole probe. `facts` holds classes, types and enum rows as loaded by table_test.py, as they are at the level."""
    lines = [f"#define TENON_API_LEVEL {level}"]
    lines += [f"#include <{h}>" for h in HEADERS if level == 10 or h != levels.ONLY_AT_10_HEADER]
    lines += ["#include <cstdlib>", "#include <cstddef>", "#include <type_traits>", ""]
    if level == 10:
        lines += macro_checks(facts["types"]) + function_checks(facts["types"])
    else:
        lines += level_struct_checks(level)
    lines += enum_checks(r for r in facts["enum_rows"] if level == 10 or "Plugin" not in r[0] or "::PluginV" in r[0])
    for struct in facts["types"]["structs"]:
        if level == 10 or not any(word in struct["qname"] for word in ("Dims2", "Dims3", "Dims4", "DimsHW", "TensorDesc", "v_1_0")):
            lines += struct_checks(struct)
    for cls in facts["classes"]:
        lines.append(f"static_assert(sizeof({cls['qname']}) == {cls['sizeof']}, \"size of {cls['qname']}\");")
        if level == 10 or cls["role"] == "user":
            lines += method_checks(cls)
        lines += field_probe(cls) + class_probe(cls)
    return "\n".join(lines) + "\n"

"""Writes the headers that releases 7 and 8 had and 10.16 lacks: NvUtils.h, and those of what is declared but not supported
(the Caffe and UFF parsers, the safety runtime, the consistency checker).

The classes come from facts/legacy.json: abstract, since no object of them is ever made here. The functions that would make
one say so, and return nullptr.
"""
import re

from emit_public import BANNER, wrap_signature
from facts import ROOT, spell

# header -> (guard, summary, namespaces, includes, first API level that had it not: 10, lowest level that has it)
HEADERS = {
    "NvCaffeParser.h": ("NV_CAFFE_PARSER_H", "The Caffe parser of releases 7 and 8: declared, not supported.", ["NvInfer.h"], 7),
    "NvUffParser.h": ("NV_UFF_PARSER_H", "The UFF parser of releases 7 and 8: declared, not supported.", ["NvInfer.h"], 7),
    "NvInferSafeRuntime.h": ("NV_INFER_SAFE_RUNTIME_H", "The safety runtime of release 8: declared, not supported.",
                             ["NvInferRuntime.h"], 8),
    "NvInferConsistency.h": ("NV_INFER_CONSISTENCY_H", "The consistency checker of release 8: declared, not supported.",
                             ["NvInferRuntime.h"], 8),
}

# What each header's makers say to do instead.
REMEDY = {
    "NvCaffeParser.h": "convert the model to ONNX and use nvonnxparser",
    "NvUffParser.h": "convert the model to ONNX and use nvonnxparser",
    "NvInferSafeRuntime.h": "use nvinfer1::createInferRuntime and getPluginRegistry",
    "NvInferConsistency.h": "there is no safety runtime to check plans for; use nvinfer1::IRuntime",
}

# Methods of 7.2 in classes that 8.6 has too, at the end of the class.
ONLY_AT_7 = {
    "nvcaffeparser1::ICaffeParser": ["void setPluginFactory(nvcaffeparser1::IPluginFactory* factory)",
                                     "void setPluginFactoryExt(nvcaffeparser1::IPluginFactoryExt* factory)"],
    "nvuffparser::IUffParser": ["void setPluginFactory(nvuffparser::IPluginFactory* factory)",
                                "void setPluginFactoryExt(nvuffparser::IPluginFactoryExt* factory)"],
}

# (class, method): what stands at level 7 for a part of the declaration of 8.6.
OTHER_AT_7 = {
    ("nvcaffeparser1::ICaffeParser", "parseBuffers"): ("const uint8_t*", "const char*"),
    ("nvcaffeparser1::IBinaryProtoBlob", "getDimensions"): ("nvinfer1::Dims4", "nvinfer1::DimsNCHW"),
}

ENDINGS = {
    "NvUffParser.h": """\
#define UFF_REQUIRED_VERSION_MAJOR 0
#define UFF_REQUIRED_VERSION_MINOR 6
#define UFF_REQUIRED_VERSION_PATCH 9
""",
    "NvInferSafeRuntime.h": """\
//! Registers the creator class `name`; the registry of the safety runtime is the ordinary one here.
#define REGISTER_SAFE_TENSORRT_PLUGIN(name) static nvinfer1::PluginRegistrar<name> pluginRegistrar##name {}
""",
}

UTILS = """\
#ifndef NV_UTILS_H
#define NV_UTILS_H

//! \\file
//! Rearranging weights, as releases 7 and 8 offered it.

#include "NvInfer.h"

#if TENON_API_LEVEL >= 10
#error "NvUtils.h: needs TENON_API_LEVEL 7 or 8"
#endif

namespace nvinfer1
{
namespace utils
{
//! Permutes the dimensions of weights: output dimension i is input dimension shapeOrder[i].
//!
//! \\param input the weights, row-major, of kFLOAT, kHALF, kINT32 or kINT8
//! \\param shape their extents, `nbDims` of them, 1 to 8, whose product is input.count
//! \\param shapeOrder a permutation of 0 to nbDims - 1
//! \\param data receives input.count elements of input.type; must not overlap the weights
//! \\return false, with a message to the library's logger and nothing written, where an argument is wrong
TENSORRTAPI bool reshapeWeights(
    const Weights& input, const int32_t* shape, const int32_t* shapeOrder, void* data, int32_t nbDims) TENON_NOEXCEPT;

//! Reorders `num` consecutive buffers of `size` bytes in place: afterwards buffer i holds what buffer order[i] held.
//!
//! \\return false, with a message and nothing changed, where an argument is wrong or memory runs out
TENSORRTAPI bool reorderSubBuffers(void* input, const int32_t* order, int32_t num, int32_t size) TENON_NOEXCEPT;

//! Transposes `num` consecutive row-major matrices of height x width elements in place.
//!
//! \\return false, with a message and nothing changed, where an argument is wrong or memory runs out
TENSORRTAPI bool transposeSubBuffers(void* input, DataType type, int32_t num, int32_t height, int32_t width) TENON_NOEXCEPT;
} // namespace utils
} // namespace nvinfer1

#endif // NV_UTILS_H
"""


def spelled(text, namespace):
    text = spell(text)
    return re.sub(r"(?<![\w:])" + namespace + "::(?=\\w)", "", text)


def method_lines(cls, method, namespace):
    params = []
    for param in method["params"]:
        text = f"{spelled(param[0], namespace)} {param[1]}".rstrip()
        params.append(text + (f" = {spelled(param[2], namespace)}" if len(param) > 2 else ""))
    tail = (" const" if method.get("const") else "") + " TENON_NOEXCEPT"
    if method["name"] == "getVersion" and not method.get("pure"):
        return [f"    TENON_TAG virtual {method['ret']} {method['name']}(){tail}", "    {", "        return NV_TENSORRT_VERSION;", "    }"]
    lines = wrap_signature(4, f"TENON_TAG virtual {spelled(method['ret'], namespace)} {method['name']}", params, tail + " = 0;")
    other = OTHER_AT_7.get((cls["qname"], method["name"]))
    if other:
        lines = ["#if TENON_API_LEVEL < 8", *[line.replace(*other) for line in lines], "#else", *lines, "#endif"]
    return lines


def class_lines(cls, namespace):
    name = cls["qname"].rsplit("::", 1)[1]
    if not cls.get("polymorphic") and cls.get("fields") not in (None, ["mImpl only"]):
        if cls["fields"] and cls["fields"][0][0] == "T":
            return []  # the registrar of the safety runtime: see the macro
        lines = [f"struct {name}", "{"]
        for field in cls["fields"]:
            init = {"FieldType": "{FieldType::kUNKNOWN}"}.get(spelled(field[0], namespace), "{}")
            init = "{1}" if field[1] == "length" else init
            lines.append(f"    {spelled(field[0], namespace)} {field[1]}{init};")
        return lines + ["};", ""]
    bases = ", ".join("public " + spelled(b, namespace) for b in cls["bases"])
    lines = [f"class {name}{' : ' + bases if bases else ''}", "{", "public:"]
    if not cls["bases"]:
        lines += [f"    TENON_TAG virtual ~{name}() = default;", ""]
    for method in cls["methods"]:
        lines += method_lines(cls, method, namespace)
    extra = ONLY_AT_7.get(cls["qname"], [])
    if extra:
        lines += ["#if TENON_API_LEVEL < 8"]
        lines += [f"    TENON_TAG virtual {spelled(text, namespace)} = 0;" for text in extra] + ["#endif"]
    return lines + ["};", ""]


def maker_lines(header, function, namespace):
    """A function that cannot do what it is for: says so. extern "C" ones keep their names."""
    params = [f"{spelled(p[0], namespace)} /*{p[1]}*/" for p in function["params"]]
    name = function["qname"].split("::")[-1]
    linkage = 'extern "C" ' if function["extern_c"] else ""
    tag = "" if function["extern_c"] else "TENON_TAG "
    lines = wrap_signature(0, f"{linkage}{tag}inline {spelled(function['ret'], namespace)} {name}", params, " noexcept")
    body = [f'    tenonReportUnsupported("{name.replace("_INTERNAL", "")}", "{REMEDY[header]}");']
    if name == "shutdownProtobufLibrary":
        body = ["    // Nothing was started."]
    return lines + ["{", *body, *(["    return nullptr;"] if function["ret"] != "void" else []), "}", ""]


def by_namespace(items):
    groups = {}
    for item in items:
        groups.setdefault(item["qname"].rsplit("::", 1)[0] if "::" in item["qname"] else "", []).append(item)
    return groups


def header(name, facts):
    guard, summary, includes, lowest = HEADERS[name]
    lines = [*BANNER.splitlines(), f"#ifndef {guard}", f"#define {guard}", "", "//! \\file", f"//! {summary}", "",
             *[f'#include "{i}"' for i in includes], '#include "impl/NvInferLegacyTables.h"', ""]
    unsupported = "TENON_API_LEVEL >= 10" if lowest == 7 else "TENON_API_LEVEL != 8"
    levels = "7 or 8" if lowest == 7 else "8"
    lines += [f"#if {unsupported}", f'#error "{name}: needs TENON_API_LEVEL {levels}"', "#endif", ""]
    lines += ENDINGS.get(name, "").splitlines() + [""]
    old, older = facts.legacy["in_8.6_not_in_10.16"], facts.legacy["in_7.2_not_in_8.6"]
    of = lambda section, key: [i for i in section[key] if i["header"] == name]  # noqa: E731
    enums, classes, functions = of(old, "removed_enums"), of(old, "removed_classes"), of(old, "removed_functions")
    first = {c["qname"] for c in of(older, "removed_classes")}
    classes = of(older, "removed_classes") + classes
    spaces = sorted({i["qname"].rsplit("::", 1)[0] for i in enums + classes})
    for namespace in spaces:
        root = namespace.split("::")
        lines += [line for part in root for line in (f"namespace {part}", "{")]
        for enum in by_namespace(enums).get(namespace, []):
            lines += [f"enum class {enum['qname'].rsplit('::', 1)[1]} : {enum['underlying']}", "{"]
            lines += [f"    {v[0]} = {v[1]}," for v in enum["values"]] + ["};", ""]
        group = by_namespace(classes).get(namespace, [])
        # Values first: factories pass them.
        group = [c for c in group if not c.get("polymorphic")] + [c for c in group if c.get("polymorphic")]
        forward = [c["qname"].rsplit("::", 1)[1] for c in group if c.get("polymorphic")]
        lines += [f"class {n};" for n in forward if n] + [""]
        for cls in group:
            text = class_lines(cls, namespace if len(root) == 1 else "(?:" + namespace + "|nvinfer1)")
            lines += ["#if TENON_API_LEVEL < 8", *text[:-1], "#endif", ""] if cls["qname"] in first else text
        inner = [f for f in functions if f["qname"].rsplit("::", 1)[0] == namespace]
        for function in inner:
            lines += maker_lines(name, function, namespace if len(root) == 1 else "(?:" + namespace + "|nvinfer1)")
        while lines[-1] == "":
            lines.pop()
        lines += [f"}} // namespace {part}" for part in reversed(root)] + [""]
    for function in functions:
        if "::" not in function["qname"]:
            lines += maker_lines(name, function, "nvinfer1")
    return "\n".join(lines + [f"#endif // {guard}"]) + "\n"


def files(facts):
    result = {ROOT / "include" / name: header(name, facts) for name in HEADERS}
    result[ROOT / "include/NvUtils.h"] = BANNER + UTILS
    return result

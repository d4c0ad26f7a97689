"""Writes the second tables (include/impl/NvInferLegacyTables.h), the layers that 10.16 lacks (NvInferLegacyLayers.h), and the
bases that answer "not implemented yet" for them (src/api/missing/legacy_*.h)."""
import re
import textwrap

import legacy_parts
import legacy_tables
from emit_missing import BANNER as MISSING_BANNER
from emit_missing import failure, snake
from emit_public import BANNER, wrap_signature
from facts import ROOT


# Classes and enumerations that 10.16 lacks, as the second tables name them.
LEGACY_CLASSES = ["IFullyConnectedLayer", "IRNNLayer", "IRNNv2Layer", "IPluginLayer", "IPlugin", "IPluginExt", "IPluginFactory"]
LEGACY_ENUMS = ["RNNOperation", "RNNInputMode", "RNNDirection"]

FORMULA = """\
//! What users implement as IOutputDimensionsFormula at level 7. May throw.
class VOutputDimensionsFormula
{
public:
    //! Spatial sizes of an output, 2 of them, from as many sizes each of the input, the kernel, and so on.
    virtual Dims64 computeAbi(const Dims64& inputDims, const Dims64& kernelSize, const Dims64& stride, const Dims64& padding,
        const Dims64& dilation, const char* layerName) const = 0;

protected:
    ~VOutputDimensionsFormula() = default;
};
"""


def opening(guard, summary, includes):
    return [*BANNER.splitlines(), f"#ifndef {guard}", f"#define {guard}", "", "//! \\file", *summary, "",
            *[f'#include "{i}"' for i in includes], ""]


def declaration(method, tag=""):
    params = [f"{p['t']} {p['n']}" for p in method["params"]]
    tail = (" const" if method["const"] else "") + (" noexcept" if method["noexcept"] else "")
    return wrap_signature(4, f"{tag}{method['ret']} {method['name']}", params, tail)


def table_class(table, base=None):
    lines = [f"//! Of {table['public']}." if base is None else f"//! The table behind {table['public']}.",
             f"class {table['name']}{' : public ' + base if base else ''}", "{", "public:"]
    if base:
        lines.append(f"    ~{table['name']}() noexcept override = default;")
    for method in legacy_tables.methods(table):
        if method["name"] in table.get("docs", {}):
            lines += textwrap.wrap(table["docs"][method["name"]], 116, initial_indent="    //! ", subsequent_indent="    //! ")
        text = declaration(method, "virtual ")
        text[-1] += " = 0;"
        lines += text
    if base is None:
        lines += ["", "protected:", f"    ~{table['name']}() = default;"]
    return lines + ["};", ""]


def tables_header():
    lines = opening("NV_INFER_LEGACY_TABLES_H",
                    ["//! What releases 7 and 8 had and 10.16 lacks: one more table beside those of NvInferImpl.h for each class",
                     "//! concerned. Dims are 64-bit here at every API level."], ["../NvInferImpl.h"])
    lines += ["namespace nvinfer1", "{", *[f"class {c};" for c in LEGACY_CLASSES],
              *[f"enum class {e} : int32_t;" for e in [*legacy_parts.ENUMERATORS, *LEGACY_ENUMS]], "", "namespace apiv", "{", "namespace legacy", "{",
              "//! Names a second table.", "enum class TableKind : int32_t", "{"]
    lines += [f"    {t['kind']} = {t['value']}," for t in legacy_tables.TABLES]
    lines += ["};", "", "// Enumerators of levels 7 and 8 that 10.16 lacks, as a library compiled at level 10 sees them."]
    for enum, entries in legacy_parts.ENUMERATORS.items():
        for _, name, value in entries:
            if isinstance(value, int):
                constant = "k" + snake(enum).upper() + "_" + name[1:]
                lines.append(f"constexpr {enum} {constant} = static_cast<{enum}>({value});")
    lines.append("")
    lines += FORMULA.splitlines() + [""]
    for table in legacy_tables.TABLES:
        lines += table_class(table)
    for layer in legacy_tables.LAYERS:
        lines += table_class(layer, "VRoot")
    lines += ["} // namespace legacy", "} // namespace apiv", "} // namespace nvinfer1", "",
              "//! The second table of kind `kind` (a TableKind) of an object. `object` points to the table of 10.16 behind the",
              "//! object's class, say nvinfer1::apiv::VBuilder for kBUILDER; the result, to nvinfer1::apiv::legacy::VBuilder.",
              "//! Never null for an object of this library and a kind that goes with its class. Owned by the object.",
              'extern "C" TENSORRTAPI void* tenonLegacyTable(void* object, int32_t kind) noexcept;', "",
              "//! Reports that `what` is not supported, and what to do instead, to the logger that getLogger() gives.",
              'extern "C" TENSORRTAPI void tenonReportUnsupported(const char* what, const char* instead) noexcept;', "",
              "#endif // NV_INFER_LEGACY_TABLES_H"]
    return "\n".join(lines) + "\n"


def layers_header(prose):
    lines = opening("NV_INFER_LEGACY_LAYERS_H",
                    ["//! Layers that releases 7 and 8 had and 10.16 lacks. NvInfer.h includes this at API levels 7 and 8."],
                    ["../NvInfer.h", "NvInferLegacyTables.h"])
    lines += ["namespace nvinfer1", "{"]
    for layer in legacy_tables.LAYERS:
        name = layer["public"]
        lines += prose.comment(0, name)
        lines += [f"class {name} : public ILayer", "{", "public:"]
        for method in legacy_tables.methods(layer):
            lines += prose.comment(4, f"{name}::{method['name']}")
            arguments = ", ".join(p["n"] for p in method["params"])
            result = "" if method["ret"] == "void" else "return "
            lines += declaration(method, "TENON_TAG ")
            lines += ["    {", f"        {result}mImpl->{method['name']}({arguments});", "    }", ""]
        lines += ["protected:", f"    TENON_TAG ~{name}() noexcept override = default;", "",
                  f"    apiv::legacy::{layer['name']}* mImpl;", "};", ""]
    lines += ["} // namespace nvinfer1", "", "#endif // NV_INFER_LEGACY_LAYERS_H"]
    return "\n".join(lines) + "\n"


def qualified(type_text, facts):
    """A type of namespace nvinfer1 as named from outside."""
    def qualify(match):
        word = match[0]
        if word == "VOutputDimensionsFormula":
            return "nvinfer1::apiv::legacy::" + word
        if "nvinfer1::" + word in facts.known:
            return "nvinfer1::" + word
        return word
    return re.sub(r"\b[A-Z]\w*", qualify, type_text)


def missing(table, facts, base, reporter):
    name = table["name"][1:]
    lines = ['#include "api/missing/report.h"', "#include <NvInfer.h>", "#include <impl/NvInferLegacyLayers.h>", "",
             "namespace tenon::api::missing::legacy", "{",
             f"//! Answers every method of {base}::{table['name']} with \"not implemented yet\" and its failure value.",
             f"class {name} : public {base}::{table['name']}" + (f", public {reporter}" if reporter else ""), "{", "public:"]
    for method in legacy_tables.methods(table):
        ret = qualified(method["ret"], facts)
        params = ", ".join(qualified(p["t"], facts) for p in method["params"])
        body = failure({"name": method["name"], "ret": ret.replace("Dims64", "Dims")})
        lines += wrap_signature(4, f"{ret} {method['name']}", params.split(", ") if params else [],
                                (" const" if method["const"] else "") + " noexcept override")
        lines += ["    {", f"        report(\"{table['public']}::{method['name']}\");"]
        lines += (["        " + body] if body else []) + ["    }", ""]
    if table in legacy_tables.TABLES:
        lines += ["protected:", f"    ~{name}() = default;"]
    while lines[-1] == "":
        lines.pop()
    return MISSING_BANNER + "\n".join(lines + ["};", "} // namespace tenon::api::missing::legacy", ""])


def files(facts, prose):
    facts.known = set(facts.classes) | set(facts.enums) | set(facts.structs) | set(facts.aliases) | {
        t["qname"] for t in facts.types["typedefs"]} | {
        "nvinfer1::" + name for name in LEGACY_CLASSES + LEGACY_ENUMS}
    result = {ROOT / "include/impl/NvInferLegacyTables.h": tables_header(),
              ROOT / "include/impl/NvInferLegacyLayers.h": layers_header(prose)}
    for table in legacy_tables.TABLES + legacy_tables.LAYERS:
        path = ROOT / "src/api/missing" / f"legacy_{snake(table['name'][1:])}.h"
        result[path] = missing(table, facts, "nvinfer1::apiv::legacy", REPORTER)
    return result


# A base class of the bases that tells them the object whose recorder and logger hear of it.
REPORTER = "Reporter"

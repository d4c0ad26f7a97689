// What docs say of a plugin, from its declaration.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_DOCUMENTATION_H
#define TENON_PLUGIN_DOCUMENTATION_H

#include <tenon/plugin/declaration.h>

TENON_PLUGIN_OPEN

namespace detail
{

inline std::string typesText(TensorSpec const& spec)
{
    std::string text;
    for (DataType const type : spec.types())
    {
        text += (text.empty() ? "" : ", ") + std::string(nameOf(type));
    }
    return spec.group().empty() ? text : text + " (" + spec.group() + ")";
}

inline std::string formatsText(TensorSpec const& spec)
{
    std::string text;
    for (TensorFormat const format : spec.formats())
    {
        text += (text.empty() ? "" : ", ") + std::string(nameOf(format));
    }
    return text;
}

inline std::string tensorTable(char const* title, std::vector<TensorSpec> const& specs)
{
    std::string text = std::string("| ") + title + " | types | formats | what it is |\n|---|---|---|---|\n";
    for (TensorSpec const& spec : specs)
    {
        text += "| `" + spec.name() + "`" + (spec.isOptional() ? " (may be left out)" : "")
            + (spec.isRepeated() ? " (any number)" : "") + " | " + typesText(spec) + " | " + formatsText(spec) + " | "
            + spec.doc() + " |\n";
    }
    return text + "\n";
}

inline std::string limitsText(FieldInfo const& info)
{
    std::string text;
    if (info.hasRange)
    {
        text += "; from " + detail::text(info.low) + " to " + detail::text(info.high);
    }
    for (size_t i = 0; i < info.choices.size(); ++i)
    {
        text += (i == 0 ? "; " : ", ") + std::to_string(info.choices[i].second) + " " + info.choices[i].first;
    }
    return text;
}

inline std::string countText(FieldInfo const& info)
{
    if (info.maxCount == 1)
    {
        return {};
    }
    if (info.maxCount == std::numeric_limits<int32_t>::max())
    {
        return info.minCount == 0 ? " ×n" : " ×" + std::to_string(info.minCount) + " or more";
    }
    return info.minCount == info.maxCount ? " ×" + std::to_string(info.minCount)
                                          : " ×" + std::to_string(info.minCount) + "–" + std::to_string(info.maxCount);
}

} // namespace detail

//! A section in Markdown: what the plugin does, its interfaces, devices, tensors, and fields with types, defaults and limits.
template <typename Impl>
std::string documentation(char const* interfaces)
{
    Declaration<Impl> const& declaration = declarationOf<Impl>();
    std::string text =
        std::string("### `") + Impl::kName + "` version `" + Impl::kVersion + "`\n\n" + declaration.about() + "\n\n";
    text += std::string(interfaces) + "; " + (detail::HasCpu<Impl>::value ? "CPU" : "")
        + (detail::HasCpu<Impl>::value && detail::HasCuda<Impl>::value ? ", " : "")
        + (detail::HasCuda<Impl>::value ? "CUDA" : "");
    text += declaration.expression().empty() ? "" : "; pointwise: `" + declaration.expression() + "`";
    text += declaration.isCapturable() ? "; may be captured into a CUDA graph\n\n" : "\n\n";
    text += detail::tensorTable("input", declaration.inputs()) + detail::tensorTable("output", declaration.outputs());
    std::string fields;
    Impl const born;
    for (Field<Impl> const& field : declaration.fields())
    {
        FieldInfo const& info = field.info();
        if (!info.isState)
        {
            fields += "| `" + info.name + "` | " + nameOf(info.type) + detail::countText(info) + " | "
                + (info.required ? "required" : field.text(born)) + " | " + info.doc + detail::limitsText(info)
                + " |\n";
        }
    }
    return fields.empty() ? text + "No fields.\n"
                          : text + "| field | type | default | what it is |\n|---|---|---|---|\n" + fields;
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_DOCUMENTATION_H

#include "plugin_host/manifest.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/registry.h"
#include "plugin_host/traits.h"
#include "plugin_host/written_source.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace tenon::plugin_host
{
namespace
{

using base::Result;
using base::Status;
using Field = graph::PluginRecord::Field;

//! More fields than any creator declares; a larger answer is a wild one.
constexpr int32_t kMaxDeclaredFields = 4096;

std::vector<int64_t> numbers(std::vector<graph::TypeFormat> const& entries, bool formats)
{
    std::vector<int64_t> list;
    for (graph::TypeFormat const& entry : entries)
    {
        list.push_back(formats ? static_cast<int64_t>(entry.format) : static_cast<int64_t>(entry.type));
    }
    return list;
}

Result<std::vector<graph::TypeFormat>> entries(
    graph::Attributes const& attributes, char const* typesName, char const* formatsName)
{
    std::vector<int64_t> types, formats;
    graph::AttributeReader reader(attributes);
    reader(typesName, types);
    reader(formatsName, formats);
    TENON_CHECK(reader.status());
    if (types.size() != formats.size())
    {
        return base::invalidArgument("attributes \"{}\" and \"{}\": expected equal lengths, found {} and {}", typesName,
            formatsName, types.size(), formats.size());
    }
    std::vector<graph::TypeFormat> list;
    for (size_t i = 0; i < types.size(); ++i)
    {
        graph::TypeFormat const entry{
            static_cast<base::DataType>(types[i]), static_cast<base::TensorFormat>(formats[i])};
        bool const inRange = types[i] >= 0 && types[i] < INT32_MAX && formats[i] >= 0 && formats[i] < INT32_MAX;
        if (!inRange || !base::isKnown(entry.type) || !base::isKnown(entry.format))
        {
            return base::invalidArgument(
                "attributes \"{}\" and \"{}\": expected known types and formats, found numbers {} and {} at {}",
                typesName, formatsName, types[i], formats[i], i);
        }
        list.push_back(entry);
    }
    return list;
}

std::string toString(std::vector<Field> const& fields)
{
    std::string text;
    for (Field const& field : fields)
    {
        text +=
            fmt::format("{}{} (type {}, length {})", text.empty() ? "" : ", ", field.name, field.type, field.length);
    }
    return text.empty() ? "no fields" : text;
}

bool equal(std::vector<Field> const& a, std::vector<Field> const& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](Field const& x, Field const& y) { return x.name == y.name && x.type == y.type && x.length == y.length; });
}

} // namespace

Result<std::vector<Field>> fieldsOf(nvinfer1::IPluginCreatorInterface& creator, bool isV2, std::string const& label)
{
    Callee const callee{&label, &label, 0, nullptr};
    TENON_ASSIGN(
        nvinfer1::PluginFieldCollection const* const declared, guardedCall(callee, "getFieldNames", kNoArguments, [&] {
            return isV2 ? static_cast<nvinfer1::IPluginCreator&>(creator).getFieldNames()
                        : static_cast<nvinfer1::IPluginCreatorV3One&>(creator).getFieldNames();
        }));
    std::vector<Field> fields;
    if (declared == nullptr)
    {
        return fields; // some creators declare none in this way
    }
    if (declared->nbFields < 0 || declared->nbFields > kMaxDeclaredFields
        || (declared->nbFields > 0 && declared->fields == nullptr))
    {
        return base::invalidArgument("{}: expected from 0 to {} fields from getFieldNames, found {} at {}", label,
            kMaxDeclaredFields, declared->nbFields, fmt::ptr(declared->fields));
    }
    for (int32_t i = 0; i < declared->nbFields; ++i)
    {
        nvinfer1::PluginField const& field = declared->fields[i];
        TENON_ASSIGN(std::string name, checkedString(field.name, label, fmt::format("getFieldNames, field {}", i)));
        fields.push_back({std::move(name), static_cast<int32_t>(field.type), field.length});
    }
    return fields;
}

graph::PluginRecord describePlugin(PluginIdentity const& identity)
{
    graph::PluginRecord record;
    record.name = identity.name;
    record.version = identity.version;
    record.pluginNamespace = identity.pluginNamespace;
    record.generation = name(identity.generation);
    record.apiVersion = identity.apiVersion;
    Origin const origin = withSource(identity.origin, identity.name, identity.version);
    record.libraryPath = origin.place();
    record.buildId = origin.buildId;
    bool const isV2 = identity.generation != Generation::kV3;
    nvinfer1::IPluginCreatorInterface* const creator =
        Registry::findAnywhere(identity.name, identity.version, identity.pluginNamespace, identity.origin.path, isV2);
    if (creator != nullptr)
    {
        if (auto fields = fieldsOf(*creator, isV2, identity.label()); fields.ok())
        {
            record.fields = *std::move(fields);
        }
    }
    return record;
}

Status compareSchema(graph::PluginRecord const& stored, std::vector<Field> const& now, Origin const& origin,
    ToldBuilds& told, base::Log const& log)
{
    std::string const label = pluginLabel(stored.name, stored.version, stored.pluginNamespace);
    // Many creators declare no fields, and a plugin may have been built without its creator: nothing to compare with then.
    if (!stored.fields.empty() && !equal(stored.fields, now))
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "{}: expected the fields that the engine was built with: {}; found in {}: {}; build the engine anew, or load the library "
            "that it was built with ({})",
            label, toString(stored.fields), origin.text(), toString(now), stored.libraryPath);
    }
    bool const differs = !stored.buildId.empty() && !origin.buildId.empty() && stored.buildId != origin.buildId;
    if (differs && told.insert(stored.buildId + origin.buildId).second)
    {
        log.warning(
            "{}: the engine was built with build {} of its library, loaded is build {} from {}; if the serialization of its plugins has "
            "changed, build the engine anew",
            label, stored.buildId.substr(0, 12), origin.buildId.substr(0, 12), origin.place());
    }
    return {};
}

std::string fieldValuesOf(void const* plugin, PluginIdentity const& identity)
{
    TenonDescribeFields const describe = traitsOf(identity).describeFields;
    std::string text;
    if (describe != nullptr)
    {
        std::string const label = identity.label();
        Callee const callee{&label, &identity.name, 0, nullptr};
        auto const tell = [](void* user, char const* field, char const* value) {
            appendFieldValue(*static_cast<std::string*>(user), field, value);
        };
        static_cast<void>(guardedCall(callee, "describeFields", kNoArguments, [&] { describe(plugin, tell, &text); }));
    }
    return text;
}

void appendFieldValue(std::string& text, char const* field, char const* value)
{
    for (char const* const part : {field, value})
    {
        std::string_view const piece(part == nullptr ? "" : part, part == nullptr ? 0 : strnlen(part, kMaxStringBytes));
        std::copy_if(piece.begin(), piece.end(), std::back_inserter(text),
            [](char c) { return c != kFieldValueSeparator && c != kFieldValueEnd; });
        text += part == field ? kFieldValueSeparator : kFieldValueEnd;
    }
}

void writeCommitment(Commitment const& commitment, graph::Attributes& attributes)
{
    attributes["inputTypes"] = numbers(commitment.candidate.inputs, false);
    attributes["inputFormats"] = numbers(commitment.candidate.inputs, true);
    attributes["outputTypes"] = numbers(commitment.candidate.outputs, false);
    attributes["outputFormats"] = numbers(commitment.candidate.outputs, true);
    attributes["workspaceBytes"] = commitment.workspaceBytes;
    attributes["tactic"] = commitment.candidate.tactic;
}

Result<Commitment> readCommitment(graph::Attributes const& attributes)
{
    Commitment commitment;
    commitment.candidate.implementation = "plugin";
    TENON_ASSIGN(commitment.candidate.inputs, entries(attributes, "inputTypes", "inputFormats"));
    TENON_ASSIGN(commitment.candidate.outputs, entries(attributes, "outputTypes", "outputFormats"));
    graph::AttributeReader reader(attributes);
    reader("workspaceBytes", commitment.workspaceBytes);
    reader("tactic", commitment.candidate.tactic);
    TENON_CHECK(reader.status());
    if (commitment.workspaceBytes < 0)
    {
        return base::invalidArgument(
            "attribute \"workspaceBytes\": expected at least 0, found {}", commitment.workspaceBytes);
    }
    return commitment;
}

} // namespace tenon::plugin_host

#include "plugin_host/adapters/v3_from_plan.h"

#include "plugin_host/field_blob.h"
#include "plugin_host/lookup_explanation.h"
#include "plugin_host/manifest.h"
#include "plugin_host/registry.h"
#include "plugin_host/written_source.h"

namespace tenon::plugin_host
{

using base::ErrorCode;

namespace
{

Result<nvinfer1::IPluginCreatorV3One*> findRecordedCreator(
    nvinfer1::IPluginRegistry& registry, graph::PluginRecord const& record)
{
    auto* const ours = dynamic_cast<Registry*>(&registry);
    if (ours == nullptr)
    {
        return base::invalidArgument("plugin registry: expected one of this library, found another");
    }
    if (nvinfer1::IPluginCreatorV3One* const creator =
            ours->findV3Creator(record.name, record.version, record.pluginNamespace))
    {
        return creator;
    }
    if (ours->findV2Creator(record.name, record.version, record.pluginNamespace) != nullptr)
    {
        return base::error(ErrorCode::kINVALID_STATE,
            "{}: expected a creator of IPluginV3 plugins (IPluginCreatorV3One), as the engine was built with, found one of V2 plugins; build the "
            "engine anew, or load the library that it was built with ({})",
            pluginLabel(record.name, record.version, record.pluginNamespace), record.libraryPath);
    }
    return base::error(ErrorCode::kINVALID_STATE, "{}{}",
        explainLookup(*ours, record.name, record.version, record.pluginNamespace), builtWith(record));
}

Result<std::unique_ptr<V3Object>> create(nvinfer1::IPluginCreatorV3One& creator, graph::OpRecord const& record,
    PluginIdentity const& stored, base::Log const& log)
{
    std::string const label = stored.label();
    TENON_ASSIGN(StoredFields fields, StoredFields::of(record.plugin->blob).withNote("of {}", label));
    Callee const callee{&label, &stored.name, 0, nullptr};
    TENON_ASSIGN(nvinfer1::IPluginV3* const plugin,
        guardedCall(
            callee, "createPlugin",
            [&] { return fmt::format("layer \"{}\", {} fields, kRUNTIME", record.name, fields.fields().size()); },
            [&] {
                return creator.createPlugin(
                    record.name.c_str(), fields.collection(), nvinfer1::TensorRTPhase::kRUNTIME);
            }));
    if (plugin == nullptr)
    {
        return base::error(ErrorCode::kFAILED_INITIALIZATION,
            "{}: expected createPlugin to return a plugin for the {} fields that the engine holds (TensorRTPhase::kRUNTIME), found a null pointer; "
            "was the engine built with another version of the library?",
            label, fields.fields().size());
    }
    return V3Object::adopt(*plugin, stored, log);
}

} // namespace

Result<std::unique_ptr<graph::Op>> makeV3FromRecord(
    graph::OpRecord const& record, nvinfer1::IPluginRegistry& registry, ToldBuilds& told, base::Log const& log)
{
    if (!record.plugin)
    {
        return base::invalidArgument(
            "plugin layer \"{}\": expected a plugin in the engine, found none; the file is damaged", record.name);
    }
    TENON_ASSIGN(Commitment commitment,
        readCommitment(record.attributes).withNote("the plugin's part of the engine is damaged"));
    int64_t outputs = 0;
    int64_t shapeInputs = 0;
    std::vector<int64_t> aliases;
    std::string metadata;
    graph::AttributeReader reader(record.attributes);
    reader("outputs", outputs);
    reader("shapeInputs", shapeInputs);
    reader("aliases", aliases);
    reader("metadata", metadata);
    TENON_CHECK(reader.status());
    bool const fits = outputs >= 1 && outputs <= kMaxOutputs
        && commitment.candidate.outputs.size() == static_cast<size_t>(outputs) && shapeInputs >= 0
        && static_cast<size_t>(shapeInputs) <= commitment.candidate.inputs.size() && commitment.candidate.tactic >= 0
        && commitment.candidate.tactic <= INT32_MAX
        && (aliases.empty() || aliases.size() == static_cast<size_t>(outputs));
    if (!fits)
    {
        return base::invalidArgument(
            "plugin layer \"{}\": expected numbers of outputs, shape inputs and aliases that go together, found {}, {} and {}; "
            "the file is damaged",
            record.name, outputs, shapeInputs, aliases.size());
    }
    PluginIdentity stored;
    stored.name = record.plugin->name;
    stored.version = record.plugin->version;
    stored.pluginNamespace = record.plugin->pluginNamespace;
    stored.generation = Generation::kV3;
    stored.apiVersion = record.plugin->apiVersion;
    stored.outputCount = static_cast<int32_t>(outputs);
    TENON_ASSIGN(nvinfer1::IPluginCreatorV3One* const creator, findRecordedCreator(registry, *record.plugin));
    std::vector<graph::PluginRecord::Field> fields;
    if (!record.plugin->fields.empty())
    {
        TENON_ASSIGN(fields, fieldsOf(*creator, false, stored.label()));
    }
    Origin const origin = withSource(originOfObject(creator), record.plugin->name, record.plugin->version);
    TENON_CHECK(compareSchema(*record.plugin, fields, origin, told, log));
    TENON_ASSIGN(std::shared_ptr<V3Object> object, create(*creator, record, stored, log));
    auto op = std::make_unique<V3PluginOp>(
        std::move(object), static_cast<size_t>(shapeInputs), std::move(commitment), std::move(aliases));
    op->name = record.name;
    op->setMetadata(std::move(metadata));
    return std::unique_ptr<graph::Op>(std::move(op));
}

} // namespace tenon::plugin_host

#include "plugin_host/plugin_host.h"

#include "plugin_host/adapters/dynamic_plugin.h"
#include "plugin_host/adapters/static_plugin.h"
#include "plugin_host/adapters/v3_from_plan.h"
#include "plugin_host/lookup_explanation.h"
#include "plugin_host/manifest.h"
#include "plugin_host/registry.h"
#include "plugin_host/traits.h"
#include "plugin_host/written_source.h"

namespace tenon::plugin_host
{
namespace
{

using base::ErrorCode;

std::unique_ptr<PluginOp> makeOp(std::shared_ptr<PluginObject> object, bool implicitBatch)
{
    if (object->identity().generation == Generation::kV2_DYNAMIC_EXT)
    {
        return std::make_unique<DynamicPluginOp>(std::move(object), implicitBatch);
    }
    return std::make_unique<StaticPluginOp>(std::move(object), implicitBatch);
}

Result<nvinfer1::IPluginCreator*> findCreator(nvinfer1::IPluginRegistry& registry, graph::PluginRecord const& record)
{
    auto* const ours = dynamic_cast<Registry*>(&registry);
    if (ours == nullptr)
    {
        return base::invalidArgument("plugin registry: expected one of this library, found another");
    }
    if (nvinfer1::IPluginCreator* const creator =
            ours->findV2Creator(record.name, record.version, record.pluginNamespace))
    {
        return creator;
    }
    return base::error(ErrorCode::kINVALID_STATE, "{}{}",
        explainLookup(*ours, record.name, record.version, record.pluginNamespace), builtWith(record));
}

//! Asks a plugin that the host owns who it is; one that does not say is destroyed.
Result<std::shared_ptr<PluginIdentity const>> identifyOwned(
    nvinfer1::IPluginV2& plugin, Callee const& callee, base::Log const& log)
{
    auto identified = identify(plugin, log);
    if (!identified.ok())
    {
        (void)guardedCall(
            callee, "destroy", kNoArguments, [&] { tableOf<V2Table<Level10>>(&plugin).destroy(&plugin); });
    }
    return identified;
}

//! deserializePlugin, and whether what came back is what the plan says.
Result<std::unique_ptr<PluginObject>> deserialize(
    nvinfer1::IPluginCreator& creator, graph::OpRecord const& record, base::Log const& log)
{
    graph::PluginRecord const& stored = *record.plugin;
    std::string const label = pluginLabel(stored.name, stored.version, stored.pluginNamespace);
    Callee const callee{&label, &stored.name, 0, nullptr};
    TENON_ASSIGN(nvinfer1::IPluginV2* const plugin,
        guardedCall(
            callee, "deserializePlugin",
            [&] { return fmt::format("layer \"{}\", {} bytes", record.name, stored.blob.size()); },
            [&] { return creator.deserializePlugin(record.name.c_str(), stored.blob.data(), stored.blob.size()); }));
    if (plugin == nullptr)
    {
        return base::error(ErrorCode::kFAILED_INITIALIZATION,
            "{}: expected deserializePlugin to return a plugin for the {} bytes that the engine holds, found a null pointer; was the engine "
            "built with another version of the library?",
            label, stored.blob.size());
    }
    TENON_ASSIGN(std::shared_ptr<PluginIdentity const> identity, identifyOwned(*plugin, callee, log));
    if (identity->pluginNamespace != stored.pluginNamespace)
    {
        log.warning(
            "{}: expected deserializePlugin to give the plugin its creator's namespace, found \"{}\"; set it there (the host sets it "
            "again now)",
            label, identity->pluginNamespace);
        TENON_CHECK(guardedCall(callee, "setPluginNamespace", kNoArguments,
            [&] { tableOf<V2Table<Level10>>(plugin).setPluginNamespace(plugin, stored.pluginNamespace.c_str()); }));
        auto repaired = std::make_shared<PluginIdentity>(*identity);
        repaired->pluginNamespace = stored.pluginNamespace;
        identity = std::move(repaired);
    }
    auto object = std::make_unique<PluginObject>(*plugin, std::move(identity), false);
    PluginIdentity const& found = object->identity();
    if (found.name != stored.name || found.version != stored.version
        || stored.generation != plugin_host::name(found.generation))
    {
        return base::error(ErrorCode::kINVALID_STATE,
            "{} ({}): expected the same from deserializePlugin, found {} ({})", label, stored.generation, found.label(),
            plugin_host::name(found.generation));
    }
    return object;
}

Result<std::unique_ptr<graph::Op>> makeFromRecord(
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
    bool implicitBatch = false;
    graph::AttributeReader reader(record.attributes);
    reader("outputs", outputs);
    reader("implicitBatch", implicitBatch);
    TENON_CHECK(reader.status());

    TENON_ASSIGN(nvinfer1::IPluginCreator* const creator, findCreator(registry, *record.plugin));
    std::string const label = pluginLabel(record.plugin->name, record.plugin->version, record.plugin->pluginNamespace);
    std::vector<graph::PluginRecord::Field> fields;
    if (!record.plugin->fields.empty())
    {
        TENON_ASSIGN(fields, fieldsOf(*creator, true, label));
    }
    Origin const origin = withSource(originOfObject(creator), record.plugin->name, record.plugin->version);
    TENON_CHECK(compareSchema(*record.plugin, fields, origin, told, log));
    TENON_ASSIGN(std::shared_ptr<PluginObject> object, deserialize(*creator, record, log));
    if (object->identity().outputCount != outputs
        || commitment.candidate.outputs.size() != static_cast<size_t>(outputs))
    {
        return base::error(ErrorCode::kINVALID_STATE, "{}: expected {} outputs, as the engine was built with, found {}",
            label, outputs, object->identity().outputCount);
    }
    std::unique_ptr<PluginOp> op = makeOp(std::move(object), implicitBatch);
    op->name = record.name;
    op->setCommitment(std::move(commitment));
    return std::unique_ptr<graph::Op>(std::move(op));
}

//! The dynamic form of a plugin of an older interface; null if it declares none.
Result<std::unique_ptr<PluginObject>> dynamicFormOf(nvinfer1::IPluginV2& plugin, PluginIdentity const& identity)
{
    TenonDynamicForm const make = traitsOf(identity).dynamicForm;
    if (make == nullptr || identity.generation == Generation::kV2_DYNAMIC_EXT)
    {
        return std::unique_ptr<PluginObject>();
    }
    std::string const label = identity.label();
    Callee const callee{&label, &identity.name, 0, nullptr};
    TENON_ASSIGN(nvinfer1::IPluginV2* const made,
        guardedCall(callee, "dynamicForm", kNoArguments, [&] { return make(&plugin); }));
    if (made == nullptr)
    {
        return base::error(
            ErrorCode::kFAILED_EXECUTION, "{}: expected a plugin from its dynamicForm, found a null pointer", label);
    }
    TENON_ASSIGN(auto found, identifyOwned(*made, callee, identity.log));
    auto object = std::make_unique<PluginObject>(*made, std::move(found), false);
    if (object->label() != label || object->identity().generation != Generation::kV2_DYNAMIC_EXT)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected the same as an IPluginV2DynamicExt from its dynamicForm, found {} ({})", label,
            object->label(), plugin_host::name(object->identity().generation));
    }
    return object;
}

} // namespace

Result<std::unique_ptr<graph::Op>> makePluginOp(
    nvinfer1::IPluginV2& plugin, PluginPlacement const& placement, base::Log const& log)
{
    TENON_ASSIGN(auto identity, identify(plugin, log));
    if (placement.implicitBatch && identity->generation == Generation::kV2_DYNAMIC_EXT)
    {
        return base::invalidArgument(
            "{}: expected an explicit-batch network for an IPluginV2DynamicExt plugin, found one with implicit batch; "
            "create the network with NetworkDefinitionCreationFlag::kEXPLICIT_BATCH, or use a plugin of "
            "IPluginV2IOExt",
            identity->label());
    }
    if (!placement.implicitBatch)
    {
        TENON_ASSIGN(std::shared_ptr<PluginObject> dynamic, dynamicFormOf(plugin, *identity));
        if (dynamic != nullptr)
        {
            return std::unique_ptr<graph::Op>(makeOp(std::move(dynamic), false));
        }
    }
    TENON_ASSIGN(std::shared_ptr<PluginObject> object, PluginObject::cloneOf(plugin, std::move(identity)));
    return std::unique_ptr<graph::Op>(makeOp(std::move(object), placement.implicitBatch));
}

nvinfer1::IPluginV2* pluginOf(graph::Op& op)
{
    auto* const pluginOp = dynamic_cast<PluginOp*>(&op);
    return pluginOp == nullptr ? nullptr : pluginOp->plugin();
}

Result<std::unique_ptr<graph::Op>> makePluginOp(
    nvinfer1::IPluginV3& plugin, size_t shapeInputs, PluginPlacement const& placement, base::Log const& log)
{
    TENON_ASSIGN(std::shared_ptr<V3Object> object, V3Object::cloneOf(plugin, log));
    if (placement.implicitBatch)
    {
        return base::invalidArgument(
            "{}: expected an explicit-batch network for an IPluginV3 plugin, found one with implicit batch; create the "
            "network with NetworkDefinitionCreationFlag::kEXPLICIT_BATCH, or use a plugin of IPluginV2IOExt",
            object->label());
    }
    return std::unique_ptr<graph::Op>(std::make_unique<V3PluginOp>(std::move(object), shapeInputs));
}

nvinfer1::IPluginV3* pluginV3Of(graph::Op& op)
{
    auto* const pluginOp = dynamic_cast<V3PluginOp*>(&op);
    return pluginOp == nullptr ? nullptr : pluginOp->plugin();
}

std::string metadataOf(graph::Op const& op)
{
    auto const* const pluginOp = dynamic_cast<V3PluginOp const*>(&op);
    return pluginOp == nullptr ? std::string() : pluginOp->metadata();
}

void addToFactory(graph::OpFactory& factory, nvinfer1::IPluginRegistry& registry, base::Log log)
{
    auto const told = std::make_shared<ToldBuilds>();
    factory.add(std::string(PluginOp::kKind),
        [&registry, told, log](graph::OpRecord const& record) { return makeFromRecord(record, registry, *told, log); });
    factory.add(std::string(V3PluginOp::kKind), [&registry, told, log](graph::OpRecord const& record) {
        return makeV3FromRecord(record, registry, *told, log);
    });
}

} // namespace tenon::plugin_host

#include "api/engine/engine_inspector.h"

#include "api/argument_checks.h"
#include "api/engine/bindings.h"
#include "api/engine/layer_parameters.h"
#include "api/guard.h"
#include "plugin_host/plugin_host.h"

#include <nlohmann/json.hpp>

namespace tenon::api
{

using Json = nlohmann::ordered_json;
using nvinfer1::LayerInformationFormat;
using nvinfer1::ProfilingVerbosity;

namespace
{

ProfilingVerbosity verbosityOf(runtime::Engine const& engine)
{
    return static_cast<ProfilingVerbosity>(engine.plan().settings.profilingVerbosity);
}

Json slotInformation(runtime::Engine const& engine, int32_t slotIndex)
{
    plan::Slot const& slot = engine.overlay().slots[static_cast<size_t>(slotIndex)];
    graph::Tensor const& tensor = *engine.plan().network.tensors()[static_cast<size_t>(slot.tensor)];
    Json information;
    information["Name"] = tensor.name;
    information["Dimensions"] = base::sizesOf(graph::toDims(tensor.dims));
    information["Format/Datatype"] = describeFormat(slot.type, slot.format);
    return information;
}

//! What an IPluginV3 said of itself with getMetadataString; empty for others.
std::string pluginMetadata(runtime::Engine const& engine, int32_t op)
{
    auto* const layer = op < 0 ? nullptr : engine.plan().network.ops()[static_cast<size_t>(op)].get();
    return layer == nullptr ? std::string() : plugin_host::metadataOf(*layer);
}

//! Only with ProfilingVerbosity::kDETAILED is more known than the name.
Json layerInformation(runtime::Engine const& engine, size_t step)
{
    if (verbosityOf(engine) != ProfilingVerbosity::kDETAILED)
    {
        return engine.stepName(step);
    }
    plan::Step const& details = engine.overlay().steps[step];
    Json information;
    information["Name"] = engine.stepName(step);
    information["LayerType"] =
        details.op < 0 ? "Reformat" : std::string(engine.plan().network.ops()[static_cast<size_t>(details.op)]->kind());
    information["Inputs"] = Json::array();
    for (int32_t const slot : details.inputs)
    {
        if (slot >= 0)
        {
            information["Inputs"].push_back(slotInformation(engine, slot));
        }
    }
    information["Outputs"] = Json::array();
    for (int32_t const slot : details.outputs)
    {
        information["Outputs"].push_back(slotInformation(engine, slot));
    }
    information["Implementation"] = details.candidate.implementation;
    information["TacticValue"] = details.candidate.tactic;
    if (details.op >= 0)
    {
        auto parameters = parametersOf(*engine.plan().network.ops()[static_cast<size_t>(details.op)]);
        information["Parameters"] = parameters.ok() ? std::move(parameters).value() : Json::object();
    }
    if (std::string const metadata = pluginMetadata(engine, details.op); !metadata.empty())
    {
        information["PluginMetadata"] = metadata;
    }
    return information;
}

std::string oneLine(Json const& information)
{
    if (information.is_string())
    {
        return information.get<std::string>();
    }
    auto const list = [](Json const& tensors) {
        std::string text;
        for (Json const& tensor : tensors)
        {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", tensor["Name"].get<std::string>(),
                tensor["Format/Datatype"].get<std::string>());
        }
        return text;
    };
    return fmt::format("{} [{}]: {} -> {} by {}", information["Name"].get<std::string>(),
        information["LayerType"].get<std::string>(), list(information["Inputs"]), list(information["Outputs"]),
        information["Implementation"].get<std::string>());
}

std::string textOf(Json const& information, LayerInformationFormat format)
{
    // Names come from users and files: what is not UTF-8 in them is replaced, not fatal.
    return format == LayerInformationFormat::kJSON ? information.dump(2, ' ', false, Json::error_handler_t::replace)
                                                   : oneLine(information);
}

} // namespace

EngineInspector::EngineInspector(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting const> parent)
    : engine_(std::move(engine))
    , reporting_(std::make_shared<Reporting>(std::move(parent)))
{
    mImpl = this;
}

bool EngineInspector::setExecutionContext(nvinfer1::IExecutionContext const* context) noexcept
{
    context_ = context;
    return true;
}

char const* EngineInspector::getLayerInformation(int32_t layerIndex, LayerInformationFormat format) const noexcept
{
    return valueOr<char const*>(
        callLog(), "IEngineInspector::getLayerInformation", nullptr, [&]() -> Result<char const*> {
            TENON_CHECK(
                checkIndex("layer of the engine", layerIndex, static_cast<int64_t>(engine_->overlay().steps.size())));
            TENON_CHECK(checkEnumerator("format of the information", format));
            layerText_ = verbosityOf(*engine_) == ProfilingVerbosity::kNONE
                ? std::string()
                : textOf(layerInformation(*engine_, static_cast<size_t>(layerIndex)), format);
            return layerText_.c_str();
        });
}

char const* EngineInspector::getEngineInformation(LayerInformationFormat format) const noexcept
{
    return valueOr<char const*>(
        callLog(), "IEngineInspector::getEngineInformation", nullptr, [&]() -> Result<char const*> {
            TENON_CHECK(checkEnumerator("format of the information", format));
            Json layers = Json::array();
            engineText_.clear();
            for (size_t step = 0; step < engine_->overlay().steps.size(); ++step)
            {
                layers.push_back(layerInformation(*engine_, step));
                engineText_ += textOf(layers.back(), LayerInformationFormat::kONELINE) + "\n";
            }
            if (verbosityOf(*engine_) == ProfilingVerbosity::kNONE)
            {
                engineText_.clear();
                return engineText_.c_str();
            }
            if (format == LayerInformationFormat::kJSON)
            {
                Json bindings = Json::array();
                for (runtime::Binding const& binding : engine_->bindings())
                {
                    bindings.push_back(binding.name);
                }
                Json information;
                information["Layers"] = std::move(layers);
                information["Bindings"] = std::move(bindings);
                engineText_ = textOf(information, format);
            }
            return engineText_.c_str();
        });
}

} // namespace tenon::api

#include "api/engine/engine_inspector.h"

#include "api/argument_checks.h"
#include "api/guard.h"

#include <nlohmann/json.hpp>

namespace tenon::api
{

using nlohmann::ordered_json;
using nvinfer1::LayerInformationFormat;

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

namespace
{

ordered_json slotJson(plan::Plan const& plan, plan::Overlay const& overlay, int32_t index)
{
    if (index < 0)
    {
        return nullptr;
    }
    plan::Slot const& slot = overlay.slots[index];
    graph::Tensor const& tensor = *plan.network.tensors()[slot.tensor];
    return {{"Name", tensor.name}, {"Dimensions", graph::toString(tensor.dims, plan.network.symbolNames())},
        {"Type", base::name(slot.type)}, {"Format", base::name(slot.format)}};
}

ordered_json stepJson(plan::Plan const& plan, plan::Overlay const& overlay, plan::Step const& step, std::string const& name)
{
    ordered_json json{{"Name", name}};
    json["LayerType"] = step.op < 0 ? "Reformat" : std::string(plan.network.ops()[step.op]->kind());
    for (auto const& [key, slots] : {std::pair{"Inputs", &step.inputs}, std::pair{"Outputs", &step.outputs}})
    {
        json[key] = ordered_json::array();
        for (int32_t const slot : *slots)
        {
            json[key].push_back(slotJson(plan, overlay, slot));
        }
    }
    json["Implementation"] = step.candidate.implementation;
    json["TacticValue"] = step.candidate.tactic;
    return json;
}

} // namespace

std::string EngineInspector::layerText(size_t step, LayerInformationFormat format) const
{
    std::string const name = engine_->stepName(step);
    if (format == LayerInformationFormat::kONELINE)
    {
        return fmt::format("{} [{}]", name, engine_->overlay().steps[step].candidate.implementation);
    }
    return stepJson(engine_->plan(), engine_->overlay(), engine_->overlay().steps[step], name).dump(2);
}

char const* EngineInspector::getLayerInformation(int32_t index, LayerInformationFormat format) const noexcept
{
    return valueOr<char const*>(callLog(), "IEngineInspector::getLayerInformation", nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkIndex("index of the layer", index, static_cast<int64_t>(engine_->overlay().steps.size())));
        TENON_CHECK(checkEnumerator("format", format));
        text_ = layerText(static_cast<size_t>(index), format);
        return text_.c_str();
    });
}

char const* EngineInspector::getEngineInformation(LayerInformationFormat format) const noexcept
{
    return valueOr<char const*>(callLog(), "IEngineInspector::getEngineInformation", nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkEnumerator("format", format));
        plan::Overlay const& overlay = engine_->overlay();
        if (format == LayerInformationFormat::kONELINE)
        {
            text_ = "Layers:\n";
            for (size_t i = 0; i < overlay.steps.size(); ++i)
            {
                text_ += layerText(i, format) + "\n";
            }
            return text_.c_str();
        }
        ordered_json json{{"Layers", ordered_json::array()}, {"Bindings", ordered_json::array()}};
        for (size_t i = 0; i < overlay.steps.size(); ++i)
        {
            json["Layers"].push_back(stepJson(engine_->plan(), overlay, overlay.steps[i], engine_->stepName(i)));
        }
        for (auto const& binding : engine_->bindings())
        {
            json["Bindings"].push_back(binding.name);
        }
        text_ = json.dump(2);
        return text_.c_str();
    });
}

} // namespace tenon::api

#include "runtime/refit.h"

#include <algorithm>

namespace tenon::runtime
{
namespace
{

void collect(graph::Graph& network, std::vector<RefittableWeights>& found)
{
    auto const take = [&](graph::ConstantData& weights) {
        auto name = weights.name == nullptr ? std::nullopt : graph::WeightsName::parse(*weights.name);
        if (name)
        {
            found.push_back({std::move(*name), &weights});
        }
    };
    for (auto const& op : network.ops())
    {
        op->visitWeights([&](std::string const&, graph::ConstantData& weights) { take(weights); });
        for (auto const& body : op->bodies())
        {
            collect(*body, found);
        }
    }
    for (auto const& tensor : network.tensors())
    {
        if (tensor != nullptr && tensor->constant && tensor->producer == nullptr)
        {
            take(*tensor->constant);
        }
    }
}

} // namespace

std::vector<RefittableWeights> refittableWeights(Engine& engine)
{
    std::vector<RefittableWeights> found;
    collect(engine.mutableNetwork(), found);
    return found;
}

std::vector<std::string> missingWeights(graph::Graph& network)
{
    std::vector<RefittableWeights> all;
    collect(network, all);
    std::vector<std::string> missing;
    for (RefittableWeights const& each : all)
    {
        if (graph::isMissing(*each.weights))
        {
            missing.push_back(each.name.name.empty()
                    ? fmt::format("layer \"{}\" ({})", each.name.layer, each.name.role)
                    : fmt::format("\"{}\" of layer \"{}\" ({})", each.name.name, each.name.layer, each.name.role));
        }
    }
    return missing;
}

Status Engine::checkWeights() const
{
    if (!lacksWeights_)
    {
        return {};
    }
    std::vector<std::string> const missing = missingWeights(const_cast<plan::Plan&>(*plan_).network);
    return base::error(base::ErrorCode::kINVALID_STATE,
        "engine \"{}\": expected all weights, found {} sets of them left out of the plan (BuilderFlag::kSTRIP_PLAN), the first of {}; "
        "give them back with IRefitter or IParserRefitter, refitCudaEngine() last",
        plan_->settings.name, missing.size(), missing.empty() ? "" : missing.front());
}

Status Engine::rebuildWeights()
{
    bool const lacked = std::exchange(lacksWeights_, !missingWeights(mutableNetwork()).empty());
    if (Status status = checkWeights(); !status.ok())
    {
        lacksWeights_ = lacked;
        return status;
    }
    TENON_CHECK(device_->makeCurrent());
    // Contexts use the old ones until they take over the new.
    auto constants = std::exchange(constants_, {});
    auto kernels = std::exchange(kernels_, {});
    auto owned = std::exchange(ownedConstants_, {});
    auto uploaded = std::exchange(uploadedConstants_, {});
    auto weights = std::exchange(weights_, std::make_shared<devices::WeightCache>(*device_, memory()));
    Status status = placeConstants();
    status = status.ok() ? makeKernels() : std::move(status);
    if (!status.ok())
    {
        constants_ = std::move(constants);
        kernels_ = std::move(kernels);
        ownedConstants_ = std::move(owned);
        uploadedConstants_ = std::move(uploaded);
        weights_ = std::move(weights);
        lacksWeights_ = lacked;
        return status;
    }
    ++weightsVersion_;
    return {};
}

} // namespace tenon::runtime

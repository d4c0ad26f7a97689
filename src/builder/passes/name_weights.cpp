// In engines that may be refitted, weights are named before any pass renames or merges layers: what has a name is not folded.
#include "builder/passes/passes.h"

#include "graph/weights_name.h"
#include "ops/constant/constant.h"

namespace tenon::builder
{
namespace
{

//! Shapes and indices are part of the network; what people train are numbers of these types.
bool isTrained(base::DataType type)
{
    return base::isFloating(type) || type == base::DataType::kINT8;
}

bool nameWeightsIn(Graph& network, PassContext& context)
{
    bool changed = false;
    for (auto const& op : network.ops())
    {
        op->visitWeights([&](std::string const& role, graph::ConstantData& weights) {
            if (weights.empty() || !isTrained(weights.type))
            {
                return;
            }
            auto const wanted = context.request.weightsNames.find(weights.data);
            std::string const user = wanted == context.request.weightsNames.end() ? "" : wanted->second;
            if (context.request.refitsMarkedAlone && context.request.markedWeights.count(user) == 0)
            {
                return;
            }
            weights.name = std::make_shared<std::string const>(graph::WeightsName{user, op->name, role}.text());
            changed = true;
        });
        for (auto const& body : op->bodies())
        {
            changed |= nameWeightsIn(*body, context);
        }
    }
    return changed;
}

} // namespace

Result<bool> nameWeights(Graph& network, PassContext& context)
{
    return context.request.isRefittable && nameWeightsIn(network, context);
}

} // namespace tenon::builder

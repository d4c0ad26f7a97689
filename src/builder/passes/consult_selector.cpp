// Where somebody has a say in which offers operations may use: asked before the choice, told after it.
#include "builder/candidate_selector.h"
#include "builder/passes/passes.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

base::Dims withoutBatch(base::Dims dims)
{
    for (int32_t i = 1; i < dims.nbDims; ++i)
    {
        dims.d[i - 1] = dims.d[i];
    }
    dims.nbDims = std::max(dims.nbDims - 1, 0);
    return dims;
}

graph::TensorRange rangeFor(Tensor const& tensor, Graph const& network, PassContext const& context)
{
    graph::TensorRange range = context.ranges->range(0, tensor, {tensor.type, base::TensorFormat::kLINEAR});
    if (network.implicitBatch)
    {
        for (base::Dims* const dims : {&range.dims, &range.min, &range.opt, &range.max})
        {
            *dims = withoutBatch(*dims);
        }
    }
    return range;
}

SelectableLayer layerFor(Op const& op, Graph const& network, PassContext const& context)
{
    SelectableLayer layer;
    layer.name = op.name;
    for (Tensor const* const input : present(op.inputs))
    {
        layer.inputs.push_back(rangeFor(*input, network, context));
    }
    for (Tensor const* const output : op.outputs)
    {
        layer.outputs.push_back(rangeFor(*output, network, context));
    }
    return layer;
}

//! A plugin cannot tell before it is configured, which happens once, with what was chosen.
int64_t workspaceOfOffer(Op const& op, graph::Candidate const& candidate, PassContext const& context)
{
    if (op.hasFixedBoundary())
    {
        return 0;
    }
    auto const kernel = op.makeKernel(requestFor(op, candidate, context));
    return kernel.ok() ? static_cast<int64_t>((*kernel)->maxWorkspaceBytes()) : 0;
}

} // namespace

Result<bool> consultSelector(Graph& network, PassContext& context)
{
    if (context.request.selector == nullptr)
    {
        return false;
    }
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    for (Op const* const op : order)
    {
        Decision& decision = context.decisions.at(op);
        SelectableLayer layer = layerFor(*op, network, context);
        for (size_t const c : decision.selectable)
        {
            graph::Candidate const& candidate = decision.list.accepted[c];
            layer.choices.push_back(
                {&candidate, decision.costs[c].microseconds, workspaceOfOffer(*op, candidate, context)});
        }
        TENON_ASSIGN(std::vector<size_t> const chosen, context.request.selector->select(layer));
        if (chosen.empty())
        {
            continue;
        }
        decision.considered.clear();
        for (size_t const index : chosen)
        {
            decision.considered.push_back(decision.selectable[index]);
        }
        std::sort(decision.considered.begin(), decision.considered.end());
        decision.isSelected = true;
        context.log().verbose(
            "{}: the selector allows {} of {} offers", op->label(), chosen.size(), decision.selectable.size());
    }
    return false;
}

Result<bool> reportSelection(Graph& network, PassContext& context)
{
    if (context.request.selector == nullptr)
    {
        return false;
    }
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    std::vector<SelectableLayer> layers;
    for (Op const* const op : order)
    {
        Decision const& decision = context.decisions.at(op);
        layers.push_back(layerFor(*op, network, context));
        layers.back().choices.push_back(
            {&decision.candidate(), decision.costs[decision.chosen].microseconds, decision.workspaceBytes});
    }
    TENON_CHECK(context.request.selector->report(layers));
    return false;
}

} // namespace tenon::builder

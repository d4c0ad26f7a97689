#include "api/network/output_formulas.h"

#include "ops/convolution/convolution.h"
#include "ops/deconvolution/deconvolution.h"
#include "ops/pooling/pooling.h"

#include <span>

namespace tenon::api
{

using base::Dims;
using base::Result;
using base::Status;
using nvinfer1::LayerType;

namespace
{

//! Calls `visit(params, kind, transposed)` if the operation is one that formulas are for.
template <typename Visit>
void visitWindowed(graph::Op& op, Visit&& visit)
{
    if (auto* const convolution = dynamic_cast<ops::ConvolutionOp*>(&op))
    {
        visit(convolution->params, LayerType::kCONVOLUTION, false);
    }
    else if (auto* const pooling = dynamic_cast<ops::PoolingOp*>(&op))
    {
        visit(pooling->params, LayerType::kPOOLING, false);
    }
    else if (auto* const deconvolution = dynamic_cast<ops::DeconvolutionOp*>(&op))
    {
        visit(deconvolution->params, LayerType::kDECONVOLUTION, true);
    }
}

ops::OutputFormula toOutputFormula(VOutputDimensionsFormula const* formula, graph::Op const& op)
{
    if (formula == nullptr)
    {
        return {};
    }
    return [formula, &op](Dims const& input, ops::Window const& window) -> Result<Dims> {
        Dims stride{}, padding{}, dilation{};
        for (int32_t d = 0; d < window.size.nbDims; ++d)
        {
            ops::WindowAxis const axis = axisOf(window, d);
            stride.d[stride.nbDims++] = axis.stride;
            padding.d[padding.nbDims++] = axis.prePadding;
            dilation.d[dilation.nbDims++] = axis.dilation;
        }
        // It may throw; the public method that asked for the sizes reports that.
        return formula->computeAbi(input, window.size, stride, padding, dilation, op.name.c_str());
    };
}

} // namespace

Status OutputFormulas::set(graph::Graph& graph, LayerType kind, VOutputDimensionsFormula* formula)
{
    if (kind != LayerType::kCONVOLUTION && kind != LayerType::kPOOLING && kind != LayerType::kDECONVOLUTION)
    {
        return base::invalidArgument(
            "output dimensions formula: expected one for convolution, pooling or deconvolution layers, found layer type {}",
            static_cast<int32_t>(kind));
    }
    formulas_[kind] = formula;
    for (std::unique_ptr<graph::Op> const& op : graph.ops())
    {
        visitWindowed(*op, [&](auto& params, LayerType its, bool) {
            if (its == kind)
            {
                params.outputFormula = toOutputFormula(formula, *op);
                graph.invalidate(*op);
            }
        });
    }
    return {};
}

VOutputDimensionsFormula* OutputFormulas::get(LayerType kind) const
{
    auto const it = formulas_.find(kind);
    return it == formulas_.end() ? nullptr : it->second;
}

void OutputFormulas::apply(graph::Op& op) const
{
    if (!formulas_.empty())
    {
        visitWindowed(
            op, [&](auto& params, LayerType kind, bool) { params.outputFormula = toOutputFormula(get(kind), op); });
    }
}

Status FixedOutputSizes::fix(graph::Graph& graph)
{
    for (std::unique_ptr<graph::Op> const& op : graph.ops())
    {
        Status status;
        visitWindowed(*op, [&](auto& params, LayerType, bool transposed) {
            if (!params.outputFormula || op->inputs.empty() || op->inputs[0] == nullptr)
            {
                return;
            }
            status = [&]() -> Status {
                TENON_CHECK(graph.infer(*op->outputs[0]));
                graph::Shape const& dims = op->inputs[0]->dims;
                auto const spatial = static_cast<size_t>(params.window().size.nbDims);
                TENON_ASSIGN(ops::Window const window,
                    withFormula(params.window(), params.outputFormula, std::span(dims).subspan(dims.size() - spatial),
                        transposed)
                        .withNote("layer \"{}\"", op->name));
                restore_.push_back([&params, was = params] { params = was; });
                params.postPadding = window.postPadding;
                params.paddingMode = window.mode;
                params.outputFormula = nullptr;
                return {};
            }();
        });
        TENON_CHECK(std::move(status));
    }
    return {};
}

FixedOutputSizes::~FixedOutputSizes()
{
    for (std::function<void()> const& restore : restore_)
    {
        restore();
    }
}

} // namespace tenon::api

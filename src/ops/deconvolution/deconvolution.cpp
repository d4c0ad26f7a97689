#include "ops/deconvolution/deconvolution.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using graph::Dim;

namespace
{

Status validateParams(DeconvolutionParams const& params)
{
    if (params.outputMaps < 1 || params.outputMaps > INT32_MAX)
    {
        return base::invalidArgument(
            "output maps: expected a number from 1 to {}, found {}", INT32_MAX, params.outputMaps);
    }
    if (params.groups < 1 || params.outputMaps % params.groups != 0)
    {
        return base::invalidArgument(
            "groups: expected a divisor of the {} output maps, found {}", params.outputMaps, params.groups);
    }
    return validate(params.window(), "kernel size");
}

Status checkData(DeconvolutionParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(0) || inputs.size() > 3)
    {
        return base::invalidArgument("inputs: expected 1 to 3 with data, found {}", inputs.size());
    }
    graph::Shape const& dims = inputs[0].dims;
    if (dims.size() != static_cast<size_t>(params.kernelSize.nbDims) + 2)
    {
        return base::invalidArgument(
            "input 0 (data): expected {} dimensions (batch, channels, {} spatial) for a kernel of size {}, found {}",
            params.kernelSize.nbDims + 2, params.kernelSize.nbDims, base::toString(params.kernelSize),
            graph::toString(dims, inputs.symbolNames));
    }
    if (!dims[1]->isConstant() || dims[1]->value() < 1 || dims[1]->value() % params.groups != 0)
    {
        return base::invalidArgument("input 0 (data): expected a known multiple of the {} groups as channels, found {}",
            params.groups, graph::toString(dims[1], inputs.symbolNames));
    }
    return expectFloating("input 0 (data)", inputs[0].type);
}

//! Weights that stand in the parameters, or a tensor of the dims that are wanted.
Status checkWeights(char const* what, graph::ConstantData const& weights, graph::InferenceInputs const& inputs,
    size_t index, Dims const& wanted, bool optional)
{
    if (!inputs.has(index))
    {
        if (weights.empty() && optional)
        {
            return {};
        }
        return weights.empty()
            ? Status(base::invalidArgument("{}: expected values, or a tensor as input {}, found neither", what, index))
            : expectWeights(
                what, weights, base::volumeUnchecked(wanted), fmt::format("dimensions {}", base::toString(wanted)));
    }
    if (!weights.empty())
    {
        return base::invalidArgument(
            "{}: expected none where input {} is connected, found {} values", what, index, weights.count);
    }
    graph::Shape const& found = inputs[index].dims;
    bool same = found.size() == static_cast<size_t>(wanted.nbDims);
    for (size_t d = 0; same && d < found.size(); ++d)
    {
        same = !found[d]->isConstant() || found[d]->value() == wanted.d[d];
    }
    if (!same)
    {
        return base::invalidArgument("input {} ({}): expected {}, found {}", index, what, base::toString(wanted),
            graph::toString(found, inputs.symbolNames));
    }
    return expectFloating(what, inputs[index].type);
}

bool isSame(PaddingMode mode)
{
    return mode == PaddingMode::kSAME_UPPER || mode == PaddingMode::kSAME_LOWER;
}

Result<Dim> outputSize(Window const& window, int32_t d, Dim const& input)
{
    if (input->isConstant())
    {
        TENON_ASSIGN(DeconvolutionExtent const extent, deconvolutionExtent(window, d, input->value()));
        return graph::constant(extent.output);
    }
    WindowAxis const axis = axisOf(window, d);
    Dim const steps = graph::mul(input, graph::constant(axis.stride));
    return isSame(window.mode)
        ? steps
        : graph::add(steps, graph::constant(axis.extent() - axis.stride - axis.prePadding - axis.postPadding));
}

} // namespace

Result<DeconvolutionExtent> deconvolutionExtent(Window const& window, int32_t spatialDim, int64_t input)
{
    WindowAxis const axis = axisOf(window, spatialDim);
    int64_t const whole = (input - 1) * axis.stride + axis.extent();
    if (isSame(window.mode))
    {
        int64_t const output = input * axis.stride;
        int64_t const total = whole - output;
        return DeconvolutionExtent{window.mode == PaddingMode::kSAME_UPPER ? total / 2 : total - total / 2, output};
    }
    int64_t const output = input == 0 ? 0 : whole - axis.prePadding - axis.postPadding;
    if (output < 1 && input != 0)
    {
        return base::invalidArgument(
            "spatial dimension {}: expected a padding below {} ({} elements with stride {} and extent {}), found {} + {}",
            spatialDim, whole, input, axis.stride, axis.extent(), axis.prePadding, axis.postPadding);
    }
    return DeconvolutionExtent{axis.prePadding, output};
}

Result<std::vector<graph::ValueSpec>> DeconvolutionOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(validateParams(params));
    TENON_CHECK(checkData(params, inputs));
    Dims kernel = base::makeDims({inputs[0].dims[1]->value(), params.outputMaps / params.groups});
    for (int64_t const size : base::sizesOf(params.kernelSize))
    {
        kernel.d[kernel.nbDims++] = size;
    }
    TENON_CHECK(checkWeights("kernel weights", params.kernel, inputs, 1, kernel, false));
    TENON_CHECK(checkWeights("bias weights", params.bias, inputs, 2, base::makeDims({params.outputMaps}), true));
    graph::Shape dims{inputs[0].dims[0], graph::constant(params.outputMaps)};
    TENON_ASSIGN(Window const window,
        withFormula(params.window(), params.outputFormula, std::span(inputs[0].dims).subspan(2), true));
    for (int32_t d = 0; d < params.kernelSize.nbDims; ++d)
    {
        TENON_ASSIGN(Dim size, outputSize(window, d, inputs[0].dims[static_cast<size_t>(d) + 2]));
        dims.push_back(std::move(size));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

Result<graph::CandidateList> DeconvolutionOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

Result<std::unique_ptr<graph::Kernel>> DeconvolutionOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeDeconvolutionCuda(params, isConnected(*this, 2), request));
    TENON_ASSIGN(graph::ConstantData const kernel, graph::toFloat(params.kernel));
    TENON_ASSIGN(graph::ConstantData const bias, graph::toFloat(params.bias));
    return withHalfStorage(request, [&](graph::KernelRequest const& asFloat) {
        return makeDeconvolutionCpu(params, kernel, bias, isConnected(*this, 2), asFloat);
    });
}

} // namespace tenon::ops

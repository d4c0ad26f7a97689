#include "ops/convolution/convolution.h"

#include "ops/common/channels_last.h"
#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"

namespace tenon::ops
{
namespace
{

Status validateParams(ConvolutionParams const& params)
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

Status checkData(ConvolutionParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(0))
    {
        return base::invalidArgument("input 0 (data): expected a tensor, found none");
    }
    graph::Shape const& dims = inputs[0].dims;
    int32_t const spatialDims = params.kernelSize.nbDims;
    if (dims.size() != static_cast<size_t>(spatialDims) + 2)
    {
        return base::invalidArgument(
            "input 0 (data): expected {} dimensions (batch, channels, {} spatial) for a kernel of size {}, "
            "found {}",
            spatialDims + 2, spatialDims, base::toString(params.kernelSize), graph::toString(dims, inputs.symbolNames));
    }
    if (!dims[1]->isConstant())
    {
        return base::invalidArgument(
            "input 0 (data): expected a number of channels that is known when the engine is built, found {}",
            graph::toString(dims[1], inputs.symbolNames));
    }
    if (dims[1]->value() < 1 || dims[1]->value() % params.groups != 0)
    {
        return base::invalidArgument("input 0 (data): expected a multiple of the {} groups as channels, found {}",
            params.groups, dims[1]->value());
    }
    return expectFloating("input 0 (data)", inputs[0].type);
}

Status checkKernel(ConvolutionParams const& params, graph::InferenceInputs const& inputs)
{
    int64_t const channels = inputs[0].dims[1]->value() / params.groups;
    if (!inputs.has(1))
    {
        if (params.kernel.empty())
        {
            return base::invalidArgument("kernel weights: expected values, or a tensor as input 1, found neither");
        }
        TENON_ASSIGN(int64_t const count, kernelCount(params, channels * params.groups));
        return expectWeights("kernel weights", params.kernel, count,
            fmt::format("{} output maps x {} input channels / {} groups x kernel {}", params.outputMaps,
                channels * params.groups, params.groups, base::toString(params.kernelSize)));
    }
    if (!params.kernel.empty())
    {
        return base::invalidArgument(
            "kernel weights: expected none where input 1 is connected, found {} values", params.kernel.count);
    }
    TENON_CHECK(expectFloating("input 1 (kernel)", inputs[1].type));
    graph::Shape wanted{graph::constant(params.outputMaps), graph::constant(channels)};
    for (int64_t const size : base::sizesOf(params.kernelSize))
    {
        wanted.push_back(graph::constant(size));
    }
    graph::Shape const& found = inputs[1].dims;
    bool same = found.size() == wanted.size();
    for (size_t i = 0; same && i < found.size(); ++i)
    {
        same = !found[i]->isConstant() || graph::equal(found[i], wanted[i]);
    }
    return same
        ? Status()
        : base::invalidArgument("input 1 (kernel): expected {} (output maps, channels / groups, kernel size), found {}",
            graph::toString(wanted, inputs.symbolNames), graph::toString(found, inputs.symbolNames));
}

Status checkBias(ConvolutionParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(2))
    {
        return params.bias.empty() ? Status()
                                   : expectWeights("bias weights", params.bias, params.outputMaps, "one an output map");
    }
    if (!params.bias.empty())
    {
        return base::invalidArgument(
            "bias weights: expected none where input 2 is connected, found {} values", params.bias.count);
    }
    graph::Shape const& found = inputs[2].dims;
    if (found.size() != 1 || (found[0]->isConstant() && found[0]->value() != params.outputMaps))
    {
        return base::invalidArgument("input 2 (bias): expected {} (one an output map), found {}", params.outputMaps,
            graph::toString(found, inputs.symbolNames));
    }
    return expectFloating("input 2 (bias)", inputs[2].type);
}

Status checkAddend(graph::InferenceInputs const& inputs, graph::Shape const& output)
{
    if (!inputs.has(kConvolutionAddend))
    {
        return {};
    }
    graph::Shape const& found = inputs[kConvolutionAddend].dims;
    bool same = found.size() == output.size();
    for (size_t i = 0; same && i < found.size(); ++i)
    {
        same = graph::equal(found[i], output[i]) || !found[i]->isConstant() || !output[i]->isConstant();
    }
    return same && inputs[kConvolutionAddend].type == inputs[0].type
        ? Status()
        : base::invalidArgument("input 3 (addend): expected {} as the output, of the type of input 0, found {}",
            graph::toString(output, inputs.symbolNames), graph::toString(found, inputs.symbolNames));
}

bool mayBeWinograd(ConvolutionParams const& params)
{
    Window const window = params.window();
    bool fits = params.groups == 1 && params.kernelSize.nbDims == 2 && params.outputMaps >= 16;
    for (int32_t i = 0; fits && i < 2; ++i)
    {
        WindowAxis const axis = axisOf(window, i);
        fits = axis.size == 3 && axis.stride == 1 && axis.dilation == 1;
    }
    return fits;
}

graph::ConstantData constantKernel(ConvolutionOp const& op)
{
    return op.params.kernel.empty() ? constantInput(op, 1) : op.params.kernel;
}

} // namespace

Result<int64_t> kernelCount(ConvolutionParams const& params, int64_t channels)
{
    if (params.groups < 1 || channels < 1 || channels % params.groups != 0)
    {
        return base::invalidArgument(
            "convolution: expected a multiple of the {} groups as channels, found {}", params.groups, channels);
    }
    Dims sizes = base::makeDims({params.outputMaps, channels / params.groups});
    for (int64_t const size : base::sizesOf(params.kernelSize))
    {
        sizes.d[sizes.nbDims++] = size;
    }
    return base::volume(sizes);
}

Result<std::vector<graph::ValueSpec>> ConvolutionOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(validateParams(params));
    TENON_CHECK(checkData(params, inputs));
    TENON_CHECK(checkKernel(params, inputs));
    TENON_CHECK(checkBias(params, inputs));
    graph::Shape const& dims = inputs[0].dims;
    graph::Shape output{dims[0], graph::constant(params.outputMaps)};
    TENON_ASSIGN(
        Window const window, withFormula(params.window(), params.outputFormula, std::span(dims).subspan(2), false));
    for (int32_t i = 0; i < params.kernelSize.nbDims; ++i)
    {
        TENON_ASSIGN(graph::Dim size,
            outputDim(window, i, dims[2 + i])
                .withNote("input 0 (data) is {}", graph::toString(dims, inputs.symbolNames)));
        output.push_back(std::move(size));
    }
    TENON_CHECK(checkAddend(inputs, output));
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(output), std::nullopt}};
}

Result<graph::CandidateList> ConvolutionOp::candidates(graph::CandidateQuery const& query)
{
    bool const hasAddend = isConnected(*this, kConvolutionAddend);
    graph::CandidateList list = floatingCandidates(query, "onednn", hasAddend ? "" : "cudnn");
    if (params.kernelSize.nbDims == 2)
    {
        size_t const before = list.accepted.size();
        addChannelsLast(*this, list, 1U | 1U << kConvolutionAddend, 1U, 0.5);
        if (list.accepted.size() > before)
        {
            list.accepted.back().tactic = static_cast<int64_t>(ConvolutionLayout::kPLAIN);
            if (mayBeWinograd(params) && !hasAddend && !constantKernel(*this).empty())
            {
                // Left to measurements: what it saves depends on the shapes.
                graph::Candidate winograd = list.accepted.back();
                winograd.implementation += ", winograd";
                winograd.tactic = static_cast<int64_t>(ConvolutionLayout::kWINOGRAD);
                winograd.costHint *= 1.5;
                list.accepted.push_back(std::move(winograd));
            }
        }
    }
    size_t const count = list.accepted.size();
    for (size_t i = 0; i < count && list.accepted[i].device == devices::DeviceKind::kCUDA; ++i)
    {
        graph::Candidate frugal = list.accepted[i];
        frugal.tactic = static_cast<int64_t>(ConvolutionTactic::kLEAST_WORKSPACE);
        frugal.costHint *= 1.5;
        list.accepted.push_back(std::move(frugal));
    }
    return list;
}

Result<std::unique_ptr<graph::Kernel>> ConvolutionOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_CHECK(validateParams(params));
    TENON_MAKE_ON_CUDA(request, makeConvolutionCuda(params, isConnected(*this, 1), isConnected(*this, 2), request));
    graph::ConstantData const kernel = constantKernel(*this);
    auto const make = [&](graph::KernelRequest const& asFloat) {
        return makeConvolutionCpu(
            params, kernel, {isConnected(*this, 2), isConnected(*this, kConvolutionAddend)}, asFloat);
    };
    bool const packedInput = params.kernel.empty() && !kernel.empty();
    return withHalfStorage(request, make, packedInput ? 2U : 0U);
}

int32_t ConvolutionOp::reusableInput(int32_t) const
{
    return isConnected(*this, kConvolutionAddend) ? static_cast<int32_t>(kConvolutionAddend) : -1;
}

} // namespace tenon::ops

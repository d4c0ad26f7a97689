// out[n, k, o] = act(addend[n, k, o] + bias[k] + Σ over channels c of k's group and kernel positions p of in[n, c, o · stride + p · dilation − pad] · kernel[k, c, p])
//
// Threads: oneDNN divides images, output maps and rows. Memory: input, weights and output once each, and once more for reorders:
// tensors come in NCHW, for which oneDNN has slow kernels only, so it chooses the layout (blocked or channels last) and the data is
// reordered through the workspace. Measured with the reorders on one core with AVX-512, that is 1.3 (1x1, 96 to 24 maps) to 9 times
// (depthwise) as fast as plain NCHW on all convolutions of convolution_bench.cpp, down to 8 images of 8x8. Weights are packed once
// for all contexts. Accuracy: fp32 sums, in an order that depends on the layout.
#include "devices/cpu/onednn_program.h"
#include "ops/common/addend_cpu.h"
#include "ops/common/checks.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/program_kernel.h"
#include "ops/convolution/convolution.h"

namespace tenon::ops
{
namespace
{

using base::operator==;
using devices::onednn::ConvolutionSpec;
using devices::onednn::Desc;
using devices::onednn::Eltwise;
using devices::onednn::Primitive;
using devices::onednn::Program;
using devices::onednn::SharedWeights;
using devices::onednn::Sizes;
using graph::TensorDesc;

//! What all programs of one kernel share.
struct Convolution
{
    ConvolutionParams params; //!< weights left out
    Window window;
    ConvolutionLayout layout;
    std::vector<Eltwise> epilogue;
    std::shared_ptr<SharedWeights> kernel; //!< null: input 1
    int64_t kernelValues{0};
    std::shared_ptr<SharedWeights> bias; //!< null: none, or an input
    size_t kernelInput{1};
    std::optional<size_t> biasInput;
    std::optional<size_t> addendInput;
};

//! [groups,] output maps, channels, kernel size: all counts within one group.
Sizes weightSizes(Convolution const& op, int64_t channels)
{
    Sizes sizes;
    if (op.params.groups > 1)
    {
        sizes.push_back(op.params.groups);
    }
    sizes.push_back(op.params.outputMaps / op.params.groups);
    sizes.push_back(channels / op.params.groups);
    for (int64_t const size : base::sizesOf(op.window.size))
    {
        sizes.push_back(size);
    }
    return sizes;
}

Sizes sizesOf(TensorDesc const& tensor)
{
    auto const sizes = base::sizesOf(tensor.dims);
    return {sizes.begin(), sizes.end()};
}

Result<ConvolutionSpec> specFor(Convolution const& op, TensorDesc const& data, TensorDesc const& result)
{
    ConvolutionSpec spec;
    TENON_ASSIGN(spec.source, descOf(data));
    TENON_ASSIGN(spec.destination, descOf(result));
    spec.weights = devices::onednn::anyDesc(weightSizes(op, data.dims.d[1]));
    spec.epilogue = {op.addendInput.has_value(), op.epilogue};
    if (op.bias != nullptr || op.biasInput)
    {
        spec.bias = devices::onednn::plainDesc({op.params.outputMaps});
    }
    for (int32_t i = 0; i < op.window.size.nbDims; ++i)
    {
        WindowAxis const axis = axisOf(op.window, i);
        TENON_ASSIGN(WindowPlacement const placed, placeWindows(op.window, i, data.dims.d[2 + i]));
        if (placed.output != result.dims.d[2 + i])
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "convolution: expected an output of {} in spatial dimension {}, found {}", placed.output, i,
                result.dims.d[2 + i]);
        }
        spec.stride.push_back(axis.stride);
        spec.dilation.push_back(axis.dilation);
        spec.prePadding.push_back(placed.prePadding);
        spec.postPadding.push_back(placed.reach);
    }
    return spec;
}

Status checkShapes(Convolution const& op, std::span<TensorDesc const> inputs, TensorDesc const& result)
{
    int32_t const rank = op.window.size.nbDims + 2;
    size_t const expected = 1 + (op.kernel == nullptr ? 1 : 0);
    if (inputs.size() < expected || inputs[0].dims.nbDims != rank || result.dims.nbDims != rank
        || result.dims.d[1] != op.params.outputMaps)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR,
            "convolution: expected {} inputs and {} dimensions, found others", expected, rank);
    }
    TENON_ASSIGN(int64_t const count, kernelCount(op.params, inputs[0].dims.d[1]));
    int64_t const found = op.kernel == nullptr ? base::volumeUnchecked(inputs[op.kernelInput].dims) : op.kernelValues;
    if (found != count)
    {
        return base::invalidArgument(
            "kernel: expected {} values for {} input channels, found {}", count, inputs[0].dims.d[1], found);
    }
    if (op.biasInput
        && (*op.biasInput >= inputs.size()
            || base::volumeUnchecked(inputs[*op.biasInput].dims) != op.params.outputMaps))
    {
        return base::invalidArgument("input 2 (bias): expected {} values, found others", op.params.outputMaps);
    }
    if (op.addendInput && (*op.addendInput >= inputs.size() || !(inputs[*op.addendInput].dims == result.dims)))
    {
        return base::invalidArgument(
            "input 3 (addend): expected the output's dims {}, found others", base::toString(result.dims));
    }
    return {};
}

bool isFast(Primitive const& primitive)
{
    return primitive.implementation.find("ref") == std::string::npos
        && primitive.implementation.find("gemm:") == std::string::npos;
}

//! A primitive, and the functions of its epilogue that it does not do itself.
struct Computation
{
    Primitive primitive;
    std::vector<Eltwise> left;
};

//! Error where oneDNN has none: then it is not worth it.
Result<Computation> makeWinograd(ConvolutionSpec spec)
{
    spec.winograd = true;
    auto whole = devices::onednn::makeConvolution(spec);
    if (whole.ok())
    {
        return Computation{*std::move(whole), {}};
    }
    std::vector<Eltwise> left = std::move(spec.epilogue.functions);
    spec.epilogue.functions.clear();
    TENON_ASSIGN(Primitive bare, devices::onednn::makeConvolution(spec));
    return Computation{std::move(bare), std::move(left)};
}

//! In the layouts of the tensors where that is asked for and fast, else in those that oneDNN likes best.
Result<Computation> makeComputation(
    Convolution const& op, ConvolutionSpec spec, Sizes const& source, Sizes const& destination)
{
    ConvolutionSpec free = spec;
    free.source = devices::onednn::anyDesc(source);
    free.destination = devices::onednn::anyDesc(destination);
    if (op.layout == ConvolutionLayout::kWINOGRAD && op.kernel != nullptr && !op.addendInput)
    {
        auto winograd = makeWinograd(free);
        if (winograd.ok())
        {
            return winograd;
        }
    }
    if (op.layout != ConvolutionLayout::kPACKED)
    {
        auto plain = devices::onednn::makeConvolution(spec);
        if (plain.ok() && isFast(*plain))
        {
            return Computation{*std::move(plain), {}};
        }
    }
    TENON_ASSIGN(Primitive packed, devices::onednn::makeConvolution(free));
    return Computation{std::move(packed), {}};
}

//! Brings the addend to where the convolution adds to it: `computed`, or the output itself.
Status placeAddend(Program& program, size_t input, Desc const& layout, std::optional<Program::Value> computed)
{
    if (computed)
    {
        return program.copy(program.input(input, layout), *computed);
    }
    addPlacing(program, input, layout.get_size());
    return {};
}

Result<Program> buildProgram(
    Convolution const& op, std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs)
{
    Program program;
    TENON_CHECK(checkShapes(op, inputs, outputs[0]));
    TENON_ASSIGN(ConvolutionSpec spec, specFor(op, inputs[0], outputs[0]));
    if (base::volumeUnchecked(outputs[0].dims) == 0)
    {
        return program;
    }
    Desc const dataDesc = spec.source;
    Desc const resultDesc = spec.destination;
    TENON_ASSIGN(Computation const computation, makeComputation(op, spec, sizesOf(inputs[0]), sizesOf(outputs[0])));
    Primitive const& convolution = computation.primitive;

    std::vector<Program::Argument> arguments;
    TENON_ASSIGN(Program::Value const data, program.as(program.input(0, dataDesc), convolution.source));
    arguments.push_back({DNNL_ARG_SRC, data});
    if (op.kernel != nullptr)
    {
        TENON_ASSIGN(auto const values, op.kernel->in(convolution.weights));
        arguments.push_back({DNNL_ARG_WEIGHTS, program.constant(convolution.weights, values)});
    }
    else
    {
        Desc const plain = devices::onednn::plainDesc(weightSizes(op, inputs[0].dims.d[1]));
        TENON_ASSIGN(
            Program::Value const kernel, program.as(program.input(op.kernelInput, plain), convolution.weights));
        arguments.push_back({DNNL_ARG_WEIGHTS, kernel});
    }
    if (spec.bias)
    {
        Program::Value const bias = op.bias == nullptr ? program.input(*op.biasInput, *spec.bias)
                                                       : program.constant(*spec.bias, op.bias->plainData());
        arguments.push_back({DNNL_ARG_BIAS, bias});
    }
    Program::Value const result = program.output(0, resultDesc);
    bool const direct = convolution.destination == resultDesc;
    Program::Value const computed = direct ? result : program.temporary(convolution.destination);
    if (op.addendInput)
    {
        TENON_CHECK(placeAddend(program, *op.addendInput, resultDesc, direct ? std::nullopt : std::optional(computed)));
    }
    arguments.push_back({DNNL_ARG_DST, computed});
    TENON_CHECK(program.add(convolution, arguments));
    for (Eltwise const& function : computation.left)
    {
        TENON_ASSIGN(Primitive const eltwise, devices::onednn::makeEltwise(convolution.destination, function));
        TENON_CHECK(program.add(eltwise, {{DNNL_ARG_SRC, computed}, {DNNL_ARG_DST, computed}}));
    }
    if (!direct)
    {
        TENON_CHECK(program.copy(computed, result));
    }
    return program;
}

Result<std::shared_ptr<SharedWeights>> shared(graph::ConstantData const& weights, Sizes const& sizes)
{
    TENON_ASSIGN(graph::ConstantData const floats, graph::toFloat(weights));
    std::shared_ptr<void const> const data(floats.owner, floats.data);
    return std::make_shared<SharedWeights>(devices::onednn::plainDesc(sizes), data);
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeConvolutionCpu(ConvolutionParams const& params,
    graph::ConstantData const& kernel, ConvolutionInputs const& optional, graph::KernelRequest const& request)
{
    auto op = std::make_shared<Convolution>();
    op->params = params;
    op->params.kernel = op->params.bias = {};
    op->window = params.window();
    op->layout = static_cast<ConvolutionLayout>(request.candidate.tactic);
    TENON_ASSIGN(op->epilogue, epilogueOf(params.activation));
    if (!kernel.empty())
    {
        int64_t const channels = request.profiles.front().inputs.front().opt.d[1];
        TENON_ASSIGN(op->kernelValues, kernelCount(params, channels));
        TENON_CHECK(expectWeights(
            "kernel weights", kernel, op->kernelValues, "output maps x input channels / groups x kernel size"));
        TENON_ASSIGN(op->kernel, shared(kernel, weightSizes(*op, channels)));
    }
    size_t const inputs = request.candidate.inputs.size();
    if (optional.addend)
    {
        op->addendInput = inputs - 1;
    }
    if (optional.bias)
    {
        op->biasInput = inputs - (optional.addend ? 2 : 1);
    }
    else if (!params.bias.empty())
    {
        TENON_CHECK(expectWeights("bias weights", params.bias, params.outputMaps, "one an output map"));
        TENON_ASSIGN(op->bias, shared(params.bias, {params.outputMaps}));
    }
    return makeProgramKernel(request, [op](auto inputs, auto outputs) { return buildProgram(*op, inputs, outputs); });
}

} // namespace tenon::ops

// convolution or fully connected → scale (a batch normalisation, as a rule) becomes the first alone, with other weights:
//
//     s · (W x + b) + t = (s W) x + (s b + t)
//
// for one s and t in all, or one of each an output map. Computed in fp64 and rounded once, to fp32. Only where the weights are the
// operation's own, nobody else sees what lies between, and the scale has no power.
#include "builder/passes/absorb.h"
#include "builder/passes/passes.h"

#include "ops/convolution/convolution.h"
#include "ops/fully_connected/fully_connected.h"
#include "ops/scale/scale.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

using graph::ConstantData;

//! Weights that can be folded into; `outputMaps` lie along dimension `mapAxis` of the output.
struct Weights
{
    ConstantData* kernel;
    ConstantData* bias;
    int64_t outputMaps;
    int32_t mapAxis;
    bool hasActivation;
};

std::optional<Weights> weightsOf(Op& op)
{
    if (auto* const convolution = dynamic_cast<ops::ConvolutionOp*>(&op))
    {
        auto& params = convolution->params;
        return Weights{&params.kernel, &params.bias, params.outputMaps, 1, !params.activation.none()};
    }
    if (auto* const dense = dynamic_cast<ops::FullyConnectedOp*>(&op))
    {
        auto& params = dense->params;
        return Weights{&params.kernel, &params.bias, params.outputChannels,
            static_cast<int32_t>(op.outputs[0]->dims.size()) - 3, !params.activation.none()};
    }
    return std::nullopt;
}

//! One value of `given` for each output map; `otherwise` where there are none. Error for weights that cannot be read.
Result<std::vector<double>> perMap(ConstantData const& given, int64_t outputMaps, double otherwise)
{
    if (given.empty())
    {
        return std::vector<double>(static_cast<size_t>(outputMaps), otherwise);
    }
    TENON_ASSIGN(ConstantData const floats, graph::toFloat(given));
    std::span<float const> const values = floats.floats();
    return values.size() == 1 ? std::vector<double>(static_cast<size_t>(outputMaps), values[0])
                              : std::vector<double>(values.begin(), values.end());
}

ConstantData constantOf(std::vector<float> values)
{
    auto const owner = std::make_shared<std::vector<float>>(std::move(values));
    return {base::DataType::kFLOAT, static_cast<int64_t>(owner->size()), owner->data(), owner};
}

bool isFoldable(ops::ScaleOp const& scale, Op const& producer, Weights const& weights)
{
    bool const ownWeights =
        producer.inputs.size() == 1 && !weights.kernel->empty() && weights.kernel->count % weights.outputMaps == 0;
    bool const onePerMap = scale.params.mode == nvinfer1::ScaleMode::kUNIFORM
        || (scale.params.mode == nvinfer1::ScaleMode::kCHANNEL && scale.params.channelAxis == weights.mapAxis);
    auto const fits = [&](ConstantData const& given) { return given.count <= 1 || given.count == weights.outputMaps; };
    return ownWeights && onePerMap && !weights.hasActivation && scale.params.power.empty() && fits(scale.params.scale)
        && fits(scale.params.shift);
}

Result<bool> fold(Graph& network, ops::ScaleOp& scale, PassContext& context)
{
    if (!mayAbsorb(scale))
    {
        return false;
    }
    Op& producer = *scale.inputs[0]->producer;
    std::optional<Weights> const weights = weightsOf(producer);
    if (!weights || !isFoldable(scale, producer, *weights))
    {
        return false;
    }
    TENON_ASSIGN(std::vector<double> const factors, perMap(scale.params.scale, weights->outputMaps, 1.0));
    TENON_ASSIGN(std::vector<double> const shifts, perMap(scale.params.shift, weights->outputMaps, 0.0));
    TENON_ASSIGN(std::vector<double> const oldBias, perMap(*weights->bias, weights->outputMaps, 0.0));
    TENON_ASSIGN(ConstantData const oldKernel, graph::toFloat(*weights->kernel));
    std::vector<float> kernel(oldKernel.floats().begin(), oldKernel.floats().end());
    std::vector<float> bias(factors.size());
    size_t const each = kernel.size() / factors.size();
    for (size_t map = 0; map < factors.size(); ++map)
    {
        std::for_each_n(kernel.begin() + static_cast<ptrdiff_t>(map * each), each,
            [&](float& weight) { weight = static_cast<float>(factors[map] * weight); });
        bias[map] = static_cast<float>(factors[map] * oldBias[map] + shifts[map]);
    }
    context.log().verbose("{}: folded into the weights of {}", scale.label(), producer.label());
    *weights->kernel = constantOf(std::move(kernel));
    *weights->bias = constantOf(std::move(bias));
    absorb(network, producer, scale);
    return true;
}

} // namespace

Result<bool> foldScales(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    bool changed = false;
    for (Op* const op : order)
    {
        if (auto* const scale = context.request.isRefittable ? nullptr : dynamic_cast<ops::ScaleOp*>(op))
        {
            std::string const label = scale->label();
            TENON_ASSIGN(bool const folded, fold(network, *scale, context).withNote("while folding {}", label));
            changed |= folded;
        }
    }
    if (changed)
    {
        network.compact();
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder

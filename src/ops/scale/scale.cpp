#include "ops/scale/scale.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"
#include "ops/scale/scale_cpu.h"

namespace tenon::ops
{

using graph::Dim;
using graph::Shape;
using nvinfer1::ScaleMode;

namespace
{

//! How many weights the mode asks for.
graph::Result<Dim> expectedCount(ScaleParams const& params, Shape const& dims, std::string const& inputText)
{
    if (params.mode == ScaleMode::kUNIFORM)
    {
        return graph::constant(1);
    }
    if (params.mode != ScaleMode::kCHANNEL && params.mode != ScaleMode::kELEMENTWISE)
    {
        return base::invalidArgument("mode: expected a ScaleMode, found number {}", static_cast<int32_t>(params.mode));
    }
    if (params.channelAxis < 0 || static_cast<size_t>(params.channelAxis) >= dims.size())
    {
        return base::invalidArgument("channel axis: expected one of the {} dimensions of input 0 ({}), found {}",
            dims.size(), inputText, params.channelAxis);
    }
    if (params.mode == ScaleMode::kCHANNEL)
    {
        return dims[static_cast<size_t>(params.channelAxis)];
    }
    return volumeOf(Shape(dims.begin() + params.channelAxis, dims.end()));
}

base::Status checkWeights(
    char const* name, graph::ConstantData const& weights, Dim const& expected, std::string const& inputText)
{
    if (weights.empty())
    {
        return {};
    }
    TENON_CHECK(expectType(name, weights.type, kFloatTypes));
    // What has a name may be refitted, and lies in no stripped plan.
    if (weights.data == nullptr && weights.name == nullptr)
    {
        return base::invalidArgument("{}: expected {} values, found a null pointer", name, weights.count);
    }
    if (expected->isConstant() && weights.count != expected->value())
    {
        return base::invalidArgument(
            "{}: expected {} values for an input of {}, found {}", name, expected->value(), inputText, weights.count);
    }
    return {};
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> ScaleOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    std::string const inputText = graph::toString(inputs[0].dims, inputs.symbolNames);
    TENON_ASSIGN(Dim const expected, expectedCount(params, inputs[0].dims, inputText));
    TENON_CHECK(checkWeights("shift", params.shift, expected, inputText));
    TENON_CHECK(checkWeights("scale", params.scale, expected, inputText));
    TENON_CHECK(checkWeights("power", params.power, expected, inputText));
    return std::vector<graph::ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> ScaleOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ScaleOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeScaleCuda(params, request));
    return makeScaleCpu(params, request.candidate.inputs[0].type, request.candidate.outputs[0].type);
}

} // namespace tenon::ops

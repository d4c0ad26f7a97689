#include "ops/resize/resize.h"

#include "ops/common/channels_last.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <cmath>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;
using nvinfer1::InterpolationMode;

namespace
{

//! floor(scale · size), as the API defines it; exact for fixed sizes and for scales that are integers or halves, quarters, …
graph::Result<Dim> scaled(Dim const& size, double scale, size_t d)
{
    if (!(scale > 0) || !std::isfinite(scale))
    {
        return base::invalidArgument("scales: expected positive numbers, found {} for dimension {}", scale, d);
    }
    if (size->isConstant())
    {
        return graph::constant(static_cast<int64_t>(
            std::floor(static_cast<double>(static_cast<float>(scale) * static_cast<float>(size->value())))));
    }
    for (int64_t denominator = 1; denominator <= 64; denominator *= 2)
    {
        double const numerator = scale * static_cast<double>(denominator);
        if (numerator == std::floor(numerator) && numerator < 1e9)
        {
            return graph::floorDiv(
                graph::mul(size, graph::constant(static_cast<int64_t>(numerator))), graph::constant(denominator));
        }
    }
    return base::notImplemented(
        "resize of a dynamic dimension by {}, which is no multiple of 1/64 (dimension {})", scale, d);
}

graph::Result<graph::Shape> wantedDims(ResizeParams const& params, graph::InferenceInputs const& inputs)
{
    graph::Shape const& data = inputs[0].dims;
    if (inputs.has(1))
    {
        TENON_CHECK(expectType("input 1 (output dimensions)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
        if (inputs[1].dims.size() != 1 || !inputs[1].values)
        {
            return base::invalidArgument(
                "input 1 (output dimensions): expected a shape tensor of rank 1, whose values follow from constants, "
                "dimensions and shape inputs, found {} with unknown values",
                graph::toString(inputs[1].dims, inputs.symbolNames));
        }
        graph::Shape dims(data.begin(), data.begin() + params.hidden);
        dims.insert(dims.end(), inputs[1].values->begin(), inputs[1].values->end());
        return dims;
    }
    if (params.hasDims)
    {
        graph::Shape dims = graph::constantShape(params.dims);
        for (size_t d = 0; d < static_cast<size_t>(params.hidden) && d < dims.size(); ++d)
        {
            dims[d] = data[d];
        }
        return dims;
    }
    if (params.scales.size() != data.size())
    {
        return base::invalidArgument(
            "scales: expected {}, one a dimension, found {}; or output dimensions", data.size(), params.scales.size());
    }
    graph::Shape dims;
    for (size_t d = 0; d < data.size(); ++d)
    {
        TENON_ASSIGN(Dim size, scaled(data[d], params.scales[d], d));
        dims.push_back(std::move(size));
    }
    return dims;
}

base::Status validate(ResizeParams const& params)
{
    auto const in = [](auto value, int32_t count) {
        return static_cast<int32_t>(value) >= 0 && static_cast<int32_t>(value) < count;
    };
    if (!in(params.mode, 3) || !in(params.coordinates, 3) || !in(params.selector, 2) || !in(params.rounding, 4))
    {
        return base::invalidArgument(
            "parameters: expected known enumerators, found interpolation {}, coordinates {}, selector {}, rounding {}",
            static_cast<int32_t>(params.mode), static_cast<int32_t>(params.coordinates),
            static_cast<int32_t>(params.selector), static_cast<int32_t>(params.rounding));
    }
    return {};
}

} // namespace

graph::Result<std::vector<ValueSpec>> ResizeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.has(1) ? 2 : std::max<size_t>(inputs.size(), 1)));
    TENON_CHECK(validate(params));
    DataType const type = inputs[0].type;
    if (params.mode == InterpolationMode::kNEAREST ? base::bitsOf(type) < 8 : !base::isFloating(type))
    {
        return base::invalidArgument(
            "input 0: expected a floating type, or any of at least a byte with kNEAREST, found {}", base::name(type));
    }
    TENON_ASSIGN(graph::Shape dims, wantedDims(params, inputs));
    if (dims.size() != inputs[0].dims.size())
    {
        return base::invalidArgument("output dimensions: expected the rank of the input ({}), found {}",
            graph::toString(inputs[0].dims, inputs.symbolNames), graph::toString(dims, inputs.symbolNames));
    }
    for (size_t d = 0; d < dims.size(); ++d)
    {
        bool const fromNothing = inputs[0].dims[d]->isConstant() && inputs[0].dims[d]->value() == 0
            && dims[d]->isConstant() && dims[d]->value() > 0;
        if (fromNothing || (dims[d]->isConstant() && dims[d]->value() < 0))
        {
            return base::invalidArgument("output dimensions: expected {} in dimension {}, found {}",
                fromNothing ? "0" : "at least 0", d, dims[d]->value());
        }
    }
    return std::vector<ValueSpec>{{type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> ResizeOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    addChannelsLast(*this, list, 1U, 1U);
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> ResizeOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeResizeCuda(params, request));
    if (params.mode == InterpolationMode::kNEAREST)
    {
        return makeResizeCpu(params, request);
    }
    return withHalfStorage(
        request, [&](graph::KernelRequest const& asFloat) { return makeResizeCpu(params, asFloat); });
}

} // namespace tenon::ops

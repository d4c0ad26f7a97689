#include "ops/scatter/scatter.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Shape;
using graph::ValueSpec;
using nvinfer1::ScatterMode;

namespace
{

//! Error where two known dims differ.
base::Status expectDims(
    char const* what, Shape const& found, Shape const& expected, graph::InferenceInputs const& inputs)
{
    bool same = found.size() == expected.size();
    for (size_t d = 0; same && d < found.size(); ++d)
    {
        same = !found[d]->isConstant() || !expected[d]->isConstant() || found[d]->value() == expected[d]->value();
    }
    return same ? base::Status()
                : base::invalidArgument("{}: expected dimensions {}, found {}", what,
                    graph::toString(expected, inputs.symbolNames), graph::toString(found, inputs.symbolNames));
}

base::Status checkElements(ScatterParams const& params, graph::InferenceInputs const& inputs)
{
    Shape const& data = inputs[0].dims;
    auto const rank = static_cast<int32_t>(data.size());
    if (params.axis < 0 || params.axis >= rank)
    {
        return base::invalidArgument(
            "axis: expected one of the {} dimensions of the data, found {}", rank, params.axis);
    }
    if (inputs[1].dims.size() != data.size())
    {
        return base::invalidArgument("input 1 (indices): expected the rank of the data ({}), found {}",
            graph::toString(data, inputs.symbolNames), graph::toString(inputs[1].dims, inputs.symbolNames));
    }
    for (size_t d = 0; d < data.size(); ++d)
    {
        auto const& size = inputs[1].dims[d];
        if (d != static_cast<size_t>(params.axis) && size->isConstant() && data[d]->isConstant()
            && size->value() > data[d]->value())
        {
            return base::invalidArgument(
                "input 1 (indices): expected at most {} in dimension {}, as the data has, found {}", data[d]->value(),
                d, size->value());
        }
    }
    return expectDims("input 2 (updates)", inputs[2].dims, inputs[1].dims, inputs);
}

base::Status checkNd(graph::InferenceInputs const& inputs)
{
    Shape const& data = inputs[0].dims;
    Shape const& indices = inputs[1].dims;
    if (indices.empty() || data.empty() || !indices.back()->isConstant())
    {
        return base::invalidArgument(
            "inputs: expected data and indices of rank 1 or more, with a fixed last dimension of the indices, found {} and "
            "{}",
            graph::toString(data, inputs.symbolNames), graph::toString(indices, inputs.symbolNames));
    }
    int64_t const named = indices.back()->value();
    if (named < 1 || named > static_cast<int64_t>(data.size()))
    {
        return base::invalidArgument(
            "input 1 (indices): expected a last dimension from 1 to {}, found {}", data.size(), named);
    }
    Shape expected(indices.begin(), indices.end() - 1);
    expected.insert(expected.end(), data.begin() + named, data.end());
    return expectDims("input 2 (updates)", inputs[2].dims, expected, inputs);
}

} // namespace

graph::Result<std::vector<ValueSpec>> ScatterOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 3));
    TENON_CHECK(expectType("input 1 (indices)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    bool const floating = base::isFloating(inputs[0].type) && base::isFloating(inputs[2].type) && !inputs.stronglyTyped;
    if (inputs[2].type != inputs[0].type && !floating)
    {
        return base::invalidArgument("input 2 (updates): expected the type of the data, {}, found {}",
            base::name(inputs[0].type), base::name(inputs[2].type));
    }
    if (base::bitsOf(inputs[0].type) < 8)
    {
        return base::notImplemented("scatter of {}", base::name(inputs[0].type));
    }
    switch (params.mode)
    {
    case ScatterMode::kELEMENT: TENON_CHECK(checkElements(params, inputs)); break;
    case ScatterMode::kND: TENON_CHECK(checkNd(inputs)); break;
    default:
        return base::invalidArgument(
            "mode: expected a ScatterMode, found number {}", static_cast<int32_t>(params.mode));
    }
    return std::vector<ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> ScatterOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ScatterOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeScatterCuda(params, request));
    return makeScatterCpu(params);
}

} // namespace tenon::ops

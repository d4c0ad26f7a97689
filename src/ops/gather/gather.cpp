#include "ops/gather/gather.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Result;
using graph::Shape;
using graph::ValueSpec;
using nvinfer1::GatherMode;

namespace
{

std::string text(Shape const& shape, graph::InferenceInputs const& inputs)
{
    return graph::toString(shape, inputs.symbolNames);
}

bool isSingle(Dim const& dim)
{
    return dim->isConstant() && dim->value() == 1;
}

//! The dimension that data and indices share: with implicit batch, that of the one that has a batch.
Dim sharedDim(GatherParams const& params, graph::InferenceInputs const& inputs, size_t d, Dim const& usual)
{
    Dim const& data = inputs[0].dims[d];
    return d >= static_cast<size_t>(params.hidden) ? usual : isSingle(data) ? inputs[1].dims[d] : data;
}

base::Status checkShared(graph::InferenceInputs const& inputs, int32_t shared, int32_t limit)
{
    if (shared < 0 || shared > limit)
    {
        return base::invalidArgument("element-wise dimensions: expected 0 to {}, found {}", limit, shared);
    }
    for (int32_t d = 0; d < shared; ++d)
    {
        Dim const& a = inputs[0].dims[static_cast<size_t>(d)];
        Dim const& b = inputs[1].dims[static_cast<size_t>(d)];
        if (a->isConstant() && b->isConstant() && a->value() != b->value())
        {
            return base::invalidArgument(
                "inputs {} and {}: expected equal sizes in element-wise dimension {}, found {} and {}",
                text(inputs[0].dims, inputs), text(inputs[1].dims, inputs), d, a->value(), b->value());
        }
    }
    return {};
}

base::Status checkAxis(graph::InferenceInputs const& inputs, int32_t axis)
{
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (axis < 0 || axis >= rank)
    {
        return base::invalidArgument("axis: expected one of the {} dimensions of the data ({}), found {}", rank,
            text(inputs[0].dims, inputs), axis);
    }
    return {};
}

Result<Shape> defaultDims(GatherParams const& params, graph::InferenceInputs const& inputs)
{
    Shape const& data = inputs[0].dims;
    Shape const& indices = inputs[1].dims;
    TENON_CHECK(checkAxis(inputs, params.axis));
    TENON_CHECK(
        checkShared(inputs, params.elementWiseDims, std::min(params.axis, static_cast<int32_t>(indices.size()))));
    Shape dims(data.begin(), data.begin() + params.axis);
    for (int32_t d = 0; d < params.hidden; ++d)
    {
        dims[static_cast<size_t>(d)] = sharedDim(params, inputs, static_cast<size_t>(d), dims[static_cast<size_t>(d)]);
    }
    dims.insert(dims.end(), indices.begin() + params.elementWiseDims, indices.end());
    dims.insert(dims.end(), data.begin() + params.axis + 1, data.end());
    return dims;
}

Result<Shape> elementDims(GatherParams const& params, graph::InferenceInputs const& inputs)
{
    Shape const& data = inputs[0].dims;
    Shape const& indices = inputs[1].dims;
    TENON_CHECK(checkAxis(inputs, params.axis));
    if (indices.size() != data.size())
    {
        return base::invalidArgument("input 1 (indices): expected the rank of the data ({}), found {}",
            text(data, inputs), text(indices, inputs));
    }
    if (params.hidden != 0 && isSingle(indices[0]) && !isSingle(data[0]))
    {
        return base::notImplemented(
            "gather of mode kELEMENT with indices that are the same for all of an implicit batch, and data that are not; use mode kDEFAULT or "
            "explicit batch");
    }
    for (size_t d = static_cast<size_t>(params.hidden); d < data.size(); ++d)
    {
        bool const known = data[d]->isConstant() && indices[d]->isConstant();
        if (known && d != static_cast<size_t>(params.axis) && indices[d]->value() > data[d]->value())
        {
            return base::invalidArgument(
                "input 1 (indices): expected at most {} in dimension {}, as the data has, found {}", data[d]->value(),
                d, indices[d]->value());
        }
    }
    return indices;
}

Result<Shape> ndDims(GatherParams const& params, graph::InferenceInputs const& inputs)
{
    Shape const& data = inputs[0].dims;
    Shape const& indices = inputs[1].dims;
    if (indices.empty() || data.empty() || !indices.back()->isConstant())
    {
        return base::invalidArgument(
            "inputs: expected data and indices of rank 1 or more, with a fixed last dimension of the indices, found {} "
            "and {}",
            text(data, inputs), text(indices, inputs));
    }
    auto const limit = static_cast<int32_t>(std::min(data.size(), indices.size())) - 1;
    TENON_CHECK(checkShared(inputs, params.elementWiseDims, limit));
    int64_t const named = indices.back()->value();
    int64_t const most = static_cast<int64_t>(data.size()) - params.elementWiseDims;
    if (named < 1 || named > most)
    {
        return base::invalidArgument(
            "input 1 (indices): expected a last dimension from 1 to {}, found {}", most, named);
    }
    Shape dims(indices.begin(), indices.end() - 1);
    for (size_t d = 0; d < static_cast<size_t>(params.hidden); ++d)
    {
        dims[d] = sharedDim(params, inputs, d, dims[d]);
    }
    dims.insert(dims.end(), data.begin() + params.elementWiseDims + named, data.end());
    return dims;
}

//! Elements of a shape tensor at known places.
std::optional<std::vector<Dim>> gatheredValues(GatherParams const& params, graph::InferenceInputs const& inputs)
{
    if (params.mode == GatherMode::kND || !inputs[0].values || inputs[0].dims.size() != 1 || !inputs[1].values)
    {
        return std::nullopt;
    }
    std::vector<Dim> values;
    auto const count = static_cast<int64_t>(inputs[0].values->size());
    for (Dim const& index : *inputs[1].values)
    {
        if (!index->isConstant() || index->value() < -count || index->value() >= count)
        {
            return std::nullopt;
        }
        values.push_back(
            (*inputs[0].values)[static_cast<size_t>(index->value() < 0 ? index->value() + count : index->value())]);
    }
    return values;
}

} // namespace

Result<std::vector<ValueSpec>> GatherOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    TENON_CHECK(expectType("input 1 (indices)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    if (base::bitsOf(inputs[0].type) < 8)
    {
        return base::notImplemented("gather of {}", base::name(inputs[0].type));
    }
    Result<Shape> dims =
        base::invalidArgument("mode: expected a GatherMode, found number {}", static_cast<int32_t>(params.mode));
    switch (params.mode)
    {
    case GatherMode::kDEFAULT: dims = defaultDims(params, inputs); break;
    case GatherMode::kELEMENT: dims = elementDims(params, inputs); break;
    case GatherMode::kND: dims = ndDims(params, inputs); break;
    }
    if (!dims.ok())
    {
        return std::move(dims).error();
    }
    return std::vector<ValueSpec>{{inputs[0].type, std::move(*dims), gatheredValues(params, inputs)}};
}

Result<graph::CandidateList> GatherOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

Result<std::unique_ptr<graph::Kernel>> GatherOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeGatherCuda(params, request));
    return makeGatherCpu(params);
}

} // namespace tenon::ops

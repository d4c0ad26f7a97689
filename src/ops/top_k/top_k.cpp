#include "ops/top_k/top_k.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <bit>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;
using nvinfer1::TopKOperation;

namespace
{

base::Result<Dim> countOf(TopKParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(1))
    {
        return graph::constant(params.k);
    }
    TENON_CHECK(expectType("input 1 (k)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    if (inputs[1].dims.size() > 1 || !inputs[1].values || inputs[1].values->size() != 1)
    {
        return base::invalidArgument(
            "input 1 (k): expected a shape tensor of one value, which follows from constants, dimensions and shape inputs, "
            "found {} with unknown values",
            graph::toString(inputs[1].dims, inputs.symbolNames));
    }
    return inputs[1].values->front();
}

} // namespace

graph::Result<std::vector<ValueSpec>> TopKOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.has(1) ? 2 : std::max<size_t>(inputs.size(), 1)));
    if (params.operation != TopKOperation::kMAX && params.operation != TopKOperation::kMIN)
    {
        return base::invalidArgument(
            "operation: expected a TopKOperation, found number {}", static_cast<int32_t>(params.operation));
    }
    TENON_CHECK(expectType("input 0", inputs[0].type,
        {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8, DataType::kUINT8, DataType::kINT32,
            DataType::kINT64}));
    TENON_CHECK(expectType("type of the indices", params.indicesType, {DataType::kINT32, DataType::kINT64}));
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (!std::has_single_bit(params.axes) || params.axes >> rank != 0)
    {
        return base::invalidArgument(
            "axes: expected one of the lowest {} bits (one a dimension of the input), found {:#x}", rank, params.axes);
    }
    TENON_ASSIGN(Dim const count, countOf(params, inputs));
    auto const axis = static_cast<size_t>(std::countr_zero(params.axes));
    Dim const& size = inputs[0].dims[axis];
    if (count->isConstant() && (count->value() < 0 || (size->isConstant() && count->value() > size->value())))
    {
        return base::invalidArgument("k: expected 0 to {} (dimension {} of the input), found {}",
            size->isConstant() ? fmt::format("{}", size->value()) : "the size", axis, count->value());
    }
    graph::Shape dims = inputs[0].dims;
    dims[axis] = count;
    return std::vector<ValueSpec>{{inputs[0].type, dims, std::nullopt}, {params.indicesType, dims, std::nullopt}};
}

graph::Result<graph::CandidateList> TopKOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> TopKOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeTopKCuda(params, request));
    return withHalfStorage(request, [&](graph::KernelRequest const& asFloat) { return makeTopKCpu(params, asFloat); });
}

} // namespace tenon::ops

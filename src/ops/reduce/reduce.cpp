#include "ops/reduce/reduce.h"

#include "ops/common/channels_last.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{
namespace
{

//! Height and width in [N, C, H, W], and in [N, H, W, C].
constexpr uint32_t kImageAxes = 0b1100;
constexpr uint32_t kImageAxesInMemory = 0b0110;

using base::DataType;
using graph::Dim;

//! The values of a reduced shape tensor, where they are known and the operation has a symbolic form. Only for one dimension.
std::optional<std::vector<Dim>> reducedValues(ReduceParams const& params, graph::ValueSpec const& input)
{
    bool const floating = base::isFloating(input.type);
    if (!input.values || input.dims.size() != 1 || floating || params.operation == ReduceOperation::kAVG)
    {
        return std::nullopt;
    }
    if (input.values->empty())
    {
        bool const known = params.operation == ReduceOperation::kSUM || params.operation == ReduceOperation::kPROD;
        return known
            ? std::optional<std::vector<Dim>>({graph::constant(params.operation == ReduceOperation::kPROD ? 1 : 0)})
            : std::nullopt;
    }
    Dim all = input.values->front();
    for (size_t i = 1; i < input.values->size(); ++i)
    {
        Dim const& next = (*input.values)[i];
        switch (params.operation)
        {
        case ReduceOperation::kSUM: all = graph::add(all, next); break;
        case ReduceOperation::kPROD: all = graph::mul(all, next); break;
        case ReduceOperation::kMAX: all = graph::max(all, next); break;
        default: all = graph::min(all, next); break;
        }
    }
    return std::vector<Dim>{all};
}

} // namespace

Status validate(ReduceParams const& params, int32_t rank)
{
    switch (params.operation)
    {
    case ReduceOperation::kSUM:
    case ReduceOperation::kPROD:
    case ReduceOperation::kMAX:
    case ReduceOperation::kMIN:
    case ReduceOperation::kAVG: break;
    default:
        return base::invalidArgument(
            "operation: expected sum, product, maximum, minimum or average of nvinfer1::ReduceOperation, found "
            "number {}",
            static_cast<int32_t>(params.operation));
    }
    if (params.axes == 0 || (static_cast<uint64_t>(params.axes) >> rank) != 0)
    {
        return base::invalidArgument(
            "axes: expected one or more of the lowest {} bits (one a dimension of the input), found {:#x}", rank,
            params.axes);
    }
    return {};
}

Result<std::vector<graph::ValueSpec>> ReduceOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    graph::ValueSpec const& input = inputs[0];
    TENON_CHECK(expectType("input 0", input.type,
        {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64}));
    TENON_CHECK(validate(params, static_cast<int32_t>(input.dims.size())));
    graph::Shape output;
    for (size_t i = 0; i < input.dims.size(); ++i)
    {
        bool const reduced = (params.axes >> i & 1U) != 0;
        if (!reduced || params.keepDimensions)
        {
            output.push_back(reduced ? graph::constant(1) : input.dims[i]);
        }
    }
    return std::vector<graph::ValueSpec>{{input.type, std::move(output), reducedValues(params, input)}};
}

Result<graph::CandidateList> ReduceOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "rows", "cuda");
    if (params.axes == kImageAxes)
    {
        // What is left has one pixel, which lies alike in both formats.
        addChannelsLast(*this, list, 1U, 0U);
    }
    return list;
}

Result<std::unique_ptr<graph::Kernel>> ReduceOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeReduceCuda(params, request));
    ReduceParams inMemory = params;
    inMemory.axes = isChannelsLast(request) ? kImageAxesInMemory : params.axes;
    return withHalfStorage(request, [&](graph::KernelRequest const&) { return makeReduceCpu(inMemory); });
}

} // namespace tenon::ops

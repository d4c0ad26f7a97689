#include "ops/shuffle/shuffle.h"

#include "graph/graph.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"
#include "ops/common/strided_copy.h"
#include "ops/shuffle/reshape_rule.h"
#include "ops/shuffle/shuffle_cpu.h"

#include <algorithm>
#include <numeric>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Result;
using graph::Shape;
using graph::Status;
using graph::ValueSpec;

namespace
{

Status checkOrder(char const* which, std::vector<int64_t> const& order, size_t rank)
{
    std::vector<int64_t> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<int64_t> expected(rank);
    std::iota(expected.begin(), expected.end(), 0);
    if (sorted != expected)
    {
        return base::invalidArgument(
            "{} transpose: expected a permutation of the {} dimensions from 0 to {}, found [{}]", which, rank,
            static_cast<int64_t>(rank) - 1, fmt::join(order, ", "));
    }
    return {};
}

template <typename Value>
std::vector<Value> permuted(std::vector<Value> const& values, std::vector<int64_t> const& order)
{
    if (order.empty())
    {
        return values;
    }
    std::vector<Value> moved;
    for (int64_t const from : order)
    {
        moved.push_back(values[static_cast<size_t>(from)]);
    }
    return moved;
}

//! The values of a shape tensor whose dims are transposed.
std::vector<Dim> transposedValues(
    std::vector<Dim> const& values, base::Dims const& dims, std::vector<int64_t> const& order)
{
    if (order.empty())
    {
        return values;
    }
    std::vector<int64_t> places(values.size());
    std::iota(places.begin(), places.end(), 0);
    std::vector<int64_t> moved(values.size());
    StridedCopy(transposeLoops(dims, order), sizeof(int64_t)).run(places.data(), moved.data());
    return permuted(values, moved);
}

Result<std::vector<Dim>> wantedDims(ShuffleParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(1))
    {
        Shape const shape = graph::constantShape(params.reshape);
        return std::vector<Dim>(shape.begin(), shape.end());
    }
    ValueSpec const& dims = inputs[1];
    TENON_CHECK(expectType("input 1 (reshape dimensions)", dims.type, {DataType::kINT32, DataType::kINT64}));
    if (dims.dims.size() != 1)
    {
        return base::invalidArgument(
            "input 1 (reshape dimensions): expected rank 1, found {}", graph::toString(dims.dims, inputs.symbolNames));
    }
    if (!dims.values)
    {
        return base::invalidArgument(
            "input 1 (reshape dimensions): expected a shape tensor, whose values follow from constants and "
            "dimensions, found a tensor whose values are not known before inference");
    }
    return *dims.values;
}

} // namespace

Result<std::vector<ValueSpec>> ShuffleOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.has(1) ? 2 : std::max<size_t>(inputs.size(), 1)));
    if (base::bitsOf(inputs[0].type) < 8)
    {
        return base::notImplemented("shuffle of {}", base::name(inputs[0].type));
    }
    Shape shape = inputs[0].dims;
    if (!params.firstTranspose.empty())
    {
        TENON_CHECK(checkOrder("first", params.firstTranspose, shape.size()));
        shape = permuted(shape, params.firstTranspose);
    }
    Shape const transposed = shape;
    if (params.hasReshape || inputs.has(1))
    {
        TENON_ASSIGN(std::vector<Dim> const wanted, wantedDims(params, inputs));
        // Values that the user gives may be 0 or -1; those that follow from dimensions are sizes.
        bool const given = Op::inputs.size() > 1 && Op::inputs[1] != nullptr && Op::inputs[1]->isInput;
        TENON_ASSIGN(shape,
            given ? reshapedByValues(transposed, wanted, params.zeroIsPlaceholder)
                  : reshapedDims(transposed, wanted, params.zeroIsPlaceholder, inputs.symbolNames));
    }
    Shape const reshaped = shape;
    if (!params.secondTranspose.empty())
    {
        TENON_CHECK(checkOrder("second", params.secondTranspose, shape.size()));
        shape = permuted(shape, params.secondTranspose);
    }
    ValueSpec output{inputs[0].type, std::move(shape), std::nullopt};
    if (inputs[0].values && graph::isConstant(inputs[0].dims) && graph::isConstant(reshaped))
    {
        auto const first = transposedValues(*inputs[0].values, graph::toDims(inputs[0].dims), params.firstTranspose);
        output.values = transposedValues(first, graph::toDims(reshaped), params.secondTranspose);
    }
    return std::vector<ValueSpec>{std::move(output)};
}

Result<graph::CandidateList> ShuffleOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

Result<std::unique_ptr<graph::Kernel>> ShuffleOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeShuffleCuda(params, request));
    return makeShuffleCpu(params, request);
}

} // namespace tenon::ops

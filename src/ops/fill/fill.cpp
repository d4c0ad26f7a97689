#include "ops/fill/fill.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;
using nvinfer1::FillOperation;

namespace
{

base::Status checkNumber(
    graph::InferenceInputs const& inputs, size_t index, char const* name, DataType type, int64_t count)
{
    if (!inputs.has(index))
    {
        return {};
    }
    std::string const subject = fmt::format("input {} ({})", index, name);
    bool const floating = base::isFloating(type) && base::isFloating(inputs[index].type) && !inputs.stronglyTyped;
    if (!floating)
    {
        TENON_CHECK(expectType(subject, inputs[index].type, {type}));
    }
    graph::Shape const& dims = inputs[index].dims;
    bool const fits =
        dims.size() <= 1 && graph::isConstant(dims) && base::volumeUnchecked(graph::toDims(dims)) == count;
    return fits ? base::Status()
                : base::invalidArgument("{}: expected {} value(s) of rank 0 or 1, found {}", subject, count,
                    graph::toString(dims, inputs.symbolNames));
}

base::Result<graph::Shape> dimsOf(FillParams const& params, graph::InferenceInputs const& inputs)
{
    if (!inputs.has(0))
    {
        return graph::constantShape(params.dims);
    }
    TENON_CHECK(expectType("input 0 (dimensions)", inputs[0].type, {DataType::kINT32, DataType::kINT64}));
    if (inputs[0].dims.size() != 1 || !inputs[0].values)
    {
        return base::invalidArgument(
            "input 0 (dimensions): expected a shape tensor of rank 1, whose values follow from constants, dimensions and "
            "shape inputs, found {} with unknown values",
            graph::toString(inputs[0].dims, inputs.symbolNames));
    }
    graph::Shape dims(inputs[0].values->begin(), inputs[0].values->end());
    for (Dim const& dim : dims)
    {
        if (dim->isConstant() && dim->value() < 0)
        {
            return base::invalidArgument("input 0 (dimensions): expected sizes of at least 0, found {}", dim->value());
        }
    }
    return dims;
}

//! One number of a linear space, where it is known.
Dim number(graph::InferenceInputs const& inputs, size_t index, FillParams const& params)
{
    if (inputs.has(index))
    {
        return inputs[index].values && inputs[index].values->size() == 1 ? inputs[index].values->front() : nullptr;
    }
    int64_t const integer = index == 1 ? params.alphaInt : params.betaInt;
    return graph::constant(params.integers ? integer : static_cast<int64_t>(index == 1 ? params.alpha : params.beta));
}

std::optional<std::vector<Dim>> spacedValues(
    FillParams const& params, graph::InferenceInputs const& inputs, graph::Shape const& dims)
{
    bool const integral = params.type == DataType::kINT32 || params.type == DataType::kINT64;
    if (params.operation != FillOperation::kLINSPACE || !integral || dims.size() != 1 || !dims[0]->isConstant()
        || dims[0]->value() > kMaxShapeValues)
    {
        return std::nullopt;
    }
    Dim const alpha = number(inputs, 1, params);
    Dim const beta = number(inputs, 2, params);
    if (alpha == nullptr || beta == nullptr)
    {
        return std::nullopt;
    }
    std::vector<Dim> values;
    for (int64_t i = 0; i < dims[0]->value(); ++i)
    {
        values.push_back(graph::add(alpha, graph::mul(beta, graph::constant(i))));
    }
    return values;
}

} // namespace

graph::Result<std::vector<ValueSpec>> FillOp::infer(graph::InferenceInputs const& inputs) const
{
    bool const linear = params.operation == FillOperation::kLINSPACE;
    if (!linear && params.operation != FillOperation::kRANDOM_UNIFORM
        && params.operation != FillOperation::kRANDOM_NORMAL)
    {
        return base::invalidArgument(
            "operation: expected a FillOperation, found number {}", static_cast<int32_t>(params.operation));
    }
    if (inputs.size() > 3)
    {
        return base::invalidArgument("inputs: expected at most 3, found {}", inputs.size());
    }
    if (linear)
    {
        TENON_CHECK(expectType("type of the output", params.type,
            {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64}));
    }
    else
    {
        TENON_CHECK(expectType("type of random numbers", params.type, kFloatTypes));
    }
    TENON_ASSIGN(graph::Shape dims, dimsOf(params, inputs));
    auto const rank = static_cast<int64_t>(dims.size());
    TENON_CHECK(checkNumber(inputs, 1, "alpha", params.type, 1));
    TENON_CHECK(checkNumber(inputs, 2, "beta", params.type, linear && inputs.has(2) ? rank : 1));
    if (linear && !inputs.has(2) && rank > 1)
    {
        return base::invalidArgument(
            "dimensions: expected rank 1 for kLINSPACE with one step, found {}; give a step for each dimension as input 2",
            graph::toString(dims, inputs.symbolNames));
    }
    auto values = spacedValues(params, inputs, dims);
    return std::vector<ValueSpec>{{params.type, std::move(dims), std::move(values)}};
}

graph::Result<graph::CandidateList> FillOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> FillOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request,
        makeFillCuda(params, request.candidate.outputs[0].type,
            {isConnected(*this, 0), isConnected(*this, 1), isConnected(*this, 2)}, request));
    return withHalfStorage(
        request, [&](graph::KernelRequest const& asFloat) -> graph::Result<std::unique_ptr<graph::Kernel>> {
            return makeFillCpu(params, asFloat.candidate.outputs[0].type, isConnected(*this, 0), isConnected(*this, 1),
                isConnected(*this, 2));
        });
}

} // namespace tenon::ops

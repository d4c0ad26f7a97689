#include "ops/loop/loop_boundaries.h"

#include "ops/common/body/boundary.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Shape;
using graph::ValueSpec;
using nvinfer1::LoopOutput;
using nvinfer1::TripLimit;

namespace
{

//! As many values as the sizes of a shape; more are data.
constexpr int64_t kMaxCarriedValues = 8;

//! A loop's counter may decide the shapes of what an iteration computes: its values are symbols.
std::optional<std::vector<Dim>> carriedValues(graph::InferenceInputs const& inputs)
{
    ValueSpec const& initial = inputs[0];
    bool const integers = initial.type == DataType::kINT32 || initial.type == DataType::kINT64;
    bool const small = initial.dims.size() <= 1 && graph::isConstant(initial.dims)
        && base::volumeUnchecked(graph::toDims(initial.dims)) <= kMaxCarriedValues;
    if (!integers || !small || !inputs.declareSize)
    {
        return std::nullopt;
    }
    std::vector<Dim> values;
    int64_t const count = base::volumeUnchecked(graph::toDims(initial.dims));
    for (int64_t i = 0; i < count; ++i)
    {
        values.push_back(inputs.declareSize(static_cast<int32_t>(i), graph::constant(1), graph::constant(INT32_MAX)));
    }
    return values;
}

bool agree(Shape const& a, Shape const& b)
{
    bool same = a.size() == b.size();
    for (size_t i = 0; same && i < a.size(); ++i)
    {
        same = !a[i]->isConstant() || !b[i]->isConstant() || a[i]->value() == b[i]->value();
    }
    return same;
}

} // namespace

graph::Result<std::vector<ValueSpec>> RecurrenceOp::infer(graph::InferenceInputs const& inputs) const
{
    if (inputs.size() < 1 || inputs.size() > 2 || !inputs.has(0))
    {
        return base::invalidArgument(
            "inputs: expected an initial value and what is handed on, found {}", inputs.size());
    }
    // What is handed on may not be known yet; the loop as a whole is checked when it is built.
    if (inputs.has(1) && (inputs[1].type != inputs[0].type || !agree(inputs[0].dims, inputs[1].dims)))
    {
        return base::invalidArgument(
            "input 1: expected what the loop hands on to be {} of {}, like the initial value, found {} of {}",
            graph::toString(inputs[0].dims, inputs.symbolNames), base::name(inputs[0].type),
            graph::toString(inputs[1].dims, inputs.symbolNames), base::name(inputs[1].type));
    }
    return std::vector<ValueSpec>{{inputs[0].type, inputs[0].dims, carriedValues(inputs)}};
}

graph::Result<std::vector<ValueSpec>> TripLimitOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    if (params.limit == TripLimit::kCOUNT)
    {
        TENON_CHECK(expectType("trip limit", inputs[0].type, {DataType::kINT32, DataType::kINT64}));
    }
    else
    {
        TENON_CHECK(expectType("trip limit (while)", inputs[0].type, {DataType::kBOOL}));
    }
    auto const volume = base::volumeUnchecked(graph::toDims(inputs[0].dims));
    if (inputs[0].dims.size() > 1 || !graph::isConstant(inputs[0].dims) || volume != 1)
    {
        return base::invalidArgument(
            "trip limit: expected one value, found {}", graph::toString(inputs[0].dims, inputs.symbolNames));
    }
    return std::vector<ValueSpec>{};
}

graph::Result<std::vector<ValueSpec>> IteratorOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (params.axis < 0 || params.axis >= rank)
    {
        return base::invalidArgument("axis of the iterator: expected a dimension of {} (0 to {}), found {}",
            graph::toString(inputs[0].dims, inputs.symbolNames), rank - 1, params.axis);
    }
    Shape dims = inputs[0].dims;
    dims.erase(dims.begin() + params.axis);
    return std::vector<ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

graph::Result<std::vector<ValueSpec>> LoopOutputOp::infer(graph::InferenceInputs const& inputs) const
{
    if (inputs.size() < 1 || inputs.size() > 3 || !inputs.has(0))
    {
        return base::invalidArgument(
            "inputs: expected a value of the loop and optionally a length, found {}", inputs.size());
    }
    if (params.output == LoopOutput::kLAST_VALUE)
    {
        return std::vector<ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
    }
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (params.axis < 0 || params.axis > rank)
    {
        return base::invalidArgument("axis of the loop output: expected 0 to {}, found {}", rank, params.axis);
    }
    Dim length;
    if (inputs.has(1))
    {
        TENON_ASSIGN(length, oneShapeValue(inputs, 1, "length of the loop output"));
    }
    else if (inputs.has(2))
    {
        TENON_ASSIGN(Dim const bound, oneShapeValue(inputs, 2, "bound of the loop output's length"));
        length = inputs.declareSize ? inputs.declareSize(0, bound, bound) : bound;
    }
    else
    {
        return base::invalidArgument(
            "length of the loop output: expected input 1 to say how many slices there are, found none; call "
            "ILoopOutputLayer::setInput(1, …)");
    }
    Shape dims = inputs[0].dims;
    dims.insert(dims.begin() + params.axis, length);
    return std::vector<ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> RecurrenceOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> RecurrenceOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> TripLimitOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> TripLimitOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> IteratorOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> IteratorOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> LoopOutputOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> LoopOutputOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

} // namespace tenon::ops

#include "ops/loop/loop.h"

#include "ops/common/body/body_shapes.h"
#include "ops/common/body/boundary.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Shape;
using graph::TensorRange;
using graph::ValueSpec;
using nvinfer1::LoopOutput;

void LoopParams::addInput(LoopInput const& input)
{
    inputs.insert(
        inputs.end(), {static_cast<int64_t>(input.kind), input.input, input.axis, input.reverse ? 1 : 0, input.next});
}

void LoopParams::addResult(LoopResult const& result)
{
    results.insert(results.end(),
        {static_cast<int64_t>(result.kind), result.source, result.axis, result.length, result.isBound ? 1 : 0});
}

LoopInput LoopParams::input(size_t index) const
{
    int64_t const* const at = inputs.data() + index * 5;
    return {static_cast<LoopInput::Kind>(at[0]), at[1], at[2], at[3] != 0, at[4]};
}

LoopResult LoopParams::result(size_t index) const
{
    int64_t const* const at = results.data() + index * 5;
    return {static_cast<LoopOutput>(at[0]), at[1], at[2], at[3], at[4] != 0};
}

namespace
{

bool inRange(int64_t value, size_t count)
{
    return value >= 0 && static_cast<uint64_t>(value) < count;
}

//! Parameters may come from a plan that somebody made up.
base::Status checkLoop(LoopParams const& params, graph::Graph const& body, size_t inputCount)
{
    auto const broken = [](std::string_view what) {
        return base::invalidArgument("loop: expected {} that exist, found others", what);
    };
    if (params.inputs.size() % 5 != 0 || params.inputCount() != body.inputs().size())
    {
        return base::invalidArgument("loop: expected a source of each of the body's {} inputs, found {}",
            body.inputs().size(), params.inputCount());
    }
    for (size_t i = 0; i < params.inputCount(); ++i)
    {
        LoopInput const input = params.input(i);
        bool const known = input.kind >= LoopInput::Kind::kINVARIANT && input.kind <= LoopInput::Kind::kCARRIED;
        bool const next = input.kind != LoopInput::Kind::kCARRIED || inRange(input.next, body.outputs().size());
        if (!known || !next || !inRange(input.input, inputCount))
        {
            return broken("inputs of the body");
        }
    }
    for (size_t i = 0; i < params.resultCount(); ++i)
    {
        LoopResult const result = params.result(i);
        bool const last = result.kind == LoopOutput::kLAST_VALUE;
        bool const source = inRange(result.source, last ? body.inputs().size() : body.outputs().size());
        bool const carried =
            !last || (source && params.input(static_cast<size_t>(result.source)).kind == LoopInput::Kind::kCARRIED);
        if (!source || !carried || (!last && !inRange(result.length, inputCount)))
        {
            return broken("results of the body");
        }
    }
    if (params.results.size() % 5 != 0 || (params.countInput != -1 && !inRange(params.countInput, inputCount))
        || (params.conditionOutput != -1 && !inRange(params.conditionOutput, body.outputs().size())))
    {
        return broken("limits");
    }
    if (params.countInput == -1 && params.conditionOutput == -1)
    {
        return base::invalidArgument("loop: expected a trip limit, found none; call ILoop::addTripLimit");
    }
    return {};
}

//! What the body's inputs are, seen from outside.
base::Result<std::vector<ValueSpec>> bodyInputs(
    LoopParams const& params, graph::Graph const& body, graph::InferenceInputs const& inputs)
{
    std::vector<ValueSpec> specs;
    for (size_t i = 0; i < params.inputCount(); ++i)
    {
        LoopInput const from = params.input(i);
        ValueSpec spec = inputs[static_cast<size_t>(from.input)];
        if (from.kind == LoopInput::Kind::kITERATED)
        {
            if (!inRange(from.axis, spec.dims.size()))
            {
                return base::invalidArgument("axis of an iterator: expected a dimension of {}, found {}",
                    graph::toString(spec.dims, inputs.symbolNames), from.axis);
            }
            spec.dims.erase(spec.dims.begin() + from.axis);
        }
        if (from.kind != LoopInput::Kind::kINVARIANT)
        {
            spec.values.reset();
        }
        TENON_CHECK(checkBodyInput(body, i, spec, inputs.symbolNames));
        specs.push_back(std::move(spec));
    }
    return specs;
}

//! A carried value that is computed keeps type and shape.
base::Status checkCarried(LoopParams const& params, graph::Graph const& body)
{
    for (size_t i = 0; i < params.inputCount(); ++i)
    {
        LoopInput const from = params.input(i);
        if (from.kind != LoopInput::Kind::kCARRIED)
        {
            continue;
        }
        graph::Tensor const& before = *body.inputs()[i];
        graph::Tensor const& after = *body.outputs()[static_cast<size_t>(from.next)];
        bool fits = before.type == after.type && before.dims.size() == after.dims.size();
        for (size_t d = 0; fits && d < before.dims.size(); ++d)
        {
            fits = !before.dims[d]->isConstant() || !after.dims[d]->isConstant()
                || before.dims[d]->value() == after.dims[d]->value();
        }
        if (!fits)
        {
            auto const names = body.symbolNames();
            return base::invalidArgument(
                "recurrence \"{}\": expected what an iteration hands on to keep type and shape, {} of {}, found {} of {} (\"{}\")",
                before.name, graph::toString(before.dims, names), base::name(before.type),
                graph::toString(after.dims, names), base::name(after.type), after.name);
        }
    }
    if (params.conditionOutput != -1)
    {
        graph::Tensor const& condition = *body.outputs()[static_cast<size_t>(params.conditionOutput)];
        if (condition.type != DataType::kBOOL || !graph::isConstant(condition.dims)
            || base::volumeUnchecked(graph::toDims(condition.dims)) != 1)
        {
            return base::invalidArgument("condition of the loop: expected one boolean, found {} of {}",
                graph::toString(condition.dims, body.symbolNames()), base::name(condition.type));
        }
    }
    return {};
}

//! A dimension of the body as seen from outside. One that an iteration decides is known where a carried value has it too: those keep their
//! shapes.
std::optional<Dim> outsideOf(
    Dim const& dim, std::span<std::optional<Dim> const> outer, LoopParams const& params, graph::Graph const& body)
{
    if (auto known = substitute(dim, outer))
    {
        return known;
    }
    for (size_t i = 0; i < params.inputCount(); ++i)
    {
        LoopInput const from = params.input(i);
        if (from.kind != LoopInput::Kind::kCARRIED)
        {
            continue;
        }
        Shape const& after = body.outputs()[static_cast<size_t>(from.next)]->dims;
        for (size_t d = 0; d < after.size(); ++d)
        {
            if (graph::equal(after[d], dim))
            {
                return substitute(body.inputs()[i]->dims[d], outer);
            }
        }
    }
    return std::nullopt;
}

} // namespace

bool LoopOp::isPure() const
{
    return std::all_of(
        body->ops().begin(), body->ops().end(), [](auto const& op) { return op->isPure() && !op->hasFixedBoundary(); });
}

graph::Result<graph::OpRecord> LoopOp::record() const
{
    TENON_ASSIGN(graph::OpRecord record, (graph::BuiltinOp<LoopOp, LoopParams>::record()));
    record.bodies = {body};
    return record;
}

graph::Result<std::unique_ptr<graph::Op>> LoopOp::copy() const
{
    TENON_ASSIGN(auto twin, (graph::BuiltinOp<LoopOp, LoopParams>::copy()));
    TENON_ASSIGN(graph::Graph bodyTwin, body->copy());
    static_cast<LoopOp&>(*twin).body = std::make_shared<graph::Graph>(std::move(bodyTwin));
    return twin;
}

graph::Result<std::unique_ptr<graph::Op>> LoopOp::fromRecord(graph::OpRecord const& record)
{
    if (record.bodies.size() != 1 || record.bodies[0] == nullptr)
    {
        return base::invalidArgument("loop: expected one body, found {}", record.bodies.size());
    }
    TENON_ASSIGN(auto made, (graph::BuiltinOp<LoopOp, LoopParams>::fromRecord(record)));
    static_cast<LoopOp&>(*made).body = record.bodies[0];
    return made;
}

graph::Result<std::vector<ValueSpec>> LoopOp::infer(graph::InferenceInputs const& inputs) const
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("input {}: expected a tensor, found none", i);
        }
    }
    TENON_CHECK(checkLoop(params, *body, inputs.size()));
    TENON_CHECK(body->inferAll().withNote("in the body of the loop"));
    TENON_CHECK(checkCarried(params, *body));
    if (params.countInput != -1)
    {
        TENON_CHECK(expectType(
            "trip limit", inputs[static_cast<size_t>(params.countInput)].type, {DataType::kINT32, DataType::kINT64}));
    }
    TENON_ASSIGN(std::vector<ValueSpec> const specs, bodyInputs(params, *body, inputs));
    auto const outer = outerDims(*body, specs);
    std::vector<ValueSpec> outputs;
    for (size_t i = 0; i < params.resultCount(); ++i)
    {
        LoopResult const result = params.result(i);
        if (result.kind == LoopOutput::kLAST_VALUE)
        {
            outputs.push_back(specs[static_cast<size_t>(result.source)]);
            continue;
        }
        graph::Tensor const& slice = *body->outputs()[static_cast<size_t>(result.source)];
        Shape dims;
        for (Dim const& dim : slice.dims)
        {
            auto const outside = outsideOf(dim, outer, params, *body);
            if (!outside)
            {
                return base::invalidArgument(
                    "loop output of \"{}\": expected slices of one shape, found {}, which an iteration decides",
                    slice.name, graph::toString(slice.dims, body->symbolNames()));
            }
            dims.push_back(*outside);
        }
        if (result.axis < 0 || result.axis > static_cast<int64_t>(dims.size()))
        {
            return base::invalidArgument(
                "axis of the loop output: expected 0 to {}, found {}", dims.size(), result.axis);
        }
        TENON_ASSIGN(
            Dim length, oneShapeValue(inputs, static_cast<size_t>(result.length), "length of the loop output"));
        length = graph::max(length, graph::constant(0));
        if (result.isBound && inputs.declareSize)
        {
            length = inputs.declareSize(static_cast<int32_t>(i), length, length);
        }
        dims.insert(dims.begin() + result.axis, length);
        outputs.push_back({slice.type, std::move(dims), std::nullopt});
    }
    return outputs;
}

graph::Result<graph::CandidateList> LoopOp::candidates(graph::CandidateQuery const& query)
{
    return networkTypeCandidate(query, "body_on_cpu");
}

namespace
{

//! By profile, the ranges of the body's inputs.
std::vector<std::vector<TensorRange>> loopBodyRanges(LoopParams const& params, graph::KernelRequest const& request)
{
    std::vector<std::vector<TensorRange>> all;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        std::vector<TensorRange>& ranges = all.emplace_back();
        for (size_t i = 0; i < params.inputCount(); ++i)
        {
            LoopInput const from = params.input(i);
            TensorRange range = profile.inputs[static_cast<size_t>(from.input)];
            if (from.kind == LoopInput::Kind::kITERATED)
            {
                for (base::Dims* const dims : {&range.dims, &range.min, &range.opt, &range.max})
                {
                    std::copy(dims->d + from.axis + 1, dims->d + dims->nbDims, dims->d + from.axis);
                    --dims->nbDims;
                }
            }
            ranges.push_back(range);
        }
    }
    return all;
}

} // namespace

base::Status LoopOp::commit(graph::KernelRequest const& request)
{
    return BodyProgram::commit(*body, loopBodyRanges(params, request));
}

graph::Result<std::unique_ptr<graph::Kernel>> LoopOp::makeKernel(graph::KernelRequest const& request) const
{
    graph::Tensor const* const condition =
        params.conditionOutput == -1 ? nullptr : body->outputs()[static_cast<size_t>(params.conditionOutput)];
    TENON_ASSIGN(auto program, BodyProgram::make(body, loopBodyRanges(params, request), request.phase, condition));
    return makeLoopKernel(params, std::move(program));
}

} // namespace tenon::ops

#include "ops/conditional/conditional.h"

#include "ops/common/body/body_shapes.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <algorithm>
#include <array>
#include <map>

namespace tenon::ops
{

using graph::Dim;
using graph::TensorRange;
using graph::ValueSpec;

graph::Result<ValueSpec> eitherOf(
    ValueSpec const& a, ValueSpec const& b, int32_t index, graph::InferenceInputs const& inputs)
{
    if (a.type != b.type || a.dims.size() != b.dims.size())
    {
        return base::invalidArgument(
            "output {}: expected both branches to give one type and rank, found {} of {} and {} of {}", index,
            graph::toString(a.dims, inputs.symbolNames), base::name(a.type),
            graph::toString(b.dims, inputs.symbolNames), base::name(b.type));
    }
    ValueSpec either{a.type, a.dims, std::nullopt};
    for (size_t d = 0; d < a.dims.size(); ++d)
    {
        if (!graph::equal(a.dims[d], b.dims[d]))
        {
            Dim const upper = graph::max(a.dims[d], b.dims[d]);
            either.dims[d] = inputs.declareSize
                ? inputs.declareSize(index * base::kMaxDims + static_cast<int32_t>(d), upper, upper)
                : upper;
        }
    }
    return either;
}

namespace
{

bool allWithin(std::vector<int64_t> const& list, size_t count)
{
    return std::all_of(
        list.begin(), list.end(), [&](int64_t each) { return each >= 0 && static_cast<uint64_t>(each) < count; });
}

//! Parameters may come from a plan that somebody made up.
base::Status checkBranch(IfParams const& params, graph::Graph const& body, size_t branch, size_t inputCount)
{
    bool const fits = params.inputsOf(branch).size() == body.inputs().size()
        && params.outputsOf(branch).size() == params.thenOutputs.size()
        && allWithin(params.inputsOf(branch), inputCount) && allWithin(params.outputsOf(branch), body.outputs().size());
    if (!fits)
    {
        return base::invalidArgument(
            "conditional: expected branch {} to use inputs and outputs that exist, found others", branch);
    }
    return {};
}

//! The branch's outputs in the order of the conditional's, as seen from outside.
base::Result<std::vector<ValueSpec>> branchOutputs(
    IfParams const& params, graph::Graph& body, size_t branch, graph::InferenceInputs const& inputs)
{
    TENON_CHECK(body.inferAll().withNote("in branch {} of the conditional", branch));
    std::vector<ValueSpec> specs;
    for (size_t i = 0; i < params.inputsOf(branch).size(); ++i)
    {
        specs.push_back(inputs[static_cast<size_t>(params.inputsOf(branch)[i])]);
        TENON_CHECK(checkBodyInput(body, i, specs.back(), inputs.symbolNames));
    }
    auto const outer = outerDims(body, specs);
    // What depends on data inside is bounded outside.
    auto known = outer;
    TENON_ASSIGN(std::vector<graph::Op*> const order, body.sorted());
    for (graph::Op const* const op : order)
    {
        for (graph::SizeSymbol const& size : op->sizes)
        {
            known[static_cast<size_t>(size.symbol)] = substitute(size.upper, known);
        }
    }
    std::vector<ValueSpec> outputs;
    for (size_t o = 0; o < params.outputsOf(branch).size(); ++o)
    {
        graph::Tensor const& tensor = *body.outputs()[static_cast<size_t>(params.outputsOf(branch)[o])];
        ValueSpec spec{tensor.type, {}, std::nullopt};
        for (size_t d = 0; d < tensor.dims.size(); ++d)
        {
            auto outside = substitute(tensor.dims[d], outer);
            auto const bound = outside ? outside : substitute(tensor.dims[d], known);
            if (!bound)
            {
                return base::invalidArgument(
                    "output {} of branch {}: expected dimension {} to have a bound outside of the branch, found {}", o,
                    branch, d, graph::toString(tensor.dims, body.symbolNames()));
            }
            if (!outside)
            {
                outside = inputs.declareSize ? inputs.declareSize(
                              static_cast<int32_t>(o) * base::kMaxDims + static_cast<int32_t>(d), *bound, *bound)
                                             : *bound;
            }
            spec.dims.push_back(*outside);
        }
        outputs.push_back(std::move(spec));
    }
    return outputs;
}

} // namespace

bool IfOp::isPure() const
{
    return std::all_of(std::begin(branches), std::end(branches), [](auto const& body) {
        return std::all_of(body->ops().begin(), body->ops().end(),
            [](auto const& op) { return op->isPure() && !op->hasFixedBoundary(); });
    });
}

graph::Result<graph::OpRecord> IfOp::record() const
{
    TENON_ASSIGN(graph::OpRecord record, (graph::BuiltinOp<IfOp, IfParams>::record()));
    record.bodies = bodies();
    return record;
}

graph::Result<std::unique_ptr<graph::Op>> IfOp::copy() const
{
    TENON_ASSIGN(auto twin, (graph::BuiltinOp<IfOp, IfParams>::copy()));
    for (size_t b = 0; b < 2; ++b)
    {
        TENON_ASSIGN(graph::Graph bodyTwin, branches[b]->copy());
        static_cast<IfOp&>(*twin).branches[b] = std::make_shared<graph::Graph>(std::move(bodyTwin));
    }
    return twin;
}

graph::Result<std::unique_ptr<graph::Op>> IfOp::fromRecord(graph::OpRecord const& record)
{
    if (record.bodies.size() != 2 || record.bodies[0] == nullptr || record.bodies[1] == nullptr)
    {
        return base::invalidArgument("conditional: expected two branches, found {}", record.bodies.size());
    }
    TENON_ASSIGN(auto made, (graph::BuiltinOp<IfOp, IfParams>::fromRecord(record)));
    std::copy(record.bodies.begin(), record.bodies.end(), static_cast<IfOp&>(*made).branches);
    return made;
}

graph::Result<std::vector<ValueSpec>> IfOp::infer(graph::InferenceInputs const& inputs) const
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("input {}: expected a tensor, found none", i);
        }
    }
    if (inputs.size() == 0)
    {
        return base::invalidArgument("condition: expected one boolean, found none; call IIfConditional::setCondition");
    }
    TENON_CHECK(expectType("condition", inputs[0].type, {base::DataType::kBOOL}));
    std::vector<ValueSpec> sides[2];
    // One declaration a dimension: both branches may ask for it.
    std::map<int32_t, Dim> declared;
    graph::InferenceInputs shared = inputs;
    if (inputs.declareSize)
    {
        shared.declareSize = [&](int32_t index, Dim, Dim upper) {
            declared[index] = upper;
            return upper;
        };
    }
    for (size_t b = 0; b < 2; ++b)
    {
        TENON_CHECK(checkBranch(params, *branches[b], b, inputs.size()));
        TENON_ASSIGN(sides[b], branchOutputs(params, *branches[b], b, shared));
    }
    std::vector<ValueSpec> outputs;
    for (size_t o = 0; o < params.thenOutputs.size(); ++o)
    {
        graph::InferenceInputs without = inputs;
        without.declareSize = nullptr;
        TENON_ASSIGN(ValueSpec either, eitherOf(sides[0][o], sides[1][o], static_cast<int32_t>(o), without));
        for (size_t d = 0; d < either.dims.size() && inputs.declareSize; ++d)
        {
            auto const index = static_cast<int32_t>(o) * base::kMaxDims + static_cast<int32_t>(d);
            if (declared.count(index) != 0 || !graph::equal(sides[0][o].dims[d], sides[1][o].dims[d]))
            {
                either.dims[d] = inputs.declareSize(index, either.dims[d], either.dims[d]);
            }
        }
        outputs.push_back(std::move(either));
    }
    return outputs;
}

graph::Result<graph::CandidateList> IfOp::candidates(graph::CandidateQuery const& query)
{
    return networkTypeCandidate(query, "branches_on_cpu");
}

namespace
{

std::vector<std::vector<TensorRange>> branchRanges(
    IfParams const& params, size_t branch, graph::KernelRequest const& request)
{
    std::vector<std::vector<TensorRange>> all;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        std::vector<TensorRange>& ranges = all.emplace_back();
        for (int64_t const input : params.inputsOf(branch))
        {
            ranges.push_back(profile.inputs[static_cast<size_t>(input)]);
        }
    }
    return all;
}

} // namespace

base::Status IfOp::commit(graph::KernelRequest const& request)
{
    for (size_t b = 0; b < 2; ++b)
    {
        TENON_CHECK(BodyProgram::commit(*branches[b], branchRanges(params, b, request)));
    }
    return {};
}

graph::Result<std::unique_ptr<graph::Kernel>> IfOp::makeKernel(graph::KernelRequest const& request) const
{
    std::array<std::shared_ptr<BodyProgram const>, 2> programs;
    for (size_t b = 0; b < 2; ++b)
    {
        TENON_ASSIGN(
            programs[b], BodyProgram::make(branches[b], branchRanges(params, b, request), request.phase, nullptr));
    }
    std::vector<std::pair<size_t, size_t>> declared;
    for (graph::SizeSymbol const& size : sizes)
    {
        declared.emplace_back(
            static_cast<size_t>(size.index / base::kMaxDims), static_cast<size_t>(size.index % base::kMaxDims));
    }
    return makeIfKernel(params, std::move(programs), declared);
}

} // namespace tenon::ops

#include "ops/common/body/body_program.h"

#include "ops/common/body/body_shapes.h"

#include <algorithm>
#include <unordered_set>

namespace tenon::ops
{
namespace
{

using base::TensorFormat;
using graph::Dim;
using graph::Tensor;
using graph::TensorRange;

//! Larger ones are bounds that nothing tells: kernels are made anew where such a tensor turns out larger than expected.
constexpr int64_t kMaxPlannedSize = int64_t{1} << 31;

std::vector<Tensor*> presentInputs(graph::Op const& op)
{
    std::vector<Tensor*> there;
    std::copy_if(op.inputs.begin(), op.inputs.end(), std::back_inserter(there),
        [](Tensor const* tensor) { return tensor != nullptr; });
    return there;
}

//! The candidate whose types are the network's own, all linear.
Result<graph::Candidate> linearCandidate(graph::Op& op)
{
    std::vector<Tensor*> const inputs = presentInputs(op);
    graph::CandidateQuery query;
    query.device = &devices::cpuDevice();
    query.stronglyTyped = true;
    for (Tensor const* const input : inputs)
    {
        query.inputTypes.push_back(input->type);
    }
    for (Tensor const* const output : op.outputs)
    {
        query.outputTypes.push_back(output->type);
    }
    TENON_ASSIGN(graph::CandidateList list, op.candidates(query).withNote("in layer {}", op.label()));
    auto const fits = [](std::vector<Tensor*> const& tensors, std::vector<graph::TypeFormat> const& offered) {
        return std::equal(tensors.begin(), tensors.end(), offered.begin(), offered.end(),
            [](Tensor const* tensor, graph::TypeFormat as) {
                return as == graph::TypeFormat{tensor->type, TensorFormat::kLINEAR};
            });
    };
    for (graph::Candidate& candidate : list.accepted)
    {
        if (candidate.device == devices::DeviceKind::kCPU && fits(inputs, candidate.inputs)
            && fits(op.outputs, candidate.outputs))
        {
            return std::move(candidate);
        }
    }
    base::Error failure = base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "{}: expected an implementation on the CPU with the network's types and linear formats, as layers inside loops and conditionals run, "
        "found none",
        op.label());
    for (graph::Reason const& reason : list.refused)
    {
        failure.notes.push_back(fmt::format("{}: {}", reason.implementation, reason.why));
    }
    return failure;
}

//! Bounds of the body's symbols in one profile.
struct SymbolRanges
{
    std::vector<graph::Range> ranges;
    std::vector<int64_t> optima;
};

SymbolRanges rangesOf(
    graph::Graph const& body, std::vector<TensorRange> const& inputs, std::vector<graph::Op*> const& order)
{
    SymbolRanges found;
    found.ranges.assign(body.symbols().size(), {INT32_MIN, INT32_MAX});
    found.optima.assign(body.symbols().size(), 1);
    for (BodySymbol const& each : bodySymbols(body))
    {
        if (!each.isValue)
        {
            TensorRange const& range = inputs[static_cast<size_t>(each.input)];
            found.ranges[static_cast<size_t>(each.symbol)] = {range.min.d[each.place], range.max.d[each.place]};
            found.optima[static_cast<size_t>(each.symbol)] = range.opt.d[each.place];
        }
    }
    for (graph::Op const* const op : order)
    {
        for (graph::SizeSymbol const& size : op->sizes)
        {
            int64_t const upper = std::max<int64_t>(graph::bounds(size.upper, found.ranges).max, 0);
            found.ranges[static_cast<size_t>(size.symbol)] = {0, upper};
            auto const expected = graph::evaluate(size.expected, found.optima);
            found.optima[static_cast<size_t>(size.symbol)] =
                expected.ok() ? std::clamp<int64_t>(*expected, 0, upper) : upper;
        }
    }
    return found;
}

//! By tensor; sizes without a bound are those at the optimum.
std::vector<TensorRange> tensorRanges(graph::Graph const& body, SymbolRanges const& symbols)
{
    std::vector<TensorRange> all;
    for (auto const& tensor : body.tensors())
    {
        TensorRange one{
            tensor->type, TensorFormat::kLINEAR, graph::toDims(tensor->dims), {}, {}, {}, graph::scaleOf(*tensor)};
        one.min.nbDims = one.opt.nbDims = one.max.nbDims = one.dims.nbDims;
        for (int32_t d = 0; d < one.dims.nbDims; ++d)
        {
            Dim const& dim = tensor->dims[static_cast<size_t>(d)];
            graph::Range const range = graph::bounds(dim, symbols.ranges);
            auto const opt = graph::evaluate(dim, symbols.optima);
            one.opt.d[d] = opt.ok() && *opt >= 0 ? *opt : 1;
            one.min.d[d] = std::clamp<int64_t>(range.min, 0, one.opt.d[d]);
            one.max.d[d] = range.max > kMaxPlannedSize ? one.opt.d[d] : std::max(range.max, one.opt.d[d]);
        }
        all.push_back(one);
    }
    // A product of sizes that are each possible may still be more than memory has.
    for (TensorRange& one : all)
    {
        auto const volume = base::volume(one.max);
        if (!volume.ok() || *volume > (int64_t{1} << 40))
        {
            one.max = one.opt;
        }
    }
    return all;
}

std::vector<graph::ProfileRanges> requestRanges(
    BodyStep const& step, std::vector<std::vector<TensorRange>> const& tensors)
{
    std::vector<graph::ProfileRanges> profiles;
    for (auto const& ranges : tensors)
    {
        graph::ProfileRanges& one = profiles.emplace_back();
        for (int32_t const input : step.inputs)
        {
            one.inputs.push_back(ranges[static_cast<size_t>(input)]);
        }
        for (int32_t const output : step.outputs)
        {
            one.outputs.push_back(ranges[static_cast<size_t>(output)]);
        }
    }
    return profiles;
}

BodyStep stepOf(graph::Op& op)
{
    BodyStep step;
    step.op = &op;
    for (Tensor const* const input : presentInputs(op))
    {
        step.inputs.push_back(input->id);
    }
    for (Tensor const* const output : op.outputs)
    {
        step.outputs.push_back(output->id);
    }
    return step;
}

std::vector<std::vector<TensorRange>> profileRanges(
    graph::Graph const& body, std::vector<std::vector<TensorRange>> const& inputs, std::vector<graph::Op*> const& order)
{
    std::vector<std::vector<TensorRange>> all;
    for (auto const& profile : inputs)
    {
        all.push_back(tensorRanges(body, rangesOf(body, profile, order)));
    }
    return all;
}

} // namespace

Result<std::shared_ptr<BodyProgram const>> BodyProgram::make(std::shared_ptr<graph::Graph> body,
    std::vector<std::vector<TensorRange>> const& inputs, graph::Phase phase, Tensor const* first)
{
    auto program = std::make_shared<BodyProgram>();
    program->body_ = std::move(body);
    program->body_->compact();
    TENON_CHECK(program->body_->inferAll());
    for (auto const& tensor : program->body_->tensors())
    {
        std::vector<int32_t>& places = program->places_.emplace_back();
        for (Dim const& dim : tensor->dims)
        {
            places.push_back(program->dims_.add(dim));
        }
    }
    TENON_CHECK(program->placeConstants());
    TENON_CHECK(program->orderSteps(first));
    TENON_CHECK(program->makeKernels(inputs, phase));
    program->shareMemory();
    return std::shared_ptr<BodyProgram const>(std::move(program));
}

Status BodyProgram::commit(graph::Graph& body, std::vector<std::vector<TensorRange>> const& inputs)
{
    body.compact();
    TENON_ASSIGN(std::vector<graph::Op*> const order, body.sorted());
    auto const tensors = profileRanges(body, inputs, order);
    for (graph::Op* const op : order)
    {
        BodyStep const step = stepOf(*op);
        TENON_ASSIGN(graph::Candidate candidate, linearCandidate(*op));
        TENON_CHECK(op->commit({&devices::cpuDevice(), std::move(candidate), graph::Phase::kBUILD,
                                   requestRanges(step, tensors), nullptr})
                        .withNote("in layer {}", op->label()));
    }
    return {};
}

Status BodyProgram::placeConstants()
{
    constants_.assign(body_->tensors().size(), nullptr);
    for (auto const& tensor : body_->tensors())
    {
        if (!tensor->constant)
        {
            continue;
        }
        graph::ConstantData const& data = *tensor->constant;
        void const* address = data.data;
        if (address == nullptr || reinterpret_cast<uintptr_t>(address) % 64 != 0)
        {
            TENON_ASSIGN(devices::Buffer copy, devices::cpuDevice().allocate(data.bytes()));
            TENON_CHECK(devices::cpuDevice().copy(copy.data(), data.data, data.bytes(), nullptr));
            address = copy.data();
            ownedConstants_.push_back(std::move(copy));
        }
        constants_[static_cast<size_t>(tensor->id)] = address;
    }
    return {};
}

Status BodyProgram::orderSteps(Tensor const* first)
{
    TENON_ASSIGN(std::vector<graph::Op*> order, body_->sorted());
    std::unordered_set<graph::Op const*> early;
    std::vector<Tensor const*> stack{first};
    while (!stack.empty())
    {
        Tensor const* const tensor = stack.back();
        stack.pop_back();
        if (tensor != nullptr && tensor->producer != nullptr && early.insert(tensor->producer).second)
        {
            stack.insert(stack.end(), tensor->producer->inputs.begin(), tensor->producer->inputs.end());
        }
    }
    std::stable_partition(order.begin(), order.end(), [&](graph::Op const* op) { return early.count(op) != 0; });
    firstSteps_ = early.size();
    for (graph::Op* const op : order)
    {
        steps_.push_back(stepOf(*op));
    }
    return {};
}

Status BodyProgram::makeKernels(std::vector<std::vector<TensorRange>> const& inputs, graph::Phase phase)
{
    std::vector<graph::Op*> order;
    for (BodyStep const& step : steps_)
    {
        order.push_back(step.op);
    }
    auto const tensors = profileRanges(*body_, inputs, order);
    for (BodyStep& step : steps_)
    {
        TENON_ASSIGN(step.candidate, linearCandidate(*step.op));
        step.made = requestRanges(step, tensors);
        TENON_ASSIGN(step.kernel,
            step.op->makeKernel({&devices::cpuDevice(), step.candidate, phase, step.made, nullptr})
                .withNote("in layer {}", step.op->label()));
    }
    return {};
}

Result<std::unique_ptr<graph::Kernel>> BodyProgram::remake(
    BodyStep const& step, graph::ProfileRanges const& shapes) const
{
    return step.op->makeKernel({&devices::cpuDevice(), step.candidate, graph::Phase::kLOAD, {shapes}, nullptr})
        .withNote("in layer {}", step.op->label());
}

//! Like registers: memory is free again once the last user of what lies there has run. Outputs live to the end.
void BodyProgram::shareMemory()
{
    memoryOf_.assign(body_->tensors().size(), -1);
    std::vector<size_t> lastUse(body_->tensors().size(), 0);
    for (size_t s = 0; s < steps_.size(); ++s)
    {
        for (int32_t const input : steps_[s].inputs)
        {
            lastUse[static_cast<size_t>(input)] = s;
        }
        for (int32_t const output : steps_[s].outputs)
        {
            lastUse[static_cast<size_t>(output)] = s;
        }
    }
    for (Tensor const* const output : body_->outputs())
    {
        lastUse[static_cast<size_t>(output->id)] = SIZE_MAX;
    }
    std::vector<int32_t> free;
    std::vector<std::vector<int32_t>> ends(steps_.size());
    for (size_t s = 0; s < steps_.size(); ++s)
    {
        for (int32_t const output : steps_[s].outputs)
        {
            int32_t& memory = memoryOf_[static_cast<size_t>(output)];
            if (free.empty())
            {
                memory = memoryCount_++;
            }
            else
            {
                memory = free.back();
                free.pop_back();
            }
            size_t const last = lastUse[static_cast<size_t>(output)];
            if (last != SIZE_MAX)
            {
                ends[last].push_back(memory);
            }
        }
        free.insert(free.end(), ends[s].begin(), ends[s].end());
    }
}

} // namespace tenon::ops

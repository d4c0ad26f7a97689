#include "ops/common/body/body_run.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;

bool sameDims(Dims const& a, Dims const& b)
{
    return a.nbDims == b.nbDims && std::equal(a.d, a.d + a.nbDims, b.d);
}

int64_t valueAt(DataType type, void const* data, int32_t place)
{
    switch (type)
    {
    case DataType::kINT64: return static_cast<int64_t const*>(data)[place];
    case DataType::kINT32: return static_cast<int32_t const*>(data)[place];
    default: return static_cast<uint8_t const*>(data)[place];
    }
}

bool covers(graph::TensorRange const& range, Dims const& dims)
{
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        if (dims.d[d] > range.max.d[d])
        {
            return false;
        }
    }
    return true;
}

//! True if some profile was made for these shapes.
bool coversAll(std::vector<graph::ProfileRanges> const& made, std::vector<graph::TensorDesc> const& inputs,
    std::vector<graph::TensorDesc> const& outputs)
{
    auto const fits = [](std::vector<graph::TensorRange> const& ranges, std::vector<graph::TensorDesc> const& descs) {
        for (size_t i = 0; i < descs.size(); ++i)
        {
            if (!covers(ranges[i], descs[i].dims))
            {
                return false;
            }
        }
        return true;
    };
    return std::any_of(made.begin(), made.end(),
        [&](auto const& one) { return fits(one.inputs, inputs) && fits(one.outputs, outputs); });
}

graph::ProfileRanges rangesFor(
    std::vector<graph::TensorDesc> const& inputs, std::vector<graph::TensorDesc> const& outputs)
{
    graph::ProfileRanges ranges;
    auto const rangeOf = [](graph::TensorDesc const& desc) {
        // At least one of each, so that a kernel is not made for nothing.
        Dims most = desc.dims;
        std::for_each(most.d, most.d + most.nbDims, [](int64_t& size) { size = std::max<int64_t>(size, 1); });
        Dims open = desc.dims;
        std::fill(open.d, open.d + open.nbDims, -1);
        return graph::TensorRange{desc.type, desc.format, open, desc.dims, desc.dims, most, desc.scale};
    };
    std::transform(inputs.begin(), inputs.end(), std::back_inserter(ranges.inputs), rangeOf);
    std::transform(outputs.begin(), outputs.end(), std::back_inserter(ranges.outputs), rangeOf);
    return ranges;
}

} // namespace

Result<std::unique_ptr<BodyRun>> BodyRun::make(
    std::shared_ptr<BodyProgram const> program, graph::ContextResources const& resources)
{
    auto run = std::make_unique<BodyRun>();
    run->program_ = std::move(program);
    run->resources_ = resources;
    run->resources_.device = &devices::cpuDevice();
    BodyProgram const& shared = *run->program_;
    run->inputSymbols_ = bodySymbols(shared.body());
    run->readsValues_ = std::any_of(
        run->inputSymbols_.begin(), run->inputSymbols_.end(), [](BodySymbol const& each) { return each.isValue; });
    run->symbols_.assign(shared.body().symbols().size(), 0);
    run->addresses_ = shared.constants();
    run->placed_.assign(run->addresses_.size(), nullptr);
    run->memory_.resize(static_cast<size_t>(shared.memoryCount()));
    run->dims_.resize(run->addresses_.size());
    for (BodyStep const& step : shared.steps())
    {
        Call& call = run->calls_.emplace_back();
        TENON_ASSIGN(call.kernel, step.kernel->clone(run->resources_).withNote("in layer {}", step.op->label()));
        call.made = step.made;
        call.inputAddresses.resize(step.inputs.size());
        call.outputAddresses.resize(step.outputs.size());
        run->hasSizes_ = run->hasSizes_ || !step.op->sizes.empty();
    }
    return run;
}

Status BodyRun::setInputDims(std::span<Dims const> dims)
{
    graph::Graph const& body = program_->body();
    std::vector<int64_t> const before = symbols_;
    bound_.assign(symbols_.size(), 0);
    for (size_t i = 0; i < dims.size(); ++i)
    {
        graph::Tensor const& input = *body.inputs()[i];
        for (size_t d = 0; d < input.dims.size(); ++d)
        {
            graph::Dim const& dim = input.dims[d];
            bool const isSymbol = dim->kind() == graph::DimExpr::Kind::kSYMBOL;
            auto const symbol = static_cast<size_t>(isSymbol ? dim->value() : 0);
            bool const known = !isSymbol || bound_[symbol] != 0;
            int64_t const expected = isSymbol ? (known ? symbols_[symbol] : 0) : dim->value();
            if (known && expected != dims[i].d[d])
            {
                return base::invalidArgument("input \"{}\" of the body: expected dimension {} to be {}, found {}",
                    input.name, d, expected, dims[i].d[d]);
            }
            if (isSymbol)
            {
                symbols_[symbol] = dims[i].d[d];
                bound_[symbol] = 1;
            }
        }
    }
    isCurrent_ = isCurrent_ && before == symbols_;
    return {};
}

void BodyRun::placeOutput(size_t output, void* address)
{
    placed_[static_cast<size_t>(program_->body().outputs()[output]->id)] = address;
}

Status BodyRun::bindValues(std::span<void const* const> inputs)
{
    for (BodySymbol const& each : inputSymbols_)
    {
        if (each.isValue)
        {
            auto const input = static_cast<size_t>(each.input);
            int64_t const value = valueAt(program_->body().inputs()[input]->type, inputs[input], each.place);
            int64_t& known = symbols_[static_cast<size_t>(each.symbol)];
            isCurrent_ = isCurrent_ && known == value;
            known = value;
        }
    }
    return {};
}

Status BodyRun::evaluate()
{
    TENON_CHECK(program_->dims().run(symbols_, results_));
    auto const& places = program_->places();
    for (size_t t = 0; t < places.size(); ++t)
    {
        dims_[t].nbDims = static_cast<int32_t>(places[t].size());
        for (size_t d = 0; d < places[t].size(); ++d)
        {
            int64_t const size = results_[static_cast<size_t>(places[t][d])];
            if (size < 0)
            {
                return base::invalidArgument("tensor \"{}\": expected dimension {} of at least 0, found {}",
                    program_->body().tensors()[t]->name, d, size);
            }
            dims_[t].d[d] = size;
        }
    }
    for (Call& call : calls_)
    {
        call.isStale = true;
    }
    isCurrent_ = true;
    return {};
}

Status BodyRun::begin(std::span<void const* const> inputs)
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        addresses_[static_cast<size_t>(program_->body().inputs()[i]->id)] = inputs[i];
    }
    if (readsValues_)
    {
        TENON_CHECK(bindValues(inputs));
    }
    if (hasSizes_)
    {
        // Until the steps tell them, sizes are as large as they can be.
        for (BodyStep const& step : program_->steps())
        {
            for (graph::SizeSymbol const& size : step.op->sizes)
            {
                TENON_ASSIGN(symbols_[static_cast<size_t>(size.symbol)], graph::evaluate(size.upper, symbols_));
            }
        }
        isCurrent_ = false;
    }
    return isCurrent_ ? Status() : evaluate();
}

Status BodyRun::reserve(devices::Buffer& buffer, size_t bytes) const
{
    if (buffer.data() == nullptr || buffer.bytes() < bytes)
    {
        TENON_ASSIGN(buffer, devices::cpuDevice().allocate(bytes));
    }
    return {};
}

Status BodyRun::configure(size_t index)
{
    BodyStep const& step = program_->steps()[index];
    Call& call = calls_[index];
    bool changed = !call.isSet;
    auto const describe = [&](std::vector<int32_t> const& tensors, std::vector<graph::TensorDesc>& descs) {
        descs.resize(tensors.size());
        for (size_t i = 0; i < tensors.size(); ++i)
        {
            auto const id = static_cast<size_t>(tensors[i]);
            graph::Tensor const& tensor = *program_->body().tensors()[id];
            changed = changed || !sameDims(descs[i].dims, dims_[id]);
            descs[i] = {tensor.type, base::TensorFormat::kLINEAR, dims_[id], graph::scaleOf(tensor)};
        }
    };
    describe(step.inputs, call.inputs);
    describe(step.outputs, call.outputs);
    call.isStale = false;
    if (!changed)
    {
        return {};
    }
    if (!coversAll(call.made, call.inputs, call.outputs))
    {
        call.made = {rangesFor(call.inputs, call.outputs)};
        TENON_ASSIGN(auto const prototype, program_->remake(step, call.made.front()));
        TENON_ASSIGN(call.kernel, prototype->clone(resources_));
    }
    TENON_CHECK(call.kernel->setShapes(call.inputs, call.outputs).withNote("in layer {}", step.op->label()));
    call.isSet = true;
    call.workspaceBytes = std::max(call.kernel->workspaceBytes(), call.kernel->maxWorkspaceBytes());
    return {};
}

Status BodyRun::readSizes(size_t index)
{
    BodyStep const& step = program_->steps()[index];
    std::vector<int64_t> sizes(step.op->sizes.size(), 0);
    TENON_CHECK(calls_[index].kernel->readSizes(sizes, nullptr).withNote("in layer {}", step.op->label()));
    for (size_t i = 0; i < sizes.size(); ++i)
    {
        int64_t& known = symbols_[static_cast<size_t>(step.op->sizes[i].symbol)];
        if (sizes[i] < 0 || sizes[i] > known)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "{}: expected its run to tell size {} from 0 to {}, found {}", step.op->label(), i, known, sizes[i]);
        }
        known = sizes[i];
    }
    for (size_t later = index + 1; later < program_->steps().size(); ++later)
    {
        for (graph::SizeSymbol const& size : program_->steps()[later].op->sizes)
        {
            TENON_ASSIGN(symbols_[static_cast<size_t>(size.symbol)], graph::evaluate(size.upper, symbols_));
        }
    }
    return evaluate();
}

Status BodyRun::runSteps(size_t first, size_t end)
{
    for (size_t s = first; s < end; ++s)
    {
        BodyStep const& step = program_->steps()[s];
        Call& call = calls_[s];
        if (call.isStale)
        {
            TENON_CHECK(configure(s));
        }
        TENON_CHECK(reserve(workspace_, call.workspaceBytes));
        for (size_t i = 0; i < step.inputs.size(); ++i)
        {
            call.inputAddresses[i] = addresses_[static_cast<size_t>(step.inputs[i])];
        }
        for (size_t i = 0; i < step.outputs.size(); ++i)
        {
            auto const id = static_cast<size_t>(step.outputs[i]);
            void* address = step.op->sizes.empty() ? placed_[id] : nullptr;
            if (address == nullptr)
            {
                devices::Buffer& memory = memory_[static_cast<size_t>(program_->memoryOf()[id])];
                TENON_ASSIGN(int64_t const bytes,
                    base::bytesOf(call.outputs[i].dims, call.outputs[i].type, base::TensorFormat::kLINEAR));
                TENON_CHECK(reserve(memory, static_cast<size_t>(bytes)));
                address = memory.data();
            }
            addresses_[id] = address;
            call.outputAddresses[i] = address;
        }
        Status status =
            call.kernel->enqueue(call.inputAddresses.data(), call.outputAddresses.data(), workspace_.data(), nullptr);
        if (!status.ok())
        {
            return std::move(status).withNote("in layer {}", step.op->label());
        }
        if (!step.op->sizes.empty())
        {
            TENON_CHECK(readSizes(s));
        }
    }
    return {};
}

Dims const& BodyRun::outputDims(size_t output) const
{
    return dims_[static_cast<size_t>(program_->body().outputs()[output]->id)];
}

void const* BodyRun::outputAddress(size_t output) const
{
    return addresses_[static_cast<size_t>(program_->body().outputs()[output]->id)];
}

} // namespace tenon::ops

// Runs one operation as builder and context would, without either: candidates → kernel → clone → setShapes → enqueue, between
// guard bytes, into poisoned outputs and workspace. For tests and benchmarks of operations only.
#pragma once

#include "base/half.h"
#include "graph/graph.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

namespace tenon::ops::testing
{

using base::DataType;
using base::Dims;
using base::makeDims;
using base::Result;
using base::Status;
using base::TensorFormat;

//! A tensor with its values, row-major.
struct Array
{
    DataType type{DataType::kFLOAT};
    Dims dims{};
    std::vector<std::byte> bytes;

    int64_t count() const { return base::volumeUnchecked(dims); }
    template <typename T>
    T const* as() const
    {
        return reinterpret_cast<T const*>(bytes.data());
    }
    template <typename T>
    T* as()
    {
        return reinterpret_cast<T*>(bytes.data());
    }
    //! The element as double, whatever the type (bool: 0 or 1).
    double at(int64_t i) const
    {
        switch (type)
        {
        case DataType::kFLOAT: return as<float>()[i];
        case DataType::kHALF: return base::halfToFloat(as<uint16_t>()[i]);
        case DataType::kBF16: return base::bfloat16ToFloat(as<uint16_t>()[i]);
        case DataType::kINT32: return as<int32_t>()[i];
        case DataType::kINT64: return static_cast<double>(as<int64_t>()[i]);
        case DataType::kINT8: return as<int8_t>()[i];
        default: return as<uint8_t>()[i];
        }
    }
    void set(int64_t i, double value)
    {
        switch (type)
        {
        case DataType::kFLOAT: as<float>()[i] = static_cast<float>(value); break;
        case DataType::kHALF: as<uint16_t>()[i] = base::floatToHalf(static_cast<float>(value)); break;
        case DataType::kBF16: as<uint16_t>()[i] = base::floatToBfloat16(static_cast<float>(value)); break;
        case DataType::kINT32: as<int32_t>()[i] = static_cast<int32_t>(value); break;
        case DataType::kINT64: as<int64_t>()[i] = static_cast<int64_t>(value); break;
        case DataType::kINT8: as<int8_t>()[i] = static_cast<int8_t>(value); break;
        default: as<uint8_t>()[i] = static_cast<uint8_t>(value); break;
        }
    }
    std::vector<double> values() const
    {
        std::vector<double> all;
        for (int64_t i = 0; i < count(); ++i)
        {
            all.push_back(at(i));
        }
        return all;
    }
};

inline Array emptyArray(DataType type, Dims dims)
{
    Array made{type, dims, {}};
    made.bytes.resize(static_cast<size_t>(made.count()) * base::bytesOf(type));
    return made;
}

inline Array array(DataType type, std::initializer_list<int64_t> dims, std::vector<double> const& values)
{
    Array made = emptyArray(type, makeDims(dims));
    for (int64_t i = 0; i < made.count() && i < static_cast<int64_t>(values.size()); ++i)
    {
        made.set(i, values[i]);
    }
    return made;
}

inline Array floats(std::initializer_list<int64_t> dims, std::vector<double> const& values)
{
    return array(DataType::kFLOAT, dims, values);
}

//! Evenly distributed in [low, high); the same for the same seed.
inline Array randomFloats(Dims dims, uint32_t seed, float low = -1.0F, float high = 1.0F)
{
    std::mt19937 generator(seed);
    std::uniform_real_distribution<float> distribution(low, high);
    Array made = emptyArray(DataType::kFLOAT, dims);
    std::generate_n(made.as<float>(), made.count(), [&] { return distribution(generator); });
    return made;
}

inline Array convert(Array const& from, DataType type)
{
    if (from.type == type)
    {
        return from;
    }
    Array made = emptyArray(type, from.dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, from.at(i));
    }
    return made;
}

//! Weights that own a copy of the array's values.
inline graph::ConstantData weights(Array const& values)
{
    return graph::copyOf({values.type, values.count(), values.bytes.data(), nullptr});
}

//! A value of which inference knows type and dims; size −1 − i stands for symbol i.
inline graph::ValueSpec spec(DataType type, std::vector<int64_t> const& sizes)
{
    graph::ValueSpec made;
    made.type = type;
    for (int64_t const size : sizes)
    {
        made.dims.push_back(size < 0 ? graph::symbol(static_cast<int32_t>(-1 - size)) : graph::constant(size));
    }
    return made;
}

inline Result<std::vector<graph::ValueSpec>> infer(
    graph::Op const& op, std::vector<std::optional<graph::ValueSpec>> inputs, bool stronglyTyped = false)
{
    static std::vector<std::string> const names{"d0", "d1", "d2", "d3", "d4", "d5"};
    return op.infer({std::move(inputs), stronglyTyped, names});
}

//! The dims of output 0 as text ("d0x8x4x4"), or the error's message.
inline std::string inferredDims(graph::Op const& op, std::vector<std::optional<graph::ValueSpec>> inputs)
{
    static std::vector<std::string> const names{"d0", "d1", "d2", "d3", "d4", "d5"};
    auto const specs = infer(op, std::move(inputs));
    return specs.ok() ? graph::toString(specs->front().dims, names) : specs.error().message;
}

//! The same operation after a way through its record, as plans make it again.
template <typename OpType>
Result<std::unique_ptr<graph::Op>> throughRecord(OpType const& op)
{
    TENON_ASSIGN(graph::OpRecord const record, op.record());
    return OpType::fromRecord(record);
}

//! The device that tests and benchmarks of operations run on: TENON_DEVICE, else the CPU. Ends the program where it cannot be had: a test
//! that silently ran elsewhere would prove nothing.
inline devices::Device& testedDevice()
{
    static devices::Device& device = []() -> devices::Device& {
        char const* const wanted = std::getenv("TENON_DEVICE");
        if (wanted == nullptr || *wanted == '\0')
        {
            return devices::cpuDevice();
        }
        auto const named = devices::deviceNamed(wanted);
        if (!named.ok())
        {
            std::fprintf(stderr, "%s\n", named.error().text().c_str());
            std::exit(2);
        }
        return **named;
    }();
    return device;
}

inline bool testsRunOnCuda()
{
    return testedDevice().kind() == devices::DeviceKind::kCUDA;
}

//! At the start of a test whose kernel only the CPU has: elsewhere the builder runs such an operation on the host, or does not offer the format.
#define TENON_CPU_KERNEL_ONLY()                                                                                        \
    if (::tenon::ops::testing::testsRunOnCuda()) GTEST_SKIP() << "its kernel is the CPU's alone"

//! Memory of the tested device between guards, all of it filled with a pattern that is NaN in every floating type.
class GuardedBuffer
{
public:
    explicit GuardedBuffer(size_t bytes)
        : bytes_(bytes)
        , buffer_(std::move(testedDevice().allocate(bytes + 2 * kGuardBytes)).value())
    {
        poison();
    }

    //! On the device.
    std::byte* data() const { return static_cast<std::byte*>(buffer_.data()) + kGuardBytes; }
    size_t bytes() const { return bytes_; }

    void poison()
    {
        check(testedDevice().fill(buffer_.data(), kPattern, bytes_ + 2 * kGuardBytes, nullptr));
        check(testedDevice().synchronize(nullptr));
    }

    void write(std::vector<std::byte> const& values)
    {
        if (!values.empty())
        {
            check(testedDevice().copy(data(), values.data(), values.size(), nullptr));
            check(testedDevice().synchronize(nullptr));
        }
    }

    std::vector<std::byte> read() const
    {
        std::vector<std::byte> const all = readAll();
        return {all.begin() + kGuardBytes, all.end() - kGuardBytes};
    }

    bool intact() const
    {
        std::vector<std::byte> const all = readAll();
        auto const clean = [](std::byte byte) { return byte == static_cast<std::byte>(kPattern); };
        return std::all_of(all.begin(), all.begin() + kGuardBytes, clean)
            && std::all_of(all.end() - kGuardBytes, all.end(), clean);
    }

private:
    static constexpr size_t kGuardBytes = devices::kAlignmentBytes;
    static constexpr unsigned char kPattern = 0xFF;

    //! The device itself is not under test.
    static void check(Status const& status)
    {
        if (!status.ok())
        {
            std::fprintf(stderr, "%s\n", status.error().text().c_str());
            std::exit(2);
        }
    }

    std::vector<std::byte> readAll() const
    {
        std::vector<std::byte> all(bytes_ + 2 * kGuardBytes);
        check(testedDevice().copy(all.data(), buffer_.data(), all.size(), nullptr));
        check(testedDevice().synchronize(nullptr));
        return all;
    }

    size_t bytes_;
    devices::Buffer buffer_;
};

//! Shapes of one input over the runner's one profile.
struct InputRange
{
    DataType type{DataType::kFLOAT};
    Dims min{}, opt{}, max{};
    std::optional<Array> constant; //!< the input is a constant of the graph, with these values
};

inline InputRange fixedInput(Array const& example)
{
    return {example.type, example.dims, example.dims, example.dims, std::nullopt};
}

inline InputRange constantInput(Array const& values)
{
    return {values.type, values.dims, values.dims, values.dims, values};
}

struct RunnerOptions
{
    bool allowHalf{false};
    bool allowBfloat16{false};
    bool stronglyTyped{false};
    //! Takes the first accepted candidate for which this is true.
    std::function<bool(graph::Candidate const&)> choose = [](graph::Candidate const&) { return true; };
    std::optional<int64_t> tactic; //!< instead of the candidate's own
};

//! One clone of an operation's kernel, ready to run again and again. Runners made by another() share the engine's kernel and
//! may be used by different threads.
class OpRunner
{
public:
    //! `ranges` has nullopt for absent optional inputs.
    static Result<OpRunner> make(
        graph::Op const& original, std::vector<std::optional<InputRange>> ranges, RunnerOptions const& options = {})
    {
        auto shared = std::make_shared<Shared>();
        TENON_ASSIGN(shared->op, original.copy());
        TENON_CHECK(shared->addTensors(ranges));
        TENON_CHECK(shared->chooseCandidate(options));
        TENON_CHECK(shared->makeKernel());
        return another(std::move(shared));
    }

    Result<OpRunner> another() const { return another(shared_); }

    graph::Candidate const& candidate() const { return shared_->candidate; }
    size_t workspaceBytes() const { return workspace_->bytes(); }

    //! One inference; values given as fp32 for an input that the candidate takes as fp16 or bf16 are converted. Errors too if a
    //! guard is breached, or an input changed.
    Result<std::vector<Array>> run(std::vector<std::optional<Array>> const& inputs)
    {
        TENON_CHECK(setInputs(inputs));
        workspace_->poison();
        TENON_CHECK(enqueue());
        TENON_CHECK(synchronize());
        return collect();
    }

    //! For benchmarks: run() once, then this as often as wanted.
    Status enqueue()
    {
        return clone_->enqueue(inputAddresses_.data(), outputAddresses_.data(), workspace_->data(), nullptr);
    }
    //! Sizes that the last inference told.
    Status readSizes(std::span<int64_t> sizes) { return clone_->readSizes(sizes, nullptr); }
    //! Waits for what was enqueued.
    static Status synchronize() { return testedDevice().synchronize(nullptr); }

    //! The last inference once more, into poisoned outputs; their values by collect().
    Status runAgain()
    {
        workspace_->poison();
        for (GuardedBuffer& buffer : outputBuffers_)
        {
            buffer.poison();
        }
        TENON_CHECK(enqueue());
        return synchronize();
    }

    //! Checks the guards, and gives the outputs of the last inference.
    Result<std::vector<Array>> collect() const
    {
        for (size_t i = 0; i < inputBuffers_.size(); ++i)
        {
            if (inputBuffers_[i].read() != given_[i].bytes || !inputBuffers_[i].intact())
            {
                return base::invalidArgument("input {}: expected it unchanged, found it written to", i);
            }
        }
        if (!workspace_->intact())
        {
            return base::invalidArgument(
                "workspace: expected {} bytes to suffice, found writes outside", workspace_->bytes());
        }
        std::vector<Array> outputs;
        for (size_t i = 0; i < outputBuffers_.size(); ++i)
        {
            if (!outputBuffers_[i].intact())
            {
                return base::invalidArgument("output {}: expected no write outside, found one", i);
            }
            Array output{outputDescs_[i].type, outputDescs_[i].dims, {}};
            output.bytes = outputBuffers_[i].read();
            outputs.push_back(std::move(output));
        }
        return outputs;
    }

private:
    struct Shared
    {
        std::unique_ptr<graph::Op> op;
        std::vector<std::optional<InputRange>> ranges;
        std::vector<std::unique_ptr<graph::Tensor>> tensors;
        graph::Candidate candidate;
        std::unique_ptr<graph::Kernel> kernel;

        Status addTensors(std::vector<std::optional<InputRange>> const& given)
        {
            ranges = given;
            for (auto const& range : ranges)
            {
                if (!range)
                {
                    op->inputs.push_back(nullptr);
                    continue;
                }
                auto tensor = std::make_unique<graph::Tensor>();
                tensor->type = range->type;
                tensor->dims = graph::constantShape(range->opt);
                if (range->constant)
                {
                    tensor->constant = weights(*range->constant);
                }
                op->inputs.push_back(tensor.get());
                tensors.push_back(std::move(tensor));
            }
            return {};
        }

        Result<std::vector<graph::ValueSpec>> outputsFor(
            std::vector<std::optional<Dims>> const& dims, bool stronglyTyped = false) const
        {
            std::vector<std::optional<graph::ValueSpec>> specs;
            for (size_t i = 0; i < ranges.size(); ++i)
            {
                if (!ranges[i])
                {
                    specs.push_back(std::nullopt);
                    continue;
                }
                specs.push_back(graph::ValueSpec{ranges[i]->type, graph::constantShape(*dims[i]), std::nullopt});
                if (ranges[i]->constant && ranges[i]->constant->count() <= 64 && !base::isFloating(ranges[i]->type))
                {
                    specs.back()->values.emplace();
                    for (double const value : ranges[i]->constant->values())
                    {
                        specs.back()->values->push_back(graph::constant(static_cast<int64_t>(value)));
                    }
                }
            }
            return testing::infer(*op, specs, stronglyTyped);
        }

        std::vector<std::optional<Dims>> dimsOf(Dims InputRange::*which) const
        {
            std::vector<std::optional<Dims>> dims;
            for (auto const& range : ranges)
            {
                dims.push_back(range ? std::optional<Dims>((*range).*which) : std::nullopt);
            }
            return dims;
        }

        Status chooseCandidate(RunnerOptions const& options)
        {
            graph::CandidateQuery query;
            query.device = &testedDevice();
            query.allowHalf = options.allowHalf;
            query.allowBfloat16 = options.allowBfloat16;
            query.stronglyTyped = options.stronglyTyped;
            for (auto const& range : ranges)
            {
                if (range)
                {
                    query.inputTypes.push_back(range->type);
                }
            }
            TENON_ASSIGN(auto const outputs, outputsFor(dimsOf(&InputRange::opt), options.stronglyTyped));
            for (auto const& output : outputs)
            {
                query.outputTypes.push_back(output.type);
            }
            TENON_ASSIGN(graph::CandidateList const list, op->candidates(query));
            auto const chosen = std::find_if(list.accepted.begin(), list.accepted.end(), options.choose);
            if (chosen != list.accepted.end())
            {
                if (chosen->device != testedDevice().kind())
                {
                    return base::notImplemented("{}: a kernel for {}", op->kind(), testedDevice().description());
                }
                candidate = *chosen;
                candidate.tactic = options.tactic.value_or(candidate.tactic);
                return {};
            }
            std::string why;
            for (graph::Reason const& reason : list.refused)
            {
                why += fmt::format(" {}: {}", reason.implementation, reason.why);
            }
            return base::invalidArgument("no candidate of {} fits; refused:{}", list.accepted.size(), why);
        }

        Status makeKernel()
        {
            graph::KernelRequest request;
            request.device = &testedDevice();
            request.candidate = candidate;
            graph::ProfileRanges profile;
            for (size_t i = 0, present = 0; i < ranges.size(); ++i)
            {
                if (ranges[i])
                {
                    profile.inputs.push_back(
                        rangeOf(candidate.inputs[present++], ranges[i]->min, ranges[i]->opt, ranges[i]->max));
                }
            }
            TENON_ASSIGN(auto const min, outputsFor(dimsOf(&InputRange::min)));
            TENON_ASSIGN(auto const opt, outputsFor(dimsOf(&InputRange::opt)));
            TENON_ASSIGN(auto const max, outputsFor(dimsOf(&InputRange::max)));
            for (size_t i = 0; i < opt.size(); ++i)
            {
                profile.outputs.push_back(rangeOf(candidate.outputs[i], graph::toDims(min[i].dims),
                    graph::toDims(opt[i].dims), graph::toDims(max[i].dims)));
            }
            request.profiles.push_back(std::move(profile));
            TENON_ASSIGN(kernel, op->makeKernel(request));
            return {};
        }

        static graph::TensorRange rangeOf(
            graph::TypeFormat const& as, Dims const& min, Dims const& opt, Dims const& max)
        {
            Dims dims = opt;
            for (int32_t i = 0; i < dims.nbDims; ++i)
            {
                dims.d[i] = min.d[i] == max.d[i] ? opt.d[i] : -1;
            }
            return {as.type, as.format, dims, min, opt, max, 1.0F};
        }
    };

    static Result<OpRunner> another(std::shared_ptr<Shared> shared)
    {
        OpRunner runner;
        runner.shared_ = std::move(shared);
        TENON_ASSIGN(
            runner.clone_, runner.shared_->kernel->clone({&testedDevice(), nullptr, nullptr, nullptr, nullptr}));
        runner.workspace_ = std::make_unique<GuardedBuffer>(runner.shared_->kernel->maxWorkspaceBytes());
        return runner;
    }

    Status setInputs(std::vector<std::optional<Array>> const& given)
    {
        given_.clear();
        inputBuffers_.clear();
        inputAddresses_.clear();
        std::vector<graph::TensorDesc> inputDescs;
        std::vector<std::optional<Dims>> dims;
        for (size_t i = 0; i < shared_->ranges.size(); ++i)
        {
            auto const& range = shared_->ranges[i];
            dims.push_back(range ? std::optional<Dims>(range->constant ? range->constant->dims : given.at(i)->dims)
                                 : std::nullopt);
            if (range)
            {
                graph::TypeFormat const as = shared_->candidate.inputs[inputDescs.size()];
                given_.push_back(convert(range->constant ? *range->constant : *given[i], as.type));
                inputDescs.push_back({as.type, as.format, given_.back().dims, 1.0F});
                inputBuffers_.emplace_back(given_.back().bytes.size());
                inputBuffers_.back().write(given_.back().bytes);
                inputAddresses_.push_back(inputBuffers_.back().data());
            }
        }
        TENON_ASSIGN(auto const specs, shared_->outputsFor(dims));
        outputDescs_.clear();
        outputBuffers_.clear();
        outputAddresses_.clear();
        for (size_t i = 0; i < specs.size(); ++i)
        {
            graph::TypeFormat const as = shared_->candidate.outputs[i];
            outputDescs_.push_back({as.type, as.format, graph::toDims(specs[i].dims), 1.0F});
            TENON_ASSIGN(int64_t const bytes, base::bytesOf(outputDescs_.back().dims, as.type, as.format));
            outputBuffers_.emplace_back(static_cast<size_t>(bytes));
            outputAddresses_.push_back(outputBuffers_.back().data());
        }
        return clone_->setShapes(inputDescs, outputDescs_);
    }

    std::shared_ptr<Shared> shared_;
    std::unique_ptr<graph::Kernel> clone_;
    std::unique_ptr<GuardedBuffer> workspace_;
    std::vector<Array> given_;
    std::vector<GuardedBuffer> inputBuffers_, outputBuffers_;
    std::vector<graph::TensorDesc> outputDescs_;
    std::vector<void const*> inputAddresses_;
    std::vector<void*> outputAddresses_;
};

//! Everything in one go, for one set of static shapes.
inline Result<std::vector<Array>> runOp(
    graph::Op const& op, std::vector<std::optional<Array>> const& inputs, RunnerOptions const& options = {})
{
    std::vector<std::optional<InputRange>> ranges;
    for (auto const& input : inputs)
    {
        ranges.emplace_back();
        if (input)
        {
            ranges.back().emplace(fixedInput(*input));
        }
    }
    TENON_ASSIGN(OpRunner runner, OpRunner::make(op, std::move(ranges), options));
    return runner.run(inputs);
}

} // namespace tenon::ops::testing

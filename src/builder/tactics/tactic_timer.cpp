#include "builder/tactics/tactic_timer.h"

#include "builder/tactics/stand_in_data.h"
#include "devices/cpu/parallel.h"
#include "graph/graph.h"
#include "ops/reformat/reformat.h"
#include "plugin_host/plugin_host.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>

namespace tenon::builder
{
namespace
{

using Clock = std::chrono::steady_clock;

//! Microseconds on the clock that tells a kernel's time: for one on a single thread of the CPU the time that the thread ran, which other
//! programs on the machine do not disturb; else what passes.
double microsecondsNow(devices::Device const& device)
{
    if (device.kind() == devices::DeviceKind::kCPU && devices::maxThreads() == 1)
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
    }
    return std::chrono::duration<double, std::micro>(Clock::now().time_since_epoch()).count();
}

//! A run that takes longer than this is not repeated.
constexpr double kLongRunMicroseconds = 50'000.0;
constexpr int32_t kLeastRuns = 3;
//! Short runs are repeated until they took this long together, or this often.
constexpr double kEnoughMicroseconds = 300.0;
constexpr int32_t kMostRuns = 20;

//! Runs on the CPU that take longer than this are timed with cold caches, as in a network whose weights are larger than those: a kernel with
//! twice the bytes of weights must not win because here they stay where they are.
constexpr double kColdRunMicroseconds = 100.0;
constexpr size_t kEvictedBytes = size_t{48} << 20;

//! Reads so much memory that the caches hold nothing else.
void evictCaches(std::vector<uint64_t>& memory)
{
    memory.resize(kEvictedBytes / sizeof(uint64_t), 1);
    constexpr size_t kLine = 64 / sizeof(uint64_t);
    uint64_t sum = 0;
    for (size_t i = 0; i < memory.size(); i += kLine)
    {
        sum += memory[i];
    }
    memory[0] = sum | 1U; // so that the reads are not left out
}

std::vector<graph::TensorDesc> descsAtOptimum(
    std::vector<graph::TensorRange> const& ranges, std::vector<graph::TypeFormat> const& as)
{
    std::vector<graph::TensorDesc> descs;
    for (size_t i = 0; i < ranges.size(); ++i)
    {
        descs.push_back({as[i].type, as[i].format, ranges[i].opt, ranges[i].scale});
    }
    return descs;
}

std::string describeShapes(graph::ProfileRanges const& ranges)
{
    std::string text;
    for (auto const* const list : {&ranges.inputs, &ranges.outputs})
    {
        for (graph::TensorRange const& range : *list)
        {
            text += base::toString(range.opt) + ";";
        }
        text += "|";
    }
    return text;
}

//! What tells times with one set of values from those with another; empty without any.
std::string describeGiven(std::vector<std::vector<std::byte>> const& given)
{
    std::string text;
    for (std::vector<std::byte> const& values : given)
    {
        if (!values.empty())
        {
            TimingKey const key = timingKeyOf({reinterpret_cast<char const*>(values.data()), values.size()});
            text.append("|given ").append(reinterpret_cast<char const*>(key.bytes.data()), key.bytes.size());
        }
        else if (!text.empty())
        {
            text += "|";
        }
    }
    return text;
}

} // namespace

std::string describeCandidate(graph::Candidate const& candidate)
{
    std::string text = fmt::format("{}#{}", candidate.implementation, candidate.tactic);
    for (auto const* const list : {&candidate.inputs, &candidate.outputs})
    {
        text += "|";
        for (graph::TypeFormat const& each : *list)
        {
            text += fmt::format("{} {};", base::name(each.type), base::name(each.format));
        }
    }
    return text;
}

TacticTimer::TacticTimer(devices::Device& device, TimingOptions const& options, base::Log const& log)
    : device_(device)
    , options_(options)
    , log_(log)
    , cache_(options.cache != nullptr ? options.cache : std::make_shared<TimingCache>(device.description()))
{
}

Result<TimedCost> TacticTimer::known(TimingKey const& key, std::string const& subject) const
{
    if (auto const entry = cache_->find(key))
    {
        return TimedCost{static_cast<double>(entry->microseconds), false};
    }
    if (options_.errorOnMiss)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "{}: expected its time in the timing cache, as BuilderFlag::kERROR_ON_TIMING_CACHE_MISS demands, found none among {} entries; clear "
            "the flag, or build once without it and keep the cache",
            subject, cache_->size());
    }
    return TimedCost{-1.0, true};
}

TimedCost TacticTimer::keep(TimingKey const& key, graph::Candidate const& candidate, double microseconds)
{
    // As the cache stores it, so that a build from the cache decides as this one.
    auto const stored = static_cast<float>(microseconds);
    uint64_t tacticHash = 0;
    std::memcpy(&tacticHash, timingKeyOf(describeCandidate(candidate)).bytes.data(), sizeof tacticHash);
    cache_->put(key, {tacticHash, stored});
    ++measurements_;
    return {static_cast<double>(stored), true};
}

Result<TimedCost> TacticTimer::measure(graph::Op const& op, graph::KernelRequest const& request)
{
    TENON_ASSIGN(std::unique_ptr<graph::TimingSubject> const subject,
        op.prepareTiming(request).withNote("while timing {}", op.label()));
    std::string const identity = subject->identity();
    TENON_ASSIGN(std::vector<Given> const given,
        givenData(op, request.profiles.front()).withNote("while timing {}", op.label()));
    TimingKey const key =
        timingKeyOf(fmt::format("{}|{}|{}|{}{}", request.device->description(), describeCandidate(request.candidate),
            describeShapes(request.profiles.front()), identity, describeGiven(given)));
    if (!identity.empty() || options_.errorOnMiss)
    {
        TENON_ASSIGN(TimedCost const cost, known(key, op.label()));
        if (!cost.measured)
        {
            return cost;
        }
    }
    graph::ContextResources resources;
    resources.device = request.device;
    if (op.hasFixedBoundary() && request.device->kind() == devices::DeviceKind::kCUDA)
    {
        // A plugin is timed as it will run: with the libraries' handles.
        if (handles_ == nullptr)
        {
            TENON_ASSIGN(handles_, devices::LibraryHandles::make(*request.device, log_));
            TENON_CHECK(handles_->useStream(nullptr));
        }
        resources.cublas = handles_->cublas();
        resources.cudnn = handles_->cudnn();
    }
    TENON_ASSIGN(std::unique_ptr<graph::Kernel> const kernel,
        subject->makeKernel(resources).withNote("while timing {}", op.label()));
    TENON_ASSIGN(double const microseconds,
        run(*request.device, *kernel, &op, given, request.profiles.front(), request.candidate)
            .withNote("while timing {}, {}", op.label(), describeCandidate(request.candidate)));
    if (identity.empty())
    {
        ++measurements_;
        return TimedCost{microseconds, true};
    }
    return keep(key, request.candidate, microseconds);
}

Result<TimedCost> TacticTimer::measureReformat(
    graph::TypeFormat from, graph::TypeFormat to, base::Dims const& dims, float scale)
{
    graph::Candidate const candidate{"reformat", {from}, {to}};
    graph::ProfileRanges ranges;
    ranges.inputs.push_back({from.type, from.format, dims, dims, dims, dims, scale});
    ranges.outputs.push_back({to.type, to.format, dims, dims, dims, dims, scale});
    TimingKey const key = timingKeyOf(
        fmt::format("{}|{}|{}|reformat", device_.description(), describeCandidate(candidate), describeShapes(ranges)));
    TENON_ASSIGN(TimedCost const cost, known(key, fmt::format("reformat {}", describeCandidate(candidate))));
    if (!cost.measured)
    {
        return cost;
    }
    // What the device cannot convert is converted on the CPU.
    auto onDevice = ops::makeReformat(device_, from, to);
    devices::Device& device = onDevice.ok() ? device_ : devices::cpuDevice();
    TENON_ASSIGN(auto const prototype, onDevice.ok() ? std::move(onDevice) : ops::makeReformat(device, from, to));
    graph::ContextResources resources;
    resources.device = &device;
    TENON_ASSIGN(auto const kernel, prototype->clone(resources));
    TENON_ASSIGN(double const microseconds, run(device, *kernel, nullptr, {}, ranges, candidate));
    return keep(key, candidate, microseconds);
}

Result<std::vector<TacticTimer::Given>> TacticTimer::givenData(
    graph::Op const& op, graph::ProfileRanges const& ranges) const
{
    std::vector<Given> all(ranges.inputs.size());
    for (size_t i = 0; !options_.data.byTensor.empty() && i < all.size() && i < op.inputs.size(); ++i)
    {
        auto const fill =
            op.inputs[i] == nullptr ? options_.data.byTensor.end() : options_.data.byTensor.find(op.inputs[i]->name);
        if (fill == options_.data.byTensor.end())
        {
            continue;
        }
        base::DataType const type = op.inputs[i]->type;
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(ranges.inputs[i].opt, type, base::TensorFormat::kLINEAR));
        all[i].resize(static_cast<size_t>(bytes));
        TENON_CHECK(fill->second(fill->first, type, ranges.inputs[i].opt, all[i]));
    }
    return all;
}

Result<double> TacticTimer::run(devices::Device& device, graph::Kernel& kernel, graph::Op const* op,
    std::vector<Given> const& given, graph::ProfileRanges const& ranges, graph::Candidate const& candidate)
{
    plugin_host::TuningScope const tuning;
    std::vector<graph::TensorDesc> const inputs = descsAtOptimum(ranges.inputs, candidate.inputs);
    std::vector<graph::TensorDesc> outputs = descsAtOptimum(ranges.outputs, candidate.outputs);
    for (size_t o = 0; op != nullptr && !op->sizes.empty() && o < outputs.size(); ++o)
    {
        // What is expected of a size that depends on data is no bound of what is written.
        outputs[o].dims = ranges.outputs[o].max;
    }
    TENON_CHECK(kernel.setShapes(inputs, outputs));
    std::vector<devices::Buffer> buffers;
    std::vector<void const*> inputAddresses;
    std::vector<void*> outputAddresses;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        bool const isGiven = i < given.size() && !given[i].empty();
        TENON_ASSIGN(devices::Buffer buffer,
            isGiven ? convertedData(device, given[i], op->inputs[i]->type, inputs[i]) : standInData(device, inputs[i]));
        inputAddresses.push_back(buffer.data());
        buffers.push_back(std::move(buffer));
    }
    for (graph::TensorDesc const& desc : outputs)
    {
        int32_t const aliased = op == nullptr ? -1 : op->aliasedInput(static_cast<int32_t>(outputAddresses.size()));
        if (aliased >= 0)
        {
            outputAddresses.push_back(const_cast<void*>(inputAddresses[static_cast<size_t>(aliased)]));
            continue;
        }
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(desc.dims, desc.type, desc.format));
        TENON_ASSIGN(devices::Buffer buffer, device.allocate(static_cast<size_t>(bytes)));
        outputAddresses.push_back(buffer.data());
        buffers.push_back(std::move(buffer));
    }
    TENON_ASSIGN(devices::Buffer const workspace, device.allocate(kernel.workspaceBytes()));
    double best = 0;
    double together = 0;
    int32_t const least = std::max(kLeastRuns, options_.iterations);
    // The first run warms caches up and does not count, unless it is long.
    bool evicts = false;
    for (int32_t i = 0; i <= least || (i <= kMostRuns && together < kEnoughMicroseconds); ++i)
    {
        if (evicts)
        {
            evictCaches(evicted_);
        }
        TENON_CHECK(device.synchronize(nullptr));
        double const start = microsecondsNow(device);
        TENON_CHECK(kernel.enqueue(inputAddresses.data(), outputAddresses.data(), workspace.data(), nullptr));
        TENON_CHECK(device.synchronize(nullptr));
        double const microseconds = microsecondsNow(device) - start;
        best = i <= 1 ? microseconds : std::min(best, microseconds);
        together += microseconds;
        evicts = device.kind() == devices::DeviceKind::kCPU && microseconds > kColdRunMicroseconds;
        if (microseconds > kLongRunMicroseconds)
        {
            break;
        }
    }
    return best;
}

} // namespace tenon::builder

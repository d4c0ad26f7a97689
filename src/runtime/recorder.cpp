#include "runtime/recorder.h"

#include <algorithm>

namespace tenon::runtime
{
namespace
{

//! Users alternate between a few sets of buffers.
constexpr size_t kMostRecordings = 8;

} // namespace

Recorder::Recorder(devices::Device& device, RecordableSteps steps, base::Log log)
    : device_(device)
    , steps_(std::move(steps))
    , log_(log)
    , refused_(steps_.count, 0)
{
    for (size_t step = 0; step < steps_.count; ++step)
    {
        refused_[step] = steps_.isExcluded(step) ? 1 : 0;
    }
}

Status Recorder::run(Key const& key, devices::StreamHandle stream)
{
    auto const known =
        std::find_if(recordings_.rbegin(), recordings_.rend(), [&](Recorded const& each) { return each.key == key; });
    if (known != recordings_.rend()) [[likely]]
    {
        std::rotate(known.base() - 1, known.base(), recordings_.end());
        return launch(recordings_.back(), stream);
    }
    if (lastMissed_ != key)
    {
        lastMissed_ = key;
        return steps_.run(0, steps_.count, stream);
    }
    TENON_ASSIGN(Recorded recorded, record(key));
    if (recordings_.size() == kMostRecordings)
    {
        recordings_.erase(recordings_.begin());
    }
    recordings_.push_back(std::move(recorded));
    return launch(recordings_.back(), stream);
}

void Recorder::forgetAll()
{
    recordings_.clear();
    lastMissed_.clear();
    latestParts_ = 0;
}

Status Recorder::launch(Recorded& recorded, devices::StreamHandle stream)
{
    latestParts_ = recorded.parts.size();
    for (Part const& part : recorded.parts)
    {
        TENON_CHECK(part.work != nullptr ? part.work->launch(stream) : steps_.run(part.first, part.end, stream));
    }
    return {};
}

Result<Recorder::Recorded> Recorder::record(Key const& key)
{
    Recorded recorded{key, {}};
    while (recorded.parts.empty() || recorded.parts.back().end < steps_.count)
    {
        TENON_CHECK(recordPart(recorded.parts.empty() ? 0 : recorded.parts.back().end, recorded));
        if (steps_.count == 0)
        {
            break;
        }
    }
    auto const launches = std::count_if(
        recorded.parts.begin(), recorded.parts.end(), [](Part const& part) { return part.work != nullptr; });
    log_.verbose("recorded {} steps as {} launches and {} stretches that are not recorded", steps_.count, launches,
        recorded.parts.size() - static_cast<size_t>(launches));
    return recorded;
}

Status Recorder::recordPart(size_t first, Recorded& recorded)
{
    auto const isRefused = [&](size_t step) { return refused_[step] != 0; };
    size_t end = first;
    while (end < steps_.count && isRefused(end) == isRefused(first))
    {
        ++end;
    }
    Part part{first, end, nullptr};
    if (first < end && !isRefused(first))
    {
        TENON_ASSIGN(auto const refusal, tryRecording(first, end, false, &part.work));
        if (refusal)
        {
            refuse(*refusal);
            // Once more from the same step, now up to the one that refused.
            return recordPart(first, recorded);
        }
    }
    recorded.parts.push_back(std::move(part));
    return {};
}

std::optional<std::string> Recorder::faultOf(size_t step, devices::StreamHandle stream, size_t& recorded)
{
    Status const status = steps_.run(step, step + 1, stream);
    auto const count = device_.recordedCount(stream);
    if (!count.ok())
    {
        return status.ok() ? count.error().message : status.error().message;
    }
    if (!status.ok())
    {
        return status.error().message;
    }
    if (*count == recorded && steps_.isForeign(step))
    {
        return "expected work on the stream that it was given, found none: it works on another stream, or not at all";
    }
    recorded = *count;
    return std::nullopt;
}

Result<std::optional<Recorder::Refusal>> Recorder::tryRecording(
    size_t first, size_t end, bool allowAllocation, std::unique_ptr<devices::RecordedWork>* work)
{
    static_cast<void>(device_.takeLastError());
    TENON_ASSIGN(devices::StreamHandle const stream, device_.beginRecording(allowAllocation));
    size_t recorded = 0;
    for (size_t step = first; step < end; ++step)
    {
        if (auto fault = faultOf(step, stream, recorded))
        {
            static_cast<void>(device_.endRecording());
            static_cast<void>(device_.takeLastError());
            return std::optional<Refusal>(Refusal{step, std::move(*fault)});
        }
    }
    auto made = device_.endRecording();
    if (!made.ok())
    {
        // Only the whole shows it (work that was never joined): the last foreign step is the likeliest.
        size_t guilty = end - 1;
        while (guilty > first && !steps_.isForeign(guilty))
        {
            --guilty;
        }
        return std::optional<Refusal>(Refusal{guilty, made.error().message});
    }
    if (work != nullptr)
    {
        *work = std::move(*made);
    }
    return std::optional<Refusal>();
}

void Recorder::refuse(Refusal const& refusal)
{
    refused_[refusal.step] = 1;
    // A second try that allows allocation tells it from waiting; both leave the same code.
    auto const again = tryRecording(refusal.step, refusal.step + 1, true, nullptr);
    bool const allocates = again.ok() && !again->has_value();
    log_.warning("{}: cannot be recorded into a CUDA graph, and runs outside of it: {}{}", steps_.label(refusal.step),
        allocates ? "it allocates or frees device memory (cudaMalloc, cudaFree) or asks an event: " : "", refusal.why);
}

} // namespace tenon::runtime

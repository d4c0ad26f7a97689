#include "runtime/recorder.h"

#include <algorithm>
#include <utility>

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
        recordings_.back().cameBack = true;
        return launch(recordings_.back(), stream);
    }
    bool const cameBack = missedBefore(key);
    if (isFirst_)
    {
        isFirst_ = false;
        return steps_.run(0, steps_.count, stream);
    }
    Recorded recorded{key, takeOldParts(), cameBack};
    if (recorded.parts.empty() || !recordAgain(recorded.parts))
    {
        TENON_ASSIGN(recorded.parts, recordAll());
    }
    recordings_.push_back(std::move(recorded));
    return launch(recordings_.back(), stream);
}

void Recorder::forgetAll()
{
    if (!recordings_.empty())
    {
        spare_ = std::move(recordings_.back().parts);
    }
    recordings_.clear();
    missed_.clear();
    isFirst_ = true;
    latestParts_ = 0;
}

bool Recorder::missedBefore(Key const& key)
{
    auto place = std::find(missed_.begin(), missed_.end(), key);
    bool const isThere = place != missed_.end();
    if (!isThere && missed_.size() < kMostRecordings)
    {
        missed_.push_back(key);
        return false;
    }
    place = isThere ? place : missed_.begin();
    std::rotate(place, place + 1, missed_.end());
    missed_.back() = key; // in its own memory, or in the oldest one's
    return isThere;
}

std::vector<Recorder::Part> Recorder::takeOldParts()
{
    // One whose key may never come again; else, where there are many, the one that was not used for longest.
    auto old =
        std::find_if(recordings_.begin(), recordings_.end(), [](Recorded const& each) { return !each.cameBack; });
    if (old == recordings_.end() && recordings_.size() == kMostRecordings)
    {
        old = recordings_.begin();
    }
    if (old == recordings_.end())
    {
        return std::exchange(spare_, {});
    }
    std::vector<Part> parts = std::move(old->parts);
    recordings_.erase(old);
    return parts;
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

bool Recorder::recordAgain(std::vector<Part>& parts)
{
    static_cast<void>(device_.takeLastError());
    for (Part& part : parts)
    {
        if (part.work == nullptr)
        {
            continue;
        }
        auto const stream = device_.beginRecording(devices::RecordingRules::kTRUSTED);
        Status const status = stream.ok() ? steps_.run(part.first, part.end, *stream) : base::okStatus();
        auto made = device_.endRecording(status.ok() ? std::move(part.work) : nullptr);
        if (!status.ok() || !made.ok())
        {
            static_cast<void>(device_.takeLastError());
            return false;
        }
        part.work = std::move(*made);
        holdsMemory_ = holdsMemory_ || part.work->holdsMemory();
    }
    return true;
}

Result<std::vector<Recorder::Part>> Recorder::recordAll()
{
    std::vector<Part> parts;
    while (parts.empty() || parts.back().end < steps_.count)
    {
        TENON_CHECK(recordPart(parts.empty() ? 0 : parts.back().end, parts));
        if (steps_.count == 0)
        {
            break;
        }
    }
    auto const launches =
        std::count_if(parts.begin(), parts.end(), [](Part const& part) { return part.work != nullptr; });
    log_.verbose("recorded {} steps as {} launches and {} stretches that are not recorded", steps_.count, launches,
        parts.size() - static_cast<size_t>(launches));
    return parts;
}

Status Recorder::recordPart(size_t first, std::vector<Part>& parts)
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
        TENON_ASSIGN(auto const refusal, tryRecording(first, end, devices::RecordingRules::kSTRICT, &part.work));
        if (refusal)
        {
            refuse(*refusal);
            // Once more from the same step, now up to the one that refused.
            return recordPart(first, parts);
        }
    }
    parts.push_back(std::move(part));
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
    size_t first, size_t end, devices::RecordingRules rules, std::unique_ptr<devices::RecordedWork>* work)
{
    static_cast<void>(device_.takeLastError());
    TENON_ASSIGN(devices::StreamHandle const stream, device_.beginRecording(rules));
    size_t recorded = 0;
    for (size_t step = first; step < end; ++step)
    {
        if (auto fault = faultOf(step, stream, recorded))
        {
            static_cast<void>(device_.endRecording(nullptr));
            static_cast<void>(device_.takeLastError());
            return std::optional<Refusal>(Refusal{step, std::move(*fault)});
        }
    }
    auto made = device_.endRecording(nullptr);
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
        holdsMemory_ = holdsMemory_ || (*made)->holdsMemory();
        *work = std::move(*made);
    }
    return std::optional<Refusal>();
}

void Recorder::refuse(Refusal const& refusal)
{
    refused_[refusal.step] = 1;
    // A second try that allows allocation tells it from waiting; both leave the same code.
    auto const again = tryRecording(refusal.step, refusal.step + 1, devices::RecordingRules::kWITH_ALLOCATION, nullptr);
    bool const allocates = again.ok() && !again->has_value();
    log_.warning("{}: cannot be recorded into a CUDA graph, and runs outside of it: {}{}", steps_.label(refusal.step),
        allocates ? "it allocates or frees device memory (cudaMalloc, cudaFree) or asks an event: " : "", refusal.why);
}

} // namespace tenon::runtime

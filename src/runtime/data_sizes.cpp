// Inferences in which some sizes are known only once a step has run: steps behind it get their shapes, and outputs their memory, while
// the inference goes on. Waits for the device after each step that tells sizes.
#include "runtime/context_state.h"

#include <chrono>

namespace tenon::runtime
{

void Context::State::findDeferredSteps()
{
    plan::TensorRanges const& ranges = engine.ranges();
    plan::Overlay const& overlay = engine.overlay();
    deferred.assign(places.size(), 0);
    told.assign(places.size(), {});
    for (size_t s = 0; s < places.size() && !ranges.dataSizes().empty(); ++s)
    {
        for (size_t i = 0; i < ranges.dataSizes().size(); ++i)
        {
            if (ranges.dataSizes()[i].op == overlay.steps[s].op)
            {
                told[s].first = told[s].count == 0 ? i : told[s].first;
                ++told[s].count;
            }
        }
        // A step that tells sizes itself is told the bounds of its outputs, which are known as soon as its inputs' dims are.
        size_t const end = told[s].count != 0 ? places[s].firstOutput : places[s].end;
        for (size_t i = places[s].firstInput; i < end; ++i)
        {
            deferred[s] = deferred[s] != 0 || ranges.dependsOnData(slots[i]->tensor) ? 1 : 0;
        }
    }
}

Status Context::State::prepareStep(size_t step, devices::StreamHandle stream)
{
    TENON_CHECK(configureStep(step));
    for (size_t i = places[step].firstOutput; i < places[step].end; ++i)
    {
        if (slots[i]->kind != plan::Slot::Kind::kBINDING)
        {
            continue;
        }
        auto const binding = static_cast<size_t>(bindingOf(slots[i]->tensor, false));
        if (!outputMemory[binding])
        {
            continue;
        }
        base::Dims const& dims = descs[i].dims;
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, slots[i]->type, slots[i]->format));
        TENON_ASSIGN(
            void* const given, outputMemory[binding](dims, static_cast<size_t>(bytes), addresses[binding], stream));
        addresses[binding] = given;
        for (size_t const position : bindingUses[binding])
        {
            pointers[position] = given != nullptr ? given : memory;
        }
    }
    return {};
}

Status Context::State::readSizes(size_t step, devices::StreamHandle stream)
{
    Told const& mine = told[step];
    std::vector<int64_t> sizes(mine.count, -1);
    TENON_CHECK(engine.device().synchronize(stream));
    TENON_CHECK(takeHostFailure());
    TENON_CHECK(kernels[step]->readSizes(sizes, stream).withNote("in {}", engine.stepLabel(step)));
    for (size_t i = 0; i < mine.count; ++i)
    {
        int64_t const bound = shapes.boundOf(mine.first + i);
        if (sizes[i] < 0 || sizes[i] > bound)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "{}: expected its run to tell size {} from 0 to {}, the upper bound that it declared, found {}",
                engine.stepLabel(step), i, bound, sizes[i]);
        }
        shapes.tellSize(mine.first + i, sizes[i]);
    }
    return shapes.evaluate();
}

Status Context::State::runWithSizes(devices::StreamHandle stream, StepTimes const& times, Tap const& tap)
{
    using Clock = std::chrono::steady_clock;
    std::vector<float> milliseconds;
    // Steps on the host get other shapes now.
    TENON_CHECK(waitForHost());
    TENON_CHECK(shapes.assumeBounds());
    for (size_t s = 0; s < calls.size(); ++s)
    {
        if (deferred[s] != 0)
        {
            TENON_CHECK(prepareStep(s, stream));
        }
        Clock::time_point const start = Clock::now();
        TENON_CHECK(runSteps(s, s + 1, stream));
        if (times || tap)
        {
            TENON_CHECK(engine.device().synchronize(stream));
            milliseconds.push_back(std::chrono::duration<float, std::milli>(Clock::now() - start).count());
        }
        if (told[s].count != 0)
        {
            TENON_CHECK(readSizes(s, stream));
        }
        if (overflow != nullptr)
        {
            TENON_CHECK(engine.device().synchronize(stream));
            TENON_CHECK(checkOverflow(s));
        }
        if (tap)
        {
            TENON_CHECK(showOutputs(s, tap, stream));
        }
    }
    if (consumedEvent != nullptr)
    {
        TENON_CHECK(engine.device().record(consumedEvent, stream));
    }
    if (anyOnHost)
    {
        hostPending = true;
        TENON_CHECK(engine.device().record(hostDone, stream));
    }
    shapes.allSizesTold();
    endOverflowCheck();
    for (size_t s = 0; times && s < calls.size(); ++s)
    {
        times(engine.stepName(s), milliseconds[s]);
    }
    return {};
}

} // namespace tenon::runtime

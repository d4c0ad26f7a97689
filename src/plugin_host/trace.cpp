#include "plugin_host/trace.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace tenon::plugin_host
{
namespace
{

struct Sink
{
    TraceSink* sink;
    bool wantsSteps;
};

struct Record
{
    std::mutex mutex;
    bool recording{false};
    std::vector<TraceEntry> entries;
    std::vector<Sink> sinks;
};

Record& record()
{
    // Never destroyed: plugins of static objects may be called while the process ends.
    static Record* const one = new Record;
    return *one;
}

} // namespace

std::atomic<bool> Trace::on_{false};

void Trace::start()
{
    std::lock_guard const lock(record().mutex);
    record().entries.clear();
    record().recording = true;
    on_.store(true, std::memory_order_relaxed);
}

std::vector<TraceEntry> Trace::stop()
{
    std::lock_guard const lock(record().mutex);
    record().recording = false;
    on_.store(!record().sinks.empty(), std::memory_order_relaxed);
    return std::exchange(record().entries, {});
}

void Trace::add(TraceEntry entry)
{
    std::lock_guard const lock(record().mutex);
    for (Sink const& one : record().sinks)
    {
        one.sink->call(entry);
    }
    if (record().recording)
    {
        record().entries.push_back(std::move(entry));
    }
}

bool Trace::wantsSteps()
{
    if (!on())
    {
        return false;
    }
    std::lock_guard const lock(record().mutex);
    return std::any_of(record().sinks.begin(), record().sinks.end(), [](Sink const& one) { return one.wantsSteps; });
}

void Trace::addStep(TraceEntry const& entry)
{
    std::lock_guard const lock(record().mutex);
    for (Sink const& one : record().sinks)
    {
        if (one.wantsSteps)
        {
            one.sink->step(entry);
        }
    }
}

void Trace::addSink(TraceSink& sink, bool wantsSteps)
{
    std::lock_guard const lock(record().mutex);
    record().sinks.push_back({&sink, wantsSteps});
    on_.store(true, std::memory_order_relaxed);
}

void Trace::removeSink(TraceSink& sink)
{
    std::lock_guard const lock(record().mutex);
    std::vector<Sink>& sinks = record().sinks;
    sinks.erase(
        std::remove_if(sinks.begin(), sinks.end(), [&](Sink const& one) { return one.sink == &sink; }), sinks.end());
    on_.store(record().recording || !sinks.empty(), std::memory_order_relaxed);
}

} // namespace tenon::plugin_host

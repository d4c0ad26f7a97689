#include "plugin_host/trace.h"

#include <mutex>

namespace tenon::plugin_host
{
namespace
{

struct Record
{
    std::mutex mutex;
    std::vector<TraceEntry> entries;
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
    on_.store(true, std::memory_order_relaxed);
}

std::vector<TraceEntry> Trace::stop()
{
    std::lock_guard const lock(record().mutex);
    on_.store(false, std::memory_order_relaxed);
    return std::exchange(record().entries, {});
}

void Trace::add(TraceEntry entry)
{
    std::lock_guard const lock(record().mutex);
    if (on())
    {
        record().entries.push_back(std::move(entry));
    }
}

} // namespace tenon::plugin_host

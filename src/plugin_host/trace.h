// Trace: a record of every call into a plugin, for tests and for people who want to see a plugin's life.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace tenon::plugin_host
{

//! One call into somebody's plugin or creator.
struct TraceEntry
{
    std::string plugin;     //!< its type name
    uint64_t object{0};     //!< which object, counted from 1 in the order in which the host first met them; 0: a creator
    std::string method;     //!< "enqueue"
    std::string arguments;  //!< "batch=2, workspace=0"
    std::string result;     //!< "0", "object 3", "threw std::runtime_error: …"; empty for void
    std::chrono::steady_clock::time_point start;
    std::chrono::nanoseconds duration{0};
    std::thread::id thread;
};

//! One recorder for the process. Off, it costs one relaxed load a call. Thread safety: all functions from any thread.
class Trace
{
public:
    static bool on() { return on_.load(std::memory_order_relaxed); }
    //! Forgets what was recorded and records from now on.
    static void start();
    //! Stops, and hands over the entries in the order in which the calls ended.
    static std::vector<TraceEntry> stop();
    static void add(TraceEntry entry);

private:
    static std::atomic<bool> on_;
};

} // namespace tenon::plugin_host

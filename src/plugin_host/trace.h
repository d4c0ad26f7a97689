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

//! One call into somebody's plugin or creator, or one step of an inference.
struct TraceEntry
{
    std::string plugin;    //!< its type name
    uint64_t object{0};    //!< which object, counted from 1 in the order in which the host first met them; 0: a creator
    std::string method;    //!< "enqueue"
    std::string arguments; //!< "batch=2, workspace=0"
    std::string result;    //!< "0", "object 3", "threw std::runtime_error: …"; empty for void
    std::chrono::steady_clock::time_point start;
    std::chrono::nanoseconds duration{0};
    std::thread::id thread;
};

//! Where entries go as they come, one at a time.
class TraceSink
{
public:
    virtual ~TraceSink() = default;
    virtual void call(TraceEntry const& entry) = 0;
    //! `entry.plugin` is the step's name, `arguments` its tensors.
    virtual void step(TraceEntry const&) {}
};

//! One recorder for the process, and sinks beside it. Off, it costs one relaxed load a call. Thread safety: all functions from any thread; a
//! sink must not call them.
class Trace
{
public:
    static bool on() { return on_.load(std::memory_order_relaxed); }
    //! Forgets what was recorded and records from now on.
    static void start();
    //! Stops, and hands over the entries in the order in which the calls ended.
    static std::vector<TraceEntry> stop();
    static void add(TraceEntry entry);

    //! True while somebody wants steps: asked when a context is made.
    static bool wantsSteps();
    static void addStep(TraceEntry const& entry);

    //! Not owned; entries come from now on until it is removed.
    static void addSink(TraceSink& sink, bool wantsSteps);
    static void removeSink(TraceSink& sink);

private:
    static std::atomic<bool> on_;
};

} // namespace tenon::plugin_host

// A crash inside a plugin is named: which plugin, which method. The process ends as it would have.
#pragma once

#include <atomic>
#include <string>

namespace tenon::plugin_host
{

//! A call into a plugin; null pointers outside of one.
struct PluginCall
{
    std::string const* label{nullptr};
    char const* method{nullptr};
};

//! The call that one thread is in, where a signal handler on any thread can read it.
class CallSlot
{
public:
    PluginCall read() const
    {
        return {label_.load(std::memory_order_acquire), method_.load(std::memory_order_relaxed)};
    }
    void write(PluginCall call)
    {
        method_.store(call.method, std::memory_order_relaxed);
        label_.store(call.label, std::memory_order_release);
    }

private:
    std::atomic<std::string const*> label_{nullptr};
    std::atomic<char const*> method_{nullptr};
};

//! Tells, while it lives, which call into a plugin this thread is in; nests.
class CallInProgress
{
public:
    CallInProgress(std::string const* label, char const* method)
        : CallInProgress(PluginCall{label, method})
    {
    }
    //! For a thread that works for another's call.
    explicit CallInProgress(PluginCall call)
        : slot_(own_ != nullptr ? *own_ : claimSlot())
        , previous_(slot_.read())
    {
        slot_.write(call);
    }
    ~CallInProgress() { slot_.write(previous_); }
    CallInProgress(CallInProgress const&) = delete;
    CallInProgress& operator=(CallInProgress const&) = delete;

    static PluginCall current() { return own_ == nullptr ? PluginCall{} : own_->read(); }

private:
    //! One of those that the handler reads, this thread's until it ends.
    static CallSlot& claimSlot();

    static inline thread_local CallSlot* own_ = nullptr;
    CallSlot& slot_;
    PluginCall previous_;
};

//! From now on a signal that ends the process (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) while a thread is inside a plugin's method writes
//! a line to stderr before it does: `plugin "X" …: enqueue ended the process by signal 11 (SIGSEGV, address 0x0); …`. On a thread that is in none
//! (one that a plugin started itself) the line names the methods that other threads are in. Signals that somebody handles already are left alone,
//! and so are all with TENON_CRASH_REPORT=off. The first call counts. Thread safety: any thread.
void installCrashReport();

} // namespace tenon::plugin_host

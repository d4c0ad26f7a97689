// A crash inside a plugin is named: which plugin, which method. The process ends as it would have.
#pragma once

#include <string>
#include <utility>

namespace tenon::plugin_host
{

//! A call into a plugin; null pointers outside of one.
struct PluginCall
{
    std::string const* label{nullptr};
    char const* method{nullptr};
};

//! Tells, while it lives, which call into a plugin this thread is in; nests.
class CallInProgress
{
public:
    CallInProgress(std::string const* label, char const* method)
        : previous_(std::exchange(current_, PluginCall{label, method}))
    {
    }
    ~CallInProgress() { current_ = previous_; }
    CallInProgress(CallInProgress const&) = delete;
    CallInProgress& operator=(CallInProgress const&) = delete;

    static PluginCall current() { return current_; }

private:
    static inline thread_local PluginCall current_{};
    PluginCall previous_;
};

//! From now on a signal that ends the process (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) while a thread is inside a plugin's method writes
//! a line to stderr before it does: `plugin "X" …: enqueue ended the process by signal 11 (SIGSEGV, address 0x0); …`. Signals that
//! somebody handles already are left alone, and so are all with TENON_CRASH_REPORT=off. The first call counts. Thread safety: any thread.
void installCrashReport();

} // namespace tenon::plugin_host

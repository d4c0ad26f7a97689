// Every call into a plugin, as it happens. Besides: with TENON_TRACE=<file> set, a process writes all of them, and the steps of its inferences, into
// a file for chrome://tracing and Perfetto; "%p" in the name becomes the process's number.
#pragma once

#include <tenon/extensions.h>

//! One call into somebody's plugin or creator. Texts are valid during the call to the observer only.
struct TenonPluginCall
{
    uint32_t structBytes;
    uint64_t order;        //!< from 1, in the order in which the calls ended
    char const* plugin;    //!< its type name
    uint64_t object;       //!< which object, counted from 1 in the order in which the host first met them; 0: a creator
    char const* method;    //!< "enqueue"
    char const* arguments; //!< "batch 2"
    char const* result;    //!< "0", "object", what was thrown; empty for void
    double startMicroseconds; //!< since some moment of the process
    double microseconds;      //!< how long it took
};

using TenonPluginCallObserver = void (*)(void* user, TenonPluginCall const* call);

//! Calls observer(user, call) after each call into a plugin, from the thread that made it, one at a time; null: no more. The observer must not call the
//! library. One observer a process.
TENON_EXTENSION void tenonObservePluginCalls(TenonPluginCallObserver observer, void* user) noexcept;

namespace tenon
{

//! False where libnvinfer is not Tenon's.
inline bool observePluginCalls(TenonPluginCallObserver observer, void* user)
{
    if (tenonObservePluginCalls == nullptr)
    {
        return false;
    }
    tenonObservePluginCalls(observer, user);
    return true;
}

} // namespace tenon

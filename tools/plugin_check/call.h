// The one way from the bench into a plugin: notes the call for the parent process, names the device, and turns an exception into a finding.
#pragma once

#include "plugin_check/isolation.h"
#include "plugin_check/plugin.h"

#include <functional>
#include <optional>
#include <type_traits>

namespace tenon::plugin_check
{

//! An exception that a method let out (level 7 allows that to the compiler, the interface does not).
struct Thrown
{
    std::string object, method, arguments, what;
};

//! The device that calls are made for: "cpu", "cuda:0".
void setCallDevice(std::string device);
std::string const& callDevice();

//! Who is told of each call, for traces; empty: nobody. (object, method, arguments, microseconds)
using CallListener = std::function<void(std::string const&, std::string const&, std::string const&, double)>;
void setCallListener(CallListener listener);

//! What the plugin's own checks (tenon/plugin_common.h) said to have failed in the latest call on this thread.
std::string const& latestFailedCheck();

//! What a plugin in Python raised in the latest call on this thread; empty for others.
std::string exceptionInPython();
//! `found`, and that exception where there was one and `found` does not say it.
std::string withException(std::string const& found);

//! Before each call from now on free heap memory is filled with this byte, where the allocator lets us; −1: no more. Slow.
void setHeapPattern(int32_t value);

//! Runs function() as a host's call.
void callRaw(
    std::string const& object, char const* method, std::string const& arguments, std::function<void()> const& function);

template <typename Function>
auto callPlugin(std::string const& object, char const* method, std::string const& arguments, Function const& function)
{
    using Answer = std::invoke_result_t<Function const&>;
    if constexpr (std::is_void_v<Answer>)
    {
        callRaw(object, method, arguments, [&] { function(); });
    }
    else
    {
        std::optional<Answer> answer;
        callRaw(object, method, arguments, [&] { answer.emplace(function()); });
        return *answer;
    }
}

} // namespace tenon::plugin_check

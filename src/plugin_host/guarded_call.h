// The one door through which the host calls somebody's plugin or creator. It names plugin and method, tells the plugin which device
// its pointers live on, turns an exception into an error, and records the trace. Checking what comes back is the caller's affair:
// only it knows what is legal.
#pragma once

#include "base/result.h"
#include "devices/device.h"
#include "plugin_host/crash_report.h"
#include "plugin_host/trace.h"

#include <NvInferRuntime.h>

#include <cxxabi.h>

#include <exception>
#include <type_traits>

namespace tenon::plugin_host
{

//! Whom a call goes to. Cheap: made anew for each call.
struct Callee
{
    std::string const* label{nullptr}; //!< subject of messages: `plugin "X" version "1" (namespace "")`
    std::string const* name{nullptr};  //!< for the trace
    uint64_t object{0};                //!< for the trace
    devices::Device const* device{nullptr};
};

//! For calls whose arguments say nothing.
inline constexpr auto kNoArguments = [] { return std::string(); };

//! Sets the device that tenonCurrentDevice tells, for one call; nests. Null: no device is known yet.
class DeviceScope
{
public:
    explicit DeviceScope(devices::Device const* device)
        : previous_(std::exchange(current_, device))
    {
    }
    ~DeviceScope() { current_ = previous_; }
    DeviceScope(DeviceScope const&) = delete;
    DeviceScope& operator=(DeviceScope const&) = delete;

    //! The device of the innermost scope on this thread; null outside of one.
    static devices::Device const* current() { return current_; }

private:
    static inline thread_local devices::Device const* current_ = nullptr;
    devices::Device const* previous_;
};

//! What a plugin's own checks (tenon/plugin_common.h) said to have failed during the innermost guarded call on this thread. Such a call counts as
//! failed, whatever it returned.
class FailedCheck
{
public:
    FailedCheck()
        : outer_(std::exchange(message_, nullptr))
    {
        ++depth_;
    }
    ~FailedCheck()
    {
        delete message_;
        message_ = outer_;
        --depth_;
    }
    FailedCheck(FailedCheck const&) = delete;
    FailedCheck& operator=(FailedCheck const&) = delete;

    //! The first message counts; null if none came.
    std::string const* message() const { return message_; }
    //! Without effect outside of a guarded call.
    static void report(char const* message) noexcept;

private:
    static inline thread_local std::string* message_ = nullptr;
    static inline thread_local int32_t depth_ = 0;
    std::string* outer_;
};

base::Error failedCheckError(Callee const& callee, char const* method, std::string const& message);
base::Error threwError(Callee const& callee, char const* method, char const* what);

//! Dims of any API level, not DimsExprs.
template <typename T>
concept ConcreteDims = requires(T const& dims)
{
    dims.nbDims;
    dims.d[0] + 1;
    requires std::is_integral_v<std::remove_cvref_t<decltype(dims.d[0])>>;
};

//! Text of a result for the trace.
template <typename T>
std::string resultText(T const& value)
{
    if constexpr (std::is_same_v<T, bool>)
    {
        return value ? "true" : "false";
    }
    else if constexpr (std::is_enum_v<T>)
    {
        return std::to_string(static_cast<int64_t>(value));
    }
    else if constexpr (std::is_same_v<T, char const*>)
    {
        return value == nullptr ? "null" : fmt::format("\"{}\"", value);
    }
    else if constexpr (std::is_pointer_v<T>)
    {
        return value == nullptr ? "null" : "object";
    }
    else if constexpr (std::is_integral_v<T>)
    {
        return fmt::format("{}", value);
    }
    else if constexpr (ConcreteDims<T>)
    {
        // A plugin may answer any rank; only what fits is read.
        std::string text;
        for (int32_t i = 0; i < value.nbDims && i < 8; ++i)
        {
            text += fmt::format("{}{}", i == 0 ? "" : "x", value.d[i]);
        }
        return value.nbDims == 0 ? "scalar" : text;
    }
    else
    {
        return "…";
    }
}

template <typename Function>
auto caughtCall(Callee const& callee, char const* method, Function const& function)
    -> base::Result<std::invoke_result_t<Function const&>>
{
    FailedCheck const failed;
    try
    {
        if constexpr (std::is_void_v<std::invoke_result_t<Function const&>>)
        {
            function();
            if (failed.message() != nullptr) [[unlikely]]
            {
                return failedCheckError(callee, method, *failed.message());
            }
            return {};
        }
        else
        {
            auto result = function();
            if (failed.message() != nullptr) [[unlikely]]
            {
                return failedCheckError(callee, method, *failed.message());
            }
            return result;
        }
    }
    catch (abi::__forced_unwind&)
    {
        throw; // the thread is being cancelled, which nobody may stop
    }
    catch (std::exception const& exception)
    {
        return threwError(callee, method, exception.what());
    }
    catch (...)
    {
        return threwError(callee, method, nullptr);
    }
}

//! `arguments` makes the trace's text and is called only while a trace is recorded.
template <typename Arguments, typename Function>
auto guardedCall(Callee const& callee, char const* method, Arguments const& arguments, Function const& function)
    -> base::Result<std::invoke_result_t<Function const&>>
{
    DeviceScope const scope(callee.device);
    CallInProgress const inProgress(callee.label, method);
    if (!Trace::on()) [[likely]]
    {
        return caughtCall(callee, method, function);
    }
    TraceEntry entry{*callee.name, callee.object, method, arguments(), {}, std::chrono::steady_clock::now(), {},
        std::this_thread::get_id()};
    auto result = caughtCall(callee, method, function);
    entry.duration = std::chrono::steady_clock::now() - entry.start;
    if constexpr (!std::is_void_v<std::invoke_result_t<Function const&>>)
    {
        entry.result = result.ok() ? resultText(*result) : result.error().message;
    }
    else
    {
        entry.result = result.ok() ? std::string() : result.error().message;
    }
    Trace::add(std::move(entry));
    return result;
}

} // namespace tenon::plugin_host

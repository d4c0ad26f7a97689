#include "plugin_host/guarded_call.h"

#include <new>

namespace tenon::plugin_host
{

void FailedCheck::report(char const* message) noexcept
{
    if (depth_ > 0 && message_ == nullptr)
    {
        message_ = new (std::nothrow) std::string(message == nullptr ? "" : message);
    }
}

base::Error failedCheckError(Callee const& callee, char const* method, std::string const& message)
{
    return base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}: {}", *callee.label, method, message);
}

base::Error threwError(Callee const& callee, char const* method, char const* what)
{
    if (what == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "{}: expected {} to return, it threw an object that is no std::exception", *callee.label, method);
    }
    return base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: expected {} to return, it threw an exception: {}",
        *callee.label, method, what);
}

} // namespace tenon::plugin_host

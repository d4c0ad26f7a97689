#include "plugin_host/guarded_call.h"

namespace tenon::plugin_host
{

base::Error threwError(Callee const& callee, char const* method, char const* what)
{
    if (what == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "{}: expected {} to return, it threw an object that is no std::exception", *callee.label, method);
    }
    return base::error(
        base::ErrorCode::kFAILED_EXECUTION, "{}: expected {} to return, it threw an exception: {}", *callee.label, method, what);
}

} // namespace tenon::plugin_host

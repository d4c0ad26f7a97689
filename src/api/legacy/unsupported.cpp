#include "api/legacy/unsupported.h"

#include "api/guard.h"

#include <impl/NvInferLegacyTables.h>

namespace tenon::api::legacy
{

void reportUnsupported(base::Log const& log, char const* what, char const* instead) noexcept
{
    perform(log, what,
        [&]() -> Status { return base::error(base::ErrorCode::kUNSUPPORTED_STATE, "not supported: {}", instead); });
}

} // namespace tenon::api::legacy

#pragma GCC visibility push(default)

extern "C" void tenonReportUnsupported(char const* what, char const* instead) noexcept
{
    tenon::api::legacy::reportUnsupported(tenon::base::Log(getLogger()), what, instead);
}

#pragma GCC visibility pop

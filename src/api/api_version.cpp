#include "api/api_version.h"

namespace tenon::api
{

base::Result<ApiLevel> apiLevelOf(int32_t version)
{
    if (version >= 100000 && version < 110000)
    {
        return ApiLevel::k10;
    }
    if (version >= 8000 && version < 9000)
    {
        return ApiLevel::k8;
    }
    if (version >= 7000 && version < 8000)
    {
        return ApiLevel::k7;
    }
    return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "version of the program's headers: expected 7.x (7000 to 7999), 8.x (8000 to 8999) or 10.x (100000 to 109999), "
        "found {}; "
        "compile it with Tenon's headers",
        version);
}

} // namespace tenon::api

// The version number that a program passes when it makes a builder or a runtime.
#pragma once

#include "api/reporting.h"
#include "base/result.h"

namespace tenon::api
{

//! 7 and 8 count major·1000 + minor·100 + patch, 10 counts major·10000 + …. Error for other releases.
base::Result<ApiLevel> apiLevelOf(int32_t version);

} // namespace tenon::api

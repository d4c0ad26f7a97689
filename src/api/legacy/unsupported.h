// Names of releases 7 and 8 that are declared, so that sources compile, and that nothing stands behind.
#pragma once

#include "base/log.h"

namespace tenon::api::legacy
{

//! Reports "`what`: not supported: `instead`".
void reportUnsupported(base::Log const& log, char const* what, char const* instead) noexcept;

} // namespace tenon::api::legacy

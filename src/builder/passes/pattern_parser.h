// Text of a pattern (pattern.h has the language) as a tree.
#pragma once

#include "builder/passes/pattern.h"

namespace tenon::builder
{

Result<Pattern::Node> parsePattern(std::string_view text);

} // namespace tenon::builder

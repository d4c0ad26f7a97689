// Attention that is spelled out as products, softmax and transpositions becomes one operation.
#pragma once

#include "builder/passes/pattern.h"

namespace tenon::builder
{

//! For matches with queries "q", values "v", and keys "k" ([…, depth, tokens]) or "keys" ([…, tokens, depth]); optionally numbers "scale", "divisor",
//! "qscale", "kscale", and "mask" (added) or "condition" with "fill". Transpositions of heads and tokens around the match go into it where nobody
//! else needs them. False where shapes or types are none that it can do. Adds the transpositions that it removed to match.ops.
Result<bool> fuseAttention(Graph& network, Match& match, PassContext& context);

} // namespace tenon::builder

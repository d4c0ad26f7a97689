// Two operations that become one: the first does what the second did as well.
#pragma once

#include "builder/pass.h"

namespace tenon::builder
{

//! True if `follower` has the output of a producer as its input `index`, nobody else sees that output, and what the user asked of both
//! layers stays true of one. Whether the producer can do the follower's work is the caller's to know.
bool mayAbsorb(Op const& follower, size_t index = 0);

//! The producer's output takes the place of the follower's, under its name if the network shows it; the follower goes. The caller has
//! changed the producer's parameters, and compacts and infers the network when it is done.
void absorb(Graph& network, Op& producer, Op& follower, size_t index = 0);

} // namespace tenon::builder

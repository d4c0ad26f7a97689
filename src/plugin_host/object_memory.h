// The memory of somebody's object, read without trusting it: to see what a method wrote into it, and whether another object has that too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tenon::plugin_host
{

//! The object's words as they are now, from its beginning (that of the most derived class) to the end of its piece of the heap. Empty where that
//! is not a piece of glibc's heap, or larger than 1 MiB. Reads through the kernel: nothing that lies there can crash the caller.
std::vector<uint64_t> wordsOf(void const* polymorphicObject);

//! Indices of words that became an address: other before, now that of something.
std::vector<size_t> addressesSet(std::vector<uint64_t> const& before, std::vector<uint64_t> const& now);

} // namespace tenon::plugin_host

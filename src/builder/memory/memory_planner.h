// Offsets for values that live for a while: two that live at the same time never overlap, others share memory.
#pragma once

#include <cstdint>
#include <vector>

namespace tenon::builder
{

struct Lifetime
{
    int64_t bytes{0};
    int32_t first{0}; //!< step that writes it
    int32_t last{0};  //!< last step that reads it; at least `first`
};

struct MemoryPlan
{
    std::vector<int64_t> offsets; //!< one an entry, multiples of the alignment
    int64_t totalBytes{0};
};

//! Greedy by size: the largest value first, each into the smallest gap that fits between those already placed that live while it
//! does (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020). Time: values times those that live
//! at the same time, up to `maxPairs` (by default what takes part of a second); where there are more, the smaller values that are left
//! are placed by planByTime, behind the others, or all of them if that takes less memory. Equal input gives equal output.
MemoryPlan planOffsets(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes);
MemoryPlan planOffsets(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes, size_t maxPairs);

} // namespace tenon::builder

// MemoryReuse: what an operation offers the memory planner beyond aliasedInput.
#pragma once

#include <cstdint>

namespace tenon::graph
{

//! A base of operations whose outputs may take over an input's memory where nobody needs the input afterwards; the kernel is right with equal
//! and with different addresses.
class MemoryReuse
{
public:
    virtual ~MemoryReuse() = default;
    //! The input whose memory the output may take over; −1 for none. Type, format and dims are equal.
    virtual int32_t reusableInput(int32_t output) const = 0;
};

} // namespace tenon::graph

// Division of indices by a number that a kernel's threads share: a product and a shift instead of some twenty instructions.
//
// Source: T. Granlund, P. Montgomery, "Division by invariant integers using multiplication", 1994.
#pragma once

#include "plugins/common/both.h"

#include <cstdint>

namespace tenon::plugins
{

class FastDivider
{
public:
    using Number = uint32_t;
    static constexpr int64_t kEnd = int64_t{1} << 31; //!< above the divisors and the numbers that it divides

    FastDivider() = default;
    //! 1 ≤ divisor < 2³¹.
    explicit FastDivider(uint32_t divisor)
        : divisor_(divisor)
    {
        while (shift_ < 31 && (uint32_t{1} << shift_) < divisor)
        {
            ++shift_;
        }
        factor_ =
            static_cast<uint32_t>((uint64_t{1} << 32) * ((uint64_t{1} << shift_) - divisor) / divisor + uint64_t{1});
    }
    //! n / divisor; n < 2³¹.
    TENON_BOTH uint32_t quotient(uint32_t n) const
    {
#if defined(__CUDA_ARCH__)
        uint32_t const high = __umulhi(n, factor_);
#else
        auto const high = static_cast<uint32_t>(static_cast<uint64_t>(n) * factor_ >> 32);
#endif
        return (high + n) >> shift_;
    }
    TENON_BOTH uint32_t divisor() const
    {
        return divisor_;
    }

private:
    uint32_t divisor_{1};
    uint32_t factor_{1};
    uint32_t shift_{0};
};

//! Calls launch(first, count) for parts of `count` things of `elements` elements each, below FastDivider::kEnd, whose indices can be divided. Joins what the
//! calls return by |.
template <typename Launch>
int32_t inParts(int64_t count, int64_t elements, Launch const& launch)
{
    int32_t status = 0;
    int64_t const most = elements == 0 ? 1 : (FastDivider::kEnd - 1) / elements;
    for (int64_t first = 0; elements != 0 && first < count; first += most)
    {
        status |= launch(first, most < count - first ? most : count - first);
    }
    return status;
}

//! In the same place, for numbers that are larger: the division itself.
class WideDivider
{
public:
    using Number = int64_t;

    WideDivider() = default;
    explicit WideDivider(int64_t divisor)
        : divisor_(divisor)
    {
    }
    TENON_BOTH int64_t quotient(int64_t n) const { return n / divisor_; }
    TENON_BOTH int64_t divisor() const { return divisor_; }

private:
    int64_t divisor_{1};
};

} // namespace tenon::plugins

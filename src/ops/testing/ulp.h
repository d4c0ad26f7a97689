// Distance of an fp32 result from the exact value, in units in the last place.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tenon::ops::testing
{

//! Spacing of the floats around `exact`; that of the subnormals at least.
inline double ulpOf(double exact)
{
    int exponent = 0;
    std::frexp(exact, &exponent);
    return std::ldexp(1.0, std::max(exponent - 24, -149));
}

//! 0 where both are the same infinity or both NaN; infinity where only one is. A value past the floats' range is infinity.
inline double ulpError(float actual, double exact)
{
    double const rounded = static_cast<float>(exact);
    if (std::isnan(exact) || std::isnan(actual) || std::isinf(rounded) || std::isinf(actual))
    {
        bool const same = (std::isnan(exact) && std::isnan(actual)) || static_cast<double>(actual) == rounded;
        // At the very end of the range one rounding decides between the largest float and infinity.
        bool const atEnd = std::fabs(exact) > 3.4028233e38 && std::fabs(exact) < 3.402826e38;
        return same || atEnd ? 0.0 : INFINITY;
    }
    return std::fabs(actual - exact) / ulpOf(exact);
}

//! Floats of every magnitude and both signs: every `stride`-th bit pattern, and the ends of each kind. Includes subnormals,
//! infinities and NaN.
inline std::vector<float> sampledFloats(uint32_t stride)
{
    std::vector<float> floats{0.0F, -0.0F, INFINITY, -INFINITY, NAN, 0x1p-149F, -0x1p-149F, 0x1.fffffep127F,
        -0x1.fffffep127F, 1.0F, -1.0F, 0x1p-126F, 88.722839F, 88.72284F, -87.33655F, -103.97208F, -104.0F, 0.5F, -0.5F};
    for (uint64_t bits = 0; bits < 0x100000000ULL; bits += stride)
    {
        floats.push_back(std::bit_cast<float>(static_cast<uint32_t>(bits)));
    }
    return floats;
}

} // namespace tenon::ops::testing

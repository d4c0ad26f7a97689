// Boxes by their corners, and how much of two boxes is common.
#pragma once

#include "plugins/common/run.h"

namespace tenon::plugins
{

struct Box
{
    float x1, y1, x2, y2;
};

//! A product that is rounded by itself: overlaps are the same on the CPU, on CUDA and in the reference.
TENON_BOTH float product(float a, float b)
{
#if defined(__CUDA_ARCH__)
    return __fmul_rn(a, b);
#else
    return a * b;
#endif
}

TENON_BOTH float lesser(float a, float b)
{
    return a < b ? a : b;
}
TENON_BOTH float greater(float a, float b)
{
    return a < b ? b : a;
}

//! `edge` is 1 where coordinates name pixels, so that a box from 3 to 3 is one pixel wide; else 0.
TENON_BOTH float area(Box const& box, float edge)
{
    return product(box.x2 - box.x1 + edge, box.y2 - box.y1 + edge);
}

//! Whether intersection / union > threshold. Boxes without area overlap nothing.
TENON_BOTH bool overlaps(Box const& a, float areaA, Box const& b, float areaB, float edge, float threshold)
{
    float const width = greater(lesser(a.x2, b.x2) - greater(a.x1, b.x1) + edge, 0.0F);
    float const height = greater(lesser(a.y2, b.y2) - greater(a.y1, b.y1) + edge, 0.0F);
    float const common = product(width, height);
    float const both = areaA + areaB - common;
    // Where the product, which is rounded as monotonously, says no, so does the quotient; it costs a fraction of that.
    if (threshold >= 0.0F && !(common > 0.0F && common >= product(both, threshold)))
    {
        return false;
    }
    return common / both > threshold; // 0 / 0 is NaN, which is not greater
}

TENON_BOTH Box clipped(Box const& box, float width, float height)
{
    return {greater(lesser(box.x1, width), 0.0F), greater(lesser(box.y1, height), 0.0F),
        greater(lesser(box.x2, width), 0.0F), greater(lesser(box.y2, height), 0.0F)};
}

} // namespace tenon::plugins

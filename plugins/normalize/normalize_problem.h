// What Normalize_TRT computes on, on both devices.
#pragma once

#include "plugins/common/both.h"
#include "plugins/normalize/normalize.h"

namespace tenon::plugins::normalize
{

template <typename T>
struct Problem
{
    T const* x;
    T* y;
    float const* weights;
    int64_t images, channels, plane;
    bool shared;
    float eps;
};

} // namespace tenon::plugins::normalize

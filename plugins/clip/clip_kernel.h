// y = min(max(x, low), high); NaN stays NaN.
//
// Memory:    each element is read once and written once, on CUDA 16 bytes a thread.
// Accuracy:  exact.
#pragma once

#include "plugins/clip/clip.h"
#include "plugins/common/run.h"

namespace tenon::plugins::clip
{

struct Clamp
{
    float low, high;

    TENON_BOTH float operator()(float x) const { return x < low ? low : (x > high ? high : x); }
};

template <typename Run>
int32_t enqueueOn(Run const& run, Clip const& clip, plugin::Call const& call)
{
    return run.withType(call.input(0).type(), [&](auto element) {
        using T = decltype(element);
        return run.map(call.input(0).count(), call.input(0).as<T const>(), call.output(0).as<T>(),
            Clamp{clip.clipMin, clip.clipMax});
    });
}

} // namespace tenon::plugins::clip

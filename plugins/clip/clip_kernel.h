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

//! On the CPU, over the host's threads; `in` may be `out`.
int32_t clampAll(OnCpu const& run, float const* in, float* out, int64_t count, Clamp const& clamp);
int32_t clampAll(OnCpu const& run, Half const* in, Half* out, int64_t count, Clamp const& clamp);
#if defined(__CUDACC__)
template <typename T>
int32_t clampAll(OnCuda const& run, T const* in, T* out, int64_t count, Clamp const& clamp)
{
    return run.map(count, in, out, clamp);
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, Clip const& clip, plugin::Call const& call)
{
    return run.withType(call.input(0).type(), [&](auto element) {
        using T = decltype(element);
        return clampAll(run, call.input(0).as<T const>(), call.output(0).as<T>(), call.input(0).count(),
            Clamp{clip.clipMin, clip.clipMax});
    });
}

} // namespace tenon::plugins::clip

// y = σ(x) for the channels 0, 1 and 4 of a box; y = x for 2 and 3; y = exp(x − max) / Σ exp(x − max) over the channels of the classes
//
// Threads:   CUDA: one position of one box a thread; neighbours read neighbours. CPU: see region_cpu.cpp.
// Memory:    classes are read three times, twice from the caches, and written once.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/region/region.h"

#include <cmath>

namespace tenon::plugins::region
{

template <typename T>
struct Position
{
    T const* x;
    T* y;
    int64_t plane;
    int32_t classes;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const begin = index / plane * (5 + classes) * plane + index % plane;
        for (int32_t c = 0; c < 5; ++c)
        {
            float const v = real(x[begin + c * plane]);
            y[begin + c * plane] = number<T>(c == 2 || c == 3 ? v : 1.0F / (1.0F + expf(-v)));
        }
        T const* const in = x + begin + 5 * plane;
        T* const out = y + begin + 5 * plane;
        float most = real(in[0]);
        for (int32_t c = 1; c < classes; ++c)
        {
            float const v = real(in[c * plane]);
            most = v > most ? v : most;
        }
        float sum = 0.0F;
        for (int32_t c = 0; c < classes; ++c)
        {
            sum += expf(real(in[c * plane]) - most);
        }
        for (int32_t c = 0; c < classes; ++c)
        {
            out[c * plane] = number<T>(expf(real(in[c * plane]) - most) / sum);
        }
    }
};

//! One box of all positions at a time, over the host's threads; see region_cpu.cpp.
int32_t boxesOnCpu(float const* x, float* y, int64_t boxes, int64_t plane, int32_t classes);
int32_t boxesOnCpu(Half const* x, Half* y, int64_t boxes, int64_t plane, int32_t classes);

template <typename Run>
int32_t enqueueOn(Run const& run, Region const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        int64_t const plane = x.dim(2) * x.dim(3);
        int64_t const positions = x.count() / (5 + impl.classes);
        if constexpr (Run::kIsCuda)
        {
            return run.each(positions, Position<T>{x.as<T const>(), call.output(0).as<T>(), plane, impl.classes}, 32);
        }
        else
        {
            return boxesOnCpu(
                x.as<T const>(), call.output(0).as<T>(), plane == 0 ? 0 : positions / plane, plane, impl.classes);
        }
    });
}

} // namespace tenon::plugins::region

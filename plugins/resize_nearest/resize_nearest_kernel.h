// y(h, w) = x(min(⌊h / scale⌋, H − 1), min(⌊w / scale⌋, W − 1)) in each plane
//
// Threads:   one element a thread on CUDA; rows on the CPU: a row that equals the one above is copied.
// Memory:    each output is written once; inputs are read as often as they are repeated, from the caches.
// Accuracy:  exact; positions are computed in fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/resize_nearest/resize_nearest.h"

namespace tenon::plugins::resize_nearest
{

template <typename T>
struct Resize
{
    T const* x;
    T* y;
    int64_t height, width, outHeight, outWidth;
    float scale;

    TENON_BOTH static int64_t source(int64_t at, float scale, int64_t extent)
    {
        auto const nearest = static_cast<int64_t>(static_cast<float>(at) / scale);
        return nearest < extent ? nearest : extent - 1;
    }
    //! One output element, for CUDA.
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const row = index / outWidth;
        int64_t const plane = row / outHeight;
        int64_t const h = source(row % outHeight, scale, height);
        y[index] = x[(plane * height + h) * width + source(index % outWidth, scale, width)];
    }
};

//! One plane, for the CPU.
template <typename T>
struct Plane
{
    Resize<T> resize;

    void operator()(int64_t plane) const
    {
        Resize<T> const& r = resize;
        int64_t previous = -1;
        for (int64_t h = 0; h < r.outHeight; ++h)
        {
            T* const to = r.y + (plane * r.outHeight + h) * r.outWidth;
            int64_t const from = r.source(h, r.scale, r.height);
            if (from == previous)
            {
                std::memcpy(to, to - r.outWidth, static_cast<size_t>(r.outWidth) * sizeof(T));
                continue;
            }
            previous = from;
            T const* const row = r.x + (plane * r.height + from) * r.width;
            if (r.scale == 2.0F)
            {
                for (int64_t w = 0; w < r.width; ++w)
                {
                    to[2 * w] = row[w];
                    to[2 * w + 1] = row[w];
                }
                continue;
            }
            for (int64_t w = 0; w < r.outWidth; ++w)
            {
                to[w] = row[r.source(w, r.scale, r.width)];
            }
        }
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, ResizeNearest const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    plugin::Tensor const& y = call.output(0);
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        Resize<T> const resize{x.as<T const>(), y.as<T>(), x.dim(2), x.dim(3), y.dim(2), y.dim(3), impl.scale};
        if constexpr (Run::kIsCuda)
        {
            return run.each(y.count(), resize);
        }
        else
        {
            return run.each(y.dim(0) * y.dim(1), Plane<T>{resize},
                std::max<int64_t>(1, 16 * 1024 / std::max<int64_t>(1, y.dim(2) * y.dim(3))));
        }
    });
}

} // namespace tenon::plugins::resize_nearest

// y(h, w) = x(min(⌊h / scale⌋, H − 1), min(⌊w / scale⌋, W − 1)) in each plane
//
// Threads:   on CUDA 16 bytes of a row a thread, in several planes where the scale is no integer; rows on the CPU: a row that equals the one above is
//            copied.
// Memory:    each output is written once; inputs are read as often as they are repeated, from the caches.
// Accuracy:  exact; positions are computed in fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/resize_nearest/resize_nearest.h"

#if defined(__CUDACC__)
#include "plugins/common/fast_division.h"
#endif

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
};

#if defined(__CUDACC__)
//! Rows of all planes, whose numbers are each written `factor` times, side by side and below.
template <typename T>
struct Repeat
{
    T const* x;
    T* y;
    FastDivider packs; //!< of kLanes elements, of an output row
    FastDivider factor;
    uint32_t width; //!< of x
    uint32_t count; //!< of packs
};

//! kFactor: 2, and a pack is made of neighbours that one access reads; or 0, any.
template <int32_t kLanes, int32_t kFactor, typename T>
__global__ void __launch_bounds__(256) repeatPacks(Repeat<T> r)
{
    struct alignas(sizeof(T) * kLanes) Pack
    {
        T lane[kLanes];
    };
    uint32_t const index = blockIdx.x * 256 + threadIdx.x;
    if (index >= r.count)
    {
        return;
    }
    uint32_t const row = r.packs.quotient(index);
    uint32_t const column = (index - row * r.packs.divisor()) * kLanes;
    T const* const x = r.x + static_cast<int64_t>(r.factor.quotient(row)) * r.width;
    Pack pack;
    if constexpr (kFactor == 2)
    {
        struct alignas(sizeof(T) * kLanes / 2) Sources
        {
            T lane[kLanes / 2];
        };
        Sources const sources = *reinterpret_cast<Sources const*>(x + column / 2);
#pragma unroll
        for (int32_t k = 0; k < kLanes; ++k)
        {
            pack.lane[k] = sources.lane[k / 2];
        }
    }
    else
    {
#pragma unroll
        for (int32_t k = 0; k < kLanes; ++k)
        {
            pack.lane[k] = x[r.factor.quotient(column + k)];
        }
    }
    reinterpret_cast<Pack*>(r.y)[index] = pack;
}

template <int32_t kLanes, int32_t kFactor, typename T>
int32_t launchRepeat(OnCuda const& run, Resize<T> const& resize, int64_t planes)
{
    int64_t const packs = resize.outWidth / kLanes;
    int64_t const count = resize.outHeight * packs; // of a plane
    return inParts(planes, count, [&](int64_t first, int64_t some) {
        Repeat<T> const repeat{resize.x + first * resize.height * resize.width,
            resize.y + first * resize.outHeight * resize.outWidth, FastDivider(static_cast<uint32_t>(packs)),
            FastDivider(static_cast<uint32_t>(resize.scale)), static_cast<uint32_t>(resize.width),
            static_cast<uint32_t>(some * count)};
        repeatPacks<kLanes, kFactor>
            <<<static_cast<uint32_t>(cuda::ceilDiv(some * count, 256)), 256, 0, run.stream>>>(repeat);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    });
}

constexpr int32_t kPlanes = 4; //!< of a thread

//! Any scale: a place of kLanes elements side by side in several planes; what they are made of is found once for all of them.
template <int32_t kLanes, typename T>
__global__ void __launch_bounds__(256) resizePlanes(Resize<T> r, int64_t planes)
{
    struct alignas(sizeof(T) * kLanes) Pack
    {
        T lane[kLanes];
    };
    auto const index = static_cast<uint32_t>(blockIdx.x * blockDim.x + threadIdx.x);
    auto const packs = static_cast<uint32_t>(r.outWidth / kLanes);
    uint32_t const row = index / packs;
    if (row >= r.outHeight)
    {
        return;
    }
    uint32_t const column = (index - row * packs) * kLanes;
    int64_t const from = r.source(row, r.scale, r.height) * r.width;
    int64_t sources[kLanes];
#pragma unroll
    for (int32_t k = 0; k < kLanes; ++k)
    {
        sources[k] = from + r.source(column + k, r.scale, r.width);
    }
    for (int64_t plane = blockIdx.y; plane < planes; plane += int64_t{gridDim.y} * kPlanes)
    {
        Pack held[kPlanes];
#pragma unroll
        for (int32_t n = 0; n < kPlanes; ++n)
        {
            T const* const x = r.x + (plane + n * int64_t{gridDim.y}) * r.height * r.width;
#pragma unroll
            for (int32_t k = 0; k < kLanes; ++k)
            {
                held[n].lane[k] = plane + n * int64_t{gridDim.y} < planes ? x[sources[k]] : T{};
            }
        }
#pragma unroll
        for (int32_t n = 0; n < kPlanes; ++n)
        {
            int64_t const to = plane + n * int64_t{gridDim.y};
            if (to < planes)
            {
                *reinterpret_cast<Pack*>(r.y + (to * r.outHeight + row) * r.outWidth + column) = held[n];
            }
        }
    }
}

template <int32_t kLanes, typename T>
int32_t resizeInPacks(OnCuda const& run, Resize<T> const& resize, int64_t planes)
{
    auto const factor = static_cast<int64_t>(resize.scale);
    bool const repeats = static_cast<float>(factor) == resize.scale && resize.outHeight == factor * resize.height
        && resize.outWidth == factor * resize.width;
    if constexpr (kLanes > 1)
    {
        // The place of each pack's half: the index of its first element is even, and a row of x is whole halves.
        bool const inHalves =
            repeats && factor == 2 && reinterpret_cast<uintptr_t>(resize.x) % (sizeof(T) * kLanes / 2) == 0;
        if (inHalves)
        {
            return launchRepeat<kLanes, 2>(run, resize, planes);
        }
    }
    if (repeats)
    {
        return launchRepeat<kLanes, 0>(run, resize, planes);
    }
    int64_t const packs = resize.outHeight * resize.outWidth / kLanes;
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(packs, 256)),
        static_cast<uint32_t>(std::min<int64_t>(cuda::ceilDiv(planes, kPlanes), 65535)));
    resizePlanes<kLanes><<<grid, 256, 0, run.stream>>>(resize, planes);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
int32_t resizeAll(OnCuda const& run, Resize<T> const& resize, int64_t planes)
{
    int64_t const elements = resize.outHeight * resize.outWidth;
    if (planes * elements == 0)
    {
        return 0;
    }
    if (elements >= FastDivider::kEnd - 256)
    {
        return 1;
    }
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    auto const isPack = [&](int64_t lanes) {
        return resize.outWidth % lanes == 0 && reinterpret_cast<uintptr_t>(resize.y) % (lanes * sizeof(T)) == 0;
    };
    return isPack(kLanes) ? resizeInPacks<kLanes>(run, resize, planes)
        : isPack(2)       ? resizeInPacks<2>(run, resize, planes)
                          : resizeInPacks<1>(run, resize, planes);
}
#endif

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
            return resizeAll(run, resize, y.dim(0) * y.dim(1));
        }
        else
        {
            return run.each(y.dim(0) * y.dim(1), Plane<T>{resize},
                std::max<int64_t>(1, 16 * 1024 / std::max<int64_t>(1, y.dim(2) * y.dim(3))));
        }
    });
}

} // namespace tenon::plugins::resize_nearest

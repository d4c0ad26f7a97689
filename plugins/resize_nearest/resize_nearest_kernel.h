// y(h, w) = x(min(⌊h / scale⌋, H − 1), min(⌊w / scale⌋, W − 1)) in each plane
//
// Threads:   on CUDA 16 bytes of a row a thread, in several planes; rows on the CPU: a row that equals the one above is copied.
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
};

#if defined(__CUDACC__)
constexpr int32_t kPlanes = 8; //!< of a thread

//! A place of kLanes elements side by side in several planes: what they are made of is found once for all of them.
template <typename T, int32_t kLanes>
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
    for (int64_t plane = blockIdx.y; plane < planes; plane += gridDim.y)
    {
        T const* const x = r.x + plane * r.height * r.width;
        Pack pack;
#pragma unroll
        for (int32_t k = 0; k < kLanes; ++k)
        {
            pack.lane[k] = x[sources[k]];
        }
        *reinterpret_cast<Pack*>(r.y + plane * r.outHeight * r.outWidth + row * r.outWidth + column) = pack;
    }
}

template <typename T>
int32_t resizeAll(OnCuda const& run, Resize<T> const& resize, int64_t planes)
{
    int64_t const elements = resize.outHeight * resize.outWidth;
    if (planes * elements == 0)
    {
        return 0;
    }
    if (elements >= (int64_t{1} << 31))
    {
        return 1;
    }
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    bool const inVectors = resize.outWidth % kLanes == 0 && cuda::isAligned(resize.y);
    int64_t const packs = elements / (inVectors ? kLanes : 1);
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(packs, 256)),
        static_cast<uint32_t>(std::min<int64_t>(cuda::ceilDiv(planes, kPlanes), 65535)));
    auto const kernel = inVectors ? resizePlanes<T, kLanes> : resizePlanes<T, 1>;
    kernel<<<grid, 256, 0, run.stream>>>(resize, planes);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
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

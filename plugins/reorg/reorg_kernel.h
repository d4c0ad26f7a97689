// Let C' = C / s². An image's elements, read in order as a tensor [C', H·s, W·s] called u, are gathered in the order of [C, H, W]:
//
//     y(k, j, i) = u(k mod C', j·s + (k / C') / s, i·s + (k / C') mod s),   k < C, j < H, i < W
//
// and those elements in order are the output [C·s², H/s, W/s].
//
// Threads:   one place in several images a thread on CUDA; a row of W elements at a time on the CPU.
// Memory:    each element is read once and written once; reads are `s` apart.
#pragma once

#include "plugins/common/run.h"
#include "plugins/reorg/reorg.h"

namespace tenon::plugins::reorg
{

struct Shape
{
    int64_t channels, height, width, stride;
};

//! Where row (image · C + k) · H + j of the output's order begins in the input.
TENON_BOTH int64_t rowBegin(Shape const& shape, int64_t row)
{
    int64_t const j = row % shape.height;
    int64_t const plane = row / shape.height;
    int64_t const k = plane % shape.channels;
    int64_t const image = plane / shape.channels;
    int64_t const s = shape.stride;
    int64_t const few = shape.channels / (s * s);
    int64_t const offset = k / few;
    int64_t const u = ((k % few) * shape.height * s + j * s + offset / s) * shape.width * s + offset % s;
    return image * shape.channels * shape.height * shape.width + u;
}

template <typename T>
struct Row
{
    T const* x;
    T* y;
    Shape shape;

    TENON_BOTH void operator()(int64_t row) const
    {
        T const* const from = x + rowBegin(shape, row);
        T* const to = y + row * shape.width;
        for (int64_t i = 0; i < shape.width; ++i)
        {
            to[i] = from[i * shape.stride];
        }
    }
};

#if defined(__CUDACC__)
constexpr int32_t kImages = 8; //!< of a thread

//! A place in several images: where it comes from is found once for all of them.
template <typename T>
__global__ void __launch_bounds__(256) reorganize(T const* x, T* y, Shape shape, int64_t images)
{
    int64_t const perImage = shape.channels * shape.height * shape.width;
    int64_t const index = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (index >= perImage)
    {
        return;
    }
    int64_t const from = rowBegin(shape, index / shape.width) + index % shape.width * shape.stride;
    for (int64_t image = blockIdx.y; image < images; image += gridDim.y)
    {
        y[image * perImage + index] = x[image * perImage + from];
    }
}

template <typename T>
int32_t reorganizeAll(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images)
{
    int64_t const perImage = shape.channels * shape.height * shape.width;
    if (images * perImage == 0)
    {
        return 0;
    }
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(perImage, 256)),
        static_cast<uint32_t>(std::min<int64_t>(cuda::ceilDiv(images, kImages), 65535)));
    reorganize<T><<<grid, 256, 0, run.stream>>>(x, y, shape, images);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, Reorg const& reorg, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    Shape const shape{x.dim(1), x.dim(2), x.dim(3), reorg.stride};
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        auto const* const from = x.as<T const>();
        auto* const to = call.output(0).as<T>();
        if constexpr (Run::kIsCuda)
        {
            return reorganizeAll(run, from, to, shape, x.dim(0));
        }
        else
        {
            return run.each(x.dim(0) * x.dim(1) * x.dim(2), Row<T>{from, to, shape},
                std::max<int64_t>(1, 16 * 1024 / std::max<int64_t>(x.dim(3), 1)));
        }
    });
}

} // namespace tenon::plugins::reorg

// y[n, c] = x[n, c];  y[n, C, h, w] = −1 + 2h / (H − 1);  y[n, C + 1, h, w] = −1 + 2w / (W − 1); −1 where the extent is 1
//
// Threads:   CPU: rows of maps. CUDA: four words of the output a thread, of an image's channels or of its coordinates, in one launch.
// Memory:    each element is read once and written once; coordinates are computed.
// Accuracy:  fp32; fp16 rounded once.
#pragma once

#include "plugins/common/fast_division.h"
#include "plugins/common/run.h"
#include "plugins/coord_conv_ac/coord_conv_ac.h"

namespace tenon::plugins::coord_conv_ac
{

//! What is added to the first coordinate, −1, from one row or column to the next.
inline float stepOf(int64_t extent)
{
    return extent == 1 ? 0.0F : 2.0F / static_cast<float>(extent - 1);
}

template <typename T>
TENON_BOTH T coordinate(int64_t index, float step)
{
    return number<T>(-1.0F + static_cast<float>(index) * step);
}

//! A piece of an image's rows: its part of all channels and coordinates. On the CPU.
template <typename T>
struct PieceOnCpu
{
    T const* x;
    T* y;
    int64_t copied; //!< elements of an image of x
    int64_t height, width;
    int64_t pieces; //!< of an image

    void operator()(int64_t index) const
    {
        int64_t const plane = height * width;
        int64_t const image = index / pieces;
        int64_t const piece = index % pieces;
        T* const to = y + image * (copied + 2 * plane);
        int64_t const first = copied * piece / pieces;
        int64_t const last = copied * (piece + 1) / pieces;
        std::memcpy(to + first, x + image * copied + first, static_cast<size_t>(last - first) * sizeof(T));
        T* const rows = to + copied;
        T* const columns = rows + plane;
        for (int64_t h = height * piece / pieces; h < height * (piece + 1) / pieces; ++h)
        {
            std::fill(rows + h * width, rows + (h + 1) * width, coordinate<T>(h, stepOf(height)));
            for (int64_t w = 0; w < width; ++w)
            {
                columns[h * width + w] = coordinate<T>(w, stepOf(width));
            }
        }
    }
};

#if defined(__CUDACC__)
constexpr uint32_t kThreads = 256;

//! Sizes of images in words of the output, those of maps in elements. Divider: FastDivider where all words are less than 2³¹.
template <typename Divider>
struct Maps
{
    Divider image, width;
    typename Divider::Number count, copied, plane;
    float rowStep, columnStep;
};

template <typename T, int32_t kLanes, typename Divider>
__global__ void __launch_bounds__(kThreads) appendCoordinates(T const* x, T* y, Maps<Divider> maps)
{
    using Number = typename Divider::Number;
    struct alignas(sizeof(T) * kLanes) Word
    {
        T lane[kLanes];
    };
    constexpr uint32_t kEach = wordsInFlight(sizeof(Word));
    auto const* const from = reinterpret_cast<Word const*>(x);
    auto* const to = reinterpret_cast<Word*>(y);
    Number const first = static_cast<Number>(blockIdx.x) * (kThreads * kEach) + threadIdx.x;
    Word words[kEach];
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        Number const i = first + k * kThreads;
        Number const image = maps.image.quotient(i);
        Number const inImage = i - image * maps.image.divisor();
        if (i >= maps.count)
        {
            continue;
        }
        if (inImage < maps.copied)
        {
            words[k] = from[image * static_cast<int64_t>(maps.copied) + inImage];
            continue;
        }
#pragma unroll
        for (int32_t lane = 0; lane < kLanes; ++lane)
        {
            Number const element = (inImage - maps.copied) * kLanes + lane;
            Number const inPlane = element < maps.plane ? element : element - maps.plane;
            Number const row = maps.width.quotient(inPlane);
            words[k].lane[lane] = element < maps.plane
                ? coordinate<T>(row, maps.rowStep)
                : coordinate<T>(inPlane - row * maps.width.divisor(), maps.columnStep);
        }
    }
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        Number const i = first + k * kThreads;
        if (i < maps.count)
        {
            to[i] = words[k];
        }
    }
}

template <int32_t kLanes, typename Divider, typename T>
int32_t launchAppending(
    OnCuda const& run, T const* x, T* y, int64_t images, int64_t channels, int64_t height, int64_t width)
{
    using Number = typename Divider::Number;
    int64_t const plane = height * width;
    int64_t const words = (channels + 2) * plane / kLanes;
    Maps<Divider> const maps{Divider(static_cast<Number>(words)), Divider(static_cast<Number>(width)),
        static_cast<Number>(images * words), static_cast<Number>(channels * plane / kLanes), static_cast<Number>(plane),
        stepOf(height), stepOf(width)};
    auto const blocks =
        static_cast<uint32_t>(cuda::ceilDiv(images * words, int64_t{kThreads} * wordsInFlight(sizeof(T) * kLanes)));
    appendCoordinates<T, kLanes, Divider><<<blocks, kThreads, 0, run.stream>>>(x, y, maps);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
int32_t appendAll(OnCuda const& run, T const* x, T* y, int64_t images, int64_t channels, int64_t height, int64_t width)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const plane = height * width;
    int64_t const all = images * (channels + 2) * plane;
    if (all == 0)
    {
        return 0; // a launch of no blocks is an error
    }
    bool const inVectors =
        cuda::isAligned(x) && cuda::isAligned(y) && channels * plane % kLanes == 0 && 2 * plane % kLanes == 0;
    constexpr int64_t kMost = FastDivider::kEnd - kThreads * kMostWordsInFlight;
    if (all / (inVectors ? kLanes : 1) > kMost || 2 * plane > kMost)
    {
        return launchAppending<1, WideDivider>(run, x, y, images, channels, height, width);
    }
    return inVectors ? launchAppending<kLanes, FastDivider>(run, x, y, images, channels, height, width)
                     : launchAppending<1, FastDivider>(run, x, y, images, channels, height, width);
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, CoordConvAc const&, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    int64_t const images = x.dim(0), channels = x.dim(1), height = x.dim(2), width = x.dim(3);
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        auto const* const from = x.as<T const>();
        auto* const to = call.output(0).as<T>();
        if constexpr (Run::kIsCuda)
        {
            return appendAll(run, from, to, images, channels, height, width);
        }
        else
        {
            int64_t const elements = (channels + 2) * height * width;
            int64_t const pieces = std::clamp<int64_t>(elements / (64 * 1024), 1, std::max<int64_t>(height, 1));
            return run.each(images * pieces, PieceOnCpu<T>{from, to, channels * height * width, height, width, pieces},
                std::max<int64_t>(1, 64 * 1024 * pieces / std::max<int64_t>(elements, 1)));
        }
    });
}

} // namespace tenon::plugins::coord_conv_ac

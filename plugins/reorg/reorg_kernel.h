// Let C' = C / s². An image's elements, read in order as a tensor [C', H·s, W·s] called u, are gathered in the order of [C, H, W]:
//
//     y(k, j, i) = u(k mod C', j·s + (k / C') / s, i·s + (k / C') mod s),   k < C, j < H, i < W
//
// and those elements in order are the output [C·s², H/s, W/s].
//
// Threads:   CPU: a row of W elements at a time. CUDA: some neighbours of a row of the output a thread, and what else their rows of u hold: stride rows of
//            u are read at one place, 16 bytes each where stride and width allow it, and go to stride² planes. Strides without a kernel of their own: a row
//            of u a thread, element by element, which come together in the first-level cache.
// Memory:    each element is read once and written once.
#pragma once

#include "plugins/common/fast_division.h"
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
constexpr int32_t kThreads = 128;

//! Places of the planes of the output that one offset in u makes; the other s² − 1 of an image lie behind them, with the same places. Place n is in
//! row n / width of all images' planes, in image n / image.
template <typename Divider>
struct Places
{
    Divider width, image;
    typename Divider::Number count;
};

//! T: an integer of the elements' size. A place is kOutputs elements side by side, which kStride · kOutputs of each of kStride rows of u make.
template <typename T, int32_t kStride, int32_t kOutputs>
__global__ void __launch_bounds__(kThreads) reorganizeRows(T const* x, T* y, Places<FastDivider> places)
{
    struct alignas(sizeof(T) * kStride * kOutputs) In
    {
        T lane[kOutputs][kStride];
    };
    struct alignas(sizeof(T) * kOutputs) Out
    {
        T lane[kOutputs];
    };
    constexpr uint32_t kEach = wordsInFlight(kStride * sizeof(In));
    uint32_t const first = blockIdx.x * (kThreads * kEach) + threadIdx.x;
    int64_t const width = places.width.divisor();
    int64_t const perImage = places.image.divisor();
    In in[kEach][kStride];
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        uint32_t const n = first + k * kThreads;
        uint32_t const before = places.width.quotient(n) * places.width.divisor(); // its row's first place
        In const* const from = reinterpret_cast<In const*>(x) + int64_t{before} * kStride + (n - before);
        if (n < places.count)
        {
#pragma unroll
            for (int32_t down = 0; down < kStride; ++down)
            {
                in[k][down] = from[down * width];
            }
        }
    }
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        uint32_t const n = first + k * kThreads;
        if (n < places.count)
        {
            int64_t const image = places.image.quotient(n);
            Out* const to = reinterpret_cast<Out*>(y) + image * (kStride * kStride - 1) * perImage + n;
#pragma unroll
            for (int32_t offset = 0; offset < kStride * kStride; ++offset)
            {
                Out out;
#pragma unroll
                for (int32_t i = 0; i < kOutputs; ++i)
                {
                    out.lane[i] = in[k][offset / kStride].lane[i][offset % kStride];
                }
                to[offset * perImage] = out;
            }
        }
    }
}

//! Any stride; a place is an element.
template <typename T, typename Divider>
__global__ void __launch_bounds__(kThreads)
    reorganizeElements(T const* x, T* y, Places<Divider> places, uint32_t stride)
{
    using Number = typename Divider::Number;
    constexpr uint32_t kEach = 4; // elements on their way
    uint32_t const chunk = blockIdx.x / stride;
    uint32_t const down = blockIdx.x - chunk * stride;
    Number const n = static_cast<Number>(chunk) * kThreads + threadIdx.x;
    if (n >= places.count)
    {
        return;
    }
    Number const before = places.width.quotient(n) * places.width.divisor();
    int64_t const width = places.width.divisor();
    int64_t const perImage = places.image.divisor();
    int64_t const s = stride;
    T const* const from = x + (before * s + down * width + (n - before)) * s;
    T* const to = y + places.image.quotient(n) * (s * s - 1) * perImage + n + down * s * perImage;
    for (uint32_t over = 0; over < stride; over += kEach)
    {
        T elements[kEach];
#pragma unroll
        for (uint32_t k = 0; k < kEach; ++k)
        {
            if (over + k < stride)
            {
                elements[k] = from[over + k];
            }
        }
#pragma unroll
        for (uint32_t k = 0; k < kEach; ++k)
        {
            if (over + k < stride)
            {
                to[(over + k) * perImage] = elements[k];
            }
        }
    }
}

template <typename Divider>
Places<Divider> placesOf(Shape const& shape, int64_t images, int64_t outputs)
{
    using Number = typename Divider::Number;
    int64_t const width = shape.width / outputs;
    int64_t const perImage = shape.channels / (shape.stride * shape.stride) * shape.height * width;
    return {Divider(static_cast<Number>(width)), Divider(static_cast<Number>(perImage)),
        static_cast<Number>(images * perImage)};
}

template <typename Divider, typename T>
int32_t launchElements(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images)
{
    auto const places = placesOf<Divider>(shape, images, 1);
    auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(places.count, kThreads) * shape.stride);
    reorganizeElements<T, Divider>
        <<<blocks, kThreads, 0, run.stream>>>(x, y, places, static_cast<uint32_t>(shape.stride));
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

//! With kOutputs, or as many fewer as width and addresses allow. There are less than 2³¹ places.
template <int32_t kStride, int32_t kOutputs, typename T>
int32_t launchRows(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images)
{
    if constexpr (kOutputs == 0)
    {
        return launchElements<FastDivider>(run, x, y, shape, images);
    }
    else
    {
        constexpr size_t kOutBytes = sizeof(T) * kOutputs;
        if (shape.width % kOutputs != 0 || reinterpret_cast<uintptr_t>(x) % (kStride * kOutBytes) != 0
            || reinterpret_cast<uintptr_t>(y) % kOutBytes != 0)
        {
            return launchRows<kStride, kOutputs / 2>(run, x, y, shape, images);
        }
        auto const places = placesOf<FastDivider>(shape, images, kOutputs);
        constexpr int64_t kEach = wordsInFlight(kStride * kStride * kOutBytes);
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(places.count, kThreads * kEach));
        reorganizeRows<T, kStride, kOutputs><<<blocks, kThreads, 0, run.stream>>>(x, y, places);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
}

template <typename T>
int32_t reorganizeAll(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images)
{
    int64_t const places = images * (shape.channels / (shape.stride * shape.stride)) * shape.height * shape.width;
    if (places == 0)
    {
        return 0; // a launch of no blocks is an error
    }
    if (shape.stride == 1)
    {
        return run.copyRows({x, 0, y, 0, places * static_cast<int64_t>(sizeof(T)), 1});
    }
    if (places > FastDivider::kEnd - 16 * kThreads)
    {
        return launchElements<WideDivider>(run, x, y, shape, images);
    }
    constexpr auto kPerAccess = static_cast<int32_t>(cuda::kAccessBytes / sizeof(T));
    switch (shape.stride)
    {
    case 2: return launchRows<2, kPerAccess / 2>(run, x, y, shape, images);
    case 4: return launchRows<4, kPerAccess / 4>(run, x, y, shape, images);
    case 8: return launchRows<8, kPerAccess / 8>(run, x, y, shape, images);
    default: return launchElements<FastDivider>(run, x, y, shape, images);
    }
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
            using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint16_t>;
            return reorganizeAll(
                run, reinterpret_cast<Bits const*>(from), reinterpret_cast<Bits*>(to), shape, x.dim(0));
        }
        else
        {
            return run.each(x.dim(0) * x.dim(1) * x.dim(2), Row<T>{from, to, shape},
                std::max<int64_t>(1, 16 * 1024 / std::max<int64_t>(x.dim(3), 1)));
        }
    });
}

} // namespace tenon::plugins::reorg

// Let C' = C / s². An image's elements, read in order as a tensor [C', H·s, W·s] called u, are gathered in the order of [C, H, W]:
//
//     y(k, j, i) = u(k mod C', j·s + (k / C') / s, i·s + (k / C') mod s),   k < C, j < H, i < W
//
// and those elements in order are the output [C·s², H/s, W/s].
//
// Threads:   CPU: a row of W elements at a time. CUDA: a block takes pieces of planes of u one after the other through shared memory, the next one on
//            its way while it writes the last one's s² pieces of rows; where a piece does not fit, one place in several images a thread.
// Memory:    each element is read once and written once.
#pragma once

#include "plugins/common/fast_division.h"
#include "plugins/common/run.h"
#include "plugins/reorg/reorg.h"

#if defined(__CUDACC__)
#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/async_copy.cuh"

#include <numeric>
#endif

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

constexpr int64_t kPieceBytes = 24 * 1024;
constexpr int64_t kMostPieceBytes = 48 * 1024;

//! Pieces of `rows` rows of the output's planes, which are rows · s rows of a plane of u, kLanes elements an access.
struct Pieces
{
    FastDivider stride, width;
    FastDivider accesses, lastAccesses; //!< of a piece of one output plane; those of a plane's last piece
    uint32_t planes;                    //!< of u in an image
    uint32_t height, rows, perPlane;
    int64_t count;
};

template <typename T, int32_t kLanes>
__global__ void __launch_bounds__(256) reorganizePieces(T const* x, T* y, Pieces p)
{
    struct alignas(sizeof(T) * kLanes) Lanes
    {
        T lane[kLanes];
    };
    extern __shared__ int4 shared[];
    uint32_t const s = p.stride.divisor();
    uint32_t const width = p.width.divisor();
    uint32_t const pieceElements = p.rows * width * s * s;
    int64_t const plane = static_cast<int64_t>(p.height) * width; // of the output
    auto const rowsOf = [&](int64_t piece) {
        auto const first = static_cast<uint32_t>(piece % p.perPlane) * p.rows;
        return min(p.rows, p.height - first);
    };
    auto const fetch = [&](int64_t piece, uint32_t buffer) {
        Lanes const* const from = reinterpret_cast<Lanes const*>(
            x + piece / p.perPlane * plane * s * s + piece % p.perPlane * static_cast<int64_t>(pieceElements));
        Lanes* const to = reinterpret_cast<Lanes*>(reinterpret_cast<T*>(shared) + buffer * pieceElements);
        uint32_t const accesses = rowsOf(piece) * width * s * s / kLanes;
        for (uint32_t i = threadIdx.x; i < accesses; i += blockDim.x)
        {
            copyAsync(to + i, from + i);
        }
    };
    int64_t piece = blockIdx.x;
    fetch(piece, 0);
    endCopies();
    for (uint32_t buffer = 0; piece < p.count; piece += gridDim.x, buffer ^= 1)
    {
        if (piece + gridDim.x < p.count)
        {
            fetch(piece + gridDim.x, buffer ^ 1);
        }
        endCopies();
        waitForCopies(1);
        __syncthreads();
        T const* const held = reinterpret_cast<T const*>(shared) + buffer * pieceElements;
        int64_t const ofU = piece / p.perPlane;
        int64_t const image = ofU / p.planes;
        auto const first = static_cast<uint32_t>(piece % p.perPlane) * p.rows;
        // Plane k of the output is offset · planes + the plane of u.
        T* const to = y + (image * p.planes * s * s + ofU % p.planes) * plane + static_cast<int64_t>(first) * width;
        uint32_t const rows = rowsOf(piece);
        FastDivider const accesses = rows == p.rows ? p.accesses : p.lastAccesses;
        for (uint32_t i = threadIdx.x; i < accesses.divisor() * s * s; i += blockDim.x)
        {
            uint32_t const offset = accesses.quotient(i);
            uint32_t const element = (i - offset * accesses.divisor()) * kLanes;
            uint32_t const down = p.stride.quotient(offset);
            uint32_t const over = offset - down * s;
            uint32_t row = p.width.quotient(element);
            uint32_t column = element - row * width;
            Lanes lanes;
#pragma unroll
            for (T& lane : lanes.lane)
            {
                lane = held[(row * s + down) * width * s + column * s + over];
                ++column;
                row += column == width ? 1 : 0;
                column = column == width ? 0 : column;
            }
            *reinterpret_cast<Lanes*>(to + static_cast<int64_t>(offset) * p.planes * plane + element) = lanes;
        }
        __syncthreads(); // before the buffer is filled again
    }
}

template <typename T, int32_t kLanes>
int32_t launchPieces(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images, int64_t rows)
{
    int64_t const s = shape.stride;
    int64_t const planes = shape.channels / (s * s);
    int64_t const perPlane = cuda::ceilDiv(shape.height, rows);
    auto const accessesOf = [&](int64_t count) {
        return FastDivider(static_cast<uint32_t>(count * shape.width / kLanes));
    };
    Pieces const pieces{FastDivider(static_cast<uint32_t>(s)), FastDivider(static_cast<uint32_t>(shape.width)),
        accessesOf(rows), accessesOf(shape.height - (perPlane - 1) * rows), static_cast<uint32_t>(planes),
        static_cast<uint32_t>(shape.height), static_cast<uint32_t>(rows), static_cast<uint32_t>(perPlane),
        images * planes * perPlane};
    int64_t const bytes = 2 * rows * shape.width * s * s * int64_t{sizeof(T)};
    auto const kernel = reorganizePieces<T, kLanes>;
    if (!allowShared<reorganizePieces<T, kLanes>>(2 * kMostPieceBytes))
    {
        return 1;
    }
    int64_t const each = std::clamp<int64_t>(200 * 1024 / (bytes + 1024), 1, 8);
    auto const blocks = static_cast<uint32_t>(std::min(pieces.count, each * cuda::multiprocessorCount()));
    kernel<<<blocks, 256, static_cast<size_t>(bytes), run.stream>>>(x, y, pieces);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
int32_t reorganizeAll(OnCuda const& run, T const* x, T* y, Shape const& shape, int64_t images)
{
    int64_t const perImage = shape.channels * shape.height * shape.width;
    if (images * perImage == 0)
    {
        return 0;
    }
    constexpr auto kSize = static_cast<int64_t>(sizeof(T));
    bool const inVectors =
        cuda::isAligned(x) && cuda::isAligned(y) && shape.height * shape.width * kSize % cuda::kAccessBytes == 0;
    // Rows of whole vectors, as many as make a piece.
    int64_t const step =
        inVectors ? cuda::kAccessBytes / std::gcd<int64_t>(cuda::kAccessBytes, shape.width * kSize) : 1;
    int64_t const stepBytes = step * shape.width * shape.stride * shape.stride * kSize;
    int64_t const rows = std::min(shape.height, std::max<int64_t>(kPieceBytes / stepBytes, 1) * step);
    if (rows * stepBytes / step <= kMostPieceBytes)
    {
        return inVectors ? launchPieces<T, cuda::Vector<T>::kLanes>(run, x, y, shape, images, rows)
                         : launchPieces<T, 1>(run, x, y, shape, images, rows);
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

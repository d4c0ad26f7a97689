// out[Σ i_k outStride_k] = in[Σ i_k inStride_k], the element converted on the way where types differ.
//
// Threads:   one element a thread, in the order of the output; coordinates by one remainder a loop, of 32 bits where they suffice. Runs that
//            are contiguous on both sides are moved as elements of up to 16 bytes. Where the input's fastest loop is another than the
//            output's, the two are walked in tiles of 32 × 32 through shared memory (padded by one column: no bank conflicts).
// Memory:    each line is read once and written once, but for rows shorter than a line.
// Accuracy:  bits are copied, or converted as common/type_conversion.h says.
#include "ops/common/strided_copy_cuda.h"

#include "ops/cast/convert_cuda.cuh"
#include "ops/common/element_types_cuda.cuh"

#include <limits>

namespace tenon::ops
{
namespace
{

constexpr int32_t kThreads = 256;
constexpr int64_t kTile = 32;
constexpr int64_t kTileRows = 8; //!< threads of a tile across

struct Same
{
    template <typename T>
    __device__ __forceinline__ T operator()(T value) const
    {
        return value;
    }
};

//! What copies move: bits.
struct alignas(16) SixteenBytes
{
    uint64_t low, high;
};

template <typename Function, typename In>
__device__ __forceinline__ auto load(In const& value)
{
    if constexpr (std::is_same_v<Function, Same>)
    {
        return value;
    }
    else
    {
        return cuda::computed(value);
    }
}

template <typename Function, typename Out, typename Value>
__device__ __forceinline__ Out stored(Value const& value)
{
    if constexpr (std::is_same_v<Function, Same>)
    {
        return value;
    }
    else
    {
        return cuda::Stored<Out>::from(value);
    }
}

template <typename Index>
__device__ __forceinline__ void locate(
    CudaLoops const& loops, int32_t first, Index index, int64_t& inAt, int64_t& outAt)
{
    for (int32_t k = loops.rank - 1; k >= first; --k)
    {
        auto const size = static_cast<Index>(loops.loop[k].size);
        auto const place = static_cast<int64_t>(k == first ? index : index % size);
        index = k == first ? 0 : index / size;
        inAt += place * loops.loop[k].inStride;
        outAt += place * loops.loop[k].outStride;
    }
}

template <typename In, typename Out, typename Index, typename Function>
__global__ void __launch_bounds__(kThreads)
    copyElements(In const* in, Out* out, __grid_constant__ CudaLoops const loops, Function function)
{
    int64_t const index = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (index < loops.count)
    {
        int64_t inAt = 0;
        int64_t outAt = 0;
        locate<Index>(loops, 0, static_cast<Index>(index), inAt, outAt);
        out[outAt] = stored<Function, Out>(function(load<Function>(in[inAt])));
    }
}

//! Loops 0 and 1 are the input's fastest and the output's fastest; the rest is counted by blockIdx.x with their tiles.
template <typename In, typename Out, typename Index, typename Function>
__global__ void __launch_bounds__(kTile* kTileRows)
    copyTiles(In const* in, Out* out, __grid_constant__ CudaLoops const loops, Function function)
{
    __shared__ In tile[kTile][kTile + 1];
    CudaLoops::Loop const& inFast = loops.loop[0];
    CudaLoops::Loop const& outFast = loops.loop[1];
    int64_t const across = (inFast.size + kTile - 1) / kTile;
    int64_t const along = (outFast.size + kTile - 1) / kTile;
    int64_t rest = blockIdx.x;
    int64_t const tileAlong = rest % along * kTile;
    rest /= along;
    int64_t const tileAcross = rest % across * kTile;
    rest /= across;
    int64_t inAt = 0;
    int64_t outAt = 0;
    if (loops.rank > 2)
    {
        locate<Index>(loops, 2, static_cast<Index>(rest), inAt, outAt);
    }
    for (int64_t i = threadIdx.y; i < kTile; i += kTileRows)
    {
        int64_t const a = tileAlong + i;
        int64_t const c = tileAcross + threadIdx.x;
        if (a < outFast.size && c < inFast.size)
        {
            tile[i][threadIdx.x] = in[inAt + a * outFast.inStride + c * inFast.inStride];
        }
    }
    __syncthreads();
    for (int64_t i = threadIdx.y; i < kTile; i += kTileRows)
    {
        int64_t const a = tileAlong + threadIdx.x;
        int64_t const c = tileAcross + i;
        if (a < outFast.size && c < inFast.size)
        {
            out[outAt + a * outFast.outStride + c * inFast.outStride] =
                stored<Function, Out>(function(load<Function>(tile[threadIdx.x][i])));
        }
    }
}

//! The loop with the smallest input stride.
int32_t inputFastest(CudaLoops const& loops)
{
    int32_t fastest = 0;
    for (int32_t k = 1; k < loops.rank; ++k)
    {
        fastest = loops.loop[k].inStride < loops.loop[fastest].inStride ? k : fastest;
    }
    return fastest;
}

template <typename In, typename Out, typename Function>
cudaError_t launch(CudaLoops loops, In const* in, Out* out, Function const& function, cudaStream_t stream)
{
    if (loops.count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    bool const narrow = loops.count <= std::numeric_limits<uint32_t>::max();
    int32_t const fastest = inputFastest(loops);
    int32_t const last = loops.rank - 1;
    // Short loops leave tiles empty: then elements go one by one.
    bool const tiled = fastest != last && loops.loop[fastest].size >= 8 && loops.loop[last].size >= 8;
    if (!tiled)
    {
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(loops.count, kThreads));
        narrow ? copyElements<In, Out, uint32_t><<<blocks, kThreads, 0, stream>>>(in, out, loops, function)
               : copyElements<In, Out, uint64_t><<<blocks, kThreads, 0, stream>>>(in, out, loops, function);
        return cudaPeekAtLastError();
    }
    CudaLoops ordered = loops;
    ordered.loop[0] = loops.loop[fastest];
    ordered.loop[1] = loops.loop[last];
    int32_t rank = 2;
    int64_t blocks = cuda::ceilDiv(ordered.loop[0].size, kTile) * cuda::ceilDiv(ordered.loop[1].size, kTile);
    for (int32_t k = 0; k < last; ++k)
    {
        if (k != fastest)
        {
            ordered.loop[rank++] = loops.loop[k];
            blocks *= loops.loop[k].size;
        }
    }
    dim3 const block(kTile, kTileRows);
    auto const grid = static_cast<uint32_t>(blocks);
    narrow ? copyTiles<In, Out, uint32_t><<<grid, block, 0, stream>>>(in, out, ordered, function)
           : copyTiles<In, Out, uint64_t><<<grid, block, 0, stream>>>(in, out, ordered, function);
    return cudaPeekAtLastError();
}

//! The widest element as which contiguous runs can be moved, in bytes.
int32_t widestElement(CudaLoops const& loops, int32_t elementBytes, void const* in, void* out)
{
    CudaLoops::Loop const& run = loops.loop[loops.rank - 1];
    if (run.inStride != 1 || run.outStride != 1)
    {
        return elementBytes;
    }
    for (int32_t bytes = 16; bytes > elementBytes; bytes /= 2)
    {
        int64_t const lanes = bytes / elementBytes;
        bool fits = run.size % lanes == 0 && reinterpret_cast<uintptr_t>(in) % bytes == 0
            && reinterpret_cast<uintptr_t>(out) % bytes == 0;
        for (int32_t k = 0; k + 1 < loops.rank; ++k)
        {
            fits = fits && loops.loop[k].inStride % lanes == 0 && loops.loop[k].outStride % lanes == 0;
        }
        if (fits)
        {
            return bytes;
        }
    }
    return elementBytes;
}

void widen(CudaLoops& loops, int64_t lanes)
{
    for (int32_t k = 0; k + 1 < loops.rank; ++k)
    {
        loops.loop[k].inStride /= lanes;
        loops.loop[k].outStride /= lanes;
    }
    loops.loop[loops.rank - 1].size /= lanes;
    loops.count /= lanes;
}

} // namespace

cudaError_t launchStridedCopy(
    CudaLoops const& given, int32_t elementBytes, void const* in, void* out, cudaStream_t stream)
{
    CudaLoops loops = given;
    if (loops.rank == 1 && loops.loop[0].inStride == 1 && loops.loop[0].outStride == 1)
    {
        auto const bytes = static_cast<size_t>(loops.count) * static_cast<size_t>(elementBytes);
        return bytes == 0 ? cudaSuccess : cudaMemcpyAsync(out, in, bytes, cudaMemcpyDeviceToDevice, stream);
    }
    int32_t const bytes = widestElement(loops, elementBytes, in, out);
    widen(loops, bytes / elementBytes);
    switch (bytes)
    {
    case 1: return launch(loops, static_cast<uint8_t const*>(in), static_cast<uint8_t*>(out), Same(), stream);
    case 2: return launch(loops, static_cast<uint16_t const*>(in), static_cast<uint16_t*>(out), Same(), stream);
    case 4: return launch(loops, static_cast<uint32_t const*>(in), static_cast<uint32_t*>(out), Same(), stream);
    case 8: return launch(loops, static_cast<uint64_t const*>(in), static_cast<uint64_t*>(out), Same(), stream);
    default:
        return launch(loops, static_cast<SixteenBytes const*>(in), static_cast<SixteenBytes*>(out), Same(), stream);
    }
}

cudaError_t launchStridedConversion(CudaLoops const& loops, CudaQuantity const& from, void const* in,
    CudaQuantity const& to, void* out, cudaStream_t stream)
{
    return cuda::withCastable(from.type, [&](auto inTag) {
        using In = typename decltype(inTag)::Type;
        return cuda::withCastable(to.type, [&](auto outTag) {
            using Out = typename decltype(outTag)::Type;
            return launch(loops, static_cast<In const*>(in), static_cast<Out*>(out),
                cuda::Requantize<Out>{from.scale, to.scale}, stream);
        });
    });
}

cudaError_t launchConversion(
    CudaQuantity const& from, void const* in, CudaQuantity const& to, void* out, int64_t count, cudaStream_t stream)
{
    return cuda::withCastable(from.type, [&](auto inTag) {
        using In = typename decltype(inTag)::Type;
        return cuda::withCastable(to.type, [&](auto outTag) {
            using Out = typename decltype(outTag)::Type;
            return cuda::launchMap(static_cast<In const*>(in), static_cast<Out*>(out), count,
                cuda::Requantize<Out>{from.scale, to.scale}, stream);
        });
    });
}

} // namespace tenon::ops

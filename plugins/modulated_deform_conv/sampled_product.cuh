// A deformable convolution of fp32 as one product whose right matrix is sampled where it is needed, by tensor cores.
//
// Threads:   a block of 256 computes 128 output channels of 32 positions; a part of the depth each where there are few blocks: those of a cluster add
//            theirs up. A warp takes 32 channels and every other 16 numbers of the depth.
// Memory:    samples go through registers into shared memory while the numbers before them are multiplied; weights are copied there meanwhile.
// Accuracy:  that of fp32: each factor is split into two numbers of TF32, of whose products the three largest are summed in fp32 (S. Markidis et al.,
//            "NVIDIA tensor core programmability, performance & precision", 2018, section on precision refinement). Infinite factors give NaN.
#pragma once

#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/async_copy.cuh"
#include "plugins/common/cluster_exchange.cuh"
#include "plugins/common/cluster_launch.cuh"
#include "plugins/common/fast_division.h"
#include "plugins/modulated_deform_conv/deformable_sampler.h"

namespace tenon::plugins::modulated_deform_conv
{

//! One deformable group; indices of an image's elements are of 32 bits.
struct SampledProduct
{
    Sampler<float> sampler;
    float const* weight;
    float const* bias; //!< or null
    float* output;
    FastDivider taps, kernelWidth, outWidth;
    FastDivider tiles;    //!< of positions, of an image
    FastDivider rowTiles; //!< of output channels, of a group
};

namespace detail
{

constexpr uint32_t kTileRows = 128;
constexpr uint32_t kTilePositions = 32;
constexpr uint32_t kStep = 32;         //!< numbers of the depth at a time
constexpr uint32_t kPitch = kStep + 4; //!< so that eight rows' vectors lie in all banks
constexpr uint32_t kProductThreads = 256;
constexpr uint32_t kProductWarps = kProductThreads / 32;
constexpr uint32_t kSamplesEach = kStep / kProductWarps; //!< of a thread and step, side by side
constexpr int64_t kMostTaps = 49;

struct ProductStep
{
    alignas(16) float weights[kTileRows][kPitch];
    alignas(16) float samples[kTilePositions][kPitch];
};
static_assert(kSamplesEach == 4, "they are written as one vector");

//! In shared memory, behind each other: two steps (later the sums), what other blocks of the cluster send, [block][row][position], the neighbours and
//! their factors, [tap][position].
constexpr int64_t productBytes(int64_t taps, int64_t parts)
{
    int64_t const sent = parts == 1 ? 0 : kTileRows / parts * (parts - 1) * kTilePositions * int64_t{sizeof(float)};
    return 2 * int64_t{sizeof(ProductStep)} + sent + taps * int64_t{kTilePositions} * 32;
}

#if __CUDA_ARCH__ >= 800
//! Numbers as one of TF32 each, and what is left of them, to the nearest.
__device__ __forceinline__ void split(uint32_t const (&bits)[4], uint32_t (&large)[4], uint32_t (&small)[4])
{
    constexpr uint32_t kDropped = 13;
#pragma unroll
    for (uint32_t i = 0; i < 4; ++i)
    {
        large[i] = bits[i] >> kDropped << kDropped;
        small[i] = __float_as_uint(__uint_as_float(bits[i]) - __uint_as_float(large[i])) + (1U << (kDropped - 1));
    }
}

//! Four matrices of 8 rows and 4 numbers; a lane names a row of one, in shared memory, and gets the number (lane / 4, lane % 4) of each.
__device__ __forceinline__ void loadMatrices(uint32_t row, uint32_t (&bits)[4])
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(bits[0]), "=r"(bits[1]), "=r"(bits[2]), "=r"(bits[3])
                 : "r"(row));
}

__device__ __forceinline__ void multiplyFragments(float (&sum)[4], uint32_t const* a, uint32_t const* b)
{
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

//! 32 output channels by 32 positions, of 16 numbers of the depth. `weights` and `samples`: the rows that this lane names, in shared memory. Tensor cores
//! cut off what does not fit a sum; so those of a step are added to the others as fp32 numbers are.
__device__ __forceinline__ void multiplyStep(uint32_t weights, uint32_t samples, float (&sums)[8][4])
{
    float ofStep[8][4]{};
#pragma unroll
    for (uint32_t k = 0; k < 16; k += 8)
    {
        uint32_t aLarge[2][4], aSmall[2][4], bLarge[2][4], bSmall[2][4];
#pragma unroll
        for (uint32_t i = 0; i < 2; ++i)
        {
            uint32_t bits[4];
            loadMatrices(weights + (i * 16 * kPitch + k) * 4, bits);
            split(bits, aLarge[i], aSmall[i]);
            loadMatrices(
                samples + (i * 16 * kPitch + k) * 4, bits); // of positions 16 i to 16 i + 7, then the next eight
            split(bits, bLarge[i], bSmall[i]);
        }
        // Products that add to the same numbers are as far apart as they can be.
        auto const addAll = [&](auto const& a, auto const& b) {
#pragma unroll
            for (uint32_t i = 0; i < 8; ++i)
            {
                multiplyFragments(ofStep[i], a[i / 4], b[i % 4 / 2] + i % 2 * 2);
            }
        };
        addAll(aSmall, bLarge);
        addAll(aLarge, bSmall);
        addAll(aLarge, bLarge);
    }
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i)
    {
#pragma unroll
        for (uint32_t n = 0; n < 4; ++n)
        {
            sums[i][n] += ofStep[i][n];
        }
    }
}
#endif

//! Blocks: x tiles of positions of all images; y tiles of output channels of all groups; z parts of the depth, a cluster.
__global__ void __launch_bounds__(kProductThreads, 2) multiplySamples(SampledProduct p)
{
#if __CUDA_ARCH__ >= 800
    extern __shared__ int4 shared[];
    __shared__ uint64_t arrived;
    Shape const& s = p.sampler.s;
    uint32_t const taps = p.taps.divisor();
    uint32_t const parts = gridDim.z;
    uint32_t const ownRows = kTileRows / parts; // that this block writes
    auto* const steps = reinterpret_cast<ProductStep*>(shared);
    auto* const sent = reinterpret_cast<float*>(steps + 2);
    auto* const neighbours = reinterpret_cast<uint4*>(sent + ownRows * (parts - 1) * kTilePositions);
    auto* const factors = reinterpret_cast<float4*>(neighbours + taps * kTilePositions);
    auto const plane = static_cast<uint32_t>(s.plane());
    auto const inPlane = static_cast<uint32_t>(s.height * s.width);
    auto const depth = static_cast<uint32_t>(s.depth());
    auto const outputs = static_cast<uint32_t>(s.outChannels / s.groups); // of a group
    uint32_t const image = p.tiles.quotient(blockIdx.x);
    uint32_t const firstPosition = (blockIdx.x - image * p.tiles.divisor()) * kTilePositions;
    uint32_t const group = p.rowTiles.quotient(blockIdx.y);
    uint32_t const firstRow = (blockIdx.y - group * p.rowTiles.divisor()) * kTileRows;
    uint32_t const lane = threadIdx.x % 32;
    uint32_t const warp = threadIdx.x / 32;
    uint32_t const stepsOfAll = (depth + kStep - 1) / kStep;
    uint32_t const firstStep = stepsOfAll * blockIdx.z / gridDim.z;
    uint32_t const endStep = stepsOfAll * (blockIdx.z + 1) / gridDim.z;
    float const* const weight = p.weight + static_cast<int64_t>(group * outputs + firstRow) * depth;
    uint32_t const rows = min(kTileRows, outputs - firstRow);
    float const* const x =
        p.sampler.x + (static_cast<int64_t>(image) * s.channels + group * (s.channels / s.groups)) * inPlane;
    bool const inVectors = depth % 4 == 0 && reinterpret_cast<uintptr_t>(p.weight) % 16 == 0;
    auto const stepsAt = static_cast<uint32_t>(__cvta_generic_to_shared(steps));
    constexpr uint32_t kVectors = kStep / 4; // of a row
    constexpr uint32_t kRowsAtOnce = kProductThreads / kVectors;
    uint32_t const ownRow = threadIdx.x / kVectors;
    uint32_t const ownColumn = threadIdx.x % kVectors * 4;
    uint32_t const ownVectorAt = stepsAt + (ownRow * kPitch + ownColumn) * 4;
    float const* const ownVector = weight + static_cast<int64_t>(ownRow) * depth + ownColumn;
    int64_t const rowsOn = static_cast<int64_t>(kRowsAtOnce) * depth;
    auto const copyWeights = [&](uint32_t step, uint32_t turn) {
        if (inVectors)
        {
            float const* from = ownVector + step * kStep;
#pragma unroll
            for (uint32_t n = 0; n < kTileRows / kRowsAtOnce; ++n)
            {
                bool const isThere = ownRow + n * kRowsAtOnce < rows && step * kStep + ownColumn < depth;
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(
                                 ownVectorAt + turn * uint32_t{sizeof(ProductStep)} + n * kRowsAtOnce * kPitch * 4),
                             "l"(isThere ? from : weight), "r"(isThere ? 16 : 0)
                             : "memory");
                from += rowsOn;
            }
            return;
        }
        for (uint32_t i = threadIdx.x; i < kTileRows * kStep; i += kProductThreads)
        {
            uint32_t const row = i / kStep;
            uint32_t const k = step * kStep + i % kStep;
            bool const isThere = row < rows && k < depth;
            copyAsyncOrZero(&steps[turn].weights[row][i % kStep],
                weight + (isThere ? static_cast<int64_t>(row) * depth + k : 0), isThere);
        }
    };
    float read[kSamplesEach][4];
    uint32_t place[kSamplesEach]; // of the neighbours
    auto const readNeighbours = [&](uint32_t step) {
#pragma unroll
        for (uint32_t n = 0; n < kSamplesEach; ++n)
        {
            uint32_t const k = min(step * kStep + warp * kSamplesEach + n, depth - 1);
            uint32_t const channel = p.taps.quotient(k);
            place[n] = (k - channel * taps) * kTilePositions + lane;
            uint4 const at = neighbours[place[n]];
            float const* const from = x + channel * inPlane;
            read[n][0] = __ldg(from + at.x);
            read[n][1] = __ldg(from + at.y);
            read[n][2] = __ldg(from + at.z);
            read[n][3] = __ldg(from + at.w);
        }
    };
    //! Behind the depth there are zeros.
    auto const sample = [&](uint32_t step, uint32_t turn) {
        float values[kSamplesEach];
#pragma unroll
        for (uint32_t n = 0; n < kSamplesEach; ++n)
        {
            float4 const f = factors[place[n]];
            float const value = f.x * read[n][0] + f.y * read[n][1] + f.z * read[n][2] + f.w * read[n][3];
            values[n] = step * kStep + warp * kSamplesEach + n < depth ? value : 0.0F;
        }
        *reinterpret_cast<float4*>(&steps[turn].samples[lane][warp * kSamplesEach]) =
            float4{values[0], values[1], values[2], values[3]};
    };
    uint32_t const half = warp / 4; // of a step, that the warp multiplies
    uint32_t const weightsAt = stepsAt + ((warp % 4 * 32 + lane % 16) * kPitch + half * 16 + lane / 16 * 4) * 4;
    uint32_t const samplesAt = stepsAt + uint32_t{sizeof(ProductStep::weights)}
        + ((lane / 16 * 8 + lane % 8) * kPitch + half * 16 + lane / 8 % 2 * 4) * 4;
    float sums[8][4]{};
    uint32_t turn = 0;
    if (firstStep < endStep)
    {
        copyWeights(firstStep, turn);
    }
    endCopies();
    for (uint32_t i = threadIdx.x; i < taps * kTilePositions; i += kProductThreads)
    {
        uint32_t const k = i / kTilePositions;
        uint32_t const position = firstPosition + i % kTilePositions;
        uint32_t const tapRow = p.kernelWidth.quotient(k);
        uint32_t const row = p.outWidth.quotient(position);
        auto const tap = position < plane
            ? p.sampler.tapAt<int32_t>(image, 0, static_cast<int32_t>(k), static_cast<int32_t>(tapRow),
                static_cast<int32_t>(k - tapRow * p.kernelWidth.divisor()), static_cast<int32_t>(position),
                static_cast<int32_t>(row), static_cast<int32_t>(position - row * p.outWidth.divisor()))
            : Tap<int32_t>{};
        neighbours[i] = uint4{static_cast<uint32_t>(tap.at[0]), static_cast<uint32_t>(tap.at[1]),
            static_cast<uint32_t>(tap.at[2]), static_cast<uint32_t>(tap.at[3])};
        factors[i] = float4{tap.weights[0], tap.weights[1], tap.weights[2], tap.weights[3]};
    }
#if __CUDA_ARCH__ >= 900
    if (parts > 1)
    {
        expectSent(arrived, ownRows * (parts - 1) * kTilePositions * uint32_t{sizeof(float)});
    }
#endif
    __syncthreads();
    if (firstStep < endStep)
    {
        readNeighbours(firstStep);
        sample(firstStep, turn);
        waitForCopies(0);
    }
    __syncthreads();
    for (uint32_t step = firstStep; step < endStep; ++step)
    {
        bool const isLast = step + 1 == endStep;
        if (!isLast)
        {
            copyWeights(step + 1, 1 - turn);
            endCopies();
            readNeighbours(step + 1);
        }
        multiplyStep(
            weightsAt + turn * uint32_t{sizeof(ProductStep)}, samplesAt + turn * uint32_t{sizeof(ProductStep)}, sums);
        turn = 1 - turn;
        if (!isLast)
        {
            sample(step + 1, turn);
            waitForCopies(0);
        }
        __syncthreads();
    }

    // The sums of both halves of the warps; then each block gets those of its rows from the others of the cluster.
    auto* const tile = reinterpret_cast<float*>(shared); // [kTileRows][kSumPitch]
    constexpr uint32_t kSumPitch = kTilePositions + 2;
    uint32_t const rank = blockIdx.z;
    for (uint32_t turnOf = 2; turnOf-- > 0;)
    {
        if (half == turnOf)
        {
#pragma unroll
            for (uint32_t i = 0; i < 16; ++i)
            {
                uint32_t const row = warp % 4 * 32 + i / 8 * 16 + i % 2 * 8 + lane / 4;
                uint32_t const column = i / 2 % 4 * 8 + lane % 4 * 2;
                auto* const to = reinterpret_cast<float2*>(tile + row * kSumPitch + column);
                float2 sum{sums[i / 2][i % 2 * 2], sums[i / 2][i % 2 * 2 + 1]};
                if (turnOf == 0)
                {
                    sum.x += to->x;
                    sum.y += to->y;
                }
#if __CUDA_ARCH__ >= 900
                uint32_t const owner = row / ownRows;
                if (turnOf == 0 && owner != rank)
                {
                    uint32_t const slot = rank < owner ? rank : rank - 1;
                    sendPair(sent + ((slot * ownRows + row % ownRows) * kTilePositions + column), sum, arrived, owner);
                    continue;
                }
#endif
                *to = sum;
            }
        }
        __syncthreads();
    }
#if __CUDA_ARCH__ >= 900
    if (parts > 1)
    {
        waitForSent(arrived);
    }
#endif
    for (uint32_t i = threadIdx.x; i < ownRows * kTilePositions; i += kProductThreads)
    {
        uint32_t const row = rank * ownRows + i / kTilePositions;
        uint32_t const position = firstPosition + i % kTilePositions;
        if (row < rows && position < plane)
        {
            float sum = tile[row * kSumPitch + i % kTilePositions];
            for (uint32_t slot = 0; slot + 1 < parts; ++slot)
            {
                sum += sent[slot * ownRows * kTilePositions + i];
            }
            float const bias = p.bias == nullptr ? 0.0F : p.bias[group * outputs + firstRow + row];
            p.output[(static_cast<int64_t>(image) * s.outChannels + group * outputs + firstRow + row) * plane
                + position] = sum + bias;
        }
    }
#endif
}

} // namespace detail

//! Whether multiplySampled() does it, and well.
inline bool samplesProduct(Shape const& s)
{
    constexpr int64_t kEnd = int64_t{1} << 31;
    int64_t const outputs = s.outChannels / s.groups;
    return s.deformableGroups == 1 && outputs >= 32 && s.taps() <= detail::kMostTaps
        && s.channels * s.height * s.width < kEnd && s.plane() < kEnd - detail::kTilePositions
        && s.depth() < kEnd - detail::kStep && s.images * cuda::ceilDiv(s.plane(), detail::kTilePositions) < kEnd
        && s.groups * cuda::ceilDiv(outputs, detail::kTileRows) <= 65535
        && compiledFor<detail::multiplySamples>() >= 80;
}

inline int32_t multiplySampled(
    OnCuda const& run, Sampler<float> const& sampler, float const* weight, float const* bias, float* output)
{
    Shape const& s = sampler.s;
    int64_t const tiles = cuda::ceilDiv(s.plane(), detail::kTilePositions);
    int64_t const rowTiles = cuda::ceilDiv(s.outChannels / s.groups, detail::kTileRows);
    int64_t const blocks = s.images * tiles * s.groups * rowTiles;
    if (blocks == 0)
    {
        return 0;
    }
    SampledProduct const product{sampler, weight, bias, output, FastDivider(static_cast<uint32_t>(s.taps())),
        FastDivider(static_cast<uint32_t>(s.kernelWidth)), FastDivider(static_cast<uint32_t>(s.outWidth)),
        FastDivider(static_cast<uint32_t>(tiles)), FastDivider(static_cast<uint32_t>(rowTiles))};
    bool const hasClusters = compiledFor<detail::multiplySamples>() >= 90;
    if (!allowShared<detail::multiplySamples>(
            detail::productBytes(detail::kMostTaps, hasClusters ? kMostClusterBlocks : 1)))
    {
        return 1;
    }
    // Two blocks of a multiprocessor hide each other's waits; more add sums that go between them.
    int64_t const multiprocessors = cuda::multiprocessorCount();
    uint32_t parts = 1;
    while (hasClusters && parts < kMostClusterBlocks && blocks * parts < multiprocessors
        && parts * 8 * detail::kStep <= s.depth())
    {
        parts *= 2;
    }
    dim3 const grid(static_cast<uint32_t>(s.images * tiles), static_cast<uint32_t>(s.groups * rowTiles), parts);
    return launchInClusters(detail::multiplySamples, grid, dim3(detail::kProductThreads), dim3(1, 1, parts),
               detail::productBytes(s.taps(), parts), run.stream, product)
        ? 0
        : 1;
}

} // namespace tenon::plugins::modulated_deform_conv

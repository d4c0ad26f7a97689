// Attention of heads of at most 64 numbers, whole vectors of four, whose tokens are rows.
//
// Threads:   a block of 256 has 16 to 64 queries of a head: 16 threads the same ones, each with 4 of 64 keys, then with four numbers of the context. It
//            fetches the next 64 keys and values into registers while it uses the last ones in shared memory.
// Memory:    accesses of four numbers.
#pragma once

#include "plugins/common/allowed_shared.cuh"
#include "plugins/qkv_to_context/qkv_to_context_kernel.h"

namespace tenon::plugins::qkv_to_context
{

constexpr int32_t kVectorSize = 64; //!< numbers of a head, at most
constexpr int32_t kVectorPitch = kVectorSize + 4;

template <typename T>
struct alignas(sizeof(T) * 4) FourNumbers
{
    T number[4];
};

template <typename T>
__device__ __forceinline__ float4 loadFour(Attention<T> const& a, T const* from, float factor)
{
    FourNumbers<T> const four = *reinterpret_cast<FourNumbers<T> const*>(from);
    if constexpr (std::is_same_v<T, int8_t>)
    {
        factor *= a.inputScale;
        return {static_cast<float>(four.number[0]) * factor, static_cast<float>(four.number[1]) * factor,
            static_cast<float>(four.number[2]) * factor, static_cast<float>(four.number[3]) * factor};
    }
    else
    {
        return {real(four.number[0]) * factor, real(four.number[1]) * factor, real(four.number[2]) * factor,
            real(four.number[3]) * factor};
    }
}

template <typename T>
__device__ __forceinline__ T contextNumber(Attention<T> const& a, float value)
{
    if constexpr (std::is_same_v<T, int8_t>)
    {
        return quantized(value, a.outputInverse);
    }
    else
    {
        return number<T>(value);
    }
}

//! kRows queries a thread.
template <typename T, int32_t kRows>
__global__ void __launch_bounds__(256) attendVectors(Attention<T> a)
{
    extern __shared__ float4 sharedVectors[];
    constexpr int32_t kQueries = 16 * kRows;
    constexpr int32_t kFetched = kTileKeys * kVectorSize / 4 / 256; // vectors of keys of a thread, and of values
    float* const queries = reinterpret_cast<float*>(sharedVectors); // [kQueries][pitch]
    float* const keys = queries + kQueries * kVectorPitch;          // [64][pitch]
    float* const values = keys + kTileKeys * kVectorPitch;          // [64][pitch]
    float* const scores = values + kTileKeys * kVectorPitch;        // [kQueries][pitch]
    auto const size = static_cast<int32_t>(a.size);
    int64_t const sequence = blockIdx.y / a.heads;
    int64_t const head = blockIdx.y % a.heads;
    int64_t const first = static_cast<int64_t>(blockIdx.x) * kQueries;
    int64_t const steps = a.stepsOf(sequence);
    auto const length = static_cast<int32_t>(a.lengthOf(sequence));
    if (first >= steps)
    {
        return;
    }
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const row = thread / 16 * kRows;
    int32_t const lane = thread % 16;
    // A thread's vector of any token: 16 threads have one token's.
    int32_t const column = 4 * lane;
    bool const hasColumn = column < size;
    T const* const part = a.input + a.channelOf(head, 0) + column;
    int64_t const ofToken = a.from.token;
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
        int64_t const step = first + thread / 16 + 16 * r;
        bool const isThere = hasColumn && step < steps;
        *reinterpret_cast<float4*>(queries + (thread / 16 + 16 * r) * kVectorPitch + column) =
            isThere ? loadFour(a, part + a.tokenOf(step, sequence) * ofToken, a.scale) : float4{0, 0, 0, 0};
    }
    float4 nextKeys[kFetched];
    float4 nextValues[kFetched];
    auto const fetch = [&](int32_t begin) {
#pragma unroll
        for (int32_t j = 0; j < kFetched; ++j)
        {
            int32_t const step = begin + thread / 16 + 16 * j;
            bool const isThere = hasColumn && step < length;
            T const* const from = part + (isThere ? a.tokenOf(step, sequence) : 0) * ofToken;
            nextKeys[j] = isThere ? loadFour(a, from + size, 1.0F) : float4{0, 0, 0, 0};
            nextValues[j] = isThere ? loadFour(a, from + 2 * size, 1.0F) : float4{0, 0, 0, 0};
        }
    };
    float most[kRows];
    float sums[kRows];
    float4 context[kRows];
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
        most[r] = -INFINITY;
        sums[r] = 0.0F;
        context[r] = {0, 0, 0, 0};
    }
    fetch(0);
    for (int32_t begin = 0; begin < length; begin += kTileKeys)
    {
        __syncthreads();
#pragma unroll
        for (int32_t j = 0; j < kFetched; ++j)
        {
            int32_t const place = (thread / 16 + 16 * j) * kVectorPitch + column;
            *reinterpret_cast<float4*>(keys + place) = nextKeys[j];
            *reinterpret_cast<float4*>(values + place) = nextValues[j];
        }
        __syncthreads();
        if (begin + kTileKeys < length)
        {
            fetch(begin + kTileKeys);
        }
        float dots[kRows][4]{};
#pragma unroll 4
        for (int32_t n = 0; n < size; n += 4)
        {
            float4 key[4];
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                key[j] = *reinterpret_cast<float4 const*>(keys + (lane + 16 * j) * kVectorPitch + n);
            }
#pragma unroll
            for (int32_t r = 0; r < kRows; ++r)
            {
                float4 const query = *reinterpret_cast<float4 const*>(queries + (row + r) * kVectorPitch + n);
#pragma unroll
                for (int32_t j = 0; j < 4; ++j)
                {
                    dots[r][j] = fmaf(query.x, key[j].x, dots[r][j]);
                    dots[r][j] = fmaf(query.y, key[j].y, dots[r][j]);
                    dots[r][j] = fmaf(query.z, key[j].z, dots[r][j]);
                    dots[r][j] = fmaf(query.w, key[j].w, dots[r][j]);
                }
            }
        }
#pragma unroll
        for (int32_t r = 0; r < kRows; ++r)
        {
            float tileMost = -INFINITY;
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                dots[r][j] = begin + lane + 16 * j < length ? dots[r][j] : -INFINITY;
                tileMost = fmaxf(tileMost, dots[r][j]);
            }
            float const newMost = fmaxf(most[r], halfWarpMax(tileMost));
            float const shrink = expf(most[r] - newMost);
            float tileSum = 0.0F;
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                float const power = expf(dots[r][j] - newMost);
                scores[(row + r) * kVectorPitch + lane + 16 * j] = power;
                tileSum += power;
            }
            sums[r] = sums[r] * shrink + halfWarpSum(tileSum);
            most[r] = newMost;
            context[r] = {context[r].x * shrink, context[r].y * shrink, context[r].z * shrink, context[r].w * shrink};
        }
        __syncwarp(); // a warp reads the scores of its own queries alone
#pragma unroll 4
        for (int32_t key = 0; key < kTileKeys; key += 4)
        {
            float4 value[4];
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                value[j] = *reinterpret_cast<float4 const*>(values + (key + j) * kVectorPitch + column);
            }
#pragma unroll
            for (int32_t r = 0; r < kRows; ++r)
            {
                float4 const power = *reinterpret_cast<float4 const*>(scores + (row + r) * kVectorPitch + key);
                float const powers[4]{power.x, power.y, power.z, power.w};
#pragma unroll
                for (int32_t j = 0; j < 4; ++j)
                {
                    context[r].x = fmaf(powers[j], value[j].x, context[r].x);
                    context[r].y = fmaf(powers[j], value[j].y, context[r].y);
                    context[r].z = fmaf(powers[j], value[j].z, context[r].z);
                    context[r].w = fmaf(powers[j], value[j].w, context[r].w);
                }
            }
        }
    }
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
        if (first + row + r < steps && hasColumn)
        {
            float const factor = length > 0 ? 1.0F / sums[r] : 0.0F;
            FourNumbers<T> const four{{contextNumber(a, context[r].x * factor), contextNumber(a, context[r].y * factor),
                contextNumber(a, context[r].z * factor), contextNumber(a, context[r].w * factor)}};
            T* const to = a.output + a.tokenOf(first + row + r, sequence) * a.to.token + head * size + column;
            *reinterpret_cast<FourNumbers<T>*>(to) = four;
        }
    }
}

template <typename T>
bool attendsInVectors(Attention<T> const& a)
{
    auto const addresses = reinterpret_cast<uintptr_t>(a.input) | reinterpret_cast<uintptr_t>(a.output);
    return a.size <= kVectorSize && a.size % 4 == 0 && a.from.isRows() && a.to.isRows()
        && addresses % sizeof(FourNumbers<T>) == 0 && a.steps < (int64_t{1} << 30);
}

template <typename T, int32_t kRows>
int32_t launchVectors(OnCuda const& run, Attention<T> const& a)
{
    constexpr int32_t kBytes = (2 * 16 * kRows + 2 * kTileKeys) * kVectorPitch * static_cast<int32_t>(sizeof(float));
    if (!allowShared<attendVectors<T, kRows>>(kBytes))
    {
        return 1;
    }
    dim3 const grid(
        static_cast<uint32_t>(cuda::ceilDiv(a.steps, 16 * kRows)), static_cast<uint32_t>(a.batch * a.heads));
    attendVectors<T, kRows><<<grid, 256, kBytes, run.stream>>>(a);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

//! Where attendsInVectors() says so.
template <typename T>
int32_t attendInVectors(OnCuda const& run, Attention<T> const& a)
{
    // More queries a thread use keys more often; fewer make more blocks. What rounds of blocks cost, in reads of shared memory and products.
    constexpr int64_t kCosts[]{13, 14, 16, 20};
    int64_t const multiprocessors = std::max<int64_t>(cuda::multiprocessorCount(), 1);
    int32_t best = 0;
    int64_t least = INT64_MAX;
    for (int32_t i = 0; i < 4; ++i)
    {
        int64_t const blocks = cuda::ceilDiv(a.steps, 16 * (i + 1)) * a.batch * a.heads;
        int64_t const cost = cuda::ceilDiv(blocks, multiprocessors) * kCosts[i];
        if (cost < least)
        {
            least = cost;
            best = i;
        }
    }
    switch (best)
    {
    case 0: return launchVectors<T, 1>(run, a);
    case 1: return launchVectors<T, 2>(run, a);
    case 2: return launchVectors<T, 3>(run, a);
    default: return launchVectors<T, 4>(run, a);
    }
}

} // namespace tenon::plugins::qkv_to_context

// context = softmax(Q Kᵀ / √H) V for each sequence and head; only the first `length` keys count; 0 where there are none
//
// Threads:   CPU: see qkv_to_context_cpu.cpp. CUDA: a block of 256 threads has 16 or 64 queries of a head and passes over tiles of 64 keys, with
//            the running maximum and sum of the softmax; scores and contexts of a tile stay in registers. So does attend_vectors.cuh, where it can.
// Memory:    the scores never reach the memory.
// Accuracy:  fp32; fp16 and int8 rounded once. Products do not use TF32.
#pragma once

#include "plugins/common/int8.h"
#include "plugins/common/run.h"
#include "plugins/qkv_to_context/qkv_to_context.h"

#include <cmath>

namespace tenon::plugins::qkv_to_context
{

//! Where the elements of a tensor of tokens lie: channel c of token t at t · token + (c mod 32) · channel + (c / 32) · group.
struct TokenLayout
{
    int64_t token, channel, group;

    static TokenLayout rows(int64_t channels) { return {channels, 1, 32}; }
    //! [1, channels, tokens, 1] of kLINEAR or kCHW32.
    static TokenLayout columns(int64_t tokens, bool vectorsOf32)
    {
        return vectorsOf32 ? TokenLayout{32, 1, 32 * tokens} : TokenLayout{1, tokens, 32 * tokens};
    }
    TENON_BOTH bool isRows() const { return channel == 1 && group == 32; }
    TENON_BOTH int64_t at(int64_t t, int64_t c) const { return t * token + c % 32 * channel + c / 32 * group; }
};

//! T: float, fp16 or int8_t (number = scale × integer).
template <typename T>
struct Attention
{
    T const* input;
    T* output;
    int32_t const* lengths; //!< of the sequences; null: all keys count
    int32_t const*
        starts; //!< [batch + 1], the first token of each sequence where they lie side by side; null: token = step · batch + sequence
    int64_t steps, batch; //!< `steps`: of the longest sequence at most
    int64_t tokens;       //!< of all sequences
    int64_t heads, size;
    float scale;
    TokenLayout from, to;
    float inputScale{1.0F}, outputInverse{1.0F};

    TENON_BOTH int64_t clampedStart(int64_t index) const
    {
        int64_t const start = starts[index];
        return start < 0 ? 0 : (start < tokens ? start : tokens);
    }
    //! Keys that count, which are a sequence's first ones.
    TENON_BOTH int64_t lengthOf(int64_t sequence) const
    {
        int64_t const length = starts != nullptr ? clampedStart(sequence + 1) - clampedStart(sequence)
            : lengths == nullptr                 ? steps
                                                 : lengths[sequence];
        return length < 0 ? 0 : (length < steps ? length : steps);
    }
    //! Queries of a sequence.
    TENON_BOTH int64_t stepsOf(int64_t sequence) const { return starts == nullptr ? steps : lengthOf(sequence); }
    TENON_BOTH int64_t tokenOf(int64_t step, int64_t sequence) const
    {
        return starts == nullptr ? step * batch + sequence : clampedStart(sequence) + step;
    }
    //! Channel of number 0 of part 0, 1 or 2 (query, key, value) of a head.
    TENON_BOTH int64_t channelOf(int64_t head, int64_t which) const { return (head * 3 + which) * size; }
    TENON_BOTH float read(int64_t token, int64_t c) const
    {
        T const value = input[from.at(token, c)];
        if constexpr (std::is_same_v<T, int8_t>)
        {
            return static_cast<float>(value) * inputScale;
        }
        else
        {
            return real(value);
        }
    }
    TENON_BOTH void write(int64_t token, int64_t c, float value) const
    {
        if constexpr (std::is_same_v<T, int8_t>)
        {
            output[to.at(token, c)] = quantized(value, outputInverse);
        }
        else
        {
            output[to.at(token, c)] = number<T>(value);
        }
    }
};

//! On the CPU, over the host's threads.
int32_t launch(OnCpu const& run, Attention<float> const& attention);
int32_t launch(OnCpu const& run, Attention<Half> const& attention);
int32_t launch(OnCpu const& run, Attention<int8_t> const& attention);

#if defined(__CUDACC__)
constexpr int32_t kTileKeys = 64;
constexpr int32_t kMaxSize = 256;

//! The numbers of a head, in shared memory, as rows of whole vectors of four and four more, which spreads rows over the banks.
__host__ __device__ constexpr int32_t pitchOf(int32_t size)
{
    return (size + 3) / 4 * 4 + 4;
}

__device__ __forceinline__ float halfWarpMax(float value)
{
#pragma unroll
    for (int32_t offset = 8; offset > 0; offset /= 2)
    {
        value = fmaxf(value, __shfl_xor_sync(0xFFFFFFFFU, value, offset));
    }
    return value;
}
__device__ __forceinline__ float halfWarpSum(float value)
{
#pragma unroll
    for (int32_t offset = 8; offset > 0; offset /= 2)
    {
        value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
    }
    return value;
}

//! 256 threads have 16 · kRows queries of a head: each kRows queries by 4 of 64 keys, then by every 16th of at most 16 · kNumbers numbers.
template <typename T, int32_t kRows, int32_t kNumbers>
__global__ void __launch_bounds__(256) attend(Attention<T> a)
{
    extern __shared__ float4 sharedVectors[];
    constexpr int32_t kQueries = 16 * kRows;
    auto const size = static_cast<int32_t>(a.size);
    int32_t const pitch = pitchOf(size);
    float* const queries = reinterpret_cast<float*>(sharedVectors); // [kQueries][pitch]
    float* const keys = queries + kQueries * pitch;                 // [64][pitch]
    float* const values = keys + kTileKeys * pitch;                 // [64][pitch]
    float* const scores = values + kTileKeys * pitch;               // [kQueries][64 + 4]
    constexpr int32_t kScorePitch = kTileKeys + 4;
    int64_t const sequence = blockIdx.y / a.heads;
    int64_t const head = blockIdx.y % a.heads;
    int64_t const first = static_cast<int64_t>(blockIdx.x) * kQueries;
    int64_t const steps = a.stepsOf(sequence);
    int64_t const length = a.lengthOf(sequence);
    if (first >= steps)
    {
        return;
    }
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const row = thread / 16 * kRows;
    int32_t const lane = thread % 16;
    for (int32_t i = thread; i < kQueries * pitch; i += 256)
    {
        int64_t const step = first + i / pitch;
        int32_t const n = i % pitch;
        queries[i] =
            step < steps && n < size ? a.read(a.tokenOf(step, sequence), a.channelOf(head, 0) + n) * a.scale : 0.0F;
    }
    float most[kRows];
    float sums[kRows];
    float context[kRows][kNumbers];
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
        most[r] = -INFINITY;
        sums[r] = 0.0F;
#pragma unroll
        for (int32_t n = 0; n < kNumbers; ++n)
        {
            context[r][n] = 0.0F;
        }
    }
    for (int64_t k = 0; k < length; k += kTileKeys)
    {
        __syncthreads();
        for (int32_t i = thread; i < kTileKeys * pitch; i += 256)
        {
            int64_t const step = k + i / pitch;
            int32_t const n = i % pitch;
            bool const isThere = step < length && n < size;
            int64_t const token = isThere ? a.tokenOf(step, sequence) : 0;
            keys[i] = isThere ? a.read(token, a.channelOf(head, 1) + n) : 0.0F;
            values[i] = isThere ? a.read(token, a.channelOf(head, 2) + n) : 0.0F;
        }
        __syncthreads();
        float dots[kRows][4]{};
        for (int32_t n = 0; n < size; n += 4)
        {
            float4 key[4];
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                key[j] = *reinterpret_cast<float4 const*>(keys + (lane + 16 * j) * pitch + n);
            }
#pragma unroll
            for (int32_t r = 0; r < kRows; ++r)
            {
                float4 const query = *reinterpret_cast<float4 const*>(queries + (row + r) * pitch + n);
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
                dots[r][j] = k + lane + 16 * j < length ? dots[r][j] : -INFINITY;
                tileMost = fmaxf(tileMost, dots[r][j]);
            }
            float const newMost = fmaxf(most[r], halfWarpMax(tileMost));
            float const shrink = expf(most[r] - newMost);
            float tileSum = 0.0F;
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                float const power = expf(dots[r][j] - newMost);
                scores[(row + r) * kScorePitch + lane + 16 * j] = power;
                tileSum += power;
            }
            sums[r] = sums[r] * shrink + halfWarpSum(tileSum);
            most[r] = newMost;
#pragma unroll
            for (int32_t n = 0; n < kNumbers; ++n)
            {
                context[r][n] *= shrink;
            }
        }
        __syncwarp(); // a warp reads the scores of its own queries alone
        for (int32_t key = 0; key < kTileKeys; key += 4)
        {
            float4 power[kRows];
#pragma unroll
            for (int32_t r = 0; r < kRows; ++r)
            {
                power[r] = *reinterpret_cast<float4 const*>(scores + (row + r) * kScorePitch + key);
            }
#pragma unroll
            for (int32_t n = 0; n < kNumbers; ++n)
            {
                int32_t const number = lane + 16 * n;
                if (number < size)
                {
                    float const* const value = values + key * pitch + number;
#pragma unroll
                    for (int32_t r = 0; r < kRows; ++r)
                    {
                        context[r][n] = fmaf(power[r].x, value[0], context[r][n]);
                        context[r][n] = fmaf(power[r].y, value[pitch], context[r][n]);
                        context[r][n] = fmaf(power[r].z, value[2 * pitch], context[r][n]);
                        context[r][n] = fmaf(power[r].w, value[3 * pitch], context[r][n]);
                    }
                }
            }
        }
    }
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
        if (first + row + r < steps)
        {
            int64_t const token = a.tokenOf(first + row + r, sequence);
            float const factor = length > 0 ? 1.0F / sums[r] : 0.0F;
#pragma unroll
            for (int32_t n = 0; n < kNumbers; ++n)
            {
                if (lane + 16 * n < size)
                {
                    a.write(token, head * size + lane + 16 * n, length > 0 ? context[r][n] * factor : 0.0F);
                }
            }
        }
    }
}

template <typename T, int32_t kRows, int32_t kNumbers>
int32_t launchTiles(OnCuda const& run, Attention<T> const& a)
{
    constexpr int32_t kQueries = 16 * kRows;
    int32_t const pitch = pitchOf(static_cast<int32_t>(a.size));
    auto const bytes =
        ((kQueries + 2 * kTileKeys) * pitch + kQueries * (kTileKeys + 4)) * static_cast<int32_t>(sizeof(float));
    if (bytes > 48 * 1024
        && cudaFuncSetAttribute(attend<T, kRows, kNumbers>, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes)
            != cudaSuccess)
    {
        return 1;
    }
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(a.steps, kQueries)), static_cast<uint32_t>(a.batch * a.heads));
    attend<T, kRows, kNumbers><<<grid, 256, static_cast<size_t>(bytes), run.stream>>>(a);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
bool attendsInVectors(Attention<T> const& a);
template <typename T>
int32_t attendInVectors(OnCuda const& run, Attention<T> const& a);

template <typename T>
int32_t launch(OnCuda const& run, Attention<T> const& a)
{
    if (a.steps * a.batch * a.heads == 0 || a.tokens == 0)
    {
        return 0;
    }
    if (a.size > kMaxSize)
    {
        return 1;
    }
    if (attendsInVectors(a))
    {
        return attendInVectors(run, a);
    }
    if (a.size > 64)
    {
        return launchTiles<T, 1, kMaxSize / 16>(run, a);
    }
    // Few blocks: smaller ones, so that more multiprocessors have one.
    int64_t const blocks = cuda::ceilDiv(a.steps, 64) * a.batch * a.heads;
    return blocks < 2 * cuda::multiprocessorCount() ? launchTiles<T, 1, 4>(run, a) : launchTiles<T, 4, 4>(run, a);
}
#endif

//! What the inputs are, beside `input`.
struct Sequences
{
    int32_t const* lengths;
    int32_t const* starts;
    int64_t steps, batch, tokens;
};

template <typename Run, typename Impl>
int32_t enqueueOn(Run const& run, Impl const& impl, plugin::Call const& call)
{
    plugin::Tensor const& input = call.input(0);
    plugin::Tensor const& output = call.output(0);
    int64_t const size = impl.hiddenSize / impl.heads;
    Sequences const s = impl.sequencesOf(call);
    auto const attend = [&](auto element) {
        using T = decltype(element);
        return launch(run,
            Attention<T>{input.as<T const>(), output.as<T>(), s.lengths, s.starts, s.steps, s.batch, s.tokens,
                impl.heads, size, 1.0F / std::sqrt(static_cast<float>(size)),
                impl.layoutOf(input, 3 * int64_t{impl.hiddenSize}), impl.layoutOf(output, impl.hiddenSize),
                input.scale(), 1.0F / output.scale()});
    };
    // Tokens that no sequence has, and what fills up vectors of channels.
    bool const vectors = output.format() == nvinfer1::TensorFormat::kCHW32;
    int64_t const outputBytes =
        vectors ? output.bytes() / impl.hiddenSize * ((impl.hiddenSize + 31) / 32 * 32) : output.bytes();
    int32_t const filled = s.starts == nullptr ? 0 : run.fill(output.data, 0, outputBytes);
    return filled | (input.type() == nvinfer1::DataType::kINT8 ? attend(int8_t{}) : run.withType(input.type(), attend));
}

} // namespace tenon::plugins::qkv_to_context

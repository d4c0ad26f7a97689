// context = softmax(Q Kᵀ / √H) V for each sequence and head; only the first `length` keys count; 0 where there are none
//
// Threads:   CPU: a head of a sequence at a time: Q, Kᵀ and V as fp32, two matrix products and a softmax for 32 queries at a time. CUDA: a block
//            of 256 threads has 16 queries of a head and passes over tiles of 32 keys, with the running maximum and sum of the softmax.
// Memory:    the scores never reach the memory.
// Accuracy:  fp32; fp16 rounded once.
#pragma once

#include "plugins/common/gemm.h"
#include "plugins/qkv_to_context/qkv_to_context.h"

#include <cmath>
#include <vector>

namespace tenon::plugins::qkv_to_context
{

template <typename T>
struct Attention
{
    T const* input;
    int32_t const* lengths; //!< null: all keys count
    T* output;
    int64_t steps, batch, heads, size;
    float scale;

    //! Part 0, 1 or 2 (query, key, value) of a head at a step.
    TENON_BOTH T const* part(int64_t step, int64_t sequence, int64_t head, int64_t which) const
    {
        return input + (((step * batch + sequence) * heads + head) * 3 + which) * size;
    }
    TENON_BOTH T* out(int64_t step, int64_t sequence, int64_t head) const
    {
        return output + ((step * batch + sequence) * heads + head) * size;
    }
    TENON_BOTH int64_t lengthOf(int64_t sequence) const
    {
        int64_t const length = lengths == nullptr ? steps : lengths[sequence];
        return length < 0 ? 0 : (length < steps ? length : steps);
    }
};

//! e^x for x ≤ 0, within 2 units of the last place; written so that compilers make vectors of it.
inline float exponential(float x)
{
    x = x < -87.0F ? -87.0F : x;
    float const scaled = x * 1.44269504F;
    float const whole = static_cast<float>(static_cast<int32_t>(scaled - 0.5F));
    float const r = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
    float const p = 1.0F
        + r
            * (1.0F
                + r * (0.5F + r * (0.166666657F + r * (0.0416657962F + r * (8.33345205e-3F + r * 1.39819994e-3F)))));
    int32_t const bits = (static_cast<int32_t>(whole) + 127) << 23;
    float power = 0.0F;
    std::memcpy(&power, &bits, sizeof power);
    return p * power;
}

inline void softmaxRow(float* row, int64_t count)
{
    float most = row[0];
    for (int64_t i = 1; i < count; ++i)
    {
        most = row[i] > most ? row[i] : most;
    }
    constexpr int64_t kParts = 8;
    float parts[kParts]{};
    int64_t i = 0;
    for (; i + kParts <= count; i += kParts)
    {
        for (int64_t j = 0; j < kParts; ++j)
        {
            row[i + j] = exponential(row[i + j] - most);
            parts[j] += row[i + j];
        }
    }
    float sum = 0.0F;
    for (; i < count; ++i)
    {
        row[i] = exponential(row[i] - most);
        sum += row[i];
    }
    for (float const part : parts)
    {
        sum += part;
    }
    float const factor = 1.0F / sum;
    for (int64_t k = 0; k < count; ++k)
    {
        row[k] *= factor;
    }
}

//! One head of one sequence, on the CPU.
template <typename T>
struct HeadOnCpu
{
    static constexpr int64_t kQueries = 32;
    Attention<T> attention;

    void operator()(int64_t index) const
    {
        Attention<T> const& a = attention;
        int64_t const sequence = index / a.heads;
        int64_t const head = index % a.heads;
        int64_t const length = a.lengthOf(sequence);
        static thread_local std::vector<float> keys, values, queries, scores, context;
        keys.resize(static_cast<size_t>(a.size * length));
        values.resize(static_cast<size_t>(length * a.size));
        queries.resize(static_cast<size_t>(kQueries * a.size));
        scores.resize(static_cast<size_t>(kQueries * length));
        context.resize(static_cast<size_t>(kQueries * a.size));
        for (int64_t s = 0; s < length; ++s)
        {
            T const* const key = a.part(s, sequence, head, 1);
            T const* const value = a.part(s, sequence, head, 2);
            for (int64_t i = 0; i < a.size; ++i)
            {
                keys[static_cast<size_t>(i * length + s)] = real(key[i]);
                values[static_cast<size_t>(s * a.size + i)] = real(value[i]);
            }
        }
        for (int64_t first = 0; first < a.steps; first += kQueries)
        {
            int64_t const count = std::min(kQueries, a.steps - first);
            for (int64_t q = 0; q < count; ++q)
            {
                T const* const query = a.part(first + q, sequence, head, 0);
                for (int64_t i = 0; i < a.size; ++i)
                {
                    queries[static_cast<size_t>(q * a.size + i)] = real(query[i]) * a.scale;
                }
            }
            if (length > 0)
            {
                multiply({queries.data(), a.size, keys.data(), length, scores.data(), length, count, length, a.size});
                for (int64_t q = 0; q < count; ++q)
                {
                    softmaxRow(scores.data() + q * length, length);
                }
                multiply({scores.data(), length, values.data(), a.size, context.data(), a.size, count, a.size, length});
            }
            for (int64_t q = 0; q < count; ++q)
            {
                T* const out = a.out(first + q, sequence, head);
                for (int64_t i = 0; i < a.size; ++i)
                {
                    out[i] = number<T>(length > 0 ? context[static_cast<size_t>(q * a.size + i)] : 0.0F);
                }
            }
        }
    }
};

#if defined(__CUDACC__)
constexpr int32_t kBlockQueries = 16;
constexpr int32_t kBlockKeys = 32;
constexpr int32_t kMaxSize = 256;

//! 16 threads a query; each has every 16th element of the head.
template <typename T>
__global__ void __launch_bounds__(256) attend(Attention<T> a)
{
    extern __shared__ float shared[];
    auto const size = static_cast<int32_t>(a.size);
    float* const keys = shared;                           // [32][size + 1]
    float* const values = keys + kBlockKeys * (size + 1); // [32][size]
    float* const queries = values + kBlockKeys * size;    // [16][size]
    float* const scores = queries + kBlockQueries * size; // [16][33]
    int64_t const sequence = blockIdx.y / a.heads;
    int64_t const head = blockIdx.y % a.heads;
    int64_t const first = static_cast<int64_t>(blockIdx.x) * kBlockQueries;
    int64_t const length = a.lengthOf(sequence);
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const q = thread / 16;
    int32_t const lane = thread % 16;
    for (int32_t i = thread; i < kBlockQueries * size; i += 256)
    {
        int64_t const step = first + i / size;
        queries[i] = step < a.steps ? real(a.part(step, sequence, head, 0)[i % size]) * a.scale : 0.0F;
    }
    float most = -INFINITY;
    float sum = 0.0F;
    float context[kMaxSize / 16]{};
    for (int64_t k = 0; k < length; k += kBlockKeys)
    {
        __syncthreads();
        for (int32_t i = thread; i < kBlockKeys * size; i += 256)
        {
            int64_t const step = k + i / size;
            bool const isThere = step < length;
            keys[i / size * (size + 1) + i % size] = isThere ? real(a.part(step, sequence, head, 1)[i % size]) : 0.0F;
            values[i] = isThere ? real(a.part(step, sequence, head, 2)[i % size]) : 0.0F;
        }
        __syncthreads();
        float mine[2];
        float tileMost = -INFINITY;
        for (int32_t j = 0; j < 2; ++j)
        {
            int32_t const key = lane + 16 * j;
            float dot = 0.0F;
            for (int32_t i = 0; i < size; ++i)
            {
                dot = fmaf(queries[q * size + i], keys[key * (size + 1) + i], dot);
            }
            mine[j] = k + key < length ? dot : -INFINITY;
            tileMost = fmaxf(tileMost, mine[j]);
        }
        for (int32_t offset = 8; offset > 0; offset /= 2)
        {
            tileMost = fmaxf(tileMost, __shfl_xor_sync(0xFFFFFFFFU, tileMost, offset));
        }
        float const newMost = fmaxf(most, tileMost);
        float const shrink = expf(most - newMost);
        float tileSum = 0.0F;
        for (int32_t j = 0; j < 2; ++j)
        {
            float const p = expf(mine[j] - newMost);
            scores[q * (kBlockKeys + 1) + lane + 16 * j] = p;
            tileSum += p;
        }
        for (int32_t offset = 8; offset > 0; offset /= 2)
        {
            tileSum += __shfl_xor_sync(0xFFFFFFFFU, tileSum, offset);
        }
        sum = sum * shrink + tileSum;
        most = newMost;
        __syncwarp();
        for (int32_t n = 0; n * 16 + lane < size; ++n)
        {
            float added = 0.0F;
            for (int32_t key = 0; key < kBlockKeys; ++key)
            {
                added = fmaf(scores[q * (kBlockKeys + 1) + key], values[key * size + n * 16 + lane], added);
            }
            context[n] = context[n] * shrink + added;
        }
    }
    if (first + q < a.steps)
    {
        T* const out = a.out(first + q, sequence, head);
        for (int32_t n = 0; n * 16 + lane < size; ++n)
        {
            out[n * 16 + lane] = number<T>(sum > 0.0F ? context[n] / sum : 0.0F);
        }
    }
}

template <typename T>
int32_t launch(OnCuda const& run, Attention<T> const& a)
{
    if (a.steps * a.batch == 0)
    {
        return 0;
    }
    if (a.size > kMaxSize)
    {
        return 1;
    }
    auto const bytes = (kBlockKeys * (2 * a.size + 1) + kBlockQueries * a.size + kBlockQueries * (kBlockKeys + 1))
        * static_cast<int64_t>(sizeof(float));
    if (bytes > 48 * 1024
        && cudaFuncSetAttribute(attend<T>, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes))
            != cudaSuccess)
    {
        return 1;
    }
    dim3 const grid(
        static_cast<uint32_t>(cuda::ceilDiv(a.steps, kBlockQueries)), static_cast<uint32_t>(a.batch * a.heads));
    attend<T><<<grid, 256, static_cast<size_t>(bytes), run.stream>>>(a);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, QkvToContext const& impl, plugin::Call const& call)
{
    plugin::Tensor const& input = call.input(0);
    int64_t const size = impl.hiddenSize / impl.heads;
    int32_t const* const lengths = impl.hasMask != 0 ? call.input(1).as<int32_t const>() : nullptr;
    return run.withType(input.type(), [&](auto element) {
        using T = decltype(element);
        Attention<T> const a{input.as<T const>(), lengths, call.output(0).as<T>(), input.dim(0), input.dim(1),
            impl.heads, size, 1.0F / std::sqrt(static_cast<float>(size))};
        if constexpr (Run::kIsCuda)
        {
            return launch(run, a);
        }
        else
        {
            return run.each(a.batch * a.heads, HeadOnCpu<T>{a}, 1);
        }
    });
}

} // namespace tenon::plugins::qkv_to_context

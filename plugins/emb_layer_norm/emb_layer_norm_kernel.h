// v = word[token] + type[segment] + position[s];  y = (v − mean v) / √(var v + 10⁻⁵) · gamma + beta
//
// Threads:   CPU: a token at a time. CUDA: a warp a token.
// Memory:    three rows of tables are read and one row is written for each token; on CUDA a lane holds up to 32 sums of them in registers, where
//            the hidden size is more than 1,024 tables are read three times, through the caches.
// Accuracy:  fp32; the variance is summed over the differences from the mean.
#pragma once

#include "plugins/common/convert.h"
#include "plugins/common/group_norm.h"
#include "plugins/emb_layer_norm/emb_layer_norm.h"

#if defined(__CUDACC__)
#include "plugins/common/block_sum.cuh"
#endif

#include <cmath>
#include <vector>

namespace tenon::plugins::emb_layer_norm
{

constexpr float kEpsilon = 1e-5F;

template <typename T>
struct Embedding
{
    int32_t const* tokens;
    int32_t const* segments;
    int32_t const* starts; //!< [sequences + 1], where sequences lie side by side; null: token i is step i / batch
    float const* words;
    float const* types;
    float const* positions;
    float const* gamma;
    float const* beta;
    T* y;
    T* sums; //!< what is normalized; null where it is not wanted
    int64_t batch, hidden, wordCount, typeCount, positionCount;

    //! The step of token i in its sequence, the last one that begins at it or before; −1 where there is none.
    TENON_BOTH int64_t stepOf(int64_t i) const
    {
        if (starts == nullptr)
        {
            return i / batch;
        }
        int64_t low = 0;
        int64_t high = batch;
        while (low < high) // the first sequence that begins behind i
        {
            int64_t const middle = (low + high) / 2;
            starts[middle] > i ? high = middle : low = middle + 1;
        }
        return low == 0 ? -1 : i - starts[low - 1];
    }
    TENON_BOTH bool isValid(int64_t i, int64_t step) const
    {
        return tokens[i] >= 0 && tokens[i] < wordCount && segments[i] >= 0 && segments[i] < typeCount && step >= 0
            && step < positionCount;
    }
    TENON_BOTH float value(int64_t i, int64_t step, int64_t column) const
    {
        return words[tokens[i] * hidden + column] + types[segments[i] * hidden + column]
            + positions[step * hidden + column];
    }
    //! One token, on the CPU. False where an id lies outside of its table.
    bool onCpu(int64_t i, float* row) const
    {
        int64_t const step = stepOf(i);
        if (!isValid(i, step))
        {
            return false;
        }
        float const* const word = words + tokens[i] * hidden;
        float const* const type = types + segments[i] * hidden;
        float const* const position = positions + step * hidden;
        for (int64_t c = 0; c < hidden; ++c)
        {
            row[c] = word[c] + type[c] + position[c];
        }
        if (sums != nullptr)
        {
            fromFloats(row, sums + i * hidden, hidden);
        }
        float const mean = sumInParts(row, hidden, [](float v) { return v; }) / static_cast<float>(hidden);
        float const variance =
            sumInParts(row, hidden, [mean](float v) { return (v - mean) * (v - mean); }) / static_cast<float>(hidden);
        float const factor = 1.0F / std::sqrt(variance + kEpsilon);
        for (int64_t c = 0; c < hidden; ++c)
        {
            row[c] = (row[c] - mean) * factor * gamma[c] + beta[c];
        }
        fromFloats(row, y + i * hidden, hidden);
        return true;
    }
};

//! The lengths of sequences that lie side by side.
struct LengthBetween
{
    int32_t const* starts;
    int32_t* lengths;

    TENON_BOTH void operator()(int64_t sequence) const { lengths[sequence] = starts[sequence + 1] - starts[sequence]; }
};

//! The number of leading tokens of a sequence that are valid.
struct Length
{
    int32_t const* mask;
    int32_t* lengths;
    int64_t steps, batch;

    TENON_BOTH void operator()(int64_t sequence) const
    {
        int32_t length = 0;
        while (length < steps && mask[length * batch + sequence] != 0)
        {
            ++length;
        }
        lengths[sequence] = length;
    }
};

inline int32_t findLengths(OnCpu const& run, Length const& length)
{
    return run.each(length.batch, length, 64);
}

template <typename T>
int32_t embed(OnCpu const&, Embedding<T> const& embedding, int64_t tokens)
{
    std::vector<unsigned char> failed(1, 0); // written with the same value from any thread
    tenon::parallelFor(
        tokens, std::max<int64_t>(1, 8192 / std::max<int64_t>(embedding.hidden, 1)), [&](int64_t begin, int64_t end) {
            static thread_local std::vector<float> row;
            row.resize(static_cast<size_t>(embedding.hidden));
            for (int64_t i = begin; i < end; ++i)
            {
                if (!embedding.onCpu(i, row.data()))
                {
                    __atomic_store_n(failed.data(), static_cast<unsigned char>(1), __ATOMIC_RELAXED);
                }
            }
        });
    return failed[0];
}

#if defined(__CUDACC__)
//! A warp a sequence.
__global__ void __launch_bounds__(256) countLeading(Length l)
{
    int64_t const sequence = static_cast<int64_t>(blockIdx.x) * 8 + threadIdx.x / 32;
    if (sequence >= l.batch)
    {
        return;
    }
    auto const lane = static_cast<int64_t>(threadIdx.x % 32);
    int64_t length = 0;
    for (int64_t begin = 0; begin < l.steps; begin += 32)
    {
        bool const isValid = begin + lane < l.steps && l.mask[(begin + lane) * l.batch + sequence] != 0;
        uint32_t const valid = __ballot_sync(0xFFFFFFFFU, isValid);
        length += valid == 0xFFFFFFFFU ? 32 : __ffs(static_cast<int32_t>(~valid)) - 1;
        if (valid != 0xFFFFFFFFU)
        {
            break;
        }
    }
    if (lane == 0)
    {
        l.lengths[sequence] = static_cast<int32_t>(length);
    }
}

inline int32_t findLengths(OnCuda const& run, Length const& length)
{
    if (length.batch == 0)
    {
        return 0;
    }
    countLeading<<<static_cast<uint32_t>(cuda::ceilDiv(length.batch, 8)), 256, 0, run.stream>>>(length);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

//! A warp a token, 8 tokens a block; tokens whose ids lie outside of their tables become beta. kHeld columns a lane are held.
template <typename T, int32_t kHeld>
__global__ void __launch_bounds__(256) embedTokens(Embedding<T> e, int64_t tokens)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * 8 + threadIdx.x / 32;
    auto const lane = static_cast<int32_t>(threadIdx.x % 32);
    if (i >= tokens)
    {
        return;
    }
    int64_t const step = e.stepOf(i);
    bool const isValid = e.isValid(i, step);
    float held[kHeld > 0 ? kHeld : 1];
#pragma unroll
    for (int32_t k = 0; k < kHeld; ++k)
    {
        int32_t const c = lane + 32 * k;
        held[k] = isValid && c < e.hidden ? e.value(i, step, c) : 0.0F;
    }
    auto const forEach = [&](auto const& visit) {
        if constexpr (kHeld > 0)
        {
#pragma unroll
            for (int32_t k = 0; k < kHeld; ++k)
            {
                if (lane + 32 * k < e.hidden)
                {
                    visit(lane + 32 * k, held[k]);
                }
            }
        }
        else
        {
            for (int64_t c = lane; c < e.hidden; c += 32)
            {
                visit(c, isValid ? e.value(i, step, c) : 0.0F);
            }
        }
    };
    float sum = 0.0F;
    forEach([&](int64_t c, float value) {
        sum += value;
        if (e.sums != nullptr)
        {
            e.sums[i * e.hidden + c] = number<T>(value);
        }
    });
    float const mean = warpSum(sum) / static_cast<float>(e.hidden);
    float squares = 0.0F;
    forEach([&](int64_t, float value) { squares = fmaf(value - mean, value - mean, squares); });
    float const factor = rsqrtf(warpSum(squares) / static_cast<float>(e.hidden) + kEpsilon);
    forEach([&](int64_t c, float value) {
        e.y[i * e.hidden + c] = number<T>((value - mean) * factor * e.gamma[c] + e.beta[c]);
    });
}

template <typename T>
int32_t embed(OnCuda const& run, Embedding<T> const& embedding, int64_t tokens)
{
    if (tokens == 0)
    {
        return 0;
    }
    auto const kernel = embedding.hidden <= 32 * 24 ? embedTokens<T, 24>
        : embedding.hidden <= 32 * 32               ? embedTokens<T, 32>
                                                    : embedTokens<T, 0>;
    kernel<<<static_cast<uint32_t>(cuda::ceilDiv(tokens, 8)), 256, 0, run.stream>>>(embedding, tokens);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

//! `starts`: null, or where sequences begin. `sums`: null, or a tensor for what is normalized.
template <typename Run>
int32_t embedAll(Run const& run, EmbeddingTables const& impl, plugin::Call const& call, int64_t batch,
    int32_t const* starts, plugin::Tensor const* sums)
{
    plugin::Tensor const& tokens = call.input(0);
    int64_t const hidden = impl.hidden();
    return run.withType(call.output(0).type(), [&](auto element) {
        using T = decltype(element);
        Embedding<T> const embedding{tokens.as<int32_t const>(), call.input(1).as<int32_t const>(), starts,
            floatsFor(run, impl.words), floatsFor(run, impl.types), floatsFor(run, impl.positions),
            floatsFor(run, impl.gamma), floatsFor(run, impl.beta), call.output(0).as<T>(),
            sums == nullptr ? nullptr : sums->as<T>(), batch, hidden, impl.words.count() / hidden,
            impl.types.count() / hidden, impl.positions.count() / hidden};
        bool const there = embedding.words != nullptr && embedding.types != nullptr && embedding.positions != nullptr
            && embedding.gamma != nullptr && embedding.beta != nullptr;
        return there ? embed(run, embedding, tokens.count()) : 1;
    });
}

template <typename Run>
int32_t enqueueOn(Run const& run, EmbLayerNorm const& impl, plugin::Call const& call)
{
    int64_t const steps = call.input(0).dim(0);
    int64_t const batch = call.input(0).dim(1);
    if (steps * impl.hidden() > impl.positions.count())
    {
        return 1;
    }
    int32_t const status =
        findLengths(run, Length{call.input(2).as<int32_t const>(), call.output(1).as<int32_t>(), steps, batch});
    return status | embedAll(run, impl, call, batch, nullptr, nullptr);
}

template <typename Run>
int32_t enqueueOn(Run const& run, EmbLayerNormVariable const& impl, plugin::Call const& call)
{
    auto const* const starts = call.input(2).as<int32_t const>();
    int64_t const batch = call.input(2).count() - 1;
    if (impl.givesSums())
    {
        return embedAll(run, impl, call, batch, starts, &call.output(1));
    }
    return run.each(batch, LengthBetween{starts, call.output(1).as<int32_t>()}, 64)
        | embedAll(run, impl, call, batch, starts, nullptr);
}

} // namespace tenon::plugins::emb_layer_norm

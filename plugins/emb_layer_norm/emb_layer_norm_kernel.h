// v = word[token] + type[segment] + position[s];  y = (v − mean v) / √(var v + 10⁻⁵) · gamma + beta
//
// Threads:   CPU: a token at a time. CUDA: a warp a token.
// Memory:    three rows of tables are read and one row is written for each token; on CUDA tables are read three times, through the caches.
// Accuracy:  fp32; the variance is summed over the differences from the mean.
#pragma once

#include "plugins/common/group_norm.h"
#include "plugins/emb_layer_norm/emb_layer_norm.h"

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
    float const* words;
    float const* types;
    float const* positions;
    float const* gamma;
    float const* beta;
    T* y;
    int64_t batch, hidden, wordCount, typeCount;

    TENON_BOTH bool isValid(int64_t i) const
    {
        return tokens[i] >= 0 && tokens[i] < wordCount && segments[i] >= 0 && segments[i] < typeCount;
    }
    TENON_BOTH float value(int64_t i, int64_t column) const
    {
        return words[tokens[i] * hidden + column] + types[segments[i] * hidden + column]
            + positions[i / batch * hidden + column];
    }
    //! One token, on the CPU. False where an id lies outside of its table.
    bool onCpu(int64_t i, float* row) const
    {
        if (!isValid(i))
        {
            return false;
        }
        float const* const word = words + tokens[i] * hidden;
        float const* const type = types + segments[i] * hidden;
        float const* const position = positions + i / batch * hidden;
        for (int64_t c = 0; c < hidden; ++c)
        {
            row[c] = word[c] + type[c] + position[c];
        }
        float const mean = sumInParts(row, hidden, [](float v) { return v; }) / static_cast<float>(hidden);
        float const variance =
            sumInParts(row, hidden, [mean](float v) { return (v - mean) * (v - mean); }) / static_cast<float>(hidden);
        float const factor = 1.0F / std::sqrt(variance + kEpsilon);
        T* const out = y + i * hidden;
        for (int64_t c = 0; c < hidden; ++c)
        {
            out[c] = number<T>((row[c] - mean) * factor * gamma[c] + beta[c]);
        }
        return true;
    }
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
//! A warp a token, 8 tokens a block; tokens whose ids lie outside of their tables become beta.
template <typename T>
__global__ void __launch_bounds__(256) embedTokens(Embedding<T> e, int64_t tokens)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * 8 + threadIdx.x / 32;
    auto const lane = static_cast<int32_t>(threadIdx.x % 32);
    if (i >= tokens)
    {
        return;
    }
    bool const isValid = e.isValid(i);
    auto const sumOver = [](float value) {
        for (int32_t offset = 16; offset > 0; offset /= 2)
        {
            value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
        }
        return value;
    };
    float sum = 0.0F;
    for (int64_t c = lane; c < e.hidden; c += 32)
    {
        sum += isValid ? e.value(i, c) : 0.0F;
    }
    float const mean = sumOver(sum) / static_cast<float>(e.hidden);
    float squares = 0.0F;
    for (int64_t c = lane; c < e.hidden; c += 32)
    {
        float const difference = (isValid ? e.value(i, c) : 0.0F) - mean;
        squares = fmaf(difference, difference, squares);
    }
    float const factor = rsqrtf(sumOver(squares) / static_cast<float>(e.hidden) + kEpsilon);
    for (int64_t c = lane; c < e.hidden; c += 32)
    {
        e.y[i * e.hidden + c] = number<T>(((isValid ? e.value(i, c) : 0.0F) - mean) * factor * e.gamma[c] + e.beta[c]);
    }
}

template <typename T>
int32_t embed(OnCuda const& run, Embedding<T> const& embedding, int64_t tokens)
{
    if (tokens == 0)
    {
        return 0;
    }
    embedTokens<<<static_cast<uint32_t>(cuda::ceilDiv(tokens, 8)), 256, 0, run.stream>>>(embedding, tokens);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, EmbLayerNorm const& impl, plugin::Call const& call)
{
    plugin::Tensor const& tokens = call.input(0);
    int64_t const steps = tokens.dim(0);
    int64_t const batch = tokens.dim(1);
    int64_t const hidden = impl.hidden();
    if (steps * hidden > impl.positions.count())
    {
        return 1;
    }
    int32_t const status =
        run.each(batch, Length{call.input(2).as<int32_t const>(), call.output(1).as<int32_t>(), steps, batch}, 64);
    return run.withType(call.output(0).type(), [&](auto element) {
        using T = decltype(element);
        Embedding<T> const embedding{tokens.as<int32_t const>(), call.input(1).as<int32_t const>(),
            floatsFor(run, impl.words), floatsFor(run, impl.types), floatsFor(run, impl.positions),
            floatsFor(run, impl.gamma), floatsFor(run, impl.beta), call.output(0).as<T>(), batch, hidden,
            impl.words.count() / hidden, impl.types.count() / hidden};
        bool const there = embedding.words != nullptr && embedding.types != nullptr && embedding.positions != nullptr
            && embedding.gamma != nullptr && embedding.beta != nullptr;
        return status | (there ? embed(run, embedding, steps * batch) : 1);
    });
}

} // namespace tenon::plugins::emb_layer_norm

// y = layerNorm(x + skip + bias) · gamma + beta for each row, on each device; see README.md.
#pragma once

#include "plugins/common/run.h"

#include <cstdint>

namespace tenon::plugins::skip_layer_norm
{

//! Added to the variance.
inline constexpr float kEpsilon = 1e-5F;

//! A tensor as rows of `hidden` elements.
struct Shape
{
    int64_t rows;
    int64_t hidden;
};

//! fp32, one value a column; `bias` may be null. On CUDA: on the device, aligned to 16 bytes.
struct Parameters
{
    float const* gamma;
    float const* beta;
    float const* bias;
};

//! On the CPU, over the host's threads. `output` may be `input` or `skip`; alignment is that of the element.
void enqueueCpu(float const* input, float const* skip, float* output, Parameters const& parameters, Shape const& shape);
//! Tensors of fp16, bf16 or int8; computed in fp32 and rounded once.
void enqueueCpu(plugin::Tensor const& input, plugin::Tensor const& skip, plugin::Tensor const& output,
    Parameters const& parameters, Shape const& shape);

//! Where the elements of a token lie: element e of token s at s · token + (e mod 32) · element + (e / 32) · group.
struct Columns
{
    int64_t hidden, tokens;
    int64_t element, token;
    int64_t group{32}; //!< 32 · element where tokens do not lie in groups of 32 elements

    Columns(int64_t hiddenSize, int64_t tokenCount, int64_t elementStride, int64_t tokenStride)
        : hidden(hiddenSize)
        , tokens(tokenCount)
        , element(elementStride)
        , token(tokenStride)
        , group(32 * elementStride)
    {
    }
    //! Of a tensor [1, hidden, tokens, 1] of kCHW32.
    static Columns vectorsOf32(int64_t hidden, int64_t tokens)
    {
        Columns columns(hidden, tokens, 1, 32);
        columns.group = 32 * tokens;
        return columns;
    }
    TENON_BOTH int64_t at(int64_t s, int64_t e) const { return s * token + e % 32 * element + e / 32 * group; }
};
//! All of one type, kFLOAT, kHALF or kINT8. `sum`: input + skip, before the normalization; null where it is not wanted.
struct Operands
{
    plugin::Tensor input, skip, output;
    plugin::Tensor const* sum;
};
void enqueueColumnsCpu(Operands const& operands, Parameters const& parameters, Columns const& columns);
bool enqueueColumnsCuda(
    Operands const& operands, Parameters const& parameters, Columns const& columns, cudaStream_t stream);

//! On CUDA, in order with the stream. Type kFLOAT, kHALF or kBF16. False if the launch failed; then the CUDA error is left for the host
//! to see. Only in builds with CUDA.
bool enqueueCuda(nvinfer1::DataType type, void const* input, void const* skip, void* output,
    Parameters const& parameters, Shape const& shape, cudaStream_t stream);

} // namespace tenon::plugins::skip_layer_norm

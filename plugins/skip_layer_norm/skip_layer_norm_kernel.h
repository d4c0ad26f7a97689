// y = layerNorm(x + skip + bias) · gamma + beta for each row, on each device; see README.md.
#pragma once

#include <NvInferRuntime.h>

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
//! fp16 and bf16 as bits; computed in fp32 and rounded once. `type` is kHALF or kBF16.
void enqueueCpu(nvinfer1::DataType type, uint16_t const* input, uint16_t const* skip, uint16_t* output,
    Parameters const& parameters, Shape const& shape);

//! On CUDA, in order with the stream. Type kFLOAT, kHALF or kBF16. False if the launch failed; then the CUDA error is left for the host
//! to see. Only in builds with CUDA.
bool enqueueCuda(nvinfer1::DataType type, void const* input, void const* skip, void* output,
    Parameters const& parameters, Shape const& shape, cudaStream_t stream);

} // namespace tenon::plugins::skip_layer_norm

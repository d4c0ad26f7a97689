// y = gelu(x + bias) for each element, on each device; gelu by its tanh form, see README.md.
#pragma once

#include <NvInferRuntime.h>

#include <cstdint>

namespace tenon::plugins::gelu
{

//! A tensor as rows of `hidden` elements; the bias has one value a column.
struct Shape
{
    int64_t rows;
    int64_t hidden;
};

//! On the CPU, over the host's threads; `bias` may be null. `input` and `output` may be the same; alignment is that of the element.
void enqueueCpu(float const* input, float const* bias, float* output, Shape const& shape);
//! fp16 and bf16 as bits; computed in fp32 and rounded once. `type` is kHALF or kBF16.
void enqueueCpu(
    nvinfer1::DataType type, uint16_t const* input, float const* bias, uint16_t* output, Shape const& shape);

//! On CUDA, in order with the stream. Type kFLOAT, kHALF or kBF16; `bias` (fp32, on the device, aligned to 16 bytes) may be null. False if
//! the launch failed; then the CUDA error is left for the host to see. Only in builds with CUDA.
bool enqueueCuda(nvinfer1::DataType type, void const* input, float const* bias, void* output, Shape const& shape,
    cudaStream_t stream);

} // namespace tenon::plugins::gelu

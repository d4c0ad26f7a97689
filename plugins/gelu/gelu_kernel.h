// y = gelu(x + bias) for each element, on each device; gelu by its tanh form, see README.md.
#pragma once

#include <tenon/plugin.h>

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
//! Tensors of fp16, bf16 or int8; computed in fp32 and rounded once.
void enqueueCpu(plugin::Tensor const& input, float const* bias, plugin::Tensor const& output, Shape const& shape);

//! On CUDA, in order with the stream. Type kFLOAT, kHALF or kBF16; `bias` (fp32, on the device, aligned to 16 bytes) may be null. False if
//! the launch failed; then the CUDA error is left for the host to see. Only in builds with CUDA.
bool enqueueCuda(nvinfer1::DataType type, void const* input, float const* bias, void* output, Shape const& shape,
    cudaStream_t stream);
bool enqueueCudaInt8(plugin::Tensor const& input, float const* bias, plugin::Tensor const& output, Shape const& shape,
    cudaStream_t stream);

} // namespace tenon::plugins::gelu

// y = x ≥ 0 ? x : slope · x for each element, on each device.
#pragma once

#include <tenon/plugin.h>

#include <cstdint>

namespace tenon::plugins::lrelu
{

//! On the CPU, over the host's threads. `input` and `output` may be the same; alignment is that of the element.
void enqueueCpu(float const* input, float* output, int64_t count, float slope);
//! fp16 as bits; computed in fp32 and rounded once.
void enqueueCpu(uint16_t const* input, uint16_t* output, int64_t count, float slope);
//! The same for bf16.
void enqueueCpuBfloat16(uint16_t const* input, uint16_t* output, int64_t count, float slope);
//! int8 with the tensors' scales; computed in fp32 and rounded once.
void enqueueCpuInt8(plugin::Tensor const& input, plugin::Tensor const& output, float slope);

//! On CUDA, in order with the stream. Type kFLOAT, kHALF or kBF16. False if the launch failed; then the CUDA error is left for the host to see.
//! Only in builds with CUDA.
bool enqueueCuda(
    nvinfer1::DataType type, void const* input, void* output, int64_t count, float slope, cudaStream_t stream);
bool enqueueCudaInt8(plugin::Tensor const& input, plugin::Tensor const& output, float slope, cudaStream_t stream);

} // namespace tenon::plugins::lrelu

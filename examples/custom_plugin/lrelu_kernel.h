// The arithmetic of the plugin, apart from everything that TensorRT asks of it: on the CPU (lrelu_kernel.cpp), or on a GPU in order with a stream
// (lrelu_kernel.cu); a library has one of them.
#pragma once

#include <cstddef>
#include <cstdint>

struct CUstream_st; // cudaStream_t points to it

namespace lrelu
{

// y[i] = x[i] for x[i] >= 0, negSlope * x[i] below; NaN stays NaN. x and y may be the same array.
void leakyRelu(float negSlope, float const* x, float* y, size_t count, CUstream_st* stream = nullptr);

// The same on IEEE 754 half-precision numbers given as their bits. Computes in float and rounds to nearest even.
void leakyReluHalf(float negSlope, uint16_t const* x, uint16_t* y, size_t count, CUstream_st* stream = nullptr);

} // namespace lrelu

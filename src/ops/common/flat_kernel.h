// Kernels of operations that treat each element alone: one input, one output of the same dims and format.
#pragma once

#include "graph/kernel.h"

#include <functional>

namespace tenon::ops
{

//! Computes `count` elements from `in` to `out`, on the calling thread. Several run at the same time on different elements.
using FlatPiece = std::function<void(void const* in, void* out, int64_t count)>;

//! Cuts the elements into pieces of at least `grain` for the threads at hand. Padding of vectorized formats is computed too.
std::unique_ptr<graph::Kernel> makeFlatKernel(base::DataType in, base::DataType out, int64_t grain, FlatPiece piece);

//! `count` floats from `in` to `out`, which may be the same.
using FloatRow = std::function<void(float const* in, float* out, int64_t count)>;

//! A piece that runs `row` on fp32, fp16 or bf16. Half types are converted a few KiB at a time, so that they stay in the first-level
//! cache; memory sees 2 bytes an element each way.
FlatPiece throughFloats(base::DataType in, base::DataType out, FloatRow row);

//! Calls body(floats, begin, count) on pieces of `in` (fp32, fp16, bf16) that together are [0, count), in order.
template <typename Body>
void forFloatChunks(base::DataType in, void const* data, int64_t count, Body const& body);

//! Elements of a chunk: 8 KiB of fp32.
inline constexpr int64_t kChunk = 2048;

} // namespace tenon::ops

#include "ops/common/half_conversion.h"

namespace tenon::ops
{

template <typename Body>
void forFloatChunks(base::DataType in, void const* data, int64_t count, Body const& body)
{
    if (!isHalfStorage(in))
    {
        body(static_cast<float const*>(data), int64_t{0}, count);
        return;
    }
    float chunk[kChunk];
    for (int64_t begin = 0; begin < count; begin += kChunk)
    {
        int64_t const size = count - begin < kChunk ? count - begin : kChunk;
        loadFloats(in, static_cast<uint16_t const*>(data) + begin, chunk, size);
        body(static_cast<float const*>(chunk), begin, size);
    }
}

} // namespace tenon::ops

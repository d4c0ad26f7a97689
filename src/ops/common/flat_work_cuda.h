// What CUDA kernels with one input and one output of the same dims and format share.
#pragma once

#include "ops/common/cuda_kernel.h"

#if TENON_CUDA

#include <functional>

namespace tenon::ops
{

//! Launches a kernel over `count` elements.
using FlatLaunch = std::function<cudaError_t(void const* in, void* out, int64_t count, cudaStream_t stream)>;

//! Padding of vectorized formats is computed too.
struct FlatCudaWork
{
    char const* name;
    FlatLaunch launch;
    int64_t count{0};

    static constexpr char const* kName = "a kernel that treats each element alone";

    graph::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        using base::operator==;
        if (!(inputs[0].dims == outputs[0].dims) || inputs[0].format != outputs[0].format)
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "{} on CUDA: expected equal dims and formats, found {} {} and {} {}", name,
                base::toString(inputs[0].dims), base::name(inputs[0].format), base::toString(outputs[0].dims),
                base::name(outputs[0].format));
        }
        TENON_ASSIGN(count, base::bytesOf(inputs[0].dims, base::DataType::kINT8, inputs[0].format));
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        return launch(inputs[0], outputs[0], count, stream);
    }
};

} // namespace tenon::ops

#endif // TENON_CUDA

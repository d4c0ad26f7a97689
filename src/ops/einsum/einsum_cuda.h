// The einsum kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! y[outer…] = Σ over summed… of Π inputs. Letters are outermost first; strides by letter and input, in elements.
struct EinsumProblem
{
    static constexpr int32_t kMaxInputs = 4;
    static constexpr int32_t kMaxLetters = 16;
    struct Letters
    {
        int32_t count{0};
        int64_t volume{1};
        int64_t size[kMaxLetters]{};
        int64_t stride[kMaxLetters][kMaxInputs]{};
    };
    Letters outer, summed;
    int32_t inputs{1};
    nvinfer1::DataType type{}; //!< fp32, fp16, bf16, int32, int64
};
cudaError_t launchEinsum(EinsumProblem const& problem, void const* const* inputs, void* out, cudaStream_t stream);

} // namespace tenon::ops

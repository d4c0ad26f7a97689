// A deconvolution as cuDNN computes it: the data gradient of a convolution.
#pragma once

#if TENON_CUDA

#include "ops/convolution/cudnn_cuda.h"
#include "ops/deconvolution/deconvolution_problem.h"

#include <optional>

namespace tenon::ops
{

//! cuDNN's descriptors of one problem, with the algorithm chosen. Owned; not copied.
class CudnnDeconvolution
{
public:
    explicit CudnnDeconvolution(Cudnn const& library)
        : library_(library)
    {
    }
    ~CudnnDeconvolution();
    CudnnDeconvolution(CudnnDeconvolution const&) = delete;
    CudnnDeconvolution& operator=(CudnnDeconvolution const&) = delete;

    //! True if the problem can be told: one padding for both sides gives as many steps, and elements can be counted with 31 bits.
    static bool fits(TransposedProblem const& problem);

    //! Chooses the fastest algorithm with at most `mostBytes` of workspace that gives the same sums each time and keeps fp32's digits. False where there
    //! is none. Types: fp32 (never as TF32), fp16, bf16.
    base::Result<bool> prepare(
        TransposedProblem const& problem, base::DataType type, cudnnHandle_t handle, size_t mostBytes);
    size_t workspaceBytes() const { return workspaceBytes_; }

    //! Without the bias.
    base::Status run(cudnnHandle_t handle, void const* x, void const* w, void* y, void* workspace) const;

private:
    base::Status describe(TransposedProblem const& problem, base::DataType type);

    Cudnn const& library_;
    cudnnTensorDescriptor_t x_{nullptr}, y_{nullptr};
    cudnnFilterDescriptor_t w_{nullptr};
    cudnnConvolutionDescriptor_t convolution_{nullptr};
    cudnnConvolutionBwdDataAlgo_t algorithm_{};
    size_t workspaceBytes_{0};
};

} // namespace tenon::ops

#endif // TENON_CUDA

// How operations offer and make kernels for CUDA devices.
#pragma once

#include "graph/kernel.h"

#if TENON_CUDA
#include "devices/cuda/cuda_status.h"
#endif

namespace tenon::ops
{

#if TENON_CUDA
inline constexpr bool kHasCuda = true;
#else
inline constexpr bool kHasCuda = false;
#endif

inline bool isOnCuda(graph::KernelRequest const& request)
{
    return request.candidate.device == devices::DeviceKind::kCUDA;
}

//! Made where `request` is for a CUDA device, else by what follows. In builds without CUDA there is no such device, and the call is not
//! compiled: it names functions that only *_cuda.cpp files have.
#define TENON_MAKE_ON_CUDA(request, call)                                                                              \
    if constexpr (::tenon::ops::kHasCuda)                                                                              \
    {                                                                                                                  \
        if (::tenon::ops::isOnCuda(request))                                                                           \
        {                                                                                                              \
            return call;                                                                                               \
        }                                                                                                              \
    }

#if TENON_CUDA

//! A kernel of a copyable `Work`, which has what an engine's contexts share by pointer, and the rest by value:
//!
//!     Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs);
//!     cudaError_t enqueue(void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream);
//!     static constexpr char const* kName;   // for messages: "softmax"
template <typename Work>
class CudaKernel final : public graph::Kernel
{
public:
    CudaKernel(Work work, int32_t ordinal, size_t workspaceBytes = 0)
        : work_(std::move(work))
        , ordinal_(ordinal)
        , workspaceBytes_(workspaceBytes)
    {
    }

    graph::Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<CudaKernel>(*this));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    graph::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        return work_.setShapes(inputs, outputs);
    }

    graph::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        return devices::checkCuda(
            work_.enqueue(inputs, outputs, workspace, static_cast<cudaStream_t>(stream)),
            [] { return std::string("launching ") + Work::kName; }, ordinal_);
    }

private:
    Work work_;
    int32_t ordinal_;
    size_t workspaceBytes_;
};

template <typename Work>
std::unique_ptr<graph::Kernel> makeCudaKernel(Work work, graph::KernelRequest const& request, size_t workspaceBytes = 0)
{
    return std::make_unique<CudaKernel<Work>>(std::move(work), request.device->ordinal(), workspaceBytes);
}

#endif // TENON_CUDA

} // namespace tenon::ops

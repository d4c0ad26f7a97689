// CUDA kernels without state of their own but the shapes that they were set for: plain_kernel.h for that device.
#pragma once

#include "ops/common/cuda_kernel.h"
#include "ops/common/plain_kernel.h"

#if TENON_CUDA

namespace tenon::ops
{

//! One inference, in order with the stream. Allocates nothing, waits for nothing.
using RunPlainCuda = std::function<cudaError_t(
    PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream)>;

//! `name` stands in messages ("launching gather failed"); it lives as long as the program. `workspaceBytes` must suffice for all shapes of the
//! profiles. Kernels whose enqueue must be called for each inference are not recordable.
std::unique_ptr<graph::Kernel> makePlainCuda(char const* name, graph::KernelRequest const& request, RunPlainCuda run,
    CheckPlain check = {}, size_t workspaceBytes = 0, bool recordable = true);

} // namespace tenon::ops

#endif // TENON_CUDA

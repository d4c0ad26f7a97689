// CUDA kernels with one size that is known only once they have run: sized_kernel.h for that device.
#pragma once

#include "ops/common/cuda_kernel.h"
#include "ops/common/plain_kernel.h"

#if TENON_CUDA

namespace tenon::ops
{

//! One inference, in order with the stream; writes its size to `size`, on the device. Outputs are written for the size found, in memory that suffices
//! for the upper bound, which is what `shapes.outputs` says. Allocates nothing, waits for nothing.
using RunSizedCuda = std::function<cudaError_t(PlainShapes const& shapes, void const* const* inputs,
    void* const* outputs, void* workspace, int64_t* size, cudaStream_t stream)>;

//! `name` stands in messages; it lives as long as the program. `workspaceBytes` must suffice for all shapes of the profiles.
std::unique_ptr<graph::Kernel> makeSizedCuda(
    char const* name, graph::KernelRequest const& request, RunSizedCuda run, size_t workspaceBytes);

} // namespace tenon::ops

#endif // TENON_CUDA

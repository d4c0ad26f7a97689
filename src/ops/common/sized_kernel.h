// Kernels on the CPU whose outputs' sizes are known only once they have run.
#pragma once

#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

//! One inference; fills `sizes`, in the order in which the operation declared them. Outputs are written for the sizes found, in memory that
//! suffices for the upper bounds, which is what `shapes.outputs` says. Allocates nothing.
using RunSized = std::function<base::Status(PlainShapes const& shapes, void const* const* inputs, void* const* outputs,
    void* workspace, std::span<int64_t> sizes)>;

//! `workspaceBytes` must suffice for all shapes of the profiles.
std::unique_ptr<graph::Kernel> makeSizedKernel(size_t sizeCount, RunSized run, size_t workspaceBytes = 0);

} // namespace tenon::ops

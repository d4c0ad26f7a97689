// Kernels without state of their own but the shapes that they were set for.
#pragma once

#include "graph/kernel.h"

#include <functional>

namespace tenon::ops
{

//! The tensors of the inferences that follow. Absent optional inputs have no entry.
struct PlainShapes
{
    std::vector<graph::TensorDesc> inputs, outputs;
};

//! Checks what inference could not know. Called by setShapes.
using CheckPlain = std::function<base::Status(PlainShapes const&)>;
//! One inference. Allocates nothing.
using RunPlain = std::function<base::Status(
    PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void* workspace)>;

//! `workspaceBytes` must suffice for all shapes of the profiles.
std::unique_ptr<graph::Kernel> makePlainKernel(RunPlain run, CheckPlain check = {}, size_t workspaceBytes = 0);

} // namespace tenon::ops

// A kernel that is a oneDNN program for each set of shapes.
#pragma once

#include "devices/cpu/onednn_program.h"
#include "graph/kernel.h"

namespace tenon::ops
{

//! Builds the program for concrete shapes. Called by several threads at a time, at kernel making and in setShapes; must depend on
//! its arguments only. Shapes may be empty (a program without steps is right where no output has elements), and are not trusted.
using BuildProgram = std::function<base::Result<devices::onednn::Program>(
    std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)>;

//! Builds for the shapes of all profiles at once, so that weights are packed and errors seen here, and workspace is known. The
//! programs of the last few shapes are kept by each clone. A shape between a profile's bounds that needs more workspace than those
//! (layouts may differ) gets memory of its own in setShapes.
base::Result<std::unique_ptr<graph::Kernel>> makeProgramKernel(graph::KernelRequest const& request, BuildProgram build);

//! fp32 descriptor of a tensor in its format: kLINEAR, or channels last (kHWC, kDHWC).
base::Result<devices::onednn::Desc> descOf(graph::TensorDesc const& tensor);

} // namespace tenon::ops

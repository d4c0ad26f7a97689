// The activation kernels for the CPU.
#pragma once

#include "ops/activation/activation.h"

namespace tenon::ops
{

//! `count` elements of fp32 from `in` to `out`, which may be the same; one thread.
void activateRow(ActivationParams const& params, float const* in, float* out, int64_t count);

std::unique_ptr<graph::Kernel> makeActivationCpu(ActivationParams const& params, base::DataType in, base::DataType out);

} // namespace tenon::ops

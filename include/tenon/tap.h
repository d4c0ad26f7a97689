// Taps: intermediate values, seen while an inference runs, without touching the network.
#pragma once

#include <tenon/extensions.h>

//! Called right after the step that wrote a tensor, once for each tensor of each inference. `data` lies in host memory (a copy, where the
//! engine runs on a GPU) and holds
//! the tensor in `format`; it is valid during the call only. Tensors that optimisation removed (fused, folded) are not seen.
using TenonTap = void (*)(void* user, char const* tensorName, nvinfer1::DataType type, nvinfer1::TensorFormat format,
    nvinfer1::Dims64 const* dims, void const* data);

//! Sets the tap of a context, or takes it away (null). False if the context is not Tenon's. Not while an inference runs.
TENON_EXTENSION bool tenonSetTap(nvinfer1::IExecutionContext* context, TenonTap tap, void* user) noexcept;

namespace tenon
{

inline bool setTap(nvinfer1::IExecutionContext& context, TenonTap tap, void* user)
{
    return tenonSetTap != nullptr && tenonSetTap(&context, tap, user);
}

} // namespace tenon

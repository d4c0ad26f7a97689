// What operations check of their inputs before they infer: number, presence, types. One wording for all.
#pragma once

#include "graph/op.h"

#include <initializer_list>

namespace tenon::ops
{

//! That inputs 0 … count−1 are there, and no more.
base::Status expectInputs(graph::InferenceInputs const& inputs, size_t count);

//! That `type` is one of `allowed`: "input 0: expected type fp32, fp16 or bf16, found int32".
base::Status expectType(std::string_view subject, base::DataType type, std::initializer_list<base::DataType> allowed);

//! fp32, fp16 and bf16: the floating types that kernels serve.
inline constexpr std::initializer_list<base::DataType> kFloatTypes{
    base::DataType::kFLOAT, base::DataType::kHALF, base::DataType::kBF16};

} // namespace tenon::ops

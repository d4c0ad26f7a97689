// An einsum as loops over its letters: what its kernels on all devices have in common.
#pragma once

#include "ops/einsum/einsum.h"

#include <array>

namespace tenon::ops
{

inline constexpr size_t kMostEinsumInputs = 16;

//! One letter: its size, and by input the elements from one step to the next.
struct EinsumLetter
{
    int64_t size{1};
    std::array<int64_t, kMostEinsumInputs> strides{};
};

struct ContractionLoops
{
    std::vector<EinsumLetter> outer, summed; //!< without the innermost letter
    EinsumLetter innermost;
    int64_t outerCount{1}, summedCount{1};
};

base::Result<ContractionLoops> contractionLoopsOf(EinsumTerms const& terms, std::span<graph::TensorDesc const> tensors);

} // namespace tenon::ops

// Equations of two inputs that are products of matrices, on the CPU.
#pragma once

#include "devices/cpu/onednn_program.h"
#include "ops/einsum/einsum.h"

#include <optional>
#include <span>

namespace tenon::ops
{

//! A size, and the elements from one step to the next in both factors and in the result.
struct ProductDim
{
    int64_t size{1};
    int64_t strideA{0}, strideB{0}, strideC{0};
};

//! C[batch…, m, n] = Σ over k of A[batch…, m, k] · B[batch…, k, n], wherever their elements lie. In batch dimensions that only one factor has the other
//! one's stride is 0.
struct StridedProduct
{
    bool swapped{false}; //!< A is input 1
    std::vector<ProductDim> batch;
    ProductDim m, n, k;
};

//! Nothing where the equation is no such product for these dims, the product would be small, or elements of no side follow each other.
std::optional<StridedProduct> stridedProductOf(EinsumTerms const& terms, std::span<graph::TensorDesc const> inputs);

//! The product of inputs 0 and 1 into output 0.
base::Result<devices::onednn::Program> buildStridedProduct(StridedProduct const& product);

} // namespace tenon::ops

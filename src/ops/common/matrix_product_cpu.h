// act(A · B + bias) for batches of matrices on the CPU: what matrix multiply and fully connected have in common.
#pragma once

#include "devices/cpu/onednn_program.h"
#include "graph/constant_data.h"
#include "ops/common/fused_activation.h"
#include "ops/common/product_sizes.h"

namespace tenon::ops
{

//! What the products of one kernel share. Thread safety: buildProduct only reads it.
struct ProductOperands
{
    size_t inputA{0};
    size_t inputB{1};
    //! B, where it is constant and one matrix: packed once for all contexts.
    std::shared_ptr<devices::onednn::SharedWeights> constantB;
    graph::ConstantData bias; //!< fp32; n values, or none
    //! An input of the result's dims that is added before the epilogue; the output may lie in its memory.
    std::optional<size_t> addend;
    std::vector<devices::onednn::Eltwise> epilogue;
};

//! Constant B [k, n], or [n, k] if transposed, converted to fp32. For as many values as the sizes say.
base::Result<std::shared_ptr<devices::onednn::SharedWeights>> shareMatrix(
    graph::ConstantData const& weights, int64_t k, int64_t n, bool transposed);

//! The product into output 0.
base::Result<devices::onednn::Program> buildProduct(ProductOperands const& operands, ProductSizes const& sizes);

} // namespace tenon::ops

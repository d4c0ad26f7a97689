// act(A · B + bias) for batches of matrices on CUDA: what matrix multiply and fully connected have in common.
#pragma once

#if TENON_CUDA

#include "graph/kernel.h"
#include "ops/common/fused_activation.h"
#include "ops/common/product_sizes.h"

#include <functional>

namespace tenon::ops
{

//! What the products of one kernel share. A is input 0.
struct CudaProductOperands
{
    base::DataType type{base::DataType::kFLOAT};
    std::shared_ptr<void const> constantB; //!< null: B is input 1
    std::shared_ptr<void const> bias;      //!< fp32, n values; null: none
    FusedActivation activation;
};

//! The sizes for concrete shapes; errors name what does not fit.
using ProductSizesFor = std::function<base::Result<ProductSizes>(std::span<base::Dims const> inputs)>;

//! A kernel with the product as output 0.
base::Result<std::unique_ptr<graph::Kernel>> makeProductCuda(
    CudaProductOperands operands, ProductSizesFor sizesFor, graph::KernelRequest const& request);

} // namespace tenon::ops

#endif // TENON_CUDA

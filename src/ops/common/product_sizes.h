// Sizes of act(A · B + bias) for batches of matrices: what its kernels on all devices have in common.
#pragma once

#include "base/dims.h"

#include <vector>

namespace tenon::ops
{

//! A is [batchA…, m, k] or, transposed, [batchA…, k, m]; B is [batchB…, k, n] or, transposed, [batchB…, n, k]; row-major. The batch
//! lists are equally long; a size of 1 is repeated.
struct ProductSizes
{
    std::vector<int64_t> batchA, batchB;
    int64_t m{0}, n{0}, k{0};
    bool transposeA{false}, transposeB{false};
};

//! Neighbouring batch dimensions merged where both operands run through them alike; where B is one matrix for all, the batch becomes
//! more rows of A.
ProductSizes merged(ProductSizes const& sizes);

//! Batch sizes of the result.
std::vector<int64_t> resultBatch(ProductSizes const& sizes);

} // namespace tenon::ops

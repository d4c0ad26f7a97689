#include "ops/common/product_sizes.h"

namespace tenon::ops
{

ProductSizes merged(ProductSizes const& sizes)
{
    ProductSizes result = sizes;
    result.batchA.clear();
    result.batchB.clear();
    for (size_t i = 0; i < sizes.batchA.size(); ++i)
    {
        int64_t const a = sizes.batchA[i];
        int64_t const b = sizes.batchB[i];
        if (a == 1 && b == 1)
        {
            continue;
        }
        bool const fits = !result.batchA.empty() && (result.batchA.back() == 1) == (a == 1)
            && (result.batchB.back() == 1) == (b == 1);
        if (fits)
        {
            result.batchA.back() *= a;
            result.batchB.back() *= b;
        }
        else
        {
            result.batchA.push_back(a);
            result.batchB.push_back(b);
        }
    }
    bool const oneB = result.batchB.size() == 1 && result.batchB[0] == 1;
    if (oneB && !result.transposeA)
    {
        result.m *= result.batchA[0];
        result.batchA.clear();
        result.batchB.clear();
    }
    return result;
}

std::vector<int64_t> resultBatch(ProductSizes const& sizes)
{
    std::vector<int64_t> batch;
    for (size_t i = 0; i < sizes.batchA.size(); ++i)
    {
        batch.push_back(sizes.batchA[i] == 1 ? sizes.batchB[i] : sizes.batchA[i]);
    }
    return batch;
}

} // namespace tenon::ops

// A reduction over any dimensions as one over few: neighbours that are both kept or both reduced are one.
#pragma once

#include "base/dims.h"

#include <vector>

namespace tenon::ops::reduction
{

//! Some dimensions of a row-major tensor, the last one fastest.
struct Dimensions
{
    std::vector<int64_t> sizes, strides;

    int64_t count() const
    {
        int64_t product = 1;
        for (int64_t const size : sizes)
        {
            product *= size;
        }
        return product;
    }

    //! Where the index-th combination lies, in elements.
    int64_t offset(int64_t index) const
    {
        int64_t sum = 0;
        for (size_t i = sizes.size(); i-- > 0;)
        {
            sum += index % sizes[i] * strides[i];
            index /= sizes[i];
        }
        return sum;
    }
};

//! The innermost dimension is apart: it is contiguous. The output is [kept, inner] if it is kept, else [kept].
struct Plan
{
    Dimensions kept, reduced;
    int64_t inner{1};
    bool innerReduced{false};

    //! Elements behind one element of the output.
    int64_t reducedCount() const { return reduced.count() * (innerReduced ? inner : 1); }
};

inline Plan planFor(base::Dims const& dims, uint32_t axes)
{
    struct Merged
    {
        int64_t size;
        bool reduced;
    };
    std::vector<Merged> merged;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        bool const reduced = (axes >> i & 1U) != 0;
        if (!merged.empty() && merged.back().reduced == reduced)
        {
            merged.back().size *= dims.d[i];
        }
        else if (dims.d[i] != 1 || i + 1 == dims.nbDims)
        {
            merged.push_back({dims.d[i], reduced});
        }
    }
    Plan plan;
    if (merged.empty())
    {
        return plan;
    }
    plan.inner = merged.back().size;
    plan.innerReduced = merged.back().reduced;
    int64_t stride = plan.inner;
    for (size_t i = merged.size() - 1; i-- > 0;)
    {
        Dimensions& to = merged[i].reduced ? plan.reduced : plan.kept;
        to.sizes.insert(to.sizes.begin(), merged[i].size);
        to.strides.insert(to.strides.begin(), stride);
        stride *= merged[i].size;
    }
    return plan;
}

} // namespace tenon::ops::reduction

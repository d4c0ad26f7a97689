// Normalization as loops: what its kernels on all devices have in common.
#pragma once

#include "ops/common/plain_kernel.h"
#include "ops/normalization/normalization.h"

namespace tenon::ops
{

//! One dimension of the loops; strides in elements.
struct AveragingLoop
{
    int64_t size{1}, x{0}, scale{0}, bias{0};
};

struct AveragingLoops
{
    AveragingLoop d[base::kMaxDims + 1];
    int32_t count{0};

    int64_t volume() const
    {
        int64_t volume = 1;
        for (int32_t i = 0; i < count; ++i)
        {
            volume *= d[i].size;
        }
        return volume;
    }

    //! Adds an inner loop; one that continues the last is merged with it.
    void add(AveragingLoop const& loop)
    {
        if (loop.size == 1)
        {
            return;
        }
        if (count > 0)
        {
            AveragingLoop& outer = d[count - 1];
            bool const continues = outer.x == loop.x * loop.size && outer.scale == loop.scale * loop.size
                && outer.bias == loop.bias * loop.size;
            if (continues)
            {
                outer = {outer.size * loop.size, loop.x, loop.scale, loop.bias};
                return;
            }
        }
        d[count++] = loop;
    }

    //! Where step `index` lies.
    AveragingLoop at(int64_t index) const
    {
        AveragingLoop place{0, 0, 0, 0};
        for (int32_t i = count; i-- > 0;)
        {
            int64_t const step = index % d[i].size;
            index /= d[i].size;
            place.x += step * d[i].x;
            place.scale += step * d[i].scale;
            place.bias += step * d[i].bias;
        }
        return place;
    }
};

struct AveragingProblem
{
    AveragingLoops kept, averaged; //!< without the row
    AveragingLoop row;
};

//! For shapes that checkNormalizationShapes has passed.
AveragingProblem averagingProblemOf(NormalizationParams const& params, PlainShapes const& shapes);

base::Status checkNormalizationShapes(NormalizationParams const& params, PlainShapes const& shapes);

} // namespace tenon::ops

// Which elements are wrong.
#pragma once

#include "plugins/assert/assert.h"
#include "plugins/common/run.h"

#include <cmath>

namespace tenon::plugins::assertion
{

struct Condition
{
    float min, max;
    bool allowNaN, allowInfinity;

    TENON_BOTH bool isRight(float value) const
    {
        if (value != value)
        {
            return allowNaN;
        }
        bool const isInfinite = value - value != 0.0F;
        return value >= min && value <= max && (allowInfinity || !isInfinite);
    }
};

} // namespace tenon::plugins::assertion

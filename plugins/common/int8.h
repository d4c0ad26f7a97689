// int8 elements: number = scale × integer, with a scale for each tensor (PluginTensorDesc::scale).
#pragma once

#include "plugins/common/run.h"

#include <cmath>

namespace tenon::plugins
{

//! The integer nearest to value · inverse (ties to even), saturated; NaN becomes −128.
TENON_BOTH int8_t quantized(float value, float inverse)
{
    float const steps = value * inverse;
    float const bounded = steps > -128.0F ? (steps < 127.0F ? steps : 127.0F) : -128.0F;
    return static_cast<int8_t>(rintf(bounded));
}

//! y[i] = function(x[i], i) of int8 tensors, on fp32.
template <typename Function>
struct Int8Element
{
    int8_t const* x;
    int8_t* y;
    float scale, inverse; //!< of x; 1 / the scale of y
    Function function;

    TENON_BOTH void operator()(int64_t i) const
    {
        y[i] = quantized(function(static_cast<float>(x[i]) * scale, i), inverse);
    }
};

} // namespace tenon::plugins

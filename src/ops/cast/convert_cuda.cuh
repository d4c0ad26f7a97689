// One element as another type: the rules of common/type_conversion.h on CUDA.
#pragma once

#include "ops/common/map_cuda.cuh"

#include <limits>
#include <type_traits>

namespace tenon::ops::cuda
{

//! From what computed() gives for the input's type to what Stored<Out> takes.
template <typename Out>
struct Convert
{
    template <typename In>
    __device__ __forceinline__ auto operator()(In value) const
    {
        if constexpr (std::is_same_v<Out, BoolByte>)
        {
            return value != In{0}; // also for NaN
        }
        else if constexpr (!std::is_integral_v<Out>)
        {
            return static_cast<float>(value);
        }
        else if constexpr (std::is_same_v<In, float>)
        {
            return towardsZero(value);
        }
        else
        {
            return static_cast<Out>(value);
        }
    }

    //! The fraction is dropped, what is out of range becomes the nearest end of it, NaN becomes 0.
    static __device__ __forceinline__ Out towardsZero(float value)
    {
        if (value != value)
        {
            return Out{0};
        }
        if constexpr (sizeof(Out) == 8)
        {
            return static_cast<Out>(__float2ll_rz(value));
        }
        else
        {
            int32_t const whole = __float2int_rz(value);
            if constexpr (sizeof(Out) == 4)
            {
                return whole;
            }
            else
            {
                constexpr int32_t kLow = std::numeric_limits<Out>::lowest();
                constexpr int32_t kHigh = std::numeric_limits<Out>::max();
                return static_cast<Out>(whole < kLow ? kLow : (whole > kHigh ? kHigh : whole));
            }
        }
    }
};

//! int8 with its scale in front of, or behind, a conversion: real value = scale · stored value.
template <typename Out>
struct Requantize
{
    float inScale;  //!< of int8 inputs
    float outScale; //!< of int8 outputs

    template <typename In>
    __device__ __forceinline__ auto operator()(In value) const
    {
        if constexpr (std::is_same_v<In, int8_t>)
        {
            return quantized(inScale * static_cast<float>(value));
        }
        else
        {
            return quantized(value);
        }
    }

private:
    template <typename Real>
    __device__ __forceinline__ auto quantized(Real real) const
    {
        if constexpr (std::is_same_v<Out, int8_t>)
        {
            float const ratio = static_cast<float>(real) / outScale;
            if (ratio != ratio)
            {
                return int8_t{0};
            }
            return static_cast<int8_t>(rintf(fminf(fmaxf(ratio, -128.0F), 127.0F)));
        }
        else
        {
            return Convert<Out>()(real);
        }
    }
};

} // namespace tenon::ops::cuda

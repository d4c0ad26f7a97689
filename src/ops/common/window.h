// Windows that slide over the spatial dimensions of a tensor: the shape rule that convolution and pooling share.
//
// With I the input's size, B and P the padding before and after, S the stride, D the dilation and K the window's size,
// E = D · (K − 1) + 1 is the window's extent, and the output's size O is
//
//     kEXPLICIT_ROUND_DOWN  floor((I + B + P − E) / S) + 1
//     kEXPLICIT_ROUND_UP    ceil((I + B + P − E) / S) + 1
//     kCAFFE_ROUND_DOWN, kCAFFE_ROUND_UP (of releases 7 and 8) the same with B instead of P
//     kSAME_UPPER, _LOWER   ceil(I / S), with a total padding of max((O − 1) · S + E − I, 0), the odd one after (UPPER) or before
//                           (LOWER) the input; B and P are not used
//
// Source: the documentation of nvinfer1::PaddingMode.
#pragma once

#include "graph/dim_expr.h"

#include <NvInfer.h>

#include <functional>
#include <span>

namespace tenon::ops
{

using base::Dims;
using base::Result;
using base::Status;
using nvinfer1::PaddingMode;

//! One entry a spatial dimension. A list other than `size` may be empty: stride 1, dilation 1, padding 0. A negative post-padding leaves
//! the end of the input unused (in a deconvolution, lets the output go on behind what the input reaches).
struct Window
{
    Dims size{};
    Dims stride{};
    Dims dilation{};
    Dims prePadding{};
    Dims postPadding{};
    PaddingMode mode{PaddingMode::kEXPLICIT_ROUND_DOWN};
};

//! Sizes of an output, from those of the input, where a user gives a rule of his own (nvinfer1::IOutputDimensionsFormula); empty for the
//! rule of the padding mode. For windows of two dimensions.
using OutputFormula = std::function<Result<Dims>(Dims const& input, Window const& window)>;

//! The window with the post-padding that leads to the formula's sizes; as it is where there is no formula. `spatial` are the input's
//! dimensions that it slides over; `transposed` for a deconvolution.
Result<Window> withFormula(
    Window window, OutputFormula const& formula, std::span<graph::Dim const> spatial, bool transposed);

//! The window along one spatial dimension.
struct WindowAxis
{
    int64_t size, stride, dilation, prePadding, postPadding;

    int64_t extent() const { return dilation * (size - 1) + 1; }
};
WindowAxis axisOf(Window const& window, int32_t spatialDim);

//! Ranks agree, 1 to 3 spatial dims; sizes, strides, dilations of at least 1, pre-paddings of at least 0, all below 2^31; a known mode.
//! `sizeName` is what the operation calls the window: "kernel size".
Status validate(Window const& window, char const* sizeName);

//! The output's dimension; `input` may be symbolic. Error where it is known to be less than 1. Only for validated windows.
Result<graph::Dim> outputDim(Window const& window, int32_t spatialDim, graph::Dim const& input);

//! Where windows lie in a concrete input.
struct WindowPlacement
{
    int64_t output;      //!< number of windows
    int64_t prePadding;  //!< the first window begins this far before the input
    int64_t postPadding; //!< padding after the input; the last window may end before it or, rounding up, behind it
    int64_t reach; //!< the last window's end, counted from the input's end; negative where it leaves a rest unused
};
//! Error where there would be no window, as outputDim.
Result<WindowPlacement> placeWindows(Window const& window, int32_t spatialDim, int64_t input);

} // namespace tenon::ops

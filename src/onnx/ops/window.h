// What convolution and pooling share: kernel, strides, dilations and padding of an ONNX node.
#pragma once

#include "onnx/node.h"

#include <NvInfer.h>

namespace tenon::onnx
{

struct Window
{
    nvinfer1::Dims strides{}, dilations{}, prePadding{}, postPadding{};
    nvinfer1::PaddingMode paddingMode{nvinfer1::PaddingMode::kEXPLICIT_ROUND_DOWN};
};

//! Attributes strides, dilations, pads, auto_pad and ceil_mode for `spatial` dimensions, with ONNX's defaults.
Result<Window> windowOf(Node const& node, int32_t spatial);

//! Dims from a list of exactly `spatial` integers. Error names the attribute.
Result<nvinfer1::Dims> spatialDims(std::vector<int64_t> const& sizes, int32_t spatial, std::string_view attribute);

//! auto_pad as explicit padding, where the spatial dimensions of `x` are known.
void resolveSamePadding(Window& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x);

//! ceil_mode: true where a window would begin behind the tensor and the padding before it. Such a window is left out. False where sizes are
//! not known.
bool roundsUpIntoPadding(Window const& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x);

//! Padding with which rounding down gives the windows of ceil_mode without those that begin in padding: for MaxPool, whose padding counts for
//! nothing. Sizes must be known.
void dropWindowsInPadding(Window& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x);

} // namespace tenon::onnx

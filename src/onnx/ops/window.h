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

} // namespace tenon::onnx

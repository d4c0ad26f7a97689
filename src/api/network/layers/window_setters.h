// Setters that convolution and pooling share: strides and paddings over the spatial dimensions.
#pragma once

#include "api/argument_checks.h"

#include <impl/NvInferLegacyTables.h>

namespace tenon::api
{

//! `count` times the same size.
inline Dims filled(int32_t count, int64_t size)
{
    Dims dims{};
    dims.nbDims = count;
    std::fill_n(dims.d, count, size);
    return dims;
}

//! One size, of at least `smallest`, for each of the window's dimensions.
inline Status checkSpatial(std::string_view what, Dims const& dims, int32_t spatialDims, int64_t smallest)
{
    TENON_CHECK(checkDims(what, dims, smallest));
    if (dims.nbDims != spatialDims)
    {
        return base::invalidArgument("{} {}: expected {} sizes, one for each dimension of the window, found {}", what,
            base::toString(dims), spatialDims, dims.nbDims);
    }
    return {};
}

//! Those of 10.16, and the two of Caffe that releases 7 and 8 had.
inline Status checkPaddingMode(nvinfer1::PaddingMode mode)
{
    bool const ofCaffe = mode == nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_DOWN
        || mode == nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_UP;
    return ofCaffe ? Status() : checkEnumerator("padding mode", mode);
}

//! The size of a window itself: 1 to 3 dimensions.
inline Status checkWindowSize(std::string_view what, Dims const& dims)
{
    TENON_CHECK(checkDims(what, dims, 1));
    if (dims.nbDims < 1 || dims.nbDims > 3)
    {
        return base::invalidArgument(
            "{} {}: expected 1 to 3 dimensions, found {}", what, base::toString(dims), dims.nbDims);
    }
    return {};
}

} // namespace tenon::api

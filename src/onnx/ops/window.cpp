#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PaddingMode;

Result<nvinfer1::Dims> spatialDims(std::vector<int64_t> const& sizes, int32_t spatial, std::string_view attribute)
{
    if (sizes.size() != static_cast<size_t>(spatial))
    {
        return invalidArgument("attribute \"{}\": expected {} values, one a spatial dimension, found {}", attribute,
            spatial, sizes.size());
    }
    // Products of two of them, and sums of such products, stay numbers.
    constexpr int64_t kMost = int64_t{1} << 30;
    for (int64_t const size : sizes)
    {
        if (size < -kMost || size > kMost)
        {
            return invalidArgument(
                "attribute \"{}\": expected values from {} to {}, found {}", attribute, -kMost, kMost, size);
        }
    }
    return base::makeDims(sizes);
}

Result<Window> windowOf(Node const& node, int32_t spatial)
{
    size_t const count = static_cast<size_t>(spatial);
    Window window;
    TENON_ASSIGN(auto const strides, node.integers("strides", std::vector<int64_t>(count, 1)));
    TENON_ASSIGN(window.strides, spatialDims(strides, spatial, "strides"));
    TENON_ASSIGN(auto const dilations, node.integers("dilations", std::vector<int64_t>(count, 1)));
    TENON_ASSIGN(window.dilations, spatialDims(dilations, spatial, "dilations"));
    TENON_ASSIGN(auto const pads, node.integers("pads", std::vector<int64_t>(2 * count, 0)));
    if (pads.size() != 2 * count)
    {
        return invalidArgument("attribute \"pads\": expected {} values, found {}", 2 * count, pads.size());
    }
    auto const middle = pads.begin() + static_cast<int64_t>(count);
    TENON_ASSIGN(window.prePadding, spatialDims({pads.begin(), middle}, spatial, "pads"));
    TENON_ASSIGN(window.postPadding, spatialDims({middle, pads.end()}, spatial, "pads"));
    TENON_ASSIGN(std::string const autoPad, node.text("auto_pad", "NOTSET"));
    TENON_ASSIGN(int64_t const ceilMode, node.integer("ceil_mode", 0));
    if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER")
    {
        window.paddingMode = autoPad == "SAME_UPPER" ? PaddingMode::kSAME_UPPER : PaddingMode::kSAME_LOWER;
    }
    else if (autoPad == "VALID")
    {
        window.prePadding = window.postPadding = *base::makeDims(std::vector<int64_t>(count, 0));
    }
    else if (autoPad != "NOTSET" && !autoPad.empty())
    {
        return invalidArgument(
            "attribute \"auto_pad\": expected NOTSET, SAME_UPPER, SAME_LOWER or VALID, found \"{}\"", autoPad);
    }
    if (ceilMode != 0)
    {
        window.paddingMode = PaddingMode::kEXPLICIT_ROUND_UP;
    }
    return window;
}

void resolveSamePadding(Window& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x)
{
    bool const upper = window.paddingMode == PaddingMode::kSAME_UPPER;
    if (!upper && window.paddingMode != PaddingMode::kSAME_LOWER)
    {
        return;
    }
    for (int32_t d = 0; d < kernel.nbDims; ++d)
    {
        int64_t const size = x.d[x.nbDims - kernel.nbDims + d];
        if (window.strides.d[d] < 1)
        {
            return; // an error of whoever uses it
        }
        int64_t const outputs = (size + window.strides.d[d] - 1) / window.strides.d[d];
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t const padding = std::max<int64_t>((outputs - 1) * window.strides.d[d] + extent - size, 0);
        window.prePadding.d[d] = upper ? padding / 2 : padding - padding / 2;
        window.postPadding.d[d] = padding - window.prePadding.d[d];
    }
    window.paddingMode = PaddingMode::kEXPLICIT_ROUND_DOWN;
}

namespace
{

//! Windows along dimension d with ceil_mode, those that begin in padding among them.
int64_t windowsRoundedUp(Window const& window, nvinfer1::Dims const& kernel, int64_t size, int32_t d)
{
    int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
    int64_t const room = size + window.prePadding.d[d] + window.postPadding.d[d] - extent;
    return (room + window.strides.d[d] - 1) / window.strides.d[d] + 1;
}

bool beginsInPadding(Window const& window, int64_t windows, int64_t size, int32_t d)
{
    return (windows - 1) * window.strides.d[d] >= size + window.prePadding.d[d];
}

} // namespace

bool roundsUpIntoPadding(Window const& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x)
{
    if (window.paddingMode != PaddingMode::kEXPLICIT_ROUND_UP)
    {
        return false;
    }
    bool drops = false;
    for (int32_t d = 0; d < kernel.nbDims; ++d)
    {
        int64_t const size = x.d[x.nbDims - kernel.nbDims + d];
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t const room = size + window.prePadding.d[d] + window.postPadding.d[d] - extent;
        if (size < 0 || room < 0 || window.strides.d[d] < 1)
        {
            return false;
        }
        drops = drops || beginsInPadding(window, windowsRoundedUp(window, kernel, size, d), size, d);
    }
    return drops;
}

void dropWindowsInPadding(Window& window, nvinfer1::Dims const& kernel, nvinfer1::Dims const& x)
{
    for (int32_t d = 0; d < kernel.nbDims; ++d)
    {
        int64_t const size = x.d[x.nbDims - kernel.nbDims + d];
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t windows = windowsRoundedUp(window, kernel, size, d);
        windows -= beginsInPadding(window, windows, size, d) ? 1 : 0;
        window.postPadding.d[d] =
            std::max<int64_t>((windows - 1) * window.strides.d[d] + extent - size - window.prePadding.d[d], 0);
    }
    window.paddingMode = PaddingMode::kEXPLICIT_ROUND_DOWN;
}

} // namespace tenon::onnx

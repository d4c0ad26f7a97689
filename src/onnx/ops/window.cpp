#include "onnx/ops/window.h"

#include "base/dims.h"

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
    TENON_ASSIGN(window.prePadding, base::makeDims(std::span(pads).first(count)));
    TENON_ASSIGN(window.postPadding, base::makeDims(std::span(pads).last(count)));
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

} // namespace tenon::onnx

// Resize (opsets 10, 11, 13, 18, 19), Upsample (7, 9): a Resize layer.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <cmath>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::InterpolationMode;
using nvinfer1::ResizeCoordinateTransformation;
using nvinfer1::ResizeRoundMode;

namespace
{

Status setMode(Node const& node, nvinfer1::IResizeLayer& layer)
{
    TENON_ASSIGN(std::string const mode, node.text("mode", "nearest"));
    if (mode != "nearest" && mode != "linear" && mode != "bilinear" && mode != "cubic")
    {
        return invalidArgument("attribute \"mode\": expected nearest, linear or cubic, found \"{}\"", mode);
    }
    layer.setResizeMode(mode == "nearest" ? InterpolationMode::kNEAREST
            : mode == "cubic"             ? InterpolationMode::kCUBIC
                                          : InterpolationMode::kLINEAR);
    TENON_ASSIGN(float const coefficient, node.number("cubic_coeff_a", -0.75F));
    TENON_ASSIGN(int64_t const excludes, node.integer("exclude_outside", 0));
    layer.setCubicCoeff(coefficient);
    layer.setExcludeOutside(excludes != 0);
    TENON_ASSIGN(int64_t const antialias, node.integer("antialias", 0));
    return antialias == 0 ? Status()
                          : Status(base::notImplemented("Resize with antialias, which the Resize layer does not have"));
}

Status setCoordinates(Node const& node, nvinfer1::IResizeLayer& layer)
{
    // Before opset 11 there was one transformation.
    TENON_ASSIGN(std::string const name,
        node.text("coordinate_transformation_mode", node.opset() < 11 ? "asymmetric" : "half_pixel"));
    if (name == "half_pixel" || name == "pytorch_half_pixel")
    {
        layer.setCoordinateTransformation(ResizeCoordinateTransformation::kHALF_PIXEL);
        layer.setSelectorForSinglePixel(
            name == "half_pixel" ? nvinfer1::ResizeSelector::kFORMULA : nvinfer1::ResizeSelector::kUPPER);
    }
    else if (name == "align_corners" || name == "asymmetric")
    {
        layer.setCoordinateTransformation(name == "asymmetric" ? ResizeCoordinateTransformation::kASYMMETRIC
                                                               : ResizeCoordinateTransformation::kALIGN_CORNERS);
    }
    else
    {
        return base::notImplemented(
            "Resize with coordinate_transformation_mode \"{}\", which the Resize layer does not have", name);
    }
    TENON_ASSIGN(
        std::string const rounding, node.text("nearest_mode", node.opset() < 11 ? "floor" : "round_prefer_floor"));
    if (rounding == "round_prefer_floor" || rounding == "round_prefer_ceil")
    {
        layer.setNearestRounding(
            rounding == "round_prefer_floor" ? ResizeRoundMode::kHALF_DOWN : ResizeRoundMode::kHALF_UP);
        return {};
    }
    if (rounding != "floor" && rounding != "ceil")
    {
        return invalidArgument(
            "attribute \"nearest_mode\": expected floor, ceil, round_prefer_floor or round_prefer_ceil, found \"{}\"",
            rounding);
    }
    layer.setNearestRounding(rounding == "floor" ? ResizeRoundMode::kFLOOR : ResizeRoundMode::kCEIL);
    return {};
}

//! Scales from the attribute (Upsample 7) or the input at `index`; empty where there are none.
Result<std::vector<float>> scalesOf(Node const& node, std::span<Value const> inputs, size_t index)
{
    if (auto const* const attribute = node.attribute("scales"))
    {
        return std::vector<float>(attribute->floats().begin(), attribute->floats().end());
    }
    if (index >= inputs.size() || !inputs[index])
    {
        return std::vector<float>{};
    }
    if (!inputs[index].isConstant())
    {
        return base::notImplemented("{} with scales that are computed at run time; sizes may be", node.op());
    }
    return floatsOf(*inputs[index].constant);
}

//! What an axis list of opset 18 says of some dimensions, for all of them.
template <typename T>
Result<std::vector<T>> spread(Importer& importer, Node const& node, std::vector<T> given, std::vector<T> all)
{
    TENON_ASSIGN(auto const axes, node.integers("axes"));
    if (axes.empty())
    {
        return given;
    }
    if (axes.size() != given.size())
    {
        return invalidArgument(
            "attribute \"axes\": expected {} axes, one a scale or size, found {}", given.size(), axes.size());
    }
    for (size_t i = 0; i < axes.size(); ++i)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(axes[i], static_cast<int32_t>(all.size())));
        all[static_cast<size_t>(axis)] = given[i];
    }
    return all;
}

Status setSizes(Importer& importer, Node const& node, ITensor& x, Sizes sizes, nvinfer1::IResizeLayer& layer)
{
    TENON_ASSIGN(std::string const policy, node.text("keep_aspect_ratio_policy", "stretch"));
    if (policy != "stretch")
    {
        return base::notImplemented("Resize with keep_aspect_ratio_policy \"{}\"", policy);
    }
    TENON_ASSIGN(Sizes const own, sizesOf(importer, x));
    TENON_ASSIGN(sizes, spread<Size>(importer, node, std::move(sizes), own));
    if (allNumbers(sizes))
    {
        TENON_ASSIGN(nvinfer1::Dims const dims, numbersOf(sizes));
        layer.setOutputDimensions(dims);
        return {};
    }
    TENON_ASSIGN(ITensor* const dims, tensorOf(importer, sizes));
    layer.setInput(1, *dims);
    return {};
}

//! With align_corners ONNX counts on with scale · size where that is no whole number; the layer counts with the output's size.
Status checkCorners(Node const& node, nvinfer1::Dims const& dims, std::vector<float> const& scales)
{
    TENON_ASSIGN(std::string const name, node.text("coordinate_transformation_mode", ""));
    for (int32_t d = 0; name == "align_corners" && d < dims.nbDims && static_cast<size_t>(d) < scales.size(); ++d)
    {
        float const scale = scales[static_cast<size_t>(d)];
        float const size = scale * static_cast<float>(dims.d[d]);
        if (dims.d[d] >= 0 ? size != std::floor(size) : scale != std::floor(scale))
        {
            return base::notImplemented(
                "Resize with align_corners by {} of dimension {}, which gives no whole size; give sizes", scale, d);
        }
    }
    return {};
}

} // namespace

Result<std::vector<Value>> importResize(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 4));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    bool const old = node.op() == "Upsample" || node.opset() < 11;
    bool const integral =
        x->getType() == DataType::kINT32 || x->getType() == DataType::kUINT8 || x->getType() == DataType::kINT8;
    DataType const type = x->getType();
    TENON_ASSIGN(x, integral ? cast(importer, *x, DataType::kFLOAT) : Result<ITensor*>(x));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addResize(*x)));
    TENON_CHECK(setMode(node, *layer));
    TENON_CHECK(setCoordinates(node, *layer));
    TENON_ASSIGN(auto scales, scalesOf(node, inputs, old ? 1 : 2));
    if (!scales.empty())
    {
        std::vector<float> const ones(static_cast<size_t>(x->getDimensions().nbDims), 1.0F);
        TENON_ASSIGN(scales, spread<float>(importer, node, std::move(scales), ones));
        TENON_CHECK(checkCorners(node, x->getDimensions(), scales));
        layer->setScales(scales.data(), static_cast<int32_t>(scales.size()));
    }
    else if (inputs.size() > 3 && inputs[3])
    {
        TENON_ASSIGN(Sizes sizes, sizesOf(importer, inputs[3]));
        TENON_CHECK(setSizes(importer, node, *x, std::move(sizes), *layer));
    }
    else
    {
        return invalidArgument("expected scales or sizes, found neither");
    }
    TENON_ASSIGN(ITensor * y, importer.output(layer));
    TENON_ASSIGN(y, cast(importer, *y, type));
    return valuesOf(y);
}

} // namespace tenon::onnx

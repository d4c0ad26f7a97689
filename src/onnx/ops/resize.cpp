// Resize (opsets 10, 11, 13, 18, 19), Upsample (7, 9): a Resize layer, or what resize_sampled.h makes of other samplings.
#include "onnx/ops/resize_sampled.h"

#include "base/dims.h"

#include <algorithm>
#include <cmath>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::InterpolationMode;
using nvinfer1::ResizeCoordinateTransformation;
using nvinfer1::ResizeRoundMode;

namespace
{

//! The attributes, with the defaults of the node's opset.
Result<Sampling> samplingOf(Node const& node)
{
    Sampling sampling;
    TENON_ASSIGN(sampling.mode, node.text("mode", "nearest"));
    sampling.mode = sampling.mode == "bilinear" ? "linear" : sampling.mode;
    if (sampling.mode != "nearest" && sampling.mode != "linear" && sampling.mode != "cubic")
    {
        return invalidArgument("attribute \"mode\": expected nearest, linear or cubic, found \"{}\"", sampling.mode);
    }
    // Before opset 11 there was one transformation.
    TENON_ASSIGN(sampling.coordinates,
        node.text("coordinate_transformation_mode", node.opset() < 11 ? "asymmetric" : "half_pixel"));
    constexpr std::string_view kKnown[]{"half_pixel", "pytorch_half_pixel", "half_pixel_symmetric", "align_corners",
        "asymmetric", "tf_crop_and_resize"};
    if (std::find(std::begin(kKnown), std::end(kKnown), sampling.coordinates) == std::end(kKnown))
    {
        return invalidArgument("attribute \"coordinate_transformation_mode\": expected one of {}, found \"{}\"",
            fmt::join(kKnown, ", "), sampling.coordinates);
    }
    TENON_ASSIGN(sampling.rounding, node.text("nearest_mode", node.opset() < 11 ? "floor" : "round_prefer_floor"));
    std::string const& rounding = sampling.rounding;
    if (rounding != "floor" && rounding != "ceil" && rounding != "round_prefer_floor"
        && rounding != "round_prefer_ceil")
    {
        return invalidArgument(
            "attribute \"nearest_mode\": expected floor, ceil, round_prefer_floor or round_prefer_ceil, found \"{}\"",
            rounding);
    }
    TENON_ASSIGN(float const coefficient, node.number("cubic_coeff_a", -0.75F));
    TENON_ASSIGN(float const extrapolation, node.number("extrapolation_value", 0.0F));
    TENON_ASSIGN(int64_t const excludes, node.integer("exclude_outside", 0));
    TENON_ASSIGN(int64_t const antialias, node.integer("antialias", 0));
    sampling.cubicCoefficient = coefficient;
    sampling.extrapolation = extrapolation;
    sampling.excludesOutside = excludes != 0;
    sampling.antialias = antialias != 0 && sampling.mode != "nearest";
    return sampling;
}

//! True for what the Resize layer has.
bool isOfLayer(Sampling const& sampling, std::string const& policy)
{
    return !sampling.antialias && sampling.coordinates != "tf_crop_and_resize"
        && sampling.coordinates != "half_pixel_symmetric" && policy == "stretch";
}

void setSampling(Sampling const& sampling, nvinfer1::IResizeLayer& layer)
{
    layer.setResizeMode(sampling.mode == "nearest" ? InterpolationMode::kNEAREST
            : sampling.mode == "cubic"             ? InterpolationMode::kCUBIC
                                                   : InterpolationMode::kLINEAR);
    layer.setCubicCoeff(static_cast<float>(sampling.cubicCoefficient));
    layer.setExcludeOutside(sampling.excludesOutside);
    if (sampling.coordinates == "half_pixel" || sampling.coordinates == "pytorch_half_pixel")
    {
        layer.setCoordinateTransformation(ResizeCoordinateTransformation::kHALF_PIXEL);
        layer.setSelectorForSinglePixel(sampling.coordinates == "half_pixel" ? nvinfer1::ResizeSelector::kFORMULA
                                                                             : nvinfer1::ResizeSelector::kUPPER);
    }
    else
    {
        layer.setCoordinateTransformation(sampling.coordinates == "asymmetric"
                ? ResizeCoordinateTransformation::kASYMMETRIC
                : ResizeCoordinateTransformation::kALIGN_CORNERS);
    }
    layer.setNearestRounding(sampling.rounding == "floor" ? ResizeRoundMode::kFLOOR
            : sampling.rounding == "ceil"                 ? ResizeRoundMode::kCEIL
            : sampling.rounding == "round_prefer_floor"   ? ResizeRoundMode::kHALF_DOWN
                                                          : ResizeRoundMode::kHALF_UP);
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

Status setSizes(Importer& importer, Sizes const& sizes, nvinfer1::IResizeLayer& layer)
{
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
bool keepsCorners(Sampling const& sampling, nvinfer1::Dims const& dims, std::vector<float> const& scales)
{
    for (int32_t d = 0; sampling.coordinates == "align_corners" && d < dims.nbDims; ++d)
    {
        float const scale = static_cast<size_t>(d) < scales.size() ? scales[static_cast<size_t>(d)] : 1.0F;
        float const size = scale * static_cast<float>(dims.d[d]);
        if (dims.d[d] >= 0 ? size != std::floor(size) : scale != std::floor(scale))
        {
            return false;
        }
    }
    return true;
}

//! The region of interest of tf_crop_and_resize: beginnings and ends of all dimensions.
Result<std::vector<float>> regionOf(Importer& importer, Node const& node, std::span<Value const> inputs, int32_t rank)
{
    auto const count = static_cast<size_t>(rank);
    std::vector<float> begins(count, 0.0F);
    std::vector<float> ends(count, 1.0F);
    TENON_ASSIGN(auto const axes, node.integers("axes"));
    if (inputs.size() < 2 || !inputs[1] || !inputs[1].isConstant())
    {
        return base::notImplemented("Resize with tf_crop_and_resize and a region that is not constant");
    }
    TENON_ASSIGN(auto const region, floatsOf(*inputs[1].constant));
    constexpr float kFarthest = 1e6F; // in sizes of the tensor
    if (!std::all_of(region.begin(), region.end(), [](float edge) { return std::fabs(edge) <= kFarthest; }))
    {
        return invalidArgument("input 1 (roi): expected numbers within {}, found others", kFarthest);
    }
    size_t const half = axes.empty() ? count : axes.size();
    if (region.size() != 2 * half)
    {
        return invalidArgument(
            "input 1 (roi): expected {} numbers, begin and end of each axis, found {}", 2 * half, region.size());
    }
    TENON_ASSIGN(
        begins, spread<float>(importer, node, {region.begin(), region.begin() + static_cast<int64_t>(half)}, begins));
    TENON_ASSIGN(
        ends, spread<float>(importer, node, {region.begin() + static_cast<int64_t>(half), region.end()}, ends));
    begins.insert(begins.end(), ends.begin(), ends.end());
    return begins;
}

//! What a node says of sizes, each for all dimensions: scales, or sizes.
struct Wanted
{
    std::vector<float> scales;
    Sizes sizes;
    std::string policy{"stretch"};
};

Result<Wanted> wantedOf(Importer& importer, Node const& node, std::span<Value const> inputs, ITensor& x)
{
    Wanted wanted;
    bool const old = node.op() == "Upsample" || node.opset() < 11;
    TENON_ASSIGN(wanted.scales, scalesOf(node, inputs, old ? 1 : 2));
    auto const rank = static_cast<size_t>(x.getDimensions().nbDims);
    if (!wanted.scales.empty())
    {
        std::vector<float> const ones(rank, 1.0F);
        TENON_ASSIGN(wanted.scales, spread<float>(importer, node, std::move(wanted.scales), ones));
        return wanted;
    }
    if (inputs.size() < 4 || !inputs[3])
    {
        return invalidArgument("expected scales or sizes, found neither");
    }
    TENON_ASSIGN(wanted.policy, node.text("keep_aspect_ratio_policy", "stretch"));
    if (wanted.policy != "stretch" && wanted.policy != "not_larger" && wanted.policy != "not_smaller")
    {
        return invalidArgument(
            "attribute \"keep_aspect_ratio_policy\": expected stretch, not_larger or not_smaller, found \"{}\"",
            wanted.policy);
    }
    TENON_ASSIGN(wanted.sizes, sizesOf(importer, inputs[3]));
    TENON_ASSIGN(Sizes const own, sizesOf(importer, x));
    TENON_ASSIGN(wanted.sizes, spread<Size>(importer, node, std::move(wanted.sizes), own));
    return wanted;
}

//! Sizes and scale of each axis that changes; sizes that are known while the model is imported.
Result<std::vector<SampledAxis>> axesOf(Importer& importer, Node const& node, std::span<Value const> inputs, ITensor& x,
    Sampling const& sampling, Wanted const& wanted)
{
    nvinfer1::Dims const dims = x.getDimensions();
    std::vector<float> region;
    if (sampling.coordinates == "tf_crop_and_resize")
    {
        TENON_ASSIGN(region, regionOf(importer, node, inputs, dims.nbDims));
    }
    size_t const given = wanted.scales.empty() ? wanted.sizes.size() : wanted.scales.size();
    if (given != static_cast<size_t>(dims.nbDims))
    {
        return invalidArgument("expected {} scales or sizes, one a dimension, found {}", dims.nbDims, given);
    }
    TENON_ASSIGN(auto const listed, node.integers("axes"));
    std::vector<SampledAxis> axes;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        auto const at = static_cast<size_t>(d);
        bool const isListed = listed.empty() || std::any_of(listed.begin(), listed.end(), [&](int64_t axis) {
            return (axis < 0 ? axis + dims.nbDims : axis) == d;
        });
        SampledAxis axis{d, dims.d[d], dims.d[d], 1.0, region.empty() ? 0.0 : region[at],
            region.empty() ? 1.0 : region[at + static_cast<size_t>(dims.nbDims)]};
        bool const stays = !isListed || (!wanted.scales.empty() && wanted.scales[at] == 1.0F);
        if (stays && axis.begin == 0.0 && axis.end == 1.0)
        {
            continue;
        }
        if (axis.in < 1 || (wanted.scales.empty() && !wanted.sizes[at].isNumber()))
        {
            return base::notImplemented(
                "Resize with {} along dimension {}, whose sizes are not known while the model is imported; fix them in the model",
                sampling.antialias               ? "antialias"
                    : wanted.policy == "stretch" ? sampling.coordinates
                                                 : "keep_aspect_ratio_policy",
                d);
        }
        axis.scale = wanted.scales.empty() ? static_cast<double>(wanted.sizes[at].number) / static_cast<double>(axis.in)
                                           : static_cast<double>(wanted.scales[at]);
        double const most = static_cast<double>(kMostMatrixElements);
        if (!(axis.scale > 0 && axis.scale <= most && axis.scale * static_cast<double>(axis.in) <= most))
        {
            return invalidArgument(
                "dimension {}: expected a scale above 0 that gives at most {} elements, found {} for {} elements", d,
                kMostMatrixElements, axis.scale, axis.in);
        }
        axis.out = wanted.scales.empty() ? wanted.sizes[at].number
                                         : static_cast<int64_t>(wanted.scales[at] * static_cast<float>(axis.in));
        axes.push_back(axis);
    }
    if (wanted.policy != "stretch" && !axes.empty())
    {
        auto const less = [](SampledAxis const& a, SampledAxis const& b) { return a.scale < b.scale; };
        auto const [smallest, largest] = std::minmax_element(axes.begin(), axes.end(), less);
        double const scale = wanted.policy == "not_larger" ? smallest->scale : largest->scale;
        for (SampledAxis& axis : axes)
        {
            if (scale * static_cast<double>(axis.in) > static_cast<double>(kMostMatrixElements))
            {
                return invalidArgument("dimension {}: expected at most {} elements, found {} scaled by {}", axis.axis,
                    kMostMatrixElements, axis.in, scale);
            }
            axis.scale = scale;
            axis.out = static_cast<int64_t>(scale * static_cast<double>(axis.in) + 0.5);
        }
    }
    return axes;
}

} // namespace

Result<std::vector<Value>> importResize(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 4));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    bool const integral =
        x->getType() == DataType::kINT32 || x->getType() == DataType::kUINT8 || x->getType() == DataType::kINT8;
    DataType const type = x->getType();
    TENON_ASSIGN(x, integral ? cast(importer, *x, DataType::kFLOAT) : Result<ITensor*>(x));
    TENON_ASSIGN(Sampling const sampling, samplingOf(node));
    TENON_ASSIGN(Wanted const wanted, wantedOf(importer, node, inputs, *x));
    ITensor* y = nullptr;
    if (isOfLayer(sampling, wanted.policy) && keepsCorners(sampling, x->getDimensions(), wanted.scales))
    {
        TENON_ASSIGN(auto* const layer, importer.added(importer.network().addResize(*x)));
        setSampling(sampling, *layer);
        if (wanted.scales.empty())
        {
            TENON_CHECK(setSizes(importer, wanted.sizes, *layer));
        }
        else
        {
            layer->setScales(wanted.scales.data(), static_cast<int32_t>(wanted.scales.size()));
        }
        TENON_ASSIGN(y, importer.output(layer));
    }
    else
    {
        TENON_ASSIGN(auto const axes, axesOf(importer, node, inputs, *x, sampling, wanted));
        TENON_ASSIGN(y, sampleAxes(importer, node, *x, axes, sampling));
    }
    TENON_ASSIGN(y, cast(importer, *y, type));
    return valuesOf(y);
}

} // namespace tenon::onnx

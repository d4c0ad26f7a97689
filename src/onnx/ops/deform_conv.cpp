// DeformConv (opsets 19, 22) in two dimensions: a GridSample at the places of all kernel elements, and a product with the weights.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::MatrixOperation;

namespace
{

//! Sizes, with K kernel elements, G groups of channels and O groups of offsets.
struct Deformed
{
    int64_t channels, height, width, outputs, groups, offsetGroups, kernel, outHeight, outWidth;
    nvinfer1::Dims kernelDims;
    Window window;
};

Result<Deformed> sizesOfNode(Node const& node, ITensor const& x, ITensor const& w, ITensor const& offset)
{
    nvinfer1::Dims const in = x.getDimensions();
    nvinfer1::Dims const weights = w.getDimensions();
    nvinfer1::Dims const offsets = offset.getDimensions();
    if (in.nbDims != 4 || weights.nbDims != 4 || offsets.nbDims != 4)
    {
        return base::notImplemented("DeformConv over {} spatial dimensions; there are 2", in.nbDims - 2);
    }
    auto const isKnown = [](int64_t size) { return size > 0 && size <= kMostMatrixElements; };
    constexpr int64_t kMostKernelElements = 4096;
    bool const known = std::all_of(in.d + 1, in.d + 4, isKnown) && std::all_of(weights.d, weights.d + 4, isKnown)
        && weights.d[2] * weights.d[3] <= kMostKernelElements;
    if (!known)
    {
        return base::notImplemented(
            "DeformConv of an image {} with weights {}: all sizes but the batch must be known while the model is imported, and a kernel has at most 4096 "
            "elements",
            base::toString(in), base::toString(weights));
    }
    Deformed d{};
    d.kernelDims = {2, {weights.d[2], weights.d[3]}};
    TENON_ASSIGN(d.window, windowOf(node, 2));
    TENON_ASSIGN(d.groups, node.integer("group", 1));
    TENON_ASSIGN(d.offsetGroups, node.integer("offset_group", 1));
    d.channels = in.d[1];
    d.height = in.d[2];
    d.width = in.d[3];
    d.outputs = weights.d[0];
    d.kernel = weights.d[2] * weights.d[3];
    int64_t out[2]{};
    for (int32_t i = 0; i < 2; ++i)
    {
        int64_t const room = in.d[2 + i] + d.window.prePadding.d[i] + d.window.postPadding.d[i]
            - (d.window.dilations.d[i] * (weights.d[2 + i] - 1) + 1);
        if (room < 0 || d.window.strides.d[i] < 1)
        {
            return invalidArgument("weights: expected a kernel that fits into the padded image, found {} in {}",
                base::toString(weights), base::toString(in));
        }
        out[i] = room / d.window.strides.d[i] + 1;
    }
    d.outHeight = out[0];
    d.outWidth = out[1];
    bool const divides = d.groups > 0 && d.offsetGroups > 0 && d.groups <= d.channels && d.offsetGroups <= d.channels;
    if (!divides)
    {
        return invalidArgument(
            "attributes \"group\" and \"offset_group\": expected from 1 to the {} channels, found {} and {}",
            d.channels, d.groups, d.offsetGroups);
    }
    bool const fits = weights.d[1] * d.groups == d.channels && d.outputs % d.groups == 0
        && d.channels % d.offsetGroups == 0 && (offsets.d[1] < 0 || offsets.d[1] == 2 * d.offsetGroups * d.kernel)
        && (offsets.d[2] < 0 || offsets.d[2] == d.outHeight) && (offsets.d[3] < 0 || offsets.d[3] == d.outWidth);
    if (!fits)
    {
        return invalidArgument(
            "inputs: expected {} groups and {} groups of offsets that divide the channels and offsets [N, {}, {}, {}], found an image {}, "
            "weights {} and offsets {}",
            d.groups, d.offsetGroups, 2 * d.offsetGroups * d.kernel, d.outHeight, d.outWidth, base::toString(in),
            base::toString(weights), base::toString(offsets));
    }
    if (d.kernel * d.outHeight > kMostMatrixElements / d.outWidth)
    {
        return base::notImplemented(
            "DeformConv with {} kernel elements for {}x{} outputs", d.kernel, d.outHeight, d.outWidth);
    }
    return d;
}

//! Where the kernel's elements lie without offsets, from −1 to 1 between the image's outer edges: [1, K, 2, H', W'], rows before columns.
std::vector<double> placesOf(Deformed const& d)
{
    std::vector<double> places;
    for (int64_t k = 0; k < d.kernel; ++k)
    {
        for (int32_t axis = 0; axis < 2; ++axis)
        {
            int64_t const element = axis == 0 ? k / d.kernelDims.d[1] : k % d.kernelDims.d[1];
            auto const size = static_cast<double>(axis == 0 ? d.height : d.width);
            for (int64_t p = 0; p < d.outHeight * d.outWidth; ++p)
            {
                int64_t const out = axis == 0 ? p / d.outWidth : p % d.outWidth;
                auto const at = static_cast<double>(out * d.window.strides.d[axis] - d.window.prePadding.d[axis]
                    + element * d.window.dilations.d[axis]);
                places.push_back((2 * at + 1) / size - 1);
            }
        }
    }
    return places;
}

//! The grid [N · O, K · H', W', 2] of (column, row).
Result<ITensor*> gridOf(Importer& importer, Node const& node, ITensor& offset, Deformed const& d)
{
    TENON_ASSIGN(ITensor* const offsets, reshapeTo(importer, offset, {-1, d.kernel, 2, d.outHeight, d.outWidth}));
    TENON_ASSIGN(ITensor* const places,
        constantOf(importer, node.name() + " places", offset.getType(), {1, d.kernel, 2, d.outHeight, d.outWidth},
            placesOf(d)));
    TENON_ASSIGN(ITensor* const steps,
        constantOf(importer, node.name() + " steps", offset.getType(), {1, 1, 2, 1, 1},
            {2.0 / static_cast<double>(d.height), 2.0 / static_cast<double>(d.width)}));
    TENON_ASSIGN(ITensor * grid, elementWise(importer, *offsets, *steps, ElementWiseOperation::kPROD));
    TENON_ASSIGN(grid, elementWise(importer, *grid, *places, ElementWiseOperation::kSUM));
    TENON_ASSIGN(grid, transpose(importer, *grid, {0, 1, 3, 4, 2}));
    TENON_ASSIGN(ITensor* const columns, part(importer, *grid, 4, 1, 1));
    TENON_ASSIGN(ITensor* const rows, part(importer, *grid, 4, 0, 1));
    ITensor* const parts[]{columns, rows};
    TENON_ASSIGN(auto* const pairs, importer.added(importer.network().addConcatenation(parts, 2)));
    pairs->setAxis(4);
    TENON_ASSIGN(grid, importer.output(pairs));
    return reshapeTo(importer, *grid, {-1, d.kernel * d.outHeight, d.outWidth, 2});
}

} // namespace

Result<std::vector<Value>> importDeformConv(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 5));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const w, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const offset, importer.tensor(inputs[2]));
    TENON_ASSIGN(Deformed const d, sizesOfNode(node, *x, *w, *offset));
    TENON_ASSIGN(ITensor* const grid, gridOf(importer, node, *offset, d));
    TENON_ASSIGN(ITensor* const images, reshapeTo(importer, *x, {-1, d.channels / d.offsetGroups, d.height, d.width}));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addGridSample(*images, *grid)));
    layer->setInterpolationMode(nvinfer1::InterpolationMode::kLINEAR);
    layer->setSampleMode(nvinfer1::SampleMode::kFILL);
    layer->setAlignCorners(false);
    TENON_ASSIGN(ITensor * sampled, importer.output(layer));
    if (inputs.size() > 4 && inputs[4])
    {
        TENON_ASSIGN(ITensor * mask, importer.tensor(inputs[4]));
        TENON_ASSIGN(mask, reshapeTo(importer, *mask, {-1, 1, d.kernel * d.outHeight, d.outWidth}));
        TENON_ASSIGN(sampled, elementWise(importer, *sampled, *mask, ElementWiseOperation::kPROD));
    }
    int64_t const terms = d.channels / d.groups * d.kernel;
    TENON_ASSIGN(
        ITensor* const columns, reshapeTo(importer, *sampled, {-1, d.groups, terms, d.outHeight * d.outWidth}));
    TENON_ASSIGN(ITensor* const weights, reshapeTo(importer, *w, {1, d.groups, d.outputs / d.groups, terms}));
    TENON_ASSIGN(ITensor * y,
        importer.output(
            importer.network().addMatrixMultiply(*weights, MatrixOperation::kNONE, *columns, MatrixOperation::kNONE)));
    TENON_ASSIGN(y, reshapeTo(importer, *y, {-1, d.outputs, d.outHeight, d.outWidth}));
    if (inputs.size() > 3 && inputs[3])
    {
        TENON_ASSIGN(ITensor * bias, importer.tensor(inputs[3]));
        TENON_ASSIGN(bias, alongAxis(importer, *bias, 4, 1));
        TENON_ASSIGN(y, elementWise(importer, *y, *bias, ElementWiseOperation::kSUM));
    }
    return valuesOf(y);
}

} // namespace tenon::onnx

// ConvTranspose (opsets 1, 11, 22) over 1 to 3 spatial dimensions.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! Paddings that give the output asked for; rows that the layer cannot make, because nothing reaches them, are added behind it.
struct Extents
{
    Window window;
    std::vector<int64_t> added;
};

Result<Extents> extentsOf(Node const& node, int32_t spatial, nvinfer1::Dims const& kernel, nvinfer1::Dims const& input)
{
    Extents extents;
    TENON_ASSIGN(extents.window, windowOf(node, spatial));
    Window& window = extents.window;
    auto const count = static_cast<size_t>(spatial);
    TENON_ASSIGN(auto const outputPadding, node.integers("output_padding", std::vector<int64_t>(count, 0)));
    TENON_ASSIGN(auto const outputShape, node.integers("output_shape"));
    TENON_ASSIGN(std::string const autoPad, node.text("auto_pad", "NOTSET"));
    if (outputPadding.size() != count)
    {
        return invalidArgument(
            "attribute \"output_padding\": expected {} values, found {}", count, outputPadding.size());
    }
    // Of models that give the whole shape the spatial part counts.
    std::vector<int64_t> const wanted(
        outputShape.size() > count ? outputShape.end() - spatial : outputShape.begin(), outputShape.end());
    bool const same = window.paddingMode == nvinfer1::PaddingMode::kSAME_UPPER
        || window.paddingMode == nvinfer1::PaddingMode::kSAME_LOWER;
    TENON_CHECK(spatialDims(outputPadding, spatial, "output_padding"));
    if (!outputShape.empty())
    {
        TENON_CHECK(spatialDims(wanted, spatial, "output_shape"));
    }
    extents.added.assign(count, 0);
    for (int32_t d = 0; d < spatial; ++d)
    {
        auto const at = static_cast<size_t>(d);
        int64_t const in = input.d[input.nbDims - spatial + d];
        if (!wanted.empty() || same)
        {
            constexpr int64_t kMostIn = int64_t{1} << 30;
            if (in < 0 || in > kMostIn)
            {
                return base::notImplemented(
                    "ConvTranspose with output_shape or auto_pad over dimensions that are dynamic or above {}",
                    kMostIn);
            }
            int64_t const size = wanted.empty() ? in * window.strides.d[d] : wanted[at];
            int64_t const total = window.strides.d[d] * (in - 1) + outputPadding[at]
                + (kernel.d[d] - 1) * window.dilations.d[d] + 1 - size;
            bool const upper = autoPad == "SAME_UPPER";
            window.prePadding.d[d] = upper ? total / 2 : total - total / 2;
            window.postPadding.d[d] = total - window.prePadding.d[d];
            if (total < 0)
            {
                // More is asked for than there is: zeros behind it.
                window.prePadding.d[d] = 0;
                window.postPadding.d[d] = total;
            }
        }
        window.postPadding.d[d] -= outputPadding[at];
        if (window.postPadding.d[d] < 0)
        {
            extents.added[at] = -window.postPadding.d[d];
            window.postPadding.d[d] = 0;
        }
        if (window.prePadding.d[d] < 0)
        {
            return base::notImplemented(
                "ConvTranspose with a negative padding of {} before dimension {}", window.prePadding.d[d], d);
        }
    }
    window.paddingMode = nvinfer1::PaddingMode::kEXPLICIT_ROUND_DOWN;
    return extents;
}

//! Zeros behind the spatial dimensions.
Result<ITensor*> extended(Importer& importer, ITensor& x, std::vector<int64_t> const& added)
{
    if (std::all_of(added.begin(), added.end(), [](int64_t count) { return count == 0; }))
    {
        return &x;
    }
    TENON_ASSIGN(Sizes size, sizesOf(importer, x));
    Sizes const start(size.size(), 0);
    Sizes const stride(size.size(), 1);
    for (size_t d = 0; d < added.size(); ++d)
    {
        Size& one = size[size.size() - added.size() + d];
        TENON_ASSIGN(one, combine(importer, one, Size(added[d]), ElementWiseOperation::kSUM));
    }
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, "zero", x.getType(), {}, {0.0}));
    return slice(importer, x, start, size, stride, nvinfer1::SampleMode::kFILL, zero);
}

} // namespace

Result<std::vector<Value>> importConvTranspose(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    std::vector<int64_t> shape = inputs[1].isConstant() ? inputs[1].constant->shape : std::vector<int64_t>();
    if (!inputs[1].isConstant())
    {
        nvinfer1::Dims const dims = inputs[1].tensor->getDimensions(); // sizesOf refers to it
        auto const sizes = base::sizesOf(dims);
        shape.assign(sizes.begin(), sizes.end());
    }
    int32_t const spatial = static_cast<int32_t>(shape.size()) - 2;
    bool const known = std::all_of(shape.begin(), shape.end(), [](int64_t size) { return size >= 0; });
    if (spatial < 1 || spatial > 3 || importer.onnxRank(*x) != spatial + 2 || !known)
    {
        return invalidArgument(
            "expected an input and weights of known sizes and one rank from 3 to 5, found an input of rank {} and weights [{}]",
            importer.onnxRank(*x), fmt::join(shape, ", "));
    }
    TENON_ASSIGN(int64_t const group, node.integer("group", 1));
    TENON_ASSIGN(nvinfer1::Dims const kernel, spatialDims({shape.begin() + 2, shape.end()}, spatial, "kernel_shape"));
    TENON_ASSIGN(Extents const extents, extentsOf(node, spatial, kernel, x->getDimensions()));
    DataType const type = inputs[1].isConstant() ? inputs[1].constant->weights.type : inputs[1].tensor->getType();
    nvinfer1::Weights const none{type, nullptr, 0};
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addDeconvolutionNd(
            *x, shape[1] * group, kernel, inputs[1].isConstant() ? inputs[1].constant->weights : none, none)));
    layer->setStrideNd(extents.window.strides);
    layer->setDilationNd(extents.window.dilations);
    layer->setPrePadding(extents.window.prePadding);
    layer->setPostPadding(extents.window.postPadding);
    layer->setNbGroups(group);
    if (!inputs[1].isConstant())
    {
        layer->setInput(1, *inputs[1].tensor);
    }
    TENON_ASSIGN(ITensor * y, importer.output(layer));
    TENON_ASSIGN(y, extended(importer, *y, extents.added));
    if (inputs.size() > 2 && inputs[2])
    {
        TENON_ASSIGN(ITensor * bias, importer.tensor(inputs[2]));
        TENON_ASSIGN(bias, alongAxis(importer, *bias, spatial + 2, 1));
        TENON_ASSIGN(y, elementWise(importer, *y, *bias, ElementWiseOperation::kSUM));
    }
    return valuesOf(y);
}

} // namespace tenon::onnx

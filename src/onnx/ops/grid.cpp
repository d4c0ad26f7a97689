// AffineGrid (opset 20), Col2Im (18), CenterCropPad (18): a product, a deconvolution that sets blocks side by side, a slice.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>
#include <numeric>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

Result<std::vector<int64_t>> fixedList(Value const& value, std::string_view what)
{
    if (!value.isConstant())
    {
        return base::notImplemented("{} that is computed at run time", what);
    }
    return integersOf(*value.constant);
}

} // namespace

Result<std::vector<Value>> importAffineGrid(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const theta, importer.tensor(inputs[0]));
    TENON_ASSIGN(auto const size, fixedList(inputs[1], "the size of an affine grid"));
    TENON_ASSIGN(int64_t const aligns, node.integer("align_corners", 0));
    int64_t const spatial = static_cast<int64_t>(size.size()) - 2;
    nvinfer1::Dims const dims = theta->getDimensions();
    if ((spatial != 2 && spatial != 3) || dims.nbDims != 3 || dims.d[1] != spatial || dims.d[2] != spatial + 1)
    {
        return invalidArgument(
            "inputs: expected theta of [N, 2, 3] and a size of 4, or [N, 3, 4] and 5, found {} and {}",
            base::toString(dims), size.size());
    }
    constexpr int64_t kMostPoints = int64_t{1} << 22; // each is three or four numbers of a constant
    int64_t points = 1;
    for (size_t d = 2; d < size.size(); ++d)
    {
        bool const fits = points >= 0 && size[d] >= 0 && (size[d] == 0 || points <= kMostPoints / size[d]);
        points = fits ? points * size[d] : -1;
    }
    if (points < 0)
    {
        return invalidArgument("input 1 (size): expected at most 2^22 points, found others");
    }
    // Homogeneous coordinates, the innermost dimension first: [points, spatial + 1].
    std::vector<double> base;
    base.reserve(static_cast<size_t>(points * (spatial + 1)));
    for (int64_t p = 0; p < points; ++p)
    {
        int64_t rest = p;
        for (int64_t d = spatial; d-- > 0;)
        {
            int64_t const extent = size[static_cast<size_t>(d + 2)];
            auto const at = static_cast<double>(rest % extent);
            rest /= extent;
            base.push_back(aligns != 0 ? (extent == 1 ? 0.0 : 2 * at / static_cast<double>(extent - 1) - 1)
                                       : (2 * at + 1) / static_cast<double>(extent) - 1);
        }
        base.push_back(1.0);
    }
    TENON_ASSIGN(ITensor* const grid,
        constantOf(importer, node.name() + " grid", theta->getType(), {1, points, spatial + 1}, base));
    TENON_ASSIGN(ITensor* const product,
        importer.output(importer.network().addMatrixMultiply(
            *grid, nvinfer1::MatrixOperation::kNONE, *theta, nvinfer1::MatrixOperation::kTRANSPOSE)));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *theta));
    Sizes wanted{sizes[0]};
    wanted.insert(wanted.end(), size.begin() + 2, size.end());
    wanted.push_back(spatial);
    TENON_ASSIGN(ITensor* const result, reshapeTo(importer, *product, wanted));
    return valuesOf(result);
}

Result<std::vector<Value>> importCol2Im(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(auto const image, fixedList(inputs[1], "the shape of an image"));
    TENON_ASSIGN(auto const block, fixedList(inputs[2], "the shape of a block"));
    auto const spatial = static_cast<int32_t>(image.size());
    if (spatial < 1 || spatial > 3 || block.size() != image.size())
    {
        return base::notImplemented("Col2Im over {} dimensions with blocks of {}", image.size(), block.size());
    }
    TENON_ASSIGN(nvinfer1::Dims const kernel, spatialDims(block, spatial, "block_shape"));
    TENON_ASSIGN(Window const window, windowOf(node, spatial));
    int64_t volume = 1;
    for (size_t d = 0; d < block.size(); ++d)
    {
        if (block[d] < 1 || block[d] > 1024 || image[d] < 0 || window.strides.d[d] < 1)
        {
            return invalidArgument(
                "inputs: expected a block of 1 to 1024, an image of at least 0 and strides of at least 1 in dimension {}, found {}, {} and {}",
                d, block[d], image[d], window.strides.d[d]);
        }
        volume *= block[d];
    }
    nvinfer1::Dims const dims = x->getDimensions();
    if (dims.nbDims != 3 || volume < 1 || dims.d[1] < 1 || dims.d[1] % volume != 0)
    {
        return invalidArgument("input 0: expected [N, C * {}, L], found {}", volume, base::toString(dims));
    }
    int64_t const channels = dims.d[1] / volume;
    if (dims.d[1] > (int64_t{1} << 26) / volume)
    {
        return base::notImplemented("Col2Im of {} channels with blocks of {}", channels, volume);
    }
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *x));
    Sizes wanted{sizes[0], sizes[1]};
    for (int32_t d = 0; d < spatial; ++d)
    {
        int64_t const extent = window.dilations.d[d] * (block[static_cast<size_t>(d)] - 1) + 1;
        int64_t const room = image[static_cast<size_t>(d)] + window.prePadding.d[d] + window.postPadding.d[d] - extent;
        if (room < 0)
        {
            return invalidArgument("block_shape: expected blocks that fit into the image, found {} in {}",
                fmt::join(block, "x"), fmt::join(image, "x"));
        }
        wanted.push_back(room / window.strides.d[d] + 1);
    }
    TENON_ASSIGN(ITensor * blocks, reshapeTo(importer, *x, wanted));
    // Each element of a block goes to its own place of the kernel, and overlaps add up.
    std::vector<float> ones(static_cast<size_t>(channels * volume * volume), 0.0F);
    for (int64_t c = 0; c < channels * volume; ++c)
    {
        ones[static_cast<size_t>(c * volume + c % volume)] = 1.0F;
    }
    std::vector<int64_t> shape{channels * volume, 1};
    shape.insert(shape.end(), block.begin(), block.end());
    Constant const* const weights =
        importer.weights().add<float>(node.name() + " places", DataType::kFLOAT, shape, ones);
    bool const narrow = spatial == 1;
    if (narrow)
    {
        TENON_ASSIGN(blocks, unsqueeze(importer, *blocks, {2}));
    }
    auto const wide = [&](nvinfer1::Dims const& list, int64_t first) {
        return narrow ? nvinfer1::Dims{2, {first, list.d[0]}} : list;
    };
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addDeconvolutionNd(
            *blocks, channels, wide(kernel, 1), weights->weights, {DataType::kFLOAT, nullptr, 0})));
    layer->setStrideNd(wide(window.strides, 1));
    layer->setDilationNd(wide(window.dilations, 1));
    layer->setPrePadding(wide(window.prePadding, 0));
    layer->setPostPadding(wide(window.postPadding, 0));
    layer->setNbGroups(channels);
    TENON_ASSIGN(ITensor * y, importer.output(layer));
    if (narrow)
    {
        TENON_ASSIGN(y, squeeze(importer, *y, {2}));
    }
    // Steps that do not reach the image's end leave zeros there.
    Sizes size{sizes[0], Size(channels)};
    size.insert(size.end(), image.begin(), image.end());
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, "zero", y->getType(), {}, {0.0}));
    TENON_ASSIGN(
        y, slice(importer, *y, Sizes(size.size(), 0), size, Sizes(size.size(), 1), nvinfer1::SampleMode::kFILL, zero));
    return valuesOf(y);
}

Result<std::vector<Value>> importCenterCropPad(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(auto const target, fixedList(inputs[1], "the shape to crop and pad to"));
    nvinfer1::Dims const dims = x->getDimensions();
    std::vector<int64_t> all(static_cast<size_t>(dims.nbDims));
    std::iota(all.begin(), all.end(), 0);
    TENON_ASSIGN(auto const axes, node.integers("axes", all));
    if (axes.size() != target.size())
    {
        return invalidArgument(
            "input 1 (shape): expected {} sizes, one for each axis, found {}", axes.size(), target.size());
    }
    Sizes start(all.size(), 0);
    TENON_ASSIGN(Sizes size, sizesOf(importer, *x));
    for (size_t i = 0; i < axes.size(); ++i)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(axes[i], dims.nbDims));
        int64_t const before = dims.d[axis];
        if (before < 0)
        {
            return base::notImplemented("CenterCropPad along a dynamic dimension");
        }
        start[static_cast<size_t>(axis)] = target[i] < before ? (before - target[i]) / 2 : -((target[i] - before) / 2);
        size[static_cast<size_t>(axis)] = target[i];
    }
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, "zero", x->getType(), {}, {0.0}));
    TENON_ASSIGN(
        ITensor* const y, slice(importer, *x, start, size, Sizes(all.size(), 1), nvinfer1::SampleMode::kFILL, zero));
    return valuesOf(y);
}

} // namespace tenon::onnx

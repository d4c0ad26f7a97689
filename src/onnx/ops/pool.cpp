// MaxPool, AveragePool, LpPool (opsets 1 to 22), GlobalMaxPool, GlobalAveragePool, GlobalLpPool (1, 2, 22).
#include "onnx/ops/compose.h"
#include "onnx/ops/max_pool_indices.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PoolingType;

namespace
{

//! A window's elements are taken by as many layers.
constexpr int64_t kMostSlices = 8192;

//! The largest (or the sum) of the window's elements, each taken by a strided slice: for what the Pooling layer does not have, as dilated
//! windows. `counts` gets how many of the elements of each window lie inside of the tensor, or also of its padding; null: nobody asks.
Result<ITensor*> foldOfSlices(Importer& importer, ITensor& x, nvinfer1::Dims const& kernel, Window const& window,
    ElementWiseOperation operation, ITensor** counts, bool countsPadding)
{
    TENON_CHECK(refuseImplicitBatch(importer, "pooling with dilations"));
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, x));
    int32_t const spatial = kernel.nbDims;
    bool const fixed = std::all_of(dims.end() - spatial, dims.end(), [](Size const& size) { return size.isNumber(); });
    bool const padsExplicitly = window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_DOWN
        || window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP;
    if (!fixed || !padsExplicitly)
    {
        return base::notImplemented("pooling with dilations over dynamic dimensions or with auto_pad");
    }
    Sizes size = dims;
    Sizes stride(dims.size(), 1);
    int64_t windowVolume = 1;
    for (int32_t d = 0; d < spatial; ++d)
    {
        size_t const at = dims.size() - static_cast<size_t>(spatial - d);
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t const room = dims[at].number + window.prePadding.d[d] + window.postPadding.d[d] - extent;
        int64_t const rounding =
            window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP ? window.strides.d[d] - 1 : 0;
        if (room < 0 || window.strides.d[d] < 1)
        {
            return invalidArgument(
                "expected a window of at most {} in dimension {}, and a stride of at least 1, found {} and {}",
                room + extent, d, extent, window.strides.d[d]);
        }
        size[at] = (room + rounding) / window.strides.d[d] + 1;
        if (rounding != 0 && (size[at].number - 1) * window.strides.d[d] >= dims[at].number + window.prePadding.d[d])
        {
            // A window begins inside of the tensor or before it.
            size[at] = size[at].number - 1;
        }
        stride[at] = window.strides.d[d];
        if (kernel.d[d] < 1 || windowVolume > kMostSlices / kernel.d[d])
        {
            return base::notImplemented(
                "pooling with dilations or of powers over windows of more than {} elements", kMostSlices);
        }
        windowVolume *= kernel.d[d];
    }
    double const neutral = operation == ElementWiseOperation::kMAX ? -std::numeric_limits<double>::infinity() : 0.0;
    TENON_ASSIGN(ITensor* const lowest, constantOf(importer, "neutral", x.getType(), {}, {neutral}));
    std::vector<int64_t> inner;
    for (size_t at = dims.size() - static_cast<size_t>(spatial); at < dims.size(); ++at)
    {
        inner.push_back(size[at].number);
    }
    ITensor* result = nullptr;
    for (int64_t step = 0; step < windowVolume; ++step)
    {
        Sizes start(dims.size(), 0);
        int64_t rest = step;
        for (int32_t d = spatial; d-- > 0;)
        {
            start[dims.size() - static_cast<size_t>(spatial - d)] =
                rest % kernel.d[d] * window.dilations.d[d] - window.prePadding.d[d];
            rest /= kernel.d[d];
        }
        TENON_ASSIGN(
            ITensor* const taken, slice(importer, x, start, size, stride, nvinfer1::SampleMode::kFILL, lowest));
        TENON_ASSIGN(
            result, result == nullptr ? Result<ITensor*>(taken) : elementWise(importer, *result, *taken, operation));
    }
    if (counts != nullptr)
    {
        std::vector<double> numbers{1.0};
        int64_t const all = std::accumulate(inner.begin(), inner.end(), int64_t{1},
            [](int64_t a, int64_t b) { return b == 0 || a > (int64_t{1} << 32) / b ? int64_t{1} << 32 : a * b; });
        if (all > (int64_t{1} << 26))
        {
            return base::notImplemented("AveragePool with dilations and more than 2^26 outputs a channel");
        }
        for (int32_t d = 0; d < spatial; ++d)
        {
            // Windows are products of intervals: so are the counts.
            std::vector<double> grown;
            int64_t const end = dims[dims.size() - static_cast<size_t>(spatial - d)].number
                + (countsPadding ? window.postPadding.d[d] : 0);
            for (double const before : numbers)
            {
                for (int64_t o = 0; o < inner[static_cast<size_t>(d)]; ++o)
                {
                    int64_t inside = 0;
                    for (int64_t k = 0; k < kernel.d[d]; ++k)
                    {
                        int64_t const at = o * window.strides.d[d] + k * window.dilations.d[d] - window.prePadding.d[d];
                        inside += at >= (countsPadding ? -window.prePadding.d[d] : 0) && at < end ? 1 : 0;
                    }
                    grown.push_back(before * static_cast<double>(inside));
                }
            }
            numbers = std::move(grown);
        }
        std::vector<int64_t> shape(dims.size() - static_cast<size_t>(spatial), 1);
        shape.insert(shape.end(), inner.begin(), inner.end());
        TENON_ASSIGN(*counts, constantOf(importer, "counts", x.getType(), shape, numbers));
    }
    return result;
}

Result<ITensor*> pool(
    Importer& importer, Node const& node, ITensor& x, nvinfer1::Dims const& kernel, Window const& window)
{
    bool const average = node.op() == "AveragePool";
    auto const sizes = base::sizesOf(window.dilations);
    bool const dilated = std::any_of(sizes.begin(), sizes.end(), [](int64_t dilation) { return dilation != 1; });
    if (dilated || (average && roundsUpIntoPadding(window, kernel, x.getDimensions())))
    {
        if (!average)
        {
            return foldOfSlices(importer, x, kernel, window, ElementWiseOperation::kMAX, nullptr, false);
        }
        TENON_ASSIGN(int64_t const countsPadding, node.integer("count_include_pad", 0));
        ITensor* counts = nullptr;
        TENON_ASSIGN(ITensor* const sum,
            foldOfSlices(importer, x, kernel, window, ElementWiseOperation::kSUM, &counts, countsPadding != 0));
        return elementWise(importer, *sum, *counts, ElementWiseOperation::kDIV);
    }
    TENON_ASSIGN(int64_t const includesPadding, node.integer("count_include_pad", 0));
    auto const type = average ? PoolingType::kAVERAGE : PoolingType::kMAX;
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addPoolingNd(x, type, kernel)));
    layer->setStrideNd(window.strides);
    layer->setPrePadding(window.prePadding);
    layer->setPostPadding(window.postPadding);
    layer->setPaddingMode(window.paddingMode);
    layer->setAverageCountExcludesPadding(includesPadding == 0);
    return importer.output(layer);
}

} // namespace

Result<std::vector<Value>> importPool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor * input, importer.tensor(inputs[0]));
    int32_t const spatial = importer.onnxRank(*input) - 2;
    if (spatial < 1 || spatial > 3)
    {
        return base::notImplemented("pooling over {} spatial dimensions", spatial);
    }
    TENON_ASSIGN(auto const kernel, node.integers("kernel_shape"));
    TENON_ASSIGN(nvinfer1::Dims kernelDims, spatialDims(kernel, spatial, "kernel_shape"));
    TENON_ASSIGN(Window window, windowOf(node, spatial));
    if (node.proto().output_size() > 1 && !node.proto().output(1).empty())
    {
        return maxPoolWithIndices(importer, node, *input, kernelDims, window);
    }
    if (node.op() == "MaxPool" && roundsUpIntoPadding(window, kernelDims, input->getDimensions()))
    {
        dropWindowsInPadding(window, kernelDims, input->getDimensions());
    }
    DataType const type = input->getType();
    bool const narrow = type == DataType::kINT8 || type == DataType::kUINT8;
    TENON_ASSIGN(input, narrow ? cast(importer, *input, DataType::kFLOAT) : Result<ITensor*>(input));
    int64_t const height = importer.implicitBatch() ? 1 : 2;
    if (spatial == 1)
    {
        // As two dimensions, the first of 1.
        TENON_ASSIGN(input, unsqueeze(importer, *input, {height}));
        for (auto* const dims : {&kernelDims, &window.strides, &window.dilations})
        {
            *dims = {2, {1, dims->d[0]}};
        }
        window.prePadding = {2, {0, window.prePadding.d[0]}};
        window.postPadding = {2, {0, window.postPadding.d[0]}};
    }
    TENON_ASSIGN(ITensor * result, pool(importer, node, *input, kernelDims, window));
    if (spatial == 1)
    {
        TENON_ASSIGN(result, squeeze(importer, *result, {height}));
    }
    TENON_ASSIGN(result, cast(importer, *result, type));
    return valuesOf(result);
}

Result<std::vector<Value>> importLpPool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    int32_t const spatial = importer.onnxRank(*input) - 2;
    if (spatial < 1)
    {
        return invalidArgument(
            "input 0: expected spatial dimensions behind batch and channels, found rank {}", importer.onnxRank(*input));
    }
    TENON_ASSIGN(int64_t const p, node.integer("p", 2));
    TENON_ASSIGN(ITensor * x, unary(importer, *input, UnaryOperation::kABS));
    TENON_ASSIGN(x, elementWise(importer, *x, static_cast<double>(p), ElementWiseOperation::kPOW));
    if (node.op() == "GlobalLpPool")
    {
        int32_t const rank = input->getDimensions().nbDims;
        TENON_ASSIGN(
            x, reduce(importer, *x, ReduceOperation::kSUM, ((1U << rank) - 1U) & ~((1U << (rank - spatial)) - 1U)));
    }
    else
    {
        TENON_ASSIGN(auto const kernel, node.integers("kernel_shape"));
        TENON_ASSIGN(nvinfer1::Dims const kernelDims, spatialDims(kernel, spatial, "kernel_shape"));
        TENON_ASSIGN(Window window, windowOf(node, spatial));
        resolveSamePadding(window, kernelDims, input->getDimensions());
        TENON_ASSIGN(x, foldOfSlices(importer, *x, kernelDims, window, ElementWiseOperation::kSUM, nullptr, false));
    }
    TENON_ASSIGN(x, elementWise(importer, *x, 1.0 / static_cast<double>(p), ElementWiseOperation::kPOW));
    return valuesOf(x);
}

Result<std::vector<Value>> importGlobalPool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    int32_t const rank = input->getDimensions().nbDims;
    int32_t const firstSpatial = importer.implicitBatch() ? 1 : 2;
    if (rank <= firstSpatial)
    {
        return invalidArgument(
            "input 0: expected spatial dimensions behind batch and channels, found rank {}", importer.onnxRank(*input));
    }
    uint32_t const axes = ((1U << rank) - 1U) & ~((1U << firstSpatial) - 1U);
    auto const operation =
        node.op() == "GlobalMaxPool" ? nvinfer1::ReduceOperation::kMAX : nvinfer1::ReduceOperation::kAVG;
    return importer.result(importer.network().addReduce(*input, operation, axes, true));
}

} // namespace tenon::onnx

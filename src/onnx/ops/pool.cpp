// MaxPool, AveragePool (opsets 1 to 22), GlobalMaxPool, GlobalAveragePool.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>
#include <limits>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PoolingType;

namespace
{

//! The largest of the window's elements, each taken by a strided slice: for dilated windows, which the Pooling layer does not have.
Result<ITensor*> maxOfSlices(Importer& importer, ITensor& x, nvinfer1::Dims const& kernel, Window const& window)
{
    TENON_CHECK(refuseImplicitBatch(importer, "MaxPool with dilations"));
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, x));
    int32_t const spatial = kernel.nbDims;
    bool const fixed = std::all_of(dims.end() - spatial, dims.end(), [](Size const& size) { return size.isNumber(); });
    bool const padsExplicitly = window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_DOWN
        || window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP;
    if (!fixed || !padsExplicitly)
    {
        return base::notImplemented("MaxPool with dilations over dynamic dimensions or with auto_pad");
    }
    Sizes size = dims;
    Sizes stride(dims.size(), 1);
    int64_t windowVolume = 1;
    for (int32_t d = 0; d < spatial; ++d)
    {
        size_t const at = dims.size() - static_cast<size_t>(spatial - d);
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t const room = dims[at].number + window.prePadding.d[d] + window.postPadding.d[d] - extent;
        int64_t const rounding = window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP ? window.strides.d[d] - 1 : 0;
        if (room < 0 || window.strides.d[d] < 1)
        {
            return invalidArgument("expected a window of at most {} in dimension {}, and a stride of at least 1, found {} and {}",
                room + extent, d, extent, window.strides.d[d]);
        }
        size[at] = (room + rounding) / window.strides.d[d] + 1;
        stride[at] = window.strides.d[d];
        windowVolume *= kernel.d[d];
    }
    TENON_ASSIGN(ITensor* const lowest, constantOf(importer, "lowest", x.getType(), {}, {-std::numeric_limits<double>::infinity()}));
    ITensor* result = nullptr;
    for (int64_t step = 0; step < windowVolume; ++step)
    {
        Sizes start(dims.size(), 0);
        int64_t rest = step;
        for (int32_t d = spatial; d-- > 0;)
        {
            start[dims.size() - static_cast<size_t>(spatial - d)] = rest % kernel.d[d] * window.dilations.d[d] - window.prePadding.d[d];
            rest /= kernel.d[d];
        }
        TENON_ASSIGN(ITensor* const taken, slice(importer, x, start, size, stride, nvinfer1::SampleMode::kFILL, lowest));
        TENON_ASSIGN(result, result == nullptr ? Result<ITensor*>(taken) : elementWise(importer, *result, *taken, ElementWiseOperation::kMAX));
    }
    return result;
}

Result<ITensor*> pool(Importer& importer, Node const& node, ITensor& x, nvinfer1::Dims const& kernel, Window const& window)
{
    bool const average = node.op() == "AveragePool";
    auto const sizes = base::sizesOf(window.dilations);
    if (std::any_of(sizes.begin(), sizes.end(), [](int64_t dilation) { return dilation != 1; }))
    {
        return average ? base::notImplemented("AveragePool with dilations other than 1") : maxOfSlices(importer, x, kernel, window);
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
    TENON_ASSIGN(int64_t const storageOrder, node.integer("storage_order", 0));
    if (storageOrder != 0)
    {
        return base::notImplemented("MaxPool with storage_order {}", storageOrder);
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

Result<std::vector<Value>> importGlobalPool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    int32_t const rank = input->getDimensions().nbDims;
    int32_t const firstSpatial = importer.implicitBatch() ? 1 : 2;
    if (rank <= firstSpatial)
    {
        return invalidArgument("input 0: expected spatial dimensions behind batch and channels, found rank {}", importer.onnxRank(*input));
    }
    uint32_t const axes = ((1U << rank) - 1U) & ~((1U << firstSpatial) - 1U);
    auto const operation
        = node.op() == "GlobalMaxPool" ? nvinfer1::ReduceOperation::kMAX : nvinfer1::ReduceOperation::kAVG;
    return importer.result(importer.network().addReduce(*input, operation, axes, true));
}

} // namespace tenon::onnx

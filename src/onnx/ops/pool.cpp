// MaxPool, AveragePool (opsets 1 to 22), GlobalMaxPool, GlobalAveragePool.
#include "onnx/importer.h"
#include "onnx/ops/window.h"

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PoolingType;

Result<std::vector<Value>> importPool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    int32_t const spatial = importer.onnxRank(*input) - 2;
    if (spatial != 2 && spatial != 3)
    {
        return base::notImplemented("pooling over {} spatial dimensions", spatial);
    }
    bool const average = node.op() == "AveragePool";
    TENON_ASSIGN(auto const kernel, node.integers("kernel_shape"));
    TENON_ASSIGN(nvinfer1::Dims const kernelDims, spatialDims(kernel, spatial, "kernel_shape"));
    TENON_ASSIGN(Window const window, windowOf(node, spatial));
    for (int64_t const dilation : base::sizesOf(window.dilations))
    {
        if (dilation != 1)
        {
            return base::notImplemented("pooling with dilations other than 1 (found {})", dilation);
        }
    }
    TENON_ASSIGN(int64_t const storageOrder, node.integer("storage_order", 0));
    if (storageOrder != 0)
    {
        return base::notImplemented("MaxPool with storage_order {}", storageOrder);
    }
    TENON_ASSIGN(int64_t const includesPadding, node.integer("count_include_pad", 0));
    auto const type = average ? PoolingType::kAVERAGE : PoolingType::kMAX;
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addPoolingNd(*input, type, kernelDims)));
    layer->setStrideNd(window.strides);
    layer->setPrePadding(window.prePadding);
    layer->setPostPadding(window.postPadding);
    layer->setPaddingMode(window.paddingMode);
    layer->setAverageCountExcludesPadding(includesPadding == 0);
    return importer.result(layer);
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

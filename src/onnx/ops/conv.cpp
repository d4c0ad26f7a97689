// Conv (opsets 1, 11, 22) over 1 to 3 spatial dimensions, with weights of the model or computed ones; 1-D as 2-D with a height of 1.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! Sizes of the kernel: of the model's weights, or of a tensor of known dims.
Result<std::vector<int64_t>> kernelShape(Value const& kernel)
{
    if (kernel.isConstant())
    {
        return kernel.constant->shape;
    }
    nvinfer1::Dims const dims = kernel.tensor->getDimensions(); // sizesOf refers to it
    auto const sizes = base::sizesOf(dims);
    if (std::any_of(sizes.begin(), sizes.end(), [](int64_t size) { return size < 0; }))
    {
        return base::notImplemented("Conv with weights whose dimensions are computed at run time");
    }
    return std::vector<int64_t>(sizes.begin(), sizes.end());
}

//! The same window with a height of 1 before its only dimension.
void addHeight(nvinfer1::Dims& dims, int64_t size)
{
    dims = {2, {size, dims.d[0]}};
}

} // namespace

Result<std::vector<Value>> importConv(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    bool const hasBias = inputs.size() == 3 && inputs[2];
    TENON_ASSIGN(ITensor * input, importer.tensor(inputs[0]));
    TENON_ASSIGN(auto const shape, kernelShape(inputs[1]));
    int32_t const spatial = static_cast<int32_t>(shape.size()) - 2;
    if (spatial < 1 || spatial > 3 || importer.onnxRank(*input) != spatial + 2)
    {
        return invalidArgument(
            "expected an input and weights of one rank from 3 to 5, found an input of rank {} and weights of rank {}",
            importer.onnxRank(*input), shape.size());
    }
    TENON_ASSIGN(Window window, windowOf(node, spatial));
    std::vector<int64_t> const kernelSizes(shape.begin() + 2, shape.end());
    TENON_ASSIGN(auto const declared, node.integers("kernel_shape", kernelSizes));
    if (declared != kernelSizes)
    {
        return invalidArgument("attribute \"kernel_shape\": expected the weights' [{}], found [{}]",
            fmt::join(kernelSizes, ", "), fmt::join(declared, ", "));
    }
    TENON_ASSIGN(int64_t const group, node.integer("group", 1));
    TENON_ASSIGN(nvinfer1::Dims kernelDims, spatialDims(kernelSizes, spatial, "kernel_shape"));
    int64_t const height = importer.implicitBatch() ? 1 : 2;
    if (spatial == 1)
    {
        TENON_ASSIGN(input, unsqueeze(importer, *input, {height}));
        addHeight(kernelDims, 1);
        addHeight(window.strides, 1);
        addHeight(window.dilations, 1);
        addHeight(window.prePadding, 0);
        addHeight(window.postPadding, 0);
    }
    DataType const type = inputs[1].isConstant() ? inputs[1].constant->weights.type : inputs[1].tensor->getType();
    nvinfer1::Weights const none{type, nullptr, 0};
    bool const fixedBias = hasBias && inputs[2].isConstant();
    if (fixedBias && inputs[2].constant->weights.count != shape[0])
    {
        return invalidArgument(
            "bias: expected {} values, one an output channel, found {}", shape[0], inputs[2].constant->weights.count);
    }
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConvolutionNd(*input, shape[0], kernelDims,
            inputs[1].isConstant() ? inputs[1].constant->weights : none,
            fixedBias ? inputs[2].constant->weights : none)));
    layer->setStrideNd(window.strides);
    layer->setDilationNd(window.dilations);
    layer->setPrePadding(window.prePadding);
    layer->setPostPadding(window.postPadding);
    layer->setPaddingMode(window.paddingMode);
    layer->setNbGroups(group);
    if (!inputs[1].isConstant())
    {
        TENON_ASSIGN(ITensor* const kernel,
            spatial == 1 ? unsqueeze(importer, *inputs[1].tensor, {2}) : Result<ITensor*>(inputs[1].tensor));
        layer->setInput(1, *kernel);
    }
    if (hasBias && !fixedBias)
    {
        layer->setInput(2, *inputs[2].tensor);
    }
    TENON_ASSIGN(ITensor * result, importer.output(layer));
    if (spatial == 1)
    {
        TENON_ASSIGN(result, squeeze(importer, *result, {height}));
    }
    return valuesOf(result);
}

} // namespace tenon::onnx

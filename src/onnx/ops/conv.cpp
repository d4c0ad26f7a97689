// Conv (opsets 1, 11, 22): static weights, any group count, 1-D as 2-D with a height of 1.
#include "onnx/importer.h"
#include "onnx/ops/window.h"

namespace tenon::onnx
{

using base::invalidArgument;

Result<std::vector<Value>> importConv(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    bool const hasBias = inputs.size() == 3 && inputs[2];
    if (!inputs[1].isConstant() || (hasBias && !inputs[2].isConstant()))
    {
        return base::notImplemented("Conv with weights that are computed at run time");
    }
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    Constant const& kernel = *inputs[1].constant;
    int32_t const spatial = static_cast<int32_t>(kernel.shape.size()) - 2;
    if (spatial < 1 || spatial > 3 || importer.onnxRank(*input) != spatial + 2)
    {
        return invalidArgument("expected an input and weights of one rank from 3 to 5, found an input of rank {} and weights of rank {}",
            importer.onnxRank(*input), kernel.shape.size());
    }
    if (spatial == 1)
    {
        return base::notImplemented("Conv over one spatial dimension");
    }
    TENON_ASSIGN(Window const window, windowOf(node, spatial));
    std::vector<int64_t> const kernelSizes(kernel.shape.begin() + 2, kernel.shape.end());
    TENON_ASSIGN(auto const declared, node.integers("kernel_shape", kernelSizes));
    if (declared != kernelSizes)
    {
        return invalidArgument("attribute \"kernel_shape\": expected the weights' [{}], found [{}]", fmt::join(kernelSizes, ", "),
            fmt::join(declared, ", "));
    }
    TENON_ASSIGN(int64_t const group, node.integer("group", 1));
    TENON_ASSIGN(nvinfer1::Dims const kernelDims, spatialDims(kernelSizes, spatial, "kernel_shape"));
    nvinfer1::Weights const bias
        = hasBias ? inputs[2].constant->weights : nvinfer1::Weights{kernel.weights.type, nullptr, 0};
    if (hasBias && bias.count != kernel.shape[0])
    {
        return invalidArgument("bias: expected {} values, one an output channel, found {}", kernel.shape[0], bias.count);
    }
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConvolutionNd(*input, kernel.shape[0], kernelDims, kernel.weights, bias)));
    layer->setStrideNd(window.strides);
    layer->setDilationNd(window.dilations);
    layer->setPrePadding(window.prePadding);
    layer->setPostPadding(window.postPadding);
    layer->setPaddingMode(window.paddingMode);
    layer->setNbGroups(group);
    return importer.result(layer);
}

} // namespace tenon::onnx

#include "api/network/layers/parametric_re_lu.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IParametricReLULayer* NetworkDefinition::addParametricReLU(
    nvinfer1::ITensor& input, nvinfer1::ITensor& slope) noexcept
{
    return add<nvinfer1::IParametricReLULayer>(
        "INetworkDefinition::addParametricReLU", [&]() -> Result<nvinfer1::IParametricReLULayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * slopes, valueOf(slope));
            return &addLayer<ParametricReLULayer>(std::make_unique<ops::ParametricReLUOp>(), {data, slopes},
                nvinfer1::LayerType::kPARAMETRIC_RELU, "ParametricReLU");
        });
}

} // namespace tenon::api

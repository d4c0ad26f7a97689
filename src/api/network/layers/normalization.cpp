#include "api/network/layers/normalization.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

namespace
{

Status checkNormalizationAxes(uint32_t axes, Coordinates const& coordinates)
{
    uint32_t const known = (1U << (base::kMaxDims - coordinates.hidden())) - 1;
    if (axes == 0 || (axes & ~known) != 0)
    {
        return base::invalidArgument(
            "axes of the normalization: expected bits of 0x{:x}, at least one, found 0x{:x}", known, axes);
    }
    return {};
}

} // namespace

nvinfer1::INormalizationLayer* NetworkDefinition::addNormalization(
    nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::ITensor& bias, uint32_t axesMask) noexcept
{
    return addNormalizationOf("INetworkDefinition::addNormalization", {&input, &scale, &bias}, axesMask, false);
}

nvinfer1::INormalizationLayer* NetworkDefinition::addNormalizationV2(
    nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::ITensor& bias, uint32_t axesMask) noexcept
{
    return addNormalizationOf("INetworkDefinition::addNormalizationV2", {&input, &scale, &bias}, axesMask, true);
}

nvinfer1::INormalizationLayer* NetworkDefinition::addNormalizationOf(
    char const* method, std::array<nvinfer1::ITensor*, 3> inputs, uint32_t axesMask, bool version2) noexcept
{
    return add<nvinfer1::INormalizationLayer>(method, [&]() -> Result<nvinfer1::INormalizationLayer*> {
        TENON_ASSIGN(std::vector<graph::Tensor*> values, valuesOf(inputs.data(), 3));
        TENON_CHECK(checkNormalizationAxes(axesMask, coordinates()));
        auto op = std::make_unique<ops::NormalizationOp>();
        op->params.axes = coordinates().axesToGraph(axesMask);
        op->params.version2 = version2;
        return &addLayer<NormalizationLayer>(
            std::move(op), std::move(values), nvinfer1::LayerType::kNORMALIZATION, "Normalization");
    });
}

void NormalizationLayer::setEpsilon(float epsilon) noexcept
{
    set("INormalizationLayer::setEpsilon", [&]() -> Status {
        params().epsilon = epsilon;
        return {};
    });
}

void NormalizationLayer::setAxes(uint32_t axes) noexcept
{
    set("INormalizationLayer::setAxes", [&]() -> Status {
        TENON_CHECK(checkNormalizationAxes(axes, coordinates()));
        params().axes = coordinates().axesToGraph(axes);
        return {};
    });
}

void NormalizationLayer::setNbGroups(int64_t groups) noexcept
{
    set("INormalizationLayer::setNbGroups", [&]() -> Status {
        TENON_CHECK(checkAtLeast("groups of the normalization", groups, 1));
        params().groups = groups;
        return {};
    });
}

void NormalizationLayer::setComputePrecision(nvinfer1::DataType type) noexcept
{
    set("INormalizationLayer::setComputePrecision", [&]() -> Status {
        if (type != nvinfer1::DataType::kFLOAT && type != nvinfer1::DataType::kHALF
            && type != nvinfer1::DataType::kBF16)
        {
            return base::invalidArgument(
                "compute precision: expected kFLOAT, kHALF or kBF16, found number {}", static_cast<int32_t>(type));
        }
        params().computePrecision = type;
        return {};
    });
}

} // namespace tenon::api

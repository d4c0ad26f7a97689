#include "api/network/layers/grid_sample.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IGridSampleLayer* NetworkDefinition::addGridSample(nvinfer1::ITensor& input, nvinfer1::ITensor& grid) noexcept
{
    return add<nvinfer1::IGridSampleLayer>(
        "INetworkDefinition::addGridSample", [&]() -> Result<nvinfer1::IGridSampleLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * places, valueOf(grid));
            return &addLayer<GridSampleLayer>(
                std::make_unique<ops::GridSampleOp>(), {data, places}, nvinfer1::LayerType::kGRID_SAMPLE, "GridSample");
        });
}

void GridSampleLayer::setInterpolationMode(nvinfer1::InterpolationMode mode) noexcept
{
    set("IGridSampleLayer::setInterpolationMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("interpolation mode", mode));
        params().mode = mode;
        return {};
    });
}

void GridSampleLayer::setAlignCorners(bool alignCorners) noexcept
{
    set("IGridSampleLayer::setAlignCorners", [&]() -> Status {
        params().alignCorners = alignCorners;
        return {};
    });
}

bool GridSampleLayer::setSampleMode(nvinfer1::SampleMode mode) noexcept
{
    return succeeds(Layer::callLog(), "IGridSampleLayer::setSampleMode", [&]() -> Status {
        using nvinfer1::SampleMode;
        if (mode != SampleMode::kFILL && mode != SampleMode::kCLAMP && mode != SampleMode::kREFLECT)
        {
            return base::invalidArgument(
                "sample mode: expected kFILL, kCLAMP or kREFLECT, found number {}", static_cast<int32_t>(mode));
        }
        params().sampleMode = mode;
        changed();
        return {};
    });
}

} // namespace tenon::api

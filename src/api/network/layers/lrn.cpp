#include "api/network/layers/lrn.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

namespace
{

Status checkWindow(int64_t window)
{
    return window >= 1 && window <= 15 && window % 2 == 1
        ? Status()
        : Status(
            base::invalidArgument("window of the LRN layer: expected an odd number from 1 to 15, found {}", window));
}

} // namespace

nvinfer1::ILRNLayer* NetworkDefinition::addLRN(
    nvinfer1::ITensor& input, int64_t window, float alpha, float beta, float k) noexcept
{
    return add<nvinfer1::ILRNLayer>("INetworkDefinition::addLRN", [&]() -> Result<nvinfer1::ILRNLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkWindow(window));
        auto op = std::make_unique<ops::LRNOp>();
        op->params = {window, alpha, beta, k};
        return &addLayer<LRNLayer>(std::move(op), {data}, nvinfer1::LayerType::kLRN, "LRN");
    });
}

void LRNLayer::setWindowSize(int64_t windowSize) noexcept
{
    set("ILRNLayer::setWindowSize", [&]() -> Status {
        TENON_CHECK(checkWindow(windowSize));
        params().windowSize = windowSize;
        return {};
    });
}

void LRNLayer::setAlpha(float alpha) noexcept
{
    set("ILRNLayer::setAlpha", [&]() -> Status {
        params().alpha = alpha;
        return {};
    });
}

void LRNLayer::setBeta(float beta) noexcept
{
    set("ILRNLayer::setBeta", [&]() -> Status {
        params().beta = beta;
        return {};
    });
}

void LRNLayer::setK(float k) noexcept
{
    set("ILRNLayer::setK", [&]() -> Status {
        params().k = k;
        return {};
    });
}

} // namespace tenon::api

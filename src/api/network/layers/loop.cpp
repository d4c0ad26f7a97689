#include "api/network/layers/loop.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ILoop* NetworkDefinition::addLoop() noexcept
{
    return add<nvinfer1::ILoop>("INetworkDefinition::addLoop", [&]() -> Result<nvinfer1::ILoop*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addLoop in networks with an implicit batch");
        }
        loops_.push_back(std::make_unique<Loop>(*this, static_cast<int32_t>(loops_.size())));
        return loops_.back().get();
    });
}

base::Log Loop::callLog() const noexcept
{
    return network_.log();
}

void Loop::setName(char const* name) noexcept
{
    perform(callLog(), "ILoop::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the loop", name));
        name_ = name;
        return {};
    });
}

nvinfer1::IRecurrenceLayer* Loop::addRecurrence(nvinfer1::ITensor& initialValue) noexcept
{
    return valueOr<nvinfer1::IRecurrenceLayer*>(
        callLog(), "ILoop::addRecurrence", nullptr, [&]() -> Result<nvinfer1::IRecurrenceLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(initialValue));
            auto op = std::make_unique<ops::RecurrenceOp>();
            op->params.loop = number_;
            auto& layer = network_.addLayer<RecurrenceLayer>(
                std::move(op), {value}, nvinfer1::LayerType::kRECURRENCE, "Recurrence");
            layer.place(*this);
            return &layer;
        });
}

nvinfer1::ITripLimitLayer* Loop::addTripLimit(nvinfer1::ITensor& tensor, nvinfer1::TripLimit limit) noexcept
{
    return valueOr<nvinfer1::ITripLimitLayer*>(
        callLog(), "ILoop::addTripLimit", nullptr, [&]() -> Result<nvinfer1::ITripLimitLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(tensor));
            TENON_CHECK(checkEnumerator("trip limit", limit));
            auto op = std::make_unique<ops::TripLimitOp>();
            op->params = {number_, limit};
            auto& layer = network_.addLayer<TripLimitLayer>(
                std::move(op), {value}, nvinfer1::LayerType::kTRIP_LIMIT, "TripLimit");
            layer.place(*this);
            return &layer;
        });
}

nvinfer1::IIteratorLayer* Loop::addIterator(nvinfer1::ITensor& tensor, int32_t axis, bool reverse) noexcept
{
    return valueOr<nvinfer1::IIteratorLayer*>(
        callLog(), "ILoop::addIterator", nullptr, [&]() -> Result<nvinfer1::IIteratorLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(tensor));
            TENON_CHECK(checkAtLeast("axis of the iterator", axis, 0));
            auto op = std::make_unique<ops::IteratorOp>();
            op->params = {number_, axis, reverse};
            auto& layer =
                network_.addLayer<IteratorLayer>(std::move(op), {value}, nvinfer1::LayerType::kITERATOR, "Iterator");
            layer.place(*this);
            return &layer;
        });
}

nvinfer1::ILoopOutputLayer* Loop::addLoopOutput(
    nvinfer1::ITensor& tensor, nvinfer1::LoopOutput outputKind, int32_t axis) noexcept
{
    return valueOr<nvinfer1::ILoopOutputLayer*>(
        callLog(), "ILoop::addLoopOutput", nullptr, [&]() -> Result<nvinfer1::ILoopOutputLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(tensor));
            TENON_CHECK(checkEnumerator("kind of the loop output", outputKind));
            TENON_CHECK(checkAtLeast("axis of the loop output", axis, 0));
            auto op = std::make_unique<ops::LoopOutputOp>();
            op->params = {number_, outputKind, axis};
            auto& layer = network_.addLayer<LoopOutputLayer>(
                std::move(op), {value}, nvinfer1::LayerType::kLOOP_OUTPUT, "LoopOutput");
            layer.place(*this);
            return &layer;
        });
}

void IteratorLayer::setAxis(int32_t axis) noexcept
{
    set("IIteratorLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkAtLeast("axis of the iterator", axis, 0));
        params().axis = axis;
        return {};
    });
}

void IteratorLayer::setReverse(bool reverse) noexcept
{
    set("IIteratorLayer::setReverse", [&]() -> Status {
        params().reverse = reverse;
        return {};
    });
}

void LoopOutputLayer::setAxis(int32_t axis) noexcept
{
    set("ILoopOutputLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkAtLeast("axis of the loop output", axis, 0));
        params().axis = axis;
        return {};
    });
}

base::Status LoopOutputLayer::inputChanged()
{
    for (size_t i = 1; i < op().inputs.size(); ++i)
    {
        if (op().inputs[i] != nullptr)
        {
            TENON_CHECK(network().makeShapeTensor(*op().inputs[i]));
        }
    }
    return {};
}

} // namespace tenon::api

#include "api/engine/legacy_context.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"

namespace tenon::api
{

base::Log LegacyContext::callLog() const noexcept
{
    return context_.reporting()->log();
}

Result<int32_t> LegacyContext::bindingOf(int32_t index) const
{
    int32_t const count = context_.engine().getNbIOTensors();
    TENON_CHECK(checkIndex("index of the binding", index, int64_t{count} * context_.engine().getNbOptimizationProfiles()));
    int32_t const profile = context_.getOptimizationProfile();
    if (index / count != profile)
    {
        return base::invalidArgument("index of the binding: expected one of optimization profile {}, {} to {}, found {}, which is profile {}'s",
            profile, profile * count, profile * count + count - 1, index, index / count);
    }
    return index % count;
}

Status LegacyContext::runBatch(int32_t batchSize, void* const* bindings, cudaStream_t stream, bool wait)
{
    if (!context_.engine().implicitBatch())
    {
        // Programs of that time pass 1 to engines with an explicit batch, whose shapes say it all.
        if (batchSize != 1)
        {
            return base::invalidArgument("batch size {}: expected an engine with an implicit batch dimension, found an explicit one; set the "
                                         "binding's dimensions and use executeV2 or enqueueV2",
                batchSize);
        }
        return context_.run(bindings, stream, wait);
    }
    TENON_CHECK(context_.context().setBatch(batchSize));
    return context_.run(bindings, stream, wait);
}

bool LegacyContext::execute(int32_t batchSize, void* const* bindings) noexcept
{
    return succeeds(callLog(), "IExecutionContext::execute", [&] { return runBatch(batchSize, bindings, nullptr, true); });
}

namespace
{

Status checkNoEvent(cudaEvent_t const* inputConsumed, devices::Device const& device)
{
    // On the CPU the inputs are free again when the call returns, so that there is nothing to record.
    if (inputConsumed != nullptr && device.kind() != devices::DeviceKind::kCPU)
    {
        return base::notImplemented("input-consumed events on device {}", devices::name(device.kind()));
    }
    return {};
}

} // namespace

bool LegacyContext::enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueue", [&]() -> Status {
        TENON_CHECK(checkNoEvent(inputConsumed, context_.context().engine().device()));
        return runBatch(batchSize, bindings, stream, false);
    });
}

bool LegacyContext::enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueueV2", [&]() -> Status {
        TENON_CHECK(checkNoEvent(inputConsumed, context_.context().engine().device()));
        return context_.run(bindings, stream, false);
    });
}

nvinfer1::Dims64 LegacyContext::getStrides(int32_t index) const noexcept
{
    nvinfer1::Dims64 const none{-1, {}};
    return valueOr<nvinfer1::Dims64>(callLog(), "IExecutionContext::getStrides", none, [&]() -> Result<nvinfer1::Dims64> {
        TENON_ASSIGN(int32_t const binding, bindingOf(index));
        return context_.getTensorStrides(context_.context().engine().bindings()[binding].name.c_str());
    });
}

bool LegacyContext::setOptimizationProfile(int32_t profile) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOptimizationProfile", [&] { return context_.context().setProfile(profile); });
}

bool LegacyContext::setBindingDimensions(int32_t index, nvinfer1::Dims64 const& dims) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setBindingDimensions", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, bindingOf(index));
        auto const& entry = context_.context().engine().bindings()[binding];
        if (!entry.isInput)
        {
            return base::invalidArgument("binding {} (\"{}\"): expected an input, found an output, whose dimensions follow from the inputs'",
                index, entry.name);
        }
        TENON_CHECK(checkDims("dimensions of the binding", dims, 0));
        return context_.context().setInputShape(binding, context_.complete(binding, dims));
    });
}

nvinfer1::Dims64 LegacyContext::getBindingDimensions(int32_t index) const noexcept
{
    nvinfer1::Dims64 const none{-1, {}};
    return valueOr<nvinfer1::Dims64>(callLog(), "IExecutionContext::getBindingDimensions", none, [&]() -> Result<nvinfer1::Dims64> {
        TENON_ASSIGN(int32_t const binding, bindingOf(index));
        return context_.engine().visible(context_.context().bindingDims(binding));
    });
}

bool LegacyContext::setInputShapeBinding(int32_t index, int32_t const* data) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setInputShapeBinding", [&]() -> Status {
        TENON_CHECK(checkPointer("shape values", data));
        TENON_ASSIGN(int32_t const binding, bindingOf(index));
        TENON_ASSIGN(int64_t const count, base::volume(context_.context().bindingDims(binding)));
        std::vector<int64_t> const values(data, data + count);
        return context_.context().setShapeValues(binding, values);
    });
}

} // namespace tenon::api

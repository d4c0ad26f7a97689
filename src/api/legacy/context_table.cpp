#include "api/legacy/context_table.h"

#include "api/argument_checks.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"

#include <algorithm>

namespace tenon::api::legacy
{

base::Log ContextTable::callLog() const noexcept
{
    return context_.log();
}

int32_t ContextTable::firstBinding() const
{
    return context_.level() == ApiLevel::k10
        ? 0
        : context_.getOptimizationProfile() * static_cast<int32_t>(context_.engine().bindings().size());
}

Result<int32_t> ContextTable::tensorOf(int32_t bindingIndex) const
{
    auto const count = static_cast<int32_t>(context_.engine().bindings().size());
    TENON_CHECK(checkIndex("binding", bindingIndex, int64_t{count} * context_.engine().profileCount()));
    int32_t const profile = context_.getOptimizationProfile();
    if (bindingIndex / count != profile)
    {
        return base::invalidArgument(
            "binding {}: expected one of the current optimization profile {} ({} to {}), found one of "
            "profile {}",
            bindingIndex, profile, profile * count, profile * count + count - 1, bindingIndex / count);
    }
    return bindingIndex % count;
}

Status ContextTable::runBatch(int32_t batchSize, void* const* bindings, void* stream, cudaEvent_t const* inputConsumed)
{
    TENON_CHECK(checkPointer("list of bindings", bindings));
    if (context_.engine().plan().settings.implicitBatch)
    {
        // 0 would stand for "no batch" below.
        TENON_CHECK(checkAtLeast("batch size", batchSize, 1));
        return context_.runWith(batchSize, bindings, stream, inputConsumed);
    }
    callLog().warning(
        "engine \"{}\": has an explicit batch, so the batch size {} given to execute or enqueue is not looked "
        "at; use executeV2 or enqueueV2",
        context_.engine().plan().settings.name, batchSize);
    return context_.runWith(0, bindings + firstBinding(), stream, inputConsumed);
}

bool ContextTable::execute(int32_t batchSize, void* const* bindings) noexcept
{
    return succeeds(callLog(), "IExecutionContext::execute", [&]() -> Status {
        TENON_CHECK(runBatch(batchSize, bindings, nullptr, nullptr));
        return context_.context().finish(nullptr);
    });
}

bool ContextTable::enqueue(
    int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueue",
        [&]() -> Status { return runBatch(batchSize, bindings, stream, inputConsumed); });
}

bool ContextTable::enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueueV2", [&]() -> Status {
        TENON_CHECK(checkPointer("list of bindings", bindings));
        return context_.runWith(0, bindings + firstBinding(), stream, inputConsumed);
    });
}

nvinfer1::Dims ContextTable::getStrides(int32_t bindingIndex) const noexcept
{
    return valueOr<nvinfer1::Dims>(
        callLog(), "IExecutionContext::getStrides", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
            TENON_ASSIGN(int32_t const binding, tensorOf(bindingIndex));
            return context_.stridesOf(binding);
        });
}

bool ContextTable::setOptimizationProfile(int32_t profileIndex) noexcept
{
    return succeeds(
        callLog(), "IExecutionContext::setOptimizationProfile", [&] { return context_.setProfile(profileIndex); });
}

bool ContextTable::setBindingDimensions(int32_t bindingIndex, nvinfer1::Dims const& dimensions) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setBindingDimensions", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, tensorOf(bindingIndex));
        runtime::Binding const& tensor = context_.engine().bindings()[static_cast<size_t>(binding)];
        if (!tensor.isInput)
        {
            return base::invalidArgument(
                "binding {} (\"{}\"): expected an input, found an output, whose dimensions follow", bindingIndex,
                tensor.name);
        }
        return context_.setShape(binding, dimensions);
    });
}

nvinfer1::Dims ContextTable::getBindingDimensions(int32_t bindingIndex) const noexcept
{
    return valueOr<nvinfer1::Dims>(
        callLog(), "IExecutionContext::getBindingDimensions", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
            TENON_ASSIGN(int32_t const binding, tensorOf(bindingIndex));
            return context_.shapeOf(binding);
        });
}

bool ContextTable::setInputShapeBinding(int32_t bindingIndex, int32_t const* data) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setInputShapeBinding", [&]() -> Status {
        TENON_CHECK(checkPointer("values of the shape input", data));
        TENON_ASSIGN(int32_t const binding, tensorOf(bindingIndex));
        TENON_ASSIGN(int64_t const count, base::volume(context_.context().bindingDims(binding)));
        TENON_CHECK(context_.context().setShapeValues(binding, std::vector<int64_t>(data, data + count)));
        if (context_.engine().bindings()[static_cast<size_t>(binding)].type == nvinfer1::DataType::kINT32)
        {
            shapeInputs_[binding].assign(data, data + count);
        }
        return {};
    });
}

void* ContextTable::shapeInputMemory(int32_t binding)
{
    auto const found = shapeInputs_.find(binding);
    return found == shapeInputs_.end() ? nullptr : found->second.data();
}

bool ContextTable::getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept
{
    return succeeds(callLog(), "IExecutionContext::getShapeBinding", [&]() -> Status {
        TENON_CHECK(checkPointer("room for the values", data));
        TENON_ASSIGN(int32_t const binding, tensorOf(bindingIndex));
        TENON_ASSIGN(std::vector<int64_t> const values, context_.context().shapeValues(binding));
        std::transform(values.begin(), values.end(), data, [](int64_t value) { return static_cast<int32_t>(value); });
        return {};
    });
}

} // namespace tenon::api::legacy

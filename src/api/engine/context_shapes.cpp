// Profiles, shapes and addresses of an execution context.
#include "api/argument_checks.h"
#include "api/engine/bindings.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"
#include "base/strides.h"

namespace tenon::api
{

using nvinfer1::Dims;

Result<int32_t> ExecutionContext::bindingOf(char const* name, bool wantInput) const
{
    TENON_ASSIGN(int32_t const index, api::bindingOf(*engine_, name));
    if (bindingAt(index).isInput != wantInput)
    {
        if (int32_t const twin = engine_->twinOf(index); twin >= 0)
        {
            return twin;
        }
        return base::invalidArgument("tensor \"{}\": expected an {} of the engine, found an {}", name,
            wantInput ? "input" : "output", wantInput ? "output" : "input");
    }
    return index;
}

Status ExecutionContext::setProfile(int32_t profile)
{
    TENON_CHECK(checkIndex("optimization profile", profile, engine_->profileCount()));
    return context_->setProfile(profile);
}

bool ExecutionContext::setOptimizationProfileAsync(int32_t profile, cudaStream_t) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOptimizationProfileAsync", [&] { return setProfile(profile); });
}

Status ExecutionContext::setShape(int32_t binding, Dims const& dims)
{
    TENON_CHECK(checkDims(fmt::format("shape of input \"{}\"", bindingAt(binding).name), dims, 0));
    if (coordinatesOf(*engine_).hidden() == 0)
    {
        return context_->setInputShape(binding, dims);
    }
    Dims const fixed = coordinatesOf(*engine_).toUser(bindingAt(binding).dims);
    if (!base::operator==(dims, fixed))
    {
        return base::invalidArgument(
            "shape of input \"{}\": expected {}, which the implicit batch leaves no choice about, "
            "found {}; give the batch to execute or enqueue",
            bindingAt(binding).name, base::toString(fixed), base::toString(dims));
    }
    return {};
}

bool ExecutionContext::setInputShape(char const* name, Dims const& dims) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setInputShape", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, bindingOf(name, true));
        return setShape(binding, dims);
    });
}

Dims ExecutionContext::shapeOf(int32_t binding) const
{
    return coordinatesOf(*engine_).toUser(context_->bindingDims(binding));
}

Dims ExecutionContext::getTensorShape(char const* name) const noexcept
{
    return valueOr<Dims>(callLog(), "IExecutionContext::getTensorShape", Dims{-1, {}}, [&]() -> Result<Dims> {
        TENON_ASSIGN(int32_t const binding, api::bindingOf(*engine_, name));
        TENON_CHECK(readShapeInputs());
        return shapeOf(binding);
    });
}

Result<Dims> ExecutionContext::stridesOf(int32_t binding) const
{
    return base::stridesOf(shapeOf(binding), bindingAt(binding).format);
}

Dims ExecutionContext::getTensorStrides(char const* name) const noexcept
{
    return valueOr<Dims>(callLog(), "IExecutionContext::getTensorStrides", Dims{-1, {}}, [&]() -> Result<Dims> {
        TENON_ASSIGN(int32_t const binding, api::bindingOf(*engine_, name));
        return stridesOf(binding);
    });
}

int32_t ExecutionContext::inferShapes(int32_t nbMaxNames, char const** names) noexcept
{
    return valueOr<int32_t>(callLog(), "IExecutionContext::inferShapes", -1, [&]() -> Result<int32_t> {
        TENON_CHECK(checkAtLeast("room for names", nbMaxNames, 0));
        TENON_CHECK(nbMaxNames == 0 ? Status() : checkPointer("list of names", names));
        TENON_CHECK(readShapeInputs());
        std::vector<std::string> const missing = context_->missingShapes();
        for (size_t i = 0; i < missing.size() && i < static_cast<size_t>(nbMaxNames); ++i)
        {
            // The engine's own text, which outlives this call.
            names[i] = bindingAt(engine_->bindingIndex(missing[i])).name.c_str();
        }
        return static_cast<int32_t>(missing.size());
    });
}

Status ExecutionContext::setAddress(int32_t binding, void* data)
{
    TENON_CHECK(context_->setAddress(binding, data));
    int32_t const twin = engine_->twinOf(binding);
    return twin < 0 ? Status() : context_->setAddress(twin, data);
}

bool ExecutionContext::setTensorAddress(char const* name, void* data) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setTensorAddress", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, api::bindingOf(*engine_, name));
        return setAddress(binding, data);
    });
}

void const* ExecutionContext::getTensorAddress(char const* name) const noexcept
{
    return valueOr<void const*>(
        callLog(), "IExecutionContext::getTensorAddress", nullptr, [&]() -> Result<void const*> {
            TENON_ASSIGN(int32_t const binding, api::bindingOf(*engine_, name));
            return context_->address(binding);
        });
}

bool ExecutionContext::setInputTensorAddress(char const* name, void const* data) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setInputTensorAddress", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, bindingOf(name, true));
        // Inputs are read only; one list of addresses serves inputs and outputs.
        return context_->setAddress(binding, const_cast<void*>(data));
    });
}

bool ExecutionContext::setOutputTensorAddress(char const* name, void* data) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOutputTensorAddress", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, bindingOf(name, false));
        return context_->setAddress(binding, data);
    });
}

void* ExecutionContext::getOutputTensorAddress(char const* name) const noexcept
{
    return valueOr<void*>(callLog(), "IExecutionContext::getOutputTensorAddress", nullptr, [&]() -> Result<void*> {
        TENON_ASSIGN(int32_t const binding, bindingOf(name, false));
        return context_->address(binding);
    });
}

bool ExecutionContext::setOutputAllocator(char const* name, nvinfer1::IOutputAllocator* allocator) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOutputAllocator", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, bindingOf(name, false));
        outputAllocators_[static_cast<size_t>(binding)] = allocator;
        context_->setOutputMemory(
            binding,
            allocator == nullptr
                ? runtime::OutputMemory()
                : [this, binding](Dims const& dims, size_t bytes, void* current, devices::StreamHandle stream) {
                      return allocateOutput(binding, dims, bytes, current, stream);
                  });
        return {};
    });
}

nvinfer1::IOutputAllocator* ExecutionContext::getOutputAllocator(char const* name) noexcept
{
    return valueOr<nvinfer1::IOutputAllocator*>(
        callLog(), "IExecutionContext::getOutputAllocator", nullptr, [&]() -> Result<nvinfer1::IOutputAllocator*> {
            TENON_ASSIGN(int32_t const binding, bindingOf(name, false));
            return outputAllocators_[static_cast<size_t>(binding)];
        });
}

int64_t ExecutionContext::getMaxOutputSize(char const* name) const noexcept
{
    return valueOr<int64_t>(callLog(), "IExecutionContext::getMaxOutputSize", -1, [&]() -> Result<int64_t> {
        TENON_ASSIGN(int32_t const index, bindingOf(name, false));
        runtime::Binding const& binding = bindingAt(index);
        Dims dims = context_->bindingDims(index);
        Dims const& most = engine_->ranges().bounds(context_->profile(), binding.tensor).max;
        for (int32_t i = 0; i < dims.nbDims; ++i)
        {
            dims.d[i] = dims.d[i] < 0 ? most.d[i] : dims.d[i];
        }
        return base::bytesOf(dims, binding.type, binding.format);
    });
}

} // namespace tenon::api

#include "api/engine/execution_context.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/guard.h"

namespace tenon::api
{

using runtime::Binding;

ExecutionContext::ExecutionContext(CudaEngine const& engine, std::unique_ptr<runtime::Context> context)
    : engine_(engine)
    , reporting_(std::make_shared<Reporting>(engine.reporting()))
    , context_(std::move(context))
    , legacy_(*this)
{
    mImpl = this;
}

nvinfer1::ICudaEngine const& ExecutionContext::getEngine() const noexcept
{
    return engine_;
}

void ExecutionContext::setName(char const* name) noexcept
{
    perform(callLog(), "IExecutionContext::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the context", name));
        name_ = name;
        return {};
    });
}

void ExecutionContext::setProfiler(nvinfer1::IProfiler* profiler) noexcept
{
    perform(callLog(), "IExecutionContext::setProfiler", [&]() -> Status {
        profiler_ = profiler;
        times_.clear();
        if (profiler == nullptr)
        {
            context_->setStepTimes(nullptr);
            return {};
        }
        context_->setStepTimes([this](std::string const& layer, float milliseconds) { times_.emplace_back(layer, milliseconds); });
        return {};
    });
}

bool ExecutionContext::reportToProfiler() const noexcept
{
    return succeeds(callLog(), "IExecutionContext::reportToProfiler", [&]() -> Status {
        if (profiler_ == nullptr)
        {
            return base::invalidArgument("profiler: expected one to be set, found none; call setProfiler first");
        }
        for (auto const& [layer, milliseconds] : times_)
        {
            profiler_->reportLayerTime(layer.c_str(), milliseconds);
        }
        return {};
    });
}

bool ExecutionContext::setOptimizationProfileAsync(int32_t profile, cudaStream_t) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOptimizationProfileAsync", [&] { return context_->setProfile(profile); });
}

base::Dims ExecutionContext::complete(int32_t binding, base::Dims const& dims) const
{
    if (!engine_.implicitBatch())
    {
        return dims;
    }
    base::Dims full{};
    full.nbDims = dims.nbDims + 1;
    full.d[0] = std::max<int64_t>(context_->bindingDims(binding).d[0], 1);
    std::copy(dims.d, dims.d + std::max(dims.nbDims, 0), full.d + 1);
    return full;
}

bool ExecutionContext::setInputShape(char const* name, nvinfer1::Dims const& dims) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setInputShape", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        int32_t const mostDims = base::kMaxDims - (engine_.implicitBatch() ? 1 : 0);
        if (dims.nbDims < 0 || dims.nbDims > mostDims)
        {
            return base::invalidArgument("input \"{}\": expected dimensions of a rank from 0 to {}, found {}", name, mostDims, dims.nbDims);
        }
        return context_->setInputShape(binding, complete(binding, dims));
    });
}

nvinfer1::Dims ExecutionContext::getTensorShape(char const* name) const noexcept
{
    return valueOr<nvinfer1::Dims>(callLog(), "IExecutionContext::getTensorShape", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        return engine_.visible(context_->bindingDims(binding));
    });
}

nvinfer1::Dims ExecutionContext::getTensorStrides(char const* name) const noexcept
{
    nvinfer1::Dims const none{-1, {}};
    return valueOr<nvinfer1::Dims>(callLog(), "IExecutionContext::getTensorStrides", none, [&]() -> Result<nvinfer1::Dims> {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        Binding const& entry = engine_.engine().bindings()[binding];
        if (entry.format != base::TensorFormat::kLINEAR)
        {
            return base::notImplemented("strides of tensor \"{}\" in format {}", name, base::name(entry.format));
        }
        base::Dims const dims = engine_.visible(context_->bindingDims(binding));
        base::Dims strides{};
        strides.nbDims = dims.nbDims;
        int64_t stride = 1;
        for (int32_t i = dims.nbDims - 1; i >= 0; --i)
        {
            strides.d[i] = stride;
            // Behind a dimension that is not known yet no stride is.
            stride = stride < 0 || dims.d[i] < 0 ? -1 : stride * dims.d[i];
        }
        return strides;
    });
}

int32_t ExecutionContext::inferShapes(int32_t count, char const** names) noexcept
{
    return valueOr<int32_t>(callLog(), "IExecutionContext::inferShapes", -1, [&]() -> Result<int32_t> {
        if (count < 0 || (count > 0 && names == nullptr))
        {
            return base::invalidArgument("names of missing inputs: expected room for at least 0 of them, found {}", count);
        }
        std::vector<std::string> const missing = context_->missingShapes();
        for (size_t i = 0; i < missing.size() && i < static_cast<size_t>(count); ++i)
        {
            // The engine's own strings live as long as it does.
            names[i] = engine_.engine().bindings()[engine_.engine().bindingIndex(missing[i])].name.c_str();
        }
        return static_cast<int32_t>(missing.size());
    });
}

void ExecutionContext::setDeviceMemory(void* memory) noexcept
{
    perform(callLog(), "IExecutionContext::setDeviceMemory",
        [&] { return context_->setMemory(memory, context_->engine().contextBytes()); });
}

void ExecutionContext::setDeviceMemoryV2(void* memory, int64_t size) noexcept
{
    perform(callLog(), "IExecutionContext::setDeviceMemoryV2", [&]() -> Status {
        if (size < 0)
        {
            return base::invalidArgument("context memory: expected a size of at least 0 bytes, found {}", size);
        }
        return context_->setMemory(memory, static_cast<size_t>(size));
    });
}

bool ExecutionContext::setAddress(char const* method, char const* name, void* data, std::optional<bool> mustBeInput) noexcept
{
    return succeeds(callLog(), method, [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        Binding const& entry = engine_.engine().bindings()[binding];
        if (mustBeInput && *mustBeInput != entry.isInput)
        {
            return base::invalidArgument("tensor \"{}\": expected an {}, found an {}", name, *mustBeInput ? "input" : "output",
                entry.isInput ? "input" : "output");
        }
        TENON_CHECK(context_->setAddress(binding, data));
        int32_t const twin = engine_.engine().twinOf(binding);
        return twin < 0 ? Status() : context_->setAddress(twin, data);
    });
}

bool ExecutionContext::setTensorAddress(char const* name, void* data) noexcept
{
    return setAddress("IExecutionContext::setTensorAddress", name, data, std::nullopt);
}

bool ExecutionContext::setInputTensorAddress(char const* name, void const* data) noexcept
{
    return setAddress("IExecutionContext::setInputTensorAddress", name, const_cast<void*>(data), true);
}

bool ExecutionContext::setOutputTensorAddress(char const* name, void* data) noexcept
{
    return setAddress("IExecutionContext::setOutputTensorAddress", name, data, false);
}

void const* ExecutionContext::getTensorAddress(char const* name) const noexcept
{
    return valueOr<void const*>(callLog(), "IExecutionContext::getTensorAddress", nullptr, [&]() -> Result<void const*> {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        return static_cast<void const*>(context_->address(binding));
    });
}

void* ExecutionContext::getOutputTensorAddress(char const* name) const noexcept
{
    return valueOr<void*>(callLog(), "IExecutionContext::getOutputTensorAddress", nullptr, [&]() -> Result<void*> {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        return engine_.engine().bindings()[binding].isInput ? nullptr : context_->address(binding);
    });
}

bool ExecutionContext::setOutputAllocator(char const* name, nvinfer1::IOutputAllocator* allocator) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setOutputAllocator", [&]() -> Status {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        if (engine_.engine().bindings()[binding].isInput)
        {
            return base::invalidArgument("tensor \"{}\": expected an output for an output allocator, found an input", name);
        }
        allocators_.erase(binding);
        if (allocator != nullptr)
        {
            allocators_[binding] = allocator;
        }
        return {};
    });
}

nvinfer1::IOutputAllocator* ExecutionContext::getOutputAllocator(char const* name) noexcept
{
    return valueOr<nvinfer1::IOutputAllocator*>(
        callLog(), "IExecutionContext::getOutputAllocator", nullptr, [&]() -> Result<nvinfer1::IOutputAllocator*> {
            TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
            auto const it = allocators_.find(binding);
            return it == allocators_.end() ? nullptr : it->second;
        });
}

int64_t ExecutionContext::getMaxOutputSize(char const* name) const noexcept
{
    return valueOr<int64_t>(callLog(), "IExecutionContext::getMaxOutputSize", -1, [&]() -> Result<int64_t> {
        TENON_ASSIGN(int32_t const binding, engine_.bindingOf(name));
        Binding const& entry = engine_.engine().bindings()[binding];
        if (entry.isInput)
        {
            return base::invalidArgument("tensor \"{}\": expected an output, found an input", name);
        }
        return base::bytesOf(context_->bindingDims(binding), entry.type, entry.format)
            .withNote("for output \"{}\"; set the shapes of all inputs first", name);
    });
}

Status ExecutionContext::allocateOutputs(cudaStream_t stream)
{
    for (auto const& [binding, allocator] : allocators_)
    {
        Binding const& entry = engine_.engine().bindings()[binding];
        TENON_ASSIGN(int64_t const bytes,
            base::bytesOf(context_->bindingDims(binding), entry.type, entry.format).withNote("for output \"{}\"", entry.name));
        // A tensor without elements has an address too.
        auto const wanted = static_cast<uint64_t>(std::max<int64_t>(bytes, 1));
        void* const memory = allocator->reallocateOutputAsync(
            entry.name.c_str(), context_->address(binding), wanted, devices::kAlignmentBytes, stream);
        if (memory == nullptr)
        {
            return base::error(base::ErrorCode::kFAILED_ALLOCATION, "output \"{}\": expected {} bytes from its output allocator, found null",
                entry.name, wanted);
        }
        TENON_CHECK(context_->setAddress(binding, memory));
    }
    return {};
}

void ExecutionContext::notifyShapes() const
{
    for (auto const& [binding, allocator] : allocators_)
    {
        allocator->notifyShape(engine_.engine().bindings()[binding].name.c_str(), engine_.visible(context_->bindingDims(binding)));
    }
}

Status ExecutionContext::enqueue(cudaStream_t stream)
{
    TENON_CHECK(allocateOutputs(stream));
    times_.clear();
    TENON_CHECK(context_->enqueue(stream));
    notifyShapes();
    if (profiler_ != nullptr && enqueueEmitsProfile_)
    {
        for (auto const& [layer, milliseconds] : times_)
        {
            profiler_->reportLayerTime(layer.c_str(), milliseconds);
        }
    }
    return debugSync_ ? context_->engine().device().synchronize(stream) : Status();
}

Status ExecutionContext::run(void* const* bindings, cudaStream_t stream, bool wait)
{
    TENON_CHECK(checkPointer("bindings", bindings));
    // Each profile has its own indices.
    int32_t const count = engine_.getNbIOTensors();
    for (int32_t i = 0; i < count; ++i)
    {
        TENON_CHECK(context_->setAddress(i, bindings[context_->profile() * count + i]));
    }
    TENON_CHECK(enqueue(stream));
    return wait ? context_->engine().device().synchronize(stream) : Status();
}

bool ExecutionContext::executeV2(void* const* bindings) noexcept
{
    return succeeds(callLog(), "IExecutionContext::executeV2", [&] { return run(bindings, nullptr, true); });
}

bool ExecutionContext::enqueueV3(cudaStream_t stream) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueueV3", [&] { return enqueue(stream); });
}

bool ExecutionContext::setNvtxVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setNvtxVerbosity", [&]() -> Status {
        TENON_CHECK(checkEnumerator("verbosity", verbosity));
        nvtxVerbosity_ = verbosity;
        return {};
    });
}

} // namespace tenon::api

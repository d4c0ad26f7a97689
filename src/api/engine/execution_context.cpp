#include "api/engine/execution_context.h"

#include "api/argument_checks.h"
#include "api/guard.h"

namespace tenon::api
{

ExecutionContext::ExecutionContext(std::unique_ptr<runtime::Context> context, std::shared_ptr<runtime::Engine> engine,
    CudaEngine::Link link, std::shared_ptr<Reporting const> parent,
    nvinfer1::ExecutionContextAllocationStrategy strategy)
    : engine_(std::move(engine))
    , context_(std::move(context))
    , reporting_(std::make_shared<Reporting>(parent))
    , link_(std::move(link))
    , ownFace_(engine_, parent)
    , outputAllocators_(engine_->bindings().size(), nullptr)
    , nvtxVerbosity_(static_cast<nvinfer1::ProfilingVerbosity>(engine_->plan().settings.profilingVerbosity))
    , runtimeConfig_(parent)
    , legacyTable_(*this)
{
    mImpl = this;
    runtimeConfig_.setExecutionContextAllocationStrategy(strategy);
}

nvinfer1::ICudaEngine const& ExecutionContext::getEngine() const noexcept
{
    CudaEngine const* const face = *link_;
    return face != nullptr ? *face : ownFace_;
}

void ExecutionContext::setName(char const* name) noexcept
{
    perform(callLog(), "IExecutionContext::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the context", name));
        name_ = name;
        return {};
    });
}

void ExecutionContext::setDebugSync(bool sync) noexcept
{
    debugSync_ = sync;
    context_->setSynchronous(sync);
}

bool ExecutionContext::setTemporaryStorageAllocator(nvinfer1::IGpuAllocator* allocator) noexcept
{
    temporaryAllocator_ = allocator;
    return true;
}

void ExecutionContext::setDeviceMemory(void* memory) noexcept
{
    perform(callLog(), "IExecutionContext::setDeviceMemory",
        [&] { return context_->setMemory(memory, engine_->contextBytes()); });
}

void ExecutionContext::setDeviceMemoryV2(void* memory, int64_t size) noexcept
{
    perform(callLog(), "IExecutionContext::setDeviceMemoryV2", [&]() -> Status {
        TENON_CHECK(checkAtLeast("bytes of the context's memory", size, 0));
        return context_->setMemory(memory, static_cast<size_t>(size));
    });
}

bool ExecutionContext::setNvtxVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setNvtxVerbosity", [&]() -> Status {
        TENON_CHECK(checkEnumerator("profiling verbosity", verbosity));
        nvtxVerbosity_ = verbosity;
        return {};
    });
}

void ExecutionContext::setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept
{
    // Engines use no auxiliary streams (getNbAuxStreams answers 0), so more of them change nothing.
    perform(callLog(), "IExecutionContext::setAuxStreams", [&]() -> Status {
        TENON_CHECK(checkAtLeast("auxiliary streams", nbStreams, 0));
        return nbStreams == 0 ? Status() : checkPointer("auxiliary streams", auxStreams);
    });
}

} // namespace tenon::api

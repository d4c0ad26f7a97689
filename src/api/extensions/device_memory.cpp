// The C functions behind include/tenon/device_memory.h and cuda_graph.h.
#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"

#include <tenon/cuda_graph.h>
#include <tenon/device_memory.h>

#include <map>
#include <mutex>

using tenon::base::Result;
using tenon::base::Status;

namespace
{

//! What was handed out as plain pointers.
struct HandedOut
{
    std::mutex mutex;
    std::map<void*, tenon::devices::Buffer> buffers;
};

HandedOut& handedOut()
{
    static HandedOut* const all = new HandedOut;
    return *all;
}

tenon::api::CudaEngine const& oursOf(nvinfer1::ICudaEngine const* engine)
{
    return *static_cast<tenon::api::CudaEngine const*>(engine);
}

} // namespace

#pragma GCC visibility push(default)

extern "C" void* tenonAllocateMemory(nvinfer1::ICudaEngine const* engine, size_t bytes) noexcept
{
    if (engine == nullptr)
    {
        return nullptr;
    }
    return tenon::api::valueOr<void*>(oursOf(engine).log(), "tenon::DeviceMemory", nullptr, [&]() -> Result<void*> {
        TENON_ASSIGN(tenon::devices::Buffer memory, oursOf(engine).engine()->device().allocate(bytes));
        void* const data = memory.data();
        std::lock_guard const lock(handedOut().mutex);
        handedOut().buffers[data] = std::move(memory);
        return data;
    });
}

extern "C" void tenonFreeMemory(nvinfer1::ICudaEngine const* engine, void* memory) noexcept
{
    if (engine == nullptr || memory == nullptr)
    {
        return;
    }
    tenon::api::perform(oursOf(engine).log(), "tenon::DeviceMemory", [&]() -> Status {
        std::lock_guard const lock(handedOut().mutex);
        if (handedOut().buffers.erase(memory) == 0)
        {
            return tenon::base::invalidArgument(
                "memory to free: expected what tenonAllocateMemory gave, found another pointer");
        }
        return {};
    });
}

extern "C" bool tenonCopyMemory(
    nvinfer1::ICudaEngine const* engine, void* destination, void const* source, size_t bytes) noexcept
{
    if (engine == nullptr)
    {
        return false;
    }
    return tenon::api::succeeds(oursOf(engine).log(), "tenon::DeviceMemory", [&]() -> Status {
        TENON_CHECK(bytes == 0 ? Status() : tenon::api::checkPointer("destination of the copy", destination));
        TENON_CHECK(bytes == 0 ? Status() : tenon::api::checkPointer("source of the copy", source));
        tenon::devices::Device& device = oursOf(engine).engine()->device();
        TENON_CHECK(bytes == 0 ? Status() : device.copy(destination, source, bytes, nullptr));
        return device.synchronize(nullptr);
    });
}

extern "C" bool tenonFinish(nvinfer1::IExecutionContext* context, cudaStream_t stream) noexcept
{
    if (context == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::ExecutionContext&>(*context);
    return tenon::api::succeeds(ours.log(), "tenon::finish", [&] { return ours.context().finish(stream); });
}

extern "C" bool tenonSetCudaGraph(nvinfer1::IExecutionContext* context, bool on) noexcept
{
    if (context == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::ExecutionContext&>(*context);
    return tenon::api::succeeds(ours.log(), "tenon::setCudaGraph", [&]() -> Status {
        ours.context().setRecording(on);
        return {};
    });
}

extern "C" int32_t tenonCudaGraphParts(nvinfer1::IExecutionContext const* context) noexcept
{
    if (context == nullptr)
    {
        return 0;
    }
    // Asking changes nothing.
    auto& ours = const_cast<tenon::api::ExecutionContext&>(static_cast<tenon::api::ExecutionContext const&>(*context));
    return static_cast<int32_t>(ours.context().recordedParts());
}

#pragma GCC visibility pop

// include/tenon/: engine_file.h, tap.h, and tenonDeviceOf of device.h.
#include "api/engine/cuda_engine.h"
#include "api/engine/execution_context.h"
#include "api/engine/runtime.h"
#include "api/guard.h"

#include <tenon/device.h>
#include <tenon/engine_file.h>
#include <tenon/tap.h>

using namespace tenon::api;

nvinfer1::ICudaEngine* tenonLoadEngine(nvinfer1::IRuntime* runtime, char const* path) noexcept
{
    auto* const ours = dynamic_cast<Runtime*>(runtime);
    return ours == nullptr ? nullptr : ours->loadEngineFile(path);
}

bool tenonSetTap(nvinfer1::IExecutionContext* context, TenonTap tap, void* user) noexcept
{
    auto* const ours = dynamic_cast<ExecutionContext*>(context);
    if (ours == nullptr)
    {
        return false;
    }
    return succeeds(ours->reporting()->log(), "tenon::setTap", [&]() -> Status {
        if (tap == nullptr)
        {
            ours->context().setTap(nullptr);
            return {};
        }
        CudaEngine const& engine = ours->engine();
        ours->context().setTap([&engine, tap, user](int32_t tensor, tenon::graph::TensorDesc const& desc, void const* data) {
            nvinfer1::Dims const dims = engine.visible(desc.dims);
            tap(user, engine.engine().plan().network.tensors()[tensor]->name.c_str(), desc.type, desc.format, &dims, data);
        });
        return {};
    });
}

char const* tenonDeviceOf(nvinfer1::ICudaEngine const* engine) noexcept
{
    auto const* const ours = dynamic_cast<CudaEngine const*>(engine);
    if (ours == nullptr)
    {
        return "";
    }
    tenon::devices::Device const& device = ours->engine().device();
    static char const* const kCudaNames[]{"cuda:0", "cuda:1", "cuda:2", "cuda:3", "cuda:4", "cuda:5", "cuda:6", "cuda:7"};
    bool const isCuda = device.kind() == tenon::devices::DeviceKind::kCUDA;
    return !isCuda ? "cpu" : device.ordinal() < 8 ? kCudaNames[device.ordinal()] : "cuda";
}

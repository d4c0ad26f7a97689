// Values of an inference, shown while it runs: to the debug listener, and to a tap (tenon::setTap).
#include "api/argument_checks.h"
#include "api/engine/bindings.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"
#include "runtime/reformat_step.h"

namespace tenon::api
{

bool ExecutionContext::setDebugListener(nvinfer1::IDebugListener* listener) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setDebugListener", [&]() -> Status {
        debugListener_ = listener;
        placeTap();
        return {};
    });
}

bool ExecutionContext::setTensorDebugState(char const* name, bool on) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setTensorDebugState", [&]() -> Status {
        TENON_CHECK(checkName("name of the tensor", name));
        CudaEngine const& face = static_cast<CudaEngine const&>(getEngine());
        if (!face.isDebugTensor(name))
        {
            return base::invalidArgument(
                "tensor \"{}\": expected one that INetworkDefinition::markDebug marked, found none of this name", name);
        }
        on ? void(debugTensors_.insert(name)) : void(debugTensors_.erase(name));
        placeTap();
        return {};
    });
}

bool ExecutionContext::getDebugState(char const* name) const noexcept
{
    return name != nullptr && debugTensors_.count(name) != 0;
}

bool ExecutionContext::setAllTensorsDebugState(bool on) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setAllTensorsDebugState", [&]() -> Status {
        debugTensors_.clear();
        for (auto const& tensor : engine_->plan().network.tensors())
        {
            if (on && tensor->isDebug)
            {
                debugTensors_.insert(tensor->name);
            }
        }
        placeTap();
        return {};
    });
}

bool ExecutionContext::setUnfusedTensorsDebugState(bool on) noexcept
{
    return succeeds(callLog(), "IExecutionContext::setUnfusedTensorsDebugState", [&]() -> Status {
        if (on && !engine_->plan().settings.showsUnfused)
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "engine \"{}\": expected one of a network with INetworkDefinition::markUnfusedTensorsAsDebugTensors, found one "
                "without; mark them and build again",
                engine_->plan().settings.name);
        }
        showsUnfused_ = on;
        placeTap();
        return {};
    });
}

void ExecutionContext::setTap(TenonTap tap, void* user)
{
    tap_ = tap;
    tapUser_ = user;
    placeTap();
}

void ExecutionContext::placeTap()
{
    bool const listens = debugListener_ != nullptr && (showsUnfused_ || !debugTensors_.empty());
    if (tap_ == nullptr && !listens)
    {
        context_->setTap({});
        return;
    }
    context_->setTap([this, listens](int32_t index, graph::TensorDesc const& desc, void const* data) {
        graph::Tensor const& tensor = *engine_->plan().network.tensors()[static_cast<size_t>(index)];
        if (tap_ != nullptr)
        {
            tap_(tapUser_, tensor.name.c_str(), desc.type, desc.format, &desc.dims, data);
        }
        bool const unfused = showsUnfused_ && !tensor.isDebug;
        if (listens && (unfused || debugTensors_.count(tensor.name) != 0))
        {
            showToListener(tensor, desc, data);
        }
    });
}

//! In the linear format, whatever the engine computes in; in host memory.
void ExecutionContext::showToListener(graph::Tensor const& tensor, graph::TensorDesc const& desc, void const* data)
{
    devices::Buffer linear;
    auto const show = [&]() -> Status {
        if (desc.format != base::TensorFormat::kLINEAR)
        {
            graph::TensorDesc const plain{desc.type, base::TensorFormat::kLINEAR, desc.dims, desc.scale};
            devices::Device& cpu = devices::cpuDevice();
            TENON_ASSIGN(int64_t const bytes, base::bytesOf(plain.dims, plain.type, plain.format));
            TENON_ASSIGN(linear, cpu.allocate(static_cast<size_t>(bytes)));
            TENON_ASSIGN(auto const prototype,
                runtime::makeReformatKernel(cpu, {desc.type, desc.format}, {plain.type, plain.format}));
            graph::ContextResources resources;
            resources.device = &cpu;
            TENON_ASSIGN(auto const kernel, prototype->clone(resources));
            TENON_CHECK(kernel->setShapes({&desc, 1}, {&plain, 1}));
            void* const to = linear.data();
            TENON_CHECK(kernel->enqueue(&data, &to, nullptr, nullptr));
            data = to;
        }
        nvinfer1::Dims const dims =
            engine_->plan().settings.implicitBatch ? coordinatesOf(*engine_).toUser(desc.dims) : desc.dims;
        if (!debugListener_->processDebugTensor(data, nvinfer1::TensorLocation::kHOST, desc.type, dims,
                tensor.name.c_str(), static_cast<cudaStream_t>(debugStream_)))
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "tensor \"{}\": expected IDebugListener::processDebugTensor to handle it, found false", tensor.name);
        }
        return {};
    };
    Status status = show();
    if (debugStatus_.ok())
    {
        debugStatus_ = std::move(status);
    }
}

} // namespace tenon::api

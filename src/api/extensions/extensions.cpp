// The C functions behind include/tenon/: device choice, mapped engine files, taps, networks as text and what they keep.
#include "api/argument_checks.h"
#include "api/builder/builder_config.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/execution_context.h"
#include "api/engine/runtime.h"
#include "api/guard.h"
#include "api/network/network_definition.h"

#include <tenon/device.h>
#include <tenon/engine_file.h>
#include <tenon/network_memory.h>
#include <tenon/network_text.h>
#include <tenon/tap.h>

#include <algorithm>

using tenon::base::Log;
using tenon::base::Result;
using tenon::base::Status;

#pragma GCC visibility push(default)

extern "C" bool tenonSetDevice(nvinfer1::IBuilderConfig* config, char const* device) noexcept
{
    if (config == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::BuilderConfig&>(*config);
    return tenon::api::succeeds(ours.log(), "tenon::setDevice", [&]() -> Status {
        TENON_CHECK(tenon::api::checkText("device", device));
        TENON_ASSIGN(tenon::devices::Device * chosen, tenon::devices::deviceNamed(device));
        ours.setDevice(chosen);
        return {};
    });
}

extern "C" char const* tenonDeviceOf(nvinfer1::ICudaEngine const* engine) noexcept
{
    return engine == nullptr ? "" : static_cast<tenon::api::CudaEngine const*>(engine)->deviceName();
}

extern "C" nvinfer1::ICudaEngine* tenonLoadEngine(nvinfer1::IRuntime* runtime, char const* path) noexcept
{
    return runtime == nullptr ? nullptr : static_cast<tenon::api::Runtime*>(runtime)->loadFile(path);
}

extern "C" bool tenonSetTap(nvinfer1::IExecutionContext* context, TenonTap tap, void* user) noexcept
{
    if (context == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::ExecutionContext&>(*context);
    return tenon::api::succeeds(ours.log(), "tenon::setTap", [&]() -> Status {
        ours.setTap(tap, user);
        return {};
    });
}

extern "C" size_t tenonNetworkText(nvinfer1::INetworkDefinition const* network, char* text, size_t bytes) noexcept
{
    if (network == nullptr)
    {
        return 0;
    }
    // Inference fills in what the text shows and changes nothing else.
    auto& ours =
        const_cast<tenon::api::NetworkDefinition&>(static_cast<tenon::api::NetworkDefinition const&>(*network));
    return tenon::api::valueOr<size_t>(ours.log(), "tenon::networkText", 0, [&]() -> Result<size_t> {
        // A layer that cannot be inferred is shown with a question mark: the text is there to find out why.
        static_cast<void>(ours.graph().inferAll());
        std::string const whole = ours.graph().toText();
        if (text != nullptr && bytes > 0)
        {
            size_t const copied = std::min(bytes - 1, whole.size());
            std::copy_n(whole.data(), copied, text);
            text[copied] = '\0';
        }
        return whole.size();
    });
}

extern "C" bool tenonKeepWithNetwork(
    nvinfer1::INetworkDefinition* network, void* object, void (*release)(void*)) noexcept
{
    if (network == nullptr || release == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::NetworkDefinition&>(*network);
    return tenon::api::succeeds(ours.log(), "tenon::keepWithNetwork", [&]() -> Status {
        ours.keep(object, release);
        return {};
    });
}

#pragma GCC visibility pop

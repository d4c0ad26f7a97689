// The C functions by which programs reach the library.
#include "api/api_version.h"
#include "api/argument_checks.h"
#include "api/builder/builder.h"
#include "api/engine/refitter.h"
#include "api/engine/runtime.h"
#include "api/guard.h"
#include "api/plugin_registry_access.h"

#include <NvInfer.h>

namespace
{

using tenon::base::Log;
using tenon::base::Result;

Log logTo(void* logger)
{
    return Log(static_cast<nvinfer1::ILogger*>(logger));
}

Result<tenon::api::ApiLevel> checkCaller(void* logger, int32_t version)
{
    TENON_CHECK(tenon::api::checkPointer("logger", logger));
    return tenon::api::apiLevelOf(version);
}

} // namespace

#pragma GCC visibility push(default)

extern "C" void* createInferBuilder_INTERNAL(void* logger, int32_t version) noexcept
{
    return tenon::api::valueOr<void*>(logTo(logger), "createInferBuilder", nullptr, [&]() -> Result<void*> {
        TENON_ASSIGN(tenon::api::ApiLevel const level, checkCaller(logger, version));
        // The caller casts to IBuilder*, so this must be that base's address.
        return static_cast<nvinfer1::IBuilder*>(
            new tenon::api::Builder(*static_cast<nvinfer1::ILogger*>(logger), level));
    });
}

extern "C" void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept
{
    return tenon::api::valueOr<void*>(logTo(logger), "createInferRuntime", nullptr, [&]() -> Result<void*> {
        TENON_ASSIGN(tenon::api::ApiLevel const level, checkCaller(logger, version));
        return static_cast<nvinfer1::IRuntime*>(
            new tenon::api::Runtime(*static_cast<nvinfer1::ILogger*>(logger), level));
    });
}

extern "C" void* createInferRefitter_INTERNAL(void* engine, void* logger, int32_t version) noexcept
{
    return tenon::api::valueOr<void*>(logTo(logger), "createInferRefitter", nullptr, [&]() -> Result<void*> {
        TENON_CHECK(checkCaller(logger, version));
        TENON_CHECK(tenon::api::checkPointer("engine", engine));
        auto& ours = static_cast<tenon::api::CudaEngine&>(*static_cast<nvinfer1::ICudaEngine*>(engine));
        if (!ours.isRefittable())
        {
            return tenon::base::error(tenon::base::ErrorCode::kINVALID_STATE,
                "engine \"{}\": expected one that was built with BuilderFlag::kREFIT or kSTRIP_PLAN, found one without; build it again with the flag",
                ours.getName());
        }
        return static_cast<nvinfer1::IRefitter*>(
            new tenon::api::Refitter(ours.engine(), *static_cast<nvinfer1::ILogger*>(logger)));
    });
}

extern "C" nvinfer1::ILogger* getLogger() noexcept
{
    return tenon::api::processLogger();
}

extern "C" int32_t getInferLibVersion() noexcept
{
    return NV_TENSORRT_VERSION;
}

extern "C" int32_t getInferLibMajorVersion() noexcept
{
    return NV_TENSORRT_MAJOR;
}

extern "C" int32_t getInferLibMinorVersion() noexcept
{
    return NV_TENSORRT_MINOR;
}

extern "C" int32_t getInferLibPatchVersion() noexcept
{
    return NV_TENSORRT_PATCH;
}

extern "C" int32_t getInferLibBuildVersion() noexcept
{
    return NV_TENSORRT_BUILD;
}

extern "C" nvinfer1::IPluginRegistry* getPluginRegistry() noexcept
{
    return &tenon::api::pluginRegistry();
}

namespace nvinfer1
{

extern "C" IPluginRegistry* getBuilderPluginRegistry(EngineCapability capability) noexcept
{
    return capability == EngineCapability::kSTANDARD ? &tenon::api::pluginRegistry() : nullptr;
}

extern "C" bool setInternalLibraryPath(AsciiChar const* path) noexcept
{
    // There is no second library to look for.
    return path != nullptr;
}

extern "C" safe::IPluginRegistry* getBuilderSafePluginRegistry(EngineCapability) noexcept
{
    return tenon::api::valueOr<safe::IPluginRegistry*>(Log(tenon::api::processLogger()), "getBuilderSafePluginRegistry",
        nullptr, []() -> Result<safe::IPluginRegistry*> {
            return tenon::base::notImplemented("the safety registry; use getPluginRegistry()");
        });
}

} // namespace nvinfer1

#pragma GCC visibility pop

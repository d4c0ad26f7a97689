#include "api/engine/runtime.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/load_engine.h"
#include "api/engine/stream_bytes.h"
#include "api/guard.h"
#include "plugin_host/plugin_host.h"

#include <cstdlib>

namespace tenon::api
{

using nvinfer1::ICudaEngine;

namespace
{

constexpr nvinfer1::TempfileControlFlags kAllTempfileFlags =
    (1U << static_cast<uint32_t>(nvinfer1::TempfileControlFlag::kALLOW_IN_MEMORY_FILES))
    | (1U << static_cast<uint32_t>(nvinfer1::TempfileControlFlag::kALLOW_TEMPORARY_FILES));

std::string defaultTemporaryDirectory()
{
    char const* const chosen = std::getenv("TMPDIR");
    return chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
}

} // namespace

Runtime::Runtime(nvinfer1::ILogger& logger, ApiLevel level)
    : reporting_(std::make_shared<Reporting>(&logger, level))
    , registry_(plugin_host::makeRegistry(logger))
    , temporaryDirectory_(defaultTemporaryDirectory())
    , tempfileFlags_(kAllTempfileFlags)
{
    mImpl = this;
}

Runtime::~Runtime() noexcept
{
    // Engines may keep the registry longer than the user keeps the logger.
    plugin_host::detachLogger(*registry_, *reporting_->logger());
}

Result<ICudaEngine*> Runtime::engineOf(plan::Image const& image) const
{
    auto const allows = [&](nvinfer1::TempfileControlFlag flag) {
        return (tempfileFlags_ >> static_cast<uint32_t>(flag) & 1U) != 0;
    };
    plugin_host::HostCodeRules const rules{hostCodeAllowed_,
        allows(nvinfer1::TempfileControlFlag::kALLOW_IN_MEMORY_FILES),
        allows(nvinfer1::TempfileControlFlag::kALLOW_TEMPORARY_FILES), temporaryDirectory_};
    TENON_ASSIGN(std::shared_ptr<runtime::Engine> engine,
        loadEngine(image, nullptr, callLog(), EngineSources{registry_, rules, allocator_}));
    return new CudaEngine(std::move(engine), reporting_, allocator_);
}

ICudaEngine* Runtime::deserializeCudaEngine(void const* blob, std::size_t size) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_CHECK(checkPointer("serialized engine", blob));
        TENON_ASSIGN(plan::Image const image, plan::copyOf({static_cast<std::byte const*>(blob), size}));
        return engineOf(image);
    });
}

ICudaEngine* Runtime::deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_ASSIGN(std::vector<std::byte> const bytes, readAll(reader));
        TENON_ASSIGN(plan::Image const image, plan::copyOf(bytes));
        return engineOf(image);
    });
}

ICudaEngine* Runtime::deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_ASSIGN(std::vector<std::byte> const bytes, readAll(reader));
        TENON_ASSIGN(plan::Image const image, plan::copyOf(bytes));
        return engineOf(image);
    });
}

ICudaEngine* Runtime::loadFile(char const* path) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "tenon::loadEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_CHECK(checkName("path of the engine file", path));
        TENON_ASSIGN(plan::Image const image, plan::mapFile(path));
        auto engine = engineOf(image);
        return std::move(engine).withNote("in file {}", path);
    });
}

void Runtime::setDLACore(int32_t core) noexcept
{
    perform(callLog(), "IRuntime::setDLACore", [&]() -> Status {
        return core == -1
            ? Status()
            : Status(base::invalidArgument("DLA core: expected −1 since this machine has none, found {}", core));
    });
}

bool Runtime::setMaxThreads(int32_t maxThreads) noexcept
{
    return succeeds(callLog(), "IRuntime::setMaxThreads", [&]() -> Status {
        TENON_CHECK(checkAtLeast("runtime's threads", maxThreads, 1));
        maxThreads_ = maxThreads;
        return {};
    });
}

void Runtime::setTemporaryDirectory(char const* path) noexcept
{
    perform(callLog(), "IRuntime::setTemporaryDirectory", [&]() -> Status {
        if (path == nullptr)
        {
            temporaryDirectory_ = defaultTemporaryDirectory();
            return {};
        }
        TENON_CHECK(checkName("temporary directory", path));
        temporaryDirectory_ = path;
        return {};
    });
}

void Runtime::setTempfileControlFlags(nvinfer1::TempfileControlFlags flags) noexcept
{
    perform(callLog(), "IRuntime::setTempfileControlFlags", [&]() -> Status {
        if ((flags & ~kAllTempfileFlags) != 0)
        {
            return base::invalidArgument(
                "temporary file flags: expected bits of 0x{:x}, found 0x{:x}", kAllTempfileFlags, flags);
        }
        tempfileFlags_ = flags;
        return {};
    });
}

} // namespace tenon::api

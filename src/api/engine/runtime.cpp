#include "api/engine/runtime.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/guard.h"
#include "ops/ops.h"
#include "plugin_host/plugin_host.h"

namespace tenon::api
{

using nvinfer1::ICudaEngine;

Runtime::Runtime(nvinfer1::ILogger& logger, ApiLevel level)
    : reporting_(std::make_shared<Reporting>(&logger, level))
{
    mImpl = this;
}

Result<ICudaEngine*> Runtime::load(plan::Image image) const
{
    graph::OpFactory factory;
    ops::addToFactory(factory);
    plugin_host::addToFactory(factory, pluginRegistry(), reporting_->log());
    TENON_ASSIGN(plan::Plan read, plan::read(image, factory, reporting_->log()));
    TENON_ASSIGN(devices::Device * device, deviceFor(read));
    return makeEngine(std::make_shared<plan::Plan>(std::move(read)), *device, reporting_);
}

ICudaEngine* Runtime::deserializeCudaEngine(void const* blob, std::size_t size) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_CHECK(checkPointer("engine", blob));
        TENON_ASSIGN(plan::Image image, plan::copyOf({static_cast<std::byte const*>(blob), size}));
        return load(std::move(image));
    });
}

namespace
{

constexpr size_t kPieceBytes = size_t{16} << 20;

//! Everything that `read(destination, bytes)` gives until it gives none; error if it answers a negative count or too much.
template <typename Read>
Result<std::vector<std::byte>> readAll(Read const& read)
{
    std::vector<std::byte> bytes;
    while (true)
    {
        size_t const before = bytes.size();
        bytes.resize(before + kPieceBytes);
        int64_t const count = read(bytes.data() + before, static_cast<int64_t>(kPieceBytes));
        if (count < 0 || count > static_cast<int64_t>(kPieceBytes))
        {
            return base::invalidArgument("stream reader: expected 0 to {} bytes, found {} after {} bytes", kPieceBytes, count, before);
        }
        bytes.resize(before + static_cast<size_t>(count));
        if (count == 0)
        {
            return bytes;
        }
    }
}

} // namespace

ICudaEngine* Runtime::deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_ASSIGN(auto const bytes, readAll([&](void* to, int64_t count) { return reader.read(to, count); }));
        TENON_ASSIGN(plan::Image image, plan::copyOf(bytes));
        return load(std::move(image));
    });
}

ICudaEngine* Runtime::deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "IRuntime::deserializeCudaEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_ASSIGN(auto const bytes, readAll([&](void* to, int64_t count) { return reader.read(to, count, nullptr); }));
        TENON_ASSIGN(plan::Image image, plan::copyOf(bytes));
        return load(std::move(image));
    });
}

ICudaEngine* Runtime::loadEngineFile(char const* path) noexcept
{
    return valueOr<ICudaEngine*>(callLog(), "tenon::loadEngine", nullptr, [&]() -> Result<ICudaEngine*> {
        TENON_CHECK(checkText("path of the engine file", path));
        TENON_ASSIGN(plan::Image image, plan::mapFile(path));
        auto engine = load(std::move(image)).withNote("in engine file \"{}\"", path);
        return engine;
    });
}

void Runtime::setDLACore(int32_t core) noexcept
{
    perform(callLog(), "IRuntime::setDLACore", [&]() -> Status {
        return base::notImplemented("DLA cores (asked for core {}); engines run on the CPU or a GPU", core);
    });
}

void Runtime::setGpuAllocator(nvinfer1::IGpuAllocator* allocator) noexcept
{
    perform(callLog(), "IRuntime::setGpuAllocator", [&]() -> Status {
        return allocator == nullptr ? Status()
                                    : Status(base::notImplemented("allocators of the user's; memory comes from the device"));
    });
}

bool Runtime::setMaxThreads(int32_t maxThreads) noexcept
{
    return succeeds(callLog(), "IRuntime::setMaxThreads", [&]() -> Status {
        if (maxThreads < 1)
        {
            return base::invalidArgument("runtime's threads: expected at least 1, found {}", maxThreads);
        }
        maxThreads_ = maxThreads;
        return {};
    });
}

void Runtime::setTemporaryDirectory(char const* path) noexcept
{
    perform(callLog(), "IRuntime::setTemporaryDirectory", [&]() -> Status {
        if (path == nullptr)
        {
            temporaryDirectory_.reset();
            return {};
        }
        TENON_CHECK(checkText("temporary directory", path));
        temporaryDirectory_ = path;
        return {};
    });
}

char const* Runtime::getTemporaryDirectory() const noexcept
{
    return temporaryDirectory_ ? temporaryDirectory_->c_str() : nullptr;
}

} // namespace tenon::api

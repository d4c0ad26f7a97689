// Tenon's own C functions for plugins, exported by libnvinfer (getPluginRegistry lies in src/api). They share a file with processRegistry(), which every user of this room needs, so
// that none is left out when the library is linked from archives.
#include "base/dynamic_library.h"
#include "devices/cpu/parallel.h"
#include "plugin_host/crash_report.h"
#include "plugin_host/guarded_call.h"
#include "plugin_host/lookup_explanation.h"
#include "plugin_host/output_sizes.h"
#include "plugin_host/plugin_host.h"
#include "plugin_host/registry.h"
#include "plugin_host/trace_file.h"
#include "plugin_host/traits.h"
#include "plugin_host/written_source.h"

#include <tenon/current_device.h>
#include <tenon/host_kernels.h>
#include <tenon/output_size.h>
#include <tenon/plugin_driver.h>
#include <tenon/plugin_lookup.h>
#include <tenon/trace.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#define TENON_EXPORT extern "C" __attribute__((visibility("default")))

namespace tenon::plugin_host
{

nvinfer1::IPluginRegistry& processRegistry()
{
    return Registry::process();
}

std::shared_ptr<nvinfer1::IPluginRegistry> makeRegistry(nvinfer1::ILogger& logger)
{
    auto registry = std::make_shared<Registry>(&Registry::process());
    registry->attachLogger(logger);
    return registry;
}

void detachLogger(nvinfer1::IPluginRegistry& registry, nvinfer1::ILogger& logger)
{
    static_cast<Registry&>(registry).detachLogger(logger);
}

namespace
{

//! Hands calls on to the observer of tenon/trace.h.
class ObserverSink final : public TraceSink
{
public:
    void set(TenonPluginCallObserver observer, void* user)
    {
        Trace::removeSink(*this);
        observer_ = observer;
        user_ = user;
        if (observer != nullptr)
        {
            Trace::addSink(*this, false);
        }
    }

    void call(TraceEntry const& entry) override
    {
        auto const microseconds = [](auto duration) {
            return std::chrono::duration<double, std::micro>(duration).count();
        };
        TenonPluginCall const told{sizeof(TenonPluginCall), ++order_, entry.plugin.c_str(), entry.object,
            entry.method.c_str(), entry.arguments.c_str(), entry.result.c_str(),
            microseconds(entry.start.time_since_epoch()), microseconds(entry.duration)};
        observer_(user_, &told);
    }

private:
    TenonPluginCallObserver observer_{nullptr};
    void* user_{nullptr};
    uint64_t order_{0};
};

ObserverSink& observerSink()
{
    static ObserverSink* const sink = new ObserverSink;
    return *sink;
}

} // namespace

void attachLogger(nvinfer1::ILogger& logger)
{
    // Once a process, and before its first builder or runtime calls a plugin.
    static base::Status const traced = startTraceFromEnvironment();
    installCrashReport();
    Registry::process().attachLogger(logger);
    if (!traced.ok())
    {
        std::string const message = "TENON_TRACE: " + base::Status(traced).error().message;
        logger.log(nvinfer1::ILogger::Severity::kWARNING, message.c_str());
    }
}

void detachLogger(nvinfer1::ILogger& logger)
{
    Registry::process().detachLogger(logger);
}

} // namespace tenon::plugin_host

using tenon::plugin_host::Registry;

TENON_EXPORT int32_t tenonCurrentDevice(int32_t* kind, int32_t* ordinal) noexcept
{
    auto const* const device = tenon::plugin_host::DeviceScope::current();
    if (device == nullptr)
    {
        return 1;
    }
    *kind = static_cast<int32_t>(device->kind());
    *ordinal = device->ordinal();
    return 0;
}

TENON_EXPORT int32_t tenonIsTuning() noexcept
{
    return tenon::plugin_host::TuningScope::isOn() ? 1 : 0;
}

TENON_EXPORT int32_t tenonIsUnloading() noexcept
{
    return tenon::base::DynamicLibrary::isUnloading() ? 1 : 0;
}

TENON_EXPORT void tenonParallelFor(
    int64_t count, int64_t grain, void (*call)(void const*, int64_t, int64_t), void const* body) noexcept
{
    // Pieces on other threads know the call that they belong to, and its device.
    auto const* const device = tenon::plugin_host::DeviceScope::current();
    tenon::plugin_host::PluginCall const inside = tenon::plugin_host::CallInProgress::current();
    auto const piece = [=](int64_t begin, int64_t end) {
        tenon::plugin_host::DeviceScope const scope(device);
        tenon::plugin_host::CallInProgress const inProgress(inside);
        call(body, begin, end);
    };
    tenon::devices::parallelFor(count, grain, piece);
}

TENON_EXPORT size_t tenonExplainPluginLookup(char const* pluginName, char const* pluginVersion,
    char const* pluginNamespace, char* buffer, size_t bufferBytes) noexcept
{
    auto const orEmpty = [](char const* text) { return text == nullptr ? "" : text; };
    std::string const text = tenon::plugin_host::explainLookup(
        Registry::process(), orEmpty(pluginName), orEmpty(pluginVersion), orEmpty(pluginNamespace));
    if (buffer != nullptr && bufferBytes != 0)
    {
        size_t const length = std::min(text.size(), bufferBytes - 1);
        std::memcpy(buffer, text.data(), length);
        buffer[length] = '\0';
    }
    return text.size() + 1;
}

TENON_EXPORT bool tenonAddPluginSearchPlace(char const* place) noexcept
{
    std::error_code failure;
    if (place == nullptr || !std::filesystem::exists(place, failure))
    {
        return false;
    }
    Registry::process().addSearchPlace(place, "tenonAddPluginSearchPlace");
    return true;
}

TENON_EXPORT void tenonLoadPluginSearchPlaces() noexcept
{
    Registry::process().loadSearchPlaces();
}

TENON_EXPORT void tenonObservePluginCalls(TenonPluginCallObserver observer, void* user) noexcept
{
    tenon::plugin_host::observerSink().set(observer, user);
}

TENON_EXPORT void tenonPluginCheckFailed(char const* message) noexcept
{
    tenon::plugin_host::FailedCheck::report(message);
}

TENON_EXPORT int64_t* tenonOutputSize(int32_t size) noexcept
{
    return tenon::plugin_host::OutputSizeScope::place(size);
}

TENON_EXPORT void tenonDeclarePluginTraits(
    char const* pluginName, char const* pluginVersion, TenonPluginTraits const* traits, void const* anchor) noexcept
{
    if (pluginName == nullptr || pluginVersion == nullptr || traits == nullptr
        || traits->structBytes < sizeof(uint32_t))
    {
        return;
    }
    // A plugin compiled against an older header knew fewer traits: the rest is undeclared.
    TenonPluginTraits known{};
    std::memcpy(&known, traits, std::min<size_t>(traits->structBytes, sizeof known));
    tenon::plugin_host::declareTraits(pluginName, pluginVersion, known, tenon::plugin_host::originOf(anchor));
}

TENON_EXPORT void tenonDeclarePluginSource(char const* pluginName, char const* pluginVersion, void const* anchor,
    char const* source, char const* hash) noexcept
{
    if (pluginName != nullptr && pluginVersion != nullptr && source != nullptr)
    {
        tenon::plugin_host::declareSource(
            pluginName, pluginVersion, tenon::plugin_host::originOf(anchor), source, hash == nullptr ? "" : hash);
    }
}

TENON_EXPORT int32_t tenonCallAsHost(char const* device, TenonDriverSizes const* sizes, void (*function)(void*),
    void* user, char* failedCheck, size_t failedCheckBytes)
{
    using namespace tenon::plugin_host;
    auto const found = tenon::devices::deviceNamed(device == nullptr ? "cpu" : device);
    if (!found.ok())
    {
        return 2;
    }
    DeviceScope const scope(*found);
    OutputSizes const places = sizes == nullptr
        ? OutputSizes()
        : OutputSizes::over(std::vector<int32_t>(sizes->numbers, sizes->numbers + sizes->count), sizes->memory);
    OutputSizeScope const sizeScope(places);
    FailedCheck const failed;
    function(user);
    if (failed.message() == nullptr)
    {
        return 0;
    }
    if (failedCheck != nullptr && failedCheckBytes != 0)
    {
        size_t const length = std::min(failed.message()->size(), failedCheckBytes - 1);
        std::memcpy(failedCheck, failed.message()->data(), length);
        failedCheck[length] = '\0';
    }
    return 1;
}

TENON_EXPORT void tenonTraitsOfPlugin(
    char const* pluginName, char const* pluginVersion, void const* anchor, TenonPluginTraits* traits) noexcept
{
    if (pluginName == nullptr || pluginVersion == nullptr || traits == nullptr)
    {
        return;
    }
    tenon::plugin_host::PluginIdentity identity;
    identity.name = pluginName;
    identity.version = pluginVersion;
    identity.origin = tenon::plugin_host::originOf(anchor);
    *traits = tenon::plugin_host::traitsOf(identity);
    traits->devices = tenon::plugin_host::devicesOf(identity);
}

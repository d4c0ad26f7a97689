#include "plugin_host/plugin_object.h"

#include "plugin_host/object_memory.h"
#include "plugin_host/serialization.h"

#include <atomic>
#include <map>

namespace tenon::plugin_host
{
namespace
{

using base::ErrorCode;

std::atomic<uint64_t> lastObject{0};

//! Counts by library, so that a library is not unloaded under its objects.
struct LiveCounts
{
    std::mutex mutex;
    std::map<std::string, int64_t> byLibrary;

    void add(std::string const& library, int64_t change)
    {
        std::lock_guard const lock(mutex);
        byLibrary[library] += change;
    }
};

LiveCounts& liveCounts()
{
    static LiveCounts* const counts = new LiveCounts;
    return *counts;
}

Result<std::unique_ptr<PluginObject>> adoptClone(Result<nvinfer1::IPluginV2*> made, nvinfer1::IPluginV2 const* original,
    std::shared_ptr<PluginIdentity const> identity, bool initialized)
{
    TENON_ASSIGN(nvinfer1::IPluginV2* const plugin, std::move(made));
    if (plugin == nullptr)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected clone to return a new plugin, found a null pointer", identity->label());
    }
    if (plugin == original)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected clone to return a new plugin, found the plugin itself; it would be destroyed twice",
            identity->label());
    }
    return std::make_unique<PluginObject>(*plugin, std::move(identity), initialized);
}

} // namespace

int64_t liveObjectsOf(std::string const& libraryPath)
{
    std::lock_guard const lock(liveCounts().mutex);
    auto const it = liveCounts().byLibrary.find(libraryPath);
    return it == liveCounts().byLibrary.end() ? 0 : it->second;
}

void countLiveObject(std::string const& libraryPath, int64_t change)
{
    liveCounts().add(libraryPath, change);
}

uint64_t nextObjectNumber()
{
    return ++lastObject;
}

PluginObject::PluginObject(
    nvinfer1::IPluginV2& plugin, std::shared_ptr<PluginIdentity const> identity, bool initialized)
    : plugin_(&plugin)
    , identity_(std::move(identity))
    , label_(identity_->label())
    , id_(++lastObject)
    , initialized_(initialized)
{
    liveCounts().add(identity_->origin.path, 1);
}

PluginObject::~PluginObject()
{
    auto const warn = [&](Status const& status) {
        if (!status.ok())
        {
            identity_->log.warning("{}", Status(status).error().message);
        }
    };
    if (attached_)
    {
        warn(call<&V2ExtTable<Level10>::detachFromContext>("detachFromContext", kNoArguments));
    }
    if (ownsInitialization_)
    {
        warn(call<&V2Table<Level10>::terminate>("terminate", kNoArguments));
    }
    warn(call<&V2Table<Level10>::destroy>("destroy", kNoArguments));
    liveCounts().add(identity_->origin.path, -1);
}

Result<std::unique_ptr<PluginObject>> PluginObject::cloneOf(
    nvinfer1::IPluginV2& plugin, std::shared_ptr<PluginIdentity const> identity)
{
    std::string const label = identity->label();
    Callee const callee{&label, &identity->name, 0, DeviceScope::current()};
    auto made = guardedCall(
        callee, "clone", [] { return std::string("the user's object"); },
        [&] { return tableOf<V2Table<Level10>>(&plugin).clone(&plugin); });
    return adoptClone(std::move(made), &plugin, std::move(identity), false);
}

Result<std::unique_ptr<PluginObject>> PluginObject::clone() const
{
    std::lock_guard const lock(mutex_); // not while another thread initialises it
    TENON_ASSIGN(
        auto twin, adoptClone(call<&V2Table<Level10>::clone>("clone", kNoArguments), plugin_, identity_, initialized_));
    twin->device_ = device_;
    twin->made_ = made_;
    TENON_CHECK(checkClone(*twin));
    return twin;
}

Status PluginObject::checkClone(PluginObject const& clone) const
{
    using Table = V2Table<Level10>;
    TENON_ASSIGN(int32_t const version, clone.call<&Table::getTensorRTVersion>("getTensorRTVersion", kNoArguments));
    if (version != identity_->apiVersion)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected its clone to say {:#x} in getTensorRTVersion as it does itself, found {:#x}; clone must return the same class",
            label_, identity_->apiVersion, version);
    }
    TENON_ASSIGN(int32_t const outputs, clone.call<&Table::getNbOutputs>("getNbOutputs", kNoArguments));
    if (outputs != identity_->outputCount)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected its clone to have {} outputs as it has itself, found {}", label_, identity_->outputCount,
            outputs);
    }
    TENON_ASSIGN(char const* const space, clone.call<&Table::getPluginNamespace>("getPluginNamespace", kNoArguments));
    if (std::string_view(space == nullptr ? "" : space) != identity_->pluginNamespace)
    {
        identity_->log.warning(
            "{}: expected its clone to keep the namespace, found \"{}\"; set it in clone (the host sets it again now)",
            label_, space == nullptr ? "" : space);
        TENON_CHECK(clone.call<&Table::setPluginNamespace>(
            "setPluginNamespace", [&] { return fmt::format("\"{}\"", identity_->pluginNamespace); },
            identity_->pluginNamespace.c_str()));
    }
    return {};
}

Status PluginObject::initialize()
{
    std::lock_guard const lock(mutex_);
    if (initialized_)
    {
        return {};
    }
    std::vector<uint64_t> const before = wordsOf(plugin_);
    TENON_ASSIGN(int32_t const code, call<&V2Table<Level10>::initialize>("initialize", kNoArguments));
    if (code != 0)
    {
        return base::error(
            ErrorCode::kFAILED_INITIALIZATION, "{}: expected initialize to return 0, found {}", label_, code);
    }
    initialized_ = true;
    ownsInitialization_ = true;
    auto made = std::make_shared<Made>();
    made->words = addressesSet(before, wordsOf(plugin_));
    made_ = made->words.empty() ? nullptr : std::move(made);
    return {};
}

void PluginObject::checkWhatInitializeMade() const
{
    if (made_ == nullptr || !bornInitialized() || made_->told.load(std::memory_order_relaxed))
    {
        return;
    }
    std::vector<uint64_t> const words = wordsOf(plugin_);
    for (size_t const place : made_->words)
    {
        // Gaps between fields are no pointers of the plugin's; a clone of the same class has the same fields at the same places.
        if (place < words.size() && words[place] == 0 && !made_->told.exchange(true))
        {
            identity_->log.warning(
                "{}: expected a clone to have what initialize made, found a null pointer at byte {} of the object, where initialize set an "
                "address in the original; initialize is not called on clones: copy or share in clone what it made",
                label_, place * sizeof(uint64_t));
        }
    }
}

Status PluginObject::attach(graph::ContextResources const& resources)
{
    if (identity_->generation == Generation::kV2)
    {
        return {};
    }
    TENON_CHECK(call<&V2ExtTable<Level10>::attachToContext>(
        "attachToContext",
        [&] {
            return fmt::format(
                "cudnn={}, cublas={}, allocator={}", resources.cudnn, resources.cublas, resources.gpuAllocator);
        },
        static_cast<cudnnContext*>(resources.cudnn), static_cast<cublasContext*>(resources.cublas),
        static_cast<nvinfer1::IGpuAllocator*>(resources.gpuAllocator)));
    attached_ = true;
    return {};
}

Result<std::vector<std::byte>> PluginObject::serialize() const
{
    TENON_ASSIGN(
        size_t const bytes, call<&V2Table<Level10>::getSerializationSize>("getSerializationSize", kNoArguments));
    return serializeGuarded(label_, bytes, [&](void* buffer) {
        return call<&V2Table<Level10>::serialize>(
            "serialize", [&] { return fmt::format("{} bytes", bytes); }, buffer);
    });
}

} // namespace tenon::plugin_host

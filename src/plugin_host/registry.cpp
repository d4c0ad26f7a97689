#include "plugin_host/registry.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/identity.h"
#include "plugin_host/library_loader.h"
#include "plugin_host/lookup_explanation.h"
#include "plugin_host/plugin_object.h"
#include "plugin_host/resources.h"

#include <algorithm>
#include <cstring>

#include <dlfcn.h>

namespace tenon::plugin_host
{

using base::ErrorCode;
using base::Result;
using base::Severity;
using base::Status;
using nvinfer1::IPluginCreator;
using nvinfer1::IPluginCreatorInterface;

namespace
{

constexpr char const* kV2CreatorKind = "PLUGIN CREATOR_V1";
constexpr char const* kV3CreatorKind = "PLUGIN CREATOR_V3ONE";

//! Messages kept while there is no logger.
constexpr size_t kMaxUnsaid = 100;

//! Creators that this thread has registered: what a library gained while it was loaded.
thread_local size_t gained = 0;

//! The name by which the loader knows the library that holds an address; empty if none does.
std::string loaderNameOf(void const* address)
{
    Dl_info info{};
    return dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "";
}

std::string orEmpty(char const* text)
{
    return text == nullptr ? std::string() : std::string(text, strnlen(text, kMaxStringBytes));
}

struct Names
{
    bool isV2{false};
    std::string name, version;
};

//! Asks a creator who it is. The kind tells which interface it has; nothing else can.
Result<Names> askNames(IPluginCreatorInterface& creator, std::string const& label)
{
    Callee const callee{&label, &label, 0, nullptr};
    TENON_ASSIGN(nvinfer1::InterfaceInfo const info,
        guardedCall(callee, "getInterfaceInfo", kNoArguments, [&] { return creator.getInterfaceInfo(); }));
    TENON_ASSIGN(std::string const kind, checkedString(info.kind, label, "getInterfaceInfo"));
    Names names;
    auto const ask = [&](auto& typed) -> Status {
        TENON_ASSIGN(char const* const name, guardedCall(callee, "getPluginName", kNoArguments, [&] { return typed.getPluginName(); }));
        TENON_ASSIGN(names.name, checkedString(name, label, "getPluginName"));
        TENON_ASSIGN(char const* const version, guardedCall(callee, "getPluginVersion", kNoArguments, [&] { return typed.getPluginVersion(); }));
        TENON_ASSIGN(names.version, checkedString(version, label, "getPluginVersion"));
        return {};
    };
    if (kind == kV2CreatorKind)
    {
        names.isV2 = true;
        TENON_CHECK(ask(static_cast<IPluginCreator&>(creator)));
        return names;
    }
    if (kind == kV3CreatorKind)
    {
        TENON_CHECK(ask(static_cast<nvinfer1::IPluginCreatorV3One&>(creator)));
        return names;
    }
    if (kind == "PLUGIN CREATOR_V3QUICK")
    {
        return base::error(ErrorCode::kUNSUPPORTED_STATE,
            "{}: not supported: creators of kind \"{}\", which Python modules make; use IPluginCreatorV3One", label, kind);
    }
    return base::invalidArgument("{}: expected a creator of kind \"{}\" or \"{}\", found \"{}\"", label, kV2CreatorKind, kV3CreatorKind, kind);
}

//! The namespace that an exported creator wants to be registered under; empty where it has none.
std::string namespaceOf(IPluginCreatorInterface& creator)
{
    std::string const label = "plugin creator";
    Callee const callee{&label, &label, 0, nullptr};
    auto const names = askNames(creator, label);
    if (!names.ok())
    {
        return {};
    }
    auto const ask = [&](auto& typed) {
        return guardedCall(callee, "getPluginNamespace", kNoArguments, [&] { return typed.getPluginNamespace(); });
    };
    auto const space = names->isV2 ? ask(static_cast<IPluginCreator&>(creator)) : ask(static_cast<nvinfer1::IPluginCreatorV3One&>(creator));
    return space.ok() ? orEmpty(*space) : std::string();
}

bool matches(Registration const& r, std::string_view name, std::string_view version, std::string_view pluginNamespace)
{
    return r.name == name && r.version == version && r.pluginNamespace == pluginNamespace;
}

} // namespace

struct Registry::Resources : SharedResources
{
};

Registry::Registry(Registry* parent)
    : parent_(parent)
    , resources_(std::make_unique<Resources>())
{
}

Registry::~Registry() noexcept = default;

Registry& Registry::process()
{
    static Registry* const registry = new Registry;
    return *registry;
}

void Registry::say(Severity severity, std::string const& message) const
{
    nvinfer1::ILogger* logger = nullptr;
    {
        std::lock_guard const lock(mutex_);
        if (loggers_.empty())
        {
            if (unsaid_.size() < kMaxUnsaid)
            {
                unsaid_.emplace_back(severity, message);
            }
            return;
        }
        logger = loggers_.back();
    }
    logger->log(severity, message.c_str());
}

void Registry::fail(base::Error const& failure) const
{
    say(Severity::kERROR, failure.text());
    if (nvinfer1::IErrorRecorder* const recorder = getErrorRecorder())
    {
        base::Log(nullptr, recorder).report(failure);
    }
}

void Registry::attachLogger(nvinfer1::ILogger& logger)
{
    std::deque<std::pair<Severity, std::string>> unsaid;
    {
        std::lock_guard const lock(mutex_);
        loggers_.push_back(&logger);
        unsaid.swap(unsaid_);
    }
    for (auto const& [severity, message] : unsaid)
    {
        logger.log(severity, message.c_str());
    }
}

void Registry::detachLogger(nvinfer1::ILogger& logger)
{
    std::lock_guard const lock(mutex_);
    auto const it = std::find(loggers_.rbegin(), loggers_.rend(), &logger);
    if (it != loggers_.rend())
    {
        loggers_.erase(std::next(it).base());
    }
}

nvinfer1::ILogger* Registry::logger() const
{
    std::lock_guard const lock(mutex_);
    return loggers_.empty() ? nullptr : loggers_.back();
}

Status Registry::tryAdd(IPluginCreatorInterface& creator, char const* pluginNamespace)
{
    Registration added;
    added.creator = &creator;
    added.classAddress = *reinterpret_cast<void const* const*>(&creator);
    added.origin = originOf(added.classAddress);
    added.loaderName = loaderNameOf(added.classAddress);
    std::string const label = fmt::format("plugin creator from {}", added.origin.text());
    TENON_ASSIGN(added.pluginNamespace, checkedString(pluginNamespace == nullptr ? "" : pluginNamespace, label, "registerCreator (namespace)"));
    TENON_ASSIGN(Names const names, askNames(creator, label));
    added.name = names.name;
    added.version = names.version;
    added.v2 = names.isV2 ? static_cast<IPluginCreator*>(&creator) : nullptr;
    {
        std::lock_guard const lock(mutex_);
        dropUnloaded();
        for (Registration const& known : registrations_)
        {
            if (matches(known, added.name, added.version, added.pluginNamespace))
            {
                return base::error(known.origin.path == added.origin.path ? ErrorCode::kSUCCESS : ErrorCode::kINVALID_ARGUMENT,
                    "{}: expected one registration, found a second from {}; the first, from {}, stays", 
                    pluginLabel(added.name, added.version, added.pluginNamespace), added.origin.text(), known.origin.text());
            }
        }
        registrations_.push_back(added);
    }
    ++gained;
    if (added.v2 != nullptr)
    {
        Callee const callee{&label, &label, 0, nullptr};
        TENON_CHECK(guardedCall(
            callee, "setPluginNamespace", kNoArguments, [&] { added.v2->setPluginNamespace(added.pluginNamespace.c_str()); }));
    }
    say(Severity::kVERBOSE, fmt::format("{}: registered, from {}", pluginLabel(added.name, added.version, added.pluginNamespace), added.origin.text()));
    return {};
}

bool Registry::add(IPluginCreatorInterface& creator, char const* pluginNamespace)
{
    Status status = tryAdd(creator, pluginNamespace);
    if (status.ok())
    {
        return true;
    }
    // The same library twice (loaded by two ways, initialised twice) changes nothing and worries nobody.
    if (status.error().code == ErrorCode::kSUCCESS)
    {
        say(Severity::kVERBOSE, status.error().message);
    }
    else
    {
        fail(status.error());
    }
    return false;
}

bool Registry::registerCreator(IPluginCreator& creator, char const* pluginNamespace) noexcept
{
    return add(creator, pluginNamespace);
}

bool Registry::registerCreator(IPluginCreatorInterface& creator, char const* pluginNamespace) noexcept
{
    return add(creator, pluginNamespace);
}

bool Registry::remove(IPluginCreatorInterface const& creator)
{
    std::lock_guard const lock(mutex_);
    size_t const before = registrations_.size();
    std::erase_if(registrations_, [&](Registration const& r) { return r.creator == &creator; });
    return registrations_.size() != before;
}

bool Registry::deregisterCreator(IPluginCreator const& creator) noexcept
{
    return remove(creator);
}

bool Registry::deregisterCreator(IPluginCreatorInterface const& creator) noexcept
{
    return remove(creator);
}

void Registry::dropUnloaded() const
{
    std::erase_if(registrations_, [](Registration const& r) { return loaderNameOf(r.classAddress) != r.loaderName; });
}

std::vector<Registration> Registry::registrations() const
{
    std::vector<Registration> all;
    {
        std::lock_guard const lock(mutex_);
        dropUnloaded();
        all = registrations_;
    }
    if (parent_ != nullptr && isParentSearchEnabled())
    {
        std::vector<Registration> const more = parent_->registrations();
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

IPluginCreatorInterface* Registry::findCreator(
    std::string const& name, std::string const& version, std::string const& pluginNamespace) const
{
    for (Registration const& r : registrations())
    {
        if (matches(r, name, version, pluginNamespace))
        {
            return r.creator;
        }
    }
    return nullptr;
}

IPluginCreator* Registry::findV2Creator(std::string const& name, std::string const& version, std::string const& pluginNamespace) const
{
    for (Registration const& r : registrations())
    {
        if (r.v2 != nullptr && matches(r, name, version, pluginNamespace))
        {
            return r.v2;
        }
    }
    return nullptr;
}

nvinfer1::IPluginCreatorV3One* Registry::findV3Creator(
    std::string const& name, std::string const& version, std::string const& pluginNamespace) const
{
    for (Registration const& r : registrations())
    {
        if (r.v2 == nullptr && matches(r, name, version, pluginNamespace))
        {
            return static_cast<nvinfer1::IPluginCreatorV3One*>(r.creator);
        }
    }
    return nullptr;
}

void Registry::explainMissing(char const* name, char const* version, char const* pluginNamespace) const
{
    say(Severity::kWARNING, explainLookup(*this, orEmpty(name), orEmpty(version), orEmpty(pluginNamespace)));
}

IPluginCreator* Registry::getPluginCreator(char const* name, char const* version, char const* pluginNamespace) noexcept
{
    IPluginCreator* const found = findV2Creator(orEmpty(name), orEmpty(version), orEmpty(pluginNamespace));
    if (found == nullptr)
    {
        explainMissing(name, version, pluginNamespace);
    }
    return found;
}

IPluginCreatorInterface* Registry::getCreator(char const* name, char const* version, char const* pluginNamespace) noexcept
{
    IPluginCreatorInterface* const found = findCreator(orEmpty(name), orEmpty(version), orEmpty(pluginNamespace));
    if (found == nullptr)
    {
        explainMissing(name, version, pluginNamespace);
    }
    return found;
}

namespace
{

//! Keeps an array of what is registered; callers of the list methods get a pointer into it. An unchanged list is handed out again.
template <typename Creator>
Creator* const* handOut(std::vector<std::unique_ptr<std::vector<Creator*>>>& lists, std::vector<Creator*> list, int32_t* count)
{
    if (count != nullptr)
    {
        *count = static_cast<int32_t>(list.size());
    }
    if (lists.empty() || *lists.back() != list)
    {
        lists.push_back(std::make_unique<std::vector<Creator*>>(std::move(list)));
    }
    return lists.back()->data();
}

} // namespace

IPluginCreator* const* Registry::getPluginCreatorList(int32_t* count) const noexcept
{
    std::vector<IPluginCreator*> list;
    std::lock_guard const lock(mutex_);
    dropUnloaded();
    for (Registration const& r : registrations_)
    {
        if (r.v2 != nullptr)
        {
            list.push_back(r.v2);
        }
    }
    return handOut(v2Lists_, std::move(list), count);
}

IPluginCreatorInterface* const* Registry::getAllCreators(int32_t* count) const noexcept
{
    std::vector<IPluginCreatorInterface*> list;
    std::lock_guard const lock(mutex_);
    dropUnloaded();
    for (Registration const& r : registrations_)
    {
        list.push_back(r.creator);
    }
    return handOut(lists_, std::move(list), count);
}

IPluginCreatorInterface* const* Registry::getAllCreatorsRecursive(int32_t* count) noexcept
{
    std::vector<IPluginCreatorInterface*> list;
    for (Registration const& r : registrations())
    {
        list.push_back(r.creator);
    }
    std::lock_guard const lock(mutex_);
    return handOut(lists_, std::move(list), count);
}

void Registry::setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept
{
    if (recorder != nullptr)
    {
        recorder->incRefCount();
    }
    nvinfer1::IErrorRecorder* previous = nullptr;
    {
        std::lock_guard const lock(mutex_);
        previous = std::exchange(recorder_, recorder);
    }
    if (previous != nullptr)
    {
        previous->decRefCount();
    }
}

nvinfer1::IErrorRecorder* Registry::getErrorRecorder() const noexcept
{
    std::lock_guard const lock(mutex_);
    return recorder_;
}

bool Registry::isParentSearchEnabled() const
{
    std::lock_guard const lock(mutex_);
    return parentSearch_;
}

void Registry::setParentSearchEnabled(bool enabled)
{
    std::lock_guard const lock(mutex_);
    parentSearch_ = enabled;
}

Result<nvinfer1::IPluginRegistry::PluginLibraryHandle> Registry::load(std::string const& path)
{
    size_t const before = std::exchange(gained, 0);
    auto loaded = LoadedLibrary::load(path);
    if (!loaded.ok())
    {
        std::lock_guard const lock(mutex_);
        std::erase_if(failed_, [&](FailedLibrary const& f) { return f.path == path; });
        failed_.push_back({path, loaded.error().message});
        gained = before;
        return std::move(loaded).error();
    }
    std::unique_ptr<LoadedLibrary> library = *std::move(loaded);
    TENON_CHECK(library->offerLogger());
    TENON_ASSIGN(auto const creators, library->exportedCreators());
    for (IPluginCreatorInterface* const creator : creators)
    {
        // A library may export what its static objects have registered already; add() takes that for harmless.
        std::string const space = namespaceOf(*creator);
        add(*creator, space.c_str());
    }
    return keep(std::move(library), path, std::exchange(gained, before));
}

nvinfer1::IPluginRegistry::PluginLibraryHandle Registry::keep(
    std::unique_ptr<LoadedLibrary> library, std::string const& path, size_t gainedCreators)
{
    std::string const resolved = library->file().path();
    PluginLibraryHandle const handle = library.get();
    bool hasCreators = false;
    {
        // Creators of static objects came while the loader ran, before there was a LoadedLibrary: they are told by where their class lies.
        std::lock_guard const lock(mutex_);
        for (Registration& r : registrations_)
        {
            if (r.origin.path == resolved && r.library == nullptr)
            {
                r.library = library.get();
            }
            hasCreators |= r.origin.path == resolved;
        }
        std::erase_if(failed_, [&](FailedLibrary const& f) { return f.path == path; });
        libraries_.push_back(std::move(library));
    }
    if (gainedCreators == 0 && !hasCreators)
    {
        say(Severity::kWARNING,
            fmt::format("library \"{}\": expected plugin creators, found none: it exports neither getCreators nor getPluginCreators and "
                        "registers none by REGISTER_TENSORRT_PLUGIN; was the object file with the registration dropped by the linker?",
                resolved));
    }
    else
    {
        say(Severity::kINFO, fmt::format("library \"{}\": loaded, {} new creators", resolved, gainedCreators));
    }
    return handle;
}

nvinfer1::IPluginRegistry::PluginLibraryHandle Registry::loadLibrary(char const* path) noexcept
{
    if (path == nullptr)
    {
        fail(base::invalidArgument("loadLibrary: expected a path, found a null pointer"));
        return nullptr;
    }
    auto handle = load(path);
    if (!handle.ok())
    {
        fail(handle.error());
        return nullptr;
    }
    return *handle;
}

void Registry::deregisterLibrary(PluginLibraryHandle handle) noexcept
{
    std::unique_ptr<LoadedLibrary> library;
    {
        std::lock_guard const lock(mutex_);
        auto const it = std::find_if(libraries_.begin(), libraries_.end(), [&](auto const& one) { return one.get() == handle; });
        if (it != libraries_.end())
        {
            library = std::move(*it);
            libraries_.erase(it);
            std::erase_if(registrations_, [&](Registration const& r) { return r.library == library.get(); });
        }
    }
    if (library == nullptr)
    {
        fail(base::invalidArgument("deregisterLibrary: expected a handle from loadLibrary of this registry, found another ({})", handle));
        return;
    }
    if (int64_t const alive = liveObjectsOf(library->file().path()); alive != 0)
    {
        say(Severity::kWARNING,
            fmt::format("library \"{}\": expected no plugin objects alive when it is deregistered, found {}; it stays loaded", 
                library->file().path(), alive));
        library->file().release();
    }
}

std::vector<std::string> Registry::loadedLibraries() const
{
    std::vector<std::string> paths;
    {
        std::lock_guard const lock(mutex_);
        for (auto const& library : libraries_)
        {
            paths.push_back(library->file().path());
        }
    }
    if (parent_ != nullptr)
    {
        std::vector<std::string> const more = parent_->loadedLibraries();
        paths.insert(paths.end(), more.begin(), more.end());
    }
    return paths;
}

std::vector<FailedLibrary> Registry::failedLibraries() const
{
    std::vector<FailedLibrary> failed;
    {
        std::lock_guard const lock(mutex_);
        failed = failed_;
    }
    if (parent_ != nullptr)
    {
        std::vector<FailedLibrary> const more = parent_->failedLibraries();
        failed.insert(failed.end(), more.begin(), more.end());
    }
    return failed;
}

nvinfer1::IPluginResource* Registry::acquirePluginResource(char const* key, nvinfer1::IPluginResource* resource) noexcept
{
    auto acquired = resources_->acquire(key, resource);
    if (!acquired.ok())
    {
        fail(acquired.error());
        return nullptr;
    }
    return *acquired;
}

int32_t Registry::releasePluginResource(char const* key) noexcept
{
    Status released = resources_->release(key);
    if (!released.ok())
    {
        fail(released.error());
        return -1;
    }
    return 0;
}

} // namespace tenon::plugin_host

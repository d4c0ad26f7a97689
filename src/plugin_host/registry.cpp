#include "plugin_host/registry.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/identity.h"
#include "plugin_host/library_loader.h"
#include "plugin_host/lookup_explanation.h"
#include "plugin_host/plugin_object.h"
#include "plugin_host/resources.h"
#include "plugin_host/written_source.h"

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

//! What this thread's code wanted to register: of a library, what came while it was loaded.
struct Offers
{
    size_t registered{0};
    size_t taken{0};  //!< refused since their name, version and namespace were registered
    size_t faulty{0}; //!< refused for what they answered
};
thread_local Offers offers;

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
        TENON_ASSIGN(char const* const name,
            guardedCall(callee, "getPluginName", kNoArguments, [&] { return typed.getPluginName(); }));
        TENON_ASSIGN(names.name, checkedString(name, label, "getPluginName"));
        TENON_ASSIGN(char const* const version,
            guardedCall(callee, "getPluginVersion", kNoArguments, [&] { return typed.getPluginVersion(); }));
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
            "{}: not supported: creators of kind \"{}\", which Python modules make; use IPluginCreatorV3One", label,
            kind);
    }
    return base::invalidArgument(
        "{}: expected a creator of kind \"{}\" or \"{}\", found \"{}\"", label, kV2CreatorKind, kV3CreatorKind, kind);
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
    auto const space = names->isV2 ? ask(static_cast<IPluginCreator&>(creator))
                                   : ask(static_cast<nvinfer1::IPluginCreatorV3One&>(creator));
    return space.ok() ? orEmpty(*space) : std::string();
}

//! The same file, or a copy of it.
bool isSameLibrary(Origin const& a, Origin const& b)
{
    return a.path == b.path || (!a.buildId.empty() && a.buildId == b.buildId);
}

bool matches(Registration const& r, std::string_view name, std::string_view version, std::string_view pluginNamespace)
{
    return r.name == name && r.version == version && r.pluginNamespace == pluginNamespace;
}

} // namespace

struct Registry::Resources : SharedResources
{};

//! The search path. Its lock is held while libraries are loaded, whose static objects may look up and register.
struct Registry::Search
{
    std::recursive_mutex mutex;
    SearchPath path;
    bool isRunning{false};
    bool readsEnvironment{false};
};

namespace
{

//! All registries that live, in the order in which they were made.
struct LivingRegistries
{
    std::recursive_mutex
        mutex; //!< asking a registry under it may drop creators of libraries that are gone, nothing more
    std::vector<Registry*> list;
};

LivingRegistries& living()
{
    static LivingRegistries* const all = new LivingRegistries;
    return *all;
}

thread_local Registry* diverted = nullptr;

} // namespace

Registry::Registry(Registry* parent)
    : parent_(parent)
    , search_(parent == nullptr ? std::make_unique<Search>() : nullptr)
    , resources_(std::make_unique<Resources>())
{
    std::lock_guard const lock(living().mutex);
    living().list.push_back(this);
}

Registry::Registry(std::shared_ptr<Registry> parent)
    : Registry(parent.get())
{
    keptParent_ = std::move(parent);
}

Registry::~Registry() noexcept
{
    {
        std::lock_guard const lock(living().mutex);
        std::erase(living().list, this);
    }
    for (auto& library : libraries_)
    {
        unload(*library);
    }
}

Registry& Registry::process()
{
    static Registry* const registry = [] {
        auto* const made = new Registry;
        made->search_->readsEnvironment = true;
        return made;
    }();
    return *registry;
}

Registry::Diversion::Diversion(Registry& to)
    : previous_(std::exchange(diverted, &to))
{
}

Registry::Diversion::~Diversion()
{
    diverted = previous_;
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
    TENON_ASSIGN(added.pluginNamespace,
        checkedString(pluginNamespace == nullptr ? "" : pluginNamespace, label, "registerCreator (namespace)"));
    TENON_ASSIGN(Names const names, askNames(creator, label));
    added.name = names.name;
    added.version = names.version;
    added.origin = withSource(added.origin, names.name, names.version);
    added.v2 = names.isV2 ? static_cast<IPluginCreator*>(&creator) : nullptr;
    {
        std::lock_guard const lock(mutex_);
        dropUnloaded();
        for (Registration const& known : registrations_)
        {
            if (matches(known, added.name, added.version, added.pluginNamespace))
            {
                ++offers.taken;
                return base::error(
                    isSameLibrary(known.origin, added.origin) ? ErrorCode::kSUCCESS : ErrorCode::kINVALID_ARGUMENT,
                    "{}: expected one registration, found a second from {}; the first, from {}, stays",
                    pluginLabel(added.name, added.version, added.pluginNamespace), added.origin.text(),
                    known.origin.text());
            }
        }
        registrations_.push_back(added);
    }
    ++offers.registered;
    if (added.v2 != nullptr)
    {
        Callee const callee{&label, &label, 0, nullptr};
        TENON_CHECK(guardedCall(callee, "setPluginNamespace", kNoArguments,
            [&] { added.v2->setPluginNamespace(added.pluginNamespace.c_str()); }));
    }
    say(Severity::kVERBOSE,
        fmt::format("{}: registered, from {}", pluginLabel(added.name, added.version, added.pluginNamespace),
            added.origin.text()));
    return {};
}

bool Registry::add(IPluginCreatorInterface& creator, char const* pluginNamespace)
{
    if (diverted != nullptr && diverted != this && this == &process())
    {
        return diverted->add(creator, pluginNamespace);
    }
    Offers const before = offers;
    Status status = tryAdd(creator, pluginNamespace);
    if (status.ok())
    {
        return true;
    }
    if (offers.registered == before.registered && offers.taken == before.taken)
    {
        ++offers.faulty;
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

bool Registry::hasOwn(Registration const& other) const
{
    std::lock_guard const lock(mutex_);
    return std::any_of(registrations_.begin(), registrations_.end(),
        [&](Registration const& r) { return matches(r, other.name, other.version, other.pluginNamespace); });
}

std::vector<Registration> Registry::ownRegistrations() const
{
    std::lock_guard const lock(mutex_);
    dropUnloaded();
    return registrations_;
}

std::vector<Registration> Registry::registrations() const
{
    std::vector<Registration> all = ownRegistrations();
    if (parent_ != nullptr && isParentSearchEnabled())
    {
        std::vector<Registration> const more = parent_->registrations();
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::optional<Registration> Registry::find(
    std::string const& name, std::string const& version, std::string const& pluginNamespace, Wanted wanted)
{
    for (;;)
    {
        for (Registration& r : registrations())
        {
            bool const fits = wanted == Wanted::kANY || (wanted == Wanted::kV2) == (r.v2 != nullptr);
            if (fits && matches(r, name, version, pluginNamespace))
            {
                return std::move(r);
            }
        }
        Registry* const root = searchRoot();
        if (root == nullptr || !root->loadNext(name))
        {
            return std::nullopt;
        }
    }
}

IPluginCreatorInterface* Registry::findCreator(
    std::string const& name, std::string const& version, std::string const& pluginNamespace)
{
    std::optional<Registration> const found = find(name, version, pluginNamespace, Wanted::kANY);
    return found ? found->creator : nullptr;
}

IPluginCreator* Registry::findV2Creator(
    std::string const& name, std::string const& version, std::string const& pluginNamespace)
{
    std::optional<Registration> const found = find(name, version, pluginNamespace, Wanted::kV2);
    return found ? found->v2 : nullptr;
}

nvinfer1::IPluginCreatorV3One* Registry::findV3Creator(
    std::string const& name, std::string const& version, std::string const& pluginNamespace)
{
    std::optional<Registration> const found = find(name, version, pluginNamespace, Wanted::kV3);
    return found ? static_cast<nvinfer1::IPluginCreatorV3One*>(found->creator) : nullptr;
}

IPluginCreatorInterface* Registry::findAnywhere(std::string const& name, std::string const& version,
    std::string const& pluginNamespace, std::string const& libraryPath, bool isV2)
{
    std::lock_guard const lock(living().mutex);
    IPluginCreatorInterface* first = nullptr;
    for (Registry const* const registry : living().list)
    {
        for (Registration const& r : registry->ownRegistrations())
        {
            if ((r.v2 != nullptr) == isV2 && matches(r, name, version, pluginNamespace))
            {
                if (r.origin.path == libraryPath)
                {
                    return r.creator;
                }
                first = first == nullptr ? r.creator : first;
            }
        }
    }
    return first;
}

Registry* Registry::searchRoot()
{
    Registry* root = this;
    while (root->parent_ != nullptr && root->isParentSearchEnabled())
    {
        root = root->parent_;
    }
    return root->parent_ == nullptr ? root : nullptr;
}

void Registry::addSearchPlace(std::string const& place, std::string const& source)
{
    if (search_ == nullptr)
    {
        return parent_->addSearchPlace(place, source);
    }
    std::lock_guard const lock(search_->mutex);
    search_->path.add(place, source);
}

std::vector<std::string> Registry::searchPlaces() const
{
    if (search_ == nullptr)
    {
        return isParentSearchEnabled() ? parent_->searchPlaces() : std::vector<std::string>{};
    }
    std::lock_guard const lock(search_->mutex);
    return search_->path.describe();
}

bool Registry::loadNext(std::string const& name)
{
    std::lock_guard const lock(search_->mutex);
    if (search_->isRunning)
    {
        return false; // a library that looks plugins up while it is loaded gets what there is
    }
    if (search_->readsEnvironment)
    {
        search_->path.addEnvironment();
    }
    for (SearchPath::Fault const& fault : search_->path.takeFaults())
    {
        say(Severity::kWARNING,
            fmt::format("{}: expected folders and plugin libraries, found \"{}\": {}; it is not searched", fault.source,
                fault.place, fault.why));
    }
    if (search_->path.empty())
    {
        return false;
    }
    search_->isRunning = true;
    bool hasLoaded = false;
    std::vector<std::string> const known = loadedLibraries();
    for (std::string const& library : search_->path.untried(name))
    {
        search_->path.markTried(library);
        if (std::find(known.begin(), known.end(), library) != known.end())
        {
            continue;
        }
        auto const loaded = load(library);
        if (loaded.ok())
        {
            hasLoaded = true;
            break;
        }
        say(Severity::kWARNING, fmt::format("while searching for plugin \"{}\": {}", name, loaded.error().message));
    }
    search_->isRunning = false;
    return hasLoaded;
}

void Registry::loadSearchPlaces()
{
    Registry* const root = searchRoot();
    while (root != nullptr && root->loadNext(""))
    {
    }
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

IPluginCreatorInterface* Registry::getCreator(
    char const* name, char const* version, char const* pluginNamespace) noexcept
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
Creator* const* handOut(
    std::vector<std::unique_ptr<std::vector<Creator*>>>& lists, std::vector<Creator*> list, int32_t* count)
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
    Offers const before = std::exchange(offers, {}); // of a library that loads this one while it is loaded
    auto loaded = LoadedLibrary::load(path);
    if (!loaded.ok())
    {
        std::lock_guard const lock(mutex_);
        std::erase_if(failed_, [&](FailedLibrary const& f) { return f.path == path; });
        failed_.push_back({path, loaded.error().message});
        offers = before;
        return std::move(loaded).error();
    }
    std::unique_ptr<LoadedLibrary> library = *std::move(loaded);
    Status const exported = addExported(*library);
    Offers const made = std::exchange(offers, before);
    TENON_CHECK(exported);
    PluginLibraryHandle const handle = keep(std::move(library), path);
    sayWhatCame(*static_cast<LoadedLibrary*>(handle), made.registered, made.taken, made.faulty);
    return handle;
}

void Registry::sayWhatCame(LoadedLibrary const& library, size_t registered, size_t taken, size_t faulty) const
{
    std::string const label = fmt::format("library \"{}\"", library.file().path());
    if (registered > 0)
    {
        say(Severity::kINFO, fmt::format("{}: loaded, {} new creators", label, registered));
    }
    else if (taken + faulty > 0)
    {
        std::string const why = faulty == 0
            ? "their names, versions and namespaces are registered already"
            : "what they answered is wrong or registered already, as the messages before this say";
        say(faulty == 0 ? Severity::kINFO : Severity::kWARNING,
            fmt::format("{}: loaded, no new creators: it offers {}, and {}", label, taken + faulty, why));
    }
    else if (hasCreatorsOf(library))
    {
        say(Severity::kINFO, fmt::format("{}: loaded before, its creators are registered already", label));
    }
    else
    {
        say(Severity::kWARNING,
            fmt::format(
                "{}: expected plugin creators, found none: it exports neither getCreators nor getPluginCreators and "
                "registers none by REGISTER_TENSORRT_PLUGIN; was the object file with the registration dropped by "
                "the linker?",
                label));
    }
}

bool Registry::hasCreatorsOf(LoadedLibrary const& library) const
{
    std::vector<Registration> const all = ownRegistrations();
    return std::any_of(all.begin(), all.end(), [&](Registration const& r) {
        return r.origin.path == library.file().path();
    }) || (parent_ != nullptr && parent_->hasCreatorsOf(library));
}

Status Registry::addExported(LoadedLibrary& library)
{
    TENON_CHECK(library.offerLogger());
    TENON_ASSIGN(auto const creators, library.exportedCreators());
    for (IPluginCreatorInterface* const creator : creators)
    {
        // A library may export what its static objects have registered already; add() takes that for harmless.
        std::string const space = namespaceOf(*creator);
        add(*creator, space.c_str());
    }
    return {};
}

void Registry::claim(LoadedLibrary const& library)
{
    if (parent_ != nullptr)
    {
        parent_->claim(library);
    }
    std::lock_guard const lock(mutex_);
    for (Registration& r : registrations_)
    {
        if (r.origin.path == library.file().path() && r.library == nullptr)
        {
            r.library = &library;
        }
    }
}

LoadedLibrary const* Registry::otherHandleOf(LoadedLibrary const& library)
{
    std::lock_guard const lock(living().mutex);
    for (Registry const* const registry : living().list)
    {
        std::lock_guard const own(registry->mutex_);
        for (auto const& one : registry->libraries_)
        {
            if (one.get() != &library && one->file().path() == library.file().path())
            {
                return one.get();
            }
        }
    }
    return nullptr;
}

void Registry::letGo(LoadedLibrary const& library)
{
    if (parent_ != nullptr)
    {
        parent_->letGo(library);
    }
    LoadedLibrary const* const other = otherHandleOf(library);
    std::lock_guard const lock(mutex_);
    for (Registration& r : registrations_)
    {
        r.library = r.library == &library && other != nullptr ? other : r.library;
    }
    std::erase_if(registrations_, [&](Registration const& r) { return r.library == &library; });
}

void Registry::unload(LoadedLibrary& library)
{
    letGo(library);
    if (int64_t const alive = liveObjectsOf(library.file().path()); alive != 0)
    {
        say(Severity::kWARNING,
            fmt::format(
                "library \"{}\": expected no plugin objects alive when it is deregistered, found {}; it stays loaded",
                library.file().path(), alive));
        library.file().release();
    }
}

nvinfer1::IPluginRegistry::PluginLibraryHandle Registry::keep(
    std::unique_ptr<LoadedLibrary> library, std::string const& path)
{
    PluginLibraryHandle const handle = library.get();
    // Creators of static objects came while the loader ran, before there was a LoadedLibrary: they are told by where their class lies.
    claim(*library);
    std::lock_guard const lock(mutex_);
    std::erase_if(failed_, [&](FailedLibrary const& f) { return f.path == path; });
    libraries_.push_back(std::move(library));
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
        auto const it =
            std::find_if(libraries_.begin(), libraries_.end(), [&](auto const& one) { return one.get() == handle; });
        if (it != libraries_.end())
        {
            library = std::move(*it);
            libraries_.erase(it);
        }
    }
    if (library == nullptr)
    {
        fail(base::invalidArgument(
            "deregisterLibrary: expected a handle from loadLibrary of this registry, found another ({})", handle));
        return;
    }
    unload(*library);
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

nvinfer1::IPluginResource* Registry::acquirePluginResource(
    char const* key, nvinfer1::IPluginResource* resource) noexcept
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

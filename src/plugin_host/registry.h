// Registry: creators by (namespace, name, version), each with the library that it came from.
#pragma once

#include "base/log.h"
#include "plugin_host/origin.h"
#include "plugin_host/search_path.h"

#include <NvInfer.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tenon::plugin_host
{

class LoadedLibrary;

//! One registered creator.
struct Registration
{
    std::string name, version, pluginNamespace;
    nvinfer1::IPluginCreatorInterface* creator{nullptr}; //!< not owned
    nvinfer1::IPluginCreator* v2{nullptr};               //!< the same object, where it makes V2 plugins
    Origin origin;
    void const* classAddress{nullptr};     //!< inside the library that holds its class
    std::string loaderName;                //!< of that library, as the loader calls it
    LoadedLibrary const* library{nullptr}; //!< the loadLibrary call that brought it
};

//! Why a library could not be loaded, kept for explanations of lookups that fail later.
struct FailedLibrary
{
    std::string path;
    std::string why;
};

//! Implements the public registry. Thread safety: all methods from any thread. Registering calls into the creator without the lock held.
class Registry final : public nvinfer1::IPluginRegistry
{
public:
    //! A registry that also searches `parent`, which may be null and must outlive it.
    explicit Registry(Registry* parent = nullptr);
    //! The same for a parent that is shared: it stays as long as this one.
    explicit Registry(std::shared_ptr<Registry> parent);
    ~Registry() noexcept override;

    //! The process's, getPluginRegistry(). Works while other libraries' static objects are made; never destroyed.
    static Registry& process();

    // nvinfer1::IPluginRegistry
    bool registerCreator(nvinfer1::IPluginCreator& creator, char const* pluginNamespace) noexcept override;
    nvinfer1::IPluginCreator* const* getPluginCreatorList(int32_t* count) const noexcept override;
    nvinfer1::IPluginCreator* getPluginCreator(
        char const* name, char const* version, char const* pluginNamespace) noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override;
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override;
    bool deregisterCreator(nvinfer1::IPluginCreator const& creator) noexcept override;
    bool isParentSearchEnabled() const override;
    void setParentSearchEnabled(bool enabled) override;
    PluginLibraryHandle loadLibrary(char const* path) noexcept override;
    void deregisterLibrary(PluginLibraryHandle handle) noexcept override;
    bool registerCreator(nvinfer1::IPluginCreatorInterface& creator, char const* pluginNamespace) noexcept override;
    nvinfer1::IPluginCreatorInterface* const* getAllCreators(int32_t* count) const noexcept override;
    nvinfer1::IPluginCreatorInterface* getCreator(
        char const* name, char const* version, char const* pluginNamespace) noexcept override;
    bool deregisterCreator(nvinfer1::IPluginCreatorInterface const& creator) noexcept override;
    nvinfer1::IPluginResource* acquirePluginResource(
        char const* key, nvinfer1::IPluginResource* resource) noexcept override;
    int32_t releasePluginResource(char const* key) noexcept override;
    nvinfer1::IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* count) noexcept override;

    //! Loads a library; the handle belongs to the registry until deregisterLibrary. Error has the loader's own text.
    base::Result<PluginLibraryHandle> load(std::string const& path);

    //! Where the registry's own messages go. What was said before there was a logger (while libraries were loaded) is told now. Loggers nest:
    //! each builder or runtime attaches its own and detaches it when it goes; the latest one is told.
    void attachLogger(nvinfer1::ILogger& logger);
    void detachLogger(nvinfer1::ILogger& logger);
    //! The latest logger; null if there is none.
    nvinfer1::ILogger* logger() const;

    //! Searches here, then in the parents where that is enabled; then loads libraries of the search path of the registry at the top, one
    //! after the other, until one brings what is wanted. Says nothing when it finds none. Null if there is none of this kind.
    nvinfer1::IPluginCreator* findV2Creator(
        std::string const& name, std::string const& version, std::string const& pluginNamespace);
    nvinfer1::IPluginCreatorV3One* findV3Creator(
        std::string const& name, std::string const& version, std::string const& pluginNamespace);
    nvinfer1::IPluginCreatorInterface* findCreator(
        std::string const& name, std::string const& version, std::string const& pluginNamespace);

    //! Adds a folder or a library to where lookups that fail go on searching. `source` tells who named it, for messages.
    void addSearchPlace(std::string const& place, std::string const& source);
    //! Loads all libraries there that were not loaded yet, for lists. Those that fail are warned of.
    void loadSearchPlaces();
    //! Where lookups search beyond what is registered: a line for each place.
    std::vector<std::string> searchPlaces() const;

    //! The creator of a plugin whose class lies in the library `libraryPath`, in any registry that lives: the process's, those of builders,
    //! runtimes and engines; where none is from there, the first of that name. Null if there is none. Loads nothing.
    static nvinfer1::IPluginCreatorInterface* findAnywhere(std::string const& name, std::string const& version,
        std::string const& pluginNamespace, std::string const& libraryPath, bool isV2);

    //! While it lives, creators that this thread's code registers in the process's registry go into another: what libraries with static
    //! registration do while they are loaded for one engine.
    class Diversion
    {
    public:
        explicit Diversion(Registry& to);
        ~Diversion();
        Diversion(Diversion const&) = delete;
        Diversion& operator=(Diversion const&) = delete;

    private:
        Registry* previous_;
    };
    //! Registers what a library exports (getCreators, getPluginCreators), and offers it the way to the logger.
    base::Status addExported(LoadedLibrary& library);
    //! Adds a creator that another registry has.
    bool addLike(Registration const& other) { return add(*other.creator, other.pluginNamespace.c_str()); }
    //! True if one of the same name, version and namespace is registered here; parents do not count.
    bool hasOwn(Registration const& other) const;
    //! What is registered here, parents left out.
    std::vector<Registration> ownRegistrations() const;

    //! A copy of what is registered here and in searched parents, for explanations and lists. Those whose library was unloaded behind
    //! the registry's back are left out.
    std::vector<Registration> registrations() const;
    std::vector<std::string> loadedLibraries() const;
    std::vector<FailedLibrary> failedLibraries() const;

private:
    friend class LoadedLibrary;
    struct Resources;
    struct Search;
    enum class Wanted
    {
        kANY,
        kV2,
        kV3,
    };

    std::optional<Registration> find(
        std::string const& name, std::string const& version, std::string const& pluginNamespace, Wanted wanted);
    //! The registry whose search path lookups here go on to; null where parents are not searched.
    Registry* searchRoot();
    //! Loads the next library of the search path; false if there is none.
    bool loadNext(std::string const& name);
    //! Ties registrations whose class lies in a library to its handle, here and in parents: its static objects registered them.
    void claim(LoadedLibrary const& library);
    //! Lets go of them: another handle of the same library takes them over, else they are removed.
    void letGo(LoadedLibrary const& library);
    static LoadedLibrary const* otherHandleOf(LoadedLibrary const& library);
    //! letGo, before the library is closed. One whose objects live stays loaded.
    void unload(LoadedLibrary& library);

    bool add(nvinfer1::IPluginCreatorInterface& creator, char const* pluginNamespace);
    base::Status tryAdd(nvinfer1::IPluginCreatorInterface& creator, char const* pluginNamespace);
    //! Takes a loaded library whose creators are registered.
    PluginLibraryHandle keep(std::unique_ptr<LoadedLibrary> library, std::string const& path);
    //! Says what became of the creators that a library offered while it was loaded.
    void sayWhatCame(LoadedLibrary const& library, size_t registered, size_t taken, size_t faulty) const;
    //! True if a class of a creator that is registered here or in a parent lies in that library.
    bool hasCreatorsOf(LoadedLibrary const& library) const;
    bool remove(nvinfer1::IPluginCreatorInterface const& creator);
    void explainMissing(char const* name, char const* version, char const* pluginNamespace) const;
    void say(base::Severity severity, std::string const& message) const;
    void fail(base::Error const& failure) const;
    //! Creators of libraries that are gone; the lock is held.
    void dropUnloaded() const;

    std::shared_ptr<Registry> keptParent_;
    Registry* parent_;
    std::unique_ptr<Search> search_;
    mutable std::mutex mutex_;
    mutable std::vector<Registration> registrations_;
    std::vector<std::unique_ptr<LoadedLibrary>> libraries_;
    std::vector<FailedLibrary> failed_;
    std::vector<nvinfer1::ILogger*> loggers_;
    mutable std::deque<std::pair<base::Severity, std::string>> unsaid_;
    nvinfer1::IErrorRecorder* recorder_{nullptr};
    bool parentSearch_{true};
    //! Arrays handed out by the list methods; callers may read them after the next registration, so they stay.
    mutable std::vector<std::unique_ptr<std::vector<nvinfer1::IPluginCreatorInterface*>>> lists_;
    mutable std::vector<std::unique_ptr<std::vector<nvinfer1::IPluginCreator*>>> v2Lists_;
    std::unique_ptr<Resources> resources_;
};

} // namespace tenon::plugin_host

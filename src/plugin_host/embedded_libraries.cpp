#include "plugin_host/embedded_libraries.h"

#include "plugin_host/library_loader.h"
#include "plugin_host/plugin_object.h"
#include "plugin_host/traits.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tenon::plugin_host
{
namespace
{

namespace fs = std::filesystem;
using base::ErrorCode;

struct LoadedImages
{
    std::mutex mutex;
    std::map<std::pair<uint64_t, size_t>, std::weak_ptr<SharedLibrary>> byContent; //!< hash and length
};

LoadedImages& loadedImages()
{
    static LoadedImages* const all = new LoadedImages;
    return *all;
}

Status writeAll(int file, std::span<std::byte const> bytes)
{
    while (!bytes.empty())
    {
        ssize_t const written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION, "writing {} bytes of a plugin library: {}", bytes.size(),
                std::strerror(errno));
        }
        bytes = bytes.subspan(static_cast<size_t>(std::max<ssize_t>(written, 0)));
    }
    return {};
}

//! A library's bytes under a path that the loader can open.
struct LibraryFile
{
    std::string path;
    int descriptor{-1}; //!< of a file in memory
    std::string folder; //!< of a file on disk, which is removed once it is loaded
};

std::string plainName(std::string const& name)
{
    std::string plain = fs::path(name).filename().string();
    std::replace_if(
        plain.begin(), plain.end(),
        [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-'; }, '_');
    return plain.empty() || plain.size() > 200 ? "plugin.so" : plain;
}

Result<LibraryFile> writeInMemory(LibraryImage const& image)
{
    LibraryFile file;
    file.descriptor = ::memfd_create(plainName(image.name).c_str(), MFD_CLOEXEC);
    if (file.descriptor < 0)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION, "memfd_create: {}", std::strerror(errno));
    }
    if (Status written = writeAll(file.descriptor, image.bytes); !written.ok())
    {
        ::close(file.descriptor);
        return std::move(written).error();
    }
    file.path = fmt::format("/proc/self/fd/{}", file.descriptor);
    return file;
}

Result<LibraryFile> writeOnDisk(LibraryImage const& image, std::string const& directory)
{
    std::error_code failure;
    std::string const real = fs::canonical(directory, failure).string();
    LibraryFile file;
    file.folder = fmt::format("{}/tenon_plugins_XXXXXX", failure ? directory : real);
    if (::mkdtemp(file.folder.data()) == nullptr)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "temporary directory \"{}\": expected that a folder can be made in it, found: {}; choose "
            "another with IRuntime::setTemporaryDirectory",
            directory, std::strerror(errno));
    }
    file.path = fmt::format("{}/{}", file.folder, plainName(image.name));
    int const descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    Status written = descriptor < 0 ? Status(base::error(ErrorCode::kFAILED_EXECUTION, "\"{}\": cannot be written: {}",
                         file.path, std::strerror(errno)))
                                    : writeAll(descriptor, image.bytes);
    if (descriptor >= 0)
    {
        ::close(descriptor);
    }
    if (!written.ok())
    {
        std::error_code ignored;
        fs::remove_all(file.folder, ignored);
        return std::move(written).error();
    }
    return file;
}

Result<LibraryFile> writeLibrary(LibraryImage const& image, HostCodeRules const& rules)
{
    if (rules.inMemory)
    {
        auto file = writeInMemory(image);
        if (file.ok() || !rules.temporaryFiles)
        {
            return file;
        }
    }
    if (!rules.temporaryFiles)
    {
        return base::error(ErrorCode::kINVALID_STATE,
            "expected leave to make a file for it, found none; set TempfileControlFlag::kALLOW_IN_MEMORY_FILES or "
            "kALLOW_TEMPORARY_FILES (IRuntime::setTempfileControlFlags)");
    }
    return writeOnDisk(image, rules.temporaryDirectory);
}

} // namespace

Result<std::shared_ptr<SharedLibrary>> SharedLibrary::of(
    LibraryImage const& image, HostCodeRules const& rules, base::Log const& log)
{
    std::lock_guard const lock(loadedImages().mutex);
    std::weak_ptr<SharedLibrary>& known = loadedImages().byContent[{image.contentHash, image.bytes.size()}];
    if (std::shared_ptr<SharedLibrary> shared = known.lock())
    {
        return shared;
    }
    std::shared_ptr<SharedLibrary> shared(new SharedLibrary);
    shared->name_ = image.name;
    if (log.logger() != nullptr)
    {
        shared->registry_.attachLogger(*log.logger());
    }
    TENON_ASSIGN(LibraryFile const file, writeLibrary(image, rules));
    shared->descriptor_ = file.descriptor;
    auto loaded = [&] {
        Registry::Diversion const diversion(shared->registry_);
        return LoadedLibrary::load(file.path);
    }();
    if (loaded.ok())
    {
        // What its file says is asked now, while there is one.
        nameOrigin((*loaded)->file().path(), fmt::format("{} in the engine file", image.name));
    }
    if (!file.folder.empty())
    {
        std::error_code ignored;
        fs::remove_all(file.folder, ignored);
    }
    if (!loaded.ok())
    {
        return std::move(loaded).error();
    }
    shared->library_ = *std::move(loaded);
    {
        Registry::Diversion const diversion(shared->registry_);
        TENON_CHECK(shared->registry_.addExported(*shared->library_));
    }
    if (log.logger() != nullptr)
    {
        shared->registry_.detachLogger(*log.logger());
    }
    known = shared;
    return shared;
}

void SharedLibrary::shareWith(std::shared_ptr<Registry> const& registry)
{
    std::lock_guard const lock(mutex_);
    for (Registration const& registration : registrations())
    {
        if (!registry->hasOwn(registration) && registry->addLike(registration))
        {
            shared_.emplace_back(registry, registration.creator);
        }
    }
}

SharedLibrary::~SharedLibrary()
{
    for (auto const& [registry, creator] : shared_)
    {
        if (std::shared_ptr<Registry> const alive = registry.lock())
        {
            alive->deregisterCreator(*creator);
        }
    }
    if (library_ != nullptr)
    {
        std::string const path = library_->file().path();
        if (liveObjectsOf(path) != 0)
        {
            library_->file().release();
        }
        library_.reset();
        void* const still = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
        if (still != nullptr)
        {
            // The loader still knows it by this name, which nobody else must get.
            ::dlclose(still);
            return;
        }
        ::dlerror();
        forgetOrigin(path);
        forgetTraits(path);
    }
    if (descriptor_ >= 0)
    {
        ::close(descriptor_);
    }
}

Result<EnginePlugins> loadEmbedded(std::span<LibraryImage const> images,
    std::shared_ptr<nvinfer1::IPluginRegistry> const& parent, HostCodeRules const& rules, base::Log const& log)
{
    if (images.empty())
    {
        return EnginePlugins{parent, nullptr};
    }
    std::string names;
    for (LibraryImage const& image : images)
    {
        names += (names.empty() ? "" : ", ") + image.name;
    }
    if (!rules.allowed)
    {
        return base::error(ErrorCode::kINVALID_STATE,
            "plugin libraries inside the engine ({}): expected leave to run their code, found none; call "
            "IRuntime::setEngineHostCodeAllowed(true) if you trust the engine",
            names);
    }
    auto const ours = std::dynamic_pointer_cast<Registry>(parent);
    if (ours == nullptr)
    {
        return base::invalidArgument("plugin registry: expected one of this library, found another");
    }
    struct Kept
    {
        std::vector<std::shared_ptr<SharedLibrary>> libraries;
        std::shared_ptr<Registry> parent;
        std::shared_ptr<Registry> own;
    };
    auto kept = std::make_shared<Kept>();
    kept->parent = ours;
    kept->own = std::make_shared<Registry>(ours);
    for (LibraryImage const& image : images)
    {
        TENON_ASSIGN(std::shared_ptr<SharedLibrary> library,
            SharedLibrary::of(image, rules, log).withNote("plugin library \"{}\" inside the engine", image.name));
        size_t count = 0;
        for (Registration const& registration : library->registrations())
        {
            kept->own->addLike(registration);
            ++count;
        }
        // The runtime's registry has them too; where it has others of the name already, those stay there and the engine uses its own.
        library->shareWith(ours);
        log.verbose("plugin library \"{}\" inside the engine: loaded, {} creators", image.name, count);
        kept->libraries.push_back(std::move(library));
    }
    std::shared_ptr<nvinfer1::IPluginRegistry> registry(kept->own);
    return EnginePlugins{std::move(registry), std::move(kept)};
}

} // namespace tenon::plugin_host

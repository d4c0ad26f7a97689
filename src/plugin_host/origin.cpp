#include "plugin_host/origin.h"

#include "base/dynamic_library.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <mutex>

namespace tenon::plugin_host
{

namespace
{

//! Libraries that drive a GPU. A program that is linked with them may be any; a library of plugins calls them in its plugins.
constexpr std::array<std::string_view, 9> kGpuLibraries{"libcudart.so", "libcuda.so", "libcublas.so", "libcublasLt.so",
    "libcudnn", "libcufft.so", "libcusparse.so", "libcurand.so", "libnvrtc.so"};
//! They hold GPU code for their own purposes.
constexpr std::array<std::string_view, 3> kHostLibraries{"libnvinfer", "libnvonnxparser", "libtenon"};

template <size_t kCount>
bool startsWithOneOf(std::string_view name, std::array<std::string_view, kCount> const& beginnings)
{
    return std::any_of(
        beginnings.begin(), beginnings.end(), [&](std::string_view beginning) { return name.starts_with(beginning); });
}

bool holdsGpuCode(base::ElfFacts const& facts)
{
    return facts.hasSection(".nv_fatbin") || facts.hasSection(".nvFatBinSegment");
}

bool isTheProgram(std::string const& path)
{
    std::error_code failure;
    return std::filesystem::equivalent(path, "/proc/self/exe", failure);
}

//! What shows that the code in a file is for GPUs; empty if nothing does.
std::string gpuEvidenceIn(std::string const& path, base::ElfFacts const& facts)
{
    if (holdsGpuCode(facts))
    {
        return "holds GPU code (section .nv_fatbin)";
    }
    if (isTheProgram(path))
    {
        return {};
    }
    for (std::string const& name : facts.needed)
    {
        if (startsWithOneOf(name, kGpuLibraries))
        {
            return fmt::format("is linked with {}", name);
        }
        std::string const found = startsWithOneOf(name, kHostLibraries) ? std::string() : base::loadedLibrary(name);
        auto const inside = found.empty() ? base::Result<base::ElfFacts>(base::ElfFacts{}) : base::readElf(found);
        if (inside.ok() && holdsGpuCode(*inside))
        {
            return fmt::format("is linked with {}, which holds GPU code", found);
        }
    }
    return {};
}

} // namespace

std::string Origin::text() const
{
    if (path.empty())
    {
        return "an unknown library";
    }
    return buildId.empty() ? place() : fmt::format("{} (build {})", place(), buildId.substr(0, 12));
}

namespace
{

struct KnownOrigins
{
    std::mutex mutex;
    std::map<std::string, Origin> byPath;

    //! The lock is held.
    Origin& of(std::string const& path)
    {
        auto const [it, isNew] = byPath.try_emplace(path);
        if (isNew)
        {
            it->second.path = path;
            if (auto const facts = base::readElf(path); facts.ok())
            {
                it->second.buildId = facts->buildId;
                it->second.gpuEvidence = gpuEvidenceIn(path, *facts);
                it->second.hasGpuCode = !it->second.gpuEvidence.empty();
            }
        }
        return it->second;
    }
};

KnownOrigins& knownOrigins()
{
    static KnownOrigins* const known = new KnownOrigins;
    return *known;
}

} // namespace

Origin originOf(void const* address)
{
    std::string const path = base::libraryOf(address);
    if (path.empty())
    {
        return {};
    }
    std::lock_guard const lock(knownOrigins().mutex);
    return knownOrigins().of(path);
}

void nameOrigin(std::string const& path, std::string const& shownPath)
{
    std::lock_guard const lock(knownOrigins().mutex);
    knownOrigins().of(path).shownPath = shownPath;
}

void forgetOrigin(std::string const& path)
{
    std::lock_guard const lock(knownOrigins().mutex);
    knownOrigins().byPath.erase(path);
}

} // namespace tenon::plugin_host

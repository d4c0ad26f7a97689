#include "plugin_host/traits.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

namespace tenon::plugin_host
{
namespace
{

struct Declarations
{
    std::mutex mutex;
    std::map<std::tuple<std::string, std::string, std::string>, TenonPluginTraits> byPlugin; //!< name, version, library
    std::deque<std::vector<TenonDataSize>> dataSizes;                                        //!< likewise
    std::set<std::string> expressions; //!< that byPlugin points to; kept, since copies of traits are out
};

Declarations& declarations()
{
    static Declarations* const all = new Declarations;
    return *all;
}

} // namespace

void declareTraits(
    std::string_view name, std::string_view version, TenonPluginTraits const& traits, Origin const& origin)
{
    std::lock_guard const lock(declarations().mutex);
    TenonPluginTraits& kept = declarations().byPlugin[{std::string(name), std::string(version), origin.path}];
    kept = traits;
    if (traits.expression != nullptr)
    {
        kept.expression = declarations().expressions.emplace(traits.expression).first->c_str();
    }
    kept.dataSizeCount = traits.dataSizes == nullptr ? 0 : std::max(traits.dataSizeCount, 0);
    kept.dataSizes = nullptr;
    if (kept.dataSizeCount != 0)
    {
        declarations().dataSizes.emplace_back(traits.dataSizes, traits.dataSizes + kept.dataSizeCount);
        kept.dataSizes = declarations().dataSizes.back().data();
    }
}

void forgetTraits(std::string const& libraryPath)
{
    std::lock_guard const lock(declarations().mutex);
    std::erase_if(declarations().byPlugin, [&](auto const& one) { return std::get<2>(one.first) == libraryPath; });
}

TenonPluginTraits traitsOf(PluginIdentity const& identity)
{
    std::lock_guard const lock(declarations().mutex);
    auto const it = declarations().byPlugin.find({identity.name, identity.version, identity.origin.path});
    return it == declarations().byPlugin.end() ? TenonPluginTraits{} : it->second;
}

uint32_t devicesOf(PluginIdentity const& identity)
{
    if (uint32_t const declared = traitsOf(identity).devices; declared != 0)
    {
        return declared;
    }
    return identity.origin.hasGpuCode ? TENON_PLUGIN_ON_CUDA : TENON_PLUGIN_ON_CPU;
}

base::Result<devices::DeviceKind> placeOf(PluginIdentity const& identity, devices::Device const& device)
{
    bool const cuda = (devicesOf(identity) & TENON_PLUGIN_ON_CUDA) != 0;
    if (device.kind() == devices::DeviceKind::kCUDA && !cuda)
    {
        return devices::DeviceKind::kCPU;
    }
    TENON_CHECK(checkServesDevice(identity, device));
    return device.kind();
}

base::Status checkServesDevice(PluginIdentity const& identity, devices::Device const& device)
{
    uint32_t const served = devicesOf(identity);
    if (device.kind() == devices::DeviceKind::kCPU && (served & TENON_PLUGIN_ON_CPU) == 0)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected a plugin that serves the CPU, found one for CUDA: its library {} {} and declares no CPU; use a CUDA "
            "device (TENON_DEVICE=cuda), or write a CPU path and declare it with TENON_PLUGIN_TRAITS (tenon/plugin_traits.h)",
            identity.label(), identity.origin.text(),
            identity.origin.hasGpuCode ? identity.origin.gpuEvidence : "says so");
    }
    if (device.kind() == devices::DeviceKind::kCUDA && (served & TENON_PLUGIN_ON_CUDA) == 0)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected a plugin that serves CUDA, found one for the CPU (its library {} holds no GPU code and declares no CUDA); run it on "
            "the CPU (TENON_DEVICE=cpu)",
            identity.label(), identity.origin.text());
    }
    return {};
}

} // namespace tenon::plugin_host

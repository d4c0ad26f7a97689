#include "api/engine/load_engine.h"

#include "builder/build.h"
#include "ops/ops.h"
#include "plugin_host/plugin_host.h"
#include "runtime/refit.h"

#include <cstdlib>

namespace tenon::api
{
namespace
{

//! The plan's weights lie in the image, the code of its plugins in libraries; the plan goes first.
struct Kept
{
    plugin_host::EnginePlugins plugins;
    std::shared_ptr<void const> image;
    plan::Plan plan;
};

//! TENON_TUNE: whether a plan that was not tuned for the device is tuned when it is loaded, or runs by heuristics.
base::Result<bool> tunesOnLoad()
{
    char const* const wish = std::getenv("TENON_TUNE");
    std::string_view const text = wish == nullptr || *wish == '\0' ? "on" : wish;
    if (text != "on" && text != "off")
    {
        return base::invalidArgument("TENON_TUNE: expected on or off, found \"{}\"", text);
    }
    return text == "on";
}

//! Gives the plan an overlay for the device, and says so.
base::Status addOverlay(plan::Plan& plan, devices::Device& device, base::Log const& messages)
{
    if (std::vector<std::string> const missing = runtime::missingWeights(plan.network); !missing.empty())
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "engine \"{}\": expected to be tuned for {}, since its plan was stripped of weights and cannot be tuned without, found other "
            "devices; build it for this device, or without BuilderFlag::kSTRIP_PLAN",
            plan.settings.name, device.description());
    }
    TENON_ASSIGN(bool const tunes, tunesOnLoad());
    messages.info("engine \"{}\": was not tuned for {}; {} (build it there to avoid this)", plan.settings.name,
        device.description(), tunes ? "it is tuned now" : "runs by heuristics, as TENON_TUNE=off asks");
    builder::TimingOptions timing;
    timing.enabled = tunes;
    TENON_ASSIGN(int64_t const measurements, builder::tune(plan, device, timing, messages));
    if (tunes)
    {
        messages.info("engine \"{}\": tuned for {} by {} measurements{}", plan.settings.name, device.description(),
            measurements, measurements == 0 ? ", since each layer has one implementation there" : "");
    }
    return {};
}

} // namespace

base::Result<devices::Device*> deviceFor(plan::Plan const& plan)
{
    TENON_ASSIGN(devices::Device * standard, devices::defaultDevice());
    char const* const wanted = std::getenv("TENON_DEVICE");
    if ((wanted != nullptr && *wanted != '\0') || plan.overlayFor(*standard) != nullptr)
    {
        return standard;
    }
    for (plan::Overlay const& overlay : plan.overlays)
    {
        auto const device = devices::deviceNamed(devices::name(overlay.device));
        if (device.ok() && plan.overlayFor(**device) != nullptr)
        {
            return *device;
        }
    }
    return standard;
}

namespace
{

base::Result<plugin_host::EnginePlugins> loadPlugins(
    plan::Image const& image, EngineSources const& sources, base::Log const& messages)
{
    TENON_ASSIGN(std::vector<plan::Library> const libraries, plan::readLibraries(image));
    std::vector<plugin_host::LibraryImage> images;
    for (plan::Library const& library : libraries)
    {
        images.push_back({library.name, library.bytes, library.hash});
    }
    return plugin_host::loadEmbedded(images, sources.registry, sources.hostCode, messages);
}

} // namespace

base::Result<std::shared_ptr<runtime::Engine>> loadEngine(
    plan::Image const& image, devices::Device* device, base::Log const& log, EngineSources const& sources)
{
    // Failures are reported by the caller, at the boundary: from here on there is only the logger.
    base::Log const messages(log.logger());
    graph::OpFactory factory;
    ops::addToFactory(factory);
    TENON_ASSIGN(plugin_host::EnginePlugins plugins, loadPlugins(image, sources, messages));
    plugin_host::addToFactory(factory, *plugins.registry, messages);
    TENON_ASSIGN(plan::Plan plan, plan::read(image, factory, messages));
    if (device == nullptr)
    {
        TENON_ASSIGN(device, deviceFor(plan));
    }
    if (plan.overlayFor(*device) == nullptr)
    {
        TENON_CHECK(addOverlay(plan, *device, messages));
    }
    auto const kept = std::make_shared<Kept>(Kept{std::move(plugins), image.owner, std::move(plan)});
    return runtime::Engine::create({kept, &kept->plan}, *device, messages, userMemory(sources.allocator, *device));
}

} // namespace tenon::api

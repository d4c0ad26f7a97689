#include "api/engine/load_engine.h"

#include "builder/build.h"
#include "ops/ops.h"
#include "plugin_host/plugin_host.h"

#include <cstdlib>

namespace tenon::api
{
namespace
{

//! The plan's weights lie in the image; the plan goes first.
struct Kept
{
    std::shared_ptr<void const> image;
    plan::Plan plan;
};

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

base::Result<std::shared_ptr<runtime::Engine>> loadEngine(
    plan::Image const& image, devices::Device* device, base::Log const& log)
{
    // Failures are reported by the caller, at the boundary: from here on there is only the logger.
    base::Log const messages(log.logger());
    graph::OpFactory factory;
    ops::addToFactory(factory);
    plugin_host::addToFactory(factory, plugin_host::processRegistry(), messages);
    TENON_ASSIGN(plan::Plan plan, plan::read(image, factory, messages));
    if (device == nullptr)
    {
        TENON_ASSIGN(device, deviceFor(plan));
    }
    if (plan.overlayFor(*device) == nullptr)
    {
        messages.info(
            "engine \"{}\": not tuned for this device ({}); chooses its kernels now (build it there to avoid this)",
            plan.settings.name, device->description());
        TENON_CHECK(builder::tune(plan, *device, messages));
    }
    auto const kept = std::make_shared<Kept>(Kept{image.owner, std::move(plan)});
    return runtime::Engine::create({kept, &kept->plan}, *device, messages);
}

} // namespace tenon::api

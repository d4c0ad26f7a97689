#include "plan/plan.h"

namespace tenon::plan
{

Overlay const* Plan::overlayFor(devices::Device const& device) const
{
    // Kernels choose their instruction set when they run, so that an overlay of the same kind of device serves; one that was
    // tuned on the very same device is better.
    Overlay const* sameKind = nullptr;
    std::string const description = device.description();
    for (Overlay const& overlay : overlays)
    {
        if (overlay.device != device.kind())
        {
            continue;
        }
        if (overlay.deviceDescription == description)
        {
            return &overlay;
        }
        sameKind = sameKind == nullptr ? &overlay : sameKind;
    }
    return sameKind;
}

} // namespace tenon::plan

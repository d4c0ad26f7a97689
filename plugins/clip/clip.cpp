#include "plugins/clip/clip.h"

#include "plugins/clip/clip_kernel.h"

namespace tenon::plugins
{

std::string Clip::validate() const
{
    return clipMin <= clipMax ? std::string()
                              : "expected \"clipMin\" to be at most \"clipMax\", found " + std::to_string(clipMin)
            + " and " + std::to_string(clipMax);
}

int32_t Clip::enqueueCpu(plugin::Call const& call) const
{
    return clip::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

// Clip_TRT version 1: y = min(max(x, clipMin), clipMax).
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct Clip : plugin::Plugin
{
    static constexpr char const* kName = "Clip_TRT";
    static constexpr char const* kVersion = "1";

    float clipMin{0.0F};
    float clipMax{1.0F};

    template <typename D>
    static void declare(D& d)
    {
        d.about("y = min(max(x, clipMin), clipMax); NaN stays NaN.");
        d.input("x", "any shape");
        d.output("y", "shaped as `x`");
        d.field("clipMin", &Clip::clipMin, "the least value");
        d.field("clipMax", &Clip::clipMax, "the greatest value");
        d.expression("min(max(x, clipMin), clipMax)");
        d.capturable();
    }

    std::string validate() const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using ClipCreator = plugin::Creator<Clip, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins

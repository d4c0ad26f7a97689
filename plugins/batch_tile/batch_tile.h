// BatchTilePlugin_TRT version 1: repeats a tensor for each image of a batch.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct BatchTile : plugin::Plugin
{
    static constexpr char const* kName = "BatchTilePlugin_TRT";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        d.about("`tile`, repeated as many times as `like` has images.");
        d.input("like", "[N, …]; only its batch counts");
        d.input("tile",
            "[1, C, H, W]; with implicit batch also of dims 1, C, H, W, and then only the first of the batch counts");
        d.output("y", "[N, C, H, W]");
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using BatchTileCreator = plugin::Creator<BatchTile, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins

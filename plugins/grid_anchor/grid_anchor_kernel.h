// Sizes of a layer's anchors on the host, then the grid; see plugins/common/detection/priors.h. With s_k = min + (max − min) · k / (L − 1),
// s_L = 1, an anchor of scale s and aspect ratio r is s·√r wide and s/√r high:
//
//     layer 0:     (0.1, 1), (s_0, 2), (s_0, 1/2)
//     layer k > 0: (s_k, r) for each ratio r, then (√(s_k · s_{k+1}), 1)
#pragma once

#include "plugins/common/detection/priors.h"
#include "plugins/grid_anchor/grid_anchor.h"

#include <cmath>

namespace tenon::plugins::grid_anchor
{

inline PriorGrid gridOf(GridAnchor const& impl, int32_t layer)
{
    auto const scaleOf = [&](int32_t k) {
        return k == impl.numLayers ? 1.0F
                                   : (impl.numLayers == 1 ? impl.minSize
                                                          : impl.minSize
                                               + (impl.maxSize - impl.minSize) * static_cast<float>(k)
                                                   / static_cast<float>(impl.numLayers - 1));
    };
    PriorGrid grid{};
    auto const add = [&](float scale, float ratio) {
        grid.halfWidths[grid.priors] = scale * std::sqrt(ratio) * 0.5F;
        grid.halfHeights[grid.priors++] = scale / std::sqrt(ratio) * 0.5F;
    };
    if (layer == 0)
    {
        add(0.1F, 1.0F);
        add(scaleOf(0), 2.0F);
        add(scaleOf(0), 0.5F);
    }
    else
    {
        for (float const ratio : impl.aspectRatios)
        {
            add(scaleOf(layer), ratio);
        }
        add(std::sqrt(scaleOf(layer) * scaleOf(layer + 1)), 1.0F);
    }
    grid.height = impl.heightOf(layer);
    grid.width = impl.widthOf(layer);
    grid.offset = 0.5F;
    grid.stepX = 1.0F / static_cast<float>(grid.width);
    grid.stepY = 1.0F / static_cast<float>(grid.height);
    std::copy(impl.variance.begin(), impl.variance.end(), grid.variances);
    return grid;
}

template <typename Run>
int32_t enqueueOn(Run const& run, GridAnchor const& impl, plugin::Call const& call)
{
    int32_t status = 0;
    for (int32_t layer = 0; layer < impl.numLayers; ++layer)
    {
        status |= writePriors(run, gridOf(impl, layer), call.output(layer));
    }
    return status;
}

} // namespace tenon::plugins::grid_anchor

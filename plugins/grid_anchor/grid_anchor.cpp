#include "plugins/grid_anchor/grid_anchor.h"

#include "plugins/grid_anchor/grid_anchor_kernel.h"

namespace tenon::plugins
{

std::string GridAnchor::validate() const
{
    auto const count = static_cast<int32_t>(featureMapShapes.size());
    return count == numLayers || count == 2 * numLayers
        ? std::string()
        : "expected one or two extents in \"featureMapShapes\" for each of \"numLayers\" (" + std::to_string(numLayers)
            + "), found " + std::to_string(count);
}

std::string GridAnchorRect::validate() const
{
    return static_cast<int32_t>(featureMapShapes.size()) == 2 * numLayers
        ? std::string()
        : "expected height and width in \"featureMapShapes\" for each of \"numLayers\" (" + std::to_string(numLayers)
            + "), found " + std::to_string(featureMapShapes.size()) + " numbers";
}

int32_t GridAnchor::priorsOf(int32_t layer) const
{
    return layer == 0 ? 3 : static_cast<int32_t>(aspectRatios.size()) + 1;
}

int64_t GridAnchor::heightOf(int32_t layer) const
{
    bool const pairs = static_cast<int32_t>(featureMapShapes.size()) == 2 * numLayers;
    return featureMapShapes[static_cast<size_t>(pairs ? 2 * layer : layer)];
}

int64_t GridAnchor::widthOf(int32_t layer) const
{
    bool const pairs = static_cast<int32_t>(featureMapShapes.size()) == 2 * numLayers;
    return featureMapShapes[static_cast<size_t>(pairs ? 2 * layer + 1 : layer)];
}

void GridAnchor::outputShapes(plugin::Shapes& s) const
{
    plugin::Dim const batch = s.inputCount() == 0 || s.input(0).empty() ? s.batch() : s.input(0)[0];
    for (int32_t layer = 0; layer < numLayers; ++layer)
    {
        s.output(layer) = {batch, 2, heightOf(layer) * widthOf(layer) * priorsOf(layer) * 4, 1};
    }
}

int32_t GridAnchor::enqueueCpu(plugin::Call const& call) const
{
    return grid_anchor::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

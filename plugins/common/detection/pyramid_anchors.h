// Anchors of a region proposal network over a feature pyramid: one size for each level, three shapes of it in each cell.
//
// Level l of five has cells of s = 4 · 2^l pixels and anchors of 32 · 2^l pixels; anchors stand by level, row, column, shape.
//
// Source: T.-Y. Lin et al., "Feature pyramid networks for object detection", 2017.
#pragma once

#include "plugins/common/detection/boxes.h"

namespace tenon::plugins
{

struct PyramidAnchors
{
    static constexpr int32_t kLevels = 5;
    static constexpr int32_t kShapes = 3;

    int64_t height, width; //!< of the image, in pixels
    bool centred;          //!< anchors are around the centres of cells, else around their first corners
    float widths[kShapes], heights[kShapes]; //!< of the first level's anchors

    TENON_BOTH static int64_t strideOf(int32_t level) { return int64_t{4} << level; }
    //! Cells that lie one behind the other along an extent of the image.
    TENON_BOTH int64_t cells(int64_t extent, int32_t level) const
    {
        int64_t const stride = strideOf(level);
        return (extent + stride - 1 - (centred ? stride / 2 : 0)) / stride;
    }
    TENON_BOTH int64_t count(int32_t level) const { return cells(height, level) * cells(width, level) * kShapes; }
    int64_t count() const
    {
        int64_t sum = 0;
        for (int32_t level = 0; level < kLevels; ++level)
        {
            sum += count(level);
        }
        return sum;
    }
    //! In pixels; x2 and y2 are where the next pixel behind the anchor begins.
    TENON_BOTH Box anchor(int32_t level, int64_t index) const
    {
        int64_t const shape = index % kShapes;
        int64_t const cell = index / kShapes;
        int64_t const columns = cells(width, level);
        int64_t const stride = strideOf(level);
        int64_t const first = centred ? stride / 2 : 0;
        auto const x = static_cast<float>(first + cell % columns * stride);
        auto const y = static_cast<float>(first + cell / columns * stride);
        auto const scale = static_cast<float>(1 << level);
        float const halfWidth = widths[shape] * scale * 0.5F;
        float const halfHeight = heights[shape] * scale * 0.5F;
        return {x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight};
    }
    //! Of all levels, one behind the other.
    TENON_BOTH Box anchor(int64_t index) const
    {
        int32_t level = 0;
        for (int64_t of = count(0); level + 1 < kLevels && index >= of; of = count(level))
        {
            index -= of;
            ++level;
        }
        return anchor(level, index);
    }
};

} // namespace tenon::plugins

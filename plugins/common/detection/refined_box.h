// A box moved and stretched by what a network says of it, (dy, dx, dh, dw):
//
//     cy + scale · dy · h, cx + scale · dx · w, h · exp(min(stretch · dh, most)), w · exp(min(stretch · dw, most)), clipped
//
// Source: R. Girshick et al., "Rich feature hierarchies for accurate object detection and semantic segmentation", 2014.
#pragma once

#include "plugins/common/detection/boxes.h"

#include <cmath>

namespace tenon::plugins
{

struct BoxRefiner
{
    float scale, stretch; //!< of moves and of logarithms of sizes
    float most;           //!< of logarithms
    float edge;           //!< see area(): 1 where coordinates name pixels
    float right, bottom;  //!< the result lies in [0, right] × [0, bottom]

    //! Mask R-CNN in Keras: coordinates are relative to the image, deltas have standard deviations of 0.1 and 0.2.
    static BoxRefiner relative() { return {0.1F, 0.2F, INFINITY, 0.0F, 1.0F, 1.0F}; }
    //! Mask R-CNN of TensorFlow's models: coordinates name pixels, a box becomes at most 62.5 times as large.
    static BoxRefiner ofPixels(float scale, float stretch, int32_t height, int32_t width)
    {
        return {scale, stretch, std::log(1000.0F / 16.0F), 1.0F, static_cast<float>(width - 1),
            static_cast<float>(height - 1)};
    }

    //! `deltas`: dy, dx, dh, dw.
    template <typename T>
    TENON_BOTH Box operator()(Box const& box, T const* deltas) const
    {
        float const width = box.x2 - box.x1 + edge;
        float const height = box.y2 - box.y1 + edge;
        float const centreY = box.y1 + 0.5F * height + real(deltas[0]) * scale * height;
        float const centreX = box.x1 + 0.5F * width + real(deltas[1]) * scale * width;
        float const newHeight = height * expf(lesser(real(deltas[2]) * stretch, most));
        float const newWidth = width * expf(lesser(real(deltas[3]) * stretch, most));
        float const y1 = centreY - 0.5F * newHeight;
        float const x1 = centreX - 0.5F * newWidth;
        return clipped({x1, y1, x1 + newWidth - edge, y1 + newHeight - edge}, right, bottom);
    }
};

//! y1, x1, y2, x2, as TensorFlow and Keras have boxes.
template <typename T>
TENON_BOTH Box rowsFirstBox(T const* from)
{
    return {real(from[1]), real(from[0]), real(from[3]), real(from[2])};
}
template <typename T>
TENON_BOTH void writeRowsFirst(Box const& box, T* to)
{
    to[0] = number<T>(box.y1);
    to[1] = number<T>(box.x1);
    to[2] = number<T>(box.y2);
    to[3] = number<T>(box.x2);
}

} // namespace tenon::plugins

// y[n, c] = x[n, c];  y[n, C, h, w] = −1 + 2h / (H − 1);  y[n, C + 1, h, w] = −1 + 2w / (W − 1); −1 where the extent is 1
//
// Memory:    each element is read once and written once; coordinates are computed.
// Accuracy:  fp32; fp16 rounded once.
#pragma once

#include "plugins/common/run.h"
#include "plugins/coord_conv_ac/coord_conv_ac.h"

namespace tenon::plugins::coord_conv_ac
{

template <typename T>
struct Coordinate
{
    T* y;
    int64_t imageElements; //!< of y
    int64_t begin;         //!< of the coordinates in an image of y
    int64_t height, width;

    TENON_BOTH static float at(int64_t index, int64_t extent)
    {
        return extent == 1 ? -1.0F : -1.0F + static_cast<float>(index) * (2.0F / static_cast<float>(extent - 1));
    }
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const plane = height * width;
        int64_t const image = index / (2 * plane);
        int64_t const inImage = index - image * 2 * plane;
        int64_t const inPlane = inImage % plane;
        float const value = inImage < plane ? at(inPlane / width, height) : at(inPlane % width, width);
        y[image * imageElements + begin + inImage] = number<T>(value);
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, CoordConvAc const&, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    plugin::Tensor const& y = call.output(0);
    int64_t const images = x.dim(0);
    int64_t const plane = x.dim(2) * x.dim(3);
    int64_t const bytes = plugin::bytesOf(x.type());
    int64_t const from = x.dim(1) * plane;
    int64_t const to = y.dim(1) * plane;
    if (run.copyRows({x.data, from * bytes, y.data, to * bytes, from * bytes, images}) != 0)
    {
        return 1;
    }
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        return run.each(images * 2 * plane, Coordinate<T>{y.as<T>(), to, from, x.dim(2), x.dim(3)});
    });
}

} // namespace tenon::plugins::coord_conv_ac

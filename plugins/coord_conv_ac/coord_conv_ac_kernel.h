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

//! The coordinates of every image, by rows of the map; `copy` brings the images' own channels. On the CPU.
template <typename T>
struct ImageOnCpu
{
    Coordinate<T> coordinate;
    T const* x;
    int64_t rowPieces;

    //! A piece of an image's rows: its part of all channels.
    void operator()(int64_t index) const
    {
        Coordinate<T> const& c = coordinate;
        int64_t const image = index / rowPieces;
        int64_t const piece = index % rowPieces;
        T* const to = c.y + image * c.imageElements;
        int64_t const first = c.begin * piece / rowPieces;
        int64_t const last = c.begin * (piece + 1) / rowPieces;
        std::memcpy(to + first, x + image * c.begin + first, static_cast<size_t>(last - first) * sizeof(T));
        T* const rows = to + c.begin;
        T* const columns = rows + c.height * c.width;
        for (int64_t h = c.height * piece / rowPieces; h < c.height * (piece + 1) / rowPieces; ++h)
        {
            std::fill(rows + h * c.width, rows + (h + 1) * c.width, number<T>(Coordinate<T>::at(h, c.height)));
            for (int64_t w = 0; w < c.width; ++w)
            {
                columns[h * c.width + w] = number<T>(Coordinate<T>::at(w, c.width));
            }
        }
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
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        Coordinate<T> const coordinate{y.as<T>(), to, from, x.dim(2), x.dim(3)};
        if constexpr (Run::kIsCuda)
        {
            return run.copyRows({x.data, from * bytes, y.data, to * bytes, from * bytes, images})
                | run.each(images * 2 * plane, coordinate);
        }
        else
        {
            int64_t const pieces = std::clamp<int64_t>(to / (64 * 1024), 1, std::max<int64_t>(x.dim(2), 1));
            return run.each(images * pieces, ImageOnCpu<T>{coordinate, x.as<T const>(), pieces},
                std::max<int64_t>(1, 64 * 1024 * pieces / std::max<int64_t>(to, 1)));
        }
    });
}

} // namespace tenon::plugins::coord_conv_ac

// Where a deformable convolution reads: four neighbours of a displaced place, those outside of the image being 0.
#pragma once

#include "plugins/common/run.h"

#include <cmath>

namespace tenon::plugins::modulated_deform_conv
{

struct Shape
{
    int64_t images, channels, height, width, outChannels, outHeight, outWidth, kernelHeight, kernelWidth;
    int64_t strideY, strideX, paddingY, paddingX, dilationY, dilationX, groups, deformableGroups;

    TENON_BOTH int64_t taps() const { return kernelHeight * kernelWidth; }
    TENON_BOTH int64_t plane() const { return outHeight * outWidth; }
    TENON_BOTH int64_t depth() const { return channels / groups * taps(); }
};

//! Four neighbours of a sample in a plane and what they count, the mask included.
template <typename Index>
struct Tap
{
    Index at[4];
    float weights[4];
};

template <typename T>
struct Sampler
{
    T const* x;
    T const* offset;
    T const* mask;
    Shape s;

    //! Index: of places in planes of x and of the output; a GPU divides those of 32 bits several times as fast.
    template <typename Index>
    TENON_BOTH Tap<Index> tap(int64_t image, int64_t deformable, Index k, Index position) const
    {
        auto const outWidth = static_cast<Index>(s.outWidth);
        auto const kernelWidth = static_cast<Index>(s.kernelWidth);
        return tapAt<Index>(
            image, deformable, k, k / kernelWidth, k % kernelWidth, position, position / outWidth, position % outWidth);
    }
    //! Element k of the kernel in a row and column of it, and a position in a row and column of the output.
    template <typename Index>
    TENON_BOTH Tap<Index> tapAt(int64_t image, int64_t deformable, Index k, Index tapRow, Index tapColumn,
        Index position, Index row, Index column) const
    {
        int64_t const plane = s.plane();
        T const* const displacement =
            offset + ((image * s.deformableGroups + deformable) * 2 * s.taps() + 2 * k) * plane + position;
        float const modulation =
            real(mask[((image * s.deformableGroups + deformable) * s.taps() + k) * plane + position]);
        float const y = static_cast<float>(row * s.strideY - s.paddingY + tapRow * s.dilationY) + real(displacement[0]);
        float const xx =
            static_cast<float>(column * s.strideX - s.paddingX + tapColumn * s.dilationX) + real(displacement[plane]);
        Tap<Index> result{};
        if (!(y > -1.0F && xx > -1.0F && y < static_cast<float>(s.height) && xx < static_cast<float>(s.width)))
        {
            return result;
        }
        float const top = floorf(y);
        float const left = floorf(xx);
        float const down = y - top;
        float const over = xx - left;
        float const factors[4]{(1.0F - down) * (1.0F - over), (1.0F - down) * over, down * (1.0F - over), down * over};
        for (int32_t n = 0; n < 4; ++n)
        {
            Index const r = static_cast<Index>(top) + n / 2;
            Index const c = static_cast<Index>(left) + n % 2;
            bool const inside = r >= 0 && r < s.height && c >= 0 && c < s.width;
            result.at[n] = inside ? r * static_cast<Index>(s.width) + c : 0;
            result.weights[n] = inside ? factors[n] * modulation : 0.0F;
        }
        return result;
    }
    TENON_BOTH float sample(int64_t image, int64_t channel, Tap<int64_t> const& tap) const
    {
        T const* const plane = x + (image * s.channels + channel) * s.height * s.width;
        return tap.weights[0] * real(plane[tap.at[0]]) + tap.weights[1] * real(plane[tap.at[1]])
            + tap.weights[2] * real(plane[tap.at[2]]) + tap.weights[3] * real(plane[tap.at[3]]);
    }
};

} // namespace tenon::plugins::modulated_deform_conv

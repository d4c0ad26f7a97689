// Prior boxes on a grid, written as SSD's layers give them: [2, H · W · priors · 4, 1] of an image, boxes first, variances behind.
#pragma once

#include "plugins/common/run.h"

namespace tenon::plugins
{

constexpr int32_t kMaxPriors = 64;

//! Box k at (row, column) has its centre at ((column + offset) · stepX, (row + offset) · stepY) and the half sizes of that index; all of an
//! image whose width and height are 1.
struct PriorGrid
{
    int64_t height, width;
    int32_t priors;
    float offset, stepX, stepY;
    float halfWidths[kMaxPriors], halfHeights[kMaxPriors];
    float variances[4];
    bool clip;
};

template <typename T>
struct WritePriors
{
    PriorGrid grid;
    T* out;

    //! One prior of one image.
    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const perImage = grid.height * grid.width * grid.priors;
        int64_t const image = i / perImage;
        int64_t const prior = i % perImage;
        auto const k = static_cast<int32_t>(prior % grid.priors);
        int64_t const cell = prior / grid.priors;
        float const x = (static_cast<float>(cell % grid.width) + grid.offset) * grid.stepX;
        float const y = (static_cast<float>(cell / grid.width) + grid.offset) * grid.stepY;
        float const corners[4]{
            x - grid.halfWidths[k], y - grid.halfHeights[k], x + grid.halfWidths[k], y + grid.halfHeights[k]};
        T* const box = out + (image * 2 * perImage + prior) * 4;
        for (int32_t c = 0; c < 4; ++c)
        {
            float const v = corners[c];
            box[c] = number<T>(grid.clip ? (v < 0.0F ? 0.0F : (v > 1.0F ? 1.0F : v)) : v);
            box[perImage * 4 + c] = number<T>(grid.variances[c]);
        }
    }
};

template <typename Run>
int32_t writePriors(Run const& run, PriorGrid const& grid, plugin::Tensor const& out)
{
    return run.withType(out.type(), [&](auto element) {
        using T = decltype(element);
        WritePriors<T> const write{grid, out.as<T>()};
        int64_t const images = out.dim(0);
        if (Run::kIsCuda || images <= 1)
        {
            return run.each(out.count() / 8, write);
        }
        // One image's, then copies of them.
        int64_t const bytes = out.bytes() / images;
        return run.each(out.count() / 8 / images, write)
            | run.copyRows({out.data, 0, static_cast<char*>(out.data) + bytes, bytes, bytes, images - 1});
    });
}

} // namespace tenon::plugins

// Row i of a crop lies at  y = y1 · (H − 1) + i · (y2 − y1) · (H − 1) / (crop_height − 1),  in the middle of y1 and y2 where the crop has one
// row; columns alike. The value there is interpolated between its four neighbours; 0 outside of the map.
//
// Threads:   CUDA: one element a thread. CPU: see crop_and_resize_cpu.cpp.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/crop_and_resize/crop_and_resize.h"

#include <cmath>

namespace tenon::plugins::crop_and_resize
{

//! Where one row or column of a crop lies between two of the map.
struct Line
{
    int64_t low, high;
    float weight; //!< of `high`
    bool inside;
};

TENON_BOTH Line lineOf(float begin, float end, int64_t index, int64_t count, int64_t extent)
{
    auto const last = static_cast<float>(extent - 1);
    float const at = count > 1
        ? begin * last + static_cast<float>(index) * ((end - begin) * last / static_cast<float>(count - 1))
        : 0.5F * (begin + end) * last;
    if (!(at >= 0.0F && at <= last))
    {
        return {0, 0, 0.0F, false};
    }
    float const floor = floorf(at);
    return {static_cast<int64_t>(floor), static_cast<int64_t>(ceilf(at)), at - floor, true};
}

template <typename T>
struct Crop
{
    T const* maps;
    T const* rois;
    T* out;
    int64_t regions, channels, height, width, cropHeight, cropWidth;

    TENON_BOTH Line rowOf(int64_t region, int64_t row) const
    {
        T const* const roi = rois + region * 4; // `region` counts those of all images
        return lineOf(real(roi[0]), real(roi[2]), row, cropHeight, height);
    }
    TENON_BOTH Line columnOf(int64_t region, int64_t column) const
    {
        T const* const roi = rois + region * 4;
        return lineOf(real(roi[1]), real(roi[3]), column, cropWidth, width);
    }
    //! One element.
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const row = index / cropWidth;
        int64_t const plane = row / cropHeight;
        int64_t const region = plane / channels;
        Line const x = columnOf(region, index % cropWidth);
        Line const y = rowOf(region, row % cropHeight);
        float value = 0.0F;
        if (x.inside && y.inside)
        {
            T const* const map = maps + (region / regions * channels + plane % channels) * height * width;
            T const* const low = map + y.low * width;
            T const* const high = map + y.high * width;
            float const top = real(low[x.low]) + (real(low[x.high]) - real(low[x.low])) * x.weight;
            float const bottom = real(high[x.low]) + (real(high[x.high]) - real(high[x.low])) * x.weight;
            value = top + (bottom - top) * y.weight;
        }
        out[index] = number<T>(value);
    }
};

//! On the CPU, over the host's threads; see crop_and_resize_cpu.cpp.
int32_t cropOnCpu(Crop<float> const& crop, int64_t images);
int32_t cropOnCpu(Crop<Half> const& crop, int64_t images);

template <typename Run>
int32_t enqueueOn(Run const& run, CropAndResize const& impl, plugin::Call const& call)
{
    plugin::Tensor const& maps = call.input(0);
    plugin::Tensor const& out = call.output(0);
    return run.withType(maps.type(), [&](auto element) {
        using T = decltype(element);
        Crop<T> const crop{maps.as<T const>(), call.input(1).as<T const>(), out.as<T>(), out.dim(1), maps.dim(1),
            maps.dim(2), maps.dim(3), impl.cropHeight, impl.cropWidth};
        if constexpr (Run::kIsCuda)
        {
            return run.each(out.count(), crop);
        }
        else
        {
            return cropOnCpu(crop, maps.dim(0));
        }
    });
}

} // namespace tenon::plugins::crop_and_resize

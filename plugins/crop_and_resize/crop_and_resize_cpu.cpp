// CropAndResize on the CPU: a channel of an image at a time, for all regions of that image
//
// Threads:   pieces of channels.
// Memory:    a channel is read once, as fp32, and stays in the first-level cache; where the rows and columns of a region lie is found once for all
//            channels.
// Accuracy:  fp32; fp16 rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/crop_and_resize/crop_and_resize_kernel.h"

#include "plugins/common/convert.h"

#include <vector>

#ifndef TENON_CROP_LINES
#define TENON_CROP_LINES
namespace tenon::plugins::crop_and_resize
{
namespace
{

struct CropColumn
{
    int32_t low, high;
    float weight; //!< of `high`
};

//! A region for all channels.
struct CropRegion
{
    Line const* rows;
    CropColumn const* columns;
    int64_t begin, end; //!< columns that lie inside of the map; the others are 0
};

} // namespace
} // namespace tenon::plugins::crop_and_resize
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/crop_and_resize/crop_and_resize_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::crop_and_resize::HWY_NAMESPACE
{

//! One channel of a region. Numbers that lie anywhere are read one by one; what the target gives is the fused product and sum.
void cropChannel(float const* map, int64_t width, CropRegion const& region, int64_t rows, int64_t columns, float* out)
{
    for (int64_t row = 0; row < rows; ++row, out += columns)
    {
        Line const y = region.rows[row];
        int64_t const begin = y.inside ? region.begin : columns;
        int64_t const end = y.inside ? region.end : columns;
        float const* const low = map + y.low * width;
        float const* const high = map + y.high * width;
        std::fill(out, out + begin, 0.0F);
        for (int64_t i = begin; i < end; ++i)
        {
            CropColumn const x = region.columns[i];
            float const top = low[x.low] + (low[x.high] - low[x.low]) * x.weight;
            float const bottom = high[x.low] + (high[x.high] - high[x.low]) * x.weight;
            out[i] = top + (bottom - top) * y.weight;
        }
        std::fill(out + end, out + columns, 0.0F);
    }
}

} // namespace tenon::plugins::crop_and_resize::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::crop_and_resize
{

HWY_EXPORT(cropChannel);

namespace
{

//! The regions of all images.
class CropRegions
{
public:
    template <typename T>
    void find(Crop<T> const& crop, int64_t count)
    {
        rows_.clear();
        columns_.clear();
        regions_.clear();
        for (int64_t region = 0; region < count; ++region)
        {
            for (int64_t row = 0; row < crop.cropHeight; ++row)
            {
                rows_.push_back(crop.rowOf(region, row));
            }
            CropRegion found{nullptr, nullptr, crop.cropWidth, crop.cropWidth};
            for (int64_t column = 0; column < crop.cropWidth; ++column)
            {
                Line const x = crop.columnOf(region, column);
                columns_.push_back({static_cast<int32_t>(x.low), static_cast<int32_t>(x.high), x.weight});
                // Columns lie in order, so that those inside are neighbours.
                found.begin = x.inside ? std::min(found.begin, column) : found.begin;
                found.end = x.inside ? column + 1 : found.end;
            }
            regions_.push_back(found);
        }
        for (size_t i = 0; i < regions_.size(); ++i)
        {
            regions_[i].rows = rows_.data() + i * static_cast<size_t>(crop.cropHeight);
            regions_[i].columns = columns_.data() + i * static_cast<size_t>(crop.cropWidth);
        }
    }
    CropRegion const& operator[](int64_t index) const { return regions_[static_cast<size_t>(index)]; }

private:
    std::vector<Line> rows_;
    std::vector<CropColumn> columns_;
    std::vector<CropRegion> regions_;
};

//! Channel `index` of those of all images, for its image's regions. `scratch` is for fp16: the channel and a crop of it.
template <typename T>
void cropChannelOf(Crop<T> const& crop, CropRegions const& regions, int64_t index, std::vector<float>& scratch)
{
    int64_t const plane = crop.height * crop.width;
    int64_t const cropPlane = crop.cropHeight * crop.cropWidth;
    T const* const map = crop.maps + index * plane;
    if constexpr (!std::is_same_v<T, float>)
    {
        scratch.resize(static_cast<size_t>(plane + cropPlane));
        toFloats(map, scratch.data(), plane);
    }
    int64_t const image = index / crop.channels;
    for (int64_t r = image * crop.regions; r < (image + 1) * crop.regions; ++r)
    {
        T* const out = crop.out + (r * crop.channels + index % crop.channels) * cropPlane;
        if constexpr (std::is_same_v<T, float>)
        {
            HWY_DYNAMIC_DISPATCH(cropChannel)(map, crop.width, regions[r], crop.cropHeight, crop.cropWidth, out);
        }
        else
        {
            float* const floats = scratch.data() + plane;
            HWY_DYNAMIC_DISPATCH(cropChannel)
            (scratch.data(), crop.width, regions[r], crop.cropHeight, crop.cropWidth, floats);
            fromFloats(floats, out, cropPlane);
        }
    }
}

template <typename T>
int32_t cropAll(Crop<T> const& crop, int64_t images)
{
    static thread_local CropRegions found; // kept, so that inferences after the first allocate nothing
    found.find(crop, images * crop.regions);
    CropRegions const& regions = found;
    int64_t const elements = crop.regions * crop.cropHeight * crop.cropWidth;
    int64_t const grain = std::max<int64_t>(1, 8192 / std::max<int64_t>(elements, 1));
    tenon::parallelFor(images * crop.channels, grain, [&](int64_t begin, int64_t end) {
        static thread_local std::vector<float> scratch;
        for (int64_t index = begin; index < end; ++index)
        {
            cropChannelOf(crop, regions, index, scratch);
        }
    });
    return 0;
}

} // namespace

int32_t cropOnCpu(Crop<float> const& crop, int64_t images)
{
    return cropAll(crop, images);
}

int32_t cropOnCpu(Crop<Half> const& crop, int64_t images)
{
    return cropAll(crop, images);
}

} // namespace tenon::plugins::crop_and_resize
#endif // HWY_ONCE

// Which level a region is pooled from and where it lies there, then pyramid_pool.h.
//
// Threads:   CPU: pieces of regions. CUDA: one element a thread.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/pyramid_pool.h"
#include "plugins/common/detection/refined_box.h"
#include "plugins/common/report.h"
#include "plugins/pyramid_roi_align/pyramid_roi_align.h"

namespace tenon::plugins::pyramid_roi_align
{

template <typename T>
struct Locate
{
    T const* rois;
    int64_t heights[PyramidRoiAlign::kLevels], widths[PyramidRoiAlign::kLevels];
    int64_t pooled;
    float imageHeight, imageWidth;
    float largest; //!< relative area of regions on the first level; on each further one it is four times as much
    bool absolute, swap, plusOne;
    int32_t transform, samplingRatio;

    //! Relative to the image.
    TENON_BOTH Box boxOf(int64_t region) const
    {
        T const* const roi = rois + 4 * region;
        Box const given = swap ? rowsFirstBox(roi) : Box{real(roi[0]), real(roi[1]), real(roi[2]), real(roi[3])};
        float const width = absolute ? imageWidth : 1.0F;
        float const height = absolute ? imageHeight : 1.0F;
        Box const box = clipped({lesser(given.x1, given.x2), lesser(given.y1, given.y2), greater(given.x1, given.x2),
                                    greater(given.y1, given.y2)},
            width, height);
        return {box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height};
    }
    //! Bins along one direction of a level.
    TENON_BOTH void lay(float begin, float end, int64_t extent, float& at, float& bin, int32_t& samples) const
    {
        auto const bins = static_cast<float>(pooled);
        if (transform == PyramidRoiAlign::kALIGNED_CORNERS)
        {
            auto const last = static_cast<float>(extent - 1);
            bool const many = pooled > 1; // one bin lies in the middle
            at = many ? begin * last : 0.5F * (begin + end) * last;
            bin = many ? (end * last - begin * last) / (bins - 1.0F) : 0.0F;
            samples = samplesOf((end - begin) * last / bins);
            return;
        }
        float const shift = transform == PyramidRoiAlign::kHALF_PIXEL ? 0.5F : 0.0F;
        at = begin * static_cast<float>(extent) - shift;
        bin = (end * static_cast<float>(extent) - shift - at) / bins;
        samples = samplesOf(bin);
    }
    TENON_BOTH int32_t samplesOf(float bin) const
    {
        auto const enough = static_cast<int32_t>(ceilf(bin));
        return samplingRatio > 0 ? samplingRatio : (enough > 1 ? enough : 1);
    }
    TENON_BOTH PooledRegion operator()(int64_t index) const
    {
        Box const box = boxOf(index);
        float const more = plusOne ? 1.0F : 0.0F;
        float const area = (box.y2 - box.y1 + more / imageHeight) * (box.x2 - box.x1 + more / imageWidth);
        PooledRegion region{};
        for (float most = largest; region.level + 1 < PyramidRoiAlign::kLevels && area > most; most *= 4.0F)
        {
            ++region.level;
        }
        lay(box.y1, box.y2, heights[region.level], region.y, region.binHeight, region.rows);
        lay(box.x1, box.x2, widths[region.level], region.x, region.binWidth, region.columns);
        return region;
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, PyramidRoiAlign const& impl, plugin::Call const& call)
{
    std::string const problem = pyramidProblem(call, PyramidRoiAlign::kLevels);
    if (!problem.empty())
    {
        report(nvinfer1::ILogger::Severity::kERROR, "PyramidROIAlign_TRT: " + problem);
        return 1;
    }
    constexpr float kLegacyImage = 1024.0F;
    bool const legacy = impl.legacy != 0;
    auto const scale = static_cast<float>(impl.fpnScale);
    auto const height = static_cast<float>(impl.imageSize[0]);
    auto const width = static_cast<float>(impl.imageSize[1]);
    // Of the first release, in which levels were rounded: 224 / √2 is the least of the third level.
    float const largest = legacy ? 224.0F * 224.0F * 2.0F / (kLegacyImage * kLegacyImage) / 16.0F
                                 : scale * scale / (height * width) / 4.0F;
    int32_t const transform = legacy ? PyramidRoiAlign::kALIGNED_CORNERS : impl.transform;
    bool const shifts = transform == PyramidRoiAlign::kOUTPUT_HALF_PIXEL || transform == PyramidRoiAlign::kHALF_PIXEL;
    plugin::Tensor const& rois = call.input(0);
    return run.withType(rois.type(), [&](auto element) {
        using T = decltype(element);
        Pyramid<T> const pyramid = pyramidOf<T>(call, PyramidRoiAlign::kLevels, impl.pooledSize, shifts ? 0.5F : 0.0F);
        Locate<T> locate{rois.as<T const>(), {}, {}, impl.pooledSize, height, width, largest,
            !legacy && impl.absolute != 0, legacy || impl.swap != 0, !legacy && impl.plusOne != 0, transform,
            legacy ? 1 : impl.samplingRatio};
        std::copy(pyramid.heights, pyramid.heights + PyramidRoiAlign::kLevels, locate.heights);
        std::copy(pyramid.widths, pyramid.widths + PyramidRoiAlign::kLevels, locate.widths);
        return poolPyramid(run, pyramid, rois.dim(0), locate);
    });
}

} // namespace tenon::plugins::pyramid_roi_align

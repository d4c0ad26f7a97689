// Which level a region is pooled from and where it lies there, then pyramid_pool.h with one sample of a bin.
//
// Threads:   CPU: pieces of regions. CUDA: one element a thread.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/pyramid_pool.h"
#include "plugins/common/detection/refined_box.h"
#include "plugins/common/report.h"
#include "plugins/multilevel_crop_and_resize/multilevel_crop_and_resize.h"

namespace tenon::plugins::multilevel_crop_and_resize
{

template <typename T>
struct LocateRegion
{
    T const* rois;
    float imageHeight, imageWidth, bins;

    TENON_BOTH PooledRegion operator()(int64_t index) const
    {
        Box const box = rowsFirstBox(rois + 4 * index);
        bool const isInside = box.y1 >= 0.0F && box.x1 >= 0.0F && box.y2 <= imageHeight && box.x2 <= imageWidth;
        if (!(isInside && box.y1 < box.y2 && box.x1 < box.x2))
        {
            return {-1, 0.0F, 0.0F, 0.0F, 0.0F, 1, 1};
        }
        constexpr float kLargestOfFirst = 112.0F * 112.0F;
        float const area = (box.y2 - box.y1) * (box.x2 - box.x1);
        int32_t level = 0;
        for (float most = kLargestOfFirst; level + 1 < MultilevelCropAndResize::kLevels && area > most; most *= 4.0F)
        {
            ++level;
        }
        float const scale = 1.0F / static_cast<float>(4 << level);
        return {level, box.y1 * scale, box.x1 * scale, (box.y2 - box.y1) * scale / bins,
            (box.x2 - box.x1) * scale / bins, 1, 1};
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, MultilevelCropAndResize const& impl, plugin::Call const& call)
{
    std::string const problem = pyramidProblem(call, MultilevelCropAndResize::kLevels);
    if (!problem.empty())
    {
        report(nvinfer1::ILogger::Severity::kERROR, "MultilevelCropAndResize_TRT: " + problem);
        return 1;
    }
    plugin::Tensor const& rois = call.input(0);
    return run.withType(rois.type(), [&](auto element) {
        using T = decltype(element);
        return poolPyramid(run, pyramidOf<T>(call, MultilevelCropAndResize::kLevels, impl.pooledSize, 0.5F),
            rois.dim(0),
            LocateRegion<T>{rois.as<T const>(), static_cast<float>(impl.imageSize[1]),
                static_cast<float>(impl.imageSize[2]), static_cast<float>(impl.pooledSize)});
    });
}

} // namespace tenon::plugins::multilevel_crop_and_resize

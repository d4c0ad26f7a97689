// Anchors: the base, from 0 to stride − 1 in both directions, has its area kept while its height / width becomes each ratio, extents rounded; then each
// scale multiplies them. Around that centre, moved by (column, row) · stride, with w = x2 − x1 + 1:
//
//     cx = x1 + w / 2 + tx · w,   x1, x2 = cx ∓ exp(tw) · w / 2,   clipped to [0, width − 1]; y likewise
//
// then nms() on boxes that include their last pixels, then the maximum of the features in each bin of the boxes (roi_pool.h).
#pragma once

#include "plugins/common/detection/nms.h"
#include "plugins/rproi/roi_pool.h"
#include "plugins/rproi/rproi.h"

#include <cmath>

namespace tenon::plugins::rproi
{

constexpr int32_t kMaxAnchors = 64;

struct Anchors
{
    int32_t count;
    float widths[kMaxAnchors], heights[kMaxAnchors], x1[kMaxAnchors], y1[kMaxAnchors];
};

inline Anchors anchorsOf(Rproi const& impl)
{
    Anchors anchors{};
    auto const base = static_cast<double>(impl.featureStride);
    double const centre = (base - 1.0) / 2.0;
    for (double const ratio : impl.anchorsRatios)
    {
        double const width = std::nearbyint(std::sqrt(base * base / ratio));
        double const height = std::nearbyint(width * ratio);
        for (double const scale : impl.anchorsScales)
        {
            int32_t const a = anchors.count++;
            anchors.x1[a] = static_cast<float>(centre - (width * scale - 1.0) / 2.0);
            anchors.y1[a] = static_cast<float>(centre - (height * scale - 1.0) / 2.0);
            anchors.widths[a] = static_cast<float>(width * scale);
            anchors.heights[a] = static_cast<float>(height * scale);
        }
    }
    return anchors;
}

template <typename T>
struct DecodeProposal
{
    T const* scores;
    T const* deltas;
    float const* info;
    Box* boxes;
    float* candidateScores;
    Anchors anchors;
    int64_t height, width;
    float stride, least;

    //! Index of [image, row, column, anchor].
    TENON_BOTH void operator()(int64_t i) const
    {
        auto const a = static_cast<int32_t>(i % anchors.count);
        int64_t const plane = height * width;
        int64_t const image = i / anchors.count / plane;
        int64_t const inPlane = i / anchors.count % plane;
        T const* const t = deltas + (image * anchors.count + a) * 4 * plane + inPlane;
        float const* const imageInfo = info + 3 * image;
        float const w = anchors.widths[a];
        float const h = anchors.heights[a];
        float const cx = static_cast<float>(inPlane % width) * stride + anchors.x1[a] + 0.5F * w + real(t[0]) * w;
        float const cy = static_cast<float>(inPlane / width) * stride + anchors.y1[a] + 0.5F * h + real(t[plane]) * h;
        float const halfWidth = 0.5F * expf(real(t[2 * plane])) * w;
        float const halfHeight = 0.5F * expf(real(t[3 * plane])) * h;
        Box const box = clipped({cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight}, imageInfo[1] - 1.0F,
            imageInfo[0] - 1.0F);
        boxes[i] = box;
        float const limit = least * imageInfo[2];
        bool const isLarge = box.x2 - box.x1 + 1.0F >= limit && box.y2 - box.y1 + 1.0F >= limit;
        T const* const score = scores + ((2 * image + 1) * anchors.count + a) * plane + inPlane;
        candidateScores[i] = isLarge ? real(*score) : -INFINITY;
    }
};

struct WriteProposal
{
    NmsProblem problem;
    Box const* boxes;
    Kept const* kept;
    int32_t const* counts;
    float* rois;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        bool const exists = i % problem.keepTopK < counts[image];
        Box const box = exists ? boxes[image * problem.boxes + kept[i].box] : Box{0, 0, 0, 0};
        rois[4 * i] = box.x1;
        rois[4 * i + 1] = box.y1;
        rois[4 * i + 2] = box.x2;
        rois[4 * i + 3] = box.y2;
    }
};

template <typename Run>
int32_t propose(Run const& run, Rproi const& impl, plugin::Call const& call)
{
    NmsProblem const problem = impl.nmsProblem(call);
    ScoredBoxes const scored(problem, call.workspace());
    NmsMemory const& memory = scored.nms;
    plugin::Tensor const& scores = call.input(0);
    int32_t const status = run.withType(scores.type(), [&](auto element) {
        using T = decltype(element);
        return run.each(problem.images * problem.boxes,
            DecodeProposal<T>{scores.as<T const>(), call.input(1).as<T const>(), call.input(3).as<float const>(),
                memory.boxes, scored.scores, anchorsOf(impl), scores.dim(2), scores.dim(3),
                static_cast<float>(impl.featureStride), impl.minBoxSize});
    });
    return status | scored.suppress(run, problem)
        | run.each(problem.images * problem.keepTopK,
            WriteProposal{problem, memory.boxes, memory.kept, memory.counts, call.output(0).as<float>()});
}

template <typename T, typename Run>
int32_t poolAs(Run const& run, Rproi const& impl, plugin::Call const& call)
{
    plugin::Tensor const& map = call.input(2);
    return poolRois(run,
        RoiPool<T>{map.as<T const>(), call.output(0).as<float const>(), call.output(1).as<T>(), map.dim(0),
            impl.nmsMaxOut, map.dim(1), map.dim(2), map.dim(3), impl.poolingH, impl.poolingW, impl.spatialScale,
            map.scale() / call.output(1).scale()});
}

template <typename Run>
int32_t enqueueOn(Run const& run, Rproi const& impl, plugin::Call const& call)
{
    if (!impl.fits(call))
    {
        return 1;
    }
    int32_t const status = propose(run, impl, call);
    if (status != 0 || call.input(2).type() == nvinfer1::DataType::kINT8)
    {
        return status != 0 ? status : poolAs<int8_t>(run, impl, call);
    }
    return run.withType(call.input(2).type(), [&](auto element) { return poolAs<decltype(element)>(run, impl, call); });
}

} // namespace tenon::plugins::rproi

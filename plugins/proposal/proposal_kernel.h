// Anchor a of cell (row, column) has its centre at ((column + 0.5) · stride, (row + 0.5) · stride) and is size·√ratio wide, size/√ratio high:
//
//     cx = ax + tx · aw, cy = ay + ty · ah, w = aw · exp(tw), h = ah · exp(th), clipped to the image
//
// then nms(). Boxes that are too small get the score −∞ and are no candidates.
#pragma once

#include "plugins/common/detection/nms.h"
#include "plugins/proposal/proposal.h"

#include <cmath>

namespace tenon::plugins::proposal
{

constexpr int32_t kMaxAnchors = 64;

struct Anchors
{
    int32_t count;
    float widths[kMaxAnchors], heights[kMaxAnchors];
};

template <typename T>
struct Decode
{
    T const* scores;
    T const* deltas;
    Box* boxes;
    float* candidateScores;
    Anchors anchors;
    int64_t height, width;
    float stride, imageHeight, imageWidth, least;

    //! Index of [image, row, column, anchor].
    TENON_BOTH void operator()(int64_t i) const
    {
        auto const anchor = static_cast<int32_t>(i % anchors.count);
        int64_t const cell = i / anchors.count;
        int64_t const plane = height * width;
        int64_t const image = cell / plane;
        int64_t const inPlane = cell % plane;
        T const* const t = deltas + (image * anchors.count + anchor) * 4 * plane + inPlane;
        float const w = anchors.widths[anchor];
        float const h = anchors.heights[anchor];
        float const cx = (static_cast<float>(inPlane % width) + 0.5F) * stride + real(t[0]) * w;
        float const cy = (static_cast<float>(inPlane / width) + 0.5F) * stride + real(t[plane]) * h;
        float const halfWidth = w * expf(real(t[2 * plane])) * 0.5F;
        float const halfHeight = h * expf(real(t[3 * plane])) * 0.5F;
        Box const box =
            clipped({cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight}, imageWidth, imageHeight);
        boxes[i] = box;
        bool const isLarge = box.x2 - box.x1 >= least && box.y2 - box.y1 >= least;
        candidateScores[i] = isLarge ? real(scores[(image * anchors.count + anchor) * plane + inPlane]) : -INFINITY;
    }
};

template <typename T>
struct WriteRoi
{
    NmsProblem problem;
    Box const* boxes;
    Kept const* kept;
    int32_t const* counts;
    float imageHeight, imageWidth;
    T* rois;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        Box box{0, 0, 0, 0};
        if (i % problem.keepTopK < counts[image])
        {
            box = boxes[image * problem.boxes + kept[i].box];
        }
        T* const to = rois + 4 * i;
        to[0] = number<T>(box.y1 / imageHeight);
        to[1] = number<T>(box.x1 / imageWidth);
        to[2] = number<T>(box.y2 / imageHeight);
        to[3] = number<T>(box.x2 / imageWidth);
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, Proposal const& impl, plugin::Call const& call)
{
    NmsProblem const problem = impl.nmsProblem(call);
    ScoredBoxes const scored(problem, call.workspace());
    NmsMemory const& memory = scored.nms;
    plugin::Tensor const& scores = call.input(0);
    Anchors anchors{};
    for (float const size : impl.anchorSizes)
    {
        for (float const ratio : impl.anchorRatios)
        {
            anchors.widths[anchors.count] = size * std::sqrt(ratio);
            anchors.heights[anchors.count++] = size / std::sqrt(ratio);
        }
    }
    auto const imageHeight = static_cast<float>(impl.inputHeight);
    auto const imageWidth = static_cast<float>(impl.inputWidth);
    return run.withType(scores.type(), [&](auto element) {
        using T = decltype(element);
        int32_t status = run.each(problem.images * problem.boxes,
            Decode<T>{scores.as<T const>(), call.input(1).as<T const>(), memory.boxes, scored.scores, anchors,
                scores.dim(2), scores.dim(3), static_cast<float>(impl.rpnStride), imageHeight, imageWidth,
                impl.roiMinSize});
        status |= scored.suppress(run, problem);
        return status
            | run.each(problem.images * problem.keepTopK,
                WriteRoi<T>{problem, memory.boxes, memory.kept, memory.counts, imageHeight, imageWidth,
                    call.output(0).as<T>()});
    });
}

} // namespace tenon::plugins::proposal

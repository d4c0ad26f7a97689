// The last step of Mask R-CNN: each region's best class, its box refined by what the network says of that class, nms() of each class, and rows
// (y1, x1, y2, x2, class, score) of the best; −1 as class and zeros behind them.
#pragma once

#include "plugins/common/detection/nms.h"
#include "plugins/common/detection/refined_box.h"
#include "plugins/common/expect_dims.h"
#include "plugins/common/report.h"

#include <tenon/plugin.h>

namespace tenon::plugins
{

//! Candidates are regions whose best class is not the background.
template <typename T>
struct RefineRegion
{
    T const* scores; //!< [images · regions, classes]
    T const* deltas; //!< [images · regions, classes, 4]
    T const* rois;   //!< [images · regions, 4]
    int64_t classes;
    int64_t first; //!< the first class that may be the best; of equal scores the first class is
    BoxRefiner refiner;
    Box* boxes;
    float* candidates; //!< [images · regions, classes]: the score of the best class, and −∞

    TENON_BOTH void operator()(int64_t i) const
    {
        T const* const score = scores + i * classes;
        int64_t best = -1;
        float most = -INFINITY;
        for (int64_t label = first; label < classes; ++label)
        {
            bool const isBetter = real(score[label]) > most;
            best = isBetter ? label : best;
            most = isBetter ? real(score[label]) : most;
        }
        for (int64_t label = 0; label < classes; ++label)
        {
            candidates[i * classes + label] = label == best ? most : -INFINITY;
        }
        boxes[i] = refiner(rowsFirstBox(rois + 4 * i), deltas + (i * classes + (best < 0 ? 0 : best)) * 4);
    }
};

template <typename T>
struct WriteDetection
{
    NmsProblem problem;
    Box const* boxes;
    Kept const* kept;
    int32_t const* counts;
    T* rows;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        bool const isKept = i % problem.keepTopK < counts[image];
        Kept const one = isKept ? kept[i] : Kept{0.0F, 0, -1};
        T* const to = rows + 6 * i;
        writeRowsFirst(isKept ? boxes[image * problem.boxes + one.box] : Box{0, 0, 0, 0}, to);
        to[4] = number<T>(static_cast<float>(one.label));
        to[5] = number<T>(one.score);
    }
};

//! `impl` has numClasses, keepTopK, scoreThreshold and iouThreshold; class 0 is the background.
template <typename Impl>
NmsProblem refinedProblem(Impl const& impl, plugin::Tensors const& tensors)
{
    NmsProblem p;
    p.images = tensors.input(2).dim(0);
    p.boxes = tensors.input(2).dim(1);
    p.classes = impl.numClasses;
    p.background = 0;
    p.scoreThreshold = impl.scoreThreshold;
    p.thresholdIncluded = true;
    p.iouThreshold = impl.iouThreshold;
    p.topK = p.boxes;
    p.maxPerClass = impl.keepTopK;
    p.keepTopK = impl.keepTopK;
    return p;
}

template <typename Impl>
size_t refinedWorkspaceBytes(Impl const& impl, plugin::Problem const& problem)
{
    NmsProblem const p = refinedProblem(impl, problem);
    Parts parts(nullptr);
    parts.take<float>(p.images * p.boxes * p.classes);
    return parts.bytes() + NmsMemory(p, nullptr).bytes;
}

//! Sets output 0, or says why the inputs do not fit.
template <typename Impl>
void refinedShapes(Impl const& impl, plugin::Shapes& s)
{
    plugin::Shape const& deltas = s.input(0);
    plugin::Shape const& scores = s.input(1);
    plugin::Shape const& rois = s.input(2);
    auto const C = static_cast<int64_t>(impl.numClasses);
    bool const ranks = deltas.size() == 5 && scores.size() == 5 && rois.size() == 3;
    bool const fits = ranks && mayEqual(deltas[2], 4 * C) && mayEqual(scores[2], C) && mayEqual(rois[2], 4)
        && mayEqual(deltas[1], rois[1]) && mayEqual(scores[1], rois[1]) && mayEqual(deltas[3], 1)
        && mayEqual(deltas[4], 1) && mayEqual(scores[3], 1) && mayEqual(scores[4], 1);
    std::string found = ", found ranks " + std::to_string(deltas.size()) + ", " + std::to_string(scores.size())
        + " and " + std::to_string(rois.size());
    if (ranks)
    {
        found += " with " + std::to_string(deltas[1].value()) + ", " + std::to_string(scores[1].value()) + " and "
            + std::to_string(rois[1].value()) + " regions of " + std::to_string(deltas[2].value()) + ", "
            + std::to_string(scores[2].value()) + " and " + std::to_string(rois[2].value()) + " numbers";
    }
    if (s.expect(fits,
            "delta_bbox [N, regions, " + std::to_string(4 * C) + ", 1, 1], score [N, regions, " + std::to_string(C)
                + ", 1, 1] and roi [N, regions, 4]" + found))
    {
        s.output(0) = {rois[0], impl.keepTopK, 6};
    }
}

//! `first`: see RefineRegion.
template <typename Run, typename Impl>
int32_t enqueueRefined(
    Run const& run, Impl const& impl, plugin::Call const& call, int64_t first, BoxRefiner const& refiner)
{
    NmsProblem const problem = refinedProblem(impl, call);
    plugin::Tensor const& deltas = call.input(0);
    plugin::Tensor const& scores = call.input(1);
    int64_t const regions = problem.images * problem.boxes;
    if (deltas.count() != regions * problem.classes * 4 || scores.count() != regions * problem.classes)
    {
        report(nvinfer1::ILogger::Severity::kERROR,
            std::string(Impl::kName) + ": expected deltas and scores of " + std::to_string(problem.boxes)
                + " regions, found " + std::to_string(deltas.dim(1)) + " and " + std::to_string(scores.dim(1)));
        return 1;
    }
    Parts parts(call.workspace());
    auto* const candidates = parts.take<float>(regions * problem.classes);
    NmsMemory const memory(problem, static_cast<char*>(call.workspace()) + parts.bytes());
    return run.withType(scores.type(), [&](auto element) {
        using T = decltype(element);
        int32_t status = run.each(regions,
            RefineRegion<T>{scores.as<T const>(), deltas.as<T const>(), call.input(2).as<T const>(), problem.classes,
                first, refiner, memory.boxes, candidates},
            256);
        status |= nms(run, problem,
            {candidates, nvinfer1::DataType::kFLOAT, problem.boxes * problem.classes, problem.classes, 1, false},
            memory.boxes, memory.kept, memory.counts, memory.scratch);
        return status
            | run.each(problem.images * problem.keepTopK,
                WriteDetection<T>{problem, memory.boxes, memory.kept, memory.counts, call.output(0).as<T>()});
    });
}

} // namespace tenon::plugins

// Each level's anchors are refined and clipped, then nms() of that level; the kept ones of all levels are merged: each finds its place by counting those of
// the other levels that come before it, since each level's stand in order.
//
// Threads:   CPU: boxes of the candidates that are looked at alone. CUDA: one box a thread. Merging: one kept box a thread.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/box_source.h"
#include "plugins/common/detection/refined_box.h"
#include "plugins/common/report.h"
#include "plugins/multilevel_propose_roi/multilevel_propose_roi.h"

namespace tenon::plugins::multilevel_propose_roi
{

//! What the levels keep: [levels, images, keep] and [levels, images].
struct KeptOfLevels
{
    Kept* kept;
    int32_t* counts;
    size_t bytes;

    KeptOfLevels(int64_t images, int64_t keep, void* workspace)
    {
        Parts parts(workspace);
        kept = parts.take<Kept>(PyramidAnchors::kLevels * images * keep);
        counts = parts.take<int32_t>(PyramidAnchors::kLevels * images);
        bytes = parts.bytes();
    }
};

template <typename T>
struct LevelBox
{
    T const* deltas;
    PyramidAnchors anchors;
    BoxRefiner refiner;
    int32_t level;
    int64_t perImage;

    TENON_BOTH Box operator()(int64_t image, int64_t index) const
    {
        return refiner(anchors.anchor(level, index), deltas + (image * perImage + index) * 4);
    }
};

template <typename T>
struct MergeLevels
{
    LevelBox<T> sources[PyramidAnchors::kLevels];
    Kept const* kept;
    int32_t const* counts;
    int64_t images, keep;
    T* proposals;

    //! Kept ones of a level and image that come before a score: those of a greater one, and of an equal one where `equalToo`.
    TENON_BOTH int64_t before(int64_t segment, float score, bool equalToo) const
    {
        Kept const* const list = kept + segment * keep;
        int64_t low = 0;
        for (int64_t high = counts[segment]; low < high;)
        {
            int64_t const middle = (low + high) / 2;
            bool const isBefore = list[middle].score > score || (equalToo && list[middle].score == score);
            low = isBefore ? middle + 1 : low;
            high = isBefore ? high : middle;
        }
        return low;
    }
    //! Index of [level, image, place].
    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const segment = i / keep;
        if (i % keep >= counts[segment])
        {
            return;
        }
        auto const level = static_cast<int32_t>(segment / images);
        int64_t const image = segment % images;
        int64_t place = i % keep;
        for (int32_t other = 0; other < PyramidAnchors::kLevels; ++other)
        {
            place += other == level ? 0 : before(other * images + image, kept[i].score, other < level);
        }
        if (place < keep)
        {
            writeRowsFirst(sources[level](image, kept[i].box), proposals + (image * keep + place) * 4);
        }
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, MultilevelProposeRoi const& impl, plugin::Call const& call)
{
    PyramidAnchors const anchors = impl.anchors();
    int64_t const images = call.input(0).dim(0);
    for (int32_t level = 0; level < PyramidAnchors::kLevels; ++level)
    {
        plugin::Tensor const& deltas = call.input(2 * level);
        plugin::Tensor const& scores = call.input(2 * level + 1);
        int64_t const count = images * anchors.count(level);
        if (deltas.count() != count * 4 || scores.count() != count)
        {
            report(nvinfer1::ILogger::Severity::kERROR,
                "MultilevelProposeROI_TRT: expected deltas and scores of " + std::to_string(anchors.count(level))
                    + " anchors of P" + std::to_string(level + 2) + " for each of " + std::to_string(images)
                    + " images, found " + std::to_string(deltas.dim(1)) + " for " + std::to_string(deltas.dim(0))
                    + " and " + std::to_string(scores.dim(1)) + " for " + std::to_string(scores.dim(0)));
            return 1;
        }
    }
    KeptOfLevels const levels(images, impl.keepTopK, call.workspace());
    void* const rest = static_cast<char*>(call.workspace()) + levels.bytes;
    plugin::Tensor const& proposals = call.output(0);
    return run.withType(proposals.type(), [&](auto element) {
        using T = decltype(element);
        MergeLevels<T> merge{{}, levels.kept, levels.counts, images, impl.keepTopK, proposals.as<T>()};
        int32_t status = run.fill(proposals.data, 0, proposals.count() * static_cast<int64_t>(sizeof(T)));
        status |= run.fill(levels.counts, 0, PyramidAnchors::kLevels * images * static_cast<int64_t>(sizeof(int32_t)));
        for (int32_t level = 0; level < PyramidAnchors::kLevels; ++level)
        {
            int64_t const count = anchors.count(level);
            if (images * count == 0)
            {
                continue;
            }
            merge.sources[level] = {call.input(2 * level).as<T const>(), anchors,
                BoxRefiner::ofPixels(1.0F, 1.0F, impl.imageSize[1], impl.imageSize[2]), level, count};
            NmsProblem const problem = impl.nmsProblem(images, count);
            NmsMemory memory(problem, rest);
            memory.kept = levels.kept + level * images * impl.keepTopK;
            memory.counts = levels.counts + level * images;
            plugin::Tensor const& scores = call.input(2 * level + 1);
            status |=
                nmsOf(run, problem, {scores.data, scores.type(), count, 1, 1, false}, merge.sources[level], memory);
        }
        return status | run.each(PyramidAnchors::kLevels * images * impl.keepTopK, merge, 256);
    });
}

} // namespace tenon::plugins::multilevel_propose_roi

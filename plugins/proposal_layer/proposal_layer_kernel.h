// Anchors relative to the image, ((x1, y1, x2 − 1, y2 − 1) / (width − 1 or height − 1)), are refined and clipped, then nms().
//
// Threads:   CPU: boxes of the candidates that are looked at alone. CUDA: one box a thread.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/box_source.h"
#include "plugins/common/detection/refined_box.h"
#include "plugins/common/report.h"
#include "plugins/proposal_layer/proposal_layer.h"

namespace tenon::plugins::proposal_layer
{

template <typename T>
struct ProposalBox
{
    T const* deltas;
    PyramidAnchors anchors;
    BoxRefiner refiner;
    int64_t perImage;
    float right, bottom; //!< the last column and row

    TENON_BOTH Box operator()(int64_t image, int64_t index) const
    {
        Box const pixels = anchors.anchor(index);
        Box const anchor{
            pixels.x1 / right, pixels.y1 / bottom, (pixels.x2 - 1.0F) / right, (pixels.y2 - 1.0F) / bottom};
        return refiner(anchor, deltas + (image * perImage + index) * 4);
    }
};

template <typename T>
struct WriteProposal
{
    ProposalBox<T> source;
    NmsProblem problem;
    Kept const* kept;
    int32_t const* counts;
    T* proposals;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        bool const isKept = i % problem.keepTopK < counts[image];
        writeRowsFirst(isKept ? source(image, kept[i].box) : Box{0, 0, 0, 0}, proposals + 4 * i);
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, ProposalLayer const& impl, plugin::Call const& call)
{
    plugin::Tensor const& scores = call.input(0);
    plugin::Tensor const& deltas = call.input(1);
    PyramidAnchors const anchors = impl.anchors();
    int64_t const count = anchors.count();
    if (scores.count() != scores.dim(0) * count * 2 || deltas.count() != scores.dim(0) * count * 4)
    {
        report(nvinfer1::ILogger::Severity::kERROR,
            "ProposalLayer_TRT: expected scores and deltas of " + std::to_string(count) + " anchors, found "
                + std::to_string(scores.dim(1)) + " and " + std::to_string(deltas.dim(1)));
        return 1;
    }
    NmsProblem const problem = impl.nmsProblem(call);
    NmsMemory const memory(problem, call.workspace());
    return run.withType(scores.type(), [&](auto element) {
        using T = decltype(element);
        ProposalBox<T> const source{deltas.as<T const>(), anchors, BoxRefiner::relative(), count,
            static_cast<float>(anchors.width - 1), static_cast<float>(anchors.height - 1)};
        ScoreView const foreground{scores.as<T const>() + 1, scores.type(), 2 * count, 2, 1, false};
        return nmsOf(run, problem, foreground, source, memory)
            | run.each(problem.images * problem.keepTopK,
                WriteProposal<T>{source, problem, memory.kept, memory.counts, call.output(0).as<T>()});
    });
}

} // namespace tenon::plugins::proposal_layer

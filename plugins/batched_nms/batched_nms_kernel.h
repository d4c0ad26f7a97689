// Boxes to fp32, nms(), rows of the result; see plugins/common/detection/nms.h.
#pragma once

#include "plugins/batched_nms/batched_nms.h"
#include "plugins/common/detection/nms.h"

namespace tenon::plugins::batched_nms
{

inline NmsProblem problemOf(BatchedNms const& impl, plugin::Tensors const& tensors)
{
    NmsProblem p;
    p.images = tensors.input(0).dim(0);
    p.boxes = tensors.input(0).dim(1);
    p.classes = impl.numClasses;
    p.background = impl.backgroundLabelId;
    p.scoreThreshold = impl.scoreThreshold;
    p.thresholdIncluded = true;
    p.iouThreshold = impl.iouThreshold;
    p.topK = impl.topK;
    p.maxPerClass = impl.keepTopK;
    p.keepTopK = impl.keepTopK;
    p.boxesPerClass = impl.shareLocation == 0;
    p.classMajor = true;
    p.edge = impl.isNormalized != 0 ? 0.0F : 1.0F;
    return p;
}

template <typename T>
struct ReadBox
{
    T const* from;
    Box* to;

    TENON_BOTH void operator()(int64_t i) const
    {
        T const* const box = from + 4 * i;
        to[i] = {real(box[0]), real(box[1]), real(box[2]), real(box[3])};
    }
};

template <typename T>
struct WriteRow
{
    NmsProblem problem;
    Box const* boxes;
    Kept const* kept;
    int32_t const* keptCounts;
    bool clip;
    int32_t* counts;
    T* outBoxes;
    T* scores;
    T* labels;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        int64_t const row = i % problem.keepTopK;
        if (row == 0)
        {
            counts[image] = keptCounts[image];
        }
        Box box{0, 0, 0, 0};
        Kept one{0.0F, 0, -1};
        if (row < keptCounts[image])
        {
            one = kept[i];
            int64_t const perBox = problem.boxesPerClass ? problem.classes : 1;
            box = boxes[(image * problem.boxes + one.box) * perBox + (problem.boxesPerClass ? one.label : 0)];
            box = clip ? clipped(box, 1.0F, 1.0F) : box;
        }
        T* const to = outBoxes + 4 * i;
        to[0] = number<T>(box.x1);
        to[1] = number<T>(box.y1);
        to[2] = number<T>(box.x2);
        to[3] = number<T>(box.y2);
        scores[i] = number<T>(one.score);
        labels[i] = number<T>(static_cast<float>(one.label));
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, BatchedNms const& impl, plugin::Call const& call)
{
    NmsProblem const problem = problemOf(impl, call);
    NmsMemory const memory(problem, call.workspace());
    plugin::Tensor const& boxes = call.input(0);
    plugin::Tensor const& scores = call.input(1);
    int64_t const C = problem.classes;
    return run.withType(boxes.type(), [&](auto element) {
        using T = decltype(element);
        int32_t status = run.each(boxes.count() / 4, ReadBox<T>{boxes.as<T const>(), memory.boxes});
        status |= nms(run, problem, {scores.data, scores.type(), problem.boxes * C, C, 1, false}, memory.boxes,
            memory.kept, memory.counts, memory.scratch);
        return status
            | run.each(problem.images * problem.keepTopK,
                WriteRow<T>{problem, memory.boxes, memory.kept, memory.counts, impl.clipBoxes != 0,
                    call.output(0).as<int32_t>(), call.output(1).as<T>(), call.output(2).as<T>(),
                    call.output(3).as<T>()});
    });
}

} // namespace tenon::plugins::batched_nms

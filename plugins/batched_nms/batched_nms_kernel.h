// Boxes to fp32, nms(), rows of the result; see plugins/common/detection/nms.h.
#pragma once

#include "plugins/batched_nms/batched_nms.h"
#include "plugins/common/detection/kept_boxes.h"

namespace tenon::plugins::batched_nms
{

inline NmsProblem problemOf(BatchedNms const& impl, plugin::Tensors const& tensors)
{
    NmsProblem p = problemOfClasses(impl, tensors.input(0).dim(0), tensors.input(0).dim(1));
    p.scoreThreshold = impl.scoreThreshold;
    p.thresholdIncluded = true;
    p.iouThreshold = impl.iouThreshold;
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
                WriteKept<T, T>{{problem, memory, impl.clipBoxes != 0, -1, call.output(0).as<int32_t>()},
                    call.output(1).as<T>(), call.output(2).as<T>(), call.output(3).as<T>()});
    });
}

} // namespace tenon::plugins::batched_nms

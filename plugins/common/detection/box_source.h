// nms() over boxes that a function object computes: `Box operator()(int64_t image, int64_t box) const`, for both devices. On the CPU it is called
// for candidates that are looked at alone, on CUDA all boxes are stored first.
#pragma once

#include "plugins/common/detection/nms.h"

namespace tenon::plugins
{

template <typename Source>
struct StoreBox
{
    Source source;
    Box* boxes;
    int64_t perImage;

    TENON_BOTH void operator()(int64_t i) const { boxes[i] = source(i / perImage, i % perImage); }
};

//! Kept ones are in memory.kept, memory.counts. 0 on success.
template <typename Run, typename Source>
int32_t nmsOf(
    Run const& run, NmsProblem const& problem, ScoreView const& scores, Source const& source, NmsMemory const& memory)
{
    if constexpr (Run::kIsCuda)
    {
        int32_t const stored =
            run.each(problem.images * problem.boxes, StoreBox<Source>{source, memory.boxes, problem.boxes});
        return stored | nms(run, problem, scores, memory.boxes, memory.kept, memory.counts, memory.scratch);
    }
    else
    {
        auto const at = [](void const* context, int64_t image, int64_t box) {
            return (*static_cast<Source const*>(context))(image, box);
        };
        return nms(run, problem, scores, BoxSource{at, &source}, memory.kept, memory.counts);
    }
}

} // namespace tenon::plugins

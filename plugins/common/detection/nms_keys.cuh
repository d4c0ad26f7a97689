// How candidates are sorted on CUDA: by falling score, equal scores by the lower rank.
#pragma once

#include "plugins/common/detection/nms.h"

namespace tenon::plugins
{

//! The score's descending() above the rank.
using NmsKey = unsigned long long;

__device__ __forceinline__ NmsKey nmsKey(NmsProblem const& problem, float score, int64_t box, int64_t label)
{
    return static_cast<NmsKey>(descending(score)) << 32 | rankOf(problem, box, label);
}

__device__ __forceinline__ Box boxOf(NmsProblem const& problem, Box const* boxes, int64_t image, NmsKey key)
{
    Kept const one = keptOf(problem, 0.0F, static_cast<uint32_t>(key));
    int64_t const perBox = problem.boxesPerClass ? problem.classes : 1;
    return boxes[(image * problem.boxes + one.box) * perBox + (problem.boxesPerClass ? one.label : 0)];
}

//! What stands where a score is no candidate: behind all keys.
constexpr NmsKey kNoCandidate = ~NmsKey{0};

template <typename T>
struct CandidateTest
{
    NmsProblem problem;
    ScoreView scores;
    float raw; //!< a value below which no sigmoid passes

    //! kNoCandidate where the score does not pass.
    __device__ NmsKey keyOf(int64_t image, int64_t box, int64_t label) const
    {
        float score = real(static_cast<T const*>(
            scores.data)[image * scores.imageStride + box * scores.boxStride + label * scores.classStride]);
        if (!(score >= raw) || label == problem.background)
        {
            return kNoCandidate;
        }
        score = scores.sigmoid ? sigmoidOf(score) : score;
        bool const passes =
            problem.thresholdIncluded ? score >= problem.scoreThreshold : score > problem.scoreThreshold;
        return passes ? nmsKey(problem, score, box, label) : kNoCandidate;
    }
};

} // namespace tenon::plugins

// Greedy non-maximum suppression, which all detection plugins share:
//
//     of each image and class (or of each image, class-agnostic), candidates are the boxes whose score passes the threshold, the best `topK`
//     of them; by falling score, a candidate is kept unless it overlaps one that was kept by more than the threshold. The best `keepTopK` of
//     an image's kept ones are the result, by falling score. Equal scores stand by the lower index.
//
// Source: P. Viola, M. Jones, "Robust real-time object detection", 2001; the order of equal scores is that of a stable sort.
#pragma once

#include "plugins/common/detection/boxes.h"

#include <NvInferRuntime.h>

#include <cstddef>
#include <cstdint>

namespace tenon::plugins
{

struct NmsProblem
{
    int64_t images{0};
    int64_t boxes{0};       //!< of an image
    int64_t classes{1};     //!< `boxes` · `classes` is less than 2³²
    int32_t background{-1}; //!< a class that is never kept; −1: none
    float scoreThreshold{0.0F};
    bool thresholdIncluded{false}; //!< score ≥ threshold passes; else score > threshold
    float iouThreshold{0.5F};
    int64_t topK{0};        //!< candidates of a class (class-agnostic: of an image)
    int64_t maxPerClass{0}; //!< kept ones of a class (class-agnostic: of an image)
    int64_t keepTopK{0};    //!< kept ones of an image
    bool classAgnostic{false};
    bool boxesPerClass{false}; //!< boxes are [images, boxes, classes], else [images, boxes]
    bool classMajor{false};    //!< of equal scores the lower class comes first, else the lower box
    float edge{0.0F};          //!< see area()

    TENON_BOTH int64_t segmentsPerImage() const { return classAgnostic ? 1 : classes; }
    TENON_BOTH int64_t capacity() const
    {
        return classAgnostic ? boxes * classes : boxes;
    } //!< candidates of a segment at most
    TENON_BOTH int64_t keptPerSegment() const
    {
        int64_t const most = maxPerClass < capacity() ? maxPerClass : capacity();
        return most < topK ? most : topK;
    }
};

//! Of one class: the best `candidates` of an image's boxes, of which the best `kept` are kept; a score that is the threshold passes.
inline NmsProblem nmsOfOneClass(int64_t images, int64_t boxes, float iouThreshold, int64_t candidates, int64_t kept)
{
    NmsProblem p;
    p.images = images;
    p.boxes = boxes;
    p.thresholdIncluded = true;
    p.iouThreshold = iouThreshold;
    p.topK = candidates;
    p.maxPerClass = kept;
    p.keepTopK = kept;
    return p;
}

//! Scores of any layout: data[image · imageStride + box · boxStride + class · classStride], of kFLOAT or kHALF.
struct ScoreView
{
    void const* data;
    nvinfer1::DataType type;
    int64_t imageStride, boxStride, classStride;
    bool sigmoid; //!< scores are 1 / (1 + e^−data)
};

struct Kept
{
    float score;
    int32_t box;
    int32_t label;
};

//! What to call a candidate among equal scores, and back.
TENON_BOTH uint32_t rankOf(NmsProblem const& problem, int64_t box, int64_t label)
{
    return static_cast<uint32_t>(problem.classMajor ? label * problem.boxes + box : box * problem.classes + label);
}
TENON_BOTH Kept keptOf(NmsProblem const& problem, float score, uint32_t rank)
{
    auto const inner = static_cast<uint32_t>(problem.classMajor ? problem.boxes : problem.classes);
    auto const first = static_cast<int32_t>(rank / inner);
    auto const second = static_cast<int32_t>(rank % inner);
    return problem.classMajor ? Kept{score, second, first} : Kept{score, first, second};
}

//! A number that is the smaller the greater the score (no NaN), and back.
TENON_BOTH uint32_t descending(float score)
{
    union
    {
        float number;
        uint32_t bits;
    } both;
    both.number = score + 0.0F; // −0 is 0
    return (both.bits & 0x80000000U) != 0 ? both.bits : ~(both.bits | 0x80000000U);
}
TENON_BOTH float scoreOf(uint32_t key)
{
    union
    {
        float number;
        uint32_t bits;
    } both;
    both.bits = (key & 0x80000000U) != 0 ? key : (~key & 0x7FFFFFFFU);
    return both.number;
}

TENON_BOTH float sigmoidOf(float value)
{
    return 1.0F / (1.0F + expf(-value));
}

//! Bytes that nms() needs on the current device (the larger need, where no host says which it is).
size_t nmsWorkspaceBytes(NmsProblem const& problem);

//! kept: [images, keepTopK], counts: [images], how many are valid. 0 on success. All pointers are on the device of the run.
int32_t nms(OnCpu const& run, NmsProblem const& problem, ScoreView const& scores, Box const* boxes, Kept* kept,
    int32_t* counts, void* workspace);
//! Boxes that are computed where they are needed: at(context, image, box). Thread safety: called by any thread.
struct BoxSource
{
    Box (*at)(void const* context, int64_t image, int64_t box);
    void const* context;
};
//! The same on boxes [images, boxes] that are computed for the candidates that are looked at alone.
int32_t nms(OnCpu const& run, NmsProblem const& problem, ScoreView const& scores, BoxSource const& boxes, Kept* kept,
    int32_t* counts);
int32_t nmsOnCuda(NmsProblem const& problem, ScoreView const& scores, Box const* boxes, Kept* kept, int32_t* counts,
    void* workspace, cudaStream_t stream);
size_t nmsCudaWorkspaceBytes(NmsProblem const& problem);
#if defined(__CUDACC__)
inline int32_t nms(OnCuda const& run, NmsProblem const& problem, ScoreView const& scores, Box const* boxes, Kept* kept,
    int32_t* counts, void* workspace)
{
    return nmsOnCuda(problem, scores, boxes, kept, counts, workspace, run.stream);
}
#endif

//! Parts of a workspace, each aligned to 256 bytes. With a null base it only counts.
class Parts
{
public:
    explicit Parts(void* base)
        : base_(static_cast<char*>(base))
    {
    }
    template <typename T>
    T* take(int64_t count)
    {
        size_t const begin = bytes_;
        bytes_ += (static_cast<size_t>(count) * sizeof(T) + 255) / 256 * 256;
        return base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + begin);
    }
    size_t bytes() const { return bytes_; }
    //! What lies behind them.
    void* rest() const { return base_ == nullptr ? nullptr : base_ + bytes_; }

private:
    char* base_;
    size_t bytes_{0};
};

//! What detection plugins keep in their workspace.
struct NmsMemory
{
    Box* boxes;
    Kept* kept;
    int32_t* counts;
    void* scratch;
    size_t bytes;

    NmsMemory(NmsProblem const& problem, void* workspace)
    {
        Parts parts(workspace);
        boxes = parts.take<Box>(problem.images * problem.boxes * (problem.boxesPerClass ? problem.classes : 1));
        kept = parts.take<Kept>(problem.images * problem.keepTopK);
        counts = parts.take<int32_t>(problem.images);
        size_t const need = workspace == nullptr ? nmsWorkspaceBytes(problem) : 0;
        scratch = parts.take<char>(static_cast<int64_t>(need));
        bytes = parts.bytes();
    }
};

//! The same of boxes whose scores the plugin computes, [images, boxes].
struct ScoredBoxes
{
    Parts parts;
    float* scores;
    NmsMemory nms;

    ScoredBoxes(NmsProblem const& problem, void* workspace)
        : parts(workspace)
        , scores(parts.take<float>(problem.images * problem.boxes))
        , nms(problem, parts.rest())
    {
    }
    size_t bytes() const { return parts.bytes() + nms.bytes; }
    //! nms() of them; see there.
    template <typename Run>
    int32_t suppress(Run const& run, NmsProblem const& problem) const
    {
        return plugins::nms(run, problem, {scores, nvinfer1::DataType::kFLOAT, problem.boxes, 1, 1, false}, nms.boxes,
            nms.kept, nms.counts, nms.scratch);
    }
};

} // namespace tenon::plugins

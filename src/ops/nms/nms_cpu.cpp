// Greedy suppression: of the candidates of a batch item by falling score, each is taken unless its IoU with one of its class that was taken
// before exceeds the threshold.
//
// Loops:     batch items; the candidates above the score are gathered, the best topKBoxLimit of them sorted, then walked.
// Threads:   one; items depend on each other only through where their results lie, but a detector's batch is small.
// Memory:    a place and a list entry for each score in the workspace.
// Accuracy:  IoU in fp32, 0 where both areas are 0.
// Source:    N. Bodla et al., Soft-NMS (2017), section 3: the greedy algorithm; ONNX, NonMaxSuppression.
#include "ops/nms/nms.h"

#include "ops/common/sized_kernel.h"

#include <algorithm>
#include <cmath>

namespace tenon::ops
{

using base::DataType;

namespace
{

struct Box
{
    float x0, y0, x1, y1;
};

Box boxAt(float const* at, nvinfer1::BoundingBoxFormat format)
{
    if (format == nvinfer1::BoundingBoxFormat::kCENTER_SIZES)
    {
        float const halfWidth = at[2] / 2;
        float const halfHeight = at[3] / 2;
        return {at[0] - halfWidth, at[1] - halfHeight, at[0] + halfWidth, at[1] + halfHeight};
    }
    // Any two opposite corners.
    return {std::min(at[0], at[2]), std::min(at[1], at[3]), std::max(at[0], at[2]), std::max(at[1], at[3])};
}

float intersectionOverUnion(Box const& a, Box const& b)
{
    float const width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
    float const height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
    if (width <= 0 || height <= 0)
    {
        return 0;
    }
    float const both = width * height;
    float const all = (a.x1 - a.x0) * (a.y1 - a.y0) + (b.x1 - b.x0) * (b.y1 - b.y0) - both;
    return all > 0 ? both / all : 0;
}

//! One batch item: boxes [boxes, boxClasses, 4], scores [boxes, classes].
struct Item
{
    float const* boxes;
    float const* scores;
    int64_t boxCount, boxClasses, classes;
};

struct Thresholds
{
    int64_t perClass;
    float iou;
    float score;
    bool hasScore;
};

class Suppressor
{
public:
    //! `workspace`: an entry a score for places and for taken boxes, and one a class for their numbers.
    Suppressor(NMSParams const& params, Thresholds const& thresholds, int32_t* workspace)
        : params_(params)
        , thresholds_(thresholds)
        , workspace_(workspace)
    {
    }

    //! Calls take(class, box) for each selected box, best first.
    template <typename Take>
    void select(Item const& item, Take const& take)
    {
        int64_t const scores = item.boxCount * item.classes;
        int32_t* const places = workspace_;
        int32_t* const taken = workspace_ + scores;
        int32_t* const takenCounts = taken + scores;
        int64_t candidates = 0;
        for (int64_t i = 0; i < scores; ++i)
        {
            // NaN is no score.
            bool const counts =
                thresholds_.hasScore ? item.scores[i] > thresholds_.score : item.scores[i] == item.scores[i];
            if (counts)
            {
                places[candidates++] = static_cast<int32_t>(i);
            }
        }
        auto const before = [&](int32_t a, int32_t b) {
            if (item.scores[a] != item.scores[b])
            {
                return item.scores[a] > item.scores[b];
            }
            auto const key = [&](int32_t i) { return std::pair(i % item.classes, i / item.classes); };
            return key(a) < key(b);
        };
        int64_t const looked = std::min<int64_t>(candidates, params_.topKBoxLimit);
        std::partial_sort(places, places + looked, places + candidates, before);
        std::fill(takenCounts, takenCounts + item.classes, 0);
        for (int64_t i = 0; i < looked; ++i)
        {
            int64_t const box = places[i] / item.classes;
            int64_t const cls = places[i] % item.classes;
            int32_t* const mine = taken + cls * item.boxCount;
            if (takenCounts[cls] < thresholds_.perClass && !isSuppressed(item, box, cls, mine, takenCounts[cls]))
            {
                mine[takenCounts[cls]++] = static_cast<int32_t>(box);
                take(cls, box);
            }
        }
    }

private:
    Box boxOf(Item const& item, int64_t box, int64_t cls) const
    {
        return boxAt(item.boxes + (box * item.boxClasses + (item.boxClasses == 1 ? 0 : cls)) * 4, params_.format);
    }

    bool isSuppressed(Item const& item, int64_t box, int64_t cls, int32_t const* taken, int32_t count) const
    {
        Box const mine = boxOf(item, box, cls);
        return std::any_of(taken, taken + count,
            [&](int32_t other) { return intersectionOverUnion(mine, boxOf(item, other, cls)) > thresholds_.iou; });
    }

    NMSParams const& params_;
    Thresholds const& thresholds_;
    int32_t* workspace_;
};

template <typename Index>
int64_t suppress(NMSParams const& params, Thresholds const& thresholds, PlainShapes const& shapes,
    void const* const* inputs, Index* out, void* workspace)
{
    base::Dims const& boxes = shapes.inputs[0].dims;
    base::Dims const& scores = shapes.inputs[1].dims;
    int64_t const boxClasses = boxes.nbDims == 4 ? boxes.d[2] : 1;
    Suppressor suppressor(params, thresholds, static_cast<int32_t*>(workspace));
    int64_t count = 0;
    for (int64_t b = 0; b < scores.d[0]; ++b)
    {
        Item const item{static_cast<float const*>(inputs[0]) + b * scores.d[1] * boxClasses * 4,
            static_cast<float const*>(inputs[1]) + b * scores.d[1] * scores.d[2], scores.d[1], boxClasses, scores.d[2]};
        suppressor.select(item, [&](int64_t cls, int64_t box) {
            out[count * 3] = static_cast<Index>(b);
            out[count * 3 + 1] = static_cast<Index>(cls);
            out[count * 3 + 2] = static_cast<Index>(box);
            ++count;
        });
    }
    return count;
}

int64_t wholeNumber(DataType type, void const* data)
{
    return type == DataType::kINT64 ? *static_cast<int64_t const*>(data) : *static_cast<int32_t const*>(data);
}

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeNMSCpu(
    NMSParams const& params, bool hasIou, bool hasScore, graph::KernelRequest const& request)
{
    int64_t most = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        base::Dims const& scores = profile.inputs[1].max;
        if (scores.d[1] * scores.d[2] > INT32_MAX / 4)
        {
            return base::notImplemented(
                "NMS of more than 2^29 scores a batch item (found {})", scores.d[1] * scores.d[2]);
        }
        most = std::max(most, 2 * scores.d[1] * scores.d[2] + scores.d[2]);
    }
    return makeSizedKernel(
        1,
        [params, hasIou, hasScore](PlainShapes const& shapes, void const* const* inputs, void* const* outputs,
            void* workspace, std::span<int64_t> sizes) {
            Thresholds const thresholds{wholeNumber(shapes.inputs[2].type, inputs[2]),
                hasIou ? *static_cast<float const*>(inputs[3]) : 0.0F,
                hasScore ? *static_cast<float const*>(inputs[hasIou ? 4 : 3]) : 0.0F, hasScore};
            sizes[0] = shapes.outputs[0].type == DataType::kINT64
                ? suppress(params, thresholds, shapes, inputs, static_cast<int64_t*>(outputs[0]), workspace)
                : suppress(params, thresholds, shapes, inputs, static_cast<int32_t*>(outputs[0]), workspace);
            *static_cast<int32_t*>(outputs[1]) = static_cast<int32_t>(sizes[0]);
            return base::okStatus();
        },
        static_cast<size_t>(most) * sizeof(int32_t));
}

} // namespace tenon::ops

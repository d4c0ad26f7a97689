// Greedy suppression: of the candidates of a batch item by falling score, each is taken unless its IoU with one of its class that was taken
// before exceeds the threshold.
//
// Loops:     batch items; the candidates above the score are found by vectors, become keys that sort as they are to, and of the best topKBoxLimit those of each
//            class follow each other. A box is compared with those taken before by vectors; only where they meet is their IoU computed.
// Threads:   one; items depend on each other only through where their results lie, but a detector's batch is small.
// Memory:    a place and a key for each score in the workspace, and lists for those that are looked at.
// Accuracy:  IoU in fp32, 0 where both areas are 0.
// Source:    N. Bodla et al., Soft-NMS (2017), section 3: the greedy algorithm; ONNX, NonMaxSuppression.
#include "ops/common/simd_targets.h"

#include "ops/nms/nms.h"

#include "base/checked.h"
#include "ops/common/sized_kernel.h"

#include <algorithm>
#include <bit>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/nms/nms_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::suppression::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

//! The places of all scores above the threshold, and how many they are. `places` has room for 64 more.
int64_t placesAbove(float const* scores, int64_t count, float threshold, uint32_t* places)
{
    hn::ScalableTag<float> const f;
    hn::RebindToUnsigned<decltype(f)> const u;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const limit = hn::Set(f, threshold);
    int64_t found = 0;
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const above = hn::Gt(hn::LoadU(f, scores + i), limit);
        if (!hn::AllFalse(f, above))
        {
            found += static_cast<int64_t>(
                hn::CompressStore(hn::Iota(u, static_cast<uint32_t>(i)), hn::RebindMask(u, above), u, places + found));
        }
    }
    for (; i < count; ++i)
    {
        places[found] = static_cast<uint32_t>(i);
        found += scores[i] > threshold ? 1 : 0;
    }
    return found;
}

//! The first of `count` boxes from `first` on that has a point inside of the given one, too; at least `count` if none has. Boxes: x0 of all, y0, x1, y1, each
//! `stride` behind the one before; behind the last 64 boxes without a point.
int64_t firstThatMeets(float const* boxes, int64_t stride, int64_t first, int64_t count, float const* box)
{
    hn::ScalableTag<float> const f;
    static_assert(hn::MaxLanes(f) <= 64);
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const x0 = hn::Set(f, box[0]);
    auto const y0 = hn::Set(f, box[1]);
    auto const x1 = hn::Set(f, box[2]);
    auto const y1 = hn::Set(f, box[3]);
    for (int64_t i = first; i < count; i += lanes)
    {
        float const* const from = boxes + i;
        auto const across = hn::Gt(hn::Min(hn::LoadU(f, from + 2 * stride), x1), hn::Max(hn::LoadU(f, from), x0));
        auto const down =
            hn::Gt(hn::Min(hn::LoadU(f, from + 3 * stride), y1), hn::Max(hn::LoadU(f, from + stride), y0));
        auto const meets = hn::And(across, down);
        if (!hn::AllFalse(f, meets))
        {
            return i + static_cast<int64_t>(hn::FindKnownFirstTrue(f, meets));
        }
    }
    return count;
}

} // namespace tenon::ops::suppression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{
namespace suppression
{
HWY_EXPORT(placesAbove);
HWY_EXPORT(firstThatMeets);
} // namespace suppression

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

constexpr int64_t kPast = 64; //!< elements of lists that vectors may touch behind their ends

//! Sizes of a batch item's parts of the workspace.
struct Room
{
    int64_t scores, boxes, classes, looked;

    Room(int64_t boxCount, int64_t classCount, int64_t limit)
        : scores(boxCount * classCount)
        , boxes(boxCount)
        , classes(classCount)
        , looked(std::min(scores, limit))
    {
    }
    size_t keyBytes() const { return rounded(scores * 8); }
    size_t placeBytes() const { return rounded((scores + kPast) * 4); }
    size_t orderBytes() const { return rounded(looked * 4); }
    size_t takenBytes() const { return rounded(looked); }
    size_t startBytes() const { return rounded((classes + 1) * 4); }
    size_t listBytes() const
    {
        return rounded((std::min(boxes, looked) + kPast) * 4);
    } //!< of one coordinate of the boxes taken
    size_t bytes() const
    {
        return keyBytes() + placeBytes() + orderBytes() + takenBytes() + startBytes() + 4 * listBytes();
    }

private:
    static size_t rounded(int64_t bytes) { return base::alignUp(static_cast<size_t>(bytes), size_t{64}); }
};

//! Sorts by falling score; −0 as 0, no NaN.
uint32_t downwards(float score)
{
    auto const bits = std::bit_cast<uint32_t>(score == 0.0F ? 0.0F : score);
    return (bits & 0x80000000U) != 0 ? bits : ~(bits | 0x80000000U);
}

class Suppressor
{
public:
    //! `workspace`: Room::bytes().
    Suppressor(NMSParams const& params, Thresholds const& thresholds, Room const& room, void* workspace)
        : params_(params)
        , thresholds_(thresholds)
        , listStride_(static_cast<int64_t>(room.listBytes() / sizeof(float)))
    {
        auto* at = static_cast<unsigned char*>(workspace);
        auto const take = [&at](size_t bytes) {
            void* const taken = at;
            at += bytes;
            return taken;
        };
        keys_ = static_cast<uint64_t*>(take(room.keyBytes()));
        places_ = static_cast<uint32_t*>(take(room.placeBytes()));
        order_ = static_cast<uint32_t*>(take(room.orderBytes()));
        taken_ = static_cast<uint8_t*>(take(room.takenBytes()));
        starts_ = static_cast<uint32_t*>(take(room.startBytes()));
        list_ = static_cast<float*>(take(4 * room.listBytes()));
    }

    //! Calls take(class, box) for each selected box, best first.
    template <typename Take>
    void select(Item const& item, Take const& take)
    {
        int64_t const looked = sortCandidates(item);
        groupByClass(item, looked);
        std::fill(taken_, taken_ + looked, uint8_t{0});
        for (int64_t cls = 0; cls < item.classes; ++cls)
        {
            suppressClass(item, cls);
        }
        for (int64_t i = 0; i < looked; ++i)
        {
            if (taken_[i] != 0)
            {
                int64_t const rank = rankOf(i);
                take(rank / item.boxCount, rank % item.boxCount);
            }
        }
    }

private:
    static constexpr float kNoBox = -std::numeric_limits<float>::infinity(); //!< a right edge

    //! class · boxes + box of the i-th candidate.
    int64_t rankOf(int64_t i) const { return static_cast<int64_t>(keys_[i] & 0xFFFFFFFFU); }

    //! The candidates that are looked at stand in order at the beginning of keys_; how many they are.
    int64_t sortCandidates(Item const& item)
    {
        int64_t const scores = item.boxCount * item.classes;
        int64_t candidates = 0;
        if (thresholds_.hasScore)
        {
            candidates =
                HWY_DYNAMIC_DISPATCH(suppression::placesAbove)(item.scores, scores, thresholds_.score, places_);
        }
        else
        {
            for (int64_t i = 0; i < scores; ++i)
            {
                places_[candidates] = static_cast<uint32_t>(i);
                candidates += item.scores[i] == item.scores[i] ? 1 : 0; // NaN is no score
            }
        }
        auto const classes = static_cast<uint32_t>(item.classes);
        auto const boxes = static_cast<uint32_t>(item.boxCount);
        for (int64_t i = 0; i < candidates; ++i)
        {
            uint32_t const place = places_[i];
            uint32_t const rank = place % classes * boxes + place / classes;
            keys_[i] = static_cast<uint64_t>(downwards(item.scores[place])) << 32U | rank;
        }
        int64_t const looked = std::min<int64_t>(candidates, params_.topKBoxLimit);
        if (looked < candidates)
        {
            std::nth_element(keys_, keys_ + looked, keys_ + candidates);
        }
        std::sort(keys_, keys_ + looked);
        return looked;
    }

    //! order_[starts_[c] … starts_[c + 1]) are the candidates of class c, in order.
    void groupByClass(Item const& item, int64_t looked)
    {
        auto const classOf = [&](int64_t i) {
            return static_cast<uint32_t>(rankOf(i)) / static_cast<uint32_t>(item.boxCount);
        };
        std::fill(starts_, starts_ + item.classes + 1, 0U);
        for (int64_t i = 0; i < looked; ++i)
        {
            ++starts_[classOf(i) + 1];
        }
        for (int64_t cls = 0; cls < item.classes; ++cls)
        {
            starts_[cls + 1] += starts_[cls];
        }
        for (int64_t i = looked - 1; i >= 0;
             --i) // from behind, so that starts_[c + 1] comes to be where class c begins
        {
            order_[--starts_[classOf(i) + 1]] = static_cast<uint32_t>(i);
        }
        std::copy(starts_ + 1, starts_ + item.classes + 1, starts_);
        starts_[item.classes] = static_cast<uint32_t>(looked);
    }

    //! Those of one class that are taken are marked in taken_.
    void suppressClass(Item const& item, int64_t cls)
    {
        int64_t count = 0;
        float* const right = list_ + 2 * listStride_;
        std::fill(right, right + kPast, kNoBox);
        for (uint32_t at = starts_[cls]; at < starts_[cls + 1] && count < thresholds_.perClass; ++at)
        {
            Box const box = boxOf(item, rankOf(order_[at]) - cls * item.boxCount, cls);
            if (!isSuppressed(box, count))
            {
                taken_[order_[at]] = 1;
                float const coordinates[4]{box.x0, box.y0, box.x1, box.y1};
                for (int64_t k = 0; k < 4; ++k)
                {
                    list_[k * listStride_ + count] = coordinates[k];
                }
                ++count;
                right[count + kPast - 1] = kNoBox;
            }
        }
    }

    Box boxOf(Item const& item, int64_t box, int64_t cls) const
    {
        return boxAt(item.boxes + (box * item.boxClasses + (item.boxClasses == 1 ? 0 : cls)) * 4, params_.format);
    }

    //! By one of the first `count` of list_.
    bool isSuppressed(Box const& box, int64_t count) const
    {
        if (thresholds_.iou < 0.0F)
        {
            return count > 0; // by any, also where they do not meet
        }
        float const mine[4]{box.x0, box.y0, box.x1, box.y1};
        auto const next = [&](int64_t first) {
            return HWY_DYNAMIC_DISPATCH(suppression::firstThatMeets)(list_, listStride_, first, count, mine);
        };
        for (int64_t i = next(0); i < count; i = next(i + 1))
        {
            Box const other{list_[i], list_[listStride_ + i], list_[2 * listStride_ + i], list_[3 * listStride_ + i]};
            if (intersectionOverUnion(box, other) > thresholds_.iou)
            {
                return true;
            }
        }
        return false;
    }

    NMSParams const& params_;
    Thresholds const& thresholds_;
    uint64_t* keys_; //!< how a candidate's score sorts, above its rank
    uint32_t *places_, *order_, *starts_;
    uint8_t* taken_;
    float* list_;        //!< the boxes of a class that were taken: x0 of all, y0, x1, y1
    int64_t listStride_; //!< between them
};

template <typename Index>
int64_t suppress(NMSParams const& params, Thresholds const& thresholds, PlainShapes const& shapes,
    void const* const* inputs, Index* out, void* workspace)
{
    base::Dims const& boxes = shapes.inputs[0].dims;
    base::Dims const& scores = shapes.inputs[1].dims;
    int64_t const boxClasses = boxes.nbDims == 4 ? boxes.d[2] : 1;
    Suppressor suppressor(params, thresholds, Room(scores.d[1], scores.d[2], params.topKBoxLimit), workspace);
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
    size_t most = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        base::Dims const& scores = profile.inputs[1].max;
        if (scores.d[1] * scores.d[2] > INT32_MAX / 4)
        {
            return base::notImplemented(
                "NMS of more than 2^29 scores a batch item (found {})", scores.d[1] * scores.d[2]);
        }
        most = std::max(most, Room(scores.d[1], scores.d[2], params.topKBoxLimit).bytes());
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
        most);
}

} // namespace tenon::ops
#endif // HWY_ONCE

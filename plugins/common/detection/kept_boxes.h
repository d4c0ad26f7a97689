// What plugins write of kept boxes: a row for each of an image's `keepTopK`, with nothing in those behind the kept ones.
#pragma once

#include "plugins/common/detection/nms.h"

namespace tenon::plugins
{

struct KeptRow
{
    int64_t image;
    Box box;  //!< 0 where there is none
    Kept one; //!< score 0, box 0 and the label of nothing where there is none
};

//! Reads the result of nms() row by row, on either device.
struct KeptBoxes
{
    NmsProblem problem;
    Box const* boxes;
    Kept const* kept;
    int32_t const* keptCounts;
    bool clip;          //!< boxes to [0, 1]
    int32_t emptyLabel; //!< the label of nothing
    int32_t* counts;    //!< out: how many rows of each image are kept

    KeptBoxes(NmsProblem const& solved, NmsMemory const& memory, bool clips, int32_t labelOfNothing, int32_t* outCounts)
        : problem(solved)
        , boxes(memory.boxes)
        , kept(memory.kept)
        , keptCounts(memory.counts)
        , clip(clips)
        , emptyLabel(labelOfNothing)
        , counts(outCounts)
    {
    }

    //! Row i of [images · keepTopK]; the first of an image writes its count.
    TENON_BOTH KeptRow row(int64_t i) const
    {
        int64_t const image = i / problem.keepTopK;
        int64_t const place = i % problem.keepTopK;
        if (place == 0)
        {
            counts[image] = keptCounts[image];
        }
        if (place >= keptCounts[image])
        {
            return {image, {0, 0, 0, 0}, {0.0F, 0, emptyLabel}};
        }
        Kept const one = kept[i];
        int64_t const perBox = problem.boxesPerClass ? problem.classes : 1;
        Box const box = boxes[(image * problem.boxes + one.box) * perBox + (problem.boxesPerClass ? one.label : 0)];
        return {image, clip ? clipped(box, 1.0F, 1.0F) : box, one};
    }
};

//! Corners of a row's box.
template <typename T>
TENON_BOTH void writeBox(Box const& box, T* to)
{
    to[0] = number<T>(box.x1);
    to[1] = number<T>(box.y1);
    to[2] = number<T>(box.x2);
    to[3] = number<T>(box.y2);
}

//! Boxes, scores and labels of the kept ones as three tensors; L is T or int32_t.
template <typename T, typename L>
struct WriteKept
{
    KeptBoxes kept;
    T* boxes;
    T* scores;
    L* labels;

    TENON_BOTH void operator()(int64_t i) const
    {
        KeptRow const row = kept.row(i);
        writeBox(row.box, boxes + 4 * i);
        scores[i] = number<T>(row.one.score);
        if constexpr (std::is_same_v<L, int32_t>)
        {
            labels[i] = row.one.label;
        }
        else
        {
            labels[i] = number<L>(static_cast<float>(row.one.label));
        }
    }
};

//! What the detection plugins of Caffe's time ask for: classes by themselves, the lower class first among equal scores.
template <typename Impl>
NmsProblem problemOfClasses(Impl const& impl, int64_t images, int64_t boxes)
{
    NmsProblem p;
    p.images = images;
    p.boxes = boxes;
    p.classes = impl.numClasses;
    p.background = impl.backgroundLabelId;
    p.topK = impl.topK;
    p.maxPerClass = impl.keepTopK;
    p.keepTopK = impl.keepTopK;
    p.boxesPerClass = impl.shareLocation == 0;
    p.classMajor = true;
    p.edge = impl.isNormalized != 0 ? 0.0F : 1.0F;
    return p;
}

} // namespace tenon::plugins

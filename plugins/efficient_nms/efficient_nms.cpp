#include "plugins/efficient_nms/efficient_nms.h"

#include "plugins/efficient_nms/efficient_nms_kernel.h"

namespace tenon::plugins
{
namespace
{

bool mayBe(plugin::Dim const& dim, int64_t value)
{
    return !dim.isNumber() || dim.value() == value;
}

std::string ofRanks(plugin::Shapes const& s)
{
    std::string text = ", found ranks";
    for (int32_t i = 0; i < s.inputCount(); ++i)
    {
        text += (i == 0 ? " " : ", ") + std::to_string(s.input(i).size());
    }
    return text;
}

//! Boxes [N, boxes, (classes,) 4] and scores [N, boxes, classes] that agree.
bool agree(plugin::Shapes& s)
{
    plugin::Shape const& boxes = s.input(0);
    plugin::Shape const& scores = s.input(1);
    bool const ranks = (boxes.size() == 3 || boxes.size() == 4) && scores.size() == 3;
    if (!s.expect(ranks && mayBe(boxes.back(), 4),
            "boxes [N, boxes, 4] or [N, boxes, classes, 4] and scores [N, boxes, classes]" + ofRanks(s)
                + (ranks ? " and " + std::to_string(boxes.back().value()) + " numbers of a box" : "")))
    {
        return false;
    }
    if (!s.expect(!boxes[1].isNumber() || mayBe(scores[1], boxes[1].value()),
            "as many boxes in scores as in boxes, found " + std::to_string(scores[1].value()) + " and "
                + std::to_string(boxes[1].value())))
    {
        return false;
    }
    bool const classes =
        boxes.size() == 3 || !boxes[2].isNumber() || boxes[2].value() == 1 || mayBe(scores[2], boxes[2].value());
    return s.expect(classes,
        "boxes of 1 class or of those of scores (" + std::to_string(scores[2].value()) + "), found "
            + std::to_string(boxes.size() == 4 ? boxes[2].value() : 1));
}

NmsProblem problemOf(plugin::Tensors const& tensors)
{
    plugin::Tensor const& boxes = tensors.input(0);
    NmsProblem p;
    p.images = boxes.dim(0);
    p.boxes = boxes.dim(1);
    p.classes = tensors.input(1).dim(2);
    p.boxesPerClass = boxes.rank() == 4 && boxes.dim(2) != 1;
    p.topK = p.boxes * p.classes;
    return p;
}

void setRows(plugin::Shapes& s, int64_t rows)
{
    plugin::Dim const batch = s.input(0)[0];
    s.output(0) = {batch, 1};
    s.output(1) = {batch, rows, 4};
    s.output(2) = {batch, rows};
    s.output(3) = {batch, rows};
}

} // namespace

void EfficientNms::outputShapes(plugin::Shapes& s) const
{
    if (!agree(s))
    {
        return;
    }
    if (s.inputCount() > 2)
    {
        plugin::Shape const& anchors = s.input(2);
        s.expect(anchors.size() == 3 && mayBe(anchors[2], 4)
                && (!anchors[1].isNumber() || mayBe(s.input(0)[1], anchors[1].value())),
            "anchors [1 or N, boxes, 4]" + ofRanks(s));
    }
    setRows(s, maxOutputBoxes);
}

NmsProblem EfficientNms::nmsProblem(plugin::Tensors const& tensors) const
{
    NmsProblem p = problemOf(tensors);
    p.background = backgroundClass;
    p.scoreThreshold = scoreThreshold;
    p.thresholdIncluded = true;
    p.iouThreshold = iouThreshold;
    p.maxPerClass = maxOutputBoxes;
    p.keepTopK = maxOutputBoxes;
    p.classAgnostic = classAgnostic != 0;
    return p;
}

size_t EfficientNms::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(nmsProblem(problem), nullptr).bytes;
}

int32_t EfficientNms::enqueueCpu(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCpu{}, *this, call);
}

void EfficientNmsExplicitTf::outputShapes(plugin::Shapes& s) const
{
    if (!agree(s))
    {
        return;
    }
    int64_t rows = maxTotalSize;
    if (padPerClass != 0)
    {
        plugin::Dim const& classes = s.input(1)[2];
        if (!s.expect(classes.isNumber(),
                "a number of classes that is known when the network is built where \"pad_per_class\" is 1"))
        {
            return;
        }
        rows = std::min(rows, maxSizePerClass * classes.value());
    }
    setRows(s, rows);
}

NmsProblem EfficientNmsExplicitTf::nmsProblem(plugin::Tensors const& tensors) const
{
    NmsProblem p = problemOf(tensors);
    p.scoreThreshold = scoreThreshold;
    p.iouThreshold = iouThreshold;
    p.maxPerClass = maxSizePerClass;
    p.keepTopK = padPerClass != 0 ? std::min<int64_t>(maxTotalSize, maxSizePerClass * p.classes) : maxTotalSize;
    return p;
}

size_t EfficientNmsExplicitTf::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(nmsProblem(problem), nullptr).bytes;
}

int32_t EfficientNmsExplicitTf::enqueueCpu(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCpu{}, *this, call);
}

void EfficientNmsOnnx::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& boxes = s.input(0);
    plugin::Shape const& scores = s.input(1);
    if (s.expect(boxes.size() == 3 && scores.size() == 3 && mayBe(boxes[2], 4)
                && (!boxes[1].isNumber() || mayBe(scores[2], boxes[1].value())),
            "boxes [N, boxes, 4] and scores [N, classes, boxes]" + ofRanks(s)))
    {
        s.output(0) = {boxes[0] * scores[1] * min(plugin::Dim(maxBoxesPerClass), boxes[1]), 3};
    }
}

NmsProblem EfficientNmsOnnx::nmsProblem(plugin::Tensors const& tensors) const
{
    NmsProblem p;
    p.images = tensors.input(1).dim(0) * tensors.input(1).dim(1);
    p.boxes = tensors.input(0).dim(1);
    p.scoreThreshold = scoreThreshold;
    p.iouThreshold = iouThreshold;
    p.topK = p.boxes;
    p.maxPerClass = std::min<int64_t>(maxBoxesPerClass, p.boxes);
    p.keepTopK = p.maxPerClass;
    return p;
}

size_t EfficientNmsOnnx::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(nmsProblem(problem), nullptr).bytes;
}

int32_t EfficientNmsOnnx::enqueueCpu(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

#include "plugins/batched_nms/batched_nms.h"

#include "plugins/batched_nms/batched_nms_kernel.h"
#include "plugins/common/expect_dims.h"

namespace tenon::plugins
{

std::string BatchedNms::validate() const
{
    return backgroundLabelId < numClasses ? std::string()
                                          : "expected \"backgroundLabelId\" below \"numClasses\" ("
            + std::to_string(numClasses) + "), found " + std::to_string(backgroundLabelId);
}

void BatchedNms::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& boxes = s.input(0);
    plugin::Shape const& scores = s.input(1);
    int64_t const boxClasses = shareLocation != 0 ? 1 : numClasses;
    if (!s.expect(boxes.size() == 4 && mayEqual(boxes[2], boxClasses) && mayEqual(boxes[3], 4),
            "boxes [N, boxes, " + std::to_string(boxClasses) + ", 4], found rank " + std::to_string(boxes.size())
                + (boxes.size() == 4 ? " with " + std::to_string(boxes[2].value()) + " and "
                            + std::to_string(boxes[3].value()) + " at its end"
                                     : ""))
        || !s.expect(
            (scores.size() == 3 || (scores.size() == 4 && mayEqual(scores[3], 1))) && mayEqual(scores[2], numClasses),
            "scores [N, boxes, " + std::to_string(numClasses) + "], found rank " + std::to_string(scores.size())
                + (scores.size() >= 3 ? " with " + std::to_string(scores[2].value()) + " classes" : "")))
    {
        return;
    }
    s.expect(mayEqual(scores[1], boxes[1]),
        "as many boxes in scores as in boxes, found " + std::to_string(scores[1].value()) + " and "
            + std::to_string(boxes[1].value()));
    s.output(0) = {boxes[0], 1};
    s.output(1) = {boxes[0], keepTopK, 4};
    s.output(2) = {boxes[0], keepTopK};
    s.output(3) = {boxes[0], keepTopK};
}

size_t BatchedNms::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(batched_nms::problemOf(*this, problem), nullptr).bytes;
}

int32_t BatchedNms::enqueueCpu(plugin::Call const& call) const
{
    return batched_nms::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

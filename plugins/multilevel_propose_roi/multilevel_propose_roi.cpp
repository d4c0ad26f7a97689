#include "plugins/multilevel_propose_roi/multilevel_propose_roi.h"

#include "plugins/common/expect_dims.h"
#include "plugins/multilevel_propose_roi/multilevel_propose_roi_kernel.h"

namespace tenon::plugins
{

PyramidAnchors MultilevelProposeRoi::anchors() const
{
    constexpr float kSize = 32.0F;
    return {imageSize[1], imageSize[2], true, {kSize, kSize * 1.4F, kSize * 0.7F}, {kSize, kSize * 0.7F, kSize * 1.4F}};
}

void MultilevelProposeRoi::outputShapes(plugin::Shapes& s) const
{
    for (int32_t level = 0; level < PyramidAnchors::kLevels; ++level)
    {
        plugin::Shape const& deltas = s.input(2 * level);
        plugin::Shape const& scores = s.input(2 * level + 1);
        int64_t const count = anchors().count(level);
        bool const ranks = deltas.size() == 4 && scores.size() == 4;
        if (!s.expect(ranks && mayEqual(deltas[1], count) && mayEqual(scores[1], count) && mayEqual(deltas[2], 4)
                    && mayEqual(scores[2], 1) && mayEqual(deltas[3], 1) && mayEqual(scores[3], 1),
                "delta_p" + std::to_string(level + 2) + " [N, " + std::to_string(count) + ", 4, 1] and score_p"
                    + std::to_string(level + 2) + " [N, " + std::to_string(count) + ", 1, 1] for an image of "
                    + std::to_string(imageSize[1]) + " × " + std::to_string(imageSize[2]) + ", found ranks "
                    + std::to_string(deltas.size()) + " and " + std::to_string(scores.size())
                    + (ranks ? " with " + std::to_string(deltas[1].value()) + " and "
                                + std::to_string(scores[1].value()) + " anchors of " + std::to_string(deltas[2].value())
                                + " and " + std::to_string(scores[2].value()) + " numbers"
                             : "")))
        {
            return;
        }
    }
    s.output(0) = {s.input(0)[0], keepTopK, 4};
}

NmsProblem MultilevelProposeRoi::nmsProblem(int64_t images, int64_t boxes) const
{
    NmsProblem p = nmsOfOneClass(images, boxes, iouThreshold, prenmsTopK, keepTopK);
    p.scoreThreshold = fgThreshold;
    return p;
}

size_t MultilevelProposeRoi::workspaceBytes(plugin::Problem const& problem) const
{
    int64_t const images = problem.input(0).dim(0);
    size_t most = 0;
    for (int32_t level = 0; level < PyramidAnchors::kLevels; ++level)
    {
        int64_t const boxes = problem.input(2 * level).dim(1);
        most = std::max(most, boxes == 0 ? 0 : NmsMemory(nmsProblem(images, boxes), nullptr).bytes);
    }
    return multilevel_propose_roi::KeptOfLevels(images, keepTopK, nullptr).bytes + most;
}

int32_t MultilevelProposeRoi::enqueueCpu(plugin::Call const& call) const
{
    return multilevel_propose_roi::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

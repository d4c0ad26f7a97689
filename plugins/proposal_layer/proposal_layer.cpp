#include "plugins/proposal_layer/proposal_layer.h"

#include "plugins/common/expect_dims.h"
#include "plugins/proposal_layer/proposal_layer_kernel.h"

namespace tenon::plugins
{

PyramidAnchors ProposalLayer::anchors() const
{
    constexpr float kSize = 32.0F;
    constexpr float kRatios[PyramidAnchors::kShapes]{0.5F, 1.0F, 2.0F};
    PyramidAnchors anchors{imageSize[1], imageSize[2], false, {}, {}};
    for (int32_t i = 0; i < PyramidAnchors::kShapes; ++i)
    {
        anchors.widths[i] = kSize * std::sqrt(kRatios[i]);
        anchors.heights[i] = kSize / std::sqrt(kRatios[i]);
    }
    return anchors;
}

std::string ProposalLayer::validate() const
{
    return imageSize[0] == 3 ? std::string()
                             : "expected 3 channels in \"image_size\", found " + std::to_string(imageSize[0]);
}

void ProposalLayer::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& scores = s.input(0);
    plugin::Shape const& deltas = s.input(1);
    int64_t const count = anchors().count();
    bool const ranks = scores.size() == 4 && deltas.size() == 4;
    if (s.expect(ranks && mayEqual(scores[1], count) && mayEqual(deltas[1], count) && mayEqual(scores[2], 2)
                && mayEqual(deltas[2], 4) && mayEqual(scores[3], 1) && mayEqual(deltas[3], 1),
            "object_score [N, " + std::to_string(count) + ", 2, 1] and object_delta [N, " + std::to_string(count)
                + ", 4, 1] for an image of " + std::to_string(imageSize[1]) + " × " + std::to_string(imageSize[2])
                + ", found ranks " + std::to_string(scores.size()) + " and " + std::to_string(deltas.size())
                + (ranks ? " with " + std::to_string(scores[1].value()) + " and " + std::to_string(deltas[1].value())
                            + " anchors of " + std::to_string(scores[2].value()) + " and "
                            + std::to_string(deltas[2].value()) + " numbers"
                         : "")))
    {
        s.output(0) = {scores[0], keepTopK, 4};
    }
}

NmsProblem ProposalLayer::nmsProblem(plugin::Tensors const& tensors) const
{
    return nmsOfOneClass(tensors.input(0).dim(0), tensors.input(0).dim(1), iouThreshold, prenmsTopK, keepTopK);
}

size_t ProposalLayer::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(nmsProblem(problem), nullptr).bytes;
}

int32_t ProposalLayer::enqueueCpu(plugin::Call const& call) const
{
    return proposal_layer::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

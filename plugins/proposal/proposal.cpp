#include "plugins/proposal/proposal.h"

#include "plugins/common/expect_dims.h"
#include "plugins/proposal/proposal_kernel.h"

#include <limits>

namespace tenon::plugins
{

std::string Proposal::validate() const
{
    return anchors() <= proposal::kMaxAnchors ? std::string()
                                              : "expected at most " + std::to_string(proposal::kMaxAnchors)
            + " anchors of a cell, found " + std::to_string(anchors());
}

void Proposal::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& scores = s.input(0);
    plugin::Shape const& deltas = s.input(1);
    if (s.expect(scores.size() == 4 && deltas.size() == 4 && mayEqual(scores[1], anchors())
                && mayEqual(deltas[1], 4 * anchors()),
            "scores [N, " + std::to_string(anchors()) + ", H, W] and deltas [N, " + std::to_string(4 * anchors())
                + ", H, W], found ranks " + std::to_string(scores.size()) + " and " + std::to_string(deltas.size())
                + (scores.size() == 4 && deltas.size() == 4 ? " with " + std::to_string(scores[1].value()) + " and "
                            + std::to_string(deltas[1].value()) + " channels"
                                                            : "")))
    {
        s.output(0) = {scores[0], postNmsTopN, 4, 1};
    }
}

NmsProblem Proposal::nmsProblem(plugin::Tensors const& tensors) const
{
    plugin::Tensor const& scores = tensors.input(0);
    NmsProblem p = nmsOfOneClass(
        scores.dim(0), scores.dim(1) * scores.dim(2) * scores.dim(3), nmsIouThreshold, preNmsTopN, postNmsTopN);
    p.scoreThreshold = -std::numeric_limits<float>::max();
    return p;
}

size_t Proposal::workspaceBytes(plugin::Problem const& problem) const
{
    return ScoredBoxes(nmsProblem(problem), nullptr).bytes();
}

int32_t Proposal::enqueueCpu(plugin::Call const& call) const
{
    return proposal::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

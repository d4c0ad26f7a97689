#include "plugins/rproi/rproi.h"

#include "plugins/common/expect_dims.h"
#include "plugins/rproi/rproi_kernel.h"

#include <limits>

namespace tenon::plugins
{

std::string Rproi::validate() const
{
    auto const differs = [](int32_t count, std::vector<float> const& values) {
        return count != 0 && static_cast<size_t>(count) != values.size();
    };
    if (differs(anchorsRatioCount, anchorsRatios) || differs(anchorsScaleCount, anchorsScales))
    {
        return "expected anchorsRatioCount and anchorsScaleCount numbers in anchorsRatios and anchorsScales, found "
            + std::to_string(anchorsRatios.size()) + " and " + std::to_string(anchorsScales.size()) + " for counts of "
            + std::to_string(anchorsRatioCount) + " and " + std::to_string(anchorsScaleCount);
    }
    return anchors() <= rproi::kMaxAnchors ? std::string()
                                           : "expected at most " + std::to_string(rproi::kMaxAnchors)
            + " anchors of a cell, found " + std::to_string(anchors());
}

void Rproi::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& scores = s.input(0);
    plugin::Shape const& deltas = s.input(1);
    plugin::Shape const& map = s.input(2);
    plugin::Shape const& info = s.input(3);
    bool fit = scores.size() == 4 && deltas.size() == 4 && map.size() == 4 && info.size() >= 2;
    fit = fit && mayEqual(scores[1], 2 * anchors()) && mayEqual(deltas[1], 4 * anchors())
        && mayEqual(scores[2], deltas[2]) && mayEqual(scores[3], deltas[3])
        && mayEqual(productOf(info, 1, info.size()), 3);
    for (plugin::Shape const* const shape : {&deltas, &map, &info})
    {
        fit = fit && mayEqual((*shape)[0], scores[0]);
    }
    if (s.expect(fit,
            "scores [N, " + std::to_string(2 * anchors()) + ", H, W], deltas [N, " + std::to_string(4 * anchors())
                + ", H, W], fmap [N, C, H, W] and iinfo [N, 3], found " + inputsText(s)))
    {
        s.output(0) = {scores[0], 1, nmsMaxOut, 4};
        s.output(1) = {scores[0], nmsMaxOut, map[1], poolingH, poolingW};
    }
}

bool Rproi::fits(plugin::Call const& call) const
{
    plugin::Tensor const& scores = call.input(0);
    plugin::Tensor const& map = call.input(2);
    int64_t const n = scores.dim(0), h = scores.dim(2), w = scores.dim(3), a = anchors();
    return expectDims(*this, "scores", scores, {n, 2 * a, h, w})
        && expectDims(*this, "deltas", call.input(1), {n, 4 * a, h, w})
        && expectDims(*this, "fmap", map, {n, map.dim(1), map.dim(2), map.dim(3)})
        && expectDims(*this, "iinfo", call.input(3), {n, 3});
}

NmsProblem Rproi::nmsProblem(plugin::Tensors const& tensors) const
{
    plugin::Tensor const& scores = tensors.input(0);
    NmsProblem p =
        nmsOfOneClass(scores.dim(0), anchors() * scores.dim(2) * scores.dim(3), iouThreshold, preNmsTop, nmsMaxOut);
    p.scoreThreshold = -std::numeric_limits<float>::max();
    p.edge = 1.0F;
    return p;
}

size_t Rproi::workspaceBytes(plugin::Problem const& problem) const
{
    return ScoredBoxes(nmsProblem(problem), nullptr).bytes();
}

int32_t Rproi::enqueueCpu(plugin::Call const& call) const
{
    return rproi::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

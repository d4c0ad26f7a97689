#include "plugins/decode_bbox_3d/decode_bbox_3d.h"

#include "plugins/common/expect_dims.h"
#include "plugins/decode_bbox_3d/decode_bbox_3d_kernel.h"

namespace tenon::plugins
{

std::string DecodeBbox3D::validate() const
{
    if (anchors.size() % 4 != 0 || anchorsOfCell() % classes() != 0)
    {
        return "expected four numbers of each anchor and as many anchors of each class of anchor_bottom_height, found "
            + std::to_string(anchors.size()) + " numbers in anchors for " + std::to_string(classes()) + " classes";
    }
    return pointCloudRange[0] <= pointCloudRange[3] && pointCloudRange[1] <= pointCloudRange[4]
        ? std::string()
        : "expected a point_cloud_range that ends behind its begin along x and y, found "
            + std::to_string(pointCloudRange[0]) + " to " + std::to_string(pointCloudRange[3]) + " and "
            + std::to_string(pointCloudRange[1]) + " to " + std::to_string(pointCloudRange[4]);
}

void DecodeBbox3D::outputShapes(plugin::Shapes& s) const
{
    int32_t const numbers[]{anchorsOfCell() * classes(), anchorsOfCell() * 7, anchorsOfCell() * numDirBins};
    plugin::Shape const& scores = s.input(0);
    bool fit = true;
    for (int32_t i = 0; i < 3; ++i)
    {
        plugin::Shape const& shape = s.input(i);
        fit = fit && shape.size() == 4 && mayEqual(shape[3], numbers[i]);
        for (size_t k = 0; k < 3 && fit; ++k)
        {
            fit = mayEqual(shape[k], scores[k]);
        }
    }
    if (s.expect(fit,
            "cls_preds [N, H, W, " + std::to_string(numbers[0]) + "], box_preds [N, H, W, " + std::to_string(numbers[1])
                + "] and dir_cls_preds [N, H, W, " + std::to_string(numbers[2]) + "], found " + inputsText(s)))
    {
        s.output(0) = {scores[0], scores[1] * scores[2] * anchorsOfCell(), decode_bbox_3d::kNumbers};
        s.output(1) = {scores[0]};
    }
}

bool DecodeBbox3D::fits(plugin::Call const& call) const
{
    plugin::Tensor const& scores = call.input(0);
    int64_t const n = scores.dim(0), h = scores.dim(1), w = scores.dim(2), a = anchorsOfCell();
    return expectDims(*this, "cls_preds", scores, {n, h, w, a * classes()})
        && expectDims(*this, "box_preds", call.input(1), {n, h, w, a * 7})
        && expectDims(*this, "dir_cls_preds", call.input(2), {n, h, w, a * numDirBins});
}

size_t DecodeBbox3D::workspaceBytes(plugin::Problem const& problem) const
{
    plugin::Tensor const& boxes = problem.output(0);
    int64_t const tiles = (boxes.dim(1) + decode_bbox_3d::kTile - 1) / decode_bbox_3d::kTile;
    return static_cast<size_t>(boxes.dim(0) * tiles) * sizeof(int32_t);
}

int32_t DecodeBbox3D::enqueueCpu(plugin::Call const& call) const
{
    return decode_bbox_3d::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

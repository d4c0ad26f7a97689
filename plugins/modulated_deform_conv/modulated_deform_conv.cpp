#include "plugins/modulated_deform_conv/modulated_deform_conv.h"

#include "plugins/common/expect_dims.h"
#include "plugins/modulated_deform_conv/modulated_deform_conv_kernel.h"

namespace tenon::plugins
{

void ModulatedDeformConv::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    plugin::Shape const& offset = s.input(1);
    plugin::Shape const& mask = s.input(2);
    plugin::Shape const& weight = s.input(3);
    if (!s.expect(x.size() == 4 && offset.size() == 4 && mask.size() == 4 && weight.size() == 4,
            "x, offset, mask and weight of rank 4, found " + std::to_string(x.size()) + ", "
                + std::to_string(offset.size()) + ", " + std::to_string(mask.size()) + " and "
                + std::to_string(weight.size()))
        || !s.expect(weight[2].isNumber() && weight[3].isNumber(),
            "a kernel whose height and width are known when the network is built"))
    {
        return;
    }
    int64_t const taps = weight[2].value() * weight[3].value();
    s.expect(mayEqual(offset[1], 2 * deformableGroup * taps) && mayEqual(mask[1], deformableGroup * taps),
        std::to_string(2 * deformableGroup * taps) + " channels of offset and " + std::to_string(deformableGroup * taps)
            + " of mask, found " + std::to_string(offset[1].value()) + " and " + std::to_string(mask[1].value()));
    if (x[1].isNumber() && weight[0].isNumber())
    {
        s.expect(x[1].value() % group == 0 && weight[0].value() % group == 0 && x[1].value() % deformableGroup == 0
                && mayEqual(weight[1], x[1].value() / group),
            "channels that group (" + std::to_string(group) + ") and deformable_group ("
                + std::to_string(deformableGroup) + ") divide, and a weight [OC, C / group, …], found C "
                + std::to_string(x[1].value()) + ", OC " + std::to_string(weight[0].value()) + " and "
                + std::to_string(weight[1].value()) + " channels of weight");
    }
    s.output(0) = {x[0], weight[0], plugin::Dim(), plugin::Dim()};
    for (size_t i = 0; i < 2; ++i)
    {
        int64_t const kernel = dilation[i] * (weight[2 + i].value() - 1) + 1;
        s.output(0)[2 + i] = (x[2 + i] + (2 * int64_t{padding[i]} - kernel)) / stride[i] + 1;
    }
}

size_t ModulatedDeformConv::workspaceBytes(plugin::Problem const& problem) const
{
    modulated_deform_conv::Shape const shape = modulated_deform_conv::shapeOf(*this, problem);
    // CUDA: the product's, and the columns of an image. CPU in fp16: the weights as fp32.
    int64_t const columns = shape.channels * shape.taps() * shape.plane() * plugin::bytesOf(problem.input(0).type());
    return static_cast<size_t>(currentDevice().kind == DeviceKind::kCPU
            ? problem.input(3).count() * 4
            : std::max(columns + static_cast<int64_t>(kProductWorkspaceBytes), problem.input(3).count() * 4));
}

int32_t ModulatedDeformConv::enqueueCpu(plugin::Call const& call) const
{
    return modulated_deform_conv::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

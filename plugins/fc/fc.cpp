#include "plugins/fc/fc.h"

#include "plugins/fc/fc_kernel.h"

namespace tenon::plugins
{
namespace
{

//! Whether nothing but ones stands behind the third dimension.
bool onesFollowDepth(plugin::Shape const& x)
{
    for (size_t i = 3; i < x.size(); ++i)
    {
        if (x[i].isNumber() && x[i].value() != 1)
        {
            return false;
        }
    }
    return true;
}

} // namespace

std::string Fc::validate() const
{
    return weights.count() > 0 && weights.count() % outDims == 0 ? std::string()
                                                                 : "expected rows of \"out_dims\" ("
            + std::to_string(outDims) + ") numbers in \"W\", found " + std::to_string(weights.count()) + " numbers";
}

bool Fc::supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t, int32_t) const
{
    return inOut[pos].type == typeId && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
}

void Fc::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    int64_t const depth = weights.count() / outDims;
    bool const fits = x.size() >= 3 && (!x[2].isNumber() || x[2].value() == depth) && onesFollowDepth(x);
    if (s.expect(fits,
            "an input [S, B, " + std::to_string(depth) + ", 1, 1], found rank " + std::to_string(x.size())
                + (x.size() >= 3 && x[2].isNumber() ? " with " + std::to_string(x[2].value()) : "")
                + (onesFollowDepth(x) ? "" : ", and more than 1 behind it")))
    {
        s.output(0)[2] = outDims;
    }
}

size_t Fc::workspaceBytes(plugin::Problem const&) const
{
    return currentDevice().kind == DeviceKind::kCPU ? 0 : kProductWorkspaceBytes;
}

PackedMatrix const& Fc::packedWeights() const
{
    std::call_once(packed_->once, [this] {
        std::vector<float> const floats = weights.toFloats();
        packed_->matrix.assign(
            {floats.data(), nvinfer1::DataType::kFLOAT, outDims, 1}, weights.count() / outDims, outDims);
    });
    return packed_->matrix;
}

int32_t Fc::prepare()
{
    DeviceKind const device = currentDevice().kind;
    if (device == DeviceKind::kCUDA)
    {
        return weights.on(device, typeId) != nullptr ? 0 : 1;
    }
    if (device == DeviceKind::kCPU)
    {
        packedWeights();
    }
    return 0;
}

int32_t Fc::enqueueCpu(plugin::Call const& call) const
{
    return fc::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

#include "plugins/lrelu/lrelu.h"

#include "plugins/lrelu/lrelu_kernel.h"

namespace tenon::plugins
{

using nvinfer1::DataType;

int32_t LRelu::enqueueCpu(plugin::Call const& call) const
{
    auto const& x = call.input(0);
    auto const& y = call.output(0);
    switch (x.type())
    {
    case DataType::kFLOAT: lrelu::enqueueCpu(x.as<float const>(), y.as<float>(), x.count(), negSlope); return 0;
    case DataType::kHALF: lrelu::enqueueCpu(x.as<uint16_t const>(), y.as<uint16_t>(), x.count(), negSlope); return 0;
    case DataType::kBF16:
        lrelu::enqueueCpuBfloat16(x.as<uint16_t const>(), y.as<uint16_t>(), x.count(), negSlope);
        return 0;
    case DataType::kINT8: lrelu::enqueueCpuInt8(x, y, negSlope); return 0;
    default: return 1;
    }
}

#if TENON_PLUGIN_CUDA
int32_t LRelu::enqueueCuda(plugin::Call const& call) const
{
    auto const& x = call.input(0);
    if (x.type() == DataType::kINT8)
    {
        return lrelu::enqueueCudaInt8(x, call.output(0), negSlope, call.stream()) ? 0 : 1;
    }
    return lrelu::enqueueCuda(x.type(), x.data, call.output(0).data, x.count(), negSlope, call.stream()) ? 0 : 1;
}
#endif

} // namespace tenon::plugins

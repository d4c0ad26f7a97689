#include "plugins/skip_layer_norm/skip_layer_norm_interleaved.h"

#include "plugins/common/rows.h"
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::TensorFormat;

skip_layer_norm::Columns columnsOf(plugin::Tensor const& input)
{
    int64_t const hidden = input.dim(1);
    int64_t const tokens = input.dim(2);
    return input.format() == TensorFormat::kCHW32 ? skip_layer_norm::Columns::vectorsOf32(hidden, tokens)
                                                  : skip_layer_norm::Columns(hidden, tokens, tokens, 1);
}

skip_layer_norm::Operands operandsOf(plugin::Call const& call)
{
    return {call.input(0), call.input(1), call.output(0), call.outputCount() > 1 ? &call.output(1) : nullptr};
}

} // namespace

std::string SkipLayerNormInterleaved::validate() const
{
    return gamma.count() > 0 && gamma.count() == beta.count() ? std::string()
                                                              : "expected as many values in \"beta\" as in \"gamma\" ("
            + std::to_string(gamma.count()) + "), and at least one, found " + std::to_string(beta.count());
}

void SkipLayerNormInterleaved::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    plugin::Shape const& skip = s.input(1);
    auto const isNumber = [](plugin::Dim const& dim, int64_t value) { return !dim.isNumber() || dim.value() == value; };
    bool const fits = x.size() == 4 && skip.size() == 4 && (isNumber(x[0], 1) || isNumber(x[0], 0)) && isNumber(x[3], 1)
        && isNumber(x[1], gamma.count()) && isNumber(skip[1], gamma.count());
    s.expect(fits,
        "inputs [1, " + std::to_string(gamma.count()) + ", tokens, 1], found ranks " + std::to_string(x.size())
            + " and " + std::to_string(skip.size())
            + (x.size() > 1 && x[1].isNumber() ? " with " + std::to_string(x[1].value()) + " channels" : ""));
    if (fits && x[2].isNumber() && skip[2].isNumber())
    {
        s.expect(x[2].value() == skip[2].value(),
            "as many tokens in \"skip\" as in \"input\" (" + std::to_string(x[2].value()) + "), found "
                + std::to_string(skip[2].value()));
    }
    for (int32_t i = 0; i < s.outputCount(); ++i)
    {
        s.output(i) = x;
    }
}

bool SkipLayerNormInterleaved::supports(
    int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t) const
{
    DataType const type = inOut[pos].type;
    TensorFormat const format = inOut[pos].format;
    bool const known = format == TensorFormat::kLINEAR
        ? type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kINT8
        : format == TensorFormat::kCHW32 && type == DataType::kINT8;
    return inputs == 2 && known && type == inOut[0].type && format == inOut[0].format;
}

int32_t SkipLayerNormInterleaved::prepare()
{
    return prepareFloats({&beta, &gamma});
}

int32_t SkipLayerNormInterleaved::enqueueCpu(plugin::Call const& call) const
{
    if (call.output(0).count() == 0)
    {
        return 0;
    }
    auto const* const scale = static_cast<float const*>(gamma.on(DeviceKind::kCPU, DataType::kFLOAT));
    auto const* const shift = static_cast<float const*>(beta.on(DeviceKind::kCPU, DataType::kFLOAT));
    if (call.input(0).dim(1) != gamma.count() || call.input(0).count() != call.input(1).count())
    {
        return 1;
    }
    skip_layer_norm::enqueueColumnsCpu(operandsOf(call), {scale, shift, nullptr}, columnsOf(call.input(0)));
    return 0;
}

#if TENON_PLUGIN_CUDA
int32_t SkipLayerNormInterleaved::enqueueCuda(plugin::Call const& call) const
{
    if (call.output(0).count() == 0)
    {
        return 0;
    }
    auto const* const scale = static_cast<float const*>(gamma.on(DeviceKind::kCUDA, DataType::kFLOAT));
    auto const* const shift = static_cast<float const*>(beta.on(DeviceKind::kCUDA, DataType::kFLOAT));
    if (scale == nullptr || shift == nullptr || call.input(0).dim(1) != gamma.count()
        || call.input(0).count() != call.input(1).count())
    {
        return 1;
    }
    return skip_layer_norm::enqueueColumnsCuda(
               operandsOf(call), {scale, shift, nullptr}, columnsOf(call.input(0)), call.stream())
        ? 0
        : 1;
}
#endif

} // namespace tenon::plugins

#include "plugins/lrelu/lrelu.h"

#include "plugins/common/fields.h"
#include "plugins/common/report.h"
#include "plugins/common/where.h"
#include "plugins/lrelu/lrelu_kernel.h"

#include <tenon/plugin_traits.h>

#include <cstring>
#include <new>

namespace tenon::plugins
{

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::PluginTensorDesc;

namespace
{

constexpr float kDefaultNegSlope = 0.01F;

int64_t volume(Dims const& dims)
{
    int64_t product = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        product *= dims.d[i];
    }
    return product;
}

} // namespace

int32_t lrelu::enqueue(
    DataType type, int64_t count, float slope, void const* input, void* output, [[maybe_unused]] cudaStream_t stream)
{
    if (deviceOf(input) == DeviceKind::kCUDA)
    {
#ifdef TENON_CUDA
        return enqueueCuda(type, input, output, count, slope, stream) ? 0 : 1;
#else
        report(nvinfer1::ILogger::Severity::kERROR, "plugin \"LReLU_TRT\": expected pointers to host memory, found a CUDA device; this build "
                                                    "of the library has no CUDA");
        return 1;
#endif
    }
    switch (type)
    {
    case DataType::kFLOAT: enqueueCpu(static_cast<float const*>(input), static_cast<float*>(output), count, slope); return 0;
    case DataType::kHALF: enqueueCpu(static_cast<uint16_t const*>(input), static_cast<uint16_t*>(output), count, slope); return 0;
    default: return 1;
    }
}

bool lrelu::supports(int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs)
{
    if (inputs != 1 || outputs != 1 || inOut[pos].format != nvinfer1::TensorFormat::kLINEAR)
    {
        return false;
    }
    if (pos == 0)
    {
        return inOut[0].type == DataType::kFLOAT || inOut[0].type == DataType::kHALF;
    }
    return inOut[pos].type == inOut[0].type;
}

Dims StaticLRelu::getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept
{
    return inputs[0];
}

void StaticLRelu::configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept
{
    state_.elements = volume(in[0].dims);
    state_.type = in[0].type;
}

int32_t StaticLRelu::enqueue(
    int32_t batch, void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) noexcept
{
    return lrelu::enqueue(state_.type, batch * state_.elements, state_.negSlope, inputs[0], outputs[0], stream);
}

void StaticLRelu::serialize(void* buffer) const noexcept
{
    std::memcpy(buffer, &state_, sizeof state_);
}

nvinfer1::IPluginV2Ext* StaticLRelu::clone() const noexcept
{
    auto* const twin = new (std::nothrow) StaticLRelu(state_);
    if (twin != nullptr)
    {
        twin->setPluginNamespace(namespace_.c_str());
    }
    return twin;
}

int32_t DynamicLRelu::enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs, void*,
    cudaStream_t stream) noexcept
{
    return lrelu::enqueue(in[0].type, volume(in[0].dims), negSlope_, inputs[0], outputs[0], stream);
}

void DynamicLRelu::serialize(void* buffer) const noexcept
{
    std::memcpy(buffer, &negSlope_, sizeof negSlope_);
}

nvinfer1::IPluginV2DynamicExt* DynamicLRelu::clone() const noexcept
{
    auto* const twin = new (std::nothrow) DynamicLRelu(negSlope_);
    if (twin != nullptr)
    {
        twin->setPluginNamespace(namespace_.c_str());
    }
    return twin;
}

LReluCreator::LReluCreator()
    : negSlopeField_("negSlope", nullptr, nvinfer1::PluginFieldType::kFLOAT32, 1)
{
    fields_.nbFields = 1;
    fields_.fields = &negSlopeField_;
}

template <typename Plugin>
nvinfer1::IPluginV2* LReluCreator::named(Plugin* plugin) const
{
    if (plugin != nullptr)
    {
        plugin->setPluginNamespace(namespace_.c_str());
    }
    return plugin;
}

nvinfer1::IPluginV2* LReluCreator::createPlugin(char const*, nvinfer1::PluginFieldCollection const* fields) noexcept
{
    StaticLRelu::State state;
    if (!readField(lrelu::kName, fields, "negSlope", kDefaultNegSlope, state.negSlope))
    {
        return nullptr;
    }
    return named(new (std::nothrow) StaticLRelu(state));
}

nvinfer1::IPluginV2* LReluCreator::deserializePlugin(char const* name, void const* data, size_t bytes) noexcept
{
    StaticLRelu::State state;
    if (bytes == sizeof state)
    {
        std::memcpy(&state, data, sizeof state);
        if (state.elements >= 0 && (state.type == DataType::kFLOAT || state.type == DataType::kHALF))
        {
            return named(new (std::nothrow) StaticLRelu(state));
        }
    }
    if (bytes == sizeof(float))
    {
        std::memcpy(&state.negSlope, data, sizeof(float));
        return named(new (std::nothrow) DynamicLRelu(state.negSlope));
    }
    report(nvinfer1::ILogger::Severity::kERROR,
        std::string("plugin \"LReLU_TRT\" of layer \"") + (name == nullptr ? "" : name) + "\": expected " + std::to_string(sizeof state)
            + " bytes (static form) or " + std::to_string(sizeof(float)) + " (dynamic form) in the engine, found "
            + std::to_string(bytes) + " or an unknown type");
    return nullptr;
}

namespace
{

nvinfer1::IPluginV2* dynamicForm(nvinfer1::IPluginV2 const* plugin) noexcept
{
    auto const& form = static_cast<StaticLRelu const&>(*plugin);
    auto* const dynamic = new (std::nothrow) DynamicLRelu(form.negSlope());
    if (dynamic != nullptr)
    {
        dynamic->setPluginNamespace(form.getPluginNamespace());
    }
    return dynamic;
}

#ifdef TENON_CUDA
constexpr uint32_t kDevices = TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA;
#else
constexpr uint32_t kDevices = TENON_PLUGIN_ON_CPU;
#endif

TENON_PLUGIN_TRAITS(LReluCreator, kDevices, dynamicForm);

} // namespace

} // namespace tenon::plugins

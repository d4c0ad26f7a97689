#include "pool_plugin_ext.h"

#include <tenon/current_device.h>
#include <tenon/plugin_traits.h>

#include <cstring>

using namespace nvinfer1;

namespace
{

char const* const kName = "PoolPluginExt";
char const* const kVersion = "1";

char const* typeName(DataType type)
{
    return type == DataType::kFLOAT
        ? "fp32"
        : (type == DataType::kHALF ? "fp16" : (type == DataType::kINT8 ? "int8" : "another type"));
}

} // namespace

PoolPluginExt::PoolPluginExt(PoolShape const& shape)
    : log_(kName)
{
    state_.shape = shape;
    log_.note("made with a kernel of ", shape.kernelHeight, "x", shape.kernelWidth);
}

PoolPluginExt::PoolPluginExt(PoolPluginExt const& other)
    : log_(kName)
    , state_(other.state_)
    , namespace_(other.namespace_)
{
    log_.note("made as a clone of #", other.log_.number());
}

PoolPluginExt::PoolPluginExt(void const* data, size_t length)
    : log_(kName)
    , valid_(data != nullptr && length == sizeof(State))
{
    if (valid_)
    {
        std::memcpy(&state_, data, sizeof state_);
        PoolShape const& s = state_.shape;
        valid_ = s.channels > 0 && s.height > 0 && s.width > 0 && s.kernelHeight > 0 && s.kernelWidth > 0
            && s.strideHeight > 0 && s.strideWidth > 0 && s.padHeight >= 0 && s.padWidth >= 0;
    }
    log_.note("made from ", length, " bytes of an engine", valid_ ? "" : ", which are damaged");
}

PoolPluginExt::~PoolPluginExt() noexcept
{
    log_.note("gone");
}

char const* PoolPluginExt::getPluginType() const noexcept
{
    log_.noteOften("getPluginType");
    return kName;
}

char const* PoolPluginExt::getPluginVersion() const noexcept
{
    log_.noteOften("getPluginVersion");
    return kVersion;
}

int32_t PoolPluginExt::getNbOutputs() const noexcept
{
    log_.note("getNbOutputs: 1");
    return 1;
}

Dims PoolPluginExt::getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept
{
    PoolShape shape = state_.shape;
    shape.height = static_cast<int32_t>(inputs[0].d[1]);
    shape.width = static_cast<int32_t>(inputs[0].d[2]);
    log_.note("getOutputDimensions: ", inputs[0].d[0], "x", shape.outHeight(), "x", shape.outWidth(), " from ",
        inputs[0].d[0], "x", shape.height, "x", shape.width);
    return Dims3(static_cast<int32_t>(inputs[0].d[0]), shape.outHeight(), shape.outWidth());
}

int32_t PoolPluginExt::initialize() noexcept
{
    log_.note("initialize");
    return 0;
}

void PoolPluginExt::terminate() noexcept
{
    log_.note("terminate");
}

size_t PoolPluginExt::getWorkspaceSize(int32_t maxBatchSize) const noexcept
{
    log_.note("getWorkspaceSize for at most ", maxBatchSize, " samples: 0 bytes");
    return 0;
}

int32_t PoolPluginExt::enqueue(
    int32_t batchSize, void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) noexcept
{
    auto const type = static_cast<DataType>(state_.type);
    log_.note("enqueue: ", batchSize, " samples, ", typeName(type));
    if (tenon::currentDevice().kind == tenon::DeviceKind::kCPU)
    {
        return poolOnCpu(state_.shape, batchSize, type, state_.inputScale, state_.outputScale, inputs[0], outputs[0]);
    }
#if defined(POOL_PLUGIN_EXT_CUDA)
    return poolOnCudnn(state_.shape, batchSize, type, inputs[0], outputs[0], cudnn_, stream);
#else
    static_cast<void>(stream);
    return 1;
#endif
}

size_t PoolPluginExt::getSerializationSize() const noexcept
{
    log_.note("getSerializationSize: ", sizeof(State));
    return sizeof(State);
}

void PoolPluginExt::serialize(void* buffer) const noexcept
{
    log_.note("serialize");
    std::memcpy(buffer, &state_, sizeof state_);
}

void PoolPluginExt::destroy() noexcept
{
    log_.note("destroy");
    delete this;
}

void PoolPluginExt::setPluginNamespace(char const* pluginNamespace) noexcept
{
    log_.note("setPluginNamespace \"", pluginNamespace, "\"");
    namespace_ = pluginNamespace;
}

char const* PoolPluginExt::getPluginNamespace() const noexcept
{
    log_.noteOften("getPluginNamespace");
    return namespace_.c_str();
}

DataType PoolPluginExt::getOutputDataType(int32_t, DataType const* inputTypes, int32_t) const noexcept
{
    log_.note("getOutputDataType: that of the input, ", typeName(inputTypes[0]));
    return inputTypes[0];
}

bool PoolPluginExt::isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept
{
    log_.note("isOutputBroadcastAcrossBatch: no");
    return false;
}

bool PoolPluginExt::canBroadcastInputAcrossBatch(int32_t) const noexcept
{
    log_.note("canBroadcastInputAcrossBatch: no");
    return false;
}

void PoolPluginExt::attachToContext(cudnnContext* cudnn, cublasContext*, IGpuAllocator*) noexcept
{
    log_.note("attachToContext: ", cudnn == nullptr ? "without" : "with", " cuDNN");
    cudnn_ = cudnn;
}

void PoolPluginExt::detachFromContext() noexcept
{
    log_.note("detachFromContext");
    cudnn_ = nullptr;
}

IPluginV2Ext* PoolPluginExt::clone() const noexcept
{
    auto* const made = new PoolPluginExt(*this);
    log_.note("clone: #", made->log_.number());
    return made;
}

void PoolPluginExt::configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const* out, int32_t) noexcept
{
    state_.shape.channels = static_cast<int32_t>(in[0].dims.d[0]);
    state_.shape.height = static_cast<int32_t>(in[0].dims.d[1]);
    state_.shape.width = static_cast<int32_t>(in[0].dims.d[2]);
    state_.type = static_cast<int32_t>(in[0].type);
    state_.inputScale = in[0].scale;
    state_.outputScale = out[0].scale;
    log_.note("configurePlugin: ", state_.shape.channels, "x", state_.shape.height, "x", state_.shape.width, ", ",
        typeName(in[0].type), ", scales ", state_.inputScale, " and ", state_.outputScale);
}

bool PoolPluginExt::supportsFormatCombination(
    int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept
{
    DataType const type = inOut[pos].type;
    bool const known = type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kINT8;
    bool const answer = known && inOut[pos].format == TensorFormat::kLINEAR && type == inOut[0].type;
    log_.note("supportsFormatCombination: tensor ", pos, ", ", typeName(type), ", format ",
        static_cast<int>(inOut[pos].format), ": ", answer ? "yes" : "no");
    return answer;
}

PoolPluginExtCreator::PoolPluginExtCreator()
    : log_("Creator")
{
    for (char const* const name : {"kernel", "stride", "padding"})
    {
        fields_.emplace_back(name, nullptr, PluginFieldType::kINT32, 2);
    }
    collection_.nbFields = static_cast<int32_t>(fields_.size());
    collection_.fields = fields_.data();
}

char const* PoolPluginExtCreator::getPluginName() const noexcept
{
    return kName;
}

char const* PoolPluginExtCreator::getPluginVersion() const noexcept
{
    return kVersion;
}

PluginFieldCollection const* PoolPluginExtCreator::getFieldNames() noexcept
{
    log_.note("getFieldNames: kernel, stride, padding");
    return &collection_;
}

IPluginV2* PoolPluginExtCreator::createPlugin(char const* name, PluginFieldCollection const* fields) noexcept
{
    log_.note("createPlugin for layer \"", name, "\"");
    PoolShape shape;
    for (int32_t i = 0; i < fields->nbFields; ++i)
    {
        PluginField const& field = fields->fields[i];
        if (field.type != PluginFieldType::kINT32 || field.length != 2)
        {
            continue;
        }
        auto const* const numbers = static_cast<int32_t const*>(field.data);
        std::string const fieldName = field.name;
        auto const set = [&](char const* wanted, int32_t& rows, int32_t& columns) {
            if (fieldName == wanted)
            {
                rows = numbers[0];
                columns = numbers[1];
            }
        };
        set("kernel", shape.kernelHeight, shape.kernelWidth);
        set("stride", shape.strideHeight, shape.strideWidth);
        set("padding", shape.padHeight, shape.padWidth);
    }
    bool const legal = shape.kernelHeight > 0 && shape.kernelWidth > 0 && shape.strideHeight > 0
        && shape.strideWidth > 0 && shape.padHeight >= 0 && shape.padWidth >= 0;
    if (!legal)
    {
        log_.note("createPlugin: expected positive numbers in kernel and stride, found others");
        return nullptr;
    }
    auto* const made = new PoolPluginExt(shape);
    made->setPluginNamespace(namespace_.c_str());
    return made;
}

IPluginV2* PoolPluginExtCreator::deserializePlugin(char const* name, void const* data, size_t length) noexcept
{
    log_.note("deserializePlugin for layer \"", name, "\" from ", length, " bytes");
    auto* const made = new PoolPluginExt(data, length);
    if (!made->isValid())
    {
        made->destroy();
        return nullptr;
    }
    made->setPluginNamespace(namespace_.c_str());
    return made;
}

void PoolPluginExtCreator::setPluginNamespace(char const* pluginNamespace) noexcept
{
    namespace_ = pluginNamespace;
}

char const* PoolPluginExtCreator::getPluginNamespace() const noexcept
{
    return namespace_.c_str();
}

REGISTER_TENSORRT_PLUGIN(PoolPluginExtCreator);
#if defined(POOL_PLUGIN_EXT_CUDA)
TENON_PLUGIN_TRAITS(PoolPluginExtCreator, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA);
#else
TENON_PLUGIN_TRAITS(PoolPluginExtCreator, TENON_PLUGIN_ON_CPU);
#endif

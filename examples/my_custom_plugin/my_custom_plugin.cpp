#include "my_custom_plugin.h"

#include "plugin_fields.h"

#include <tenon/plugin_traits.h>

#include <cstring>

using namespace nvinfer1;

namespace
{

char const* const kName = "MyCustomPlugin";
char const* const kVersion = "1";

} // namespace

MyCustomPlugin::MyCustomPlugin(int in_channel, Weights const& weight, Weights const& bias)
    : log_(kName)
    , layer_(in_channel, toFloats(weight), toFloats(bias))
{
    log_.note("made from ", in_channel, " input channels, ", weight.count, " weights, ", bias.count, " biases");
}

MyCustomPlugin::MyCustomPlugin(MyCustomPlugin const& other)
    : log_(kName)
    , layer_(other.layer_)
    , pixels_(other.pixels_)
    , type_(other.type_)
    , namespace_(other.namespace_)
{
    log_.note("made as a clone of #", other.log_.number());
}

MyCustomPlugin::MyCustomPlugin(void const* serialData, size_t serialLength)
    : log_(kName)
{
    auto const* data = static_cast<char const*>(serialData);
    size_t length = serialLength;
    int32_t type = 0;
    valid_ = layer_.read(data, length) && length == sizeof pixels_ + sizeof type;
    if (valid_)
    {
        std::memcpy(&pixels_, data, sizeof pixels_);
        std::memcpy(&type, data + sizeof pixels_, sizeof type);
        type_ = static_cast<DataType>(type);
        valid_ = pixels_ >= 0 && (type_ == DataType::kFLOAT || type_ == DataType::kHALF);
    }
    log_.note("made from ", serialLength, " bytes of an engine", valid_ ? "" : ", which are damaged");
}

MyCustomPlugin::~MyCustomPlugin() noexcept
{
    log_.note("gone");
}

char const* MyCustomPlugin::getPluginType() const noexcept
{
    log_.noteOften("getPluginType");
    return kName;
}

char const* MyCustomPlugin::getPluginVersion() const noexcept
{
    log_.noteOften("getPluginVersion");
    return kVersion;
}

void MyCustomPlugin::setPluginNamespace(char const* pluginNamespace) noexcept
{
    namespace_ = pluginNamespace;
    log_.note("setPluginNamespace \"", pluginNamespace, "\"");
}

char const* MyCustomPlugin::getPluginNamespace() const noexcept
{
    log_.noteOften("getPluginNamespace");
    return namespace_.c_str();
}

int32_t MyCustomPlugin::getNbOutputs() const noexcept
{
    log_.note("getNbOutputs: 1");
    return 1;
}

Dims MyCustomPlugin::getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept
{
    Dims dims = inputs[0]; // channels first: the batch is not seen
    if (dims.nbDims < 1 || dims.d[0] != layer_.inChannels())
    {
        log_.note("getOutputDimensions: none, in_channel is ", layer_.inChannels());
        dims.nbDims = -1; // no such shape
        return dims;
    }
    dims.d[0] = layer_.outChannels();
    log_.note("getOutputDimensions: ", dims.d[0], " channels from ", inputs[0].d[0]);
    return dims;
}

DataType MyCustomPlugin::getOutputDataType(int32_t, DataType const* inputTypes, int32_t) const noexcept
{
    log_.note("getOutputDataType: that of the input");
    return inputTypes[0];
}

bool MyCustomPlugin::isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept
{
    log_.note("isOutputBroadcastAcrossBatch: no");
    return false;
}

bool MyCustomPlugin::canBroadcastInputAcrossBatch(int32_t) const noexcept
{
    log_.note("canBroadcastInputAcrossBatch: no");
    return false;
}

bool MyCustomPlugin::supportsFormatCombination(
    int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept
{
    bool const isKnown = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF;
    bool const supported = isKnown && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    log_.note("supportsFormatCombination: tensor ", pos, ", type ", static_cast<int>(inOut[pos].type), ", format ",
        static_cast<int>(inOut[pos].format), ": ", supported ? "yes" : "no");
    return supported;
}

void MyCustomPlugin::configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept
{
    type_ = in[0].type;
    pixels_ = 1;
    for (int32_t i = 1; i < in[0].dims.nbDims; ++i)
    {
        pixels_ *= in[0].dims.d[i];
    }
    log_.note("configurePlugin: ", pixels_, " pixels, ", type_ == DataType::kHALF ? "half" : "float");
}

size_t MyCustomPlugin::getWorkspaceSize(int32_t maxBatchSize) const noexcept
{
    log_.note(
        "getWorkspaceSize for at most ", maxBatchSize, " samples: ", LinearLayer::workspaceBytes(pixels_), " bytes");
    return LinearLayer::workspaceBytes(pixels_);
}

size_t MyCustomPlugin::getSerializationSize() const noexcept
{
    log_.note("getSerializationSize");
    return layer_.bytes() + sizeof pixels_ + sizeof(int32_t);
}

void MyCustomPlugin::serialize(void* buffer) const noexcept
{
    auto* data = static_cast<char*>(buffer);
    auto const type = static_cast<int32_t>(type_);
    layer_.write(data);
    std::memcpy(data, &pixels_, sizeof pixels_);
    std::memcpy(data + sizeof pixels_, &type, sizeof type);
    log_.note("serialize");
}

int32_t MyCustomPlugin::initialize() noexcept
{
    bool const done = layer_.bringToDevice();
    log_.note("initialize: the weights are brought to the device", done ? "" : ", but there is no memory left");
    return done ? 0 : 1;
}

IPluginV2Ext* MyCustomPlugin::clone() const noexcept
{
    auto* const twin = new MyCustomPlugin(*this);
    log_.note("clone: #", twin->log_.number());
    return twin;
}

void MyCustomPlugin::attachToContext(cudnnContext*, cublasContext* cublas, IGpuAllocator*) noexcept
{
    cublas_ = cublas;
    log_.note("attachToContext: ", cublas == nullptr ? "without" : "with", " cuBLAS");
}

int32_t MyCustomPlugin::enqueue(
    int32_t batchSize, void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept
{
    log_.note("enqueue: ", batchSize, " samples, ", type_ == DataType::kHALF ? "half" : "float");
    return layer_.run({type_, batchSize, pixels_, inputs[0], outputs[0], workspace, cublas_, stream});
}

void MyCustomPlugin::detachFromContext() noexcept
{
    cublas_ = nullptr;
    log_.note("detachFromContext");
}

void MyCustomPlugin::terminate() noexcept
{
    log_.note("terminate"); // the memory goes with the last object that shares it
}

void MyCustomPlugin::destroy() noexcept
{
    log_.note("destroy");
    delete this;
}

MyCustomPluginCreator::MyCustomPluginCreator()
    : log_("MyCustomPluginCreator")
{
}

char const* MyCustomPluginCreator::getPluginName() const noexcept
{
    log_.noteOften("getPluginName");
    return kName;
}

char const* MyCustomPluginCreator::getPluginVersion() const noexcept
{
    log_.noteOften("getPluginVersion");
    return kVersion;
}

PluginFieldCollection const* MyCustomPluginCreator::getFieldNames() noexcept
{
    log_.note("getFieldNames: in_channel, weight, bias");
    return customPluginFields();
}

IPluginV2* MyCustomPluginCreator::createPlugin(char const* name, PluginFieldCollection const* fc) noexcept
{
    CustomPluginFields fields;
    std::string const problem = readCustomPluginFields(fc, fields);
    log_.note("createPlugin for layer \"", name, "\"", problem.empty() ? "" : ": " + problem);
    if (!problem.empty())
    {
        return nullptr;
    }
    auto* const plugin = new MyCustomPlugin(fields.inChannels, fields.weight, fields.bias);
    plugin->setPluginNamespace(namespace_.c_str());
    return plugin;
}

IPluginV2* MyCustomPluginCreator::deserializePlugin(
    char const* name, void const* serialData, size_t serialLength) noexcept
{
    log_.note("deserializePlugin for layer \"", name, "\" from ", serialLength, " bytes");
    auto* const plugin = new MyCustomPlugin(serialData, serialLength);
    if (!plugin->isValid())
    {
        plugin->destroy();
        return nullptr;
    }
    plugin->setPluginNamespace(namespace_.c_str());
    return plugin;
}

void MyCustomPluginCreator::setPluginNamespace(char const* pluginNamespace) noexcept
{
    namespace_ = pluginNamespace;
    log_.note("setPluginNamespace \"", pluginNamespace, "\"");
}

char const* MyCustomPluginCreator::getPluginNamespace() const noexcept
{
    log_.noteOften("getPluginNamespace");
    return namespace_.c_str();
}

REGISTER_TENSORRT_PLUGIN(MyCustomPluginCreator);

#ifdef MY_CUSTOM_PLUGIN_CUDA
TENON_PLUGIN_TRAITS(MyCustomPluginCreator, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA);
#else
TENON_PLUGIN_TRAITS(MyCustomPluginCreator, TENON_PLUGIN_ON_CPU);
#endif

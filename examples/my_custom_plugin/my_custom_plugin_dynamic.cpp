#include "my_custom_plugin_dynamic.h"

#include "plugin_fields.h"

#include <tenon/plugin_traits.h>

using namespace nvinfer1;

namespace
{

char const* const kName = "MyCustomPluginDynamic";
char const* const kVersion = "1";

int64_t pixelsOf(Dims const& dims)
{
    int64_t pixels = 1;
    for (int32_t i = 2; i < dims.nbDims; ++i)
    {
        pixels *= dims.d[i];
    }
    return pixels;
}

std::string text(Dims const& dims)
{
    std::string all;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        all += (i == 0 ? "" : "x") + std::to_string(dims.d[i]);
    }
    return all;
}

} // namespace

MyCustomPluginDynamic::MyCustomPluginDynamic(int in_channel, Weights const& weight, Weights const& bias)
    : log_(kName)
    , layer_(in_channel, toFloats(weight), toFloats(bias))
{
    log_.note("made from ", in_channel, " input channels, ", weight.count, " weights, ", bias.count, " biases");
}

MyCustomPluginDynamic::MyCustomPluginDynamic(MyCustomPluginDynamic const& other)
    : log_(kName)
    , layer_(other.layer_)
    , namespace_(other.namespace_)
{
    log_.note("made as a clone of #", other.log_.number());
}

MyCustomPluginDynamic::MyCustomPluginDynamic(void const* serialData, size_t serialLength)
    : log_(kName)
{
    auto const* data = static_cast<char const*>(serialData);
    size_t length = serialLength;
    valid_ = layer_.read(data, length) && length == 0;
    log_.note("made from ", serialLength, " bytes of an engine", valid_ ? "" : ", which are damaged");
}

MyCustomPluginDynamic::~MyCustomPluginDynamic() noexcept
{
    log_.note("gone");
}

char const* MyCustomPluginDynamic::getPluginType() const noexcept
{
    log_.noteOften("getPluginType");
    return kName;
}

char const* MyCustomPluginDynamic::getPluginVersion() const noexcept
{
    log_.noteOften("getPluginVersion");
    return kVersion;
}

void MyCustomPluginDynamic::setPluginNamespace(char const* pluginNamespace) noexcept
{
    namespace_ = pluginNamespace;
    log_.note("setPluginNamespace \"", pluginNamespace, "\"");
}

char const* MyCustomPluginDynamic::getPluginNamespace() const noexcept
{
    log_.noteOften("getPluginNamespace");
    return namespace_.c_str();
}

int32_t MyCustomPluginDynamic::getNbOutputs() const noexcept
{
    log_.note("getNbOutputs: 1");
    return 1;
}

DimsExprs MyCustomPluginDynamic::getOutputDimensions(
    int32_t, DimsExprs const* inputs, int32_t, IExprBuilder& exprBuilder) noexcept
{
    DimsExprs dims = inputs[0]; // the batch first, then channels
    if (dims.nbDims < 2 || (dims.d[1]->isConstant() && dims.d[1]->getConstantValue() != layer_.inChannels()))
    {
        log_.note("getOutputDimensions: none, in_channel is ", layer_.inChannels());
        dims.nbDims = -1; // no such shape
        return dims;
    }
    dims.d[1] = exprBuilder.constant(layer_.outChannels());
    log_.note("getOutputDimensions: ", layer_.outChannels(), " channels, all else as the input");
    return dims;
}

DataType MyCustomPluginDynamic::getOutputDataType(int32_t, DataType const* inputTypes, int32_t) const noexcept
{
    log_.note("getOutputDataType: that of the input");
    return inputTypes[0];
}

bool MyCustomPluginDynamic::supportsFormatCombination(
    int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept
{
    bool const isKnown = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF;
    bool const supported = isKnown && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    log_.note("supportsFormatCombination: tensor ", pos, ", type ", static_cast<int>(inOut[pos].type), ", format ",
        static_cast<int>(inOut[pos].format), ": ", supported ? "yes" : "no");
    return supported;
}

void MyCustomPluginDynamic::configurePlugin(
    DynamicPluginTensorDesc const* in, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept
{
    // While building some dims are -1 still, and min and max tell their range.
    log_.note("configurePlugin: input ", text(in[0].desc.dims), ", from ", text(in[0].min), " to ", text(in[0].max),
        ", ", in[0].desc.type == DataType::kHALF ? "half" : "float");
}

size_t MyCustomPluginDynamic::getWorkspaceSize(
    PluginTensorDesc const* inputs, int32_t, PluginTensorDesc const*, int32_t) const noexcept
{
    size_t const bytes = LinearLayer::workspaceBytes(pixelsOf(inputs[0].dims));
    log_.note("getWorkspaceSize for input ", text(inputs[0].dims), ": ", bytes, " bytes");
    return bytes;
}

size_t MyCustomPluginDynamic::getSerializationSize() const noexcept
{
    log_.note("getSerializationSize");
    return layer_.bytes();
}

void MyCustomPluginDynamic::serialize(void* buffer) const noexcept
{
    auto* data = static_cast<char*>(buffer);
    layer_.write(data);
    log_.note("serialize");
}

int32_t MyCustomPluginDynamic::initialize() noexcept
{
    bool const done = layer_.bringToDevice();
    log_.note("initialize: the weights are brought to the device", done ? "" : ", but there is no memory left");
    return done ? 0 : 1;
}

IPluginV2DynamicExt* MyCustomPluginDynamic::clone() const noexcept
{
    auto* const twin = new MyCustomPluginDynamic(*this);
    log_.note("clone: #", twin->log_.number());
    return twin;
}

void MyCustomPluginDynamic::attachToContext(cudnnContext*, cublasContext* cublas, IGpuAllocator*) noexcept
{
    cublas_ = cublas;
    log_.note("attachToContext: ", cublas == nullptr ? "without" : "with", " cuBLAS");
}

int32_t MyCustomPluginDynamic::enqueue(PluginTensorDesc const* inputDesc, PluginTensorDesc const*,
    void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept
{
    Dims const& dims = inputDesc[0].dims;
    log_.note("enqueue: input ", text(dims), ", ", inputDesc[0].type == DataType::kHALF ? "half" : "float");
    return layer_.run(
        {inputDesc[0].type, dims.d[0], pixelsOf(dims), inputs[0], outputs[0], workspace, cublas_, stream});
}

void MyCustomPluginDynamic::detachFromContext() noexcept
{
    cublas_ = nullptr;
    log_.note("detachFromContext");
}

void MyCustomPluginDynamic::terminate() noexcept
{
    log_.note("terminate"); // the memory goes with the last object that shares it
}

void MyCustomPluginDynamic::destroy() noexcept
{
    log_.note("destroy");
    delete this;
}

MyCustomPluginDynamicCreator::MyCustomPluginDynamicCreator()
    : log_("MyCustomPluginDynamicCreator")
{
}

char const* MyCustomPluginDynamicCreator::getPluginName() const noexcept
{
    log_.noteOften("getPluginName");
    return kName;
}

char const* MyCustomPluginDynamicCreator::getPluginVersion() const noexcept
{
    log_.noteOften("getPluginVersion");
    return kVersion;
}

PluginFieldCollection const* MyCustomPluginDynamicCreator::getFieldNames() noexcept
{
    log_.note("getFieldNames: in_channel, weight, bias");
    return customPluginFields();
}

IPluginV2* MyCustomPluginDynamicCreator::createPlugin(char const* name, PluginFieldCollection const* fc) noexcept
{
    CustomPluginFields fields;
    std::string const problem = readCustomPluginFields(fc, fields);
    log_.note("createPlugin for layer \"", name, "\"", problem.empty() ? "" : ": " + problem);
    if (!problem.empty())
    {
        return nullptr;
    }
    auto* const plugin = new MyCustomPluginDynamic(fields.inChannels, fields.weight, fields.bias);
    plugin->setPluginNamespace(namespace_.c_str());
    return plugin;
}

IPluginV2* MyCustomPluginDynamicCreator::deserializePlugin(
    char const* name, void const* serialData, size_t serialLength) noexcept
{
    log_.note("deserializePlugin for layer \"", name, "\" from ", serialLength, " bytes");
    auto* const plugin = new MyCustomPluginDynamic(serialData, serialLength);
    if (!plugin->isValid())
    {
        plugin->destroy();
        return nullptr;
    }
    plugin->setPluginNamespace(namespace_.c_str());
    return plugin;
}

void MyCustomPluginDynamicCreator::setPluginNamespace(char const* pluginNamespace) noexcept
{
    namespace_ = pluginNamespace;
    log_.note("setPluginNamespace \"", pluginNamespace, "\"");
}

char const* MyCustomPluginDynamicCreator::getPluginNamespace() const noexcept
{
    log_.noteOften("getPluginNamespace");
    return namespace_.c_str();
}

REGISTER_TENSORRT_PLUGIN(MyCustomPluginDynamicCreator);

#ifdef MY_CUSTOM_PLUGIN_CUDA
TENON_PLUGIN_TRAITS(MyCustomPluginDynamicCreator, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA);
#else
TENON_PLUGIN_TRAITS(MyCustomPluginDynamicCreator, TENON_PLUGIN_ON_CPU);
#endif

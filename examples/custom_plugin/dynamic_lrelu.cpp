// LReLU_TRT for networks with explicit batch: every dim may change from one inference to the next.
#include "call_log.h"
#include "lrelu_fields.h"
#include "lrelu_kernel.h"

#include <string>

using namespace nvinfer1;

namespace
{

class DynamicLReLU final : public IPluginV2DynamicExt
{
public:
    DynamicLReLU(std::string layer, float negSlope)
        : layer_(std::move(layer))
        , negSlope_(negSlope)
    {
    }

    char const* getPluginType() const noexcept override { return lrelu::kName; }

    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }

    int32_t getNbOutputs() const noexcept override
    {
        log_.note(layer_.c_str(), "getNbOutputs");
        return 1;
    }

    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        log_.note(layer_.c_str(), "getOutputDimensions of a tensor of %d dims", static_cast<int>(inputs[0].nbDims));
        return inputs[0];
    }

    DataType getOutputDataType(int32_t, DataType const* inputTypes, int32_t) const noexcept override
    {
        log_.note(layer_.c_str(), "getOutputDataType");
        return inputTypes[0];
    }

    // float or half, in the plain order of dims, the same in and out.
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        bool const isKnownType = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF;
        bool const supported =
            isKnownType && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
        log_.note(layer_.c_str(), "supportsFormatCombination: tensor %d as type %d in format %d: %s",
            static_cast<int>(pos), static_cast<int>(inOut[pos].type), static_cast<int>(inOut[pos].format),
            supported ? "yes" : "no");
        return supported;
    }

    // Nothing to keep: enqueue is told types and dims each time.
    void configurePlugin(
        DynamicPluginTensorDesc const* in, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
        log_.note(layer_.c_str(), "configurePlugin: %s, leading dim %d of %d to %d",
            in[0].desc.type == DataType::kHALF ? "half" : "float", static_cast<int>(in[0].desc.dims.d[0]),
            static_cast<int>(in[0].min.d[0]), static_cast<int>(in[0].max.d[0]));
    }

    int32_t initialize() noexcept override
    {
        log_.note(layer_.c_str(), "initialize");
        return 0;
    }

    void terminate() noexcept override { log_.note(layer_.c_str(), "terminate"); }

    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        log_.note(layer_.c_str(), "getWorkspaceSize");
        return 0;
    }

    int32_t enqueue(PluginTensorDesc const* inputDesc, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t stream) noexcept override
    {
        size_t count = 1;
        for (int32_t i = 0; i < inputDesc[0].dims.nbDims; ++i)
        {
            count *= static_cast<size_t>(inputDesc[0].dims.d[i]);
        }
        log_.note(layer_.c_str(), "enqueue, leading dim %d", static_cast<int>(inputDesc[0].dims.d[0]));
        if (inputDesc[0].type == DataType::kHALF)
        {
            lrelu::leakyReluHalf(
                negSlope_, static_cast<uint16_t const*>(inputs[0]), static_cast<uint16_t*>(outputs[0]), count, stream);
        }
        else
        {
            lrelu::leakyRelu(
                negSlope_, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]), count, stream);
        }
        return 0;
    }

    size_t getSerializationSize() const noexcept override
    {
        log_.note(layer_.c_str(), "getSerializationSize");
        return sizeof negSlope_;
    }

    void serialize(void* buffer) const noexcept override
    {
        log_.note(layer_.c_str(), "serialize");
        std::memcpy(buffer, &negSlope_, sizeof negSlope_);
    }

    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) noexcept override
    {
        log_.note(layer_.c_str(), "attachToContext");
    }

    void detachFromContext() noexcept override { log_.note(layer_.c_str(), "detachFromContext"); }

    IPluginV2DynamicExt* clone() const noexcept override
    {
        auto* copy = new DynamicLReLU(layer_, negSlope_);
        copy->namespace_ = namespace_;
        log_.note(layer_.c_str(), "clone, giving object %d", copy->log_.number());
        return copy;
    }

    void destroy() noexcept override
    {
        log_.note(layer_.c_str(), "destroy");
        delete this;
    }

    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }

    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    std::string layer_;
    std::string namespace_;
    float negSlope_;
    lrelu::CallLog log_;
};

class DynamicLReLUCreator final : public IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return lrelu::kName; }

    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }

    PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }

    IPluginV2* createPlugin(char const* layer, PluginFieldCollection const* fields) noexcept override
    {
        float negSlope;
        if (!lrelu::readNegSlope(fields, negSlope))
        {
            return nullptr;
        }
        lrelu::noteCreatorCall("createPlugin for layer %s, negSlope %g", layer, static_cast<double>(negSlope));
        return created(new DynamicLReLU(layer, negSlope));
    }

    IPluginV2* deserializePlugin(char const* layer, void const* data, size_t lengthBytes) noexcept override
    {
        float negSlope;
        if (lengthBytes != sizeof negSlope)
        {
            lrelu::reportError("LReLU_TRT, dynamic: the engine holds a blob of another length; build the engine anew");
            return nullptr;
        }
        std::memcpy(&negSlope, data, sizeof negSlope);
        lrelu::noteCreatorCall("deserializePlugin for layer %s, %zu bytes", layer, lengthBytes);
        return created(new DynamicLReLU(layer, negSlope));
    }

    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }

    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    IPluginV2* created(DynamicLReLU* plugin) const
    {
        plugin->setPluginNamespace(namespace_.c_str());
        return plugin;
    }

    PluginField field_{"negSlope", nullptr, PluginFieldType::kFLOAT32, 1};
    PluginFieldCollection fields_{1, &field_};
    std::string namespace_;
};

} // namespace

REGISTER_TENSORRT_PLUGIN(DynamicLReLUCreator);

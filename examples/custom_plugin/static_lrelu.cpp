// LReLU_TRT for networks with implicit batch: shapes are fixed, the batch is first seen in enqueue.
#include "call_log.h"
#include "lrelu_fields.h"
#include "lrelu_kernel.h"

#include <string>

using namespace nvinfer1;

namespace
{

// All that enqueue needs. A plugin that comes out of an engine file is not configured again, so this is also what is
// written into the file, byte by byte.
struct State
{
    float negSlope;
    int32_t isHalf;
    int64_t elementsPerItem; // of one item of the batch
};

class StaticLReLU final : public IPluginV2IOExt
{
public:
    StaticLReLU(std::string layer, State state)
        : layer_(std::move(layer))
        , state_(state)
    {
    }

    char const* getPluginType() const noexcept override { return lrelu::kName; }

    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }

    int32_t getNbOutputs() const noexcept override
    {
        log_.note(layer_.c_str(), "getNbOutputs");
        return 1;
    }

    Dims getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept override
    {
        log_.note(layer_.c_str(), "getOutputDimensions of a tensor of %d dims", static_cast<int>(inputs[0].nbDims));
        return inputs[0];
    }

    DataType getOutputDataType(int32_t, DataType const* inputTypes, int32_t) const noexcept override
    {
        log_.note(layer_.c_str(), "getOutputDataType");
        return inputTypes[0];
    }

    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }

    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }

    // float or half, in the plain order of dims, the same in and out.
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept override
    {
        bool const isKnownType = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF;
        bool const supported =
            isKnownType && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
        log_.note(layer_.c_str(), "supportsFormatCombination: tensor %d as type %d in format %d: %s",
            static_cast<int>(pos), static_cast<int>(inOut[pos].type), static_cast<int>(inOut[pos].format),
            supported ? "yes" : "no");
        return supported;
    }

    void configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept override
    {
        state_.isHalf = in[0].type == DataType::kHALF ? 1 : 0;
        state_.elementsPerItem = 1;
        for (int32_t i = 0; i < in[0].dims.nbDims; ++i)
        {
            state_.elementsPerItem *= in[0].dims.d[i];
        }
        log_.note(layer_.c_str(), "configurePlugin: %s, %lld elements an item", state_.isHalf != 0 ? "half" : "float",
            static_cast<long long>(state_.elementsPerItem));
    }

    int32_t initialize() noexcept override
    {
        log_.note(layer_.c_str(), "initialize");
        return 0;
    }

    void terminate() noexcept override { log_.note(layer_.c_str(), "terminate"); }

    size_t getWorkspaceSize(int32_t maxBatch) const noexcept override
    {
        log_.note(layer_.c_str(), "getWorkspaceSize for batch %d", static_cast<int>(maxBatch));
        return 0;
    }

    int32_t enqueue(
        int32_t batch, void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) noexcept override
    {
        log_.note(layer_.c_str(), "enqueue, batch %d", static_cast<int>(batch));
        size_t const count = static_cast<size_t>(batch) * static_cast<size_t>(state_.elementsPerItem);
        if (state_.isHalf != 0)
        {
            lrelu::leakyReluHalf(state_.negSlope, static_cast<uint16_t const*>(inputs[0]),
                static_cast<uint16_t*>(outputs[0]), count, stream);
        }
        else
        {
            lrelu::leakyRelu(
                state_.negSlope, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]), count, stream);
        }
        return 0;
    }

    size_t getSerializationSize() const noexcept override
    {
        log_.note(layer_.c_str(), "getSerializationSize");
        return sizeof state_;
    }

    void serialize(void* buffer) const noexcept override
    {
        log_.note(layer_.c_str(), "serialize");
        std::memcpy(buffer, &state_, sizeof state_);
    }

    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) noexcept override
    {
        log_.note(layer_.c_str(), "attachToContext");
    }

    void detachFromContext() noexcept override { log_.note(layer_.c_str(), "detachFromContext"); }

    IPluginV2Ext* clone() const noexcept override
    {
        auto* copy = new StaticLReLU(layer_, state_);
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
    State state_;
    lrelu::CallLog log_;
};

class StaticLReLUCreator final : public IPluginCreator
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
        return created(new StaticLReLU(layer, State{negSlope, 0, 0}));
    }

    IPluginV2* deserializePlugin(char const* layer, void const* data, size_t lengthBytes) noexcept override
    {
        State state;
        if (lengthBytes != sizeof state)
        {
            lrelu::reportError("LReLU_TRT, static: the engine holds a blob of another length; build the engine anew");
            return nullptr;
        }
        std::memcpy(&state, data, sizeof state);
        lrelu::noteCreatorCall("deserializePlugin for layer %s, %zu bytes", layer, lengthBytes);
        return created(new StaticLReLU(layer, state));
    }

    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }

    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    IPluginV2* created(StaticLReLU* plugin) const
    {
        plugin->setPluginNamespace(namespace_.c_str());
        return plugin;
    }

    PluginField field_{"negSlope", nullptr, PluginFieldType::kFLOAT32, 1};
    PluginFieldCollection fields_{1, &field_};
    std::string namespace_;
};

} // namespace

REGISTER_TENSORRT_PLUGIN(StaticLReLUCreator);

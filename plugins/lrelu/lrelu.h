// LReLU_TRT version 1: leaky ReLU, y = x ≥ 0 ? x : negSlope · x. One field, negSlope (fp32, default 0.01 as ONNX's LeakyRelu).
//
// Two forms of one plugin: static (IPluginV2IOExt), which is what createPlugin makes and what every host can use, also with
// implicit batch; and dynamic (IPluginV2DynamicExt), which Tenon asks for in explicit-batch networks through the plugin's traits, so
// that any dimension may be dynamic there.
#pragma once

#include <NvInferRuntime.h>

#include <string>

namespace tenon::plugins
{

//! Both forms' name, version, and share of the work.
namespace lrelu
{

inline constexpr char const* kName = "LReLU_TRT";
inline constexpr char const* kVersion = "1";

//! Runs on the device where the pointers live. 0 on success.
int32_t enqueue(nvinfer1::DataType type, int64_t count, float slope, void const* input, void* output, cudaStream_t stream);

//! kFLOAT and kHALF, linear, the output as the input.
bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs);

} // namespace lrelu

class StaticLRelu final : public nvinfer1::IPluginV2IOExt
{
public:
    //! What goes into an engine: a plugin that comes out of one is not configured again.
    struct State
    {
        int64_t elements{0}; //!< of one sample
        nvinfer1::DataType type{nvinfer1::DataType::kFLOAT};
        float negSlope{0.0F};
    };

    explicit StaticLRelu(State const& state)
        : state_(state)
    {
    }

    float negSlope() const { return state_.negSlope; }

    char const* getPluginType() const noexcept override { return lrelu::kName; }
    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    nvinfer1::Dims getOutputDimensions(int32_t index, nvinfer1::Dims const* inputs, int32_t inputCount) noexcept override;
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getWorkspaceSize(int32_t) const noexcept override { return 0; }
    int32_t enqueue(int32_t batch, void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept override;
    size_t getSerializationSize() const noexcept override { return sizeof state_; }
    void serialize(void* buffer) const noexcept override;
    void destroy() noexcept override { delete this; }
    nvinfer1::IPluginV2Ext* clone() const noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    nvinfer1::DataType getOutputDataType(int32_t, nvinfer1::DataType const* inputTypes, int32_t) const noexcept override { return inputTypes[0]; }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }
    void configurePlugin(nvinfer1::PluginTensorDesc const* in, int32_t inputCount, nvinfer1::PluginTensorDesc const* out,
        int32_t outputCount) noexcept override;
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const noexcept override
    {
        return lrelu::supports(pos, inOut, inputs, outputs);
    }

private:
    State state_;
    std::string namespace_;
};

class DynamicLRelu final : public nvinfer1::IPluginV2DynamicExt
{
public:
    explicit DynamicLRelu(float negSlope)
        : negSlope_(negSlope)
    {
    }

    float negSlope() const { return negSlope_; }

    char const* getPluginType() const noexcept override { return lrelu::kName; }
    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    nvinfer1::DimsExprs getOutputDimensions(
        int32_t, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder&) noexcept override
    {
        return inputs[0];
    }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getWorkspaceSize(nvinfer1::PluginTensorDesc const*, int32_t, nvinfer1::PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    int32_t enqueue(nvinfer1::PluginTensorDesc const* in, nvinfer1::PluginTensorDesc const* out, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) noexcept override;
    size_t getSerializationSize() const noexcept override { return sizeof negSlope_; }
    void serialize(void* buffer) const noexcept override;
    void destroy() noexcept override { delete this; }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    nvinfer1::DataType getOutputDataType(int32_t, nvinfer1::DataType const* inputTypes, int32_t) const noexcept override { return inputTypes[0]; }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
    }
    bool supportsFormatCombination(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) noexcept override
    {
        return lrelu::supports(pos, inOut, inputs, outputs);
    }

private:
    float negSlope_;
    std::string namespace_;
};

//! Makes the static form; deserialises both, told apart by their length.
class LReluCreator final : public nvinfer1::IPluginCreator
{
public:
    LReluCreator();

    char const* getPluginName() const noexcept override { return lrelu::kName; }
    char const* getPluginVersion() const noexcept override { return lrelu::kVersion; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    //! Null, after a message, if negSlope is not one fp32 number.
    nvinfer1::IPluginV2* createPlugin(char const* name, nvinfer1::PluginFieldCollection const* fields) noexcept override;
    //! Null, after a message, if the length is that of neither form or the type is none that the plugin has.
    nvinfer1::IPluginV2* deserializePlugin(char const* name, void const* data, size_t bytes) noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    template <typename Plugin>
    nvinfer1::IPluginV2* named(Plugin* plugin) const;

    nvinfer1::PluginField negSlopeField_;
    nvinfer1::PluginFieldCollection fields_{};
    std::string namespace_;
};

} // namespace tenon::plugins

// MyCustomPlugin, a linear layer over channels, for networks with implicit batch (IPluginV2IOExt). Written for the interface of release 8.
#pragma once

#include "call_log.h"
#include "linear_layer.h"

#include <string>

#define MY_CUSTOM_PLUGIN_API __attribute__((visibility("default")))

class MY_CUSTOM_PLUGIN_API MyCustomPlugin final : public nvinfer1::IPluginV2IOExt
{
public:
    // For users: weight has in_channel · n numbers, bias n; either float or half.
    MyCustomPlugin(int in_channel, nvinfer1::Weights const& weight, nvinfer1::Weights const& bias);
    // For clone: everything that the other object has, its parameters on the device included.
    MyCustomPlugin(MyCustomPlugin const& other);
    // For deserializePlugin: isValid tells whether the bytes were good.
    MyCustomPlugin(void const* serialData, size_t serialLength);
    ~MyCustomPlugin() noexcept override;

    bool isValid() const { return valid_; }

    // Who it is.
    char const* getPluginType() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;

    // While the network is defined.
    int32_t getNbOutputs() const noexcept override;
    nvinfer1::Dims getOutputDimensions(
        int32_t index, nvinfer1::Dims const* inputs, int32_t nbInputDims) noexcept override;
    nvinfer1::DataType getOutputDataType(
        int32_t index, nvinfer1::DataType const* inputTypes, int32_t nbInputs) const noexcept override;
    bool isOutputBroadcastAcrossBatch(
        int32_t outputIndex, bool const* inputIsBroadcasted, int32_t nbInputs) const noexcept override;
    bool canBroadcastInputAcrossBatch(int32_t inputIndex) const noexcept override;

    // While the engine is built.
    bool supportsFormatCombination(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t nbInputs,
        int32_t nbOutputs) const noexcept override;
    void configurePlugin(nvinfer1::PluginTensorDesc const* in, int32_t nbInput, nvinfer1::PluginTensorDesc const* out,
        int32_t nbOutput) noexcept override;
    size_t getWorkspaceSize(int32_t maxBatchSize) const noexcept override;
    size_t getSerializationSize() const noexcept override;
    void serialize(void* buffer) const noexcept override;

    // While it is used.
    int32_t initialize() noexcept override;
    nvinfer1::IPluginV2Ext* clone() const noexcept override;
    void attachToContext(
        cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator) noexcept override;
    int32_t enqueue(int32_t batchSize, void const* const* inputs, void* const* outputs, void* workspace,
        cudaStream_t stream) noexcept override;
    void detachFromContext() noexcept override;
    void terminate() noexcept override;
    void destroy() noexcept override;

private:
    CallLog<MyCustomPlugin> log_;
    LinearLayer layer_;
    // of one channel; told by configurePlugin, and kept in the engine: nobody configures a deserialized plugin
    int64_t pixels_{0};
    nvinfer1::DataType type_{nvinfer1::DataType::kFLOAT};
    cublasContext* cublas_{nullptr};
    std::string namespace_;
    bool valid_{true};
};

class MyCustomPluginCreator final : public nvinfer1::IPluginCreator
{
public:
    MyCustomPluginCreator();

    char const* getPluginName() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override;
    nvinfer1::IPluginV2* createPlugin(char const* name, nvinfer1::PluginFieldCollection const* fc) noexcept override;
    nvinfer1::IPluginV2* deserializePlugin(
        char const* name, void const* serialData, size_t serialLength) noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;

private:
    CallLog<MyCustomPluginCreator> log_;
    std::string namespace_;
};

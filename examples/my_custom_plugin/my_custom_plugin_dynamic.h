// MyCustomPluginDynamic: the same layer for networks with explicit batch and dynamic shapes (IPluginV2DynamicExt).
#pragma once

#include "call_log.h"
#include "linear_layer.h"
#include "my_custom_plugin.h"

class MY_CUSTOM_PLUGIN_API MyCustomPluginDynamic final : public nvinfer1::IPluginV2DynamicExt
{
public:
    // For users, clone, and deserializePlugin, as MyCustomPlugin's.
    MyCustomPluginDynamic(int in_channel, nvinfer1::Weights const& weight, nvinfer1::Weights const& bias);
    MyCustomPluginDynamic(MyCustomPluginDynamic const& other);
    MyCustomPluginDynamic(void const* serialData, size_t serialLength);
    ~MyCustomPluginDynamic() noexcept override;

    bool isValid() const { return valid_; }

    // Who it is.
    char const* getPluginType() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;

    // While the network is defined.
    int32_t getNbOutputs() const noexcept override;
    nvinfer1::DimsExprs getOutputDimensions(int32_t outputIndex, nvinfer1::DimsExprs const* inputs, int32_t nbInputs,
        nvinfer1::IExprBuilder& exprBuilder) noexcept override;
    nvinfer1::DataType getOutputDataType(
        int32_t index, nvinfer1::DataType const* inputTypes, int32_t nbInputs) const noexcept override;

    // While the engine is built; configurePlugin and getWorkspaceSize also when shapes change.
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t nbInputs, int32_t nbOutputs) noexcept override;
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const* in, int32_t nbInputs,
        nvinfer1::DynamicPluginTensorDesc const* out, int32_t nbOutputs) noexcept override;
    size_t getWorkspaceSize(nvinfer1::PluginTensorDesc const* inputs, int32_t nbInputs,
        nvinfer1::PluginTensorDesc const* outputs, int32_t nbOutputs) const noexcept override;
    size_t getSerializationSize() const noexcept override;
    void serialize(void* buffer) const noexcept override;

    // While it is used.
    int32_t initialize() noexcept override;
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override;
    void attachToContext(
        cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator) noexcept override;
    int32_t enqueue(nvinfer1::PluginTensorDesc const* inputDesc, nvinfer1::PluginTensorDesc const* outputDesc,
        void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept override;
    void detachFromContext() noexcept override;
    void terminate() noexcept override;
    void destroy() noexcept override;

private:
    CallLog<MyCustomPluginDynamic> log_;
    LinearLayer layer_;
    cublasContext* cublas_{nullptr};
    std::string namespace_;
    bool valid_{true};
};

class MyCustomPluginDynamicCreator final : public nvinfer1::IPluginCreator
{
public:
    MyCustomPluginDynamicCreator();

    char const* getPluginName() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override;
    nvinfer1::IPluginV2* createPlugin(char const* name, nvinfer1::PluginFieldCollection const* fc) noexcept override;
    nvinfer1::IPluginV2* deserializePlugin(
        char const* name, void const* serialData, size_t serialLength) noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;

private:
    CallLog<MyCustomPluginDynamicCreator> log_;
    std::string namespace_;
};

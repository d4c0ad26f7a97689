// PoolPluginExt version 1: maximum pooling as an IPluginV2IOExt, in fp32, fp16 and int8. Fields: kernel, stride, padding, two kINT32 each (rows, columns).
// Each method logs one line.
#pragma once

#include "pool_kernels.h"

#include "../my_custom_plugin/call_log.h"

#include <string>
#include <vector>

class PoolPluginExt final : public nvinfer1::IPluginV2IOExt
{
public:
    explicit PoolPluginExt(PoolShape const& shape);
    PoolPluginExt(PoolPluginExt const& other);
    // From an engine; isValid() tells whether the bytes were what serialize wrote.
    PoolPluginExt(void const* data, size_t length);
    ~PoolPluginExt() noexcept override;

    bool isValid() const { return valid_; }

    char const* getPluginType() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    int32_t getNbOutputs() const noexcept override;
    nvinfer1::Dims getOutputDimensions(int32_t index, nvinfer1::Dims const* inputs, int32_t nbInputs) noexcept override;
    int32_t initialize() noexcept override;
    void terminate() noexcept override;
    size_t getWorkspaceSize(int32_t maxBatchSize) const noexcept override;
    int32_t enqueue(int32_t batchSize, void const* const* inputs, void* const* outputs, void* workspace,
        cudaStream_t stream) noexcept override;
    size_t getSerializationSize() const noexcept override;
    void serialize(void* buffer) const noexcept override;
    void destroy() noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;
    nvinfer1::DataType getOutputDataType(
        int32_t index, nvinfer1::DataType const* inputTypes, int32_t nbInputs) const noexcept override;
    bool isOutputBroadcastAcrossBatch(
        int32_t index, bool const* inputIsBroadcast, int32_t nbInputs) const noexcept override;
    bool canBroadcastInputAcrossBatch(int32_t index) const noexcept override;
    void attachToContext(
        cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator) noexcept override;
    void detachFromContext() noexcept override;
    nvinfer1::IPluginV2Ext* clone() const noexcept override;
    void configurePlugin(nvinfer1::PluginTensorDesc const* in, int32_t nbInput, nvinfer1::PluginTensorDesc const* out,
        int32_t nbOutput) noexcept override;
    bool supportsFormatCombination(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t nbInputs,
        int32_t nbOutputs) const noexcept override;

private:
    // What an engine must know: nobody configures a deserialized object.
    struct State
    {
        PoolShape shape;
        int32_t type{0};
        float inputScale{1.0F}, outputScale{1.0F};
    };

    CallLog<PoolPluginExt> log_;
    State state_;
    bool valid_{true};
    cudnnContext* cudnn_{nullptr};
    std::string namespace_;
};

//! Seen by programs that name it, so that the linker keeps the library.
class __attribute__((visibility("default"))) PoolPluginExtCreator final : public nvinfer1::IPluginCreator
{
public:
    PoolPluginExtCreator();
    char const* getPluginName() const noexcept override;
    char const* getPluginVersion() const noexcept override;
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override;
    nvinfer1::IPluginV2* createPlugin(
        char const* name, nvinfer1::PluginFieldCollection const* fields) noexcept override;
    nvinfer1::IPluginV2* deserializePlugin(char const* name, void const* data, size_t length) noexcept override;
    void setPluginNamespace(char const* pluginNamespace) noexcept override;
    char const* getPluginNamespace() const noexcept override;

private:
    CallLog<PoolPluginExtCreator> log_;
    std::vector<nvinfer1::PluginField> fields_;
    nvinfer1::PluginFieldCollection collection_{};
    std::string namespace_;
};

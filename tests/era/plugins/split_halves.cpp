// Style: a custom layer for a video SDK: includes every parser's header, forwards declarations of the library's classes, a C function that
// makes the creator known, several outputs, `__attribute__`s. IPluginV2.
#include "custom_parsers.h"
#include "release_macros.h"

#include <cassert>
#include <cstring>
#include <string>
#include <vector>

namespace nvinfer1
{
class IBuilder;
class ICudaEngine;
class INetworkDefinition;
} // namespace nvinfer1

class SplitHalves : public nvinfer1::IPluginV2
{
public:
    SplitHalves() = default;
    SplitHalves(const void* data, size_t length) { memcpy(&m_Half, data, length); }

    const char* getPluginType() const TRT_NOEXCEPT override { return "EraSplitHalves"; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    int getNbOutputs() const TRT_NOEXCEPT override { return 2; }
    nvinfer1::Dims getOutputDimensions(int index, const nvinfer1::Dims* inputs, int nbInputDims) TRT_NOEXCEPT override
    {
        assert(index < 2 && nbInputDims == 1);
        nvinfer1::Dims3 half(inputs[0].d[0] / 2, inputs[0].d[1], inputs[0].d[2]);
        return half;
    }
    bool supportsFormat(nvinfer1::DataType type, nvinfer1::PluginFormat format) const TRT_NOEXCEPT override
    {
        return (type == nvinfer1::DataType::kFLOAT && format == nvinfer1::PluginFormat::kLINEAR);
    }
    void configureWithFormat(const nvinfer1::Dims* inputDims, int nbInputs, const nvinfer1::Dims* outputDims,
        int nbOutputs, nvinfer1::DataType type, nvinfer1::PluginFormat format, int maxBatchSize) TRT_NOEXCEPT override
    {
        assert(nbInputs == 1 && nbOutputs == 2 && inputDims != nullptr);
        m_Half = outputDims[0].d[0] * outputDims[0].d[1] * outputDims[0].d[2];
    }
    int initialize() TRT_NOEXCEPT override { return 0; }
    void terminate() TRT_NOEXCEPT override {}
    size_t getWorkspaceSize(int maxBatchSize) const TRT_NOEXCEPT override { return 0; }
    int enqueue(int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void* workspace,
        cudaStream_t stream) TRT_NOEXCEPT override
    {
        for (int n = 0; n < batchSize; ++n)
        {
            for (int o = 0; o < 2; ++o)
            {
                memcpy(reinterpret_cast<float*>(outputs[o]) + n * m_Half,
                    reinterpret_cast<const float*>(inputs[0]) + (2 * n + o) * m_Half, m_Half * sizeof(float));
            }
        }
        return 0;
    }
    size_t getSerializationSize() const TRT_NOEXCEPT override { return sizeof(m_Half); }
    void serialize(void* buffer) const TRT_NOEXCEPT override { memcpy(buffer, &m_Half, sizeof(m_Half)); }
    void destroy() TRT_NOEXCEPT override { delete this; }
    nvinfer1::IPluginV2* clone() const TRT_NOEXCEPT override
    {
        SplitHalves* twin = new SplitHalves;
        twin->m_Half = m_Half;
        twin->m_Namespace = m_Namespace;
        return twin;
    }
    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { m_Namespace = pluginNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return m_Namespace.c_str(); }

private:
    uint32_t m_Half{0};
    std::string m_Namespace{""};
};

class SplitHalvesCreator : public nvinfer1::IPluginCreator
{
public:
    const char* getPluginName() const TRT_NOEXCEPT override { return "EraSplitHalves"; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    const nvinfer1::PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return &m_fields; }
    nvinfer1::IPluginV2* createPlugin(const char* name, const nvinfer1::PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        return new SplitHalves();
    }
    nvinfer1::IPluginV2* deserializePlugin(
        const char* name, const void* serialData, size_t serialLength) TRT_NOEXCEPT override
    {
        return new SplitHalves(serialData, serialLength);
    }
    void setPluginNamespace(const char* libNamespace) TRT_NOEXCEPT override { m_Namespace = libNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return m_Namespace.c_str(); }

private:
    std::string m_Namespace{""};
    nvinfer1::PluginFieldCollection m_fields{0, nullptr};
};

extern "C" bool EraCustomLayers(nvinfer1::IBuilder* const, EraFactoryKind& kind, EraFactory& factory);

// There is no factory: the layer is found by its creator.
extern "C" bool EraCustomLayers(nvinfer1::IBuilder* const, EraFactoryKind& kind, EraFactory& factory)
{
    kind = ERA_FACTORY_RUNTIME;
    factory.runtime = nullptr;
    return true;
}

REGISTER_TENSORRT_PLUGIN(SplitHalvesCreator);

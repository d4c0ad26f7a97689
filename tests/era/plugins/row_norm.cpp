// Style: a library of operations for an exporter. Base classes for plugins and creators, a namespace of its own, `using` declarations
// against hidden overloads, getTensorDims as a template, a macro that registers. IPluginV2DynamicExt.
#include "release_macros.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#define ERA_ENABLE_WARN_HIDING 0
#define REGISTER_ERA_PLUGIN(name) REGISTER_TENSORRT_PLUGIN(name)

namespace eraops
{
class TRTOpBase : public nvinfer1::IPluginV2DynamicExt
{
public:
    explicit TRTOpBase(const std::string& name)
        : mLayerName(name)
    {
    }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    int initialize() TRT_NOEXCEPT override { return 0; }
    void terminate() TRT_NOEXCEPT override {}
    void destroy() TRT_NOEXCEPT override { delete this; }
    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mNamespace = pluginNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }
    virtual void configurePlugin(const nvinfer1::DynamicPluginTensorDesc*, int,
        const nvinfer1::DynamicPluginTensorDesc*, int) TRT_NOEXCEPT override
    {
    }
    virtual size_t getWorkspaceSize(
        const nvinfer1::PluginTensorDesc*, int, const nvinfer1::PluginTensorDesc*, int) const TRT_NOEXCEPT override
    {
        return 0;
    }
    virtual void attachToContext(cudnnContext*, cublasContext*, nvinfer1::IGpuAllocator*) TRT_NOEXCEPT override {}
    virtual void detachFromContext() TRT_NOEXCEPT override {}

protected:
    const std::string mLayerName;
    std::string mNamespace;

#if NV_TENSORRT_MAJOR < 8
protected:
    // Against warnings of hidden virtual functions.
    using nvinfer1::IPluginV2DynamicExt::canBroadcastInputAcrossBatch;
    using nvinfer1::IPluginV2DynamicExt::configurePlugin;
    using nvinfer1::IPluginV2DynamicExt::enqueue;
    using nvinfer1::IPluginV2DynamicExt::getOutputDimensions;
    using nvinfer1::IPluginV2DynamicExt::getWorkspaceSize;
    using nvinfer1::IPluginV2DynamicExt::isOutputBroadcastAcrossBatch;
    using nvinfer1::IPluginV2DynamicExt::supportsFormat;
#endif
};

class TRTOpCreatorBase : public nvinfer1::IPluginCreator
{
public:
    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    const nvinfer1::PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return &mFC; }
    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mNamespace = pluginNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

protected:
    nvinfer1::PluginFieldCollection mFC;
    std::vector<nvinfer1::PluginField> mPluginAttributes;
    std::string mNamespace;
};

//! y = (x - mean) / sqrt(var + epsilon) * gamma + beta along the last dimension.
class RowNorm : public TRTOpBase
{
public:
    RowNorm(const std::string& name, float epsilon)
        : TRTOpBase(name)
        , mEpsilon(epsilon)
    {
    }
    RowNorm(const std::string name, const void* data, size_t length)
        : TRTOpBase(name)
    {
        if (length == sizeof(float))
        {
            std::memcpy(&mEpsilon, data, length);
        }
    }
    nvinfer1::IPluginV2DynamicExt* clone() const TRT_NOEXCEPT override
    {
        RowNorm* plugin = new RowNorm(mLayerName, mEpsilon);
        plugin->setPluginNamespace(getPluginNamespace());
        return plugin;
    }
    nvinfer1::DimsExprs getOutputDimensions(int outputIndex, const nvinfer1::DimsExprs* inputs, int nbInputs,
        nvinfer1::IExprBuilder& exprBuilder) TRT_NOEXCEPT override
    {
        nvinfer1::DimsExprs ret;
        ret.nbDims = inputs[0].nbDims;
        for (int i = 0; i < ret.nbDims; ++i)
        {
            // As long a way round as such plugins go: (d * 2) / 2.
            ret.d[i] = exprBuilder.operation(nvinfer1::DimensionOperation::kFLOOR_DIV,
                *exprBuilder.operation(nvinfer1::DimensionOperation::kPROD, *inputs[0].d[i], *exprBuilder.constant(2)),
                *exprBuilder.constant(2));
        }
        return ret;
    }
    bool supportsFormatCombination(
        int pos, const nvinfer1::PluginTensorDesc* ioDesc, int nbInputs, int nbOutputs) TRT_NOEXCEPT override
    {
        if (pos == 0)
        {
            return (ioDesc[pos].type == nvinfer1::DataType::kFLOAT
                && ioDesc[pos].format == nvinfer1::TensorFormat::kLINEAR);
        }
        return ioDesc[pos].type == ioDesc[0].type && ioDesc[pos].format == ioDesc[0].format;
    }
    int enqueue(const nvinfer1::PluginTensorDesc* inputDesc, const nvinfer1::PluginTensorDesc*,
        const void* const* inputs, void* const* outputs, void*, cudaStream_t) TRT_NOEXCEPT override
    {
        const auto& dims = inputDesc[0].dims;
        const int width = dims.d[dims.nbDims - 1];
        int rows = 1;
        for (int i = 0; i + 1 < dims.nbDims; ++i)
        {
            rows *= dims.d[i];
        }
        const float* gamma = static_cast<const float*>(inputs[1]);
        const float* beta = static_cast<const float*>(inputs[2]);
        for (int r = 0; r < rows; ++r)
        {
            const float* x = static_cast<const float*>(inputs[0]) + r * width;
            float* y = static_cast<float*>(outputs[0]) + r * width;
            float mean = 0, var = 0;
            for (int i = 0; i < width; ++i)
                mean += x[i] / width;
            for (int i = 0; i < width; ++i)
                var += (x[i] - mean) * (x[i] - mean) / width;
            for (int i = 0; i < width; ++i)
                y[i] = (x[i] - mean) / std::sqrt(var + mEpsilon) * gamma[i] + beta[i];
        }
        return 0;
    }
    nvinfer1::DataType getOutputDataType(int, const nvinfer1::DataType* inputTypes, int) const TRT_NOEXCEPT override
    {
        return inputTypes[0];
    }
    const char* getPluginType() const TRT_NOEXCEPT override { return "EraRowNorm"; }
    int getNbOutputs() const TRT_NOEXCEPT override { return 1; }
    size_t getSerializationSize() const TRT_NOEXCEPT override { return sizeof(mEpsilon); }
    void serialize(void* buffer) const TRT_NOEXCEPT override { std::memcpy(buffer, &mEpsilon, sizeof(mEpsilon)); }

private:
    float mEpsilon{};
};

class RowNormCreator : public TRTOpCreatorBase
{
public:
    RowNormCreator()
    {
        mPluginAttributes.emplace_back(nvinfer1::PluginField("epsilon"));
        mFC.nbFields = mPluginAttributes.size();
        mFC.fields = mPluginAttributes.data();
    }
    const char* getPluginName() const TRT_NOEXCEPT override { return "EraRowNorm"; }
    nvinfer1::IPluginV2* createPlugin(const char* name, const nvinfer1::PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        float epsilon = 1e-5f;
        for (int i = 0; i < fc->nbFields; i++)
        {
            if (fc->fields[i].data == nullptr)
            {
                continue;
            }
            std::string fieldName(fc->fields[i].name);
            if (fieldName.compare("epsilon") == 0)
            {
                epsilon = static_cast<const float*>(fc->fields[i].data)[0];
            }
        }
        RowNorm* plugin = new RowNorm(name, epsilon);
        plugin->setPluginNamespace(getPluginNamespace());
        return plugin;
    }
    nvinfer1::IPluginV2* deserializePlugin(
        const char* name, const void* serialData, size_t serialLength) TRT_NOEXCEPT override
    {
        auto plugin = new RowNorm(name, serialData, serialLength);
        plugin->setPluginNamespace(getPluginNamespace());
        return plugin;
    }
};
REGISTER_ERA_PLUGIN(RowNormCreator);
} // namespace eraops

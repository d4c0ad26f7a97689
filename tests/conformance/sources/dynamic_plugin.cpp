// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// A dynamic-shape plugin as written for releases 7, 8 and 10. Compiled at each, without a warning.
#include <NvInferPlugin.h>
#include <NvInferRuntimeCommon.h>

#include <cassert>
#include <string>
#include <vector>

#if NV_TENSORRT_MAJOR >= 8
#define TRT_NOEXCEPT noexcept
#else
#define TRT_NOEXCEPT
#endif

namespace plugin
{
class Scale : public nvinfer1::IPluginV2DynamicExt
{
public:
    explicit Scale(float factor)
        : mFactor(factor)
    {
    }

    Scale(const void* data, size_t length)
        : mFactor(*static_cast<const float*>(data))
    {
        assert(length == sizeof(float));
        static_cast<void>(length);
    }

    nvinfer1::IPluginV2DynamicExt* clone() const TRT_NOEXCEPT override
    {
        auto* copy = new Scale(mFactor);
        copy->setPluginNamespace(mNamespace.c_str());
        return copy;
    }

    nvinfer1::DimsExprs getOutputDimensions(int outputIndex, const nvinfer1::DimsExprs* inputs, int nbInputs,
        nvinfer1::IExprBuilder& exprBuilder) TRT_NOEXCEPT override
    {
        assert(outputIndex == 0 && nbInputs == 1);
        static_cast<void>(outputIndex);
        static_cast<void>(nbInputs);
        nvinfer1::DimsExprs output(inputs[0]);
        output.d[0] =
            exprBuilder.operation(nvinfer1::DimensionOperation::kPROD, *inputs[0].d[0], *exprBuilder.constant(1));
        if (inputs[0].d[0]->isConstant())
        {
            auto const batch = inputs[0].d[0]->getConstantValue();
            output.d[0] = exprBuilder.constant(batch);
        }
        return output;
    }

    bool supportsFormatCombination(
        int pos, const nvinfer1::PluginTensorDesc* inOut, int nbInputs, int nbOutputs) TRT_NOEXCEPT override
    {
        assert(nbInputs == 1 && nbOutputs == 1 && pos < nbInputs + nbOutputs);
        static_cast<void>(nbInputs);
        static_cast<void>(nbOutputs);
        return inOut[pos].type == nvinfer1::DataType::kFLOAT && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
    }

    void configurePlugin(const nvinfer1::DynamicPluginTensorDesc* in, int nbInputs,
        const nvinfer1::DynamicPluginTensorDesc* out, int nbOutputs) TRT_NOEXCEPT override
    {
        static_cast<void>(nbInputs);
        static_cast<void>(nbOutputs);
        mMaxElements = 1;
        for (int i = 0; i < in[0].max.nbDims; ++i)
        {
            mMaxElements *= in[0].max.d[i];
        }
        assert(in[0].desc.dims.nbDims == out[0].desc.dims.nbDims);
        static_cast<void>(out);
    }

    size_t getWorkspaceSize(const nvinfer1::PluginTensorDesc* inputs, int nbInputs,
        const nvinfer1::PluginTensorDesc* outputs, int nbOutputs) const TRT_NOEXCEPT override
    {
        static_cast<void>(inputs);
        static_cast<void>(outputs);
        return static_cast<size_t>(nbInputs + nbOutputs);
    }

    int enqueue(const nvinfer1::PluginTensorDesc* inputDesc, const nvinfer1::PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) TRT_NOEXCEPT override
    {
        static_cast<void>(outputDesc);
        static_cast<void>(workspace);
        static_cast<void>(stream);
        int64_t count = 1;
        for (int i = 0; i < inputDesc[0].dims.nbDims; ++i)
        {
            count *= inputDesc[0].dims.d[i];
        }
        for (int64_t i = 0; i < count; ++i)
        {
            static_cast<float*>(outputs[0])[i] = mFactor * static_cast<const float*>(inputs[0])[i];
        }
        return 0;
    }

    nvinfer1::DataType getOutputDataType(
        int index, const nvinfer1::DataType* inputTypes, int nbInputs) const TRT_NOEXCEPT override
    {
        assert(index == 0 && nbInputs == 1);
        static_cast<void>(nbInputs);
        return inputTypes[index];
    }

    const char* getPluginType() const TRT_NOEXCEPT override { return "Scale"; }

    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }

    int getNbOutputs() const TRT_NOEXCEPT override { return 1; }

    int initialize() TRT_NOEXCEPT override { return 0; }

    void terminate() TRT_NOEXCEPT override {}

    size_t getSerializationSize() const TRT_NOEXCEPT override { return sizeof(mFactor); }

    void serialize(void* buffer) const TRT_NOEXCEPT override { *static_cast<float*>(buffer) = mFactor; }

    void destroy() TRT_NOEXCEPT override { delete this; }

    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mNamespace = pluginNamespace; }

    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

    void attachToContext(
        cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator) TRT_NOEXCEPT override
    {
        static_cast<void>(cudnn);
        static_cast<void>(cublas);
        static_cast<void>(allocator);
    }

    void detachFromContext() TRT_NOEXCEPT override {}

private:
    float mFactor;
    int64_t mMaxElements{0};
    std::string mNamespace;

#if NV_TENSORRT_MAJOR < 8
protected:
    // Sources of release 7 name these to quiet the compiler about hidden overloads.
    using nvinfer1::IPluginV2DynamicExt::canBroadcastInputAcrossBatch;
    using nvinfer1::IPluginV2DynamicExt::configurePlugin;
    using nvinfer1::IPluginV2DynamicExt::enqueue;
    using nvinfer1::IPluginV2DynamicExt::getOutputDimensions;
    using nvinfer1::IPluginV2DynamicExt::getWorkspaceSize;
    using nvinfer1::IPluginV2DynamicExt::isOutputBroadcastAcrossBatch;
    using nvinfer1::IPluginV2DynamicExt::supportsFormat;
#endif
};

class ScaleCreator : public nvinfer1::IPluginCreator
{
public:
    ScaleCreator()
    {
        mFields.clear();
        mFields.emplace_back(nvinfer1::PluginField("factor", nullptr, nvinfer1::PluginFieldType::kFLOAT32, 1));
        mCollection.nbFields = static_cast<int>(mFields.size());
        mCollection.fields = mFields.data();
    }

    const char* getPluginName() const TRT_NOEXCEPT override { return "Scale"; }

    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }

    const nvinfer1::PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return &mCollection; }

    nvinfer1::IPluginV2* createPlugin(const char* name, const nvinfer1::PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        static_cast<void>(name);
        float factor = 1;
        for (int i = 0; i < fc->nbFields; ++i)
        {
            if (std::string(fc->fields[i].name) == "factor")
            {
                factor = *static_cast<const float*>(fc->fields[i].data);
            }
        }
        return new Scale(factor);
    }

    nvinfer1::IPluginV2* deserializePlugin(const char* name, const void* data, size_t length) TRT_NOEXCEPT override
    {
        static_cast<void>(name);
        return new Scale(data, length);
    }

    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mNamespace = pluginNamespace; }

    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

private:
    std::string mNamespace;
    static nvinfer1::PluginFieldCollection mCollection;
    static std::vector<nvinfer1::PluginField> mFields;
};

nvinfer1::PluginFieldCollection ScaleCreator::mCollection{};
std::vector<nvinfer1::PluginField> ScaleCreator::mFields;

REGISTER_TENSORRT_PLUGIN(ScaleCreator);
} // namespace plugin

// Style: transformers. Half or float, chosen as a field; weights shared between clones by shared_ptr and put on the device in initialize,
// which clone calls itself; CUDA's half type. IPluginV2DynamicExt.
#include "release_macros.h"

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cassert>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

using namespace nvinfer1;

namespace era_bert
{
template <typename T>
struct CudaDeleter
{
    void operator()(T* buf) { cudaFree(buf); }
};
template <typename T>
using cuda_shared_ptr = std::shared_ptr<T>;

static constexpr const char* GELU_BIAS_VERSION{"1"};
static constexpr const char* GELU_BIAS_NAME{"EraGeluBiasDynamic"};

class GeluBiasDynamic : public nvinfer1::IPluginV2DynamicExt
{
public:
    GeluBiasDynamic(const std::string& name, const DataType type, const std::vector<float>& bias)
        : mLayerName(name)
        , mType(type)
        , mBias(bias)
    {
    }
    GeluBiasDynamic(const std::string& name, const void* data, size_t length)
        : mLayerName(name)
    {
        const char* at = static_cast<const char*>(data);
        memcpy(&mType, at, sizeof(mType));
        mBias.resize((length - sizeof(mType)) / sizeof(float));
        memcpy(mBias.data(), at + sizeof(mType), mBias.size() * sizeof(float));
    }
    // Has no meaning.
    GeluBiasDynamic() = delete;

    nvinfer1::IPluginV2DynamicExt* clone() const TRT_NOEXCEPT override
    {
        auto* ret = new GeluBiasDynamic(*this);
        ret->initialize();
        return ret;
    }
    DimsExprs getOutputDimensions(int, const DimsExprs* inputs, int, IExprBuilder&) TRT_NOEXCEPT override
    {
        return inputs[0];
    }
    bool supportsFormatCombination(
        int pos, const PluginTensorDesc* inOut, int nbInputs, int nbOutputs) TRT_NOEXCEPT override
    {
        assert(nbInputs == 1 && nbOutputs == 1 && pos < 2);
        const PluginTensorDesc& desc = inOut[pos];
        return desc.type == mType && desc.format == TensorFormat::kLINEAR;
    }
    void configurePlugin(
        const DynamicPluginTensorDesc* in, int, const DynamicPluginTensorDesc*, int) TRT_NOEXCEPT override
    {
        assert(mType == in[0].desc.type);
        assert(in[0].desc.dims.d[in[0].desc.dims.nbDims - 1] == (int)mBias.size());
    }
    size_t getWorkspaceSize(const PluginTensorDesc*, int, const PluginTensorDesc*, int) const TRT_NOEXCEPT override
    {
        return 0;
    }
    int enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc*, const void* const* inputs,
        void* const* outputs, void*, cudaStream_t) TRT_NOEXCEPT override
    {
        int volume = 1;
        for (int i = 0; i < inputDesc->dims.nbDims; ++i)
            volume *= inputDesc->dims.d[i];
        if (mDeviceBias == nullptr)
        {
            return 1;
        }
        return mType == DataType::kHALF ? run<__half>(volume, inputs[0], outputs[0])
                                        : run<float>(volume, inputs[0], outputs[0]);
    }

    DataType getOutputDataType(int, const DataType* inputTypes, int) const TRT_NOEXCEPT override
    {
        assert(inputTypes[0] == DataType::kFLOAT || inputTypes[0] == DataType::kHALF);
        return inputTypes[0];
    }
    const char* getPluginType() const TRT_NOEXCEPT override { return GELU_BIAS_NAME; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return GELU_BIAS_VERSION; }
    int getNbOutputs() const TRT_NOEXCEPT override { return 1; }
    int initialize() TRT_NOEXCEPT override
    {
        if (mDeviceBias == nullptr)
        {
            float* device{nullptr};
            if (cudaMalloc(&device, mBias.size() * sizeof(float)) != cudaSuccess)
            {
                return 1;
            }
            cudaMemcpy(device, mBias.data(), mBias.size() * sizeof(float), cudaMemcpyHostToDevice);
            mDeviceBias.reset(device, CudaDeleter<float>());
        }
        return 0;
    }
    void terminate() TRT_NOEXCEPT override {}
    size_t getSerializationSize() const TRT_NOEXCEPT override { return sizeof(mType) + mBias.size() * sizeof(float); }
    void serialize(void* buffer) const TRT_NOEXCEPT override
    {
        memcpy(buffer, &mType, sizeof(mType));
        memcpy(static_cast<char*>(buffer) + sizeof(mType), mBias.data(), mBias.size() * sizeof(float));
    }
    void destroy() TRT_NOEXCEPT override
    {
        // This gets called when the network containing plugin is destroyed.
        mDeviceBias.reset();
        delete this;
    }
    void setPluginNamespace(const char* libNamespace) TRT_NOEXCEPT override { mNamespace = libNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

private:
    static float toFloat(float value) { return value; }
    static float toFloat(__half value) { return __half2float(value); }
    static void store(float& to, float value) { to = value; }
    static void store(__half& to, float value) { to = __float2half(value); }

    template <typename T>
    int run(int volume, const void* input, void* output)
    {
        const T* x = static_cast<const T*>(input);
        T* y = static_cast<T*>(output);
        for (int i = 0; i < volume; ++i)
        {
            const float v = toFloat(x[i]) + mDeviceBias.get()[i % mBias.size()];
            store(y[i], 0.5f * v * (1.f + std::erf(v * 0.70710678f)));
        }
        return 0;
    }

    const std::string mLayerName;
    std::string mNamespace;
    DataType mType;
    std::vector<float> mBias;
    cuda_shared_ptr<float> mDeviceBias;
};

class GeluBiasDynamicCreator : public nvinfer1::IPluginCreator
{
public:
    GeluBiasDynamicCreator()
    {
        mFC.nbFields = mPluginAttributes.size();
        mFC.fields = mPluginAttributes.data();
    }
    const char* getPluginName() const TRT_NOEXCEPT override { return GELU_BIAS_NAME; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return GELU_BIAS_VERSION; }
    const PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return &mFC; }
    IPluginV2* createPlugin(const char* name, const PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        std::vector<float> bias;
        int typeId = -1;
        for (int i = 0; i < fc->nbFields; i++)
        {
            std::string field_name(fc->fields[i].name);
            if (field_name.compare("type_id") == 0)
            {
                typeId = *static_cast<const int*>(fc->fields[i].data);
            }
            if (field_name.compare("bias") == 0)
            {
                const float* values = static_cast<const float*>(fc->fields[i].data);
                bias.assign(values, values + fc->fields[i].length);
            }
        }
        if (typeId < 0 || typeId > 3)
        {
            return nullptr;
        }
        return new GeluBiasDynamic(name, static_cast<DataType>(typeId), bias);
    }
    IPluginV2* deserializePlugin(const char* name, const void* serialData, size_t serialLength) TRT_NOEXCEPT override
    {
        return new GeluBiasDynamic(name, serialData, serialLength);
    }
    void setPluginNamespace(const char* libNamespace) TRT_NOEXCEPT override { mNamespace = libNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

private:
    static PluginFieldCollection mFC;
    static std::vector<PluginField> mPluginAttributes;
    std::string mNamespace;
};
PluginFieldCollection GeluBiasDynamicCreator::mFC{};
std::vector<PluginField> GeluBiasDynamicCreator::mPluginAttributes;
REGISTER_TENSORRT_PLUGIN(GeluBiasDynamicCreator);
} // namespace era_bert

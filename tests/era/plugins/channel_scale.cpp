// Style: the plugin folder of an SDK. nvinfer1::plugin, a base class for creators, templates that write and read one value after another,
// weights that come as a field, go to the device in the constructor and back to the host in serialize. IPluginV2Ext.
#include "NvInferPlugin.h"
#include "release_macros.h"

#include <cuda_runtime_api.h>

#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#define ASSERT(assertion)                                                                                              \
    {                                                                                                                  \
        if (!(assertion))                                                                                              \
        {                                                                                                              \
            std::cerr << "not true: " #assertion << std::endl;                                                         \
            abort();                                                                                                   \
        }                                                                                                              \
    }

namespace
{
const char* CHANNEL_SCALE_VERSION{"1"};
const char* CHANNEL_SCALE_NAME{"ChannelScale_TRT"};

template <typename T>
void put(char*& buffer, const T& value)
{
    std::memcpy(buffer, &value, sizeof(T));
    buffer += sizeof(T);
}

template <typename T>
T take(const char*& buffer)
{
    T value{};
    std::memcpy(&value, buffer, sizeof(T));
    buffer += sizeof(T);
    return value;
}
} // namespace

namespace nvinfer1
{
namespace plugin
{
class EraBaseCreator : public IPluginCreator
{
public:
    void setPluginNamespace(const char* libNamespace) TRT_NOEXCEPT override { mNamespace = libNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

protected:
    std::string mNamespace;
};

class ChannelScale : public IPluginV2Ext
{
public:
    ChannelScale(const Weights* weights, int nbWeights)
    {
        ASSERT(nbWeights == 1);
        ASSERT(weights[0].type == DataType::kFLOAT);
        mScales = copyToDevice(weights[0].values, weights[0].count);
    }
    ChannelScale(const void* buffer, size_t length)
    {
        const char* position = reinterpret_cast<const char*>(buffer);
        C = take<int>(position);
        H = take<int>(position);
        W = take<int>(position);
        const int count = take<int>(position);
        mScales = copyToDevice(position, count);
        ASSERT(position + count * sizeof(float) == reinterpret_cast<const char*>(buffer) + length);
    }
    ChannelScale() = delete;
    ~ChannelScale() override = default;

    int getNbOutputs() const TRT_NOEXCEPT override { return 1; }
    Dims getOutputDimensions(int index, const Dims* inputs, int nbInputDims) TRT_NOEXCEPT override
    {
        ASSERT(nbInputDims == 1);
        ASSERT(index == 0);
        ASSERT(inputs[0].nbDims == 3);
        return Dims3(inputs[0].d[0], inputs[0].d[1], inputs[0].d[2]);
    }
    int initialize() TRT_NOEXCEPT override { return STATUS; }
    void terminate() TRT_NOEXCEPT override {}
    size_t getWorkspaceSize(int maxBatchSize) const TRT_NOEXCEPT override { return maxBatchSize * sizeof(float); }
    int enqueue(int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void* workspace,
        cudaStream_t) TRT_NOEXCEPT override
    {
        const float* in = reinterpret_cast<const float*>(inputs[0]);
        float* out = reinterpret_cast<float*>(outputs[0]);
        float* used = reinterpret_cast<float*>(workspace);
        const float* scales = static_cast<const float*>(mScales.values);
        for (int i = 0; i < batchSize * C; i++)
        {
            used[i / C] = scales[i % C];
            for (int j = 0; j < H * W; j++)
            {
                out[i * H * W + j] = in[i * H * W + j] * used[i / C];
            }
        }
        return 0;
    }
    size_t getSerializationSize() const TRT_NOEXCEPT override
    {
        return sizeof(int) * 4 + mScales.count * sizeof(float);
    }
    void serialize(void* buffer) const TRT_NOEXCEPT override
    {
        char* position = reinterpret_cast<char*>(buffer);
        put(position, C);
        put(position, H);
        put(position, W);
        put(position, (int)mScales.count);
        ASSERT(
            cudaMemcpy(position, mScales.values, mScales.count * sizeof(float), cudaMemcpyDeviceToHost) == cudaSuccess);
    }
    bool supportsFormat(DataType type, PluginFormat format) const TRT_NOEXCEPT override
    {
        return (type == DataType::kFLOAT && format == PluginFormat::kLINEAR);
    }
    const char* getPluginType() const TRT_NOEXCEPT override { return CHANNEL_SCALE_NAME; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return CHANNEL_SCALE_VERSION; }
    void destroy() TRT_NOEXCEPT override
    {
        cudaFree(const_cast<void*>(mScales.values));
        delete this;
    }
    IPluginV2Ext* clone() const TRT_NOEXCEPT override
    {
        std::vector<float> host(mScales.count);
        cudaMemcpy(host.data(), mScales.values, host.size() * sizeof(float), cudaMemcpyDeviceToHost);
        Weights weights{DataType::kFLOAT, host.data(), mScales.count};
        auto* plugin = new ChannelScale(&weights, 1);
        plugin->C = C;
        plugin->H = H;
        plugin->W = W;
        plugin->setPluginNamespace(mPluginNamespace.c_str());
        return plugin;
    }
    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mPluginNamespace = pluginNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mPluginNamespace.c_str(); }
    DataType getOutputDataType(
        int index, const nvinfer1::DataType* inputTypes, int nbInputs) const TRT_NOEXCEPT override
    {
        ASSERT(index == 0);
        return DataType::kFLOAT;
    }
    bool isOutputBroadcastAcrossBatch(int, const bool*, int) const TRT_NOEXCEPT override { return false; }
    bool canBroadcastInputAcrossBatch(int) const TRT_NOEXCEPT override { return false; }
    void configurePlugin(const Dims* inputDims, int nbInputs, const Dims* outputDims, int nbOutputs,
        const DataType* inputTypes, const DataType* outputTypes, const bool* inputIsBroadcast,
        const bool* outputIsBroadcast, PluginFormat floatFormat, int maxBatchSize) TRT_NOEXCEPT override
    {
        ASSERT(*inputTypes == DataType::kFLOAT && floatFormat == PluginFormat::kLINEAR);
        C = inputDims[0].d[0];
        H = inputDims[0].d[1];
        W = inputDims[0].d[2];
        ASSERT(C == mScales.count);
        ASSERT(nbInputs == 1 && nbOutputs == 1 && inputDims[0].nbDims >= 1 && maxBatchSize > 0);
    }

private:
    static Weights copyToDevice(const void* hostData, size_t count)
    {
        void* deviceData;
        ASSERT(cudaMalloc(&deviceData, count * sizeof(float)) == cudaSuccess);
        ASSERT(cudaMemcpy(deviceData, hostData, count * sizeof(float), cudaMemcpyHostToDevice) == cudaSuccess);
        return Weights{DataType::kFLOAT, deviceData, int64_t(count)};
    }

    static constexpr int STATUS = 0;
    Weights mScales{};
    int C{}, H{}, W{};
    std::string mPluginNamespace;
};

class ChannelScalePluginCreator : public EraBaseCreator
{
public:
    ChannelScalePluginCreator()
    {
        mPluginAttributes.emplace_back(PluginField("weights", nullptr, PluginFieldType::kFLOAT32, 1));
        mPluginAttributes.emplace_back(PluginField("nbWeights", nullptr, PluginFieldType::kINT32, 1));
        mFC.nbFields = mPluginAttributes.size();
        mFC.fields = mPluginAttributes.data();
    }
    ~ChannelScalePluginCreator() override = default;
    const char* getPluginName() const TRT_NOEXCEPT override { return CHANNEL_SCALE_NAME; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return CHANNEL_SCALE_VERSION; }
    const PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return &mFC; }
    IPluginV2Ext* createPlugin(const char* name, const PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        std::vector<float> weightValues;
        const PluginField* fields = fc->fields;
        for (int i = 0; i < fc->nbFields; ++i)
        {
            const char* attrName = fields[i].name;
            if (!strcmp(attrName, "weights"))
            {
                ASSERT(fields[i].type == PluginFieldType::kFLOAT32);
                const auto* w = static_cast<const float*>(fields[i].data);
                weightValues.assign(w, w + fields[i].length);
            }
        }
        Weights weights{DataType::kFLOAT, weightValues.data(), (int64_t)weightValues.size()};
        ChannelScale* obj = new ChannelScale(&weights, 1);
        obj->setPluginNamespace(mNamespace.c_str());
        return obj;
    }
    IPluginV2Ext* deserializePlugin(const char* name, const void* serialData, size_t serialLength) TRT_NOEXCEPT override
    {
        ChannelScale* obj = new ChannelScale(serialData, serialLength);
        obj->setPluginNamespace(mNamespace.c_str());
        return obj;
    }

private:
    static PluginFieldCollection mFC;
    static std::vector<PluginField> mPluginAttributes;
};

PluginFieldCollection ChannelScalePluginCreator::mFC{};
std::vector<PluginField> ChannelScalePluginCreator::mPluginAttributes;
REGISTER_TENSORRT_PLUGIN(ChannelScalePluginCreator);

// Parameter structures of the time, which such plugins take by value.
static_assert(
    sizeof(DetectionOutputParameters) == 48 && sizeof(NMSParameters) > 0 && sizeof(GridAnchorParameters) > 0, "");
static_assert(sizeof(Quadruple) == 16 && sizeof(RegionParameters) > 0 && sizeof(PriorBoxParameters) > 0
        && sizeof(RPROIParams) > 0,
    "");
} // namespace plugin
} // namespace nvinfer1

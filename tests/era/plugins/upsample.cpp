// Style: a converter's plugin in one class: an archive of text as its bytes, std::vector sizes, a creator with nothing but what must be,
// `virtual … override` both, types of <cstdint>, __inline__ helpers. IPluginV2Ext.
#include "release_macros.h"

#include <cstdint>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace era2trt
{
static __inline__ int64_t volumeOf(const std::vector<int64_t>& sizes)
{
    int64_t product = 1;
    for (auto size : sizes)
        product *= size;
    return product;
}

class UpsamplePlugin : public nvinfer1::IPluginV2Ext
{
private:
    // configured by class
    std::vector<int64_t> input_sizes;
    std::vector<int64_t> output_sizes;
    int64_t factor;
    std::string space;

public:
    UpsamplePlugin(int64_t factor_)
        : factor(factor_)
    {
    }
    UpsamplePlugin(const char* data, size_t length) { deserializeFromString(std::string(data, length)); }

    void deserializeFromString(const std::string& data)
    {
        std::istringstream archive(data);
        archive >> factor;
        input_sizes.resize(3);
        output_sizes.resize(3);
        for (auto& size : input_sizes)
            archive >> size;
        for (auto& size : output_sizes)
            archive >> size;
    }
    std::string serializeToString() const
    {
        std::ostringstream archive;
        archive << factor << ' ';
        std::copy(input_sizes.begin(), input_sizes.end(), std::ostream_iterator<int64_t>(archive, " "));
        std::copy(output_sizes.begin(), output_sizes.end(), std::ostream_iterator<int64_t>(archive, " "));
        return archive.str();
    }

    virtual const char* getPluginType() const TRT_NOEXCEPT override { return "era2trt_upsample"; }
    virtual const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    virtual int getNbOutputs() const TRT_NOEXCEPT override { return 1; }
    virtual nvinfer1::Dims getOutputDimensions(
        int index, const nvinfer1::Dims* inputs, int nbInputDims) TRT_NOEXCEPT override
    {
        nvinfer1::Dims dims;
        dims.nbDims = inputs->nbDims;
        dims.d[0] = inputs->d[0];
        for (int i = 1; i < inputs->nbDims; i++)
            dims.d[i] = inputs->d[i] * factor;
        return dims;
    }
    virtual bool supportsFormat(nvinfer1::DataType type, nvinfer1::PluginFormat format) const TRT_NOEXCEPT override
    {
        return format == nvinfer1::PluginFormat::kLINEAR && (type == nvinfer1::DataType::kFLOAT);
    }
    virtual int initialize() TRT_NOEXCEPT override { return 0; }
    virtual void terminate() TRT_NOEXCEPT override {}
    virtual size_t getWorkspaceSize(int maxBatchSize) const TRT_NOEXCEPT override { return 0; }
    virtual int enqueue(int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void*,
        cudaStream_t) TRT_NOEXCEPT override
    {
        const float* in = (const float*)inputs[0];
        float* out = (float*)outputs[0];
        const int64_t height = output_sizes[1], width = output_sizes[2];
        for (int64_t i = 0; i < batchSize * volumeOf(output_sizes); ++i)
        {
            const int64_t x = i % width, y = i / width % height, plane = i / width / height;
            out[i] = in[(plane * input_sizes[1] + y / factor) * input_sizes[2] + x / factor];
        }
        return 0;
    }
    virtual size_t getSerializationSize() const TRT_NOEXCEPT override { return serializeToString().size(); }
    virtual void serialize(void* buffer) const TRT_NOEXCEPT override
    {
        std::string data = serializeToString();
        size_t size = getSerializationSize();
        data.copy((char*)buffer, size);
    }
    virtual void destroy() TRT_NOEXCEPT override { delete this; }
    virtual nvinfer1::IPluginV2Ext* clone() const TRT_NOEXCEPT override
    {
        auto twin = new UpsamplePlugin(factor);
        twin->input_sizes = input_sizes;
        twin->output_sizes = output_sizes;
        twin->space = space;
        return twin;
    }
    virtual void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { space = pluginNamespace; }
    virtual const char* getPluginNamespace() const TRT_NOEXCEPT override { return space.c_str(); }
    virtual nvinfer1::DataType getOutputDataType(
        int32_t index, const nvinfer1::DataType* inputTypes, int32_t nbInputs) const TRT_NOEXCEPT override
    {
        return inputTypes[0];
    }
    virtual bool isOutputBroadcastAcrossBatch(int32_t, const bool*, int32_t) const TRT_NOEXCEPT override
    {
        return false;
    }
    virtual bool canBroadcastInputAcrossBatch(int32_t) const TRT_NOEXCEPT override { return false; }
    virtual void configurePlugin(nvinfer1::Dims const* inputDims, int32_t nbInputs, nvinfer1::Dims const* outputDims,
        int32_t nbOutputs, nvinfer1::DataType const* inputTypes, nvinfer1::DataType const* outputTypes,
        bool const* inputIsBroadcast, bool const* outputIsBroadcast, nvinfer1::PluginFormat floatFormat,
        int32_t maxBatchSize) TRT_NOEXCEPT override
    {
        input_sizes.assign(inputDims->d, inputDims->d + inputDims->nbDims);
        output_sizes.assign(outputDims->d, outputDims->d + outputDims->nbDims);
    }
};

class UpsamplePluginCreator : public nvinfer1::IPluginCreator
{
public:
    const char* getPluginName() const TRT_NOEXCEPT override { return "era2trt_upsample"; }
    const char* getPluginVersion() const TRT_NOEXCEPT override { return "1"; }
    nvinfer1::IPluginV2* deserializePlugin(const char* name, const void* data, size_t length) TRT_NOEXCEPT override
    {
        return new UpsamplePlugin((const char*)data, length);
    }
    void setPluginNamespace(const char* N) TRT_NOEXCEPT override {}
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return ""; }
    const nvinfer1::PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override { return nullptr; }
    nvinfer1::IPluginV2* createPlugin(const char* name, const nvinfer1::PluginFieldCollection* fc) TRT_NOEXCEPT override
    {
        return fc == nullptr || fc->nbFields == 0
            ? nullptr
            : new UpsamplePlugin(*static_cast<const int64_t*>(fc->fields[0].data));
    }
};
REGISTER_TENSORRT_PLUGIN(UpsamplePluginCreator);
} // namespace era2trt

// Style: the oldest V2 interface, from before `override` was a habit: `virtual` everywhere, one answer for all tensors, a name as a macro,
// the creator a static object that registers itself by hand.
#include "release_macros.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>

#define HARD_SWISH_NAME "HardSwishLayer"

using namespace nvinfer1;

class HardSwishLayer : public IPluginV2
{
    int elements;
    DataType dataType;
    std::string space;

public:
    HardSwishLayer()
        : elements(0)
        , dataType(DataType::kFLOAT)
    {
    }
    HardSwishLayer(const void* data, size_t length)
    {
        assert(length == sizeof(elements) + sizeof(dataType));
        (void)length;
        memcpy(&elements, data, sizeof(elements));
        memcpy(&dataType, (const char*)data + sizeof(elements), sizeof(dataType));
    }

    virtual const char* getPluginType() const TRT_NOEXCEPT { return HARD_SWISH_NAME; }
    virtual const char* getPluginVersion() const TRT_NOEXCEPT { return "001"; }
    virtual int getNbOutputs() const TRT_NOEXCEPT { return 1; }
    virtual Dims getOutputDimensions(int, const Dims* inputs, int) TRT_NOEXCEPT { return inputs[0]; }
    virtual bool supportsFormat(DataType type, PluginFormat format) const TRT_NOEXCEPT
    {
        return type == DataType::kFLOAT && format == PluginFormat::kLINEAR;
    }
    virtual void configureWithFormat(
        const Dims* inputDims, int, const Dims*, int, DataType type, PluginFormat format, int) TRT_NOEXCEPT
    {
#if NV_TENSORRT_MAJOR < 8
        assert(format == PluginFormat::kNCHW);
#endif
        elements = 1;
        for (int i = 0; i < inputDims[0].nbDims; ++i)
            elements *= inputDims[0].d[i];
        dataType = type;
    }
    virtual int initialize() TRT_NOEXCEPT
    {
        return 0;
    }
    virtual void terminate() TRT_NOEXCEPT {}
    virtual size_t getWorkspaceSize(int) const TRT_NOEXCEPT
    {
        return 0;
    }
    virtual int enqueue(
        int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void*, cudaStream_t) TRT_NOEXCEPT
    {
        const float* in = static_cast<const float*>(*inputs);
        float* out = static_cast<float*>(*outputs);
        for (int i = 0; i < batchSize * elements; ++i)
            out[i] = in[i] * std::min(std::max(in[i] + 3.f, 0.f), 6.f) / 6.f;
        return 0;
    }
    virtual size_t getSerializationSize() const TRT_NOEXCEPT
    {
        return sizeof(elements) + sizeof(dataType);
    }
    virtual void serialize(void* buffer) const TRT_NOEXCEPT
    {
        memcpy(buffer, &elements, sizeof(elements));
        memcpy((char*)buffer + sizeof(elements), &dataType, sizeof(dataType));
    }
    virtual void destroy() TRT_NOEXCEPT
    {
        delete this;
    }
    virtual IPluginV2* clone() const TRT_NOEXCEPT
    {
        return new HardSwishLayer(*this);
    }
    virtual void setPluginNamespace(const char* name) TRT_NOEXCEPT
    {
        space = name;
    }
    virtual const char* getPluginNamespace() const TRT_NOEXCEPT
    {
        return space.c_str();
    }
};

class HardSwishCreator : public IPluginCreator
{
public:
    virtual const char* getPluginName() const TRT_NOEXCEPT { return HARD_SWISH_NAME; }
    virtual const char* getPluginVersion() const TRT_NOEXCEPT { return "001"; }
    virtual const PluginFieldCollection* getFieldNames() TRT_NOEXCEPT { return nullptr; }
    virtual IPluginV2* createPlugin(const char*, const PluginFieldCollection*) TRT_NOEXCEPT
    {
        return named(new HardSwishLayer);
    }
    virtual IPluginV2* deserializePlugin(const char*, const void* data, size_t length) TRT_NOEXCEPT
    {
        return named(new HardSwishLayer(data, length));
    }
    virtual void setPluginNamespace(const char* name) TRT_NOEXCEPT { space = name; }
    virtual const char* getPluginNamespace() const TRT_NOEXCEPT { return space.c_str(); }

private:
    IPluginV2* named(IPluginV2* plugin)
    {
        plugin->setPluginNamespace(space.c_str());
        return plugin;
    }

    std::string space;
};

namespace
{
HardSwishCreator theCreator;
const bool registered = getPluginRegistry()->registerCreator(theCreator, "era");
} // namespace

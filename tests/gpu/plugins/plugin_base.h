// What the plugins here would each write again, as public plugins do: everything of the interface but enqueue. Compiles at levels 7, 8, 10.
#pragma once

#include <NvInfer.h>

#include <cstring>
#include <string>

#if NV_TENSORRT_MAJOR >= 8
#define PLUGIN_NOEXCEPT noexcept
#else
#define PLUGIN_NOEXCEPT
#endif

// Libraries of one source at several levels stand in one process under names of their own.
#ifdef GPU_PLUGIN_LEVEL
#define GPU_PLUGIN_TEXT_(level) #level
#define GPU_PLUGIN_TEXT(level) GPU_PLUGIN_TEXT_(level)
#define GPU_PLUGIN_NAME(name) name GPU_PLUGIN_TEXT(GPU_PLUGIN_LEVEL)
#else
#define GPU_PLUGIN_NAME(name) name
#endif

namespace gpu_plugins
{

using namespace nvinfer1;

inline int64_t countOf(Dims const& dims)
{
    int64_t count = 1;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        count *= dims.d[i];
    }
    return count;
}

//! The first field of this name, as one value; `fallback` where there is none.
template <typename T>
T fieldOr(PluginFieldCollection const* fields, char const* name, T fallback)
{
    for (int i = 0; fields != nullptr && i < fields->nbFields; ++i)
    {
        if (std::strcmp(fields->fields[i].name, name) == 0)
        {
            std::memcpy(&fallback, fields->fields[i].data, sizeof(T));
        }
    }
    return fallback;
}

//! One input, one output of its dims and type, fp32 or fp16, linear. Params is plain data: it is what is serialized. Derived has
//! kName, kHalf and enqueue.
template <typename Derived, typename Params>
class DynamicPlugin : public IPluginV2DynamicExt
{
public:
    explicit DynamicPlugin(Params const& params)
        : params(params)
    {
    }

    IPluginV2DynamicExt* clone() const PLUGIN_NOEXCEPT override
    {
        auto* const twin = new Derived(static_cast<Derived const&>(*this));
        return twin;
    }
    DimsExprs getOutputDimensions(int, DimsExprs const* inputs, int, IExprBuilder&) PLUGIN_NOEXCEPT override
    {
        return inputs[0];
    }
    bool supportsFormatCombination(int pos, PluginTensorDesc const* inOut, int, int) PLUGIN_NOEXCEPT override
    {
        bool const type = inOut[pos].type == DataType::kFLOAT || (Derived::kHalf && inOut[pos].type == DataType::kHALF);
        return type && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    }
    void configurePlugin(
        DynamicPluginTensorDesc const*, int, DynamicPluginTensorDesc const*, int) PLUGIN_NOEXCEPT override
    {
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int, PluginTensorDesc const*, int) const PLUGIN_NOEXCEPT override
    {
        return 0;
    }
    DataType getOutputDataType(int, DataType const* types, int) const PLUGIN_NOEXCEPT override { return types[0]; }
    char const* getPluginType() const PLUGIN_NOEXCEPT override { return Derived::kName; }
    char const* getPluginVersion() const PLUGIN_NOEXCEPT override { return "1"; }
    int getNbOutputs() const PLUGIN_NOEXCEPT override { return 1; }
    int initialize() PLUGIN_NOEXCEPT override { return 0; }
    void terminate() PLUGIN_NOEXCEPT override {}
    size_t getSerializationSize() const PLUGIN_NOEXCEPT override { return sizeof(Params); }
    void serialize(void* buffer) const PLUGIN_NOEXCEPT override { std::memcpy(buffer, &params, sizeof(Params)); }
    void destroy() PLUGIN_NOEXCEPT override { delete this; }
    void setPluginNamespace(char const* space) PLUGIN_NOEXCEPT override { namespace_ = space; }
    char const* getPluginNamespace() const PLUGIN_NOEXCEPT override { return namespace_.c_str(); }

    Params params;

private:
    std::string namespace_;
};

//! Plugin has kName, a Params type, a constructor from it, and `static Params parse(fields)`.
template <typename Plugin>
class Creator : public IPluginCreator
{
public:
    char const* getPluginName() const PLUGIN_NOEXCEPT override { return Plugin::kName; }
    char const* getPluginVersion() const PLUGIN_NOEXCEPT override { return "1"; }
    PluginFieldCollection const* getFieldNames() PLUGIN_NOEXCEPT override { return &none_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const* fields) PLUGIN_NOEXCEPT override
    {
        return make(Plugin::parse(fields));
    }
    IPluginV2* deserializePlugin(char const*, void const* data, size_t length) PLUGIN_NOEXCEPT override
    {
        typename Plugin::ParamsType params;
        if (length != sizeof(params))
        {
            return nullptr;
        }
        std::memcpy(&params, data, length);
        return make(params);
    }
    void setPluginNamespace(char const* space) PLUGIN_NOEXCEPT override { namespace_ = space; }
    char const* getPluginNamespace() const PLUGIN_NOEXCEPT override { return namespace_.c_str(); }

private:
    IPluginV2* make(typename Plugin::ParamsType const& params)
    {
        auto* const plugin = new Plugin(params);
        plugin->setPluginNamespace(namespace_.c_str());
        return plugin;
    }

    PluginFieldCollection none_{0, nullptr};
    std::string namespace_;
};

} // namespace gpu_plugins

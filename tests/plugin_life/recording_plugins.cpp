// A plugin of each V2 interface that records every call but questions for its names. y = 2 · x. What initialize makes (a table that a GPU
// plugin would have on the device) is shared with clones, and enqueue fails without it. Compiled at API levels 7, 8 and 10.
#include "recorder.h"

#include <cstring>
#include <memory>

#if NV_TENSORRT_MAJOR < 8
#define NOEXCEPT
#define OUTPUTS void**
#else
#define NOEXCEPT noexcept
#define OUTPUTS void* const*
#endif
#define STRING_(x) #x
#define STRING(x) STRING_(x)

using namespace nvinfer1;

namespace
{

//! What goes into an engine.
struct Stored
{
    DataType type{DataType::kFLOAT};
    int64_t volume{0}; //!< of one sample; static forms
};

template <typename Base, typename Derived>
class Common : public Base
{
public:
    explicit Common(std::string const& born)
        : life(born)
    {
    }
    char const* getPluginVersion() const NOEXCEPT override { return STRING(TENON_API_LEVEL); }
    int getNbOutputs() const NOEXCEPT override { return 1; }
    int initialize() NOEXCEPT override
    {
        life.say("initialize");
        table = std::make_shared<float>(2.0F);
        return 0;
    }
    void terminate() NOEXCEPT override
    {
        life.say("terminate");
        table.reset();
    }
    size_t getSerializationSize() const NOEXCEPT override
    {
        life.say("getSerializationSize");
        return sizeof stored;
    }
    void serialize(void* buffer) const NOEXCEPT override
    {
        life.say("serialize");
        std::memcpy(buffer, &stored, sizeof stored);
    }
    void destroy() NOEXCEPT override
    {
        life.say("destroy");
        delete this;
    }
    void setPluginNamespace(char const* pluginNamespace) NOEXCEPT override { space = pluginNamespace; }
    char const* getPluginNamespace() const NOEXCEPT override { return space.c_str(); }

    Derived* twin() const
    {
        Derived* const other = new Derived(life.cloneText());
        other->stored = stored;
        other->table = table;
        other->space = space;
        return other;
    }
    int compute(int64_t count, void const* input, void* output) const
    {
        if (table == nullptr)
        {
            return 1; // never initialised
        }
        life::doubleAll(stored.type, static_cast<size_t>(count), input, output);
        return 0;
    }

    life::Recorded life;
    Stored stored;
    std::shared_ptr<float> table;
    std::string space;
};

template <typename Base, typename Derived>
class Static : public Common<Base, Derived>
{
public:
    using Common<Base, Derived>::Common;

    Dims getOutputDimensions(int index, Dims const* inputs, int) NOEXCEPT override
    {
        this->life.say("getOutputDimensions of output " + std::to_string(index) + ", input " + life::text(inputs[0]));
        return inputs[0];
    }
    size_t getWorkspaceSize(int maxBatch) const NOEXCEPT override
    {
        this->life.say("getWorkspaceSize, at most " + std::to_string(maxBatch) + " samples");
        return 16;
    }
    int enqueue(int batch, void const* const* inputs, OUTPUTS outputs, void* workspace, cudaStream_t) NOEXCEPT override
    {
        this->life.say(
            "enqueue, " + std::to_string(batch) + " samples" + (workspace == nullptr ? ", no workspace" : ""));
        return this->compute(batch * this->stored.volume, inputs[0], outputs[0]);
    }
};

class V2 final : public Static<IPluginV2, V2>
{
public:
    using Static::Static;

    char const* getPluginType() const NOEXCEPT override { return "LifeV2"; }
    bool supportsFormat(DataType type, PluginFormat format) const NOEXCEPT override
    {
        if (format != PluginFormat::kLINEAR)
        {
            return false;
        }
        life.say("supportsFormat " + life::text(type));
        return type == DataType::kFLOAT || type == DataType::kHALF;
    }
    void configureWithFormat(
        Dims const* in, int, Dims const* out, int, DataType type, PluginFormat, int maxBatch) NOEXCEPT override
    {
        life.say("configureWithFormat " + life::text(type) + ", in " + life::text(in[0]) + ", out " + life::text(out[0])
            + ", at most " + std::to_string(maxBatch) + " samples");
        stored = Stored{type, static_cast<int64_t>(life::volume(in[0]))};
    }
    IPluginV2* clone() const NOEXCEPT override { return twin(); }
};

template <typename Base, typename Derived>
class StaticExt : public Static<Base, Derived>
{
public:
    using Static<Base, Derived>::Static;

    DataType getOutputDataType(int index, DataType const* types, int) const NOEXCEPT override
    {
        this->life.say("getOutputDataType of output " + std::to_string(index) + ", input " + life::text(types[0]));
        return types[0];
    }
    bool isOutputBroadcastAcrossBatch(int index, bool const* shared, int count) const NOEXCEPT override
    {
        this->life.say("isOutputBroadcastAcrossBatch of output " + std::to_string(index) + ", inputs "
            + life::flags(shared, count));
        return false;
    }
    bool canBroadcastInputAcrossBatch(int index) const NOEXCEPT override
    {
        this->life.say("canBroadcastInputAcrossBatch of input " + std::to_string(index));
        return true;
    }
    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) NOEXCEPT override
    {
        this->life.say("attachToContext");
    }
    void detachFromContext() NOEXCEPT override { this->life.say("detachFromContext"); }
};

class V2Ext final : public StaticExt<IPluginV2Ext, V2Ext>
{
public:
    using StaticExt::StaticExt;

    char const* getPluginType() const NOEXCEPT override { return "LifeV2Ext"; }
    bool supportsFormat(DataType type, PluginFormat format) const NOEXCEPT override
    {
        if (format != PluginFormat::kLINEAR)
        {
            return false;
        }
        life.say("supportsFormat " + life::text(type));
        return type == DataType::kFLOAT || type == DataType::kHALF;
    }
    void configurePlugin(Dims const* in, int inCount, Dims const* out, int outCount, DataType const* inTypes,
        DataType const* outTypes, bool const* inShared, bool const* outShared, PluginFormat,
        int maxBatch) NOEXCEPT override
    {
        std::string inputs;
        for (int i = 0; i < inCount; ++i)
        {
            inputs += (i == 0 ? "" : ", ") + life::text(inTypes[i]) + " " + life::text(in[i]);
        }
        life.say("configurePlugin in " + inputs + ", out " + life::text(outTypes[0]) + " " + life::text(out[0])
            + ", at most " + std::to_string(maxBatch) + " samples, broadcast: in " + life::flags(inShared, inCount)
            + ", out " + life::flags(outShared, outCount));
        stored = Stored{inTypes[0], static_cast<int64_t>(life::volume(in[0]))};
    }
    IPluginV2Ext* clone() const NOEXCEPT override { return twin(); }
};

template <typename Recorder>
bool answerFormat(Recorder const& life, int pos, PluginTensorDesc const* inOut)
{
    PluginTensorDesc const& desc = inOut[pos];
    if (desc.format != PluginFormat::kLINEAR)
    {
        return false; // asked for every format; the answers to the linear ones tell the story
    }
    bool const yes = (desc.type == DataType::kFLOAT || desc.type == DataType::kHALF) && desc.type == inOut[0].type;
    life.say("supportsFormatCombination of tensor " + std::to_string(pos) + " in " + life::text(desc.type)
        + (yes ? ": yes" : ": no"));
    return yes;
}

class V2IOExt final : public StaticExt<IPluginV2IOExt, V2IOExt>
{
public:
    using StaticExt::StaticExt;

    char const* getPluginType() const NOEXCEPT override { return "LifeV2IOExt"; }
    bool supportsFormatCombination(int pos, PluginTensorDesc const* inOut, int, int) const NOEXCEPT override
    {
        return answerFormat(life, pos, inOut);
    }
    void configurePlugin(
        PluginTensorDesc const* in, int inCount, PluginTensorDesc const* out, int outCount) NOEXCEPT override
    {
        life.say("configurePlugin in " + life::list(in, inCount) + ", out " + life::list(out, outCount));
        stored = Stored{in[0].type, static_cast<int64_t>(life::volume(in[0].dims))};
    }
    IPluginV2Ext* clone() const NOEXCEPT override { return twin(); }
};

class V2DynamicExt final : public Common<IPluginV2DynamicExt, V2DynamicExt>
{
public:
    using Common::Common;

    char const* getPluginType() const NOEXCEPT override { return "LifeV2DynamicExt"; }
    DimsExprs getOutputDimensions(int index, DimsExprs const* inputs, int, IExprBuilder&) NOEXCEPT override
    {
        life.say("getOutputDimensions of output " + std::to_string(index));
        return inputs[0];
    }
    DataType getOutputDataType(int index, DataType const* types, int) const NOEXCEPT override
    {
        life.say("getOutputDataType of output " + std::to_string(index) + ", input " + life::text(types[0]));
        return types[0];
    }
    bool supportsFormatCombination(int pos, PluginTensorDesc const* inOut, int, int) NOEXCEPT override
    {
        return answerFormat(life, pos, inOut);
    }
    void configurePlugin(DynamicPluginTensorDesc const* in, int inCount, DynamicPluginTensorDesc const* out,
        int outCount) NOEXCEPT override
    {
        life.say("configurePlugin in " + life::list(in, inCount) + ", out " + life::list(out, outCount));
        stored.type = in[0].desc.type;
    }
    size_t getWorkspaceSize(
        PluginTensorDesc const* in, int inCount, PluginTensorDesc const*, int) const NOEXCEPT override
    {
        life.say("getWorkspaceSize in " + life::list(in, inCount));
        return 16;
    }
    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void* workspace, cudaStream_t) NOEXCEPT override
    {
        life.say("enqueue in " + life::text(in[0]) + (workspace == nullptr ? ", no workspace" : ""));
        return compute(static_cast<int64_t>(life::volume(in[0].dims)), inputs[0], outputs[0]);
    }
    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) NOEXCEPT override
    {
        life.say("attachToContext");
    }
    void detachFromContext() NOEXCEPT override { life.say("detachFromContext"); }
    IPluginV2DynamicExt* clone() const NOEXCEPT override { return twin(); }
};

template <typename Plugin>
class Creator final : public IPluginCreator
{
public:
    char const* getPluginName() const NOEXCEPT override
    {
        static std::string const name = nameOf();
        return name.c_str();
    }
    char const* getPluginVersion() const NOEXCEPT override { return STRING(TENON_API_LEVEL); }
    PluginFieldCollection const* getFieldNames() NOEXCEPT override { return &fields_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const*) NOEXCEPT override
    {
        return new Plugin("createPlugin");
    }
    IPluginV2* deserializePlugin(char const*, void const* data, size_t bytes) NOEXCEPT override
    {
        Plugin* const plugin = new Plugin("deserializePlugin");
        if (bytes != sizeof plugin->stored)
        {
            delete plugin;
            return nullptr;
        }
        std::memcpy(&plugin->stored, data, bytes);
        return plugin;
    }
    void setPluginNamespace(char const*) NOEXCEPT override {}
    char const* getPluginNamespace() const NOEXCEPT override { return ""; }

private:
    static std::string nameOf();
    PluginFieldCollection fields_{0, nullptr};
};

template <>
std::string Creator<V2>::nameOf()
{
    return "LifeV2";
}
template <>
std::string Creator<V2Ext>::nameOf()
{
    return "LifeV2Ext";
}
template <>
std::string Creator<V2IOExt>::nameOf()
{
    return "LifeV2IOExt";
}
template <>
std::string Creator<V2DynamicExt>::nameOf()
{
    return "LifeV2DynamicExt";
}

using V2Creator = Creator<V2>;
using V2ExtCreator = Creator<V2Ext>;
using V2IOExtCreator = Creator<V2IOExt>;
using V2DynamicExtCreator = Creator<V2DynamicExt>;

REGISTER_TENSORRT_PLUGIN(V2Creator);
REGISTER_TENSORRT_PLUGIN(V2ExtCreator);
REGISTER_TENSORRT_PLUGIN(V2IOExtCreator);
REGISTER_TENSORRT_PLUGIN(V2DynamicExtCreator);

} // namespace

// The plugin of faulty_plugin.h in each interface, and its creators.
#pragma once

#include "faulty_plugin.h"

namespace
{

//! "Fault_OnePastTheEnd_Dynamic", "Twin_Dynamic".
template <typename Base, Fault kFault>
class FaultyV2 : public Base
{
public:
    using C = Core<kFault>;
    explicit FaultyV2(char const* name)
        : name_(name)
    {
    }
    char const* getPluginType() const FAULT_NOEXCEPT override { return name_; }
    char const* getPluginVersion() const FAULT_NOEXCEPT override { return C::is(Fault::VersionDiffers) ? "2" : "1"; }
    int32_t getNbOutputs() const FAULT_NOEXCEPT override { return 1; }
    int32_t initialize() FAULT_NOEXCEPT override { return core_.upload(); }
    void terminate() FAULT_NOEXCEPT override { core_.release(); }
    size_t getSerializationSize() const FAULT_NOEXCEPT override { return core_.bytes(); }
    void serialize(void* buffer) const FAULT_NOEXCEPT override { core_.write(buffer); }
    void destroy() FAULT_NOEXCEPT override { delete this; }
    void setPluginNamespace(char const* space) FAULT_NOEXCEPT override { core_.setSpace(space); }
    char const* getPluginNamespace() const FAULT_NOEXCEPT override { return core_.getSpace(); }
    C& core() { return core_; }

protected:
    FaultyV2(FaultyV2 const& other)
        : Base()
        , core_(other.core_)
        , name_(other.name_)
    {
    }
    template <typename Plugin>
    static Plugin* twinOf(Plugin const& plugin)
    {
        if (C::is(Fault::CloneReturnsNull))
        {
            return nullptr;
        }
        if (C::is(Fault::CloneReturnsItself))
        {
            return const_cast<Plugin*>(&plugin);
        }
        return new Plugin(plugin);
    }
    Dims doubled(Dims dims) const
    {
        bool const once = C::is(Fault::DimsTooSmall) || (C::is(Fault::DimsChangeWhenConfigured) && core_.configured);
        if (dims.nbDims > 1 && !once)
        {
            dims.d[1] *= 2;
        }
        else if (dims.nbDims == 1 && !once)
        {
            // Without a height the channels are all there is.
            dims.d[0] *= 2;
        }
        return dims;
    }

    C core_;
    char const* name_;
};

template <typename Base, Fault kFault>
class FaultyStatic : public FaultyV2<Base, kFault>
{
public:
    using C = Core<kFault>;
    using FaultyV2<Base, kFault>::FaultyV2;
    Dims getOutputDimensions(int32_t, Dims const* inputs, int32_t) FAULT_NOEXCEPT override
    {
        return this->doubled(inputs[0]);
    }
    size_t getWorkspaceSize(int32_t maxBatch) const FAULT_NOEXCEPT override
    {
        return this->core_.workspace(maxBatch, this->core_.sizes);
    }
    int32_t enqueue(int32_t batch, void const* const* inputs, FAULT_OUTPUTS outputs, void* workspace,
        cudaStream_t) FAULT_NOEXCEPT override
    {
        return this->core_.run(batch, this->core_.sizes, inputs[0], outputs[0], workspace);
    }
};

inline bool plainType(DataType type)
{
    return type == DataType::kFLOAT || type == DataType::kHALF;
}

template <Fault kFault>
class FaultyOfV2 final : public FaultyStatic<IPluginV2, kFault>
{
public:
    using FaultyStatic<IPluginV2, kFault>::FaultyStatic;
    bool supportsFormat(DataType type, PluginFormat format) const FAULT_NOEXCEPT override
    {
        return plainType(type) && format == PluginFormat::kLINEAR;
    }
    void configureWithFormat(Dims const* inputs, int32_t, Dims const*, int32_t, DataType type, PluginFormat,
        int32_t maxBatch) FAULT_NOEXCEPT override
    {
        this->core_.configure(inputs[0], 0, type);
        this->core_.maxBatch = maxBatch;
    }
    IPluginV2* clone() const FAULT_NOEXCEPT override { return FaultyV2<IPluginV2, kFault>::twinOf(*this); }
};

template <Fault kFault>
class FaultyExt final : public FaultyStatic<IPluginV2Ext, kFault>
{
public:
    using C = Core<kFault>;
    using FaultyStatic<IPluginV2Ext, kFault>::FaultyStatic;
    bool supportsFormat(DataType type, PluginFormat format) const FAULT_NOEXCEPT override
    {
        return plainType(type) && format == PluginFormat::kLINEAR;
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const FAULT_NOEXCEPT override
    {
        return this->core_.outputType(types[0]);
    }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const FAULT_NOEXCEPT override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const FAULT_NOEXCEPT override { return false; }
    void configurePlugin(Dims const* inputs, int32_t, Dims const*, int32_t, DataType const* types, DataType const*,
        bool const*, bool const*, PluginFormat, int32_t maxBatch) FAULT_NOEXCEPT override
    {
        this->core_.configure(inputs[0], 0, types[0]);
        this->core_.maxBatch = maxBatch;
    }
    void attachToContext(cudnnContext* cudnn, cublasContext*, IGpuAllocator*) FAULT_NOEXCEPT override
    {
        if (C::is(Fault::NeedsHandles) || (C::rightly(Fault::NeedsHandles) && cudnn != nullptr))
        {
            this->core_.wild += *reinterpret_cast<volatile float*>(cudnn);
        }
    }
    void detachFromContext() FAULT_NOEXCEPT override {}
    IPluginV2Ext* clone() const FAULT_NOEXCEPT override { return FaultyV2<IPluginV2Ext, kFault>::twinOf(*this); }
};

template <Fault kFault>
class FaultyIOExt final : public FaultyStatic<IPluginV2IOExt, kFault>
{
public:
    using FaultyStatic<IPluginV2IOExt, kFault>::FaultyStatic;
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const FAULT_NOEXCEPT override
    {
        return this->core_.outputType(types[0]);
    }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const FAULT_NOEXCEPT override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const FAULT_NOEXCEPT override { return false; }
    void configurePlugin(
        PluginTensorDesc const* in, int32_t, PluginTensorDesc const* out, int32_t) FAULT_NOEXCEPT override
    {
        this->core_.configure(in[0].dims, 0, in[0].type);
        this->core_.inputScale = in[0].scale;
        this->core_.outputScale = out[0].scale;
        // The interface does not tell the maximum batch before getWorkspaceSize.
        this->core_.maxBatch = 8;
    }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const FAULT_NOEXCEPT override
    {
        return const_cast<FaultyIOExt*>(this)->core_.formats(pos, inOut, inputs, outputs);
    }
    IPluginV2IOExt* clone() const FAULT_NOEXCEPT override { return FaultyV2<IPluginV2IOExt, kFault>::twinOf(*this); }
};

template <Fault kFault>
class FaultyDynamic final : public FaultyV2<IPluginV2DynamicExt, kFault>
{
public:
    using C = Core<kFault>;
    using FaultyV2<IPluginV2DynamicExt, kFault>::FaultyV2;
    DimsExprs getOutputDimensions(
        int32_t, DimsExprs const* inputs, int32_t, IExprBuilder& builder) FAULT_NOEXCEPT override
    {
        return doubledExprs(inputs[0], builder);
    }
    static DimsExprs doubledExprs(DimsExprs dims, IExprBuilder& builder)
    {
        int const place = dims.nbDims > 2 ? 2 : dims.nbDims - 1;
        if (C::rightly(Fault::DimsFromConstants) && place >= 0 && dims.d[place]->isConstant())
        {
            dims.d[place] = builder.constant(2 * dims.d[place]->getConstantValue());
            return dims;
        }
        if (C::is(Fault::DimsFromConstants))
        {
            auto const size = dims.d[place]->getConstantValue();
            dims.d[place] = builder.constant(2 * (dims.d[place]->isConstant() ? size : 16));
        }
        else if (!C::is(Fault::DimsTooSmall) && place >= 0)
        {
            dims.d[place] = builder.operation(DimensionOperation::kPROD, *dims.d[place], *builder.constant(2));
        }
        return dims;
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const FAULT_NOEXCEPT override
    {
        return this->core_.outputType(types[0]);
    }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) FAULT_NOEXCEPT override
    {
        return inOut[pos].type != DataType::kINT8 && this->core_.formats(pos, inOut, inputs, outputs);
    }
    void configurePlugin(
        DynamicPluginTensorDesc const* in, int32_t, DynamicPluginTensorDesc const*, int32_t) FAULT_NOEXCEPT override
    {
        this->core_.configure(in[0].max, 1, in[0].desc.type);
    }
    size_t getWorkspaceSize(
        PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) const FAULT_NOEXCEPT override
    {
        return this->core_.workspace(in[0].dims.d[0], C::sizesOf(in[0].dims, 1));
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t) FAULT_NOEXCEPT override
    {
        if ((C::is(Fault::OrderOfAttach) || C::rightly(Fault::OrderOfAttach)) && this->core_.attached)
        {
            this->core_.wild = 3;
        }
        return this->core_.run(in[0].dims.d[0], C::sizesOf(in[0].dims, 1), inputs[0], outputs[0], workspace);
    }
    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) FAULT_NOEXCEPT override
    {
        ++attaches_;
        this->core_.attached = attaches_ > 1;
    }
    void detachFromContext() FAULT_NOEXCEPT override
    {
        if (C::rightly(Fault::OrderOfAttach))
        {
            attaches_ = 0;
        }
    }
    IPluginV2DynamicExt* clone() const FAULT_NOEXCEPT override
    {
        return FaultyV2<IPluginV2DynamicExt, kFault>::twinOf(*this);
    }

private:
    int attaches_{0};
};

template <template <Fault> class Plugin, Fault kFault>
class FaultyCreator final : public IPluginCreator
{
public:
    explicit FaultyCreator(char const* name)
        : name_(name)
    {
        fields_.push_back(PluginField("alpha", nullptr, PluginFieldType::kFLOAT32, 1));
        if (kFault != Fault::UndeclaredField)
        {
            fields_.push_back(PluginField("mode", nullptr, PluginFieldType::kINT32, 1));
        }
        fields_.push_back(PluginField("bias", nullptr, PluginFieldType::kFLOAT32, 4));
        collection_.nbFields = static_cast<int32_t>(fields_.size());
        collection_.fields = fields_.data();
    }
    char const* getPluginName() const FAULT_NOEXCEPT override { return name_; }
    char const* getPluginVersion() const FAULT_NOEXCEPT override { return "1"; }
    PluginFieldCollection const* getFieldNames() FAULT_NOEXCEPT override { return &collection_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const* fields) FAULT_NOEXCEPT override
    {
        auto* const plugin = new Plugin<kFault>(name_);
        if (!plugin->core().parse(fields))
        {
            plugin->destroy();
            return nullptr;
        }
        plugin->setPluginNamespace(space_.c_str());
        return plugin;
    }
    IPluginV2* deserializePlugin(char const*, void const* data, size_t length) FAULT_NOEXCEPT override
    {
        auto* const plugin = new Plugin<kFault>(name_);
        if (!plugin->core().read(data, length))
        {
            plugin->destroy();
            return nullptr;
        }
        if (kFault != Fault::DeserializeLosesNamespace)
        {
            plugin->setPluginNamespace(space_.c_str());
        }
        return plugin;
    }
    void setPluginNamespace(char const* space) FAULT_NOEXCEPT override { space_ = space; }
    char const* getPluginNamespace() const FAULT_NOEXCEPT override
    {
        return kFault == Fault::CreatorForgetsNamespace ? "" : space_.c_str();
    }

private:
    char const* name_;
    std::string space_;
    std::vector<PluginField> fields_;
    PluginFieldCollection collection_{};
};

#if NV_TENSORRT_MAJOR >= 10
template <Fault kFault>
class FaultyV3 final : public IPluginV3, public IPluginV3OneCore, public IPluginV3OneBuild, public IPluginV3OneRuntime
{
public:
    using C = Core<kFault>;
    explicit FaultyV3(char const* name)
        : name_(name)
    {
    }
    FaultyV3(FaultyV3 const& other)
        : IPluginV3()
        , IPluginV3OneCore()
        , IPluginV3OneBuild()
        , IPluginV3OneRuntime()
        , core_(other.core_)
        , name_(other.name_)
    {
        if (other.core_.device == nullptr)
        {
            core_.upload();
        }
    }
    IPluginCapability* getCapabilityInterface(PluginCapabilityType type) noexcept override
    {
        switch (type)
        {
        case PluginCapabilityType::kCORE: return static_cast<IPluginV3OneCore*>(this);
        case PluginCapabilityType::kBUILD: return static_cast<IPluginV3OneBuild*>(this);
        case PluginCapabilityType::kRUNTIME: return static_cast<IPluginV3OneRuntime*>(this);
        }
        return nullptr;
    }
    IPluginV3* clone() noexcept override { return new FaultyV3(*this); }
    char const* getPluginName() const noexcept override { return name_; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return ""; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t configurePlugin(
        DynamicPluginTensorDesc const* in, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
        core_.configure(in[0].max, 1, in[0].desc.type);
        return 0;
    }
    int32_t getOutputDataTypes(DataType* outputs, int32_t, DataType const* inputs, int32_t) const noexcept override
    {
        outputs[0] = core_.outputType(inputs[0]);
        return 0;
    }
    int32_t getOutputShapes(DimsExprs const* inputs, int32_t, DimsExprs const*, int32_t, DimsExprs* outputs, int32_t,
        IExprBuilder& builder) noexcept override
    {
        outputs[0] = FaultyDynamic<kFault>::doubledExprs(inputs[0], builder);
        return 0;
    }
    bool supportsFormatCombination(
        int32_t pos, DynamicPluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) noexcept override
    {
        // Of those that count.
        PluginTensorDesc descs[2]{inOut[0].desc, inOut[0].desc};
        if (pos == 1 || C::is(Fault::FormatsReadAhead))
        {
            descs[1] = inOut[1].desc;
        }
        return descs[pos].type != DataType::kINT8 && core_.formats(pos, descs, inputs, outputs);
    }
    size_t getWorkspaceSize(
        DynamicPluginTensorDesc const* in, int32_t, DynamicPluginTensorDesc const*, int32_t) const noexcept override
    {
        return core_.workspace(in[0].max.d[0], C::sizesOf(in[0].max, 1));
    }
    int32_t onShapeChange(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept override
    {
        core_.configure(in[0].dims, 1, in[0].type);
        return 0;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t) noexcept override
    {
        return core_.run(in[0].dims.d[0], C::sizesOf(in[0].dims, 1), inputs[0], outputs[0], workspace);
    }
    IPluginV3* attachToContext(IPluginResourceContext*) noexcept override { return clone(); }
    PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        stored_.clear();
        stored_.emplace_back("alpha", &core_.alpha, PluginFieldType::kFLOAT32, 1);
        if (!C::is(Fault::SerializeForgetsField))
        {
            stored_.emplace_back("mode", &core_.mode, PluginFieldType::kINT32, 1);
        }
        stored_.emplace_back(
            "bias", core_.bias.data(), PluginFieldType::kFLOAT32, static_cast<int32_t>(core_.bias.size()));
        storedCollection_.nbFields = static_cast<int32_t>(stored_.size());
        storedCollection_.fields = stored_.data();
        return &storedCollection_;
    }
    C& core() { return core_; }

private:
    C core_;
    char const* name_;
    std::vector<PluginField> stored_;
    PluginFieldCollection storedCollection_{};
};

template <Fault kFault>
class FaultyV3Creator final : public IPluginCreatorV3One
{
public:
    explicit FaultyV3Creator(char const* name)
        : name_(name)
    {
        fields_.emplace_back("alpha", nullptr, PluginFieldType::kFLOAT32, 1);
        fields_.emplace_back("mode", nullptr, PluginFieldType::kINT32, 1);
        fields_.emplace_back("bias", nullptr, PluginFieldType::kFLOAT32, 4);
        collection_.nbFields = static_cast<int32_t>(fields_.size());
        collection_.fields = fields_.data();
    }
    IPluginV3* createPlugin(char const*, PluginFieldCollection const* fields, TensorRTPhase phase) noexcept override
    {
        auto* const plugin = new FaultyV3<kFault>(name_);
        if (kFault == Fault::LeaksWhenDeserialized && phase == TensorRTPhase::kRUNTIME)
        {
            Core<kFault>::lost() = new char[100];
        }
        if (!plugin->core().parse(fields))
        {
            delete plugin;
            return nullptr;
        }
        plugin->core().upload();
        return plugin;
    }
    PluginFieldCollection const* getFieldNames() noexcept override { return &collection_; }
    char const* getPluginName() const noexcept override { return name_; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    char const* name_;
    std::vector<PluginField> fields_;
    PluginFieldCollection collection_{};
};
#endif

template <Fault kFault>
using CreatorOfV2 = FaultyCreator<FaultyOfV2, kFault>;
template <Fault kFault>
using CreatorOfExt = FaultyCreator<FaultyExt, kFault>;
template <Fault kFault>
using CreatorOfIOExt = FaultyCreator<FaultyIOExt, kFault>;
template <Fault kFault>
using CreatorOfDynamic = FaultyCreator<FaultyDynamic, kFault>;
#if NV_TENSORRT_MAJOR >= 10
template <Fault kFault>
using CreatorOfV3 = FaultyV3Creator<kFault>;
#endif

} // namespace

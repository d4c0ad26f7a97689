// Plugins for tests: y = factor · x, in the static and the dynamic form, with faults to plant.
#pragma once

#include <NvInferRuntime.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace tenon::plugin_host::testing
{

//! What a plugin does wrong. Copied into each clone.
struct Habits
{
    bool refusesHalf{false};
    bool refusesEverything{false};
    bool refusesLastOutput{false};
    bool looksAhead{false}; //!< answers by entries after pos
    bool cloneIsNull{false};
    bool cloneIsSelf{false};
    bool cloneForgetsNamespace{false};
    bool cloneForgetsFactor{false};
    bool initializeMakesTable{false}; //!< a pointer that is null before
    bool cloneForgetsTable{false};
    bool attachMakesTable{false}; //!< where it is missing
    bool deserializedForgetsNamespace{false};
    bool deserializesToNull{false};
    int32_t bytesTooMany{0}; //!< that serialize writes; negative: too few
    int32_t initializeCode{0};
    int32_t enqueueCode{0};
    int32_t outputs{1};
    int32_t outputRank{-1};     //!< instead of the input's
    int32_t outputType{-1};     //!< instead of the input's
    bool outputNegative{false}; //!< the first dimension it returns
    bool nullExpression{false};
    bool readsPastRank{false}; //!< builds an expression from an entry behind the input's rank
    bool dividesByZero{false};
    bool declaresSizeTensor{false};
    bool nullName{false};
    bool longName{false};
    size_t workspaceBytes{64};
    bool workspaceGrows{false}; //!< asks for more at smaller shapes
    char const* throwsIn{""};   //!< method; only where the level has no noexcept
};

//! Objects of both forms that live now, and calls that must come once for each.
struct Life
{
    static inline std::atomic<int> alive{0}, created{0}, destroyed{0}, initialized{0}, terminated{0}, attached{0},
        detached{0};
    static void reset() { alive = created = destroyed = initialized = terminated = attached = detached = 0; }
};

//! What both forms have in common; Base is IPluginV2IOExt or IPluginV2DynamicExt.
template <typename Base>
class Multiplier : public Base
{
public:
    Multiplier(float factor, Habits const& habits)
        : factor_(factor)
        , habits_(habits)
    {
        ++Life::alive;
        ++Life::created;
    }
    ~Multiplier() noexcept override { --Life::alive; }

    char const* getPluginType() const noexcept override
    {
        static std::string const kLong(2000, 'x');
        return habits_.nullName ? nullptr : habits_.longName ? kLong.c_str() : "Multiplier";
    }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return habits_.outputs; }
    int32_t initialize() noexcept override
    {
        ++Life::initialized;
        if (habits_.initializeMakesTable)
        {
            table_ = std::make_shared<float>(1.0F);
        }
        return habits_.initializeCode;
    }
    void terminate() noexcept override { ++Life::terminated; }
    size_t getSerializationSize() const noexcept override { return sizeof factor_; }
    void serialize(void* buffer) const noexcept override
    {
        std::memset(buffer, 0x11, sizeof factor_ + habits_.bytesTooMany);
        if (habits_.bytesTooMany >= 0)
        {
            std::memcpy(buffer, &factor_, sizeof factor_);
        }
    }
    void destroy() noexcept override
    {
        ++Life::destroyed;
        delete this;
    }
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    nvinfer1::DataType getOutputDataType(int32_t, nvinfer1::DataType const* types, int32_t) const noexcept override
    {
        return habits_.outputType < 0 ? types[0] : static_cast<nvinfer1::DataType>(habits_.outputType);
    }
    void attachToContext(cudnnContext*, cublasContext*, nvinfer1::IGpuAllocator*) noexcept override
    {
        ++Life::attached;
        if (habits_.attachMakesTable && table_ == nullptr)
        {
            table_ = std::make_shared<float>(2.0F);
        }
    }
    void detachFromContext() noexcept override { ++Life::detached; }

protected:
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const
    {
        if (habits_.refusesEverything || (habits_.refusesLastOutput && pos == inputs + outputs - 1))
        {
            return false;
        }
        if (habits_.looksAhead && pos + 1 < inputs + outputs && inOut[pos + 1].type != inOut[0].type)
        {
            return false;
        }
        bool const half = inOut[pos].type == nvinfer1::DataType::kHALF && !habits_.refusesHalf;
        return (inOut[pos].type == nvinfer1::DataType::kFLOAT || half)
            && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    }
    template <typename Derived>
    Derived* cloneAs(Derived const* self) const
    {
        if (habits_.cloneIsNull)
        {
            return nullptr;
        }
        if (habits_.cloneIsSelf)
        {
            return const_cast<Derived*>(self);
        }
        auto* const twin = new Derived(habits_.cloneForgetsFactor ? 0.0F : factor_, habits_);
        twin->wasConfigured_ = wasConfigured_;
        if (!habits_.cloneForgetsTable)
        {
            twin->table_ = table_;
        }
        if (!habits_.cloneForgetsNamespace)
        {
            twin->setPluginNamespace(namespace_.c_str());
        }
        return twin;
    }
    int32_t multiply(nvinfer1::DataType type, int64_t count, void const* input, void* output) const
    {
        if (habits_.enqueueCode == 0 && type == nvinfer1::DataType::kFLOAT)
        {
            for (int64_t i = 0; i < count; ++i)
            {
                static_cast<float*>(output)[i] = factor_ * static_cast<float const*>(input)[i];
            }
        }
        return habits_.enqueueCode;
    }

public:
    float factor_;
    Habits habits_;
    std::string namespace_;
    int wasConfigured_{0};
    std::shared_ptr<float> table_;
};

class StaticMultiplier final : public Multiplier<nvinfer1::IPluginV2IOExt>
{
public:
    using Multiplier::Multiplier;

    nvinfer1::Dims getOutputDimensions(int32_t, nvinfer1::Dims const* inputs, int32_t) noexcept override
    {
        nvinfer1::Dims dims = inputs[0];
        if (habits_.outputRank >= 0)
        {
            dims.nbDims = habits_.outputRank;
        }
        if (habits_.outputNegative)
        {
            dims.d[0] = -3;
        }
        return dims;
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const noexcept override
    {
        return supports(pos, inOut, inputs, outputs);
    }
    void configurePlugin(
        nvinfer1::PluginTensorDesc const* in, int32_t, nvinfer1::PluginTensorDesc const*, int32_t) noexcept override
    {
        ++wasConfigured_;
        volume_ = 1;
        for (int32_t i = 0; i < in[0].dims.nbDims; ++i)
        {
            volume_ *= in[0].dims.d[i];
        }
        type_ = in[0].type;
    }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }
    size_t getWorkspaceSize(int32_t) const noexcept override { return habits_.workspaceBytes; }
    int32_t enqueue(
        int32_t batch, void const* const* inputs, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        return multiply(type_, batch * volume_, inputs[0], outputs[0]);
    }
    nvinfer1::IPluginV2Ext* clone() const noexcept override
    {
        auto* const twin = cloneAs(this);
        if (twin != nullptr && twin != this)
        {
            twin->volume_ = volume_;
            twin->type_ = type_;
        }
        return twin;
    }
    size_t getSerializationSize() const noexcept override { return sizeof factor_ + sizeof volume_; }
    void serialize(void* buffer) const noexcept override
    {
        std::memcpy(buffer, &factor_, sizeof factor_);
        std::memcpy(static_cast<char*>(buffer) + sizeof factor_, &volume_, sizeof volume_);
        if (habits_.bytesTooMany > 0)
        {
            std::memset(static_cast<char*>(buffer) + getSerializationSize(), 0x11, habits_.bytesTooMany);
        }
    }

    int64_t volume_{0};
    nvinfer1::DataType type_{nvinfer1::DataType::kFLOAT};
};

class DynamicMultiplier final : public Multiplier<nvinfer1::IPluginV2DynamicExt>
{
public:
    using Multiplier::Multiplier;

    nvinfer1::DimsExprs getOutputDimensions(
        int32_t, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder& builder) noexcept override
    {
        nvinfer1::DimsExprs dims = inputs[0];
        auto const operation = [&](nvinfer1::DimensionOperation op, nvinfer1::IDimensionExpr const* other) {
            dims.d[0] = builder.operation(op, *dims.d[0], *other);
        };
        if (habits_.outputRank >= 0)
        {
            dims.nbDims = habits_.outputRank;
        }
        if (habits_.outputNegative)
        {
            dims.d[0] = builder.constant(-3);
        }
        if (habits_.nullExpression)
        {
            dims.d[0] = nullptr;
        }
        if (habits_.readsPastRank)
        {
            // What memory behind the rank may hold: not one of the builder's expressions.
            operation(nvinfer1::DimensionOperation::kSUM, reinterpret_cast<nvinfer1::IDimensionExpr const*>(&builder));
        }
        if (habits_.dividesByZero)
        {
            operation(nvinfer1::DimensionOperation::kFLOOR_DIV, builder.constant(0));
        }
        if (habits_.declaresSizeTensor)
        {
            dims.d[0] = builder.declareSizeTensor(1, *dims.d[0], *dims.d[0]);
        }
        return dims;
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) noexcept override
    {
        return supports(pos, inOut, inputs, outputs);
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
        ++wasConfigured_;
    }
    size_t getWorkspaceSize(nvinfer1::PluginTensorDesc const* inputs, int32_t, nvinfer1::PluginTensorDesc const*,
        int32_t) const noexcept override
    {
        int64_t const size = inputs[0].dims.d[0];
        return habits_.workspaceGrows ? habits_.workspaceBytes + 1000 - static_cast<size_t>(size)
                                      : habits_.workspaceBytes;
    }
    int32_t enqueue(nvinfer1::PluginTensorDesc const* in, nvinfer1::PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        int64_t count = 1;
        for (int32_t i = 0; i < in[0].dims.nbDims; ++i)
        {
            count *= in[0].dims.d[i];
        }
        return multiply(in[0].type, count, inputs[0], outputs[0]);
    }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override { return cloneAs(this); }
};

//! Makes both forms; the static one when the blob is the longer one or the field says so.
class MultiplierCreator final : public nvinfer1::IPluginCreator
{
public:
    explicit MultiplierCreator(bool dynamic)
        : dynamic_(dynamic)
    {
    }
    char const* getPluginName() const noexcept override { return "Multiplier"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override
    {
        field_ = nvinfer1::PluginField(fieldName_.c_str(), nullptr, nvinfer1::PluginFieldType::kFLOAT32, 1);
        collection_.nbFields = 1;
        collection_.fields = &field_;
        return &collection_;
    }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return make(2.0F);
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const* data, size_t bytes) noexcept override
    {
        if (habits_.deserializesToNull || bytes != (dynamic_ ? sizeof(float) : sizeof(float) + sizeof(int64_t)))
        {
            return nullptr;
        }
        float factor;
        std::memcpy(&factor, data, sizeof factor);
        nvinfer1::IPluginV2* const plugin = make(factor);
        if (!dynamic_)
        {
            std::memcpy(&static_cast<StaticMultiplier*>(plugin)->volume_,
                static_cast<char const*>(data) + sizeof factor, sizeof(int64_t));
        }
        return plugin;
    }
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

    Habits habits_;
    std::string fieldName_{"factor"};

private:
    nvinfer1::IPluginV2* make(float factor)
    {
        nvinfer1::IPluginV2* plugin;
        if (dynamic_)
        {
            plugin = new DynamicMultiplier(factor, habits_);
        }
        else
        {
            plugin = new StaticMultiplier(factor, habits_);
        }
        if (!habits_.deserializedForgetsNamespace)
        {
            plugin->setPluginNamespace(namespace_.c_str());
        }
        return plugin;
    }

    bool dynamic_;
    std::string namespace_;
    nvinfer1::PluginField field_;
    nvinfer1::PluginFieldCollection collection_{};
};

} // namespace tenon::plugin_host::testing

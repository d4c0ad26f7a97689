// IPluginV3 plugins for tests: y = factor · x, and one whose output size depends on data; with faults to plant.
#pragma once

#include <NvInferRuntime.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace tenon::plugin_host::testing
{

//! What a V3 plugin does wrong, or otherwise than most. Copied into each clone.
struct V3Habits
{
    bool refusesHalf{false};
    bool refusesEverything{false};
    bool lacksCore{false}, lacksBuild{false}, lacksRuntime{false};
    bool swapsCapabilities{false};
    bool cloneIsNull{false}, cloneIsSelf{false}, cloneForgetsFactor{false}, cloneForgetsNamespace{false};
    bool attachIsNull{false}, attachIsSelf{false};
    int32_t configureCode{0}, typesCode{0}, shapesCode{0}, shapeChangeCode{0}, enqueueCode{0}, setTacticCode{0},
        tacticsCode{0};
    int32_t outputs{1};
    int32_t outputType{-2}; //!< −2: the input's; −1: writes none
    int32_t outputRank{-2}; //!< −2: the input's
    int32_t formatLimit{100};
    std::vector<int32_t> tactics;
    int32_t tacticCount{INT32_MIN}; //!< INT32_MIN: the number of tactics
    size_t workspaceBytes{64};
    bool nullFieldName{false}, nullFieldData{false};
    int32_t fieldLength{1};
    char const* metadata{nullptr};
    char const* timingId{nullptr};
    int32_t slowTactic{-1};       //!< takes two milliseconds longer than the others
    std::vector<int32_t> aliases; //!< by output; empty: none
};

//! Objects that live now, and what they were told.
struct V3Life
{
    static inline std::atomic<int> alive{0}, created{0};
    static inline std::vector<std::string> calls; //!< "onShapeChange 2x3", of contexts' objects only
    static inline nvinfer1::IErrorRecorder* lastRecorder{nullptr};
    static inline nvinfer1::IGpuAllocator* lastAllocator{nullptr};
    static void reset()
    {
        alive = created = 0;
        calls.clear();
        lastRecorder = nullptr;
    }
};

//! The capabilities are bases of the plugin, so that their addresses differ from its own.
class ScaleV3 : public nvinfer1::IPluginV3,
                public nvinfer1::IPluginV3OneCore,
                public nvinfer1::v_2_0::IPluginV3OneBuild,
                public nvinfer1::IPluginV3OneRuntime
{
public:
    ScaleV3(float factor, V3Habits habits, std::string pluginNamespace = "")
        : factor_(factor)
        , habits_(std::move(habits))
        , namespace_(std::move(pluginNamespace))
    {
        ++V3Life::alive;
        ++V3Life::created;
    }
    ~ScaleV3() noexcept override { --V3Life::alive; }

    nvinfer1::IPluginCapability* getCapabilityInterface(nvinfer1::PluginCapabilityType type) noexcept override
    {
        using nvinfer1::PluginCapabilityType;
        auto* const core = static_cast<nvinfer1::IPluginV3OneCore*>(this);
        auto* const build = static_cast<nvinfer1::v_2_0::IPluginV3OneBuild*>(this);
        auto* const runtime = static_cast<nvinfer1::IPluginV3OneRuntime*>(this);
        if (type == PluginCapabilityType::kCORE)
        {
            return habits_.lacksCore        ? nullptr
                : habits_.swapsCapabilities ? static_cast<nvinfer1::IPluginCapability*>(runtime)
                                            : core;
        }
        if (type == PluginCapabilityType::kBUILD)
        {
            return habits_.lacksBuild ? nullptr : static_cast<nvinfer1::IPluginCapability*>(build);
        }
        return habits_.lacksRuntime ? nullptr : static_cast<nvinfer1::IPluginCapability*>(runtime);
    }
    nvinfer1::IPluginV3* clone() noexcept override
    {
        if (habits_.cloneIsNull || habits_.cloneIsSelf)
        {
            return habits_.cloneIsSelf ? this : nullptr;
        }
        return twin();
    }

    char const* getPluginName() const noexcept override { return "ScaleV3"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

    int32_t getNbOutputs() const noexcept override { return habits_.outputs; }
    int32_t configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
        return habits_.configureCode;
    }
    int32_t getOutputDataTypes(nvinfer1::DataType* outputTypes, int32_t count, nvinfer1::DataType const* inputTypes,
        int32_t) const noexcept override
    {
        for (int32_t i = 0; i < count && habits_.outputType != -1; ++i)
        {
            outputTypes[i] =
                habits_.outputType >= 0 ? static_cast<nvinfer1::DataType>(habits_.outputType) : inputTypes[0];
        }
        return habits_.typesCode;
    }
    //! With a shape input, the output has its values as dims; the plugin then copies nothing but the first elements.
    int32_t getOutputShapes(nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::DimsExprs const* shapeInputs,
        int32_t shapeInputCount, nvinfer1::DimsExprs* outputs, int32_t count, nvinfer1::IExprBuilder&) noexcept override
    {
        for (int32_t i = 0; i < count; ++i)
        {
            outputs[i] = shapeInputCount > 0 ? shapeInputs[0] : inputs[0];
            outputs[i].nbDims = habits_.outputRank == -2 ? outputs[i].nbDims : habits_.outputRank;
        }
        return habits_.shapesCode;
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::DynamicPluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        nvinfer1::PluginTensorDesc const& desc = inOut[pos].desc;
        bool const half = desc.type == nvinfer1::DataType::kHALF && !habits_.refusesHalf;
        return !habits_.refusesEverything && (desc.type == nvinfer1::DataType::kFLOAT || half)
            && desc.type == inOut[0].desc.type && desc.format == nvinfer1::TensorFormat::kLINEAR;
    }
    size_t getWorkspaceSize(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) const noexcept override
    {
        return habits_.workspaceBytes;
    }
    int32_t getNbTactics() noexcept override
    {
        return habits_.tacticCount != INT32_MIN ? habits_.tacticCount : static_cast<int32_t>(habits_.tactics.size());
    }
    int32_t getValidTactics(int32_t* tactics, int32_t count) noexcept override
    {
        for (size_t i = 0; i < habits_.tactics.size() && i < static_cast<size_t>(count); ++i)
        {
            tactics[i] = habits_.tactics[i];
        }
        return habits_.tacticsCode;
    }
    char const* getTimingCacheID() noexcept override { return habits_.timingId; }
    int32_t getFormatCombinationLimit() noexcept override { return habits_.formatLimit; }
    char const* getMetadataString() noexcept override { return habits_.metadata; }
    int32_t getAliasedInput(int32_t output) noexcept override
    {
        return static_cast<size_t>(output) < habits_.aliases.size() ? habits_.aliases[output] : -1;
    }

    int32_t setTactic(int32_t tactic) noexcept override
    {
        tactic_ = tactic;
        V3Life::calls.push_back("setTactic " + std::to_string(tactic));
        return habits_.setTacticCode;
    }
    int32_t onShapeChange(
        nvinfer1::PluginTensorDesc const* in, int32_t, nvinfer1::PluginTensorDesc const*, int32_t) noexcept override
    {
        std::string text = "onShapeChange ";
        for (int32_t i = 0; i < in[0].dims.nbDims; ++i)
        {
            text += (i == 0 ? "" : "x") + std::to_string(in[0].dims.d[i]);
        }
        V3Life::calls.push_back(text);
        return habits_.shapeChangeCode;
    }
    int32_t enqueue(nvinfer1::PluginTensorDesc const*, nvinfer1::PluginTensorDesc const* outputDesc,
        void const* const* inputs, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        V3Life::calls.push_back("enqueue");
        if (tactic_ >= 0 && tactic_ == habits_.slowTactic)
        {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        int64_t count = 1;
        for (int32_t i = 0; i < outputDesc[0].dims.nbDims; ++i)
        {
            count *= outputDesc[0].dims.d[i];
        }
        for (int64_t i = 0; i < count && outputDesc[0].type == nvinfer1::DataType::kFLOAT; ++i)
        {
            // Tactic 7 gives itself away.
            static_cast<float*>(outputs[0])[i] =
                factor_ * static_cast<float const*>(inputs[0])[i] + (tactic_ == 7 ? 100.0F : 0.0F);
        }
        return habits_.enqueueCode;
    }
    nvinfer1::IPluginV3* attachToContext(nvinfer1::IPluginResourceContext* context) noexcept override
    {
        V3Life::lastRecorder = context->getErrorRecorder();
        V3Life::lastAllocator = context->getGpuAllocator();
        if (habits_.attachIsNull || habits_.attachIsSelf)
        {
            return habits_.attachIsSelf ? this : nullptr;
        }
        return twin();
    }
    nvinfer1::PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        field_ = nvinfer1::PluginField(habits_.nullFieldName ? nullptr : "factor",
            habits_.nullFieldData ? nullptr : &factor_, nvinfer1::PluginFieldType::kFLOAT32, habits_.fieldLength);
        fields_.nbFields = 1;
        fields_.fields = &field_;
        return &fields_;
    }

    float factor_;
    V3Habits habits_;
    std::string namespace_;

private:
    ScaleV3* twin() const
    {
        auto* const made = new ScaleV3(
            habits_.cloneForgetsFactor ? 0.0F : factor_, habits_, habits_.cloneForgetsNamespace ? "" : namespace_);
        made->tactic_ = tactic_;
        return made;
    }

    int32_t tactic_{-1};
    nvinfer1::PluginField field_;
    nvinfer1::PluginFieldCollection fields_{};
};

//! Rows of x [N, C] whose first element is positive, in order: y [count, C], and count as a size tensor. Bound: N, optimum: N / 2.
class KeepRowsV3 final : public ScaleV3
{
public:
    explicit KeepRowsV3(
        nvinfer1::DataType countType, V3Habits habits = {}, int32_t declaredOutput = 1, int32_t lies = 0)
        : ScaleV3(1.0F, std::move(habits))
        , countType_(countType)
        , declaredOutput_(declaredOutput)
        , lies_(lies)
    {
    }
    char const* getPluginName() const noexcept override { return "KeepRowsV3"; }
    nvinfer1::IPluginV3* clone() noexcept override { return new KeepRowsV3(*this, Copy{}); }
    nvinfer1::IPluginV3* attachToContext(nvinfer1::IPluginResourceContext*) noexcept override { return clone(); }
    int32_t getNbOutputs() const noexcept override { return 2; }
    int32_t getOutputDataTypes(
        nvinfer1::DataType* outputTypes, int32_t, nvinfer1::DataType const* inputTypes, int32_t) const noexcept override
    {
        outputTypes[0] = inputTypes[0];
        outputTypes[1] = countType_;
        return 0;
    }
    int32_t getOutputShapes(nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::DimsExprs const*, int32_t,
        nvinfer1::DimsExprs* outputs, int32_t, nvinfer1::IExprBuilder& builder) noexcept override
    {
        auto const* const rows = inputs[0].d[0];
        auto const* const half =
            builder.operation(nvinfer1::DimensionOperation::kFLOOR_DIV, *rows, *builder.constant(2));
        auto const* const count = builder.declareSizeTensor(declaredOutput_, *half, *rows);
        outputs[0].nbDims = 2;
        outputs[0].d[0] = count;
        outputs[0].d[1] = inputs[0].d[1];
        outputs[1].nbDims = 0;
        sawSizeTensor = count != nullptr && count->isSizeTensor() && !rows->isSizeTensor() && !count->isConstant();
        return 0;
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::DynamicPluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        return inOut[pos].desc.type == (pos == 2 ? countType_ : nvinfer1::DataType::kFLOAT);
    }
    int32_t enqueue(nvinfer1::PluginTensorDesc const* inputDesc, nvinfer1::PluginTensorDesc const* outputDesc,
        void const* const* inputs, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        int64_t const rows = inputDesc[0].dims.d[0];
        int64_t const width = inputDesc[0].dims.d[1];
        lastBound = outputDesc[0].dims.d[0]; // not in V3Life::calls: that is of the plugins behind it
        int64_t count = 0;
        for (int64_t row = 0; row < rows; ++row)
        {
            auto const* const values = static_cast<float const*>(inputs[0]) + row * width;
            if (width > 0 && values[0] > 0)
            {
                std::memcpy(static_cast<float*>(outputs[0]) + count++ * width, values,
                    static_cast<size_t>(width) * sizeof(float));
            }
        }
        count += lies_;
        if (countType_ == nvinfer1::DataType::kINT64)
        {
            *static_cast<int64_t*>(outputs[1]) = count;
        }
        else
        {
            *static_cast<int32_t*>(outputs[1]) = static_cast<int32_t>(count);
        }
        return 0;
    }
    nvinfer1::PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        values_[0] = static_cast<int32_t>(countType_);
        values_[1] = lies_;
        field_ = nvinfer1::PluginField("values", values_, nvinfer1::PluginFieldType::kINT32, 2);
        fields_.nbFields = 1;
        fields_.fields = &field_;
        return &fields_;
    }

    static inline bool sawSizeTensor{false};
    static inline int64_t lastBound{-1};

private:
    struct Copy
    {};
    KeepRowsV3(KeepRowsV3 const& other, Copy)
        : KeepRowsV3(other.countType_, other.habits_, other.declaredOutput_, other.lies_)
    {
    }

    nvinfer1::DataType countType_;
    int32_t declaredOutput_;
    int32_t lies_; //!< added to the count that is told
    int32_t values_[2];
    nvinfer1::PluginField field_;
    nvinfer1::PluginFieldCollection fields_{};
};

//! Makes both plugins, by its name. Runtime objects have no build capability.
class V3Creator final : public nvinfer1::IPluginCreatorV3One
{
public:
    explicit V3Creator(char const* name, V3Habits habits = {}, std::string pluginNamespace = "")
        : habits(std::move(habits))
        , name_(name)
        , namespace_(std::move(pluginNamespace))
    {
    }
    char const* getPluginName() const noexcept override { return name_.c_str(); }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override
    {
        field_ = nvinfer1::PluginField(fieldName.c_str(), nullptr, nvinfer1::PluginFieldType::kFLOAT32, 1);
        fields_.nbFields = 1;
        fields_.fields = &field_;
        return &fields_;
    }
    nvinfer1::IPluginV3* createPlugin(char const* layer, nvinfer1::PluginFieldCollection const* fields,
        nvinfer1::TensorRTPhase phase) noexcept override
    {
        lastLayer = layer;
        lastPhase = phase;
        if (createsNull)
        {
            return nullptr;
        }
        V3Habits mine = habits;
        mine.lacksBuild = mine.lacksBuild || phase == nvinfer1::TensorRTPhase::kRUNTIME;
        if (name_ == "KeepRowsV3")
        {
            auto const* const values = static_cast<int32_t const*>(fields->fields[0].data);
            return new KeepRowsV3(static_cast<nvinfer1::DataType>(values[0]), mine, 1, values[1]);
        }
        float factor = 1.0F;
        for (int32_t i = 0; i < fields->nbFields; ++i)
        {
            if (std::strcmp(fields->fields[i].name, "factor") == 0)
            {
                std::memcpy(&factor, fields->fields[i].data, sizeof factor);
            }
        }
        return new ScaleV3(factor, mine, makesNamespace ? namespace_ : "elsewhere");
    }

    V3Habits habits;
    std::string fieldName{"factor"};
    std::string lastLayer;
    nvinfer1::TensorRTPhase lastPhase{};
    bool createsNull{false};
    bool makesNamespace{true};

private:
    std::string name_, namespace_;
    nvinfer1::PluginField field_;
    nvinfer1::PluginFieldCollection fields_{};
};

} // namespace tenon::plugin_host::testing

// An IPluginV3 that records every call but questions for its names and capabilities. y = 2 · x, with two tactics. Objects of an engine have
// no build capability.
#include "recorder.h"

using namespace nvinfer1;

namespace
{

class V3 final : public IPluginV3, public IPluginV3OneCore, public IPluginV3OneBuild, public IPluginV3OneRuntime
{
public:
    V3(std::string const& born, bool canBuild)
        : life(born)
        , canBuild_(canBuild)
    {
    }
    IPluginCapability* getCapabilityInterface(PluginCapabilityType type) noexcept override
    {
        switch (type)
        {
        case PluginCapabilityType::kCORE: return static_cast<IPluginV3OneCore*>(this);
        case PluginCapabilityType::kBUILD: return canBuild_ ? static_cast<IPluginV3OneBuild*>(this) : nullptr;
        default: return static_cast<IPluginV3OneRuntime*>(this);
        }
    }
    IPluginV3* clone() noexcept override { return new V3(life.cloneText(), canBuild_); }

    char const* getPluginName() const noexcept override { return "LifeV3"; }
    char const* getPluginVersion() const noexcept override { return "10"; }
    char const* getPluginNamespace() const noexcept override { return ""; }

    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t getOutputDataTypes(
        DataType* outputTypes, int32_t, DataType const* inputTypes, int32_t) const noexcept override
    {
        life.say("getOutputDataTypes, input " + life::text(inputTypes[0]));
        outputTypes[0] = inputTypes[0];
        return 0;
    }
    int32_t getOutputShapes(DimsExprs const* inputs, int32_t, DimsExprs const*, int32_t, DimsExprs* outputs, int32_t,
        IExprBuilder&) noexcept override
    {
        life.say("getOutputShapes");
        outputs[0] = inputs[0];
        return 0;
    }
    bool supportsFormatCombination(
        int32_t pos, DynamicPluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        PluginTensorDesc const& desc = inOut[pos].desc;
        if (desc.format != PluginFormat::kLINEAR)
        {
            return false;
        }
        bool const yes =
            (desc.type == DataType::kFLOAT || desc.type == DataType::kHALF) && desc.type == inOut[0].desc.type;
        life.say("supportsFormatCombination of tensor " + std::to_string(pos) + " in " + life::text(desc.type)
            + (yes ? ": yes" : ": no"));
        return yes;
    }
    int32_t configurePlugin(DynamicPluginTensorDesc const* in, int32_t inCount, DynamicPluginTensorDesc const* out,
        int32_t outCount) noexcept override
    {
        life.say("configurePlugin in " + life::list(in, inCount) + ", out " + life::list(out, outCount));
        return 0;
    }
    int32_t getNbTactics() noexcept override
    {
        life.say("getNbTactics");
        return 1;
    }
    int32_t getValidTactics(int32_t* tactics, int32_t) noexcept override
    {
        life.say("getValidTactics");
        tactics[0] = 5;
        return 0;
    }
    size_t getWorkspaceSize(DynamicPluginTensorDesc const* in, int32_t inCount, DynamicPluginTensorDesc const*,
        int32_t) const noexcept override
    {
        life.say("getWorkspaceSize in " + life::list(in, inCount));
        return 16;
    }

    int32_t setTactic(int32_t tactic) noexcept override
    {
        life.say("setTactic " + std::to_string(tactic));
        return 0;
    }
    int32_t onShapeChange(
        PluginTensorDesc const* in, int32_t inCount, PluginTensorDesc const* out, int32_t outCount) noexcept override
    {
        life.say("onShapeChange in " + life::list(in, inCount) + ", out " + life::list(out, outCount));
        return 0;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t) noexcept override
    {
        life.say("enqueue in " + life::text(in[0]) + (workspace == nullptr ? ", no workspace" : ""));
        life::doubleAll(in[0].type, life::volume(in[0].dims), inputs[0], outputs[0]);
        return 0;
    }
    IPluginV3* attachToContext(IPluginResourceContext*) noexcept override
    {
        return new V3("attachToContext of #" + std::to_string(life.number()), canBuild_);
    }
    PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        life.say("getFieldsToSerialize");
        field_ = PluginField("factor", &factor_, PluginFieldType::kFLOAT32, 1);
        fields_.nbFields = 1;
        fields_.fields = &field_;
        return &fields_;
    }

    life::Recorded life;

private:
    bool canBuild_;
    float factor_{2.0F};
    PluginField field_;
    PluginFieldCollection fields_{};
};

class V3Creator final : public IPluginCreatorV3One
{
public:
    char const* getPluginName() const noexcept override { return "LifeV3"; }
    char const* getPluginVersion() const noexcept override { return "10"; }
    char const* getPluginNamespace() const noexcept override { return ""; }
    PluginFieldCollection const* getFieldNames() noexcept override { return &none_; }
    IPluginV3* createPlugin(char const*, PluginFieldCollection const* fields, TensorRTPhase phase) noexcept override
    {
        bool const building = phase == TensorRTPhase::kBUILD;
        return new V3(building ? "createPlugin, kBUILD"
                               : "createPlugin, kRUNTIME, " + std::to_string(fields->nbFields) + " field",
            building);
    }

private:
    PluginFieldCollection none_{};
};

REGISTER_TENSORRT_PLUGIN(V3Creator);

} // namespace

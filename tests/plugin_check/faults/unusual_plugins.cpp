// Plugins unlike those of faulty_plugin.h: right ones that a bench may take for wrong (few types, many inputs, slow, fussy about fields and ranks), and wrong ones
// of kinds that authors come up with.
#include <NvInfer.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace
{

using namespace nvinfer1;

int64_t volumeOf(Dims const& dims)
{
    int64_t volume = 1;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        volume *= dims.d[i];
    }
    return volume;
}

float const* floats(void const* data)
{
    return static_cast<float const*>(data);
}

//! What they share: no fields, no bytes, one output shaped as the first input, fp32.
template <typename Own>
class Unusual : public IPluginV2DynamicExt
{
public:
    char const* getPluginType() const noexcept override { return Own::kName; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        return inputs[0];
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override { return types[0]; }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t) noexcept override
    {
        return inputs == Own::kInputs && inOut[pos].type == Own::kType && inOut[pos].format == TensorFormat::kLINEAR;
    }
    void configurePlugin(
        DynamicPluginTensorDesc const*, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return own().bytes().size(); }
    void serialize(void* buffer) const noexcept override
    {
        std::string const bytes = own().bytes();
        std::memcpy(buffer, bytes.data(), bytes.size());
    }
    void destroy() noexcept override { delete static_cast<Own*>(this); }
    IPluginV2DynamicExt* clone() const noexcept override { return new Own(own()); }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

    static constexpr int kInputs = 1;
    static constexpr DataType kType = DataType::kFLOAT;
    std::string bytes() const { return {}; }
    bool setBytes(std::string const& bytes) { return bytes.empty(); }
    bool setFields(PluginFieldCollection const&) { return true; }
    static std::vector<PluginField> fields() { return {}; }

private:
    Own const& own() const { return static_cast<Own const&>(*this); }
    std::string space_;
};

template <typename Own>
class UnusualCreator final : public IPluginCreator
{
public:
    UnusualCreator()
        : fields_(Own::fields())
        , collection_{static_cast<int32_t>(fields_.size()), fields_.data()}
    {
        getPluginRegistry()->registerCreator(*this, "");
    }
    char const* getPluginName() const noexcept override { return Own::kName; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    PluginFieldCollection const* getFieldNames() noexcept override { return &collection_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const* fields) noexcept override
    {
        auto* const plugin = new Own;
        return ready(plugin, plugin->setFields(*fields));
    }
    IPluginV2* deserializePlugin(char const*, void const* data, size_t length) noexcept override
    {
        auto* const plugin = new Own;
        return ready(plugin, plugin->setBytes(std::string(static_cast<char const*>(data), length)));
    }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

private:
    IPluginV2* ready(Own* plugin, bool fine) const
    {
        if (!fine)
        {
            delete plugin;
            return nullptr;
        }
        plugin->setPluginNamespace(space_.c_str());
        return plugin;
    }
    std::string space_;
    std::vector<PluginField> fields_;
    PluginFieldCollection collection_;
};

// ---- right ones

struct ThreeInputs final : Unusual<ThreeInputs>
{
    static constexpr char const* kName = "Right_ThreeInputs";
    static constexpr int kInputs = 3;
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        for (int64_t i = 0; i < volumeOf(in[0].dims); ++i)
        {
            static_cast<float*>(outputs[0])[i] = floats(inputs[0])[i] + floats(inputs[1])[i] * floats(inputs[2])[i];
        }
        return 0;
    }
};

struct HalfOnly final : Unusual<HalfOnly>
{
    static constexpr char const* kName = "Right_HalfOnly";
    static constexpr DataType kType = DataType::kHALF;
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        for (int64_t i = 0; i < volumeOf(in[0].dims); ++i)
        {
            static_cast<uint16_t*>(outputs[0])[i] = static_cast<uint16_t const*>(inputs[0])[i] ^ 0x8000U;
        }
        return 0;
    }
};

//! Of rank 4 alone, and slow: as a long computation is.
struct SlowImages final : Unusual<SlowImages>
{
    static constexpr char const* kName = "Right_SlowImages";
    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        DimsExprs none{};
        none.nbDims = -1;
        return inputs[0].nbDims == 4 ? inputs[0] : none;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        std::memcpy(outputs[0], inputs[0], static_cast<size_t>(volumeOf(in[0].dims)) * 4);
        return 0;
    }
};

//! A factor for each channel: without weights, or with others than the channels, there is no plugin.
template <typename Own>
struct Weighted : Unusual<Own>
{
    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        DimsExprs none{};
        none.nbDims = -1;
        bool const fits = inputs[0].nbDims > 1
            && (!inputs[0].d[1]->isConstant()
                || inputs[0].d[1]->getConstantValue() == static_cast<int64_t>(weights.size()));
        return fits ? inputs[0] : none;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        int64_t const inner = volumeOf(in[0].dims) == 0 ? 0 : volumeOf(in[0].dims) / in[0].dims.d[0] / in[0].dims.d[1];
        for (int64_t i = 0; i < volumeOf(in[0].dims); ++i)
        {
            auto const channel = static_cast<size_t>(i / inner % in[0].dims.d[1]);
            static_cast<float*>(outputs[0])[i] = floats(inputs[0])[i] * weights[channel];
        }
        return 0;
    }
    std::string bytes() const
    {
        return {reinterpret_cast<char const*>(weights.data()), weights.size() * sizeof(float)};
    }
    bool setBytes(std::string const& bytes)
    {
        weights.resize(bytes.size() / sizeof(float));
        std::memcpy(weights.data(), bytes.data(), weights.size() * sizeof(float));
        return !bytes.empty() && bytes.size() % sizeof(float) == 0;
    }
    bool setFields(PluginFieldCollection const& given)
    {
        for (int32_t i = 0; i < given.nbFields; ++i)
        {
            PluginField const& field = given.fields[i];
            if (std::strcmp(field.name, "weights") == 0 && field.type == PluginFieldType::kFLOAT32 && field.length > 0
                && field.data != nullptr)
            {
                weights.assign(floats(field.data), floats(field.data) + field.length);
            }
        }
        return !weights.empty();
    }
    static std::vector<PluginField> fields() { return {PluginField("weights", nullptr, PluginFieldType::kFLOAT32, 0)}; }

    std::vector<float> weights;
};

struct NeedsWeights final : Weighted<NeedsWeights>
{
    static constexpr char const* kName = "Right_NeedsWeights";
};

//! The greatest number of each row and where it stands: two outputs of different types and another rank.
struct Greatest final : Unusual<Greatest>
{
    static constexpr char const* kName = "Right_Greatest";
    int32_t getNbOutputs() const noexcept override { return 2; }
    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        DimsExprs dims = inputs[0];
        --dims.nbDims;
        return dims;
    }
    DataType getOutputDataType(int32_t index, DataType const*, int32_t) const noexcept override
    {
        return index == 0 ? DataType::kFLOAT : DataType::kINT32;
    }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t) noexcept override
    {
        return inputs == 1 && inOut[pos].type == (pos == 2 ? DataType::kINT32 : DataType::kFLOAT)
            && inOut[pos].format == TensorFormat::kLINEAR;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const* out, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        int64_t const length = in[0].dims.d[in[0].dims.nbDims - 1];
        for (int64_t row = 0; row < volumeOf(out[0].dims); ++row)
        {
            int32_t best = 0;
            float const* const values = floats(inputs[0]) + row * length;
            for (int32_t i = 1; i < length; ++i)
            {
                best = values[i] > values[best] ? i : best;
            }
            static_cast<float*>(outputs[0])[row] = length == 0 ? -INFINITY : values[best];
            static_cast<int32_t*>(outputs[1])[row] = best;
        }
        return 0;
    }
};

// ---- wrong ones

//! Remembers where the first inference's input lay.
struct KeepsAddress final : Unusual<KeepsAddress>
{
    static constexpr char const* kName = "Wrong_KeepsAddress";
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        first = first == nullptr ? inputs[0] : first;
        std::memcpy(outputs[0], first, static_cast<size_t>(volumeOf(in[0].dims)) * 4);
        return 0;
    }
    void const* first{nullptr};
};

//! configurePlugin adds up where it should set.
struct ConfiguresTwice final : Unusual<ConfiguresTwice>
{
    static constexpr char const* kName = "Wrong_ConfiguresTwice";
    void configurePlugin(
        DynamicPluginTensorDesc const*, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
        factor += 1;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        for (int64_t i = 0; i < volumeOf(in[0].dims); ++i)
        {
            static_cast<float*>(outputs[0])[i] = floats(inputs[0])[i] * factor;
        }
        return 0;
    }
    float factor{0};
};

//! Accepts channels packed by eight and computes as if they were not.
struct AcceptsPacked final : Weighted<AcceptsPacked>
{
    static constexpr char const* kName = "Wrong_AcceptsPacked";
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t) noexcept override
    {
        bool const known = inOut[pos].format == TensorFormat::kLINEAR || inOut[pos].format == TensorFormat::kCHW32;
        return inputs == 1 && inOut[pos].type == DataType::kFLOAT && known
            && (pos == 0 || inOut[1].format == inOut[0].format);
    }
};

UnusualCreator<ThreeInputs> threeInputs;
UnusualCreator<HalfOnly> halfOnly;
UnusualCreator<SlowImages> slowImages;
UnusualCreator<NeedsWeights> needsWeights;
UnusualCreator<Greatest> greatest;
UnusualCreator<KeepsAddress> keepsAddress;
UnusualCreator<ConfiguresTwice> configuresTwice;
UnusualCreator<AcceptsPacked> acceptsPacked;

} // namespace

// A plugin for tests of negotiation: y = x + 1 in whatever types and formats a test lets it have. It finds elements by the formulas that the
// formats' documentation gives, and leaves the padding of what it writes as it is. It records what the host asks and tells.
#pragma once

#include "base/half.h"

#include <NvInfer.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tenon::testing
{

using FormatRule = std::function<bool(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs)>;

//! What all instances were asked and told; tests reset it. Names of methods in `calls` carry the object's number.
struct FormatPluginLog
{
    std::mutex mutex;
    std::vector<std::string> questions; //!< "pos: type/format type/format …"
    std::vector<std::string> calls;
    std::vector<nvinfer1::PluginTensorDesc> enqueued;                   //!< input and output of each enqueue
    std::function<bool(nvinfer1::PluginTensorDesc const& input)> fails; //!< enqueue returns 7 where this is true
    std::function<void(nvinfer1::PluginTensorDesc const& input, void const* values)> sees; //!< at each enqueue
    bool poisonSeen{true}; //!< so far, everything behind pos was poisoned
    int32_t enqueues{0};
    int32_t objects{0};

    void reset()
    {
        questions.clear();
        calls.clear();
        enqueued.clear();
        fails = nullptr;
        sees = nullptr;
        poisonSeen = true;
        enqueues = objects = 0;
    }
};
inline FormatPluginLog formatLog;

//! Where element `at` lies, in elements.
inline int64_t formatPlace(nvinfer1::Dims const& dims, int64_t const* at, nvinfer1::TensorFormat format)
{
    using nvinfer1::TensorFormat;
    int64_t vector = 0, spatial = 2;
    bool last = false;
    switch (format)
    {
    case TensorFormat::kCHW2: vector = 2; break;
    case TensorFormat::kCHW4: vector = 4; break;
    case TensorFormat::kCHW16: vector = 16; break;
    case TensorFormat::kCHW32: vector = 32; break;
    case TensorFormat::kCDHW32: vector = 32, spatial = 3; break;
    case TensorFormat::kHWC: vector = 1, last = true; break;
    case TensorFormat::kHWC8: vector = 8, last = true; break;
    case TensorFormat::kHWC16: vector = 16, last = true; break;
    case TensorFormat::kDHWC: vector = 1, spatial = 3, last = true; break;
    case TensorFormat::kDHWC8: vector = 8, spatial = 3, last = true; break;
    default: break;
    }
    int64_t const channel = vector == 0 ? -1 : dims.nbDims - 1 - spatial;
    int64_t place = 0;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        if (d != channel)
        {
            place = place * dims.d[d] + at[d];
        }
        else if (!last)
        {
            place = place * ((dims.d[d] + vector - 1) / vector) + at[d] / vector;
        }
    }
    if (channel < 0)
    {
        return place;
    }
    return last ? place * ((dims.d[channel] + vector - 1) / vector * vector) + at[channel]
                : place * vector + at[channel] % vector;
}

class FormatPlugin final : public nvinfer1::IPluginV2DynamicExt
{
public:
    FormatPlugin(FormatRule rule, int64_t tag)
        : rule_(std::move(rule))
        , tag_(tag)
    {
        std::lock_guard const lock(formatLog.mutex);
        number_ = ++formatLog.objects;
    }
    ~FormatPlugin() override { note("destroyed"); }

    nvinfer1::DimsExprs getOutputDimensions(
        int32_t, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder&) noexcept override
    {
        return inputs[0];
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) noexcept override
    {
        std::lock_guard const lock(formatLog.mutex);
        std::string question = std::to_string(tag_) + "/" + std::to_string(pos) + ":";
        for (int32_t i = 0; i <= pos; ++i)
        {
            question += " " + std::to_string(static_cast<int>(inOut[i].type)) + "/"
                + std::to_string(static_cast<int>(inOut[i].format));
        }
        for (int32_t i = pos + 1; i < inputs + outputs; ++i)
        {
            formatLog.poisonSeen = formatLog.poisonSeen && static_cast<int>(inOut[i].type) == -1
                && static_cast<int>(inOut[i].format) == -1 && inOut[i].dims.nbDims == -1;
        }
        formatLog.questions.push_back(question);
        return rule_(pos, inOut, inputs);
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
        note("configurePlugin");
    }
    size_t getWorkspaceSize(
        nvinfer1::PluginTensorDesc const*, int32_t, nvinfer1::PluginTensorDesc const*, int32_t) const noexcept override
    {
        note("getWorkspaceSize");
        return 0;
    }
    int32_t enqueue(nvinfer1::PluginTensorDesc const* in, nvinfer1::PluginTensorDesc const* out,
        void const* const* inputs, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        note("enqueue");
        {
            std::lock_guard const lock(formatLog.mutex);
            ++formatLog.enqueues;
            formatLog.enqueued = {in[0], out[0]};
            if (formatLog.sees)
            {
                formatLog.sees(in[0], inputs[0]);
            }
            if (formatLog.fails && formatLog.fails(in[0]))
            {
                return 7;
            }
        }
        nvinfer1::Dims const& dims = in[0].dims;
        int64_t at[nvinfer1::Dims::MAX_DIMS] = {};
        int64_t volume = 1;
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            volume *= dims.d[d];
        }
        for (int64_t i = 0; i < volume; ++i)
        {
            int64_t rest = i;
            for (int32_t d = dims.nbDims - 1; d >= 0; --d)
            {
                at[d] = rest % dims.d[d];
                rest /= dims.d[d];
            }
            float const x = read(in[0], inputs[0], formatPlace(dims, at, in[0].format));
            write(out[0], outputs[0], formatPlace(dims, at, out[0].format), x + 1.0F);
        }
        return 0;
    }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override
    {
        note("clone");
        auto* const twin = new FormatPlugin(rule_, tag_);
        twin->namespace_ = namespace_;
        return twin;
    }
    nvinfer1::DataType getOutputDataType(int32_t, nvinfer1::DataType const* types, int32_t) const noexcept override
    {
        return types[0];
    }
    void attachToContext(cudnnContext*, cublasContext*, nvinfer1::IGpuAllocator*) noexcept override
    {
        note("attachToContext");
    }
    void detachFromContext() noexcept override { note("detachFromContext"); }
    char const* getPluginType() const noexcept override { return "FormatPlugin"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t initialize() noexcept override
    {
        note("initialize");
        return 0;
    }
    void terminate() noexcept override { note("terminate"); }
    size_t getSerializationSize() const noexcept override { return sizeof tag_; }
    void serialize(void* buffer) const noexcept override { std::memcpy(buffer, &tag_, sizeof tag_); }
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const* text) noexcept override { namespace_ = text; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    void note(char const* method) const
    {
        std::lock_guard const lock(formatLog.mutex);
        formatLog.calls.push_back(std::to_string(number_) + " " + method);
    }
    static float read(nvinfer1::PluginTensorDesc const& desc, void const* data, int64_t place)
    {
        switch (desc.type)
        {
        case nvinfer1::DataType::kHALF: return base::halfToFloat(static_cast<uint16_t const*>(data)[place]);
        case nvinfer1::DataType::kBF16: return base::bfloat16ToFloat(static_cast<uint16_t const*>(data)[place]);
        case nvinfer1::DataType::kINT8: return desc.scale * static_cast<float>(static_cast<int8_t const*>(data)[place]);
        default: return static_cast<float const*>(data)[place];
        }
    }
    static void write(nvinfer1::PluginTensorDesc const& desc, void* data, int64_t place, float value)
    {
        switch (desc.type)
        {
        case nvinfer1::DataType::kHALF: static_cast<uint16_t*>(data)[place] = base::floatToHalf(value); break;
        case nvinfer1::DataType::kBF16: static_cast<uint16_t*>(data)[place] = base::floatToBfloat16(value); break;
        case nvinfer1::DataType::kINT8:
            static_cast<int8_t*>(data)[place] =
                static_cast<int8_t>(std::min(127.0F, std::max(-128.0F, std::nearbyint(value / desc.scale))));
            break;
        default: static_cast<float*>(data)[place] = value; break;
        }
    }

    FormatRule rule_;
    int64_t tag_;
    int32_t number_{0};
    std::string namespace_;
};

//! What is deserialised is never asked for formats; it only needs to run.
class FormatPluginCreator final : public nvinfer1::IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return "FormatPlugin"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const* data, size_t bytes) noexcept override
    {
        int64_t tag = 0;
        if (bytes != sizeof tag)
        {
            return nullptr;
        }
        std::memcpy(&tag, data, sizeof tag);
        return new FormatPlugin([](int32_t, nvinfer1::PluginTensorDesc const*, int32_t) { return false; }, tag);
    }
    void setPluginNamespace(char const* text) noexcept override { namespace_ = text; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    nvinfer1::PluginFieldCollection fields_{0, nullptr};
    std::string namespace_;
};

//! Once for all tests of a program.
inline bool registerFormatPlugin()
{
    static FormatPluginCreator creator;
    static bool const registered = getPluginRegistry()->registerCreator(creator, "");
    return registered;
}

} // namespace tenon::testing

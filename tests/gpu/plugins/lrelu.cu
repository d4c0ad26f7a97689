// Leaky ReLU as tutorials write it: one element a thread, blocks of 512, launches that nobody checks. For explicit batch (GpuLReLU) and
// for implicit batch (GpuLReLUStatic), fp32 and half2. Compiled at levels 7, 8 and 10, into libraries and into programs.
#include "plugin_base.h"

#include <cuda_fp16.h>

namespace gpu_plugins
{

// y = x > 0 ? x : slope · x. Memory: each element read once and written once.
__global__ void lreluFloat(int n, float slope, float const* x, float* y)
{
    int const i = blockIdx.x * 512 + threadIdx.x;
    if (i < n)
    {
        y[i] = x[i] > 0 ? x[i] : slope * x[i];
    }
}

// Two elements a thread; the last thread takes the odd one.
__global__ void lreluHalf(int n, float slope, __half const* x, __half* y)
{
    int const i = blockIdx.x * 512 + threadIdx.x;
    if (2 * i + 1 < n)
    {
        __half2 const value = reinterpret_cast<__half2 const*>(x)[i];
        __half2 const scaled = __hmul2(value, __float2half2_rn(slope));
        reinterpret_cast<__half2*>(y)[i] = __hmax2(value, scaled);
    }
    else if (2 * i < n)
    {
        y[n - 1] = __hmax(x[n - 1], __hmul(x[n - 1], __float2half(slope)));
    }
}

static int launch(DataType type, int n, float slope, void const* x, void* y, cudaStream_t stream)
{
    if (type == DataType::kHALF)
    {
        lreluHalf<<<((n + 1) / 2 + 511) / 512, 512, 0, stream>>>(
            n, slope, static_cast<__half const*>(x), static_cast<__half*>(y));
    }
    else
    {
        lreluFloat<<<(n + 511) / 512, 512, 0, stream>>>(n, slope, static_cast<float const*>(x), static_cast<float*>(y));
    }
    return 0;
}

struct LReLUParams
{
    float slope;
    int32_t half;
    int64_t itemCount; // implicit batch: elements of one item
};

class LReLU final : public DynamicPlugin<LReLU, LReLUParams>
{
public:
    static constexpr char const* kName = "GpuLReLU";
    static constexpr bool kHalf = true;
    using ParamsType = LReLUParams;
    using DynamicPlugin::DynamicPlugin;

    static LReLUParams parse(PluginFieldCollection const* fields) { return {fieldOr(fields, "negSlope", 0.01F), 0, 0}; }

    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t stream) PLUGIN_NOEXCEPT override
    {
        return launch(in[0].type, static_cast<int>(countOf(in[0].dims)), params.slope, inputs[0], outputs[0], stream);
    }
};
using LReLUCreator = Creator<LReLU>;
REGISTER_TENSORRT_PLUGIN(LReLUCreator);

class StaticLReLU final : public IPluginV2IOExt
{
public:
    static constexpr char const* kName = "GpuLReLUStatic";
    using ParamsType = LReLUParams;

    explicit StaticLReLU(LReLUParams const& given)
        : params(given)
    {
    }
    static LReLUParams parse(PluginFieldCollection const* fields) { return LReLU::parse(fields); }

    int getNbOutputs() const PLUGIN_NOEXCEPT override { return 1; }
    Dims getOutputDimensions(int, Dims const* inputs, int) PLUGIN_NOEXCEPT override { return inputs[0]; }
    int initialize() PLUGIN_NOEXCEPT override { return 0; }
    void terminate() PLUGIN_NOEXCEPT override {}
    size_t getWorkspaceSize(int) const PLUGIN_NOEXCEPT override { return 0; }
#if NV_TENSORRT_MAJOR >= 8
    int enqueue(
        int batch, void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) noexcept override
#else
    int enqueue(int batch, void const* const* inputs, void** outputs, void*, cudaStream_t stream) override
#endif
    {
        int const count = batch * static_cast<int>(params.itemCount);
        return launch(
            params.half != 0 ? DataType::kHALF : DataType::kFLOAT, count, params.slope, inputs[0], outputs[0], stream);
    }
    size_t getSerializationSize() const PLUGIN_NOEXCEPT override
    {
        return sizeof(params);
    }
    void serialize(void* buffer) const PLUGIN_NOEXCEPT override
    {
        std::memcpy(buffer, &params, sizeof(params));
    }
    void configurePlugin(PluginTensorDesc const* in, int, PluginTensorDesc const*, int) PLUGIN_NOEXCEPT override
    {
        params.half = in[0].type == DataType::kHALF ? 1 : 0;
        params.itemCount = countOf(in[0].dims);
    }
    bool supportsFormatCombination(int pos, PluginTensorDesc const* inOut, int, int) const PLUGIN_NOEXCEPT override
    {
        bool const type = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF;
        return type && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    }
    DataType getOutputDataType(int, DataType const* types, int) const PLUGIN_NOEXCEPT override
    {
        return types[0];
    }
    bool isOutputBroadcastAcrossBatch(int, bool const*, int) const PLUGIN_NOEXCEPT override
    {
        return false;
    }
    bool canBroadcastInputAcrossBatch(int) const PLUGIN_NOEXCEPT override
    {
        return false;
    }
    char const* getPluginType() const PLUGIN_NOEXCEPT override
    {
        return kName;
    }
    char const* getPluginVersion() const PLUGIN_NOEXCEPT override
    {
        return "1";
    }
    void destroy() PLUGIN_NOEXCEPT override
    {
        delete this;
    }
    IPluginV2Ext* clone() const PLUGIN_NOEXCEPT override
    {
        return new StaticLReLU(*this);
    }
    void setPluginNamespace(char const* space) PLUGIN_NOEXCEPT override
    {
        namespace_ = space;
    }
    char const* getPluginNamespace() const PLUGIN_NOEXCEPT override
    {
        return namespace_.c_str();
    }

private:
    LReLUParams params;
    std::string namespace_;
};
using StaticLReLUCreator = Creator<StaticLReLU>;
REGISTER_TENSORRT_PLUGIN(StaticLReLUCreator);

} // namespace gpu_plugins

// Faults that show on a GPU only: y is 2 · x.
#include <NvInfer.h>

#include <cuda_runtime_api.h>

#include <string>

namespace
{

using namespace nvinfer1;

enum class Fault
{
    kNONE,
    kIGNORES_STREAM,
    kWAITS,
    kALLOCATES,
    kOVERRUNS,
    kCLONE_ON_HOST_ONLY,
    kLEAKS,
};

__global__ void twice(float const* x, float const* factor, float* y, int64_t count)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count)
    {
        y[i] = *factor * x[i];
    }
}

template <Fault kFault>
class Twice final : public IPluginV2DynamicExt
{
public:
    explicit Twice(char const* name)
        : name_(name)
    {
    }
    char const* getPluginType() const noexcept override { return name_; }
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
        return inputs == 1 && inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    void configurePlugin(
        DynamicPluginTensorDesc const*, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    int32_t initialize() noexcept override
    {
        float const two = 2;
        bool const made = cudaMalloc(&factor_, kFault == Fault::kLEAKS ? 1 << 20 : 256) == cudaSuccess
            && cudaMemcpy(factor_, &two, sizeof two, cudaMemcpyHostToDevice) == cudaSuccess;
        return made ? 0 : 1;
    }
    void terminate() noexcept override
    {
        if (kFault != Fault::kLEAKS)
        {
            cudaFree(factor_);
        }
        factor_ = nullptr;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t stream) noexcept override
    {
        int64_t count = 1;
        for (int i = 0; i < in[0].dims.nbDims; ++i)
        {
            count *= in[0].dims.d[i];
        }
        if (count == 0)
        {
            return 0;
        }
        void* scratch = nullptr;
        if (kFault == Fault::kALLOCATES)
        {
            cudaMalloc(&scratch, 1024);
        }
        count += kFault == Fault::kOVERRUNS ? 1 : 0;
        twice<<<static_cast<unsigned>((count + 255) / 256), 256, 0,
            kFault == Fault::kIGNORES_STREAM ? cudaStream_t() : stream>>>(
            static_cast<float const*>(inputs[0]), factor_, static_cast<float*>(outputs[0]), count);
        if (kFault == Fault::kWAITS)
        {
            cudaStreamSynchronize(stream);
        }
        if (kFault == Fault::kALLOCATES)
        {
            cudaFree(scratch);
        }
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override
    {
        if (kFault != Fault::kLEAKS)
        {
            cudaFree(factor_);
        }
        delete this;
    }
    IPluginV2DynamicExt* clone() const noexcept override
    {
        auto* const twin = new Twice(name_);
        twin->space_ = space_;
        if (factor_ != nullptr && kFault != Fault::kCLONE_ON_HOST_ONLY)
        {
            twin->initialize();
        }
        return twin;
    }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

private:
    char const* name_;
    std::string space_;
    float* factor_{nullptr};
};

template <Fault kFault>
class TwiceCreator final : public IPluginCreator
{
public:
    explicit TwiceCreator(char const* name)
        : name_(name)
    {
        getPluginRegistry()->registerCreator(*this, "");
    }
    char const* getPluginName() const noexcept override { return name_; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const*) noexcept override { return made(); }
    IPluginV2* deserializePlugin(char const*, void const*, size_t length) noexcept override
    {
        return length == 0 ? made() : nullptr;
    }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

private:
    IPluginV2* made() const
    {
        auto* const plugin = new Twice<kFault>(name_);
        plugin->setPluginNamespace(space_.c_str());
        return plugin;
    }
    char const* name_;
    std::string space_;
    PluginFieldCollection fields_{};
};

TwiceCreator<Fault::kNONE> twin("Twin_Cuda");
TwiceCreator<Fault::kIGNORES_STREAM> ignoresStream("Fault_IgnoresStream_Cuda");
TwiceCreator<Fault::kWAITS> waits("Fault_WaitsInEnqueue_Cuda");
TwiceCreator<Fault::kALLOCATES> allocates("Fault_AllocatesInEnqueue_Cuda");
TwiceCreator<Fault::kOVERRUNS> overruns("Fault_OnePastTheEnd_Cuda");
TwiceCreator<Fault::kCLONE_ON_HOST_ONLY> hostOnly("Fault_CloneCopiesHostMembersOnly_Cuda");
TwiceCreator<Fault::kLEAKS> leaks("Fault_LeaksDeviceMemory_Cuda");

} // namespace

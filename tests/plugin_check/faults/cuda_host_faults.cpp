// Faults with a CUDA runtime's calls, which Tenon::cuda_host serves on the CPU: y is x, copied on a stream.
#include <NvInfer.h>

#include <cuda_runtime_api.h>

#include <cstring>
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
    kLEAKS,
};

template <Fault kFault>
class Copy final : public IPluginV2DynamicExt
{
public:
    explicit Copy(char const* name)
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
    int32_t initialize() noexcept override { return cudaMalloc(&memory_, 4096) == cudaSuccess ? 0 : 1; }
    void terminate() noexcept override
    {
        if (kFault != Fault::kLEAKS)
        {
            cudaFree(memory_);
        }
        memory_ = nullptr;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t stream) noexcept override
    {
        size_t bytes = sizeof(float);
        for (int i = 0; i < in[0].dims.nbDims; ++i)
        {
            bytes *= static_cast<size_t>(in[0].dims.d[i]);
        }
        if (kFault == Fault::kALLOCATES)
        {
            void* scratch = nullptr;
            cudaMalloc(&scratch, 256);
            cudaFree(scratch);
        }
        cudaMemcpyAsync(outputs[0], inputs[0], bytes, cudaMemcpyDeviceToDevice,
            kFault == Fault::kIGNORES_STREAM ? nullptr : stream);
        if (kFault == Fault::kWAITS)
        {
            cudaStreamSynchronize(stream);
        }
        return 0;
    }
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override { delete this; }
    IPluginV2DynamicExt* clone() const noexcept override
    {
        auto* const twin = new Copy(name_);
        twin->space_ = space_;
        return twin;
    }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

private:
    char const* name_;
    std::string space_;
    void* memory_{nullptr};
};

template <Fault kFault>
class CopyCreator final : public IPluginCreator
{
public:
    explicit CopyCreator(char const* name)
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
        auto* const plugin = new Copy<kFault>(name_);
        plugin->setPluginNamespace(space_.c_str());
        return plugin;
    }
    char const* name_;
    std::string space_;
    PluginFieldCollection fields_{};
};

CopyCreator<Fault::kNONE> twin("Twin_Dynamic");
CopyCreator<Fault::kIGNORES_STREAM> ignoresStream("Fault_IgnoresStream_Dynamic");
CopyCreator<Fault::kWAITS> waits("Fault_WaitsInEnqueue_Dynamic");
CopyCreator<Fault::kALLOCATES> allocates("Fault_AllocatesOnDevice_Dynamic");
CopyCreator<Fault::kLEAKS> leaks("Fault_LeaksDeviceMemory_Dynamic");

} // namespace

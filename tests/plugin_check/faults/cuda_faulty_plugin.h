// Plugins that call the CUDA runtime, each with at most one fault: y is 2 · x, the factor lies in device memory that initialize makes. Whoever includes this
// says how the device computes (`scaleOn`): a kernel, or Tenon::cuda_host's calls and a loop.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

#include <memory>
#include <string>

namespace cuda_faults
{

using namespace nvinfer1;

enum class Fault
{
    None,
#define TENON_CUDA_FAULT(name, checks, host) name,
#include "cuda_faults.inc"
#undef TENON_CUDA_FAULT
};

//! y[i] = factor[0] · x[i] for i < count, on the stream. 0, or the runtime's error.
int scaleOn(float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream);
//! The same with a launch that is no legal one where `legal` is false.
int scaleLegally(bool legal, float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream);

//! `kPlanted`: whether the fault is there. Without it the same means are used rightly.
template <Fault kFault, bool kPlanted>
class Scale final : public IPluginV2DynamicExt
{
public:
    static constexpr bool is(Fault fault) { return kPlanted && kFault == fault; }
    static constexpr bool rightly(Fault fault) { return !kPlanted && kFault == fault; }

    explicit Scale(char const* name)
        : name_(name)
    {
    }
    ~Scale() override
    {
        if (pending_ != nullptr)
        {
            cudaEventDestroy(pending_);
        }
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
        return rightly(Fault::AllocatesOnDevice) || rightly(Fault::CopiesFromTheStack) ? 256 : 0;
    }
    int32_t initialize() noexcept override
    {
        float const two = 2;
        release();
        void* memory = nullptr;
        if (cudaMalloc(&memory, 256) != cudaSuccess)
        {
            return 1;
        }
        factor_ = static_cast<float*>(memory);
        if (rightly(Fault::ClonesShareDevicePointer))
        {
            shared_.reset(factor_, [](float* one) { cudaFree(one); });
        }
        return cudaMemcpy(factor_, &two, sizeof two, cudaMemcpyHostToDevice) == cudaSuccess ? 0 : 1;
    }
    void terminate() noexcept override { release(); }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        int64_t count = 1;
        for (int i = 0; i < in[0].dims.nbDims; ++i)
        {
            count *= in[0].dims.d[i];
        }
        auto const* const x = static_cast<float const*>(inputs[0]);
        auto* const y = static_cast<float*>(outputs[0]);
        return count == 0 && !is(Fault::LaunchesNothing) ? 0 : compute(x, y, count, workspace, stream);
    }
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override
    {
        release();
        delete this;
    }
    IPluginV2DynamicExt* clone() const noexcept override
    {
        auto* const twin = new Scale(name_);
        twin->space_ = space_;
        if (is(Fault::LeaksInClone))
        {
            void* lost = nullptr;
            cudaMalloc(&lost, 1024);
        }
        if (is(Fault::ClonesShareDevicePointer) || rightly(Fault::ClonesShareDevicePointer))
        {
            twin->factor_ = factor_;
            twin->shared_ = shared_;
        }
        else if (factor_ != nullptr && !is(Fault::CloneCopiesHostMembersOnly))
        {
            twin->initialize();
        }
        return twin;
    }
    void setPluginNamespace(char const* space) noexcept override { space_ = space; }
    char const* getPluginNamespace() const noexcept override { return space_.c_str(); }

private:
    int compute(float const* x, float* y, int64_t count, void* workspace, cudaStream_t stream)
    {
        void* scratch = nullptr;
        float const two = 2;
        float const* factor = factor_;
        if (is(Fault::AllocatesOnDevice))
        {
            cudaMalloc(&scratch, 1024);
        }
        if (rightly(Fault::AllocatesOnDevice) || rightly(Fault::CopiesFromTheStack))
        {
            cudaMemcpyAsync(workspace, factor_, sizeof(float), cudaMemcpyDeviceToDevice, stream);
            factor = static_cast<float const*>(workspace);
        }
        if (is(Fault::CopiesFromTheStack))
        {
            cudaMemcpyAsync(factor_, &two, sizeof two, cudaMemcpyHostToDevice, stream);
        }
        if (is(Fault::ReadsBackInEnqueue))
        {
            float back = 0;
            cudaMemcpy(&back, x, sizeof back, cudaMemcpyDeviceToHost);
            count -= back == 12345.0F ? 1 : 0;
        }
        int64_t const written =
            count + (is(Fault::OnePastTheEnd) ? 1 : 0) - (is(Fault::LastNotWritten) && count > 1 ? 1 : 0);
        int const code = scaleLegally(!is(Fault::LaunchFails), x + (is(Fault::ReadsPastInput) ? 1 : 0), factor, y,
            written, is(Fault::IgnoresStream) ? cudaStream_t() : stream);
        if (is(Fault::BeforeTheBeginning))
        {
            scaleOn(x, factor, y - 1, 1, stream);
        }
        if (is(Fault::ChangesInput))
        {
            scaleOn(x + count / 2, factor, const_cast<float*>(x) + count / 2, 1, stream);
        }
        if (is(Fault::WaitsInEnqueue))
        {
            cudaStreamSynchronize(stream);
        }
        if (rightly(Fault::WaitsInEnqueue))
        {
            // Whoever wants to know when it is done can ask the event.
            if (pending_ == nullptr)
            {
                cudaEventCreateWithFlags(&pending_, cudaEventDisableTiming);
            }
            cudaEventRecord(pending_, stream);
        }
        if (is(Fault::AllocatesOnDevice))
        {
            cudaFree(scratch);
        }
        return is(Fault::LaunchFails) ? 0 : code;
    }
    void release()
    {
        if (shared_ != nullptr)
        {
            shared_.reset();
        }
        else if (!is(Fault::LeaksDeviceMemory))
        {
            cudaFree(factor_);
        }
        factor_ = nullptr;
    }

    char const* name_;
    std::string space_;
    float* factor_{nullptr};
    std::shared_ptr<float> shared_;
    cudaEvent_t pending_{nullptr};
};

template <Fault kFault, bool kPlanted>
class ScaleCreator final : public IPluginCreator
{
public:
    explicit ScaleCreator(char const* name)
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
        auto* const plugin = new Scale<kFault, kPlanted>(name_);
        plugin->setPluginNamespace(space_.c_str());
        return plugin;
    }
    char const* name_;
    std::string space_;
    PluginFieldCollection fields_{};
};

ScaleCreator<Fault::None, false> plain("Twin_Cuda");
#define TENON_CUDA_FAULT(name, checks, host)                                                                           \
    ScaleCreator<Fault::name, true> planted##name("Fault_" #name "_Cuda");                                             \
    ScaleCreator<Fault::name, false> twinOf##name("Twin_" #name "_Cuda");
#include "cuda_faults.inc"
#undef TENON_CUDA_FAULT

} // namespace cuda_faults

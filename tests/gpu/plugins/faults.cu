// A plugin that adds 1 to each element and does something that it should not.
#include "plugin_base.h"

namespace gpu_plugins
{

__global__ void addOne(int n, float const* x, float* y)
{
    int const i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
    {
        y[i] = x[i] + 1;
    }
}

// Holds the stream up for some time, so that work on another one can be seen beside it.
__global__ void waitCycles(long long cycles)
{
    long long const start = clock64();
    while (clock64() - start < cycles)
    {
    }
}

enum class Fault : int32_t
{
    kNONE = 0,
    kFAILED_LAUNCH = 1,  // a block of 2,048 threads, which no device has; returns 0 all the same
    kWAITS = 2,          // cudaStreamSynchronize
    kALLOCATES = 3,      // cudaMalloc, cudaFree
    kOWN_STREAM = 4,     // work on a stream of its own
    kDEFAULT_STREAM = 5, // work on the default stream
    kRETURNS_ERROR = 6,
    kSLOW = 7, // none, but takes long
};

struct FaultParams
{
    int32_t fault;
};

class Faulty final : public DynamicPlugin<Faulty, FaultParams>
{
public:
    static constexpr char const* kName = "GpuFaulty";
    static constexpr bool kHalf = false;
    using ParamsType = FaultParams;
    using DynamicPlugin::DynamicPlugin;
    static FaultParams parse(PluginFieldCollection const* fields) { return {fieldOr(fields, "fault", int32_t{0})}; }

    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t stream) PLUGIN_NOEXCEPT override
    {
        int const n = static_cast<int>(countOf(in[0].dims));
        auto const fault = static_cast<Fault>(params.fault);
        int const threads = fault == Fault::kFAILED_LAUNCH ? 2048 : 256;
        if (fault == Fault::kOWN_STREAM)
        {
            static cudaStream_t own = nullptr;
            if (own == nullptr)
            {
                cudaStreamCreateWithFlags(&own, cudaStreamNonBlocking);
            }
            stream = own;
        }
        if (fault == Fault::kSLOW)
        {
            waitCycles<<<1, 1, 0, stream>>>(20000000);
        }
        addOne<<<(n + threads - 1) / threads, threads, 0, fault == Fault::kDEFAULT_STREAM ? nullptr : stream>>>(
            n, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]));
        if (fault == Fault::kWAITS)
        {
            cudaStreamSynchronize(stream);
        }
        if (fault == Fault::kALLOCATES)
        {
            void* memory = nullptr;
            cudaMalloc(&memory, 1 << 20);
            cudaFree(memory);
        }
        return fault == Fault::kRETURNS_ERROR ? 7 : 0;
    }
};
using FaultyCreator = Creator<Faulty>;
REGISTER_TENSORRT_PLUGIN(FaultyCreator);

} // namespace gpu_plugins

// The plugin's launch alone, as often as asked: what the launches of an engine of so many such plugins cost without an engine.
extern "C" __attribute__((visibility("default"))) void launchAddOne(
    int times, int n, float const* x, float* y, cudaStream_t stream)
{
    for (int i = 0; i < times; ++i)
    {
        gpu_plugins::addOne<<<(n + 255) / 256, 256, 0, stream>>>(n, x, y);
    }
}

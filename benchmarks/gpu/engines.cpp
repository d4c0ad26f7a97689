// Engines through the public API, as a program written for TensorRT runs them: build, deserialize, setTensorAddress, enqueueV3; then the user's own
// capture of enqueueV3 into a CUDA graph.
#include "gpu/measure.h"

#include <NvInfer.h>
#include <NvInferPlugin.h>

#include <chrono>
#include <filesystem>
#include <memory>

namespace tenon::benchmarks
{
namespace
{

using namespace nvinfer1;

class Messages final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR)
        {
            std::fprintf(stderr, "%s\n", message);
        }
    }
};

//! Adds layers to a network whose only input is x; returns the last output.
using Define = std::function<ITensor*(INetworkDefinition& network, ITensor& x)>;

int64_t volume(Dims const& dims)
{
    int64_t count = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        count *= dims.d[i];
    }
    return count;
}

//! Host time of one call, without waiting for the device.
double hostMicroseconds(cudaStream_t stream, std::function<void()> const& call)
{
    constexpr int kCalls = 200;
    check(cudaStreamSynchronize(stream), "waiting");
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kCalls; ++i)
    {
        call();
    }
    double const time =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / kCalls;
    check(cudaStreamSynchronize(stream), "waiting");
    return time;
}

void measure(std::string const& name, DataType type, Dims const& dims, Define const& define, int32_t operations,
    cudaStream_t stream, std::vector<Line>& lines)
{
    static Messages messages;
    std::unique_ptr<IBuilder> const builder(createInferBuilder(messages));
    std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    ITensor* const x = network->addInput("x", type, dims);
    ITensor* const y = define(*network, *x);
    if (y == nullptr)
    {
        std::fprintf(stderr, "engine %s: not measured: its network could not be defined\n", name.c_str());
        return;
    }
    y->setName("y");
    network->markOutput(*y);
    if (type == DataType::kHALF)
    {
        config->setFlag(BuilderFlag::kFP16);
        y->setType(DataType::kHALF);
    }
    std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    std::unique_ptr<IRuntime> const runtime(createInferRuntime(messages));
    std::unique_ptr<ICudaEngine> const engine(
        plan == nullptr ? nullptr : runtime->deserializeCudaEngine(plan->data(), plan->size()));
    std::unique_ptr<IExecutionContext> const context(engine == nullptr ? nullptr : engine->createExecutionContext());
    if (context == nullptr)
    {
        std::fprintf(stderr, "engine %s: not measured: it could not be built\n", name.c_str());
        return;
    }
    size_t const bytes = static_cast<size_t>(volume(dims)) * (type == DataType::kHALF ? 2 : 4);
    void* memory[2]{};
    for (void*& each : memory)
    {
        check(cudaMalloc(&each, bytes), "allocating a binding");
        check(cudaMemset(each, 0x31, bytes), "filling a binding");
    }
    bool ok = context->setTensorAddress("x", memory[0]) && context->setTensorAddress("y", memory[1]);
    auto const call = [&] { ok = ok && context->enqueueV3(stream); };
    call();
    if (ok)
    {
        double const direct = medianMicroseconds(stream, call);
        double const captured = medianCaptured(stream, call);
        double const host = hostMicroseconds(stream, call);
        double const inARow = medianCaptured(stream, call, kCallsInARow);
        lines.push_back(
            {"engine " + name, direct, captured, inARow, operations > 1 ? 0.0 : 2.0 * static_cast<double>(bytes)});
        std::printf("engine %s: %.2f us of host time for one enqueueV3\n", name.c_str(), host);
    }
    if (!ok)
    {
        std::fprintf(stderr, "engine %s: not measured: enqueueV3 failed\n", name.c_str());
    }
    for (void* const each : memory)
    {
        check(cudaFree(each), "freeing a binding");
    }
}

ITensor* addLRelu(INetworkDefinition& network, ITensor& x)
{
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "");
    float const slope = 0.1F;
    PluginField const field("negSlope", &slope, PluginFieldType::kFLOAT32, 1);
    PluginFieldCollection const fields{1, &field};
    IPluginV2* const plugin = creator == nullptr ? nullptr : creator->createPlugin("lrelu", &fields);
    if (plugin == nullptr)
    {
        return nullptr;
    }
    ITensor* input = &x;
    IPluginV2Layer* const layer = network.addPluginV2(&input, 1, *plugin);
    plugin->destroy();
    return layer == nullptr ? nullptr : layer->getOutput(0);
}

//! 200 operations, the same as peers.py's chain: scale, shift, tanh and leaky ReLU, 50 times.
ITensor* addChain(INetworkDefinition& network, ITensor& x)
{
    static float const factor = 1.0625F;
    static float const shift = 0.125F;
    ITensor* value = &x;
    for (int32_t i = 0; i < 50; ++i)
    {
        value = network
                    .addScale(*value, ScaleMode::kUNIFORM, {DataType::kFLOAT, nullptr, 0},
                        {DataType::kFLOAT, &factor, 1}, {DataType::kFLOAT, nullptr, 0})
                    ->getOutput(0);
        value = network
                    .addScale(*value, ScaleMode::kUNIFORM, {DataType::kFLOAT, &shift, 1},
                        {DataType::kFLOAT, nullptr, 0}, {DataType::kFLOAT, nullptr, 0})
                    ->getOutput(0);
        value = network.addActivation(*value, ActivationType::kTANH)->getOutput(0);
        IActivationLayer* const leaky = network.addActivation(*value, ActivationType::kLEAKY_RELU);
        leaky->setAlpha(0.1);
        value = leaky->getOutput(0);
    }
    return value;
}

} // namespace

void measureEngines(cudaStream_t stream, bool large, std::vector<Line>& lines)
{
    static Messages messages;
    // As applications do; engines of built-in layers need no plugins.
    std::string const plugins =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../lib/libnvinfer_plugin.so.10";
    if (getPluginRegistry()->loadLibrary(plugins.c_str()) == nullptr)
    {
        std::fprintf(stderr, "engines with plugins: not measured: %s could not be loaded\n", plugins.c_str());
    }
    if (large)
    {
        measure("lrelu large fp32", DataType::kFLOAT, {4, {64, 64, 256, 256}}, addLRelu, 1, stream, lines);
        measure("lrelu large fp16", DataType::kHALF, {4, {64, 64, 256, 256}}, addLRelu, 1, stream, lines);
    }
    measure("lrelu small fp32", DataType::kFLOAT, {4, {8, 64, 56, 56}}, addLRelu, 1, stream, lines);
    measure("lrelu small fp16", DataType::kHALF, {4, {8, 64, 56, 56}}, addLRelu, 1, stream, lines);
    measure("chain fp32", DataType::kFLOAT, {4, {1, 64, 8, 8}}, addChain, 200, stream, lines);
}

} // namespace tenon::benchmarks

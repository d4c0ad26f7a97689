// Builds an engine around MyCustomPlugin, or runs one from a file. Written for the interface of release 8 and the CUDA runtime; on a machine
// without a GPU it is linked with Tenon::cuda_host.
//
//     my_custom_plugin_demo build <file> implicit|explicit fp32|fp16
//     my_custom_plugin_demo run <file> <batch> <height> <width>
#include "my_custom_plugin.h"
#include "my_custom_plugin_dynamic.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

using namespace nvinfer1;

namespace
{

class Logger final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kINFO)
        {
            std::printf("[%c] %s\n", "FEWIV"[static_cast<int>(severity)], message);
        }
    }
};

struct Destroy
{
    template <typename T>
    void operator()(T* object) const
    {
        object->destroy();
    }
};
template <typename T>
using Pointer = std::unique_ptr<T, Destroy>;

constexpr int kInChannels = 3;
constexpr int kOutChannels = 4;
constexpr int kHeight = 5; // with implicit batch, and the optimum of the profile
constexpr int kWidth = 7;
constexpr int kMaxBatch = 8;

std::vector<float> weights()
{
    std::vector<float> values;
    for (int i = 0; i < kInChannels * kOutChannels; ++i)
    {
        values.push_back(static_cast<float>((i * 7) % 11 - 5) / 8.0F);
    }
    return values;
}

std::vector<float> biases()
{
    return {0.5F, -0.25F, 0.0F, 1.0F};
}

bool fail(char const* what)
{
    std::fprintf(stderr, "failed: %s\n", what);
    return false;
}

// The static form through its constructor, the dynamic one through its creator, as importers do.
Pointer<IPluginV2> makePlugin(bool implicitBatch)
{
    static std::vector<float> const weight = weights();
    static std::vector<float> const bias = biases();
    if (implicitBatch)
    {
        return Pointer<IPluginV2>(new MyCustomPlugin(kInChannels,
            Weights{DataType::kFLOAT, weight.data(), static_cast<int64_t>(weight.size())},
            Weights{DataType::kFLOAT, bias.data(), static_cast<int64_t>(bias.size())}));
    }
    int32_t const inChannels = kInChannels;
    PluginField const fields[]{PluginField("in_channel", &inChannels, PluginFieldType::kINT32, 1),
        PluginField("weight", weight.data(), PluginFieldType::kFLOAT32, static_cast<int32_t>(weight.size())),
        PluginField("bias", bias.data(), PluginFieldType::kFLOAT32, static_cast<int32_t>(bias.size()))};
    PluginFieldCollection const collection{3, fields};
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator("MyCustomPluginDynamic", "1");
    return Pointer<IPluginV2>(creator == nullptr ? nullptr : creator->createPlugin("linear", &collection));
}

bool build(char const* file, bool implicitBatch, bool half)
{
    Logger logger;
    Pointer<IBuilder> const builder(createInferBuilder(logger));
    uint32_t const flags =
        implicitBatch ? 0U : 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    Pointer<INetworkDefinition> const network(builder->createNetworkV2(flags));
    Pointer<IBuilderConfig> const config(builder->createBuilderConfig());
    config->setMaxWorkspaceSize(1 << 20);
    if (half)
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    ITensor* x = network->addInput("x", DataType::kFLOAT,
        implicitBatch ? static_cast<Dims>(Dims3(kInChannels, kHeight, kWidth))
                      : static_cast<Dims>(Dims4(-1, kInChannels, -1, -1)));
    Pointer<IPluginV2> const plugin = makePlugin(implicitBatch);
    if (plugin == nullptr)
    {
        return fail("no plugin");
    }
    IPluginV2Layer* const linear = network->addPluginV2(&x, 1, *plugin);
    linear->setName("linear");
    IActivationLayer* const relu = network->addActivation(*linear->getOutput(0), ActivationType::kRELU);
    relu->getOutput(0)->setName("y");
    network->markOutput(*relu->getOutput(0));
    if (implicitBatch)
    {
        builder->setMaxBatchSize(kMaxBatch);
    }
    else
    {
        IOptimizationProfile* const profile = builder->createOptimizationProfile();
        profile->setDimensions("x", OptProfileSelector::kMIN, Dims4(1, kInChannels, 1, 1));
        profile->setDimensions("x", OptProfileSelector::kOPT, Dims4(2, kInChannels, kHeight, kWidth));
        profile->setDimensions("x", OptProfileSelector::kMAX, Dims4(kMaxBatch, kInChannels, 16, 16));
        config->addOptimizationProfile(profile);
    }
    Pointer<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    if (plan == nullptr)
    {
        return fail("no engine");
    }
    std::ofstream(file, std::ios::binary)
        .write(static_cast<char const*>(plan->data()), static_cast<std::streamsize>(plan->size()));
    std::printf("built %s: %zu bytes\n", file, plan->size());
    return true;
}

std::vector<float> input(int batch, int pixels)
{
    std::vector<float> x(static_cast<size_t>(batch * kInChannels * pixels));
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<float>(i * 37 % 101) / 50.0F - 1.0F;
    }
    return x;
}

// The largest difference to the definition, computed in double.
double largestError(std::vector<float> const& x, std::vector<float> const& y, int batch, int pixels)
{
    std::vector<float> const weight = weights();
    std::vector<float> const bias = biases();
    double largest = 0.0;
    for (int n = 0; n < batch; ++n)
    {
        for (int o = 0; o < kOutChannels; ++o)
        {
            for (int p = 0; p < pixels; ++p)
            {
                double sum = bias[static_cast<size_t>(o)];
                for (int c = 0; c < kInChannels; ++c)
                {
                    sum += static_cast<double>(weight[static_cast<size_t>(o * kInChannels + c)])
                        * x[static_cast<size_t>((n * kInChannels + c) * pixels + p)];
                }
                double const found = y[static_cast<size_t>((n * kOutChannels + o) * pixels + p)];
                largest = std::max(largest, std::fabs(found - std::max(sum, 0.0)));
            }
        }
    }
    return largest;
}

// Copies in, runs, copies out, on a stream of its own.
bool infer(
    ICudaEngine& engine, IExecutionContext& context, int batch, std::vector<float> const& x, std::vector<float>& y)
{
    void* buffers[2]{};
    int const in = engine.getBindingIndex("x");
    int const out = engine.getBindingIndex("y");
    cudaStream_t stream = nullptr;
    if (cudaMalloc(&buffers[in], x.size() * sizeof(float)) != cudaSuccess
        || cudaMalloc(&buffers[out], y.size() * sizeof(float)) != cudaSuccess
        || cudaStreamCreate(&stream) != cudaSuccess)
    {
        return fail(cudaGetErrorString(cudaGetLastError()));
    }
    cudaMemcpyAsync(buffers[in], x.data(), x.size() * sizeof(float), cudaMemcpyHostToDevice, stream);
    bool const done = engine.hasImplicitBatchDimension() ? context.enqueue(batch, buffers, stream, nullptr)
                                                         : context.enqueueV2(buffers, stream, nullptr);
    cudaMemcpyAsync(y.data(), buffers[out], y.size() * sizeof(float), cudaMemcpyDeviceToHost, stream);
    bool const synchronized = cudaStreamSynchronize(stream) == cudaSuccess;
    cudaStreamDestroy(stream);
    cudaFree(buffers[in]);
    cudaFree(buffers[out]);
    return (done && synchronized) || fail("enqueue");
}

bool run(char const* file, int batch, int height, int width)
{
    Logger logger;
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> const bytes((std::istreambuf_iterator<char>(stream)), {});
    Pointer<IRuntime> const runtime(createInferRuntime(logger));
    Pointer<ICudaEngine> const engine(runtime->deserializeCudaEngine(bytes.data(), bytes.size(), nullptr));
    if (engine == nullptr)
    {
        return fail("the file holds no engine that can be loaded");
    }
    Pointer<IExecutionContext> const context(engine->createExecutionContext());
    if (!engine->hasImplicitBatchDimension()
        && !context->setBindingDimensions(0, Dims4(batch, kInChannels, height, width)))
    {
        return fail("these dimensions");
    }
    std::vector<float> const x = input(batch, height * width);
    std::vector<float> y(static_cast<size_t>(batch * kOutChannels * height * width), -1.0F);
    if (!infer(*engine, *context, batch, x, y))
    {
        return false;
    }
    std::printf(
        "batch %d of %dx%d: largest error %.3g\n", batch, height, width, largestError(x, y, batch, height * width));
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    bool done = false;
    if (argc == 5 && std::strcmp(argv[1], "build") == 0)
    {
        done = build(argv[2], std::strcmp(argv[3], "implicit") == 0, std::strcmp(argv[4], "fp16") == 0);
    }
    else if (argc == 6 && std::strcmp(argv[1], "run") == 0)
    {
        done = run(argv[2], std::atoi(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]));
    }
    else
    {
        std::fprintf(stderr,
            "usage: %s build <file> implicit|explicit fp32|fp16\n       %s run <file> <batch> <height> <width>\n",
            argv[0], argv[0]);
    }
    return done ? 0 : 1;
}

// The program of the tutorials, whole: a plugin's library loaded before the build, an engine built and written to a file; then, in a
// process of its own, loaded and run on memory from cudaMalloc.
//
//   tutorial build <engine file> explicit|implicit fp32|fp16 [plugin library]
//   tutorial run <engine file> [plugin library]
//
// y = x + lrelu(x), with batches of several sizes and outputs that are poisoned before. Compiled at levels 7, 8 and 10; without a library
// the plugin is in the program itself. Exit status 0 where all values are right.
#include <NvInfer.h>

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

using namespace nvinfer1;

namespace
{

#if NV_TENSORRT_MAJOR >= 8
#define TUTORIAL_NOEXCEPT noexcept
#else
#define TUTORIAL_NOEXCEPT
#endif

class Logger : public ILogger
{
    void log(Severity severity, char const* text) TUTORIAL_NOEXCEPT override
    {
        if (severity <= Severity::kINFO)
        {
            std::fprintf(stderr, "[%d] %s\n", static_cast<int>(severity), text);
        }
    }
} logger;

constexpr int kMaxBatch = 4;
constexpr int kItem = 3 * 5 * 7; // elements of one item: odd, so that half2 has a rest
constexpr float kSlope = 0.25F;

void require(bool succeeded, char const* what)
{
    if (!succeeded)
    {
        std::fprintf(stderr, "%s failed\n", what);
        std::exit(1);
    }
}

template <typename T>
void drop(T* object)
{
#if NV_TENSORRT_MAJOR >= 10
    delete object;
#else
    object->destroy();
#endif
}

void loadPlugin(char const* library)
{
    require(library == nullptr || dlopen(library, RTLD_NOW) != nullptr, library == nullptr ? "" : dlerror());
}

ITensor* addLayers(INetworkDefinition& network, ITensor& x, bool implicitBatch)
{
    char const* const name = implicitBatch ? "GpuLReLUStatic" : "GpuLReLU";
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator(name, "1", "");
    require(creator != nullptr, "finding the plugin's creator");
    PluginField field("negSlope", &kSlope, PluginFieldType::kFLOAT32, 1);
    PluginFieldCollection fields{1, &field};
    IPluginV2* const plugin = creator->createPlugin("lrelu", &fields);
    ITensor* inputs[] = {&x};
    IPluginV2Layer* const layer = network.addPluginV2(inputs, 1, *plugin);
    require(layer != nullptr, "adding the plugin");
    layer->setName("lrelu");
    plugin->destroy();
    return network.addElementWise(x, *layer->getOutput(0), ElementWiseOperation::kSUM)->getOutput(0);
}

#if NV_TENSORRT_MAJOR >= 10
using Dims4Sizes = int64_t;
#else
using Dims4Sizes = int32_t;
#endif

Dims inputDims(int batch, bool implicitBatch)
{
    Dims dims{};
    Dims4Sizes const sizes[] = {batch, 3, 5, 7};
    dims.nbDims = implicitBatch ? 3 : 4;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        dims.d[i] = sizes[i + (implicitBatch ? 1 : 0)];
    }
    return dims;
}

int build(char const* file, bool implicitBatch, bool half)
{
    IBuilder* const builder = createInferBuilder(logger);
    require(builder != nullptr, "making a builder");
#if NV_TENSORRT_MAJOR >= 10
    require(!implicitBatch, "implicit batch at level 10");
    INetworkDefinition* const network = builder->createNetworkV2(0);
#else
    uint32_t const explicitFlag = 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    INetworkDefinition* const network = builder->createNetworkV2(implicitBatch ? 0 : explicitFlag);
#endif
    ITensor* const x = network->addInput("x", DataType::kFLOAT, inputDims(-1, implicitBatch));
    ITensor* const y = addLayers(*network, *x, implicitBatch);
    y->setName("y");
    network->markOutput(*y);
    IBuilderConfig* const config = builder->createBuilderConfig();
    if (half)
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    if (!implicitBatch)
    {
        IOptimizationProfile* const profile = builder->createOptimizationProfile();
        profile->setDimensions("x", OptProfileSelector::kMIN, inputDims(1, false));
        profile->setDimensions("x", OptProfileSelector::kOPT, inputDims(2, false));
        profile->setDimensions("x", OptProfileSelector::kMAX, inputDims(kMaxBatch, false));
        config->addOptimizationProfile(profile);
    }
#if NV_TENSORRT_MAJOR >= 10
    IHostMemory* const plan = builder->buildSerializedNetwork(*network, *config);
    require(plan != nullptr, "building");
#else
    builder->setMaxBatchSize(kMaxBatch);
    ICudaEngine* const engine = builder->buildEngineWithConfig(*network, *config);
    require(engine != nullptr, "building");
    IHostMemory* const plan = engine->serialize();
    drop(engine);
#endif
    std::ofstream(file, std::ios::binary)
        .write(static_cast<char const*>(plan->data()), static_cast<std::streamsize>(plan->size()));
    drop(plan);
    drop(config);
    drop(network);
    drop(builder);
    return 0;
}

bool infer(ICudaEngine& engine, IExecutionContext& context, int batch, void* x, void* y)
{
#if NV_TENSORRT_MAJOR >= 10
    static_cast<void>(engine);
    cudaStream_t stream = nullptr;
    require(cudaStreamCreate(&stream) == cudaSuccess, "making a stream");
    bool const done = context.setInputShape("x", inputDims(batch, false)) && context.setTensorAddress("x", x)
        && context.setTensorAddress("y", y) && context.enqueueV3(stream)
        && cudaStreamSynchronize(stream) == cudaSuccess;
    cudaStreamDestroy(stream);
    return done;
#else
    void* bindings[2];
    bindings[engine.getBindingIndex("x")] = x;
    bindings[engine.getBindingIndex("y")] = y;
    bool const implicitBatch = engine.hasImplicitBatchDimension();
    if (!implicitBatch && !context.setBindingDimensions(engine.getBindingIndex("x"), inputDims(batch, false)))
    {
        return false;
    }
    if (batch % 2 == 1)
    {
        return implicitBatch ? context.execute(batch, bindings) : context.executeV2(bindings);
    }
    // In order with a stream, with an event behind the last step that reads the input.
    cudaStream_t stream = nullptr;
    cudaEvent_t consumed = nullptr;
    require(cudaStreamCreate(&stream) == cudaSuccess && cudaEventCreate(&consumed) == cudaSuccess,
        "making a stream and an event");
    bool const enqueued = implicitBatch ? context.enqueue(batch, bindings, stream, &consumed)
                                        : context.enqueueV2(bindings, stream, &consumed);
    bool const done =
        enqueued && cudaEventSynchronize(consumed) == cudaSuccess && cudaStreamSynchronize(stream) == cudaSuccess;
    cudaEventDestroy(consumed);
    cudaStreamDestroy(stream);
    return done;
#endif
}

int wrongValues(ICudaEngine& engine, IExecutionContext& context, int batch)
{
    size_t const all = static_cast<size_t>(kMaxBatch) * kItem;
    size_t const count = static_cast<size_t>(batch) * kItem;
    std::vector<float> in(all), out(all, std::numeric_limits<float>::quiet_NaN());
    for (size_t i = 0; i < all; ++i)
    {
        in[i] = static_cast<float>(static_cast<int>(i % 33) - 16) / 8.0F; // exact in fp16, and so are the results
    }
    void* x = nullptr;
    void* y = nullptr;
    require(cudaMalloc(&x, all * sizeof(float)) == cudaSuccess && cudaMalloc(&y, all * sizeof(float)) == cudaSuccess,
        "cudaMalloc");
    cudaMemcpy(x, in.data(), all * sizeof(float), cudaMemcpyHostToDevice);
    cudaMemcpy(y, out.data(), all * sizeof(float), cudaMemcpyHostToDevice);
    require(infer(engine, context, batch, x, y), "an inference");
    cudaMemcpy(out.data(), y, all * sizeof(float), cudaMemcpyDeviceToHost);
    cudaFree(x);
    cudaFree(y);
    int wrong = 0;
    for (size_t i = 0; i < all; ++i)
    {
        float const expected = in[i] + (in[i] > 0 ? in[i] : kSlope * in[i]);
        // Behind the batch nothing may be written.
        bool const right = i < count ? out[i] == expected : std::isnan(out[i]);
        wrong += right ? 0 : 1;
    }
    return wrong;
}

int run(char const* file)
{
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> const bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    IRuntime* const runtime = createInferRuntime(logger);
#if NV_TENSORRT_MAJOR >= 8
    ICudaEngine* const engine = runtime->deserializeCudaEngine(bytes.data(), bytes.size());
#else
    ICudaEngine* const engine = runtime->deserializeCudaEngine(bytes.data(), bytes.size(), nullptr);
#endif
    require(engine != nullptr, "loading");
    IExecutionContext* const context = engine->createExecutionContext();
    require(context != nullptr, "making a context");
    int wrong = 0;
    for (int const batch : {1, 4, 3, 2, 4})
    {
        wrong += wrongValues(*engine, *context, batch);
    }
    std::printf("level %d: %d wrong values\n", NV_TENSORRT_MAJOR, wrong);
    drop(context);
    drop(engine);
    drop(runtime);
    return wrong == 0 ? 0 : 1;
}

} // namespace

int main(int count, char** arguments)
{
    if (count >= 5 && std::strcmp(arguments[1], "build") == 0)
    {
        loadPlugin(count > 5 ? arguments[5] : nullptr);
        return build(arguments[2], std::strcmp(arguments[3], "implicit") == 0, std::strcmp(arguments[4], "fp16") == 0);
    }
    if (count >= 3 && std::strcmp(arguments[1], "run") == 0)
    {
        loadPlugin(count > 3 ? arguments[3] : nullptr);
        return run(arguments[2]);
    }
    std::fprintf(stderr, "tutorial build <engine> explicit|implicit fp32|fp16 [library], or run <engine> [library]\n");
    return 2;
}

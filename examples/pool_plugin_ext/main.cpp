// Builds the digits network around PoolPluginExt from ONNX, loads the engine again and reads the scans, printing what the plugin's methods were called
// for. Written for the interface of release 8 and the CUDA runtime; on a machine without a GPU it is linked with Tenon::cuda_host.
//
//     pool_plugin_ext_demo <digits_pool.onnx> <scans.npy> <labels.npy> fp32|fp16|int8
#include "pool_plugin_ext.h"

#include "../digits/common/scans.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <vector>

using namespace nvinfer1;

namespace
{

constexpr int32_t kBatch = 64;
// The greatest magnitude at the pooling over the scans, as make_model.py prints it: 127 stands for it in int8.
constexpr float kPoolRange = 2.8722F;

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

bool fail(char const* what)
{
    std::fprintf(stderr, "failed: %s\n", what);
    return false;
}

ILayer* poolOf(INetworkDefinition& network)
{
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        if (network.getLayer(i)->getType() == LayerType::kPLUGIN_V2)
        {
            return network.getLayer(i);
        }
    }
    return nullptr;
}

// fp16: the whole network may use it. int8: the pooling must.
bool choosePrecision(char const* precision, INetworkDefinition& network, IBuilderConfig& config)
{
    ILayer* const pool = poolOf(network);
    if (pool == nullptr)
    {
        return fail("the model has no plugin");
    }
    if (std::strcmp(precision, "fp16") == 0)
    {
        config.setFlag(BuilderFlag::kFP16);
        pool->setPrecision(DataType::kHALF);
        config.setFlag(BuilderFlag::kPREFER_PRECISION_CONSTRAINTS);
    }
    if (std::strcmp(precision, "int8") == 0)
    {
        config.setFlag(BuilderFlag::kINT8);
        config.setFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
        pool->setPrecision(DataType::kINT8);
        return (pool->getInput(0)->setDynamicRange(-kPoolRange, kPoolRange)
                   && pool->getOutput(0)->setDynamicRange(-kPoolRange, kPoolRange))
            || fail("the dynamic ranges");
    }
    return true;
}

std::unique_ptr<IHostMemory> build(Logger& logger, char const* model, char const* precision)
{
    std::unique_ptr<IBuilder> const builder(createInferBuilder(logger));
    std::unique_ptr<INetworkDefinition> const network(
        builder->createNetworkV2(1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH)));
    std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, logger));
    if (!parser->parseFromFile(model, static_cast<int32_t>(ILogger::Severity::kWARNING)))
    {
        fail("the model");
        return nullptr;
    }
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    IOptimizationProfile* const profile = builder->createOptimizationProfile();
    char const* const input = network->getInput(0)->getName();
    profile->setDimensions(input, OptProfileSelector::kMIN, Dims4(1, 1, 8, 8));
    profile->setDimensions(input, OptProfileSelector::kOPT, Dims4(kBatch, 1, 8, 8));
    profile->setDimensions(input, OptProfileSelector::kMAX, Dims4(kBatch, 1, 8, 8));
    config->addOptimizationProfile(profile);
    if (!choosePrecision(precision, *network, *config))
    {
        return nullptr;
    }
    return std::unique_ptr<IHostMemory>(builder->buildSerializedNetwork(*network, *config));
}

bool read(Logger& logger, IHostMemory const& plan, digits::Scans const& scans)
{
    std::unique_ptr<IRuntime> const runtime(createInferRuntime(logger));
    std::unique_ptr<ICudaEngine> const engine(runtime->deserializeCudaEngine(plan.data(), plan.size()));
    if (engine == nullptr)
    {
        return fail("the engine");
    }
    std::unique_ptr<IExecutionContext> const context(engine->createExecutionContext());
    void* buffers[2]{};
    int32_t const in = engine->bindingIsInput(0) ? 0 : 1;
    cudaStream_t stream = nullptr;
    if (cudaMalloc(&buffers[in], kBatch * digits::kPixels * sizeof(float)) != cudaSuccess
        || cudaMalloc(&buffers[1 - in], kBatch * digits::kClasses * sizeof(float)) != cudaSuccess
        || cudaStreamCreate(&stream) != cudaSuccess)
    {
        return fail(cudaGetErrorString(cudaGetLastError()));
    }
    std::vector<float> logits(scans.count() * digits::kClasses);
    bool good = true;
    for (size_t first = 0; first < scans.count() && good; first += kBatch)
    {
        size_t const count = std::min<size_t>(kBatch, scans.count() - first);
        good = context->setBindingDimensions(in, Dims4(static_cast<int32_t>(count), 1, 8, 8));
        cudaMemcpyAsync(buffers[in], scans.pixels.data() + first * digits::kPixels,
            count * digits::kPixels * sizeof(float), cudaMemcpyHostToDevice, stream);
        good = good && context->enqueueV2(buffers, stream, nullptr);
        cudaMemcpyAsync(logits.data() + first * digits::kClasses, buffers[1 - in],
            count * digits::kClasses * sizeof(float), cudaMemcpyDeviceToHost, stream);
        good = cudaStreamSynchronize(stream) == cudaSuccess && good;
    }
    cudaStreamDestroy(stream);
    cudaFree(buffers[0]);
    cudaFree(buffers[1]);
    size_t right = 0;
    for (size_t i = 0; i < scans.count(); ++i)
    {
        right += digits::prediction(logits, i) == scans.labels[i] ? 1 : 0;
    }
    std::printf("%zu of %zu digits are right\n", right, scans.count());
    return good || fail("an inference");
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5)
    {
        std::fprintf(stderr, "usage: %s <digits_pool.onnx> <scans.npy> <labels.npy> fp32|fp16|int8\n", argv[0]);
        return 2;
    }
    try
    {
        Logger logger;
        // Naming the creator makes the linker keep the plugin's library, whose registrar is what the parser needs.
        PoolPluginExtCreator const creator;
        std::printf("plugin %s version %s\n", creator.getPluginName(), creator.getPluginVersion());
        digits::Scans const scans = digits::readScans(argv[2], argv[3]);
        std::unique_ptr<IHostMemory> const plan = build(logger, argv[1], argv[4]);
        std::printf("---- the engine is built; now it is loaded again\n");
        return plan != nullptr && read(logger, *plan, scans) ? 0 : 1;
    }
    catch (std::exception const& failure)
    {
        std::fprintf(stderr, "failed: %s\n", failure.what());
        return 1;
    }
}

// What a tutorial for release 10 writes: a network of built-in layers, an engine file, a runtime, addresses of tensors by name, enqueueV3 with buffers
// of the CUDA runtime. Nothing in it knows of Tenon.
#include <NvInfer.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace nvinfer1;

#define CHECK_CUDA(call)                                                                                               \
    do                                                                                                                 \
    {                                                                                                                  \
        const cudaError_t status = call;                                                                               \
        if (status != cudaSuccess)                                                                                     \
        {                                                                                                              \
            std::cerr << cudaGetErrorName(status) << ": " << cudaGetErrorString(status) << std::endl;                  \
            std::exit(2);                                                                                              \
        }                                                                                                              \
    } while (0)

class Logger : public ILogger
{
public:
    void log(Severity severity, const char* msg) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            std::cout << "[TRT] " << msg << std::endl;
        }
    }
};

int64_t volume(Dims const& dims)
{
    int64_t v = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        v *= dims.d[i];
    }
    return v;
}

bool buildEngine(Logger& logger, std::string const& path)
{
    auto builder = std::unique_ptr<IBuilder>(createInferBuilder(logger));
    auto network = std::unique_ptr<INetworkDefinition>(builder->createNetworkV2(0));
    auto config = std::unique_ptr<IBuilderConfig>(builder->createBuilderConfig());
    config->setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, 1U << 26);
    auto* input = network->addInput("input", DataType::kFLOAT, Dims4{-1, 1, 4, 4});
    std::vector<float> kernel(9, 1.0f / 9.0f);
    auto* conv = network->addConvolutionNd(
        *input, 1, DimsHW{3, 3}, Weights{DataType::kFLOAT, kernel.data(), 9}, Weights{DataType::kFLOAT, nullptr, 0});
    conv->setPaddingNd(DimsHW{1, 1});
    auto* act = network->addActivation(*conv->getOutput(0), ActivationType::kRELU);
    act->getOutput(0)->setName("output");
    network->markOutput(*act->getOutput(0));
    auto* profile = builder->createOptimizationProfile();
    profile->setDimensions("input", OptProfileSelector::kMIN, Dims4{1, 1, 4, 4});
    profile->setDimensions("input", OptProfileSelector::kOPT, Dims4{2, 1, 4, 4});
    profile->setDimensions("input", OptProfileSelector::kMAX, Dims4{4, 1, 4, 4});
    config->addOptimizationProfile(profile);
    auto plan = std::unique_ptr<IHostMemory>(builder->buildSerializedNetwork(*network, *config));
    if (!plan)
    {
        return false;
    }
    std::ofstream file(path, std::ios::binary);
    file.write(static_cast<const char*>(plan->data()), plan->size());
    return file.good();
}

int main(int argc, char** argv)
{
    if (argc != 2)
    {
        return 1;
    }
    Logger logger;
    if (!buildEngine(logger, argv[1]))
    {
        return 1;
    }
    std::ifstream file(argv[1], std::ios::binary);
    std::vector<char> blob((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    auto runtime = std::unique_ptr<IRuntime>(createInferRuntime(logger));
    auto engine = std::unique_ptr<ICudaEngine>(runtime->deserializeCudaEngine(blob.data(), blob.size()));
    auto context = std::unique_ptr<IExecutionContext>(engine->createExecutionContext());
    cudaStream_t stream;
    CHECK_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    context->setInputShape("input", Dims4{3, 1, 4, 4});
    std::map<std::string, void*> buffers;
    for (int32_t i = 0; i < engine->getNbIOTensors(); ++i)
    {
        const char* name = engine->getIOTensorName(i);
        void* buffer = nullptr;
        CHECK_CUDA(cudaMalloc(&buffer, volume(context->getTensorShape(name)) * sizeof(float)));
        context->setTensorAddress(name, buffer);
        buffers[name] = buffer;
    }
    std::vector<float> in(48), out(48);
    for (size_t i = 0; i < in.size(); ++i)
    {
        in[i] = static_cast<float>(i % 7) - 2.0f;
    }
    CHECK_CUDA(cudaMemcpyAsync(buffers["input"], in.data(), in.size() * sizeof(float), cudaMemcpyHostToDevice, stream));
    if (!context->enqueueV3(stream))
    {
        std::cerr << "enqueueV3 failed" << std::endl;
        return 1;
    }
    CHECK_CUDA(
        cudaMemcpyAsync(out.data(), buffers["output"], out.size() * sizeof(float), cudaMemcpyDeviceToHost, stream));
    CHECK_CUDA(cudaStreamSynchronize(stream));
    double worst = 0.0;
    for (int n = 0; n < 3; ++n)
    {
        for (int y = 0; y < 4; ++y)
        {
            for (int x = 0; x < 4; ++x)
            {
                double sum = 0.0;
                for (int dy = -1; dy <= 1; ++dy)
                {
                    for (int dx = -1; dx <= 1; ++dx)
                    {
                        bool inside = y + dy >= 0 && y + dy < 4 && x + dx >= 0 && x + dx < 4;
                        sum += inside ? in[n * 16 + (y + dy) * 4 + x + dx] / 9.0 : 0.0;
                    }
                }
                worst = std::max(worst, std::fabs(out[n * 16 + y * 4 + x] - std::max(sum, 0.0)));
            }
        }
    }
    std::cout << (worst < 1e-5 ? "correct" : "wrong") << std::endl;
    for (auto& [name, buffer] : buffers)
    {
        CHECK_CUDA(cudaFree(buffer));
    }
    CHECK_CUDA(cudaStreamDestroy(stream));
    return worst < 1e-5 ? 0 : 1;
}

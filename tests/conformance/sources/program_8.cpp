// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// A program as written for release 8 (and mostly for 7): names, defaults and conversions that such sources rely on. Only compiled.
#include <NvInfer.h>
#include <NvInferPlugin.h>
#include <NvOnnxParser.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace nvinfer1
{
class IBuilder; // sources declare classes ahead
class IPluginCreator;
class IErrorRecorder;
class IGpuAllocator;
class IProfiler;
} // namespace nvinfer1

#if NV_TENSORRT_MAJOR >= 8
#define TRT_NOEXCEPT noexcept
#else
#define TRT_NOEXCEPT
#endif

using namespace nvinfer1;

class Logger : public ILogger
{
public:
    void log(Severity severity, const char* msg) TRT_NOEXCEPT override
    {
        if (severity <= Severity::kWARNING)
        {
            std::cerr << msg << std::endl;
        }
    }
};

class Allocator : public IGpuAllocator
{
public:
    void* allocate(uint64_t size, uint64_t alignment, uint32_t flags) TRT_NOEXCEPT override
    {
        static_cast<void>(alignment);
        static_cast<void>(flags);
        return ::operator new(size);
    }

    void free(void* memory) TRT_NOEXCEPT override { ::operator delete(memory); }
};

class Profiler : public IProfiler
{
public:
    void reportLayerTime(const char* layerName, float ms) TRT_NOEXCEPT override { std::cout << layerName << ms; }
};

class Calibrator : public IInt8EntropyCalibrator2
{
public:
    int getBatchSize() const TRT_NOEXCEPT override { return 1; }

    bool getBatch(void* bindings[], const char* names[], int nbBindings) TRT_NOEXCEPT override
    {
        static_cast<void>(bindings);
        static_cast<void>(names);
        return nbBindings > 1;
    }

    const void* readCalibrationCache(std::size_t& length) TRT_NOEXCEPT override
    {
        length = 0;
        return nullptr;
    }

    void writeCalibrationCache(const void*, std::size_t) TRT_NOEXCEPT override {}
};

struct Destroy
{
    template <typename T>
    void operator()(T* object) const
    {
        if (object != nullptr)
        {
            object->destroy();
        }
    }
};

template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

int volume(const Dims& dims)
{
    int result = 1;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        result *= std::max(dims.d[i], 1);
    }
    return result;
}

ICudaEngine* buildImplicit(Logger& logger, IPluginV2& plugin)
{
    Owned<IBuilder> builder{createInferBuilder(logger)};
    Owned<INetworkDefinition> network{builder->createNetworkV2(0U)};
    Owned<IBuilderConfig> config{builder->createBuilderConfig()};
    ITensor* input = network->addInput("input", DataType::kFLOAT, Dims3{1, 28, 28});
    IConvolutionLayer* conv =
        network->addConvolution(*input, 20, DimsHW{5, 5}, Weights{DataType::kFLOAT, nullptr, 0}, Weights{});
    conv->setStride(DimsHW{1, 1});
    conv->setPadding(DimsHW{2, 2});
    int32_t maps{conv->getNbOutputMaps()};
    IPoolingLayer* pool = network->addPooling(*conv->getOutput(0), PoolingType::kMAX, DimsHW{2, 2});
    pool->setStrideNd(DimsHW{2, 2});
    IFullyConnectedLayer* full = network->addFullyConnected(*pool->getOutput(0), maps, Weights{}, Weights{});
    ITensor* tensors[] = {full->getOutput(0)};
    IPluginV2Layer* layer = network->addPluginV2(tensors, 1, plugin);
    layer->setPrecision(DataType::kHALF);
    DimsHW const kernel = conv->getKernelSize();
    std::cout << kernel.h() << volume(layer->getOutput(0)->getDimensions());
    network->markOutput(*layer->getOutput(0));
    builder->setMaxBatchSize(4);
    config->setMaxWorkspaceSize(1 << 20);
    config->setFlag(BuilderFlag::kSTRICT_TYPES);
    config->setProfilingVerbosity(ProfilingVerbosity::kVERBOSE);
    config->setEngineCapability(EngineCapability::kDEFAULT);
    if (full->getType() == LayerType::kFULLY_CONNECTED && network->hasImplicitBatchDimension())
    {
        std::cout << builder->getMaxBatchSize();
    }
    return builder->buildEngineWithConfig(*network, *config);
}

IHostMemory* buildFromOnnx(Logger& logger, const std::string& file)
{
    std::unique_ptr<IBuilder> builder(createInferBuilder(logger));
    const auto flags = 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    std::unique_ptr<INetworkDefinition> network(builder->createNetworkV2(flags));
    std::unique_ptr<nvonnxparser::IParser> parser(nvonnxparser::createParser(*network, logger));
    if (!parser->parseFromFile(file.c_str(), static_cast<int>(ILogger::Severity::kWARNING)))
    {
        for (int i = 0; i < parser->getNbErrors(); ++i)
        {
            std::cerr << parser->getError(i)->desc();
        }
        return nullptr;
    }
    IOptimizationProfile* profile = builder->createOptimizationProfile();
    profile->setDimensions("input", OptProfileSelector::kMIN, Dims4(1, 3, 224, 224));
    profile->setDimensions("input", OptProfileSelector::kOPT, Dims4{4, 3, 224, 224});
    profile->setDimensions("input", OptProfileSelector::kMAX, Dims4(8, 3, 224, 224));
    std::unique_ptr<IBuilderConfig> config(builder->createBuilderConfig());
    config->addOptimizationProfile(profile);
    Calibrator calibrator;
    config->setInt8Calibrator(&calibrator);
    IResizeLayer* resize = network->addResize(*network->getInput(0));
    resize->setResizeMode(ResizeMode::kLINEAR);
    resize->setAlignCorners(true);
    ISliceLayer* slice =
        network->addSlice(*network->getInput(0), Dims4{0, 0, 0, 0}, Dims4{1, 1, 1, 1}, Dims4{1, 1, 1, 1});
    slice->setMode(SliceMode::kDEFAULT);
    return builder->buildSerializedNetwork(*network, *config);
}

bool infer(Logger& logger, IHostMemory& plan, void** buffers, cudaStream_t stream)
{
    initLibNvInferPlugins(&logger, "");
    IRuntime* runtime = createInferRuntime(logger);
    ICudaEngine* engine = runtime->deserializeCudaEngine(plan.data(), plan.size(), nullptr);
    IExecutionContext* context = engine->createExecutionContext();
    Profiler profiler;
    context->setProfiler(&profiler);
    const int inputIndex = engine->getBindingIndex("input");
    std::vector<int64_t> sizes;
    for (int i = 0; i < engine->getNbBindings(); ++i)
    {
        Dims dims = engine->getBindingDimensions(i);
        sizes.push_back(volume(dims) * static_cast<int>(engine->getBindingDataType(i) == DataType::kFLOAT ? 4 : 2));
        std::cout << engine->getBindingName(i) << engine->bindingIsInput(i);
    }
    context->setBindingDimensions(inputIndex, Dims4{1, 3, 224, 224});
    Dims const shape = context->getBindingDimensions(inputIndex);
    bool done = shape.nbDims == 4 && context->allInputDimensionsSpecified();
    done = done && context->executeV2(buffers) && context->enqueueV2(buffers, stream, nullptr);
    done =
        done && context->execute(engine->getMaxBatchSize(), buffers) && context->enqueue(1, buffers, stream, nullptr);
    context->destroy();
    engine->destroy();
    runtime->destroy();
    for (int i = 0, n = 0; i < n; ++i)
    {
        IPluginCreator* const* creators = getPluginRegistry()->getPluginCreatorList(&n);
        std::cout << creators[i]->getPluginName() << creators[i]->getTensorRTVersion();
    }
    return done;
}

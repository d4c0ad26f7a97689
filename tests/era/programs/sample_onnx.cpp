// A sample as SDKs shipped them: an ONNX model of handwritten digits becomes an engine, in memory; images are classified. Its class has
// build(), constructNetwork(), infer(), processInput(), verifyOutput().
//
//     sample_onnx model.onnx scans.npy labels.npy [plan]      float32 [n][64] and int32 [n] behind headers of 128 bytes; n a multiple of 4
#include "samples_common.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

using samplesCommon::InferDeleter;

struct OnnxSampleParams
{
    std::string onnxFileName;
    std::string images;
    std::string labels;
    int batchSize{4};
    bool fp16{false};
};

class SampleOnnxDigits
{
    template <typename T>
    using SampleUniquePtr = std::unique_ptr<T, InferDeleter>;

public:
    SampleOnnxDigits(const OnnxSampleParams& params)
        : mParams(params)
        , mEngine(nullptr)
    {
    }

    bool build();
    bool infer();
    bool serialize(const std::string& file) const;

private:
    bool constructNetwork(SampleUniquePtr<nvinfer1::IBuilder>& builder,
        SampleUniquePtr<nvinfer1::INetworkDefinition>& network, SampleUniquePtr<nvinfer1::IBuilderConfig>& config,
        SampleUniquePtr<nvonnxparser::IParser>& parser);

    OnnxSampleParams mParams;
    nvinfer1::Dims mInputDims;
    nvinfer1::Dims mOutputDims;
    std::string mInput, mOutput;
    std::shared_ptr<nvinfer1::ICudaEngine> mEngine;
};

bool SampleOnnxDigits::build()
{
    if (!initLibNvInferPlugins(&sample::gLogger.getTRTLogger(), ""))
    {
        return false;
    }
    auto builder = SampleUniquePtr<nvinfer1::IBuilder>(nvinfer1::createInferBuilder(sample::gLogger.getTRTLogger()));
    if (!builder)
    {
        return false;
    }
    const auto explicitBatch = 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    auto network = SampleUniquePtr<nvinfer1::INetworkDefinition>(builder->createNetworkV2(explicitBatch));
    auto config = SampleUniquePtr<nvinfer1::IBuilderConfig>(builder->createBuilderConfig());
    auto parser =
        SampleUniquePtr<nvonnxparser::IParser>(nvonnxparser::createParser(*network, sample::gLogger.getTRTLogger()));
    if (!network || !config || !parser || !constructNetwork(builder, network, config, parser))
    {
        return false;
    }
#if NV_TENSORRT_MAJOR < 8
    mEngine = std::shared_ptr<nvinfer1::ICudaEngine>(builder->buildEngineWithConfig(*network, *config), InferDeleter());
#else
    SampleUniquePtr<IHostMemory> plan{builder->buildSerializedNetwork(*network, *config)};
    if (!plan)
    {
        return false;
    }
    SampleUniquePtr<IRuntime> runtime{createInferRuntime(sample::gLogger.getTRTLogger())};
    mEngine = std::shared_ptr<nvinfer1::ICudaEngine>(
        runtime->deserializeCudaEngine(plan->data(), plan->size()), InferDeleter());
#endif
    if (!mEngine)
    {
        return false;
    }
    assert(network->getNbInputs() == 1);
    mInputDims = network->getInput(0)->getDimensions();
    mInput = network->getInput(0)->getName();
    assert(network->getNbOutputs() == 1);
    mOutputDims = network->getOutput(0)->getDimensions();
    mOutput = network->getOutput(0)->getName();
    std::cout << "input " << mInputDims << ", output " << mOutputDims << std::endl;
    return true;
}

bool SampleOnnxDigits::constructNetwork(SampleUniquePtr<nvinfer1::IBuilder>& builder,
    SampleUniquePtr<nvinfer1::INetworkDefinition>& network, SampleUniquePtr<nvinfer1::IBuilderConfig>& config,
    SampleUniquePtr<nvonnxparser::IParser>& parser)
{
    auto parsed =
        parser->parseFromFile(mParams.onnxFileName.c_str(), static_cast<int>(sample::gLogger.getReportableSeverity()));
    if (!parsed)
    {
        for (int i = 0; i < parser->getNbErrors(); ++i)
        {
            std::cerr << parser->getError(i)->desc() << std::endl;
        }
        return false;
    }
    config->setMaxWorkspaceSize(16_MiB);
    if (mParams.fp16 && builder->platformHasFastFp16())
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    Dims input = network->getInput(0)->getDimensions();
    if (std::any_of(input.d, input.d + input.nbDims, [](int d) { return d < 0; }))
    {
        auto profile = builder->createOptimizationProfile();
        for (auto select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
        {
            Dims dims = input;
            dims.d[0] = select == OptProfileSelector::kMIN ? 1 : mParams.batchSize;
            profile->setDimensions(network->getInput(0)->getName(), select, dims);
        }
        config->addOptimizationProfile(profile);
    }
    return true;
}

bool SampleOnnxDigits::serialize(const std::string& file) const
{
    SampleUniquePtr<IHostMemory> memory{mEngine->serialize()};
    std::ofstream out(file, std::ios::binary);
    out.write(static_cast<const char*>(memory->data()), memory->size());
    return out.good();
}

bool SampleOnnxDigits::infer()
{
    sample::ErrorRecorder recorder;
    SimpleProfiler profiler;
    auto context = SampleUniquePtr<nvinfer1::IExecutionContext>(mEngine->createExecutionContext());
    if (!context)
    {
        return false;
    }
    context->setErrorRecorder(&recorder);
    context->setProfiler(&profiler);
    Dims dims = mInputDims;
    dims.d[0] = mParams.batchSize;
    if (mInputDims.d[0] < 0 && !context->setBindingDimensions(mEngine->getBindingIndex(mInput.c_str()), dims))
    {
        return false;
    }
    samplesCommon::BufferManager buffers(mEngine, 0, context.get());
    std::ifstream images(mParams.images, std::ios::binary), labels(mParams.labels, std::ios::binary);
    images.seekg(128);
    labels.seekg(128);
    int right = 0, all = 0;
    const size_t volume = samplesCommon::volume(dims);
    float* in = static_cast<float*>(buffers.getHostBuffer(mInput));
    const float* out = static_cast<float*>(buffers.getHostBuffer(mOutput));
    while (images.read(reinterpret_cast<char*>(in), volume * sizeof(float)))
    {
        buffers.copyInputToDevice();
        if (!context->executeV2(buffers.getDeviceBindings().data()))
        {
            return false;
        }
        buffers.copyOutputToHost();
        for (int n = 0; n < mParams.batchSize; ++n, ++all)
        {
            int32_t label;
            labels.read(reinterpret_cast<char*>(&label), sizeof(label));
            const float* logits = out + n * 10;
            right += std::max_element(logits, logits + 10) - logits == label;
        }
    }
    std::cout << right << " of " << all << " right, " << profiler.mCount.size() << " layers timed, "
              << recorder.getNbErrors() << " errors" << std::endl;
    context->setErrorRecorder(nullptr);
    return true;
}

int main(int argc, char** argv)
{
    if (argc < 4)
    {
        return EXIT_FAILURE;
    }
    OnnxSampleParams params;
    params.onnxFileName = argv[1];
    params.images = argv[2];
    params.labels = argv[3];
    params.fp16 = getenv("SAMPLE_FP16") != nullptr;
    SampleOnnxDigits sample(params);
    if (!sample.build() || !sample.infer())
    {
        return EXIT_FAILURE;
    }
    return argc < 5 || sample.serialize(argv[4]) ? EXIT_SUCCESS : EXIT_FAILURE;
}

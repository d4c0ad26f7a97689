// The same program, written against the API of TensorRT 7: settings on the builder, objects freed by destroy().
#include "common/batches.h"
#include "common/device_values.h"
#include "common/logger.h"
#include "common/plugin_library.h"
#include "common/program.h"

#include <NvInfer.h>
#include <NvInferPlugin.h>
#include <NvOnnxParser.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace nvinfer1;

namespace digits
{

namespace
{

Logger logger;

struct Destroy
{
    template <typename T>
    void operator()(T* object) const
    {
        object->destroy();
    }
};

template <typename T>
std::unique_ptr<T, Destroy> owned(T* object, std::string const& what)
{
    if (object == nullptr)
    {
        throw std::runtime_error(what + " failed; the messages above say why");
    }
    return std::unique_ptr<T, Destroy>(object);
}

void check(bool succeeded, std::string const& what)
{
    if (!succeeded)
    {
        throw std::runtime_error(what + " failed; the messages above say why");
    }
}

Dims batchDims(int batch)
{
    return Dims4{batch, 1, static_cast<int>(kSide), static_cast<int>(kSide)};
}

// The network's weights lie in the parser: it has to live until the engine is built.
std::unique_ptr<nvonnxparser::IParser, Destroy> parsed(INetworkDefinition& network, std::string const& modelPath)
{
    auto parser = owned(nvonnxparser::createParser(network, logger), "creating a parser");
    check(parser->parseFromFile(modelPath.c_str(), static_cast<int>(ILogger::Severity::kWARNING)),
        "parsing " + modelPath);
    return parser;
}

// Implicit batch as it was from the start: everything is set on the builder.
ICudaEngine* buildImplicit(IBuilder& builder, BuildRequest const& request)
{
    auto const network = owned(builder.createNetwork(), "creating a network");
    auto const parser = parsed(*network, request.modelPath);
    builder.setMaxBatchSize(kMaxImplicitBatch);
    builder.setMaxWorkspaceSize(kWorkspaceBytes);
    builder.setFp16Mode(request.precision == Precision::kFp16);
    return builder.buildCudaEngine(*network);
}

ICudaEngine* buildExplicit(IBuilder& builder, BuildRequest const& request)
{
    auto const network =
        owned(builder.createNetworkV2(1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH)),
            "creating a network");
    auto const parser = parsed(*network, request.modelPath);
    auto const config = owned(builder.createBuilderConfig(), "creating a builder config");
    config->setMaxWorkspaceSize(kWorkspaceBytes);
    if (request.precision == Precision::kFp16)
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    IOptimizationProfile* const profile = builder.createOptimizationProfile(); // owned by the builder
    char const* const input = network->getInput(0)->getName();
    check(profile->setDimensions(input, OptProfileSelector::kMIN, batchDims(kProfileMinBatch))
            && profile->setDimensions(input, OptProfileSelector::kOPT, batchDims(kProfileOptBatch))
            && profile->setDimensions(input, OptProfileSelector::kMAX, batchDims(kProfileMaxBatch))
            && config->addOptimizationProfile(profile) >= 0,
        "adding the optimization profile");
    return builder.buildEngineWithConfig(*network, *config);
}

} // namespace

void loadPlugin(std::string const& library)
{
    if (library == kStandardPlugins)
    {
        check(initLibNvInferPlugins(&logger, ""), "registering the standard plugins");
        return;
    }
    loadWithDlopen(library);
}

std::vector<char> buildEngine(BuildRequest const& request)
{
    auto const builder = owned(createInferBuilder(logger), "creating a builder");
    auto const engine =
        owned(request.mode == Mode::kImplicit ? buildImplicit(*builder, request) : buildExplicit(*builder, request),
            "building the engine");
    auto const plan = owned(engine->serialize(), "serializing the engine");
    auto const* bytes = static_cast<char const*>(plan->data());
    return std::vector<char>(bytes, bytes + plan->size());
}

Answers classify(std::vector<char> const& engineFile, std::vector<float> const& pixels)
{
    auto const runtime = owned(createInferRuntime(logger), "creating a runtime");
    auto const engine =
        owned(runtime->deserializeCudaEngine(engineFile.data(), engineFile.size(), nullptr), "loading the engine");
    auto const context = owned(engine->createExecutionContext(), "creating an execution context");
    check(engine->getNbBindings() == 2, "finding one input and one output in the engine");
    int const inputIndex = engine->getBindingIndex("input");
    int const outputIndex = engine->getBindingIndex("logits");
    check(inputIndex >= 0 && outputIndex >= 0, "finding the bindings \"input\" and \"logits\"");

    bool const isImplicit = engine->hasImplicitBatchDimension();
    int const maxBatch = isImplicit
        ? engine->getMaxBatchSize()
        : static_cast<int>(engine->getProfileDimensions(inputIndex, 0, OptProfileSelector::kMAX).d[0]);
    std::vector<float> input(static_cast<size_t>(maxBatch) * kPixels);
    std::vector<float> output(static_cast<size_t>(maxBatch) * kClasses);
    DeviceValues onDevice(*engine, input, output);
    void* pointers[2];
    pointers[inputIndex] = onDevice.input.data();
    pointers[outputIndex] = onDevice.output.data();

    // The asynchronous calls, on the default stream; the copy of the output waits for them.
    auto const enqueue = [&](int batch) {
        if (isImplicit)
        {
            check(context->enqueue(batch, pointers, nullptr, nullptr), "an inference");
            return;
        }
        check(context->setBindingDimensions(inputIndex, batchDims(batch)), "setting the input's dims");
        check(context->enqueueV2(pointers, nullptr, nullptr), "an inference");
    };
    auto const infer = [&](int batch) { onDevice.through(input, output, [&] { enqueue(batch); }); };
    Answers answers;
    answers.mode = isImplicit ? Mode::kImplicit : Mode::kExplicit;
    answers.logits = inferAll(pixels, input, output, infer);
    answers.latencyBatch = maxBatch;
    answers.latencyMs = medianMs([&] { infer(maxBatch); });
    return answers;
}

} // namespace digits

// The demo's program, written against the API of TensorRT 8: ONNX model and plugin to engine file, engine file to answers.
//
// It runs where TENON_DEVICE says (cpu, cuda): its bindings come from tenon::DeviceMemory, which is cudaMalloc on a GPU.
#include "common/batches.h"
#include "common/device_values.h"
#include "common/logger.h"
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

// The object, or a message that says what could not be made; the logger has told why.
template <typename T>
std::unique_ptr<T> owned(T* object, std::string const& what)
{
    if (object == nullptr)
    {
        throw std::runtime_error(what + " failed; the messages above say why");
    }
    return std::unique_ptr<T>(object);
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

void addProfile(IBuilder& builder, IBuilderConfig& config, char const* input)
{
    IOptimizationProfile* const profile = builder.createOptimizationProfile(); // owned by the builder
    check(profile->setDimensions(input, OptProfileSelector::kMIN, batchDims(kProfileMinBatch))
            && profile->setDimensions(input, OptProfileSelector::kOPT, batchDims(kProfileOptBatch))
            && profile->setDimensions(input, OptProfileSelector::kMAX, batchDims(kProfileMaxBatch)),
        "setting the profile's dims");
    check(config.addOptimizationProfile(profile) >= 0, "adding the optimization profile");
}

// Which binding is the input and which the output.
struct Bindings
{
    explicit Bindings(ICudaEngine const& engine)
    {
        check(engine.getNbBindings() == 2, "finding one input and one output in the engine");
        input = engine.bindingIsInput(0) ? 0 : 1;
        output = 1 - input;
    }

    int input;
    int output;
};

} // namespace

void loadPlugin(std::string const& library)
{
    if (library == kStandardPlugins)
    {
        check(initLibNvInferPlugins(&logger, ""), "registering the standard plugins");
        return;
    }
    // Loading runs the library's static objects, and those register its plugins. dlopen would do as well.
    check(getPluginRegistry()->loadLibrary(library.c_str()) != nullptr, "loading " + library);
}

std::vector<char> buildEngine(BuildRequest const& request)
{
    bool const isExplicit = request.mode == Mode::kExplicit;
    auto const builder = owned(createInferBuilder(logger), "creating a builder");
    uint32_t const flags =
        isExplicit ? 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH) : 0U;
    auto const network = owned(builder->createNetworkV2(flags), "creating a network");
    // The network's weights lie in the parser: it has to live until the engine is built.
    auto const parser = owned(nvonnxparser::createParser(*network, logger), "creating a parser");
    check(parser->parseFromFile(request.modelPath.c_str(), static_cast<int>(ILogger::Severity::kWARNING)),
        "parsing " + request.modelPath);

    auto const config = owned(builder->createBuilderConfig(), "creating a builder config");
    config->setMaxWorkspaceSize(kWorkspaceBytes);
    if (request.precision == Precision::kFp16)
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    if (isExplicit)
    {
        addProfile(*builder, *config, network->getInput(0)->getName());
    }
    else
    {
        builder->setMaxBatchSize(kMaxImplicitBatch);
    }
    auto const engine = owned(builder->buildEngineWithConfig(*network, *config), "building the engine");
    auto const plan = owned(engine->serialize(), "serializing the engine");
    auto const* bytes = static_cast<char const*>(plan->data());
    return std::vector<char>(bytes, bytes + plan->size());
}

Answers classify(std::vector<char> const& engineFile, std::vector<float> const& pixels)
{
    auto const runtime = owned(createInferRuntime(logger), "creating a runtime");
    auto const engine =
        owned(runtime->deserializeCudaEngine(engineFile.data(), engineFile.size()), "loading the engine");
    auto const context = owned(engine->createExecutionContext(), "creating an execution context");
    Bindings const bindings(*engine);

    bool const isImplicit = engine->hasImplicitBatchDimension();
    int const maxBatch = isImplicit
        ? engine->getMaxBatchSize()
        : static_cast<int>(engine->getProfileDimensions(bindings.input, 0, OptProfileSelector::kMAX).d[0]);
    std::vector<float> input(static_cast<size_t>(maxBatch) * kPixels);
    std::vector<float> output(static_cast<size_t>(maxBatch) * kClasses);
    DeviceValues onDevice(*engine, input, output);
    void* pointers[2];
    pointers[bindings.input] = onDevice.input.data();
    pointers[bindings.output] = onDevice.output.data();

    auto const execute = [&](int batch) {
        if (isImplicit)
        {
            check(context->execute(batch, pointers), "an inference");
            return;
        }
        check(context->setBindingDimensions(bindings.input, batchDims(batch)), "setting the input's dims");
        check(context->executeV2(pointers), "an inference");
    };
    auto const infer = [&](int batch) { onDevice.through(input, output, [&] { execute(batch); }); };
    Answers answers;
    answers.mode = isImplicit ? Mode::kImplicit : Mode::kExplicit;
    answers.logits = inferAll(pixels, input, output, infer);
    answers.latencyBatch = maxBatch;
    answers.latencyMs = medianMs([&] { infer(maxBatch); });
    return answers;
}

} // namespace digits

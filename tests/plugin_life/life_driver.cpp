// usage: life_driver_<level> build|run <plugin> <version> implicit|explicit|dynamic fp32|fp16 <plan> <library of plugins>
//
// The program around one plugin, as an application has it: builds an engine into a file, or loads the file and runs it in two contexts.
// Writes headings between the lines that the plugin writes. Exit status 0 if all values were right.
#include "recorder.h"

#include <cstring>
#include <fstream>
#include <iostream>
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
        if (severity <= Severity::kWARNING)
        {
            std::cerr << message << "\n";
        }
    }
};

struct Task
{
    std::string plugin, version, mode;
    bool half;
    std::string plan;

    bool isDynamic() const { return mode == "dynamic"; }
    bool isImplicit() const { return mode == "implicit" || isShared(); }
    //! Implicit batch, with a second input that is the same for all of a batch.
    bool isShared() const { return mode == "shared"; }
};

void heading(std::string const& what)
{
    life::write("-- " + what);
}

[[noreturn]] void fail(std::string const& what)
{
    std::cerr << "life_driver: " << what << "\n";
    std::exit(1);
}

Dims dims(std::vector<int> const& sizes)
{
    Dims result{};
    for (int const size : sizes)
    {
        result.d[result.nbDims++] = size;
    }
    return result;
}

IPluginV2* createV2(Task const& task)
{
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator(task.plugin.c_str(), task.version.c_str());
    if (creator == nullptr)
    {
        fail("no creator");
    }
    PluginFieldCollection const none{0, nullptr};
    return creator->createPlugin("life", &none);
}

ITensor* addPlugin(INetworkDefinition& network, ITensor* x, ITensor* shared, Task const& task)
{
#if NV_TENSORRT_MAJOR >= 10
    if (task.plugin == "LifeV3")
    {
        auto* const creator = static_cast<IPluginCreatorV3One*>(getPluginRegistry()->getCreator("LifeV3", "10"));
        PluginFieldCollection const none{0, nullptr};
        heading("the user creates a plugin");
        IPluginV3* const plugin = creator->createPlugin("life", &none, TensorRTPhase::kBUILD);
        heading("addPluginV3");
        ITensor* const y = network.addPluginV3(&x, 1, nullptr, 0, *plugin)->getOutput(0);
        heading("the user deletes his plugin");
        delete plugin;
        return y;
    }
#endif
    heading("the user creates a plugin");
    IPluginV2* const plugin = createV2(task);
    heading("addPluginV2");
    ITensor* inputs[]{x, shared};
    ITensor* const y = network.addPluginV2(inputs, shared == nullptr ? 1 : 2, *plugin)->getOutput(0);
    heading("the user destroys his plugin");
    plugin->destroy();
    return y;
}

void build(Task const& task, Logger& logger)
{
    std::unique_ptr<IBuilder> const builder(createInferBuilder(logger));
    unsigned const kExplicit = 1U << static_cast<int>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(task.isImplicit() ? 0U : kExplicit));
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    Dims const shape = task.isImplicit() ? dims({3}) : dims({task.isDynamic() ? -1 : 2, 3});
    ITensor* const x = network->addInput("x", DataType::kFLOAT, shape);
    ITensor* const shared = task.isShared() ? network->addInput("shared", DataType::kFLOAT, shape) : nullptr;
#if NV_TENSORRT_MAJOR < 10
    if (shared != nullptr)
    {
        shared->setBroadcastAcrossBatch(true);
    }
#endif
    ITensor* const y = addPlugin(*network, x, shared, task);
    y->setName("y");
    network->markOutput(*y);
    if (task.isDynamic())
    {
        IOptimizationProfile* const profile = builder->createOptimizationProfile();
        profile->setDimensions("x", OptProfileSelector::kMIN, dims({1, 3}));
        profile->setDimensions("x", OptProfileSelector::kOPT, dims({2, 3}));
        profile->setDimensions("x", OptProfileSelector::kMAX, dims({4, 3}));
        config->addOptimizationProfile(profile);
    }
#if NV_TENSORRT_MAJOR < 10
    builder->setMaxBatchSize(4);
#endif
    if (task.half)
    {
        config->setFlag(BuilderFlag::kFP16);
    }
    heading(task.half ? "the engine is built, fp16 allowed" : "the engine is built");
    std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    if (plan == nullptr)
    {
        fail("no plan");
    }
    std::ofstream(task.plan, std::ios::binary)
        .write(static_cast<char const*>(plan->data()), static_cast<std::streamsize>(plan->size()));
    heading("the network is destroyed");
}

//! One inference with `samples` samples; ends the program where a value is wrong.
void infer(IExecutionContext& context, Task const& task, int samples, float first, std::vector<float>& x,
    std::vector<float>& y)
{
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = first + static_cast<float>(i);
        y[i] = -1.0F;
    }
    void* bindings[]{x.data(), y.data()};
    bool done = false;
#if NV_TENSORRT_MAJOR < 10
    float sharedValues[]{7.0F, 8.0F, 9.0F};
    void* threeBindings[]{x.data(), sharedValues, y.data()};
    if (task.isImplicit())
    {
        done = context.execute(samples, task.isShared() ? threeBindings : bindings);
    }
    else
    {
        done =
            (!task.isDynamic() || context.setBindingDimensions(0, dims({samples, 3}))) && context.executeV2(bindings);
    }
#else
    done = (!task.isDynamic() || context.setInputShape("x", dims({samples, 3})))
        && context.setTensorAddress("x", x.data()) && context.setTensorAddress("y", y.data())
        && context.enqueueV3(nullptr);
    (void)bindings;
#endif
    if (!done)
    {
        fail("an inference failed");
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        float const expected = i < static_cast<size_t>(samples) * 3 ? 2 * x[i] : -1.0F;
        if (y[i] != expected)
        {
            fail("expected " + std::to_string(expected) + " as value " + std::to_string(i) + ", found "
                + std::to_string(y[i]));
        }
    }
}

void run(Task const& task, Logger& logger)
{
    std::ifstream file(task.plan, std::ios::binary);
    std::string const bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::unique_ptr<IRuntime> const runtime(createInferRuntime(logger));
    heading("the engine is loaded in a new process");
    std::unique_ptr<ICudaEngine> engine(runtime->deserializeCudaEngine(bytes.data(), bytes.size()));
    if (engine == nullptr)
    {
        fail("no engine");
    }
    heading("context A");
    std::unique_ptr<IExecutionContext> a(engine->createExecutionContext());
    heading("context B, while A lives");
    std::unique_ptr<IExecutionContext> b(engine->createExecutionContext());
    std::vector<float> x(12), y(12), otherX(12), otherY(12);
    heading("A runs 2 samples");
    infer(*a, task, 2, 1.0F, x, y);
    heading("A runs 2 samples again");
    infer(*a, task, 2, 5.0F, x, y);
    bool const varies = task.mode != "explicit";
    heading(varies ? "B runs 4 samples" : "B runs 2 samples");
    infer(*b, task, varies ? 4 : 2, 3.0F, otherX, otherY);
    if (varies)
    {
        heading("A runs 1 sample");
        infer(*a, task, 1, 1.0F, x, y);
    }
    heading("A runs 2 samples in other memory");
    infer(*a, task, 2, 1.0F, otherX, otherY);
    heading("context B is destroyed");
    b.reset();
    heading("context A is destroyed");
    a.reset();
    heading("the engine is destroyed");
    engine.reset();
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 8)
    {
        fail("wrong arguments");
    }
    Task const task{arguments[2], arguments[3], arguments[4], std::strcmp(arguments[5], "fp16") == 0, arguments[6]};
    Logger logger;
    if (getPluginRegistry()->loadLibrary(arguments[7]) == nullptr)
    {
        fail("no library");
    }
    std::strcmp(arguments[1], "build") == 0 ? build(task, logger) : run(task, logger);
    return 0;
}

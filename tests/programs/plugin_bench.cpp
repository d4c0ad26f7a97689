// What a host costs around plugins that do nothing, through the public interface: an enqueue over a direct virtual call, a change of shapes.
#include <NvInfer.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace
{

using namespace nvinfer1;

//! What both forms have in common.
template <typename Base>
class Nothing : public Base
{
public:
    char const* getPluginType() const noexcept override { return "Nothing"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return 1; }
    void serialize(void* buffer) const noexcept override
    {
        *static_cast<char*>(buffer) = std::is_same_v<Base, IPluginV2DynamicExt> ? 'd' : 's';
    }
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override { return types[0]; }
};

class StaticNothing final : public Nothing<IPluginV2IOExt>
{
public:
    Dims getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept override { return inputs[0]; }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }
    size_t getWorkspaceSize(int32_t) const noexcept override { return 0; }
    void configurePlugin(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) noexcept override {}
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept override
    {
        return inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    int32_t enqueue(int32_t, void const* const* inputs, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        benchmark::DoNotOptimize(inputs[0]);
        benchmark::DoNotOptimize(outputs[0]);
        return 0;
    }
    IPluginV2Ext* clone() const noexcept override { return new StaticNothing; }
};

class DynamicNothing final : public Nothing<IPluginV2DynamicExt>
{
public:
    DimsExprs getOutputDimensions(int32_t, DimsExprs const* inputs, int32_t, IExprBuilder&) noexcept override
    {
        return inputs[0];
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    void configurePlugin(
        DynamicPluginTensorDesc const*, int32_t, DynamicPluginTensorDesc const*, int32_t) noexcept override
    {
    }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        return inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    int32_t enqueue(PluginTensorDesc const*, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t) noexcept override
    {
        benchmark::DoNotOptimize(inputs[0]);
        benchmark::DoNotOptimize(outputs[0]);
        return 0;
    }
    IPluginV2DynamicExt* clone() const noexcept override { return new DynamicNothing; }
};

class NothingCreator final : public IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return "Nothing"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const*) noexcept override { return nullptr; }
    IPluginV2* deserializePlugin(char const*, void const* data, size_t) noexcept override
    {
        return *static_cast<char const*>(data) == 'd' ? static_cast<IPluginV2*>(new DynamicNothing) : new StaticNothing;
    }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    PluginFieldCollection fields_{};
};
REGISTER_TENSORRT_PLUGIN(NothingCreator);

class Silent final : public ILogger
{
public:
    void log(Severity, char const*) noexcept override {}
};

//! A chain of plugins in an engine, with a context ready for batch 1.
struct Chain
{
    template <typename Plugin>
    static std::unique_ptr<Chain> make(int64_t length)
    {
        setenv("TENON_DEVICE", "cpu", 1);
        auto chain = std::make_unique<Chain>();
        std::unique_ptr<IBuilder> const builder(createInferBuilder(chain->logger));
        std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
        std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
        ITensor* x = network->addInput("x", DataType::kFLOAT, Dims2(-1, 4));
        for (int64_t i = 0; i < length; ++i)
        {
            Plugin plugin;
            x = network->addPluginV2(&x, 1, plugin)->getOutput(0);
        }
        x->setName("y");
        network->markOutput(*x);
        IOptimizationProfile* const profile = builder->createOptimizationProfile();
        profile->setDimensions("x", OptProfileSelector::kMIN, Dims2(1, 4));
        profile->setDimensions("x", OptProfileSelector::kOPT, Dims2(2, 4));
        profile->setDimensions("x", OptProfileSelector::kMAX, Dims2(8, 4));
        config->addOptimizationProfile(profile);
        std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        chain->runtime.reset(createInferRuntime(chain->logger));
        chain->engine.reset(chain->runtime->deserializeCudaEngine(plan->data(), plan->size()));
        chain->context.reset(chain->engine->createExecutionContext());
        chain->context->setInputShape("x", Dims2(1, 4));
        chain->context->setTensorAddress("x", chain->memory);
        chain->context->setTensorAddress("y", chain->memory + 32);
        return chain;
    }

    Silent logger;
    float memory[64]{};
    std::unique_ptr<IRuntime> runtime;
    std::unique_ptr<ICudaEngine> engine;
    std::unique_ptr<IExecutionContext> context;
};

void directCall(benchmark::State& state)
{
    StaticNothing plugin;
    IPluginV2* called = &plugin;
    benchmark::DoNotOptimize(called);
    float memory[2]{};
    void const* inputs[]{memory};
    void* outputs[]{memory + 1};
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(called->enqueue(1, inputs, outputs, nullptr, nullptr));
    }
}
BENCHMARK(directCall);

template <typename Plugin>
void enqueuePlugins(benchmark::State& state)
{
    auto const chain = Chain::make<Plugin>(state.range(0));
    for (auto _ : state)
    {
        if (!chain->context->enqueueV3(nullptr))
        {
            state.SkipWithError("enqueue");
        }
    }
    state.counters["per plugin"] = benchmark::Counter(static_cast<double>(state.iterations() * state.range(0)),
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(enqueuePlugins<StaticNothing>)->Arg(1)->Arg(100);
BENCHMARK(enqueuePlugins<DynamicNothing>)->Arg(1)->Arg(100);

//! New shapes and one inference; subtract enqueuePlugins for the change alone.
template <typename Plugin>
void changeShapes(benchmark::State& state)
{
    auto const chain = Chain::make<Plugin>(state.range(0));
    int64_t i = 0;
    for (auto _ : state)
    {
        if (!chain->context->setInputShape("x", Dims2(1 + ++i % 8, 4)) || !chain->context->enqueueV3(nullptr))
        {
            state.SkipWithError("enqueue");
        }
    }
}
BENCHMARK(changeShapes<StaticNothing>)->Arg(100)->Unit(benchmark::kMicrosecond);
BENCHMARK(changeShapes<DynamicNothing>)->Arg(100)->Unit(benchmark::kMicrosecond);

} // namespace

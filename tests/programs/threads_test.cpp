// Eight threads, each with contexts of one engine: results equal those of one thread. Meant for the thread sanitizer too.
#include <NvInfer.h>
#include <tenon/plugin.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace
{

using namespace nvinfer1;

//! y = x · weights[channel] + the sum of the row, through the workspace; counts what configure saw, in each object.
struct Busy : tenon::plugin::Plugin
{
    static constexpr char const* kName = "BusyRow";
    static constexpr char const* kVersion = "1";
    tenon::plugin::Weights weights;
    int64_t rowsConfigured{0};

    template <typename D>
    static void declare(D& d)
    {
        d.input("x", "[N, 4]");
        d.output("y", "shaped as `x`");
        d.field("weights", &Busy::weights, "4 numbers").required();
    }
    void configure(tenon::plugin::Problem const& problem) { rowsConfigured = problem.input(0).dim(0); }
    size_t workspaceBytes(tenon::plugin::Problem const& problem) const
    {
        return static_cast<size_t>(problem.input(0).dim(0)) * sizeof(float);
    }
    int32_t enqueueCpu(tenon::plugin::Call const& call) const
    {
        auto const& x = call.input(0);
        if (x.dim(0) != rowsConfigured)
        {
            return 2; // another thread's shapes
        }
        auto* const sums = static_cast<float*>(call.workspace());
        float const* const w = weights.as<float>(call);
        for (int64_t n = 0; n < x.dim(0); ++n)
        {
            sums[n] = 0.0F;
            for (int64_t c = 0; c < 4; ++c)
            {
                sums[n] += x.as<float>()[n * 4 + c];
            }
        }
        std::this_thread::yield();
        for (int64_t i = 0; i < x.count(); ++i)
        {
            call.output(0).as<float>()[i] = x.as<float>()[i] * w[i % 4] + sums[i / 4];
        }
        return 0;
    }
};
TENON_REGISTER_PLUGIN(Busy, kDYNAMIC);

class Errors final : public ILogger
{
public:
    void log(Severity severity, char const*) noexcept override { count += severity <= Severity::kERROR ? 1 : 0; }
    std::atomic<int> count{0};
};

constexpr int kThreads = 8;
constexpr int kInferences = 60;
constexpr int64_t kMaxRows = 16;

//! x → BusyRow → ReLU → BusyRow → y.
std::unique_ptr<IHostMemory> buildPlan(ILogger& logger)
{
    std::unique_ptr<IBuilder> const builder(createInferBuilder(logger));
    std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    float const weights[]{0.5F, -1.0F, 2.0F, 0.25F};
    PluginField const field("weights", weights, PluginFieldType::kFLOAT32, 4);
    PluginFieldCollection fields{};
    fields.nbFields = 1;
    fields.fields = &field;
    ITensor* x = network->addInput("x", DataType::kFLOAT, Dims2(-1, 4));
    for (int i = 0; i < 2; ++i)
    {
        IPluginV2* const plugin =
            getPluginRegistry()->getPluginCreator("BusyRow", "1", "")->createPlugin("busy", &fields);
        x = network->addPluginV2(&x, 1, *plugin)->getOutput(0);
        plugin->destroy();
        x = i == 0 ? network->addActivation(*x, ActivationType::kRELU)->getOutput(0) : x;
    }
    x->setName("y");
    network->markOutput(*x);
    IOptimizationProfile* const profile = builder->createOptimizationProfile();
    profile->setDimensions("x", OptProfileSelector::kMIN, Dims2(1, 4));
    profile->setDimensions("x", OptProfileSelector::kOPT, Dims2(4, 4));
    profile->setDimensions("x", OptProfileSelector::kMAX, Dims2(kMaxRows, 4));
    config->addOptimizationProfile(profile);
    return std::unique_ptr<IHostMemory>(builder->buildSerializedNetwork(*network, *config));
}

//! What inference number `i` of thread `t` gives; empty if it fails.
std::vector<float> infer(IExecutionContext& context, int t, int i)
{
    int64_t const rows = 1 + (t * 7 + i * 5) % kMaxRows;
    std::vector<float> x(static_cast<size_t>(rows * 4)), y(x.size());
    for (size_t e = 0; e < x.size(); ++e)
    {
        x[e] = static_cast<float>((e * 13 + static_cast<size_t>(t * 31 + i)) % 17) - 8.0F;
    }
    bool const done = context.setInputShape("x", Dims2(rows, 4)) && context.setTensorAddress("x", x.data())
        && context.setTensorAddress("y", y.data()) && context.enqueueV3(nullptr);
    return done ? y : std::vector<float>();
}

TEST(Threads, ContextsOfOneEngineGiveWhatOneThreadGives)
{
    setenv("TENON_DEVICE", "cpu", 1);
    Errors errors;
    std::unique_ptr<IHostMemory> const plan = buildPlan(errors);
    ASSERT_NE(plan, nullptr);
    std::unique_ptr<IRuntime> const runtime(createInferRuntime(errors));
    std::unique_ptr<ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr);

    std::vector<std::vector<std::vector<float>>> expected(kThreads), found(kThreads);
    std::unique_ptr<IExecutionContext> const alone(engine->createExecutionContext());
    for (int t = 0; t < kThreads; ++t)
    {
        for (int i = 0; i < kInferences; ++i)
        {
            expected[t].push_back(infer(*alone, t, i));
            ASSERT_FALSE(expected[t].back().empty());
        }
    }
    std::atomic<int> waiting{kThreads};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
    {
        threads.emplace_back([&, t] {
            --waiting;
            while (waiting > 0)
            {
                std::this_thread::yield();
            }
            // Contexts are made and destroyed while others run.
            std::unique_ptr<IExecutionContext> context(engine->createExecutionContext());
            for (int i = 0; i < kInferences; ++i)
            {
                if (i % 20 == 19)
                {
                    context.reset(engine->createExecutionContext());
                }
                found[t].push_back(infer(*context, t, i));
            }
        });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    for (int t = 0; t < kThreads; ++t)
    {
        EXPECT_EQ(found[t], expected[t]) << "thread " << t;
    }
    EXPECT_EQ(errors.count, 0);
}

} // namespace

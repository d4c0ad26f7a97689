// Engines on a GPU through the public API, with plugins that nvcc built from sources in the style of public ones.
#include "support/paths.h"

#include <NvInfer.h>
#include <tenon/cuda_graph.h>
#include <tenon/device.h>

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tenon::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using Values = std::vector<float>;

class Logger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        std::lock_guard const lock(mutex_);
        (severity <= Severity::kERROR ? errors_ : others_) += std::string(message) + "\n";
    }
    std::string takeErrors()
    {
        std::lock_guard const lock(mutex_);
        return std::exchange(errors_, {});
    }
    std::string takeOthers()
    {
        std::lock_guard const lock(mutex_);
        return std::exchange(others_, {});
    }

private:
    std::mutex mutex_;
    std::string errors_, others_;
};

//! As the plugins in plugins/faults.cu count them.
enum Fault : int32_t
{
    kNONE = 0,
    kFAILED_LAUNCH = 1,
    kWAITS = 2,
    kALLOCATES = 3,
    kOWN_STREAM = 4,
    kDEFAULT_STREAM = 5,
    kRETURNS_ERROR = 6,
    kSLOW = 7,
};

class Stream
{
public:
    Stream() { EXPECT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess); }
    ~Stream() { cudaStreamDestroy(stream_); }
    operator cudaStream_t() const { return stream_; }
    bool busy() const { return cudaStreamQuery(stream_) == cudaErrorNotReady; }
    void wait() const { EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess); }

private:
    cudaStream_t stream_{nullptr};
};

class Floats
{
public:
    explicit Floats(size_t count)
        : count_(count)
    {
        EXPECT_EQ(cudaMalloc(&data_, count * sizeof(float)), cudaSuccess);
        set(Values(count, std::numeric_limits<float>::quiet_NaN()));
    }
    explicit Floats(Values const& values)
        : Floats(values.size())
    {
        set(values);
    }
    ~Floats() { cudaFree(data_); }
    Floats(Floats const&) = delete;
    Floats& operator=(Floats const&) = delete;

    void set(Values const& values)
    {
        EXPECT_EQ(cudaMemcpy(data_, values.data(), count_ * sizeof(float), cudaMemcpyHostToDevice), cudaSuccess);
        // From pageable memory the copy may return before the values are there, and no other stream of the tests waits for it.
        EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaSuccess);
    }
    Values get() const
    {
        Values values(count_);
        EXPECT_EQ(cudaMemcpy(values.data(), data_, count_ * sizeof(float), cudaMemcpyDeviceToHost), cudaSuccess);
        return values;
    }
    void* data() const { return data_; }

private:
    size_t count_;
    void* data_{nullptr};
};

//! An engine with a context, for networks of one input "x" and one output "y".
struct Loaded
{
    std::unique_ptr<nvinfer1::ICudaEngine> engine;
    std::unique_ptr<nvinfer1::IExecutionContext> context;
};

class GpuEngine : public ::testing::Test
{
protected:
    void SetUp() override
    {
        int devices = 0;
        if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
        {
            GTEST_SKIP() << "no CUDA device";
        }
        setenv("TENON_DEVICE", "cuda", 1);
        for (char const* const name : {"gpu_libraries", "gpu_libraries7", "gpu_libraries8", "gpu_faults",
                 "gpu_host_only", "gpu_lrelu10", "gpu_lrelu8"})
        {
            std::string const path = binaryDir() + "/lib/fixtures/" + name + ".so";
            ASSERT_NE(dlopen(path.c_str(), RTLD_NOW), nullptr) << dlerror();
        }
        builder.reset(nvinfer1::createInferBuilder(logger));
        runtime.reset(nvinfer1::createInferRuntime(logger));
        restart();
    }

    //! Drops the network.
    void restart()
    {
        config.reset(builder->createBuilderConfig());
        network.reset(builder->createNetworkV2(0));
    }

    nvinfer1::ITensor& input(int64_t rows = -1)
    {
        if (rows < 0)
        {
            nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
            profile->setDimensions("x", nvinfer1::OptProfileSelector::kMIN, {2, {1, 4}});
            profile->setDimensions("x", nvinfer1::OptProfileSelector::kOPT, {2, {2, 4}});
            profile->setDimensions("x", nvinfer1::OptProfileSelector::kMAX, {2, {64, 4}});
            config->addOptimizationProfile(profile);
        }
        return *network->addInput("x", nvinfer1::DataType::kFLOAT, {2, {rows, 4}});
    }

    nvinfer1::ITensor& plugin(nvinfer1::ITensor& x, char const* type, nvinfer1::PluginField const* field = nullptr)
    {
        nvinfer1::PluginFieldCollection const fields{field == nullptr ? 0 : 1, field};
        nvinfer1::IPluginCreator* const creator = getPluginRegistry()->getPluginCreator(type, "1", "");
        EXPECT_NE(creator, nullptr) << type;
        std::unique_ptr<nvinfer1::IPluginV2, void (*)(nvinfer1::IPluginV2*)> const made(
            creator->createPlugin(type, &fields), [](nvinfer1::IPluginV2* each) { each->destroy(); });
        nvinfer1::ITensor* inputs[] = {&x};
        nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(inputs, 1, *made);
        layer->setName((std::string(type) + " " + std::to_string(network->getNbLayers())).c_str());
        return *layer->getOutput(0);
    }

    nvinfer1::ITensor& faulty(nvinfer1::ITensor& x, int32_t fault)
    {
        nvinfer1::PluginField const field("fault", &fault, nvinfer1::PluginFieldType::kINT32, 1);
        return plugin(x, "GpuFaulty", &field);
    }

    nvinfer1::ITensor& product(nvinfer1::ITensor& x, Values const& weights, std::string const& level)
    {
        nvinfer1::PluginField const field("weights", weights.data(), nvinfer1::PluginFieldType::kFLOAT32, 16);
        // The creator here reads one value of the size of all weights.
        return plugin(x, ("GpuProduct" + level).c_str(), &field);
    }

    Loaded build(nvinfer1::ITensor& y)
    {
        y.setName("y");
        network->markOutput(y);
        plan.reset(builder->buildSerializedNetwork(*network, *config));
        expect(plan != nullptr, "build");
        return load();
    }

    Loaded load()
    {
        Loaded loaded;
        loaded.engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
        expect(loaded.engine != nullptr, "load");
        loaded.context.reset(loaded.engine->createExecutionContext());
        expect(loaded.context != nullptr, "make a context");
        return loaded;
    }

    //! Ends the test where there is nothing to go on with.
    void expect(bool succeeded, char const* what)
    {
        if (!succeeded)
        {
            throw std::runtime_error(std::string("cannot ") + what + ": " + logger.takeErrors());
        }
    }

    void bind(Loaded& loaded, Floats const& x, Floats const& y, int64_t rows)
    {
        EXPECT_TRUE(loaded.context->setInputShape("x", {2, {rows, 4}})) << logger.takeErrors();
        EXPECT_TRUE(loaded.context->setTensorAddress("x", x.data())) << logger.takeErrors();
        EXPECT_TRUE(loaded.context->setTensorAddress("y", y.data())) << logger.takeErrors();
    }

    //! One inference on a stream of its own, with memory of its own; the output is poisoned before.
    Values run(Loaded& loaded, Values const& values)
    {
        Floats const x(values);
        Floats const y(values.size());
        Stream const stream;
        bind(loaded, x, y, static_cast<int64_t>(values.size()) / 4);
        EXPECT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
        stream.wait();
        return y.get();
    }

    static Values counting(size_t count)
    {
        Values values(count);
        for (size_t i = 0; i < count; ++i)
        {
            values[i] = static_cast<float>(i % 50) - 7.0F;
        }
        return values;
    }
    template <typename Function>
    static Values mapped(Values values, Function const& function)
    {
        for (float& value : values)
        {
            value = function(value);
        }
        return values;
    }

    Logger logger;
    std::unique_ptr<nvinfer1::IBuilder> builder;
    std::unique_ptr<nvinfer1::IRuntime> runtime;
    std::unique_ptr<nvinfer1::INetworkDefinition> network;
    std::unique_ptr<nvinfer1::IBuilderConfig> config;
    std::unique_ptr<nvinfer1::IHostMemory> plan;
};

//! The same sources at each level, by what their names end with.
class Level : public GpuEngine, public ::testing::WithParamInterface<char const*>
{
protected:
    std::string named(char const* plugin) const { return std::string(plugin) + GetParam(); }
};

TEST_P(Level, PluginsOnCubThrustAndSharedMemory)
{
    Loaded loaded = build(plugin(plugin(input(), named("GpuCentre").c_str()), named("GpuRunningSum").c_str()));
    EXPECT_EQ(tenon::deviceOf(*loaded.engine), "cuda:0");
    for (size_t const rows : {2U, 1U, 64U, 3U})
    {
        Values const x = counting(rows * 4);
        Values expected(x.size());
        double sum = 0;
        for (size_t i = 0; i < x.size(); ++i)
        {
            size_t const row = i / 4 * 4;
            double const mean = (double{x[row]} + x[row + 1] + x[row + 2] + x[row + 3]) / 4;
            sum += x[i] - mean;
            expected[i] = static_cast<float>(sum);
        }
        EXPECT_THAT(run(loaded, x), ::testing::Pointwise(::testing::FloatNear(1e-4F), expected)) << rows;
    }
}

TEST_P(Level, TheCublasHandleWorksOnTheStreamOfTheInference)
{
    Values weights(16);
    for (size_t i = 0; i < 16; ++i)
    {
        weights[i] = static_cast<float>(i) - 3;
    }
    // Work on another stream would not wait for the slow step, and read its output before that is written.
    Loaded loaded = build(product(faulty(input(), kSLOW), weights, GetParam()));
    Values const x = counting(8);
    Values expected(8);
    for (size_t r = 0; r < 2; ++r)
    {
        for (size_t c = 0; c < 4; ++c)
        {
            for (size_t k = 0; k < 4; ++k)
            {
                expected[r * 4 + c] += (x[r * 4 + k] + 1) * weights[k * 4 + c];
            }
        }
    }
    EXPECT_THAT(run(loaded, x), ::testing::Pointwise(::testing::FloatNear(1e-3F), expected));
    EXPECT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    Floats const in(x);
    Floats const out(x.size());
    Stream const stream;
    bind(loaded, in, out, 2);
    for (int i = 0; i < 3; ++i)
    {
        out.get();
        ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
        stream.wait();
        EXPECT_THAT(out.get(), ::testing::Pointwise(::testing::FloatNear(1e-3F), expected));
    }
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
}

INSTANTIATE_TEST_SUITE_P(Levels, Level, ::testing::Values("", "7", "8"));

TEST_F(GpuEngine, APluginForTheCpuRunsInsideThroughCopies)
{
    nvinfer1::ITensor& squared = plugin(plugin(faulty(input(), kNONE), "HostSquare"), "HostSquare");
    Loaded loaded = build(faulty(squared, kNONE));
    EXPECT_THAT(
        logger.takeOthers(), AllOf(HasSubstr("2 of 6 steps run on the CPU, with 2 copies"), HasSubstr("HostSquare")));
    for (size_t const rows : {2U, 5U, 64U})
    {
        Values const x = counting(rows * 4);
        EXPECT_EQ(run(loaded, x), mapped(x, [](float v) { return (v + 1) * (v + 1) * (v + 1) * (v + 1) + 1; }));
    }
    // Such an engine is recorded, too: the steps on the CPU become nodes.
    EXPECT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    Floats const in(counting(8));
    Floats const out(8);
    Stream const stream;
    bind(loaded, in, out, 2);
    for (float const add : {0.0F, 1.0F, 2.0F, 3.0F})
    {
        Values const x = mapped(counting(8), [&](float v) { return v + add; });
        Floats const& same = in;
        const_cast<Floats&>(same).set(x);
        ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
        stream.wait();
        EXPECT_EQ(out.get(), mapped(x, [](float v) { return (v + 1) * (v + 1) * (v + 1) * (v + 1) + 1; }));
    }
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
}

TEST_F(GpuEngine, ALaunchThatAPluginHidesIsFoundAndNamed)
{
    Loaded loaded = build(faulty(faulty(input(), kNONE), kFAILED_LAUNCH));
    Floats const x(counting(8));
    Floats const y(8);
    Stream const stream;
    bind(loaded, x, y, 2);
    EXPECT_FALSE(loaded.context->enqueueV3(stream));
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("plugin \"GpuFaulty\" version \"1\""),
            HasSubstr("expected enqueue to leave no CUDA error behind"), HasSubstr("cudaErrorInvalid"),
            HasSubstr("GpuFaulty 2")));
    // The context and the device stay usable.
    restart();
    Loaded other = build(faulty(input(), kNONE));
    EXPECT_EQ(run(other, counting(8)), mapped(counting(8), [](float v) { return v + 1; }));
}

TEST_F(GpuEngine, AnErrorOfTheUsersOwnIsNotLaidToAPlugin)
{
    Loaded loaded = build(faulty(input(), kNONE));
    EXPECT_NE(cudaMemcpy(nullptr, nullptr, 16, static_cast<cudaMemcpyKind>(77)), cudaSuccess);
    EXPECT_EQ(run(loaded, counting(8)), mapped(counting(8), [](float v) { return v + 1; }));
}

TEST_F(GpuEngine, AFailingPluginIsNamedWithItsLayer)
{
    Loaded loaded = build(faulty(input(), kRETURNS_ERROR));
    Floats const x(counting(8));
    Floats const y(8);
    bind(loaded, x, y, 2);
    EXPECT_FALSE(loaded.context->enqueueV3(nullptr));
    EXPECT_THAT(
        logger.takeErrors(), AllOf(HasSubstr("expected enqueue to return 0, found 7"), HasSubstr("GpuFaulty 1")));
}

TEST_F(GpuEngine, AnInferenceIsRecordedAgainWhenShapesOrAddressesChange)
{
    Loaded loaded = build(faulty(faulty(faulty(input(), kNONE), kNONE), kNONE));
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    Stream const stream;
    for (size_t const rows : {2U, 64U, 2U})
    {
        Floats x(rows * 4);
        Floats const first(rows * 4);
        Floats const second(rows * 4);
        for (int i = 0; i < 8; ++i)
        {
            Floats const& y = i / 2 % 2 == 0 ? first : second;
            Values const values = mapped(counting(rows * 4), [&](float v) { return v * static_cast<float>(i); });
            x.set(values);
            const_cast<Floats&>(y).set(Values(rows * 4, -1.0F));
            bind(loaded, x, y, static_cast<int64_t>(rows));
            ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
            stream.wait();
            EXPECT_EQ(y.get(), mapped(values, [](float v) { return v + 3; })) << rows << " rows, inference " << i;
        }
        EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
    }
}

TEST_F(GpuEngine, InferencesAtEverNewAddressesAreRecordedWhileEarlierOnesAreOnTheirWay)
{
    constexpr size_t kInferences = 100;
    constexpr size_t kApart = 64; // numbers
    nvinfer1::ITensor* value = &input();
    for (int i = 0; i < 40; ++i)
    {
        value = &faulty(*value, kNONE);
    }
    Loaded loaded = build(*value);
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    Values all(kInferences * kApart, 0.0F);
    for (size_t i = 0; i < all.size(); ++i)
    {
        all[i] = static_cast<float>(i % 1000);
    }
    Floats const x(all), y(all.size());
    Stream const stream;
    for (size_t const rows : {2U, 16U, 3U}) // new shapes bring the same graph up to date
    {
        bind(loaded, x, y, static_cast<int64_t>(rows));
        const_cast<Floats&>(y).set(Values(all.size(), -1.0F));
        for (size_t i = 0; i < kInferences; ++i)
        {
            ASSERT_TRUE(loaded.context->setTensorAddress("x", static_cast<float*>(x.data()) + i * kApart));
            ASSERT_TRUE(loaded.context->setTensorAddress("y", static_cast<float*>(y.data()) + i * kApart));
            ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
        }
        stream.wait();
        EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
        Values expected(all.size(), -1.0F);
        for (size_t i = 0; i < all.size(); ++i)
        {
            expected[i] = i % kApart < 4 * rows ? all[i] + 40 : -1.0F;
        }
        EXPECT_EQ(y.get(), expected);
    }
}

TEST_F(GpuEngine, AnotherThreadMayUseTheDefaultStreamWhileInferencesAreRecordedAgain)
{
    Loaded loaded = build(faulty(faulty(faulty(input(), kNONE), kNONE), kNONE));
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    constexpr size_t kPlaces = 64;
    Floats const x(counting(8)), y(kPlaces * 64);
    Stream const stream;
    bind(loaded, x, y, 2);
    for (int i = 0; i < 2; ++i) // the second watches what is recorded
    {
        ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
    }
    stream.wait();
    std::atomic<bool> done{false};
    std::atomic<int> failures{0}, rounds{0};
    std::thread other([&] {
        Values values(256, 1.0F);
        while (!done)
        {
            void* memory = nullptr;
            bool const ok = cudaMalloc(&memory, 1024) == cudaSuccess
                && cudaMemcpy(memory, values.data(), 1024, cudaMemcpyHostToDevice) == cudaSuccess
                && cudaMemsetAsync(memory, 0, 1024, nullptr) == cudaSuccess
                && cudaStreamSynchronize(nullptr) == cudaSuccess && cudaFree(memory) == cudaSuccess;
            failures += ok ? 0 : 1;
            ++rounds;
        }
    });
    size_t inferences = 0;
    for (; inferences < 2000 || (rounds < 20 && inferences < 1000000); ++inferences)
    {
        auto* const to = static_cast<float*>(y.data()) + inferences % kPlaces * 64;
        if (!loaded.context->setTensorAddress("y", to) || !loaded.context->enqueueV3(stream))
        {
            break;
        }
    }
    done = true;
    other.join();
    stream.wait();
    EXPECT_GE(inferences, 2000U) << logger.takeErrors();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
    Values const all = y.get();
    EXPECT_EQ(Values(all.begin(), all.begin() + 8), mapped(counting(8), [](float v) { return v + 3; }));
}

TEST_F(GpuEngine, MemoryThatWasFreedAndComesBackAtTheSameAddressIsRecordedAgain)
{
    // The copies between the device and the plugin on the CPU are nodes that hold memory.
    Loaded loaded = build(faulty(plugin(faulty(input(), kNONE), "HostSquare"), kNONE));
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    for (int i = 0; i < 30; ++i)
    {
        Values const values = mapped(counting(8), [&](float v) { return v + static_cast<float>(i); });
        EXPECT_EQ(run(loaded, values), mapped(values, [](float v) { return (v + 1) * (v + 1) + 1; })) << i;
    }
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1) << logger.takeOthers();
    // Copies that the user's memory takes part in.
    restart();
    Loaded direct = build(plugin(input(), "HostSquare"));
    ASSERT_TRUE(tenon::setCudaGraph(*direct.context, true));
    for (int i = 0; i < 30; ++i)
    {
        Values const values = mapped(counting(8), [&](float v) { return v + static_cast<float>(i); });
        EXPECT_EQ(run(direct, values), mapped(values, [](float v) { return v * v; })) << i;
    }
}

class Audit : public GpuEngine, public ::testing::WithParamInterface<std::pair<int32_t, char const*>>
{};

TEST_P(Audit, NamesThePluginAndTheCallAndSplitsTheGraphAroundIt)
{
    auto const [fault, cause] = GetParam();
    Loaded loaded = build(faulty(faulty(faulty(input(), kNONE), fault), kNONE));
    logger.takeOthers();
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    Floats x(8);
    Floats y(8);
    Stream const stream;
    bind(loaded, x, y, 2);
    for (int i = 0; i < 4; ++i)
    {
        Values const values = mapped(counting(8), [&](float v) { return v + static_cast<float>(i); });
        x.set(values);
        y.set(Values(8, -1.0F));
        ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
        stream.wait();
        EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
        if (fault != kOWN_STREAM && fault != kDEFAULT_STREAM) // those race by their own fault
        {
            EXPECT_EQ(y.get(), mapped(values, [](float v) { return v + 3; })) << "inference " << i;
        }
    }
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 3);
    EXPECT_THAT(logger.takeOthers(),
        AllOf(HasSubstr("GpuFaulty 2"), HasSubstr("cannot be recorded into a CUDA graph"), HasSubstr(cause)));
}

INSTANTIATE_TEST_SUITE_P(Calls, Audit,
    ::testing::Values(std::pair(kWAITS, "a call that waits"),
        std::pair(kALLOCATES, "it allocates or frees device memory"),
        std::pair(kOWN_STREAM, "it works on another stream"),
        std::pair(kDEFAULT_STREAM, "work on the default stream")));

TEST_F(GpuEngine, AUserCapturesEnqueueV3Himself)
{
    Loaded loaded = build(faulty(plugin(faulty(input(), kNONE), "HostSquare"), kNONE));
    Floats x(8);
    Floats y(8);
    Stream const stream;
    bind(loaded, x, y, 2);
    x.set(counting(8));
    ASSERT_TRUE(loaded.context->enqueueV3(stream));
    stream.wait();
    ASSERT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), cudaSuccess);
    ASSERT_TRUE(loaded.context->enqueueV3(stream)) << logger.takeErrors();
    cudaGraph_t graph = nullptr;
    ASSERT_EQ(cudaStreamEndCapture(stream, &graph), cudaSuccess);
    cudaGraphExec_t executable = nullptr;
    ASSERT_EQ(cudaGraphInstantiate(&executable, graph, 0), cudaSuccess);
    for (float const add : {5.0F, 6.0F})
    {
        Values const values = mapped(counting(8), [&](float v) { return v + add; });
        x.set(values);
        y.set(Values(8, -1.0F));
        ASSERT_EQ(cudaGraphLaunch(executable, stream), cudaSuccess);
        stream.wait();
        EXPECT_EQ(y.get(), mapped(values, [](float v) { return (v + 1) * (v + 1) + 1; }));
    }
    cudaGraphExecDestroy(executable);
    cudaGraphDestroy(graph);
}

double millisecondsOf(std::function<void()> const& work)
{
    auto const start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

//! Moments on streams by CUDA events, in milliseconds since the first, and as a trace file for chrome://tracing or Perfetto.
class Timeline
{
public:
    ~Timeline()
    {
        for (auto const& [name, moment] : moments_)
        {
            cudaEventDestroy(moment.event);
        }
    }
    void mark(std::string const& name, Stream const& stream)
    {
        cudaEvent_t event = nullptr;
        EXPECT_EQ(cudaEventCreate(&event), cudaSuccess);
        EXPECT_EQ(cudaEventRecord(event, stream), cudaSuccess);
        first_ = first_ == nullptr ? event : first_;
        moments_[name] = {event, static_cast<cudaStream_t>(stream)};
    }
    float at(std::string const& name) const
    {
        float milliseconds = 0;
        EXPECT_EQ(cudaEventElapsedTime(&milliseconds, first_, moments_.at(name).event), cudaSuccess) << name;
        return milliseconds;
    }
    //! Pairs "<name> begins" and "<name> ends" become bars, a row for each stream.
    void write(std::string const& path) const
    {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream file(path);
        file << "{\"traceEvents\": [";
        char const* separator = "";
        for (auto const& [name, moment] : moments_)
        {
            std::string const suffix = " begins";
            if (name.size() <= suffix.size() || name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0)
            {
                continue;
            }
            std::string const bar = name.substr(0, name.size() - suffix.size());
            double const begin = 1000.0 * at(name);
            double const end = 1000.0 * at(bar + " ends");
            file << separator << "\n {\"name\": \"" << bar
                 << "\", \"ph\": \"X\", \"pid\": 0, \"tid\": " << reinterpret_cast<uintptr_t>(moment.stream)
                 << ", \"ts\": " << begin << ", \"dur\": " << end - begin << "}";
            std::printf("stream %p: %s from %.3f to %.3f ms\n", static_cast<void*>(moment.stream), bar.c_str(),
                begin / 1000, end / 1000);
            separator = ",";
        }
        file << "\n]}\n";
    }

private:
    struct Moment
    {
        cudaEvent_t event;
        cudaStream_t stream;
    };
    std::map<std::string, Moment> moments_;
    cudaEvent_t first_{nullptr};
};

TEST_F(GpuEngine, TwoContextsOnTwoStreamsOverlap)
{
    nvinfer1::ITensor* value = &input();
    for (int i = 0; i < 4; ++i)
    {
        value = &faulty(*value, kSLOW);
    }
    Loaded first = build(*value);
    Loaded second;
    second.context.reset(first.engine->createExecutionContext());
    Floats const x(counting(8)), y(8), z(8);
    Stream const one, two;
    bind(first, x, y, 2);
    bind(second, x, z, 2);
    auto const alone = [&] {
        ASSERT_TRUE(first.context->enqueueV3(one));
        one.wait();
    };
    alone();
    double const single = millisecondsOf(alone);
    // What the device did when, from events around each inference.
    Timeline trace;
    double const both = millisecondsOf([&] {
        trace.mark("begin", one);
        trace.mark("first begins", one);
        ASSERT_TRUE(first.context->enqueueV3(one));
        trace.mark("first ends", one);
        EXPECT_TRUE(one.busy()) << "enqueueV3 returns before the work is done";
        trace.mark("second begins", two);
        ASSERT_TRUE(second.context->enqueueV3(two));
        trace.mark("second ends", two);
        one.wait();
        two.wait();
    });
    std::printf("one context %.2f ms, two side by side %.2f ms\n", single, both);
    trace.write(binaryDir() + "/test_results/two_contexts.trace.json");
    EXPECT_LT(trace.at("second begins"), trace.at("first ends"))
        << "the second inference begins while the first is at work";
    EXPECT_LT(trace.at("first begins"), trace.at("second ends"));
    EXPECT_LT(both, 1.5 * single);
    EXPECT_EQ(y.get(), mapped(counting(8), [](float v) { return v + 4; }));
    EXPECT_EQ(z.get(), y.get());
}

TEST_F(GpuEngine, InputsAreConsumedBeforeTheEnd)
{
    Loaded loaded = build(faulty(faulty(input(), kNONE), kSLOW));
    Floats x(8);
    Floats const y(8);
    Stream const stream;
    x.set(counting(8));
    bind(loaded, x, y, 2);
    cudaEvent_t event = nullptr;
    ASSERT_EQ(cudaEventCreate(&event), cudaSuccess);
    ASSERT_TRUE(loaded.context->setInputConsumedEvent(event));
    EXPECT_EQ(loaded.context->getInputConsumedEvent(), event);
    ASSERT_TRUE(loaded.context->enqueueV3(stream));
    EXPECT_EQ(cudaEventSynchronize(event), cudaSuccess);
    EXPECT_TRUE(stream.busy()) << "the slow step is still at work";
    stream.wait();
    EXPECT_EQ(y.get(), mapped(counting(8), [](float v) { return v + 2; }));
    cudaEventDestroy(event);
}

TEST_F(GpuEngine, MemoryOfTheUsers)
{
    Loaded loaded = build(faulty(faulty(input(), kNONE), kNONE));
    loaded.context.reset(loaded.engine->createExecutionContextWithoutDeviceMemory());
    int64_t const bytes = loaded.engine->getDeviceMemorySizeV2();
    ASSERT_GT(bytes, 0);
    void* memory = nullptr;
    ASSERT_EQ(cudaMalloc(&memory, static_cast<size_t>(bytes)), cudaSuccess);
    loaded.context->setDeviceMemoryV2(memory, bytes);
    EXPECT_EQ(logger.takeErrors(), "");
    EXPECT_EQ(run(loaded, counting(8)), mapped(counting(8), [](float v) { return v + 2; }));
    loaded.context.reset();
    cudaFree(memory);

    struct Allocator final : nvinfer1::IGpuAllocator
    {
        void* allocate(uint64_t size, uint64_t, nvinfer1::AllocatorFlags) noexcept override
        {
            void* data = nullptr;
            live += cudaMalloc(&data, size) == cudaSuccess ? 1 : 0;
            return data;
        }
        bool deallocate(void* data) noexcept override
        {
            --live;
            return cudaFree(data) == cudaSuccess;
        }
        int live{0};
    } allocator;
    runtime->setGpuAllocator(&allocator);
    {
        Loaded other = load();
        EXPECT_EQ(allocator.live, 1);
        EXPECT_EQ(run(other, counting(8)), mapped(counting(8), [](float v) { return v + 2; }));
    }
    EXPECT_EQ(allocator.live, 0);
    runtime->setGpuAllocator(nullptr);
}

TEST_F(GpuEngine, MemoryOfTheUsersInOrderWithAStream)
{
    Loaded loaded = build(faulty(faulty(input(), kNONE), kNONE));
    struct Allocator final : nvinfer1::IGpuAsyncAllocator
    {
        void* allocateAsync(uint64_t size, uint64_t, nvinfer1::AllocatorFlags, cudaStream_t stream) noexcept override
        {
            void* data = nullptr;
            live += cudaMallocAsync(&data, size, stream) == cudaSuccess ? 1 : 0;
            return data;
        }
        bool deallocateAsync(void* data, cudaStream_t stream) noexcept override
        {
            --live;
            return cudaFreeAsync(data, stream) == cudaSuccess;
        }
        int live{0};
    } allocator;
    runtime->setGpuAllocator(&allocator);
    {
        Loaded other = load();
        EXPECT_EQ(allocator.live, 1);
        EXPECT_EQ(run(other, counting(8)), mapped(counting(8), [](float v) { return v + 2; }));
    }
    EXPECT_EQ(allocator.live, 0);
    runtime->setGpuAllocator(nullptr);
}

TEST_F(GpuEngine, PointersOfTheWrongKindAreRefused)
{
    Loaded loaded = build(network->addActivation(input(), nvinfer1::ActivationType::kRELU)->getOutput(0)[0]);
    std::vector<float> host(8);
    EXPECT_FALSE(loaded.context->setTensorAddress("x", host.data()));
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("binding \"x\": expected memory of"), HasSubstr("found a pointer into host memory")));
    void* pinned = nullptr;
    ASSERT_EQ(cudaMallocHost(&pinned, 64), cudaSuccess);
    EXPECT_TRUE(loaded.context->setTensorAddress("x", pinned)) << "a GPU reaches page-locked memory";
    cudaFreeHost(pinned);
    setenv("TENON_DEVICE", "cpu", 1);
    Loaded onCpu = load();
    Floats const device(8);
    EXPECT_EQ(tenon::deviceOf(*onCpu.engine), "cpu");
    EXPECT_FALSE(onCpu.context->setTensorAddress("x", device.data()));
    EXPECT_THAT(logger.takeErrors(), HasSubstr("found a pointer into a GPU's memory"));
}

TEST_F(GpuEngine, PlansGoToTheCpuAndBack)
{
    Loaded onGpu = build(network->addActivation(input(), nvinfer1::ActivationType::kRELU)->getOutput(0)[0]);
    Values const expected = mapped(counting(8), [](float v) { return v > 0 ? v : 0; });
    EXPECT_EQ(run(onGpu, counting(8)), expected);
    setenv("TENON_DEVICE", "cpu", 1);
    Loaded onCpu = load();
    Values x = counting(8), y(8);
    ASSERT_TRUE(onCpu.context->setInputShape("x", {2, {2, 4}}));
    ASSERT_TRUE(onCpu.context->setTensorAddress("x", x.data()));
    ASSERT_TRUE(onCpu.context->setTensorAddress("y", y.data()));
    ASSERT_TRUE(onCpu.context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(y, expected);
    std::unique_ptr<nvinfer1::IHostMemory> const both(onCpu.engine->serialize());
    setenv("TENON_DEVICE", "cuda", 1);
    Loaded again;
    again.engine.reset(runtime->deserializeCudaEngine(both->data(), both->size()));
    ASSERT_NE(again.engine, nullptr) << logger.takeErrors();
    again.context.reset(again.engine->createExecutionContext());
    EXPECT_EQ(run(again, counting(8)), expected);
}

TEST_F(GpuEngine, APluginForCudaIsRefusedOnTheCpu)
{
    setenv("TENON_DEVICE", "cpu", 1);
    nvinfer1::ITensor& y = faulty(input(), kNONE);
    y.setName("y");
    network->markOutput(y);
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_EQ(plan, nullptr);
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("expected a plugin that serves the CPU, found one for CUDA"), HasSubstr("TENON_DEVICE=cuda")));
}

TEST_F(GpuEngine, APluginWithoutHalfStandsInAnEngineOfHalf)
{
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    float const slope = 0.5F;
    nvinfer1::PluginField const field("negSlope", &slope, nvinfer1::PluginFieldType::kFLOAT32, 1);
    // GpuLReLU takes fp16, GpuFaulty fp32 alone.
    Loaded loaded = build(plugin(faulty(plugin(input(), "GpuLReLU", &field), kNONE), "GpuLReLU", &field));
    auto const lrelu = [](float v) { return v > 0 ? v : 0.5F * v; };
    EXPECT_EQ(run(loaded, counting(8)), mapped(counting(8), [&](float v) { return lrelu(lrelu(v) + 1); }));
    EXPECT_THAT(logger.takeOthers(), ::testing::Not(HasSubstr("error")));
}

TEST_F(GpuEngine, TheExamplesPluginRunsOnTheDevice)
{
    std::string const path = binaryDir() + "/lib/libgpu_lrelu_dynamic.so";
    ASSERT_NE(dlopen(path.c_str(), RTLD_NOW), nullptr) << dlerror();
    float const slope = 0.25F;
    nvinfer1::PluginField const field("negSlope", &slope, nvinfer1::PluginFieldType::kFLOAT32, 1);
    Loaded loaded = build(plugin(input(), "LReLU_TRT", &field));
    EXPECT_THAT(logger.takeOthers(), ::testing::Not(HasSubstr("steps run on the CPU")));
    for (size_t const rows : {2U, 64U, 1U})
    {
        EXPECT_EQ(
            run(loaded, counting(rows * 4)), mapped(counting(rows * 4), [](float v) { return v > 0 ? v : 0.25F * v; }));
    }
}

TEST_F(GpuEngine, LayersAreTimedByEvents)
{
    struct Profiler final : nvinfer1::IProfiler
    {
        void reportLayerTime(char const* layer, float milliseconds) noexcept override
        {
            times.emplace_back(layer, milliseconds);
        }
        std::vector<std::pair<std::string, float>> times;
    } profiler;
    Loaded loaded = build(faulty(faulty(input(), kNONE), kSLOW));
    run(loaded, counting(8));
    loaded.context->setProfiler(&profiler);
    run(loaded, counting(8));
    ASSERT_EQ(profiler.times.size(), 2U);
    EXPECT_EQ(profiler.times[1].first, "GpuFaulty 2");
    EXPECT_GT(profiler.times[1].second, 3 * profiler.times[0].second);
    EXPECT_GT(profiler.times[0].second, 0.0F);
}

TEST_F(GpuEngine, AnInferenceAllocatesNoDeviceMemory)
{
    Loaded loaded = build(plugin(faulty(input(), kNONE), "GpuCentre"));
    Floats const x(counting(8)), y(8);
    Stream const stream;
    bind(loaded, x, y, 2);
    ASSERT_TRUE(loaded.context->enqueueV3(stream));
    stream.wait();
    size_t before = 0, after = 0, total = 0;
    cudaMemGetInfo(&before, &total);
    for (int i = 0; i < 200; ++i)
    {
        ASSERT_TRUE(loaded.context->enqueueV3(stream));
    }
    stream.wait();
    cudaMemGetInfo(&after, &total);
    EXPECT_EQ(before, after);
}

TEST_F(GpuEngine, HostTimeOfAnEnqueue)
{
    constexpr int kSteps = 200;
    nvinfer1::ITensor* value = &input();
    for (int i = 0; i < kSteps; ++i)
    {
        value = &faulty(*value, kNONE);
    }
    Loaded loaded = build(*value);
    constexpr int kPlaces = 512;
    Floats const x(counting(8)), y(kPlaces * 64), single(8);
    Stream const stream;
    bind(loaded, x, single, 2);
    auto const medianMicroseconds = [&](std::function<void()> const& work) {
        std::vector<double> times;
        for (int i = 0; i < 60; ++i)
        {
            times.push_back(1000 * millisecondsOf(work));
            stream.wait();
        }
        std::nth_element(times.begin(), times.begin() + 30, times.end());
        return times[30];
    };
    auto const enqueue = [&] { ASSERT_TRUE(loaded.context->enqueueV3(stream)); };
    // The driver's launch is the plugin's affair, and differs by machine: 2 to 4 us.
    using Launches = void (*)(int, int, float const*, float*, cudaStream_t);
    void* const library = dlopen((binaryDir() + "/lib/fixtures/gpu_faults.so").c_str(), RTLD_NOW);
    ASSERT_NE(library, nullptr) << dlerror();
    auto const launches = reinterpret_cast<Launches>(dlsym(library, "launchAddOne"));
    ASSERT_NE(launches, nullptr) << dlerror();
    auto const launchAlone = [&] {
        launches(kSteps, 8, static_cast<float const*>(x.data()), static_cast<float*>(single.data()), stream);
    };
    double const firstBare = medianMicroseconds(launchAlone);
    double const plain = medianMicroseconds(enqueue);
    double const bare = std::min(firstBare, medianMicroseconds(launchAlone));
    ASSERT_TRUE(tenon::setCudaGraph(*loaded.context, true));
    double const captured = medianMicroseconds(enqueue);
    int place = 0;
    double const elsewhere = medianMicroseconds([&] {
        place = (place + 1) % kPlaces;
        ASSERT_TRUE(loaded.context->setTensorAddress("y", static_cast<float*>(y.data()) + place * 64));
        ASSERT_TRUE(loaded.context->enqueueV3(stream));
    });
    std::printf(
        "enqueueV3 of %d steps: %.2f us, %.3f us a step, of which the bare launches take %.3f; captured %.2f us; recorded for new addresses "
        "%.2f us, %.3f us a step\n",
        kSteps, plain, plain / kSteps, bare / kSteps, captured, elsewhere, elsewhere / kSteps);
    EXPECT_EQ(tenon::cudaGraphParts(*loaded.context), 1);
    Values const expected = mapped(counting(8), [](float v) { return v + kSteps; });
    EXPECT_EQ(single.get(), expected);
    Values const all = y.get();
    auto const latest = all.begin() + place * 64;
    EXPECT_EQ(Values(latest, latest + 8), expected);
}

} // namespace
} // namespace tenon::testing

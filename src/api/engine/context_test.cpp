// Execution contexts: addresses, allocators, profiler, memory of the user's, settings.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <cstdlib>

namespace tenon::testing
{
namespace
{

using ::testing::ElementsAre;

class ContextTest : public EngineTest
{
protected:
    void SetUp() override
    {
        nvinfer1::IActivationLayer* const relu =
            network->addActivation(input("x", {-1, 2}), nvinfer1::ActivationType::kRELU);
        relu->setName("relu");
        nvinfer1::IActivationLayer* const tanh =
            network->addActivation(*relu->getOutput(0), nvinfer1::ActivationType::kSOFTSIGN);
        tanh->setName("softsign");
        output(tanh->getOutput(0), "y");
        addProfile("x", {1, 2}, {2, 2}, {4, 2});
        build();
    }

    void set(int64_t batch)
    {
        ASSERT_TRUE(context->setInputShape("x", dims({batch, 2})));
        x.assign(static_cast<size_t>(2 * batch), 1.0F);
        ASSERT_TRUE(context->setTensorAddress("x", x.data()));
    }

    Values x, y = Values(8);
};

TEST_F(ContextTest, Addresses)
{
    TENON_COVERS("IExecutionContext::getTensorAddress", "IExecutionContext::setOutputTensorAddress",
        "IExecutionContext::getOutputTensorAddress");
    set(1);
    EXPECT_EQ(context->getTensorAddress("x"), x.data());
    EXPECT_EQ(context->getTensorAddress("y"), nullptr);
    EXPECT_TRUE(context->setOutputTensorAddress("y", y.data()));
    EXPECT_EQ(context->getOutputTensorAddress("y"), y.data());
    EXPECT_FALSE(context->setOutputTensorAddress("x", y.data()));
    EXPECT_ONE_ERROR("tensor \"x\": expected an output of the engine, found an input");
    EXPECT_FALSE(context->setInputTensorAddress("y", y.data()));
    EXPECT_ONE_ERROR("tensor \"y\": expected an input of the engine, found an output");
    EXPECT_FALSE(context->setTensorAddress("z", y.data()));
    EXPECT_ONE_ERROR(
        "tensor \"z\": expected the name of an input or output of the engine, found none of that name; there are "
        "\"x\", \"y\"");
    EXPECT_TRUE(context->setTensorAddress("y", nullptr));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("output \"y\": expected an address, found none");
}

TEST_F(ContextTest, MissingShapesAreNamed)
{
    EXPECT_TRUE(context->setTensorAddress("y", y.data()));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("expected the shape of every dynamic input to be set, found none for \"x\"; call setInputShape");
    EXPECT_EQ(context->inferShapes(1, nullptr), -1);
    EXPECT_ONE_ERROR("list of names: expected an object, found a null pointer");
}

TEST_F(ContextTest, StridesAndSizes)
{
    TENON_COVERS("IExecutionContext::getTensorStrides", "IExecutionContext::getMaxOutputSize");
    EXPECT_EQ(sizes(context->getTensorStrides("x")), list({2, 1}));
    EXPECT_EQ(context->getMaxOutputSize("y"), 4 * 2 * 4) << "the profile's maximum while the shape is open";
    set(3);
    EXPECT_EQ(context->getMaxOutputSize("y"), 3 * 2 * 4);
    EXPECT_EQ(context->getMaxOutputSize("x"), -1);
    EXPECT_ONE_ERROR("expected an output of the engine");
}

struct GrowingAllocator final : nvinfer1::IOutputAllocator
{
    void* reallocateOutput(char const* name, void*, uint64_t size, uint64_t alignment) noexcept override
    {
        lastName = name;
        lastSize = size;
        EXPECT_EQ(alignment, 256U);
        given = Values(size / sizeof(float) + 1 + alignment / sizeof(float));
        void* first = given.data();
        size_t room = given.size() * sizeof(float);
        return fails ? nullptr : memory = std::align(alignment, size, first, room);
    }
    void notifyShape(char const*, nvinfer1::Dims const& dims) noexcept override
    {
        EXPECT_NE(memory, nullptr) << "told of the shape before it was asked for memory";
        shape = sizes(dims);
    }

    std::string lastName;
    uint64_t lastSize{0};
    std::vector<int64_t> shape;
    Values given;
    void* memory{nullptr};
    bool fails{false};
};

TEST_F(ContextTest, OutputAllocatorsGiveMemory)
{
    TENON_COVERS("IExecutionContext::setOutputAllocator", "IExecutionContext::getOutputAllocator",
        "IOutputAllocator::reallocateOutputAsync", "IOutputAllocator::reallocateOutput",
        "IOutputAllocator::notifyShape");
    set(3);
    GrowingAllocator allocator;
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator));
    EXPECT_EQ(context->getOutputAllocator("y"), &allocator);
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_EQ(allocator.lastName, "y");
    EXPECT_EQ(allocator.lastSize, 24U);
    EXPECT_EQ(allocator.shape, list({3, 2}));
    EXPECT_EQ(context->getOutputTensorAddress("y"), allocator.memory);
    EXPECT_EQ(static_cast<float const*>(allocator.memory)[5], 0.5F);
    allocator.fails = true;
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("output \"y\": expected 24 bytes from its allocator, found a null pointer");
    EXPECT_FALSE(context->setOutputAllocator("x", &allocator));
    EXPECT_ONE_ERROR("expected an output of the engine, found an input");
    EXPECT_TRUE(context->setOutputAllocator("y", nullptr));
}

struct Profiler final : nvinfer1::IProfiler
{
    void reportLayerTime(char const* layerName, float ms) noexcept override
    {
        layers.emplace_back(layerName);
        times.push_back(ms);
    }
    std::vector<std::string> layers;
    std::vector<float> times;
};

TEST_F(ContextTest, ProfilerHearsOfEachLayer)
{
    TENON_COVERS("IExecutionContext::setProfiler", "IExecutionContext::getProfiler",
        "IExecutionContext::setEnqueueEmitsProfile", "IExecutionContext::getEnqueueEmitsProfile",
        "IExecutionContext::reportToProfiler", "IProfiler::reportLayerTime");
    set(2);
    ASSERT_TRUE(context->setTensorAddress("y", y.data()));
    EXPECT_FALSE(context->reportToProfiler());
    EXPECT_ONE_ERROR("profiler: expected one to report to, found none");
    Profiler profiler;
    context->setProfiler(&profiler);
    EXPECT_EQ(context->getProfiler(), &profiler);
    ASSERT_TRUE(inferred(*context));
    ASSERT_FALSE(profiler.layers.empty());
    EXPECT_THAT(profiler.layers, ::testing::Contains(HasSubstr("softsign")));
    for (float const ms : profiler.times)
    {
        EXPECT_GE(ms, 0.0F);
    }
    size_t const reported = profiler.layers.size();
    EXPECT_TRUE(context->getEnqueueEmitsProfile());
    context->setEnqueueEmitsProfile(false);
    EXPECT_FALSE(context->reportToProfiler());
    EXPECT_ONE_ERROR("profiler: expected times of an inference that were not reported, found none");
    ASSERT_TRUE(inferred(*context));
    EXPECT_EQ(profiler.layers.size(), reported);
    EXPECT_TRUE(context->reportToProfiler());
    EXPECT_EQ(profiler.layers.size(), 2 * reported);
    context->setProfiler(nullptr);
    ASSERT_TRUE(inferred(*context));
    EXPECT_EQ(profiler.layers.size(), 2 * reported);
}

TEST_F(ContextTest, MemoryOfTheUsers)
{
    TENON_COVERS("ICudaEngine::createExecutionContextWithoutDeviceMemory", "ICudaEngine::getDeviceMemorySize",
        "ICudaEngine::getDeviceMemorySizeV2", "ICudaEngine::getDeviceMemorySizeForProfile",
        "ICudaEngine::getDeviceMemorySizeForProfileV2", "IExecutionContext::setDeviceMemory",
        "IExecutionContext::setDeviceMemoryV2", "IExecutionContext::updateDeviceMemorySizeForShapes");
    context.reset(engine->createExecutionContextWithoutDeviceMemory());
    set(2);
    ASSERT_TRUE(context->setTensorAddress("y", y.data()));
    size_t const bytes = engine->getDeviceMemorySize();
    EXPECT_EQ(engine->getDeviceMemorySizeV2(), static_cast<int64_t>(bytes));
    EXPECT_EQ(engine->getDeviceMemorySizeForProfile(0), bytes);
    EXPECT_EQ(engine->getDeviceMemorySizeForProfileV2(0), static_cast<int64_t>(bytes));
    EXPECT_EQ(context->updateDeviceMemorySizeForShapes(), bytes);
    EXPECT_EQ(engine->getDeviceMemorySizeForProfile(3), 0U);
    EXPECT_ONE_ERROR("optimization profile: expected an index from 0 to 0, found 3");
    if (bytes > 0)
    {
        EXPECT_FALSE(inferred(*context));
        EXPECT_ONE_ERROR("call setDeviceMemory first");
    }
    tenon::DeviceMemory const memory(*engine, bytes);
    context->setDeviceMemoryV2(memory.data(), static_cast<int64_t>(bytes));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_EQ(y[0], 0.5F);
    context->setDeviceMemory(memory.data());
    EXPECT_TRUE(inferred(*context));
    context->setDeviceMemoryV2(memory.data(), -1);
    EXPECT_ONE_ERROR("bytes of the context's memory: expected at least 0, found -1");
}

TEST_F(ContextTest, Settings)
{
    TENON_COVERS("IExecutionContext::setName", "IExecutionContext::getName", "IExecutionContext::setDebugSync",
        "IExecutionContext::getDebugSync", "IExecutionContext::setNvtxVerbosity", "IExecutionContext::getNvtxVerbosity",
        "IExecutionContext::setPersistentCacheLimit", "IExecutionContext::getPersistentCacheLimit",
        "IExecutionContext::setAuxStreams", "IExecutionContext::setErrorRecorder",
        "IExecutionContext::getErrorRecorder", "IExecutionContext::getRuntimeConfig",
        "ICudaEngine::createRuntimeConfig", "IRuntimeConfig::setExecutionContextAllocationStrategy",
        "IRuntimeConfig::getExecutionContextAllocationStrategy");
    context->setName("one");
    EXPECT_STREQ(context->getName(), "one");
    context->setDebugSync(true);
    EXPECT_TRUE(context->getDebugSync());
    EXPECT_TRUE(context->setNvtxVerbosity(nvinfer1::ProfilingVerbosity::kNONE));
    EXPECT_EQ(context->getNvtxVerbosity(), nvinfer1::ProfilingVerbosity::kNONE);
    context->setPersistentCacheLimit(7);
    EXPECT_EQ(context->getPersistentCacheLimit(), 7U);
    context->setAuxStreams(nullptr, 1);
    EXPECT_ONE_ERROR("auxiliary streams: expected an object");
    RecordingErrorRecorder recorder;
    context->setErrorRecorder(&recorder);
    EXPECT_EQ(context->getErrorRecorder(), &recorder);
    EXPECT_FALSE(inferred(*context));
    EXPECT_EQ(recorder.entries.size(), 1U);
    logger.takeErrors();
    context->setErrorRecorder(nullptr);
    EXPECT_EQ(recorder.references, 0);

    std::unique_ptr<nvinfer1::IRuntimeConfig> const runtimeConfig(engine->createRuntimeConfig());
    using nvinfer1::ExecutionContextAllocationStrategy;
    EXPECT_EQ(runtimeConfig->getExecutionContextAllocationStrategy(), ExecutionContextAllocationStrategy::kSTATIC);
    runtimeConfig->setExecutionContextAllocationStrategy(ExecutionContextAllocationStrategy::kUSER_MANAGED);
    std::unique_ptr<nvinfer1::IExecutionContext> const other(engine->createExecutionContext(runtimeConfig.get()));
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(other->getRuntimeConfig()->getExecutionContextAllocationStrategy(),
        ExecutionContextAllocationStrategy::kUSER_MANAGED);
    EXPECT_EQ(engine->createExecutionContext(static_cast<ExecutionContextAllocationStrategy>(9)), nullptr);
    EXPECT_ONE_ERROR("allocation strategy: expected an enumerator from 0 to 2, found 9");
}

} // namespace
} // namespace tenon::testing

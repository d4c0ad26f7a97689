// IPluginV3 through the public API: from a network to values.
#include "api/testing/engine_fixture.h"
#include "plugin_host/testing/v3_plugins.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using plugin_host::testing::KeepRowsV3;
using plugin_host::testing::ScaleV3;
using plugin_host::testing::V3Creator;
using plugin_host::testing::V3Habits;
using plugin_host::testing::V3Life;
using ::testing::ElementsAre;

class PluginV3Test : public EngineTest
{
protected:
    PluginV3Test()
    {
        V3Life::reset();
        EXPECT_TRUE(getPluginRegistry()->registerCreator(scale_, ""));
        EXPECT_TRUE(getPluginRegistry()->registerCreator(keep_, ""));
    }
    ~PluginV3Test() override
    {
        context.reset();
        engine.reset();
        network.reset();
        EXPECT_EQ(V3Life::alive, 0) << "plugin objects that nobody deleted";
        EXPECT_TRUE(getPluginRegistry()->deregisterCreator(scale_));
        EXPECT_TRUE(getPluginRegistry()->deregisterCreator(keep_));
    }

    nvinfer1::IPluginV3Layer* add(nvinfer1::ITensor& x, nvinfer1::IPluginV3& plugin, nvinfer1::ITensor* shape = nullptr)
    {
        nvinfer1::ITensor* const inputs[]{&x};
        nvinfer1::ITensor* const shapes[]{shape};
        return network->addPluginV3(inputs, 1, shapes, shape == nullptr ? 0 : 1, plugin);
    }

    V3Creator scale_{"ScaleV3"};
    V3Creator keep_{"KeepRowsV3"};
};

//! What plugins share through acquirePluginResource: one object for each key.
class SharedTable final : public nvinfer1::IPluginResource
{
public:
    SharedTable() { ++alive; }
    ~SharedTable() noexcept override { --alive; }
    int32_t release() noexcept override { return 0; }
    nvinfer1::IPluginResource* clone() noexcept override { return new SharedTable; }

    static inline int alive{0};
};

TEST_F(PluginV3Test, PluginsShareResourcesByKey)
{
    {
        SharedTable mine;
        nvinfer1::IPluginResource* const kept = getPluginRegistry()->acquirePluginResource("plugin_v3_test", &mine);
        ASSERT_NE(kept, nullptr);
        EXPECT_EQ(getPluginRegistry()->acquirePluginResource("plugin_v3_test", &mine), kept);
        EXPECT_EQ(SharedTable::alive, 2);
        EXPECT_EQ(getPluginRegistry()->releasePluginResource("plugin_v3_test"), 0);
        EXPECT_EQ(SharedTable::alive, 2);
        EXPECT_EQ(getPluginRegistry()->releasePluginResource("plugin_v3_test"), 0);
        EXPECT_EQ(SharedTable::alive, 1);
    }
    EXPECT_EQ(getPluginRegistry()->releasePluginResource("plugin_v3_test"), -1);
    logger.takeErrors();
}

TEST_F(PluginV3Test, RunsThroughAFile)
{
    TENON_COVERS("INetworkDefinition::addPluginV3", "IPluginV3Layer::getPlugin", "IPluginCreatorV3One::getFieldNames",
        "IPluginCreatorV3One::getPluginName", "IPluginCreatorV3One::getPluginVersion",
        "IPluginV3OneCore::getPluginName", "IPluginV3OneCore::getPluginVersion",
        "IPluginV3OneCore::getPluginNamespace");
    {
        ScaleV3 plugin(3.0F, {});
        auto* const layer = add(input("x", {-1, 2}), plugin);
        ASSERT_NE(layer, nullptr);
        EXPECT_EQ(layer->getType(), nvinfer1::LayerType::kPLUGIN_V3);
        EXPECT_STREQ(layer->getName(), "(Unnamed Layer* 0) [PluginV3]");
        EXPECT_NE(&layer->getPlugin(), &plugin) << "the network has a clone of its own";
        EXPECT_EQ(static_cast<ScaleV3&>(layer->getPlugin()).factor_, 3.0F);
        EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 2}));
        output(layer->getOutput(0), "y");
    }
    addProfile("x", {1, 2}, {2, 2}, {4, 2});
    build();
    EXPECT_EQ(scale_.lastPhase, nvinfer1::TensorRTPhase::kRUNTIME);
    ASSERT_TRUE(context->setInputShape("x", dims({2, 2})));
    EXPECT_THAT(run({{"x", {1, 2, 3, 4}}}, "y"), ElementsAre(3, 6, 9, 12));
    std::unique_ptr<nvinfer1::IExecutionContext> const second(engine->createExecutionContext());
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {5, 6}}}, "y"), ElementsAre(15, 18));
}

//! Memory of the host; page-locked where tests run on a GPU, which reaches it.
struct HostAllocator final : nvinfer1::IGpuAllocator
{
    void* allocate(uint64_t size, uint64_t alignment, nvinfer1::AllocatorFlags) noexcept override
    {
        return testsRunOnGpu() ? devices::testing::SharedMemory::take(size)
                               : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    }
    bool deallocate(void* memory) noexcept override
    {
        testsRunOnGpu() ? devices::testing::SharedMemory::give(memory) : std::free(memory);
        return true;
    }
};

TEST_F(PluginV3Test, ItsResourceContextHasTheEnginesRecorderAndAllocator)
{
    TENON_COVERS("IPluginResourceContext::getErrorRecorder", "IPluginResourceContext::getGpuAllocator");
    ScaleV3 plugin(3.0F, {});
    output(add(input("x", {2}), plugin)->getOutput(0), "y");
    build();
    EXPECT_EQ(V3Life::lastRecorder, nullptr) << "nobody set one";
    ASSERT_NE(V3Life::lastAllocator, nullptr) << "there is always memory of the device to be had";
    void* const memory = V3Life::lastAllocator->allocate(100, 256, 0);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 256, 0U);
    EXPECT_TRUE(V3Life::lastAllocator->deallocate(memory));
    EXPECT_FALSE(V3Life::lastAllocator->deallocate(memory)) << "a second time";
    EXPECT_EQ(V3Life::lastAllocator->allocate(SIZE_MAX, 256, 0), nullptr);

    RecordingErrorRecorder recorder;
    HostAllocator allocator;
    context.reset();
    engine.reset();
    runtime->setGpuAllocator(&allocator);
    runtime->setErrorRecorder(&recorder);
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    context.reset(engine->createExecutionContext());
    EXPECT_EQ(V3Life::lastRecorder, &recorder);
    EXPECT_EQ(V3Life::lastAllocator, &allocator);
    context.reset();
    engine.reset();
    runtime->setErrorRecorder(nullptr);
}

TEST_F(PluginV3Test, ItsMetadataIsShownByTheInspector)
{
    V3Habits habits;
    habits.metadata = "three times, in a loop";
    ScaleV3 plugin(3.0F, habits);
    output(add(input("x", {2}), plugin)->getOutput(0), "y");
    config->setProfilingVerbosity(nvinfer1::ProfilingVerbosity::kDETAILED);
    build();
    std::unique_ptr<nvinfer1::IEngineInspector> const inspector(engine->createEngineInspector());
    // On a GPU a copy stands before a plugin of the CPU.
    EXPECT_THAT(inspector->getLayerInformation(testsRunOnGpu() ? 1 : 0, nvinfer1::LayerInformationFormat::kJSON),
        HasSubstr("\"PluginMetadata\": \"three times, in a loop\""));
}

TEST_F(PluginV3Test, IsKeptInFp32WhereItLacksFp16)
{
    V3Habits habits;
    habits.refusesHalf = true;
    ScaleV3 plugin(3.0F, habits);
    auto* const before = network->addActivation(input("x", {1, 4}), nvinfer1::ActivationType::kRELU);
    auto* const layer = add(*before->getOutput(0), plugin);
    output(network->addActivation(*layer->getOutput(0), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    build();
    EXPECT_THAT(run({{"x", {1, -2, 3, 4}}}, "y"), ElementsAre(3, 0, 9, 12));
}

TEST_F(PluginV3Test, IsRefusedInNetworksWithImplicitBatch)
{
    network.reset();
    auto const old = makeBuilder(logger, kVersion8);
    network.reset(old->createNetworkV2(0));
    ScaleV3 plugin(3.0F, {});
    EXPECT_EQ(add(input("x", {4}), plugin), nullptr);
    EXPECT_ONE_ERROR("expected an explicit-batch network for an IPluginV3 plugin, found one with implicit batch");
    network.reset();
}

TEST_F(PluginV3Test, TakesShapeInputs)
{
    int64_t const shape[]{2, 2};
    auto* const constant = network->addConstant(dims({2}), {DataType::kINT64, shape, 2});
    ScaleV3 plugin(3.0F, {});
    auto* const layer = add(input("x", {5}), plugin, constant->getOutput(0));
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->getNbInputs(), 2);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 2})) << logger.takeErrors();
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 3, 4, 5}}}, "y"), ElementsAre(3, 6, 9, 12));
}

class ShapeInputTest : public PluginV3Test
{
protected:
    //! y has the values of the network input "s" as dims (computed ones where asked for), and begins with 3 times x.
    void buildWithShapeInput(DataType type, bool computed)
    {
        auto* shape = network->addInput("s", type, dims({2}));
        if (computed)
        {
            auto* const cast = network->addCast(*shape, DataType::kINT64);
            static int64_t const one[]{1, 1}; // lives until the engine is built
            auto* const ones = network->addConstant(dims({2}), {DataType::kINT64, one, 2});
            shape =
                network->addElementWise(*cast->getOutput(0), *ones->getOutput(0), nvinfer1::ElementWiseOperation::kSUM)
                    ->getOutput(0);
        }
        ScaleV3 plugin(3.0F, {});
        auto* const layer = add(input("x", {12}), plugin, shape);
        ASSERT_NE(layer, nullptr);
        EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, -1})) << logger.takeErrors();
        output(layer->getOutput(0), "y");
        nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
        int64_t const min[]{1, 1}, opt[]{2, 2}, max[]{2, 5};
        ASSERT_TRUE(profile->setShapeValuesV2("s", nvinfer1::OptProfileSelector::kMIN, min, 2));
        ASSERT_TRUE(profile->setShapeValuesV2("s", nvinfer1::OptProfileSelector::kOPT, opt, 2));
        ASSERT_TRUE(profile->setShapeValuesV2("s", nvinfer1::OptProfileSelector::kMAX, max, 2));
        ASSERT_GE(config->addOptimizationProfile(profile), 0);
        build();
        ASSERT_TRUE(context->setTensorAddress("x", x_.data()) && context->setTensorAddress("y", y_.data()));
    }

    Values x_{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Values y_ = Values(18, -1.0F);
};

TEST_F(ShapeInputTest, NetworkInputsMayBeShapeInputs)
{
    buildWithShapeInput(DataType::kINT64, false);
    EXPECT_TRUE(engine->isShapeInferenceIO("s"));
    EXPECT_FALSE(context->allInputShapesSpecified());
    int64_t s[]{2, 3};
    ASSERT_TRUE(context->setTensorAddress("s", s));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({2, 3}));
    EXPECT_TRUE(context->allInputShapesSpecified());
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(Values(y_.begin(), y_.begin() + 7), ElementsAre(3, 6, 9, 12, 15, 18, -1));
    s[0] = 1; // the same memory, read anew
    y_.assign(18, -1.0F);
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({1, 3}));
    EXPECT_THAT(Values(y_.begin(), y_.begin() + 4), ElementsAre(3, 6, 9, -1));
    s[1] = 6;
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("shape input \"s\": expected value 1 to be from 1 to 5 (optimization profile 0), found 6");
}

TEST_F(ShapeInputTest, ShapeTensorsMayBeComputedFromThem)
{
    buildWithShapeInput(DataType::kINT32, true);
    int32_t s[]{1, 2};
    ASSERT_TRUE(context->setTensorAddress("s", s));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({2, 3}));
    EXPECT_EQ(context->inferShapes(0, nullptr), 0);
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(Values(y_.begin(), y_.begin() + 7), ElementsAre(3, 6, 9, 12, 15, 18, -1));
}

TEST_F(PluginV3Test, ShapeInputsMustBeKnownBeforeTheInference)
{
    ScaleV3 plugin(3.0F, {});
    auto* const computed = network->addCast(input("s", {2}), DataType::kINT64);
    auto* const layer = add(input("x", {5}), plugin, computed->getOutput(0));
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("expected a shape tensor as shape input 0");
}

//! Gives memory that is as large as was asked for, and remembers what was said.
class Allocator final : public nvinfer1::IOutputAllocator
{
public:
    void* reallocateOutputAsync(char const*, void*, uint64_t size, uint64_t, cudaStream_t) override
    {
        ++calls;
        bytes = size;
        memory.assign(size / sizeof(float) + 1, -7.0F);
        return givesNull ? nullptr : memory.data();
    }
    void notifyShape(char const*, nvinfer1::Dims const& dims) noexcept override { shape = sizes(dims); }

    int calls{0};
    uint64_t bytes{0};
    bool givesNull{false};
    Values memory;
    std::vector<int64_t> shape;
};

class DataSizeTest : public PluginV3Test
{
protected:
    //! y = keep(x) · 2, through layers behind the plugin whose shapes follow its size.
    void buildChain(DataType countType, int32_t lies = 0)
    {
        KeepRowsV3 plugin(countType, {}, 1, lies);
        auto* const keep = add(input("x", {-1, 2}), plugin);
        ASSERT_NE(keep, nullptr);
        EXPECT_EQ(sizes(keep->getOutput(0)->getDimensions()), list({-1, 2})) << logger.takeErrors();
        EXPECT_EQ(sizes(keep->getOutput(1)->getDimensions()), list({}));
        EXPECT_EQ(keep->getOutput(1)->getType(), countType);
        EXPECT_TRUE(KeepRowsV3::sawSizeTensor);
        ScaleV3 twice(2.0F, {});
        auto* const scaled = add(*keep->getOutput(0), twice);
        ASSERT_NE(scaled, nullptr);
        output(scaled->getOutput(0), "y");
        keep->getOutput(1)->setName("count");
        network->markOutput(*keep->getOutput(1));
        addProfile("x", {0, 2}, {4, 2}, {8, 2});
        build();
    }

    Values runRows(Values x)
    {
        auto const rows = static_cast<int64_t>(x.size() / 2);
        EXPECT_TRUE(context->setInputShape("x", dims({rows, 2})));
        x.push_back(0); // never empty
        EXPECT_TRUE(context->setTensorAddress("x", x.data()));
        EXPECT_TRUE(context->setTensorAddress("count", count_.data()));
        EXPECT_TRUE(inferred(*context)) << logger.takeErrors();
        return Values(allocator_.memory.begin(), allocator_.memory.end() - (allocator_.memory.empty() ? 0 : 1));
    }

    Allocator allocator_;
    devices::testing::SharedVector<int64_t> count_{0};
};

TEST_F(DataSizeTest, ConsumersAndAllocatorsGetTheActualSize)
{
    TENON_COVERS("IExprBuilder::declareSizeTensor", "IDimensionExpr::isSizeTensor",
        "IExecutionContext::setOutputAllocator", "IOutputAllocator::reallocateOutputAsync",
        "IOutputAllocator::notifyShape");
    buildChain(DataType::kINT64);
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    ASSERT_TRUE(context->setInputShape("x", dims({3, 2})));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({-1, 2})) << "nobody knows before an inference";
    EXPECT_EQ(context->getMaxOutputSize("y"), 8 * 2 * 4);
    EXPECT_EQ(sizes(engine->getTensorShape("y")), list({-1, 2}));

    V3Life::calls.clear();
    EXPECT_THAT(runRows({1, 2, -3, 4, 5, 6}), ElementsAre(2, 4, 10, 12));
    EXPECT_EQ(count_[0], 2);
    EXPECT_EQ(allocator_.bytes, 2U * 2 * 4);
    EXPECT_EQ(allocator_.shape, list({2, 2}));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({2, 2})) << "as the last inference had it";
    EXPECT_EQ(KeepRowsV3::lastBound, 3) << "its own output's dims are the bound";
    EXPECT_THAT(V3Life::calls, ElementsAre("onShapeChange 3x2", "onShapeChange 2x2", "enqueue"))
        << "the plugin behind it is told the actual shape alone";

    // Same shapes, other data: only the step behind learns of a change.
    V3Life::calls.clear();
    EXPECT_THAT(runRows({1, 2, 3, 4, 5, 6}), ElementsAre(2, 4, 6, 8, 10, 12));
    EXPECT_EQ(count_[0], 3);
    EXPECT_THAT(V3Life::calls, ::testing::Contains("onShapeChange 3x2"));
    EXPECT_THAT(runRows({-1, 2, -3, 4}), ElementsAre());
    EXPECT_EQ(count_[0], 0);
    EXPECT_EQ(allocator_.shape, list({0, 2}));
    EXPECT_THAT(runRows({}), ElementsAre());
    EXPECT_THAT(runRows({7, 8}), ElementsAre(14, 16));
}

TEST_F(DataSizeTest, TimingLeavesRoomForTheUpperBound)
{
    // Two tactics: the builder runs it, and the optimum of its size (N / 2) is no bound of what it writes.
    V3Habits habits;
    habits.tactics = {1, 2};
    KeepRowsV3 plugin(DataType::kINT64, habits);
    KeepRowsV3::lastBound = -1;
    auto* const keep = add(input("x", {1000, 64}), plugin);
    output(keep->getOutput(0), "y");
    build();
    EXPECT_EQ(KeepRowsV3::lastBound, 1000);
}

TEST_F(DataSizeTest, SizesMayBe32Bits)
{
    buildChain(DataType::kINT32);
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    EXPECT_THAT(runRows({1, 2, -3, 4, 5, 6}), ElementsAre(2, 4, 10, 12));
    EXPECT_EQ(*reinterpret_cast<int32_t*>(count_.data()), 2);
}

TEST_F(DataSizeTest, OutputsWithoutAllocatorAreWrittenAsFarAsTheyReach)
{
    buildChain(DataType::kINT64);
    Values y(6, -1.0F);
    ASSERT_TRUE(context->setTensorAddress("y", y.data()));
    runRows({1, 2, -3, 4, 5, 6});
    EXPECT_THAT(y, ElementsAre(2, 4, 10, 12, -1, -1));
}

TEST_F(DataSizeTest, TwoContextsHaveSizesOfTheirOwn)
{
    buildChain(DataType::kINT64);
    std::unique_ptr<nvinfer1::IExecutionContext> const other(engine->createExecutionContext());
    Allocator second;
    devices::testing::SharedVector<int64_t> count{0};
    Values x{1, 2, 3, 4, 5, 6};
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    ASSERT_TRUE(other->setOutputAllocator("y", &second));
    ASSERT_TRUE(other->setInputShape("x", dims({3, 2})));
    ASSERT_TRUE(other->setTensorAddress("x", x.data()) && other->setTensorAddress("count", count.data()));
    EXPECT_THAT(runRows({1, 2, -3, 4}), ElementsAre(2, 4));
    ASSERT_TRUE(inferred(*other));
    EXPECT_EQ(second.shape, list({3, 2}));
    EXPECT_EQ(count[0], 3);
    EXPECT_EQ(allocator_.shape, list({1, 2}));
}

TEST_F(DataSizeTest, SizesBehindSizesFollow)
{
    KeepRowsV3 plugin(DataType::kINT64);
    auto* const first = add(input("x", {-1, 2}), plugin);
    ScaleV3 negative(-1.0F, {});
    auto* const turned = add(*first->getOutput(0), negative);
    auto* const second = add(*turned->getOutput(0), plugin);
    output(second->getOutput(0), "none");
    auto* const again = add(*first->getOutput(0), plugin);
    output(again->getOutput(0), "y");
    again->getOutput(1)->setName("count");
    network->markOutput(*again->getOutput(1));
    addProfile("x", {0, 2}, {4, 2}, {8, 2});
    build();
    Allocator none;
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    ASSERT_TRUE(context->setOutputAllocator("none", &none));
    EXPECT_THAT(runRows({1, 2, -3, 4, 5, 6}), ElementsAre(1, 2, 5, 6));
    EXPECT_EQ(count_[0], 2);
    EXPECT_EQ(KeepRowsV3::lastBound, 2) << "the bound of the one behind is what the one before told";
    EXPECT_EQ(none.shape, list({0, 2}));
}

TEST_F(DataSizeTest, ASizePastItsBoundEndsTheInference)
{
    buildChain(DataType::kINT64, 5);
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    Values x{1, 2};
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    ASSERT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("count", count_.data()));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("expected its run to tell size 0 from 0 to 1, the upper bound that it declared, found 6");
    EXPECT_EQ(allocator_.calls, 0);
}

TEST_F(DataSizeTest, AnAllocatorThatGivesNothingEndsTheInference)
{
    buildChain(DataType::kINT64);
    allocator_.givesNull = true;
    ASSERT_TRUE(context->setOutputAllocator("y", &allocator_));
    Values x{1, 2};
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    ASSERT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("count", count_.data()));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("output \"y\": expected 8 bytes from its allocator, found a null pointer");
}

TEST_F(DataSizeTest, SizeTensorsThatAreNoneAreRefused)
{
    auto const refused = [&](DataType type, int32_t declared, char const* message) {
        KeepRowsV3 plugin(type, {}, declared);
        auto* const keep = add(input(message, {-1, 2}), plugin);
        EXPECT_EQ(keep->getOutput(0)->getDimensions().nbDims, -1);
        EXPECT_ONE_ERROR(message);
    };
    refused(DataType::kFLOAT, 1,
        "expected declareSizeTensor for an output of rank 0 and type int32 or int64, found output 1 with dims scalar and type fp32");
    refused(DataType::kINT32, 2, "found output 2 of 2");
    refused(DataType::kINT32, 0, "found output 0 with dims");
}

class AliasTest : public PluginV3Test
{
protected:
    AliasTest() { habits_.aliases = {0}; }
    V3Habits habits_;
};

TEST_F(AliasTest, AnOutputMayLieInAnInputsMemory)
{
    TENON_COVERS("IBuilderConfig::setPreviewFeature");
    // Between two activations it works in place; the other users of x and the network input itself see nothing of it.
    ScaleV3 plugin(3.0F, habits_);
    auto& x = input("x", {2});
    auto* const relu = network->addActivation(x, nvinfer1::ActivationType::kRELU);
    auto* const first = add(*relu->getOutput(0), plugin);
    auto* const second = add(*first->getOutput(0), plugin);
    output(second->getOutput(0), "y");
    auto* const direct = add(x, plugin);
    output(direct->getOutput(0), "z");
    output(network->addActivation(x, nvinfer1::ActivationType::kTANH)->getOutput(0), "t");
    config->setPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03, true);
    build();
    Values in{1, 2}, y(2), z(2), t(2);
    ASSERT_TRUE(context->setTensorAddress("x", in.data()) && context->setTensorAddress("y", y.data()));
    ASSERT_TRUE(context->setTensorAddress("z", z.data()) && context->setTensorAddress("t", t.data()));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(y, ElementsAre(9, 18));
    EXPECT_THAT(z, ElementsAre(3, 6));
    EXPECT_THAT(in, ElementsAre(1, 2));
    EXPECT_THAT(t, ElementsAre(::testing::FloatNear(0.76159F, 1e-4F), ::testing::FloatNear(0.96403F, 1e-4F)));
}

TEST_F(AliasTest, PluginsThatWorkInPlaceAreTimedInPlace)
{
    habits_.tactics = {1, 2};
    ScaleV3 plugin(3.0F, habits_);
    output(add(input("x", {2}), plugin)->getOutput(0), "y");
    config->setPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03, true);
    V3Life::calls.clear();
    build();
    EXPECT_THAT(V3Life::calls, ::testing::Contains("enqueue")) << "timed";
    EXPECT_THAT(run({{"x", {1, 2}}}, "y"), ElementsAre(3, 6));
}

TEST_F(AliasTest, NeedsThePreviewFeature)
{
    ScaleV3 plugin(3.0F, habits_);
    output(add(input("x", {2}), plugin)->getOutput(0), "y");
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_EQ(plan, nullptr);
    EXPECT_ONE_ERROR(
        "expected no output in the memory of an input without PreviewFeature::kALIASED_PLUGIN_IO_10_03, found output 0 in that of "
        "input 0; switch the feature on with IBuilderConfig::setPreviewFeature");
}

TEST_F(AliasTest, NeedsEqualDims)
{
    ScaleV3 plugin(3.0F, habits_);
    int64_t const shape[]{1};
    auto* const constant = network->addConstant(dims({1}), {DataType::kINT64, shape, 1});
    output(add(input("x", {2}), plugin, constant->getOutput(0))->getOutput(0), "y");
    config->setPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03, true);
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_EQ(plan, nullptr);
    EXPECT_ONE_ERROR("expected output 0 to have the dims of input 0, which it aliases (2), found 1");
}

} // namespace
} // namespace tenon::testing

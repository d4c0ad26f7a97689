// The calls that a plugin gets from being added to a network until the last of its objects is destroyed, in order.
#include "plugin_host/registry.h"
#include "plugin_host/testing/multiplier_plugins.h"
#include "plugin_host/testing/one_plugin_network.h"
#include "plugin_host/trace.h"
#include "support/covers.h"

#include <gmock/gmock.h>

namespace tenon::plugin_host
{
namespace
{

using testing::DynamicMultiplier;
using ::testing::ElementsAre;
using testing::errorText;
using testing::Life;
using testing::MultiplierCreator;
using testing::OnePluginNetwork;
using testing::StaticMultiplier;

//! "object method(arguments)" for each call, objects renumbered from 1 in the order of their appearance; 0 is the user's own object or
//! a creator. Questions that have no place in the order (names, versions, output counts) are left out.
std::vector<std::string> callsOf(std::vector<TraceEntry> const& trace)
{
    std::vector<uint64_t> seen;
    std::vector<std::string> calls;
    for (TraceEntry const& entry : trace)
    {
        if (entry.method == "getPluginType" || entry.method == "getPluginVersion"
            || entry.method == "getPluginNamespace" || entry.method == "getTensorRTVersion"
            || entry.method == "getNbOutputs" || entry.method == "getFieldNames")
        {
            continue;
        }
        size_t number = 0;
        if (entry.object != 0)
        {
            auto it = std::find(seen.begin(), seen.end(), entry.object);
            if (it == seen.end())
            {
                seen.push_back(entry.object);
                it = std::prev(seen.end());
            }
            number = static_cast<size_t>(it - seen.begin()) + 1;
        }
        bool const withArguments = entry.method == "configurePlugin" || entry.method == "supportsFormatCombination";
        calls.push_back(fmt::format("{} {}{}", number, entry.method, withArguments ? " " + entry.arguments : ""));
    }
    return calls;
}

class LifeTest : public ::testing::Test
{
protected:
    void SetUp() override { Life::reset(); }
    void TearDown() override { EXPECT_EQ(Life::alive, 0) << "plugin objects that nobody destroyed"; }

    //! Builds, writes the record, and destroys the network, as a build in one process.
    graph::OpRecord build(nvinfer1::IPluginV2& plugin, std::vector<int64_t> const& dims, bool implicitBatch,
        std::vector<std::array<int64_t, 3>> const& values)
    {
        OnePluginNetwork network;
        EXPECT_EQ(errorText(network.add(plugin, {dims}, implicitBatch)), "no error");
        auto const candidates = network.candidates();
        EXPECT_EQ(errorText(candidates), "no error");
        EXPECT_EQ(
            errorText(network.op->commit(network.request(candidates->accepted.front(), values, graph::Phase::kBUILD))),
            "no error");
        auto record = network.op->record();
        EXPECT_EQ(errorText(record), "no error");
        return *record;
    }
};

TEST_F(LifeTest, ADynamicPluginIsBuiltInOrder)
{
    TENON_COVERS("IPluginV2DynamicExt::clone", "IPluginV2DynamicExt::getOutputDimensions",
        "IPluginV2Ext::getOutputDataType", "IPluginV2DynamicExt::supportsFormatCombination",
        "IPluginV2DynamicExt::configurePlugin", "IPluginV2::initialize", "IPluginV2Ext::attachToContext",
        "IPluginV2Ext::detachFromContext", "IPluginV2DynamicExt::getWorkspaceSize", "IPluginV2::getSerializationSize",
        "IPluginV2::serialize", "IPluginV2::terminate", "IPluginV2::destroy");
    DynamicMultiplier plugin(2.0F, {});
    Trace::start();
    build(plugin, {-1, 3}, false, {{1, 2, 4}, {5, 6, 8}});
    EXPECT_THAT(callsOf(Trace::stop()),
        ElementsAre("0 clone",       // addPluginV2
            "1 getOutputDimensions", //
            "1 getOutputDataType",   //
            "1 supportsFormatCombination pos 0: fp32 kLINEAR", "1 supportsFormatCombination pos 1: fp32 kLINEAR",
            "1 configurePlugin build phase: in fp32 kLINEAR -1x3 (1x3 to 4x3); out fp32 kLINEAR -1x3 (1x3 to 4x3)",
            "1 configurePlugin build phase: in fp32 kLINEAR -1x3 (5x3 to 8x3); out fp32 kLINEAR -1x3 (5x3 to 8x3)",
            "1 initialize",
            "1 clone", // what asks for the workspace
            "2 attachToContext",
            "2 configurePlugin execution phase: in fp32 kLINEAR 2x3 (1x3 to 4x3); out fp32 kLINEAR 2x3 (1x3 to 4x3)",
            "2 getWorkspaceSize",
            "2 configurePlugin execution phase: in fp32 kLINEAR 6x3 (5x3 to 8x3); out fp32 kLINEAR 6x3 (5x3 to 8x3)",
            "2 getWorkspaceSize",                                 //
            "2 detachFromContext", "2 destroy",                   //
            "1 getSerializationSize", "1 serialize",              //
            "1 clone",                                            // serializes what its original does?
            "3 getSerializationSize", "3 serialize", "3 destroy", //
            "1 terminate", "1 destroy"));
}

TEST_F(LifeTest, AStaticPluginIsConfiguredOnceAndBeforeInitialize)
{
    TENON_COVERS("IPluginV2Ext::clone", "IPluginV2Ext::isOutputBroadcastAcrossBatch", "IPluginV2::getOutputDimensions",
        "IPluginV2IOExt::supportsFormatCombination", "IPluginV2IOExt::configurePlugin", "IPluginV2::getWorkspaceSize");
    StaticMultiplier plugin(2.0F, {});
    Trace::start();
    build(plugin, {-1, 3, 5}, true, {{1, 4, 4}});
    EXPECT_THAT(callsOf(Trace::stop()),
        ElementsAre("0 clone", "1 isOutputBroadcastAcrossBatch", "1 getOutputDimensions", "1 getOutputDataType",
            "1 supportsFormatCombination pos 0: fp32 kLINEAR", "1 supportsFormatCombination pos 1: fp32 kLINEAR",
            "1 configurePlugin in fp32 kLINEAR 3x5; out fp32 kLINEAR 3x5; maximum batch 4", "1 initialize",
            "1 getWorkspaceSize", "1 getSerializationSize", "1 serialize", "1 clone", "2 getSerializationSize",
            "2 serialize", "2 destroy", "1 terminate", "1 destroy"));
}

class LoadedLifeTest : public LifeTest
{
protected:
    Result<std::unique_ptr<graph::Op>> load(graph::OpRecord const& record)
    {
        graph::OpFactory factory;
        addToFactory(factory, registry_, base::Log(&logger_));
        return factory.make(record);
    }

    //! The request that a runtime makes: ranges as the build had them.
    graph::KernelRequest request(
        graph::Op& op, OnePluginNetwork& shapes, std::vector<std::array<int64_t, 3>> const& values)
    {
        graph::CandidateQuery query;
        query.device = &devices::cpuDevice();
        auto const candidates = op.candidates(query);
        EXPECT_EQ(errorText(candidates), "no error");
        return shapes.request(candidates->accepted.front(), values, graph::Phase::kLOAD);
    }

    testing::RecordingLogger logger_;
    Registry registry_;
};

TEST_F(LoadedLifeTest, ADynamicPluginServesTwoContextsAndIsConfiguredWhenShapesChangeOnly)
{
    TENON_COVERS("IPluginCreator::deserializePlugin", "IPluginV2DynamicExt::enqueue");
    DynamicMultiplier plugin(2.0F, {});
    MultiplierCreator creator(true);
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    graph::OpRecord const record = build(plugin, {-1, 3}, false, {{1, 2, 4}});
    OnePluginNetwork shapes;
    ASSERT_EQ(errorText(shapes.add(plugin, {{-1, 3}})), "no error");

    Trace::start();
    {
        auto op = load(record);
        ASSERT_EQ(errorText(op), "no error");
        auto engineKernel = (*op)->makeKernel(request(**op, shapes, {{1, 2, 4}}));
        ASSERT_EQ(errorText(engineKernel), "no error");
        EXPECT_EQ((*engineKernel)->maxWorkspaceBytes(), 64U);
        auto first = (*engineKernel)->clone({&devices::cpuDevice()});
        auto second = (*engineKernel)->clone({&devices::cpuDevice()});
        std::vector<float> x{1, 2, 3, 4, 5, 6}, y(6, -1.0F);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        for (int repeat = 0; repeat < 2; ++repeat)
        {
            ASSERT_EQ(errorText(shapes.setShapes(**first, 2)), "no error");
            ASSERT_EQ(errorText((*first)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        }
        EXPECT_THAT(y, ElementsAre(2, 4, 6, 8, 10, 12));
        ASSERT_EQ(errorText(shapes.setShapes(**first, 1)), "no error");
        ASSERT_EQ(errorText(shapes.setShapes(**second, 4)), "no error");
    }
    EXPECT_THAT(callsOf(Trace::stop()),
        ElementsAre("0 deserializePlugin", "1 initialize", "1 clone", "2 attachToContext", "1 clone",
            "3 attachToContext",
            "2 configurePlugin execution phase: in fp32 kLINEAR 2x3 (1x3 to 4x3); out fp32 kLINEAR 2x3 (1x3 to 4x3)",
            "2 getWorkspaceSize", "2 enqueue", "2 enqueue",
            "2 configurePlugin execution phase: in fp32 kLINEAR 1x3 (1x3 to 4x3); out fp32 kLINEAR 1x3 (1x3 to 4x3)",
            "2 getWorkspaceSize",
            "3 configurePlugin execution phase: in fp32 kLINEAR 4x3 (1x3 to 4x3); out fp32 kLINEAR 4x3 (1x3 to 4x3)",
            "3 getWorkspaceSize", "3 detachFromContext", "3 destroy", "2 detachFromContext", "2 destroy", "1 terminate",
            "1 destroy"));
}

TEST_F(LoadedLifeTest, AStaticPluginFromAPlanIsNotConfiguredAndLearnsTheBatchInEnqueue)
{
    TENON_COVERS("IPluginV2::enqueue");
    StaticMultiplier plugin(2.0F, {});
    MultiplierCreator creator(false);
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    graph::OpRecord const record = build(plugin, {-1, 3}, true, {{1, 4, 4}});
    OnePluginNetwork shapes;
    ASSERT_EQ(errorText(shapes.add(plugin, {{-1, 3}}, true)), "no error");

    Trace::start();
    {
        auto op = load(record);
        ASSERT_EQ(errorText(op), "no error");
        auto engineKernel = (*op)->makeKernel(request(**op, shapes, {{1, 4, 4}}));
        ASSERT_EQ(errorText(engineKernel), "no error");
        auto context = (*engineKernel)->clone({&devices::cpuDevice()});
        std::vector<float> x{1, 2, 3, 4, 5, 6}, y(6, -1.0F);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        ASSERT_EQ(errorText(shapes.setShapes(**context, 1)), "no error");
        ASSERT_EQ(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        EXPECT_THAT(y, ElementsAre(2, 4, 6, -1, -1, -1)) << "one sample of three elements";
        ASSERT_EQ(errorText(shapes.setShapes(**context, 2)), "no error");
        ASSERT_EQ(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        EXPECT_THAT(y, ElementsAre(2, 4, 6, 8, 10, 12));
        EXPECT_THAT(errorText(shapes.setShapes(**context, 5)),
            ::testing::HasSubstr("expected a batch from 0 to 4, the maximum that it was built for, found 5"));
    }
    EXPECT_THAT(callsOf(Trace::stop()),
        ElementsAre("0 deserializePlugin", "1 initialize", "1 getWorkspaceSize", "1 clone", "2 attachToContext",
            "2 enqueue", "2 enqueue", "2 detachFromContext", "2 destroy", "1 terminate", "1 destroy"));
}

TEST_F(LoadedLifeTest, EveryObjectIsDestroyedOnceAndInitialisedOnesTerminated)
{
    {
        DynamicMultiplier* const plugin = new DynamicMultiplier(2.0F, {});
        MultiplierCreator creator(true);
        ASSERT_TRUE(registry_.registerCreator(creator, ""));
        graph::OpRecord const record = build(*plugin, {-1, 3}, false, {{1, 2, 4}});
        plugin->destroy();
        auto op = load(record);
        ASSERT_EQ(errorText(op), "no error");
        auto twin = (*op)->copy();
        ASSERT_EQ(errorText(twin), "no error");
        EXPECT_TRUE(registry_.deregisterCreator(creator));
    }
    EXPECT_EQ(Life::created, Life::destroyed);
    EXPECT_EQ(Life::initialized, Life::terminated);
    EXPECT_EQ(Life::attached, Life::detached);
}

TEST_F(LifeTest, ATimedKernelRunsOnACloneOfItsOwn)
{
    DynamicMultiplier plugin(2.0F, {});
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
    auto const candidates = network.candidates();
    ASSERT_EQ(errorText(candidates), "no error");
    Trace::start();
    ASSERT_EQ(errorText(network.op->makeKernel(
                  network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD))),
        "no error");
    auto const calls = callsOf(Trace::stop());
    ASSERT_GE(calls.size(), 4U);
    EXPECT_EQ(calls[0], "1 clone");
    EXPECT_THAT(calls[1], ::testing::StartsWith("2 configurePlugin build phase"));
    EXPECT_EQ(calls[2], "2 initialize");
    EXPECT_EQ(calls[calls.size() - 2], "2 terminate");
    EXPECT_EQ(calls.back(), "2 destroy");
}

TEST_F(LifeTest, ATraceThatIsOffRecordsNothing)
{
    DynamicMultiplier plugin(2.0F, {});
    build(plugin, {-1, 3}, false, {{1, 2, 4}});
    EXPECT_TRUE(Trace::stop().empty());
}

} // namespace
} // namespace tenon::plugin_host

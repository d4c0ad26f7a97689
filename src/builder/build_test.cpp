// What a build refuses, and how it says so; what it decides, and what it leaves out.
#include "builder/build.h"

#include "builder/testing/recording_logger.h"
#include "graph/testing/fake_op.h"
#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

namespace tenon::builder
{
namespace
{

using base::DataType;
using base::makeDims;
using graph::Graph;
using graph::Tensor;
using graph::testing::addFake;
using graph::testing::FakeParams;
using graph::testing::halfOrFloat;
using graph::testing::scaledBy;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class BuildTest : public ::testing::Test
{
protected:
    BuildTest()
    {
        request.device = &devices::cpuDevice();
        request.log = base::Log(&logger);
    }

    //! "x" with these dims (−1 becomes a symbol of its own).
    Tensor& input(std::string const& name, std::initializer_list<int64_t> sizes)
    {
        graph::Shape shape;
        for (int64_t const size : sizes)
        {
            std::string const symbol = fmt::format("{}[{}]", name, shape.size());
            shape.push_back(size >= 0 ? graph::constant(size) : graph::symbol(network.addSymbol(symbol)));
        }
        return network.addInput(name, DataType::kFLOAT, shape);
    }

    void output(Tensor& tensor, std::string const& name)
    {
        tensor.name = name;
        network.markOutput(tensor);
    }

    void profile(std::string const& name, base::Dims min, base::Dims opt, base::Dims max)
    {
        graph::Profile one;
        one.dims[name] = {min, opt, max};
        request.profiles.push_back(one);
    }

    std::string message()
    {
        auto const plan = build(network, request);
        return plan.ok() ? "no error" : plan.error().text();
    }

    //! Names of the operations that run; conversions by the type that they give.
    std::vector<std::string> steps(plan::Plan const& plan) const
    {
        std::vector<std::string> names;
        for (plan::Step const& step : plan.overlays[0].steps)
        {
            names.push_back(step.op < 0 ? std::string(base::name(step.candidate.outputs[0].type))
                                        : plan.network.ops()[step.op]->name);
        }
        return names;
    }

    std::vector<std::string> steps()
    {
        auto const plan = build(network, request);
        EXPECT_TRUE(plan.ok()) << plan.error().text();
        return plan.ok() ? steps(*plan) : std::vector<std::string>{};
    }

    testing::RecordingLogger logger;
    Graph network;
    BuildRequest request;
};

TEST_F(BuildTest, NeedsOutputs)
{
    (void)input("x", {1});
    EXPECT_THAT(
        message(), HasSubstr("network: expected at least one output, found none; call INetworkDefinition::markOutput"));
}

TEST_F(BuildTest, NeedsAProfileForDynamicInputs)
{
    output(addFake(network, "op", {&input("x", {-1, 3})}), "y");
    EXPECT_THAT(message(),
        HasSubstr(
            "input \"x\": expected an optimization profile, since its shape -1x3 is dynamic, found none; add one with "
            "IOptimizationProfile::setDimensions"));
    request.profiles.emplace_back();
    EXPECT_THAT(
        message(), HasSubstr("input \"x\": expected its minimum, optimum and maximum shape in optimization profile 0"));
}

TEST_F(BuildTest, ChecksProfiles)
{
    Tensor& x = input("x", {-1, 3});
    x.dimensionNames = {"batch"};
    output(addFake(network, "op", {&x}), "y");
    auto const with = [&](base::Dims min, base::Dims opt, base::Dims max) {
        request.profiles.clear();
        profile("x", makeDims({1, 3}), makeDims({1, 3}), makeDims({1, 3}));
        profile("x", min, opt, max);
        return message();
    };
    EXPECT_THAT(with(makeDims({4, 3}), makeDims({2, 3}), makeDims({8, 3})),
        HasSubstr(
            "input \"x\": expected minimum <= optimum <= maximum of dimension 0 (\"batch\") in optimization profile 1, found 4, 2 and 8"));
    EXPECT_THAT(with(makeDims({1, 3}), makeDims({2, 4}), makeDims({8, 4})),
        HasSubstr(
            "input \"x\": expected dimension 1 to be 3 in optimization profile 1, as the network says, found 3, 4 and 4"));
    EXPECT_THAT(with(makeDims({1}), makeDims({2, 3}), makeDims({8, 3})),
        HasSubstr("input \"x\": expected 2 dimensions (shape -1x3) as its minimum in optimization profile 1, found 1"));
    EXPECT_THAT(with(makeDims({-1, 3}), makeDims({2, 3}), makeDims({8, 3})),
        HasSubstr("to be at least 0 in optimization profile 1, found minimum -1"));
    EXPECT_EQ(with(makeDims({1, 3}), makeDims({2, 3}), makeDims({8, 3})), "no error");
    request.profiles[1].dims["z"] = request.profiles[1].dims["x"];
    EXPECT_THAT(message(), HasSubstr("optimization profile 1: expected names of network inputs (\"x\"), found \"z\""));
}

TEST_F(BuildTest, ChecksTheMaximumBatch)
{
    network.implicitBatch = true;
    output(addFake(network, "op", {&input("x", {-1, 3})}), "y");
    request.settings.maxBatchSize = 0;
    EXPECT_THAT(
        message(), HasSubstr("maximum batch size: expected at least 1, found 0; call IBuilder::setMaxBatchSize"));
    request.settings.maxBatchSize = 5;
    auto const plan = build(network, request);
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    EXPECT_EQ(plan->profiles.at(0).dims.at("x").max.d[0], 5);
    EXPECT_EQ(plan->network.symbols()[0].range.max, 5);
    EXPECT_TRUE(plan->settings.implicitBatch);
}

TEST_F(BuildTest, ImplicitBatchAllowsNoOtherDynamicDims)
{
    network.implicitBatch = true;
    output(addFake(network, "op", {&input("x", {-1, -1})}), "y");
    EXPECT_THAT(
        message(), HasSubstr("input \"x\": expected fixed dimensions in a network with implicit batch, found -1x-1"));
}

TEST_F(BuildTest, ListsEveryReasonWhereNothingFits)
{
    FakeParams params;
    params.types = {static_cast<int64_t>(DataType::kINT8), static_cast<int64_t>(DataType::kHALF)};
    output(addFake(network, "op", {&input("x", {3})}, params), "y");
    EXPECT_THAT(message(),
        AllOf(HasSubstr("Fake \"op\": expected an implementation on cpu"), HasSubstr("found none that fits"),
            HasSubstr("fake in int8: the type is not allowed"), HasSubstr("fake in fp16: the type is not allowed")));
}

TEST_F(BuildTest, TakesHalfWhereItIsOfferedAndConvertsAroundTheRest)
{
    Tensor& x = input("x", {3});
    Tensor& a = addFake(network, "a", {&x}, halfOrFloat());
    Tensor& floats = addFake(network, "floats", {&a}, scaledBy(1));
    Tensor& b = addFake(network, "b", {&a, &floats}, halfOrFloat());
    output(addFake(network, "c", {&floats, &b}, scaledBy(1)), "y");
    EXPECT_THAT(steps(), ElementsAre("a", "floats", "b", "c"));
    request.allowHalf = true;
    // One conversion each of x, a and floats to where it is wanted; b's goes to c.
    EXPECT_THAT(steps(), ElementsAre("fp16", "a", "fp32", "floats", "fp16", "b", "fp32", "c"));
    EXPECT_THAT(logger.text,
        AllOf(HasSubstr("4: Fake \"a\": offers fake 0 (fp16 kLINEAR) -> (fp16 kLINEAR), cost 1"),
            HasSubstr("4: Fake \"a\": chosen 1 of 2 offers, fake 0#0|fp16 kLINEAR;|fp16 kLINEAR;")));
}

TEST_F(BuildTest, WarnsOfConstantsThatHalfCannotHold)
{
    for (float const value : {70000.0F, 65504.0F, -1e9F, std::numeric_limits<float>::infinity()})
    {
        network = Graph();
        logger.text.clear();
        auto const values = std::make_shared<std::vector<float>>(std::vector<float>{1.0F, value, 2.0F});
        Tensor& constant =
            network.addConstant("mask", {graph::constant(3)}, {DataType::kFLOAT, 3, values->data(), values});
        output(addFake(network, "a", {&input("x", {3}), &constant}, halfOrFloat()), "y");
        request.allowHalf = false;
        EXPECT_EQ(message(), "no error");
        EXPECT_THAT(logger.text, Not(HasSubstr("65504")));
        request.allowHalf = true;
        EXPECT_EQ(message(), "no error");
        bool const overflows = std::isfinite(value) && std::fabs(value) > 65504.0F;
        EXPECT_EQ(
            logger.text.find(
                "constant \"mask\": expected magnitudes up to 65504, the largest of fp16, found 1 of 3 values past it")
                != std::string::npos,
            overflows)
            << value;
    }
}

TEST_F(BuildTest, RefusesConversionsAtTheEdgeWhereIoIsDirect)
{
    output(addFake(network, "a", {&input("x", {3})}, halfOrFloat()), "y");
    request.directIo = true;
    EXPECT_EQ(message(), "no error");
    request.allowHalf = true;
    EXPECT_THAT(message(),
        HasSubstr(
            "input \"x\": expected no conversion beside it, as BuilderFlag::kDIRECT_IO demands, found one from fp32 kLINEAR to fp16 kLINEAR"));
}

TEST_F(BuildTest, SharesOneConversionBetweenConsumers)
{
    Tensor& x = input("x", {3});
    output(addFake(network, "a", {&x}, halfOrFloat()), "ya");
    output(addFake(network, "b", {&x}, halfOrFloat()), "yb");
    request.allowHalf = true;
    EXPECT_THAT(steps(), ElementsAre("fp16", "a", "fp32", "b", "fp32"));
}

TEST_F(BuildTest, FollowsRequestedPrecision)
{
    Tensor& x = input("x", {3});
    Tensor& a = addFake(network, "a", {&x}, halfOrFloat());
    output(addFake(network, "b", {&a}, halfOrFloat()), "y");
    request.allowHalf = true;
    network.ops()[0]->requestedPrecision = DataType::kFLOAT;
    EXPECT_THAT(steps(), ElementsAre("a", "fp16", "b", "fp32"));

    network.ops()[0]->requestedPrecision = DataType::kINT8;
    EXPECT_THAT(steps(), ElementsAre("fp16", "a", "b", "fp32"));
    EXPECT_THAT(logger.text, HasSubstr("2: Fake \"a\": asked for precision int8, which no implementation offers"));
    request.obeyPrecision = true;
    EXPECT_THAT(message(),
        AllOf(
            HasSubstr(
                "Fake \"a\": expected an implementation with precision int8, as BuilderFlag::kOBEY_PRECISION_CONSTRAINTS"),
            HasSubstr("offered: fake 0 (fp16 kLINEAR) -> (fp16 kLINEAR)")));
}

TEST_F(BuildTest, FollowsRequestedOutputTypes)
{
    Tensor& a = addFake(network, "a", {&input("x", {3})}, halfOrFloat());
    output(a, "y");
    network.ops()[0]->requestedOutputTypes[0] = DataType::kHALF;
    network.invalidate(*network.ops()[0]);
    request.allowHalf = true;
    auto const plan = build(network, request);
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    EXPECT_EQ(plan->network.outputs()[0]->type, DataType::kHALF);
    EXPECT_THAT(steps(*plan), ElementsAre("fp16", "a")) << "the output is half, as asked";
}

TEST_F(BuildTest, KeepsToTheWorkspaceLimit)
{
    FakeParams params;
    params.workspaceBytes = {5000, 3000, 1000};
    output(addFake(network, "op", {&input("x", {3})}, params), "y");
    auto const implementation = [&] {
        auto const plan = build(network, request);
        EXPECT_TRUE(plan.ok()) << plan.error().text();
        return plan.ok() ? plan->overlays[0].steps[0].candidate.implementation : "";
    };
    EXPECT_EQ(implementation(), "fake 0");
    request.workspaceLimitBytes = 3500;
    EXPECT_EQ(implementation(), "fake 1");
    EXPECT_THAT(logger.text,
        HasSubstr("fake 1 instead of fake 0, which needs 5000 bytes of workspace, over the limit of 3500"));
    request.workspaceLimitBytes = 999;
    EXPECT_THAT(message(),
        AllOf(
            HasSubstr(
                "Fake \"op\": expected a workspace of at most 999 bytes, the limit, found 5000 bytes needed by fake 0; raise the limit"),
            HasSubstr("fake 1 needs 3000 bytes"), HasSubstr("fake 2 needs 1000 bytes")));
    request.workspaceLimitBytes = -1;
    EXPECT_THAT(message(), HasSubstr("workspace limit: expected at least 0 bytes, found -1"));
}

TEST_F(BuildTest, PlansMemoryForTheLargestProfile)
{
    Tensor* value = &input("x", {-1});
    for (int32_t i = 0; i < 10; ++i)
    {
        value = &addFake(network, fmt::format("op{}", i), {value});
    }
    output(*value, "y");
    profile("x", makeDims({1}), makeDims({10}), makeDims({100}));
    profile("x", makeDims({1000}), makeDims({1000}), makeDims({1000}));
    auto const plan = build(network, request);
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    // 4,000 bytes each, two at a time.
    EXPECT_EQ(plan->overlays[0].activationBytes, 2 * 4096);
    for (plan::Step const& step : plan->overlays[0].steps)
    {
        plan::Slot const& from = plan->overlays[0].slots[step.inputs[0]];
        plan::Slot const& to = plan->overlays[0].slots[step.outputs[0]];
        bool const both = from.kind == plan::Slot::Kind::kACTIVATION && to.kind == plan::Slot::Kind::kACTIVATION;
        EXPECT_TRUE(!both || from.offsetBytes != to.offsetBytes);
        EXPECT_EQ(to.maxBytes, 4000);
    }
}

TEST_F(BuildTest, LeavesOutWhatNoOutputNeeds)
{
    Tensor& x = input("x", {3});
    Tensor& unused = input("unused", {3});
    (void)addFake(network, "dead end", {&addFake(network, "dead", {&unused})});
    output(addFake(network, "op", {&x}), "y");
    auto const plan = build(network, request);
    ASSERT_TRUE(plan.ok());
    EXPECT_THAT(steps(*plan), ElementsAre("op"));
    EXPECT_EQ(plan->network.inputs().size(), 2U) << "an input is the user's to remove";
    EXPECT_EQ(network.ops().size(), 3U) << "the user's network stays as it is";
}

TEST_F(BuildTest, FoldsWhatDependsOnNoInput)
{
    FakeParams constant;
    constant.dims = makeDims({3});
    FakeParams impure = constant;
    impure.pure = false;
    Tensor& c = addFake(network, "c", {}, constant);
    Tensor& folded = addFake(network, "folded", {&c});
    Tensor& random = addFake(network, "random", {}, impure);
    output(addFake(network, "sum", {&input("x", {3}), &folded, &random}), "y");
    EXPECT_THAT(steps(), ElementsAre("random", "sum"));
}

TEST_F(BuildTest, PassesCanBeSwitchedOffAndDumped)
{
    FakeParams constant;
    constant.dims = makeDims({3});
    output(addFake(network, "c", {}, constant), "y");
    std::filesystem::path const folder = std::filesystem::path(tenon::testing::binaryDir()) / "passes_test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    ::setenv("TENON_DUMP_PASSES", folder.c_str(), 1);
    ::setenv("TENON_DISABLE_PASS", "fold_constants,remove_dead_operations", 1);
    EXPECT_THAT(steps(), ElementsAre("c"));
    EXPECT_THAT(logger.text, HasSubstr("3: pass fold_constants: switched off"));
    ::setenv("TENON_DISABLE_PASS", "plan_memory", 1);
    EXPECT_THAT(message(),
        HasSubstr(
            "TENON_DISABLE_PASS: expected passes that can be switched off (remove_dead_operations, fold_constants, "
            "merge_duplicates, fold_scales, fuse_patterns, move_shuffles, fuse_biases, fuse_sums, fuse_skips, fuse_activations, fuse_pointwise, check_half_range), found \"plan_memory\", which no plan can be had without"));
    ::setenv("TENON_DISABLE_PASS", "no_such", 1);
    EXPECT_THAT(message(), HasSubstr("found \"no_such\", which is no pass"));
    ::unsetenv("TENON_DISABLE_PASS");
    ::setenv("TENON_DUMP_PASSES", "/no/such/folder", 1);
    EXPECT_EQ(message(), "no error");
    EXPECT_THAT(logger.text, HasSubstr("expected to write /no/such/folder/00_validate_request.txt"));
    ::unsetenv("TENON_DUMP_PASSES");
    EXPECT_TRUE(std::filesystem::exists(folder / "04_infer_shapes.txt"));
    EXPECT_GT(std::filesystem::file_size(folder / "04_infer_shapes.txt"), 20U);
    std::filesystem::remove_all(folder);
}

TEST_F(BuildTest, TellsProgressAndCanBeCancelled)
{
    output(addFake(network, "op", {&input("x", {3})}), "y");
    std::vector<std::string> events;
    request.progress.start = [&](std::string const& phase, std::string const& parent, int32_t) {
        events.push_back("+" + phase + "<" + parent);
    };
    request.progress.step = [&](std::string const&, int32_t) { return true; };
    request.progress.finish = [&](std::string const& phase) { events.push_back("-" + phase); };
    EXPECT_EQ(message(), "no error");
    EXPECT_THAT(events,
        ElementsAre(
            "+Building engine<", "+Negotiating formats<Building engine", "-Negotiating formats", "-Building engine"));
    request.progress.step = [&](std::string const& phase, int32_t step) {
        return phase != "Building engine" || step < 2;
    };
    EXPECT_THAT(message(), HasSubstr("build: cancelled by the progress monitor after pass expand_attention"));
    EXPECT_EQ(events.back(), "-Building engine") << "a phase that began ends";
}

TEST_F(BuildTest, TunesForADeviceThatThePlanWasNotBuiltFor)
{
    FakeParams plugin = halfOrFloat();
    plugin.fixedBoundary = true;
    Tensor& a = addFake(network, "plugin", {&input("x", {3})}, plugin);
    output(addFake(network, "b", {&a}, scaledBy(1)), "y");
    auto plan = build(network, request);
    ASSERT_TRUE(plan.ok());
    // As if it came from elsewhere; and allowing half now must not move the plugin, which is stored as fp32.
    plan->overlays[0].device = devices::DeviceKind::kCUDA;
    plan->settings.builderFlags = 1;
    int32_t const commits = graph::testing::fakeCalls.commits;
    ASSERT_TRUE(tune(*plan, devices::cpuDevice(), {}, request.log).ok());
    ASSERT_EQ(plan->overlays.size(), 2U);
    EXPECT_EQ(graph::testing::fakeCalls.commits, commits) << "a plugin is committed once";
    EXPECT_EQ(plan->overlays[1].device, devices::DeviceKind::kCPU);
    EXPECT_EQ(plan->overlays[1].steps[0].candidate.inputs[0].type, DataType::kFLOAT);
    ASSERT_TRUE(tune(*plan, devices::cpuDevice(), {}, request.log).ok());
    EXPECT_EQ(plan->overlays.size(), 2U) << "it has one now";
}

TEST_F(BuildTest, TuningMeasuresWhereAnOperationOffersSeveralImplementations)
{
    FakeParams several = scaledBy(2);
    several.workspaceBytes = {0, 64, 128};
    output(addFake(network, "a", {&input("x", {3})}, several), "y");
    auto plan = build(network, request);
    ASSERT_TRUE(plan.ok());
    auto const tuned = [&](bool timed) {
        plan->overlays.resize(1);
        plan->overlays[0].device = devices::DeviceKind::kCUDA;
        TimingOptions timing;
        timing.enabled = timed;
        int32_t const before = graph::testing::fakeCalls.enqueues;
        auto const measurements = tune(*plan, devices::cpuDevice(), timing, request.log);
        EXPECT_TRUE(measurements.ok());
        EXPECT_EQ(graph::testing::fakeCalls.enqueues > before, timed) << "measuring is running";
        return measurements.ok() ? *measurements : -1;
    };
    EXPECT_EQ(tuned(true), 3);
    EXPECT_EQ(tuned(false), 0);
}

} // namespace
} // namespace tenon::builder

// IPluginV3 as an operation: the order of calls, and what is said where a plugin answers wrongly.
#include "plugin_host/field_blob.h"
#include "plugin_host/registry.h"
#include "plugin_host/testing/one_plugin_network.h"
#include "plugin_host/testing/v3_plugins.h"
#include "plugin_host/trace.h"
#include "support/covers.h"

#include <gmock/gmock.h>

namespace tenon::plugin_host
{
namespace
{

using ::testing::ElementsAre;
using testing::errorText;
using ::testing::HasSubstr;
using testing::OnePluginNetwork;
using testing::ScaleV3;
using testing::V3Creator;
using testing::V3Habits;
using testing::V3Life;

class V3PluginTest : public ::testing::Test
{
protected:
    void SetUp() override { V3Life::reset(); }
    void TearDown() override { EXPECT_EQ(V3Life::alive, 0) << "plugin objects that nobody deleted"; }

    static graph::OpRecord build(
        OnePluginNetwork& network, std::vector<std::array<int64_t, 3>> const& values, size_t candidate = 0)
    {
        auto const candidates = network.candidates();
        EXPECT_EQ(errorText(candidates), "no error");
        EXPECT_EQ(errorText(network.op->commit(
                      network.request(candidates->accepted.at(candidate), values, graph::Phase::kBUILD))),
            "no error");
        auto record = network.op->record();
        EXPECT_EQ(errorText(record), "no error");
        return *record;
    }

    Result<std::unique_ptr<graph::Op>> load(graph::OpRecord const& record)
    {
        graph::OpFactory factory;
        addToFactory(factory, registry_, base::Log(&logger_));
        return factory.make(record);
    }

    //! What is said of a plugin with these habits when it is added and built.
    std::string buildError(V3Habits habits, std::vector<std::vector<int64_t>> const& inputs = {{2, 3}})
    {
        ScaleV3 plugin(2.0F, std::move(habits));
        OnePluginNetwork network;
        if (Status const added = network.add(plugin, inputs); !added.ok())
        {
            return added.error().text();
        }
        auto const candidates = network.candidates();
        if (!candidates.ok())
        {
            return candidates.error().text();
        }
        Status const committed =
            network.op->commit(network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD));
        if (!committed.ok())
        {
            return committed.error().text();
        }
        auto const record = network.op->record();
        warnings_ = network.logger.text();
        return errorText(record);
    }

    //! What is said of a plugin with these habits in an engine: at load, in a context, or in its inferences.
    std::string runError(V3Habits const& habits, V3Creator* creator = nullptr)
    {
        ScaleV3 plugin(2.0F, {});
        OnePluginNetwork network;
        EXPECT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
        graph::OpRecord const record = build(network, {{1, 2, 4}});
        V3Creator standard("ScaleV3", habits);
        V3Creator& used = creator != nullptr ? *creator : standard;
        Registry registry;
        EXPECT_TRUE(registry.registerCreator(used, ""));
        graph::OpFactory factory;
        addToFactory(factory, registry, base::Log(&logger_));
        auto op = factory.make(record);
        if (!op.ok())
        {
            return op.error().text();
        }
        graph::CandidateQuery query;
        query.device = &devices::cpuDevice();
        auto const candidates = (*op)->candidates(query);
        auto kernel =
            (*op)->makeKernel(network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kLOAD));
        EXPECT_EQ(errorText(kernel), "no error");
        auto context = (*kernel)->clone({&devices::cpuDevice()});
        if (!context.ok())
        {
            return context.error().text();
        }
        EXPECT_EQ(errorText(network.setShapes(**context, 2)), "no error");
        std::vector<float> x(6, 1.0F), y(6);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        return errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr));
    }

    testing::RecordingLogger logger_;
    std::string warnings_;
    Registry registry_;
};

//! "object method" for each call, objects renumbered; questions about names and capabilities left out.
std::vector<std::string> v3CallsOf(std::vector<TraceEntry> const& trace)
{
    std::vector<uint64_t> seen;
    std::vector<std::string> calls;
    for (TraceEntry const& entry : trace)
    {
        bool const isQuestion = entry.method == "getCapabilityInterface" || entry.method == "getInterfaceInfo"
            || entry.method == "getPluginName" || entry.method == "getPluginVersion"
            || entry.method == "getPluginNamespace" || entry.method == "getFieldNames"
            || entry.method == "getAliasedInput";
        if (isQuestion)
        {
            continue;
        }
        size_t number = 0;
        if (entry.object != 0)
        {
            auto it = std::find(seen.begin(), seen.end(), entry.object);
            number = static_cast<size_t>(it - seen.begin()) + 1;
            if (it == seen.end())
            {
                seen.push_back(entry.object);
            }
        }
        bool const withArguments = entry.method == "configurePlugin" || entry.method == "onShapeChange"
            || entry.method == "setTactic" || entry.method == "supportsFormatCombination";
        calls.push_back(fmt::format("{} {}{}", number, entry.method, withArguments ? " " + entry.arguments : ""));
    }
    return calls;
}

TEST_F(V3PluginTest, IsBuiltInOrder)
{
    TENON_COVERS("IPluginV3::clone", "IPluginV3::getCapabilityInterface", "IPluginV3OneBuild::getNbOutputs",
        "IPluginV3OneBuild::getOutputDataTypes", "IPluginV3OneBuild::getOutputShapes",
        "IPluginV3OneBuild::getFormatCombinationLimit", "IPluginV3OneBuild::supportsFormatCombination",
        "IPluginV3OneBuild::configurePlugin", "IPluginV3OneBuild::getNbTactics", "IPluginV3OneBuild::getValidTactics",
        "IPluginV3OneBuild::getWorkspaceSize", "IPluginV3OneRuntime::getFieldsToSerialize",
        "IPluginV3OneBuild::getMetadataString");
    V3Habits habits;
    habits.tactics = {3, 7};
    habits.metadata = "made of two tactics";
    ScaleV3 plugin(2.0F, habits);
    Trace::start();
    {
        OnePluginNetwork network;
        ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
        graph::OpRecord const record = build(network, {{1, 2, 4}, {5, 6, 8}}, 1);
        EXPECT_EQ(std::get<std::string>(record.attributes.at("metadata")), "made of two tactics");
        EXPECT_EQ(std::get<int64_t>(record.attributes.at("tactic")), 7);
        EXPECT_EQ(std::get<int64_t>(record.attributes.at("workspaceBytes")), 64);
    }
    std::string const first = "in fp32 kLINEAR -1x3 (1x3 to 4x3); out fp32 kLINEAR -1x3 (1x3 to 4x3)";
    std::string const second = "in fp32 kLINEAR -1x3 (5x3 to 8x3); out fp32 kLINEAR -1x3 (5x3 to 8x3)";
    EXPECT_THAT(v3CallsOf(Trace::stop()),
        ElementsAre("0 clone", "1 getNbOutputs", "1 getOutputDataTypes", "1 getOutputShapes",
            "1 getFormatCombinationLimit", "1 supportsFormatCombination pos 0: fp32 kLINEAR",
            "1 supportsFormatCombination pos 1: fp32 kLINEAR",
            // Each combination is configured before its tactics are asked for; a test's candidate query has one profile of unknown dims.
            "1 configurePlugin in fp32 kLINEAR -1x3 (-1x3 to -1x3); out fp32 kLINEAR -1x3 (-1x3 to -1x3)",
            "1 getNbTactics", "1 getValidTactics",
            // The chosen one, for each profile.
            "1 configurePlugin " + first, "1 configurePlugin " + second, "1 getWorkspaceSize", "1 getWorkspaceSize",
            "1 getFieldsToSerialize", "1 clone", "2 getNbOutputs", "2 getFieldsToSerialize", "2 destructor",
            "1 getMetadataString", "1 destructor"));
}

TEST_F(V3PluginTest, ServesTwoContextsAndLearnsOfShapesAndAddresses)
{
    TENON_COVERS("IPluginCreatorV3One::createPlugin", "IPluginV3OneRuntime::attachToContext",
        "IPluginV3OneRuntime::setTactic", "IPluginV3OneRuntime::onShapeChange", "IPluginV3OneRuntime::enqueue");
    V3Habits habits;
    habits.tactics = {3};
    ScaleV3 plugin(2.0F, habits);
    V3Creator creator("ScaleV3");
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
    graph::OpRecord const record = build(network, {{1, 2, 4}});
    Trace::start();
    {
        auto op = load(record);
        ASSERT_EQ(errorText(op), "no error");
        EXPECT_EQ(creator.lastPhase, nvinfer1::TensorRTPhase::kRUNTIME);
        EXPECT_EQ(creator.lastLayer, "layer");
        graph::CandidateQuery query;
        query.device = &devices::cpuDevice();
        auto kernel = (*op)->makeKernel(
            network.request((*op)->candidates(query)->accepted.front(), {{1, 2, 4}}, graph::Phase::kLOAD));
        ASSERT_EQ(errorText(kernel), "no error");
        EXPECT_EQ((*kernel)->maxWorkspaceBytes(), 64U);
        auto one = (*kernel)->clone({&devices::cpuDevice()});
        auto other = (*kernel)->clone({&devices::cpuDevice()});
        ASSERT_EQ(errorText(one), "no error");
        std::vector<float> x{1, 2, 3, 4, 5, 6}, y(6, -1.0F), z(6);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        for (int repeat = 0; repeat < 2; ++repeat)
        {
            ASSERT_EQ(errorText(network.setShapes(**one, 2)), "no error");
            ASSERT_EQ(errorText((*one)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        }
        EXPECT_THAT(y, ElementsAre(2, 4, 6, 8, 10, 12));
        outputs[0] = z.data();
        ASSERT_EQ(errorText((*one)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        EXPECT_THAT(z, ElementsAre(2, 4, 6, 8, 10, 12));
        ASSERT_EQ(errorText(network.setShapes(**one, 4)), "no error"); // nobody runs with it
        ASSERT_EQ(errorText(network.setShapes(**one, 1)), "no error");
        ASSERT_EQ(errorText((*one)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
        ASSERT_EQ(errorText(network.setShapes(**other, 1)), "no error");
        ASSERT_EQ(errorText((*other)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
    }
    std::string const two = "onShapeChange in fp32 kLINEAR 2x3; out fp32 kLINEAR 2x3";
    std::string const single = "onShapeChange in fp32 kLINEAR 1x3; out fp32 kLINEAR 1x3";
    EXPECT_THAT(v3CallsOf(Trace::stop()),
        ElementsAre("0 createPlugin", "1 attachToContext", "2 setTactic tactic 3", "1 attachToContext",
            "3 setTactic tactic 3", "2 " + two, "2 enqueue", "2 enqueue", "2 " + two, "2 enqueue", "2 " + single,
            "2 enqueue", "3 " + single, "3 enqueue", "3 destructor", "2 destructor", "1 destructor"));
}

TEST_F(V3PluginTest, ShapeInputsReachGetOutputShapesAlone)
{
    ScaleV3 plugin(2.0F, {});
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}}, {2, 1})), "no error");
    EXPECT_EQ(base::toString(graph::toDims(network.op->outputs[0]->dims)), "2x1");
    auto const candidates = network.candidates();
    ASSERT_EQ(errorText(candidates), "no error");
    EXPECT_EQ(candidates->accepted.front().inputs.size(), 2U);
    EXPECT_EQ(candidates->accepted.front().inputs[1].type, base::DataType::kINT64);
    graph::OpRecord const record = build(network, {{1, 2, 4}});
    V3Creator creator("ScaleV3");
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    auto op = load(record);
    ASSERT_EQ(errorText(op), "no error");
    graph::CandidateQuery query;
    query.device = &devices::cpuDevice();
    auto kernel = (*op)->makeKernel(
        network.request((*op)->candidates(query)->accepted.front(), {{1, 2, 4}}, graph::Phase::kLOAD));
    auto context = (*kernel)->clone({&devices::cpuDevice()});
    ASSERT_EQ(errorText(network.setShapes(**context, 1)), "no error");
    std::vector<float> x{1, 2, 3, 4, 5, 6}, y(2, -1.0F);
    int64_t shape[]{2, 1};
    void const* inputs[]{x.data(), shape};
    void* outputs[]{y.data()};
    ASSERT_EQ(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
    EXPECT_THAT(y, ElementsAre(2, 4));
    op->reset();
}

TEST_F(V3PluginTest, ATimedKernelRunsOnACloneWithItsTactic)
{
    V3Habits habits;
    habits.tactics = {3, 7};
    ScaleV3 plugin(2.0F, habits);
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
    auto const candidates = network.candidates();
    ASSERT_EQ(candidates->accepted.size(), 2U);
    EXPECT_EQ(candidates->accepted[1].implementation, "plugin, tactic 7");
    V3Life::calls.clear();
    for (graph::Candidate const& candidate : candidates->accepted)
    {
        auto const kernel = network.op->makeKernel(network.request(candidate, {{1, 2, 4}}, graph::Phase::kBUILD));
        ASSERT_EQ(errorText(kernel), "no error");
        ASSERT_EQ(errorText((*kernel)->clone({&devices::cpuDevice()})), "no error");
    }
    EXPECT_THAT(V3Life::calls, ElementsAre("setTactic 3", "setTactic 7"));
}

TEST_F(V3PluginTest, StopsAtItsOwnLimitOfCombinations)
{
    V3Habits habits;
    habits.formatLimit = 1;
    ScaleV3 plugin(2.0F, habits);
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    EXPECT_EQ(network.candidates(true)->accepted.size(), 1U);
}

TEST_F(V3PluginTest, WrongAnswersWhileBuildingAreErrorsThatNameThem)
{
    auto const with = [&](auto const& change) {
        V3Habits habits;
        change(habits);
        return buildError(habits);
    };
    std::string const label = "plugin \"ScaleV3\" version \"1\" (namespace \"\"): ";
    EXPECT_THAT(with([](V3Habits& h) { h.lacksCore = true; }),
        HasSubstr(
            "expected a capability of kind \"PLUGIN_V3ONE_CORE\" from getCapabilityInterface, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.lacksBuild = true; }),
        HasSubstr(
            "expected a capability of kind \"PLUGIN_V3ONE_BUILD\" from getCapabilityInterface, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.lacksRuntime = true; }),
        HasSubstr(
            "expected a capability of kind \"PLUGIN_V3ONE_RUNTIME\" from getCapabilityInterface, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.swapsCapabilities = true; }),
        HasSubstr(
            "expected a capability of kind \"PLUGIN_V3ONE_CORE\" from getCapabilityInterface, found \"PLUGIN_V3ONE_RUNTIME\""));
    EXPECT_THAT(with([](V3Habits& h) { h.cloneIsNull = true; }),
        HasSubstr("expected clone to return a new plugin, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.cloneIsSelf = true; }),
        HasSubstr("expected clone to return a new plugin, found the plugin itself; it would be deleted twice"));
    EXPECT_THAT(with([](V3Habits& h) { h.outputs = 0; }),
        HasSubstr(label + "expected from 1 to 1024 outputs from getNbOutputs, found 0"));
    EXPECT_THAT(with([](V3Habits& h) { h.typesCode = 5; }),
        HasSubstr(label + "expected getOutputDataTypes to return 0, found 5"));
    EXPECT_THAT(with([](V3Habits& h) { h.outputType = -1; }),
        HasSubstr(label + "expected a DataType from getOutputDataTypes for output 0, found none written"));
    EXPECT_THAT(with([](V3Habits& h) { h.outputType = 77; }),
        HasSubstr(label + "expected a DataType from getOutputDataTypes for output 0, found number 77"));
    EXPECT_THAT(with([](V3Habits& h) { h.shapesCode = -2; }),
        HasSubstr(label + "expected getOutputShapes to return 0, found -2"));
    EXPECT_THAT(with([](V3Habits& h) { h.outputRank = 9; }),
        HasSubstr(label + "getOutputShapes, output 0: expected a rank from 0 to 8, found 9"));
    EXPECT_THAT(with([](V3Habits& h) { h.outputRank = 4; }),
        HasSubstr(
            "getOutputShapes, output 0: expected expressions of its inputs or of the IExprBuilder that it was given, found a null pointer "
            "as dimension 2"));
    EXPECT_THAT(with([](V3Habits& h) { h.formatLimit = 0; }),
        HasSubstr(label + "expected at least 1 from getFormatCombinationLimit, found 0"));
    EXPECT_THAT(with([](V3Habits& h) { h.refusesEverything = true; }),
        HasSubstr(label
            + "expected at least one accepted combination of types and formats, found none after 1 questions; accept one of them\n"
              "  pos 0 (input 0): fp32 kLINEAR refused"));
    EXPECT_THAT(with([](V3Habits& h) { h.configureCode = 1; }),
        HasSubstr(label + "expected configurePlugin to return 0, found 1"));
    EXPECT_THAT(with([](V3Habits& h) { h.tacticCount = -3; }),
        HasSubstr(label + "expected from 0 to 4096 tactics from getNbTactics, found -3"));
    EXPECT_THAT(with([](V3Habits& h) { h.tactics = {1}, h.tacticsCode = 9; }),
        HasSubstr(label + "expected getValidTactics to return 0, found 9"));
    EXPECT_THAT(with([](V3Habits& h) {
        h.tactics = {4, 4};
    }),
        HasSubstr(label + "expected 2 tactics from getValidTactics, positive and each once, found 4 at place 1"));
    EXPECT_THAT(with([](V3Habits& h) { h.tactics = {4}, h.tacticCount = 2; }),
        HasSubstr(label + "expected 2 tactics from getValidTactics, positive and each once, found 0 at place 1"));
    EXPECT_THAT(with([](V3Habits& h) { h.workspaceBytes = SIZE_MAX; }),
        HasSubstr("bytes from getWorkspaceSize, found 18446744073709551615"));
    EXPECT_THAT(with([](V3Habits& h) { h.nullFieldName = true; }),
        HasSubstr(label + "expected a string from getFieldsToSerialize, field 0, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.nullFieldData = true; }),
        HasSubstr(label + "field \"factor\" of getFieldsToSerialize: expected 4 bytes of data, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.fieldLength = -1; }),
        HasSubstr(
            "field \"factor\" of getFieldsToSerialize: expected a PluginFieldType and a length of at least 0, found number 1 and length -1"));
    EXPECT_THAT(with([](V3Habits& h) { h.aliases = {1}; }),
        HasSubstr(label + "expected from -1 to 0 from getAliasedInput of output 0, found 1"));
    EXPECT_THAT(with([](V3Habits& h) {
        h.aliases = {0, 0}, h.outputs = 2;
    }),
        HasSubstr(label
            + "expected each input to be aliased by one output at most, found input 0 in getAliasedInput of two"));
    EXPECT_EQ(with([](V3Habits&) {}), "no error");
}

TEST_F(V3PluginTest, WhatACloneLosesIsNamedInTheLog)
{
    // The network's own object is a clone already: what it lost there cannot be known. So let it forget later.
    OnePluginNetwork network;
    ScaleV3 plugin(2.0F, {});
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    static_cast<ScaleV3*>(pluginV3Of(*network.op))->habits_.cloneForgetsFactor = true;
    build(network, {{1, 2, 4}});
    EXPECT_THAT(network.logger.text(),
        HasSubstr(
            "plugin \"ScaleV3\" version \"1\" (namespace \"\"): expected its clone to serialize the same fields, found a difference in "
            "\"factor\" (another value); copy them in clone"));

    ScaleV3 placed(2.0F, {}, "mine");
    OnePluginNetwork second;
    ASSERT_EQ(errorText(second.add(placed, {{2, 3}})), "no error");
    static_cast<ScaleV3*>(pluginV3Of(*second.op))->habits_.cloneForgetsNamespace = true;
    build(second, {{1, 2, 4}});
    EXPECT_THAT(second.logger.text(),
        HasSubstr(
            "plugin \"ScaleV3\" version \"1\" (namespace \"mine\"): expected clone to keep the namespace, found \"\"; copy it there"));
}

TEST_F(V3PluginTest, WrongAnswersInAnEngineAreErrorsThatNameThem)
{
    auto const with = [&](auto const& change) {
        V3Habits habits;
        change(habits);
        return runError(habits);
    };
    std::string const label = "plugin \"ScaleV3\" version \"1\" (namespace \"\"): ";
    EXPECT_THAT(with([](V3Habits& h) { h.lacksRuntime = true; }),
        HasSubstr(
            "expected a capability of kind \"PLUGIN_V3ONE_RUNTIME\" from getCapabilityInterface, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.attachIsNull = true; }),
        HasSubstr(label + "expected attachToContext to return a new plugin, found a null pointer"));
    EXPECT_THAT(with([](V3Habits& h) { h.attachIsSelf = true; }),
        HasSubstr(label + "expected attachToContext to return a new plugin, found the plugin itself"));
    EXPECT_THAT(
        with([](V3Habits& h) { h.setTacticCode = 2; }), HasSubstr(label + "expected setTactic to return 0, found 2"));
    EXPECT_THAT(with([](V3Habits& h) { h.shapeChangeCode = 3; }),
        HasSubstr(label + "expected onShapeChange to return 0, found 3"));
    EXPECT_THAT(
        with([](V3Habits& h) { h.enqueueCode = 4; }), HasSubstr(label + "expected enqueue to return 0, found 4"));
    EXPECT_EQ(with([](V3Habits&) {}), "no error");

    V3Creator none("ScaleV3");
    none.createsNull = true;
    EXPECT_THAT(runError({}, &none),
        HasSubstr(label
            + "expected createPlugin to return a plugin for the 1 fields that the engine holds (TensorRTPhase::kRUNTIME), found a null pointer"));
    V3Creator elsewhere("ScaleV3");
    elsewhere.makesNamespace = false;
    EXPECT_THAT(runError({}, &elsewhere),
        HasSubstr(label
            + "expected the same from createPlugin, found plugin \"ScaleV3\" version \"1\" (namespace \"elsewhere\")"));
}

TEST_F(V3PluginTest, AFailureOfOnShapeChangeIsNotForgotten)
{
    ScaleV3 plugin(2.0F, {});
    V3Habits habits;
    habits.shapeChangeCode = 3;
    V3Creator creator("ScaleV3", habits);
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
    auto op = load(build(network, {{1, 2, 4}}));
    graph::CandidateQuery query;
    query.device = &devices::cpuDevice();
    auto kernel = (*op)->makeKernel(
        network.request((*op)->candidates(query)->accepted.front(), {{1, 2, 4}}, graph::Phase::kLOAD));
    auto context = (*kernel)->clone({&devices::cpuDevice()});
    ASSERT_EQ(errorText(network.setShapes(**context, 2)), "no error");
    std::vector<float> x(6), y(6);
    void const* inputs[]{x.data()};
    void* outputs[]{y.data()};
    EXPECT_NE(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
    V3Life::calls.clear();
    EXPECT_NE(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
    EXPECT_THAT(V3Life::calls, ElementsAre("onShapeChange 2x3")) << "asked again, and enqueue never called";
}

TEST_F(V3PluginTest, ImplicitBatchIsRefusedWithTheReason)
{
    ScaleV3 plugin(2.0F, {});
    testing::RecordingLogger logger;
    EXPECT_THAT(errorText(makePluginOp(plugin, 0, {true, false}, base::Log(&logger))),
        HasSubstr(
            "expected an explicit-batch network for an IPluginV3 plugin, found one with implicit batch; create the network with "
            "NetworkDefinitionCreationFlag::kEXPLICIT_BATCH"));
}

TEST_F(V3PluginTest, AMissingCreatorIsExplained)
{
    ScaleV3 plugin(2.0F, {});
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    graph::OpRecord const record = build(network, {{1, 2, 4}});
    EXPECT_THAT(errorText(load(record)), HasSubstr("expected a registered creator, found none among 0"));
    V3Creator creator("ScaleV3");
    ASSERT_TRUE(registry_.registerCreator(creator, "other"));
    EXPECT_THAT(errorText(load(record)), HasSubstr("(another namespace)"));
}

TEST_F(V3PluginTest, DamagedRecordsAreErrors)
{
    ScaleV3 plugin(2.0F, {});
    V3Creator creator("ScaleV3");
    ASSERT_TRUE(registry_.registerCreator(creator, ""));
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    graph::OpRecord const record = build(network, {{1, 2, 4}});
    graph::OpRecord broken = record;
    broken.attributes["shapeInputs"] = int64_t{2};
    EXPECT_THAT(errorText(load(broken)),
        HasSubstr("expected numbers of outputs, shape inputs and aliases that go together, found 1, 2 and 1"));
    for (size_t length = 0; length < record.plugin->blob.size(); ++length)
    {
        broken = record;
        broken.plugin->blob.resize(length);
        EXPECT_THAT(errorText(load(broken)), HasSubstr("plugin fields: expected")) << length;
    }
    broken = record;
    broken.plugin.reset();
    EXPECT_THAT(errorText(load(broken)), HasSubstr("expected a plugin in the engine, found none; the file is damaged"));
}

TEST(FieldBlob, KeepsNamesTypesAndValues)
{
    double const wide[]{1.5, -2.0};
    char const text[]{'a', 'b'};
    nvinfer1::Dims dims{2, {3, 4}};
    uint8_t const raw[]{1, 2, 3};
    std::vector<nvinfer1::PluginField> const fields{{"wide", wide, nvinfer1::PluginFieldType::kFLOAT64, 2},
        {"text", text, nvinfer1::PluginFieldType::kCHAR, 2}, {"dims", &dims, nvinfer1::PluginFieldType::kDIMS, 1},
        {"raw", raw, nvinfer1::PluginFieldType::kUNKNOWN, 3}, {"none", nullptr, nvinfer1::PluginFieldType::kINT32, 0}};
    nvinfer1::PluginFieldCollection const collection{static_cast<int32_t>(fields.size()), fields.data()};
    auto const blob = toBlob("plugin", &collection);
    ASSERT_EQ(errorText(blob), "no error");
    auto stored = StoredFields::of(*blob);
    ASSERT_EQ(errorText(stored), "no error");
    ASSERT_EQ(stored->collection()->nbFields, 5);
    for (size_t i = 0; i < fields.size(); ++i)
    {
        nvinfer1::PluginField const& found = stored->collection()->fields[i];
        EXPECT_STREQ(found.name, fields[i].name);
        EXPECT_EQ(found.type, fields[i].type);
        EXPECT_EQ(found.length, fields[i].length);
        EXPECT_EQ(std::memcmp(found.data, fields[i].data == nullptr ? "" : fields[i].data, *bytesOf(fields[i])), 0);
    }
    EXPECT_EQ(describeDifferences(*blob, *blob), "");
    nvinfer1::PluginFieldCollection const fewer{1, fields.data()};
    EXPECT_EQ(describeDifferences(*blob, *toBlob("plugin", &fewer)),
        "\"text\" (missing), \"dims\" (missing), \"raw\" (missing), \"none\" (missing)");
    EXPECT_EQ(errorText(StoredFields::of(*toBlob("plugin", nullptr))), "no error");
    nvinfer1::PluginFieldCollection const wild{-4, nullptr};
    EXPECT_THAT(errorText(toBlob("plugin \"x\"", &wild)),
        HasSubstr("plugin \"x\": expected from 0 to 4096 fields from getFieldsToSerialize, found -4"));
}

} // namespace
} // namespace tenon::plugin_host

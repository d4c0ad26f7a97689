// What plugins do wrong, and the message that each fault gets.
#include "plugin_host/registry.h"
#include "plugin_host/testing/multiplier_plugins.h"
#include "plugin_host/testing/one_plugin_network.h"
#include "support/covers.h"

#include <gmock/gmock.h>

namespace tenon::plugin_host
{
namespace
{

using ::testing::AllOf;
using testing::DynamicMultiplier;
using testing::errorText;
using testing::Habits;
using ::testing::HasSubstr;
using testing::Life;
using testing::MultiplierCreator;
using testing::OnePluginNetwork;
using testing::StaticMultiplier;

constexpr char const* kLabel = "plugin \"Multiplier\" version \"1\" (namespace \"\")";

class FaultsTest : public ::testing::Test
{
protected:
    void SetUp() override { Life::reset(); }
    void TearDown() override { EXPECT_EQ(Life::alive, 0) << "plugin objects that nobody destroyed"; }

    template <typename Plugin>
    std::string addError(
        Habits const& habits, std::vector<std::vector<int64_t>> const& inputs, bool implicitBatch = false)
    {
        Plugin plugin(2.0F, habits);
        OnePluginNetwork network;
        return errorText(network.add(plugin, inputs, implicitBatch));
    }

    //! The error of the first step of a build and a run that fails.
    template <typename Plugin>
    std::string runError(Habits const& habits, bool allowHalf = false)
    {
        Plugin plugin(2.0F, habits);
        OnePluginNetwork network;
        auto const run = [&]() -> Status {
            TENON_CHECK(network.add(plugin, {{-1, 3}}));
            TENON_ASSIGN(auto const candidates, network.candidates(allowHalf));
            auto const request = network.request(candidates.accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD);
            TENON_CHECK(network.op->commit(request));
            TENON_ASSIGN(auto const record, network.op->record());
            TENON_ASSIGN(auto const kernel, network.op->makeKernel(request));
            TENON_ASSIGN(auto const context, kernel->clone({&devices::cpuDevice()}));
            TENON_CHECK(network.setShapes(*context, 2));
            std::vector<float> x(6), y(6);
            void const* inputs[]{x.data()};
            void* outputs[]{y.data()};
            Status const first = context->enqueue(inputs, outputs, nullptr, nullptr);
            Status const second = context->enqueue(inputs, outputs, nullptr, nullptr);
            EXPECT_EQ(first.ok(), second.ok()) << "a context stays usable after an enqueue that failed";
            return first;
        };
        std::string const text = errorText(run());
        warnings_ = network.logger.text();
        return text;
    }

    std::string warnings_;
};

TEST_F(FaultsTest, NothingWrong)
{
    EXPECT_EQ(runError<StaticMultiplier>({}), "no error");
    EXPECT_EQ(runError<DynamicMultiplier>({}), "no error");
    EXPECT_EQ(warnings_, "");
}

TEST_F(FaultsTest, RefusesEveryFormat)
{
    Habits habits;
    habits.refusesEverything = true;
    EXPECT_THAT(runError<DynamicMultiplier>(habits, true),
        AllOf(HasSubstr(fmt::format(
                  "{}: expected at least one accepted combination of types and formats, found none after 2 questions",
                  kLabel)),
            HasSubstr("pos 0 (input 0): fp16 kLINEAR refused"), HasSubstr("pos 0 (input 0): fp32 kLINEAR refused")));
    EXPECT_THAT(
        runError<StaticMultiplier>(habits), HasSubstr("or allow fp16 (BuilderFlag::kFP16) if the plugin needs it"));
}

TEST_F(FaultsTest, RefusesTheLastTensorOnly)
{
    Habits habits;
    habits.refusesLastOutput = true;
    EXPECT_THAT(runError<StaticMultiplier>(habits, true),
        AllOf(HasSubstr("found none after 6 questions"),
            HasSubstr("pos 1 (output 0): fp32 kLINEAR refused, given input 0 fp16 kLINEAR"),
            HasSubstr("pos 1 (output 0): fp16 kLINEAR refused, given input 0 fp32 kLINEAR")));
}

TEST_F(FaultsTest, LooksAtEntriesThatHoldNothing)
{
    Habits habits;
    habits.looksAhead = true;
    EXPECT_THAT(runError<DynamicMultiplier>(habits), HasSubstr("pos 0 (input 0): fp32 kLINEAR refused"));
}

TEST_F(FaultsTest, Clone)
{
    Habits habits;
    habits.cloneIsNull = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2, 3}}),
        HasSubstr(fmt::format("{}: expected clone to return a new plugin, found a null pointer", kLabel)));
    habits = {};
    habits.cloneIsSelf = true;
    EXPECT_THAT(addError<StaticMultiplier>(habits, {{2, 3}}),
        HasSubstr("found the plugin itself; it would be destroyed twice"));
}

TEST_F(FaultsTest, CloneLosesItsNamespace)
{
    TENON_COVERS("IPluginV2::setPluginNamespace", "IPluginV2::getPluginNamespace");
    Habits habits;
    habits.cloneForgetsNamespace = true;
    DynamicMultiplier plugin(2.0F, habits);
    plugin.setPluginNamespace("mine");
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    auto const copy = network.graph.copy();
    ASSERT_EQ(errorText(copy), "no error");
    EXPECT_THAT(network.logger.text(),
        HasSubstr(
            "plugin \"Multiplier\" version \"1\" (namespace \"mine\"): expected its clone to keep the namespace, found \"\"; set it in "
            "clone"));
    EXPECT_STREQ(pluginOf(*copy->ops().front())->getPluginNamespace(), "mine");
}

TEST_F(FaultsTest, SerializesAnotherSize)
{
    Habits habits;
    habits.bytesTooMany = 3;
    EXPECT_THAT(runError<DynamicMultiplier>(habits),
        HasSubstr("expected serialize to write the 4 bytes that getSerializationSize says, found at least 7 written"));
    EXPECT_THAT(runError<StaticMultiplier>(habits),
        HasSubstr("the 12 bytes that getSerializationSize says, found at least 15 written"));
    habits.bytesTooMany = -2;
    EXPECT_THAT(runError<DynamicMultiplier>(habits),
        HasSubstr("expected serialize to write the 4 bytes that getSerializationSize says, found 2 written"));
}

TEST_F(FaultsTest, InitializeFails)
{
    Habits habits;
    habits.initializeCode = 7;
    EXPECT_THAT(runError<StaticMultiplier>(habits),
        HasSubstr(fmt::format("{}: expected initialize to return 0, found 7", kLabel)));
    EXPECT_EQ(Life::terminated, 0) << "what was not initialised is not terminated";
}

TEST_F(FaultsTest, AFieldThatACloneForgetsIsNamedInTheLog)
{
    DynamicMultiplier plugin(2.0F, {});
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    static_cast<DynamicMultiplier*>(pluginOf(*network.op))->habits_.cloneForgetsFactor = true;
    auto const candidates = network.candidates();
    ASSERT_EQ(
        errorText(network.op->commit(network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD))),
        "no error");
    ASSERT_EQ(errorText(network.op->record()), "no error");
    EXPECT_THAT(network.logger.text(),
        HasSubstr(
            "plugin \"Multiplier\" version \"1\" (namespace \"\"): expected its clone to serialize the same 4 bytes, found another byte 3; "
            "copy every field in clone"));
}

TEST_F(FaultsTest, AFailingCloneIsToldThatInitializeIsNotCalledOnIt)
{
    Habits habits;
    habits.enqueueCode = -1;
    EXPECT_THAT(runError<DynamicMultiplier>(habits),
        HasSubstr(
            "the object is a clone of an initialised plugin, on which initialize is not called: clone must copy or share what initialize made"));
}

// The sanitizers' heap keeps no sizes where glibc has them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
TEST_F(FaultsTest, DISABLED_ACloneWithoutWhatInitializeMadeIsNamedInTheLog)
#else
TEST_F(FaultsTest, ACloneWithoutWhatInitializeMadeIsNamedInTheLog)
#endif
{
    auto const named = HasSubstr(
        fmt::format("{}: expected a clone to have what initialize made, found a null pointer at byte ", kLabel));
    auto const logOf = [](auto plugin) {
        OnePluginNetwork network;
        EXPECT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
        auto const candidates = network.candidates();
        auto const request = network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD);
        EXPECT_EQ(errorText(network.op->commit(request)), "no error");
        auto kernel = network.op->makeKernel(request);
        EXPECT_EQ(errorText(kernel), "no error");
        graph::ContextResources resources;
        resources.device = &devices::cpuDevice();
        for (int i = 0; i < 2; ++i)
        {
            auto context = (*kernel)->clone(resources);
            EXPECT_EQ(errorText(context), "no error");
            std::vector<graph::TensorDesc> const descs{
                {base::DataType::kFLOAT, base::TensorFormat::kLINEAR, base::makeDims({2, 3}), 1.0F}};
            EXPECT_EQ(errorText((*context)->setShapes(descs, descs)), "no error");
        }
        return network.logger.text();
    };
    Habits habits;
    habits.initializeMakesTable = true;
    EXPECT_EQ(logOf(DynamicMultiplier(2.0F, habits)), "") << "the clone shares it";
    EXPECT_EQ(logOf(StaticMultiplier(2.0F, habits)), "");
    habits.cloneForgetsTable = true;
    std::string const text = logOf(DynamicMultiplier(2.0F, habits));
    EXPECT_THAT(
        text, AllOf(named, HasSubstr("initialize is not called on clones: copy or share in clone what it made")));
    EXPECT_EQ(text.find("expected a clone"), text.rfind("expected a clone")) << "once for all clones";
    EXPECT_THAT(logOf(StaticMultiplier(2.0F, habits)), named);
    habits.attachMakesTable = true;
    EXPECT_EQ(logOf(DynamicMultiplier(2.0F, habits)), "") << "it has it when it is enqueued";
    EXPECT_EQ(logOf(StaticMultiplier(2.0F, habits)), "");
}

TEST_F(FaultsTest, EnqueueFails)
{
    Habits habits;
    habits.enqueueCode = -1;
    EXPECT_THAT(runError<StaticMultiplier>(habits),
        HasSubstr(fmt::format("{}: expected enqueue to return 0, found -1", kLabel)));
    EXPECT_THAT(runError<DynamicMultiplier>(habits), HasSubstr("expected enqueue to return 0, found -1"));
}

TEST_F(FaultsTest, WorkspaceGrowsWhereShapesShrink)
{
    Habits habits;
    habits.workspaceGrows = true;
    EXPECT_THAT(runError<DynamicMultiplier>(habits),
        HasSubstr(
            "expected a workspace of at most 1060 bytes, which it asked for at the profiles' maximum shapes, found 1062 bytes asked for "
            "at fp32 kLINEAR 2x3"));
}

TEST_F(FaultsTest, WorkspaceOfNonsense)
{
    Habits habits;
    habits.workspaceBytes = static_cast<size_t>(-1);
    EXPECT_THAT(
        runError<StaticMultiplier>(habits), HasSubstr("bytes from getWorkspaceSize, found 18446744073709551615"));
}

TEST_F(FaultsTest, Names)
{
    TENON_COVERS("IPluginV2::getPluginType", "IPluginV2::getPluginVersion");
    Habits habits;
    habits.nullName = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected a string from getPluginType, found a null pointer"));
    habits = {};
    habits.longName = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected at most 1024 bytes with the ending zero from getPluginType, found more"));
}

TEST_F(FaultsTest, OutputCountDimsAndTypes)
{
    TENON_COVERS("IPluginV2::getNbOutputs");
    Habits habits;
    habits.outputs = -1;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected from 1 to 1024 outputs from getNbOutputs, found -1"));
    habits = {};
    habits.outputRank = 9;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("getOutputDimensions of output 0: expected a rank from 0 to 8, found 9"));
    EXPECT_THAT(addError<StaticMultiplier>(habits, {{2, 3}}), HasSubstr("expected a rank from 0 to 8, found 9"));
    habits.outputRank = 8;
    EXPECT_THAT(addError<StaticMultiplier>(habits, {{2, 3}}),
        HasSubstr("expected at most 7 dimensions besides the batch from getOutputDimensions of output 0, found 8"));
    habits = {};
    habits.outputNegative = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected dimensions of at least 0, found -3 as dimension 0"));
    EXPECT_THAT(addError<StaticMultiplier>(habits, {{2, 3}}),
        HasSubstr("expected dimensions of at least 0 from getOutputDimensions of output 0, found -3"));
    habits = {};
    habits.outputType = 99;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected a DataType from getOutputDataType for output 0, found number 99"));
}

TEST_F(FaultsTest, DimensionExpressions)
{
    TENON_COVERS("IExprBuilder::operation");
    Habits habits;
    habits.nullExpression = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}), HasSubstr("found a null pointer as dimension 0"));
    habits = {};
    habits.readsPastRank = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("found another second operand; is an index past the input's rank?"));
    habits = {};
    habits.dividesByZero = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}),
        HasSubstr("expected a divisor other than 0 in IExprBuilder::operation"));
    habits = {};
    habits.declaresSizeTensor = true;
    EXPECT_THAT(addError<DynamicMultiplier>(habits, {{2}}), HasSubstr("only IPluginV3 has sizes that depend on data"));
}

TEST_F(FaultsTest, PlacesWhereAPluginCannotBe)
{
    EXPECT_THAT(addError<DynamicMultiplier>({}, {{-1, 3}}, true),
        HasSubstr(
            "expected an explicit-batch network for an IPluginV2DynamicExt plugin, found one with implicit batch"));
    EXPECT_THAT(addError<StaticMultiplier>({}, {{-1, -1}}),
        AllOf(
            HasSubstr(
                "expected dimensions behind the batch that are known when the network is built, found s0xs1 in input 0"),
            HasSubstr("a dynamic dimension there needs IPluginV2DynamicExt, found IPluginV2IOExt")));
    EXPECT_THAT(addError<StaticMultiplier>({}, {{}}),
        HasSubstr("expected inputs with a leading batch dimension, found a scalar as input 0"));
    EXPECT_THAT(addError<StaticMultiplier>({}, {{2, 3}, {4, 3}}),
        HasSubstr(
            "expected inputs with equal leading dimensions, which are its batch, found 2 in input 0 and 4 in input 1"));
    EXPECT_EQ(addError<StaticMultiplier>({}, {{-1, 3}, {-1, 5}}), "no error") << "an open batch is fine";
}

class LoadFaultsTest : public FaultsTest
{
protected:
    void SetUp() override
    {
        FaultsTest::SetUp();
        ASSERT_TRUE(processRegistry().registerCreator(creator_, "faults"));
        DynamicMultiplier plugin(2.0F, {});
        plugin.setPluginNamespace("faults");
        OnePluginNetwork network;
        ASSERT_EQ(errorText(network.add(plugin, {{-1, 3}})), "no error");
        auto const candidates = network.candidates();
        ASSERT_EQ(errorText(network.op->commit(
                      network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD))),
            "no error");
        record_ = *network.op->record();
    }
    void TearDown() override
    {
        processRegistry().deregisterCreator(creator_);
        FaultsTest::TearDown();
    }

    std::string loadError()
    {
        graph::OpFactory factory;
        addToFactory(factory, processRegistry(), base::Log(&logger_));
        return errorText(factory.make(record_));
    }

    MultiplierCreator creator_{true};
    testing::RecordingLogger logger_;
    graph::OpRecord record_;
};

TEST_F(LoadFaultsTest, NothingWrong)
{
    EXPECT_EQ(loadError(), "no error");
    EXPECT_EQ(logger_.text(), "");
    ASSERT_EQ(record_.plugin->fields.size(), 1U);
    EXPECT_EQ(record_.plugin->fields[0].name, "factor");
    EXPECT_EQ(record_.plugin->generation, "IPluginV2DynamicExt");
    EXPECT_FALSE(record_.plugin->libraryPath.empty());
}

TEST_F(LoadFaultsTest, CreatorIsMissing)
{
    ASSERT_TRUE(processRegistry().deregisterCreator(creator_));
    EXPECT_THAT(loadError(),
        AllOf(
            HasSubstr(
                "plugin \"Multiplier\" version \"1\" (namespace \"faults\"): expected a registered creator, found none"),
            HasSubstr("the engine was built with /")));
}

TEST_F(LoadFaultsTest, SchemaChanged)
{
    creator_.fieldName_ = "scale";
    EXPECT_THAT(loadError(),
        AllOf(HasSubstr("expected the fields that the engine was built with: factor (type 1, length 1)"),
            HasSubstr("scale (type 1, length 1)")));
}

TEST_F(LoadFaultsTest, BuildIdChanged)
{
    ASSERT_FALSE(record_.plugin->buildId.empty());
    record_.plugin->buildId = "0123456789abcdef";
    EXPECT_EQ(loadError(), "no error");
    EXPECT_THAT(
        logger_.text(), HasSubstr("the engine was built with build 0123456789ab of its library, loaded is build"));
    // Also of plugins whose creators declare no fields, as many did.
    logger_.clear();
    record_.plugin->fields.clear();
    EXPECT_EQ(loadError(), "no error");
    EXPECT_THAT(
        logger_.text(), HasSubstr("the engine was built with build 0123456789ab of its library, loaded is build"));
}

TEST_F(LoadFaultsTest, AnotherBuildIsToldOnceForAllLayersOfItsLibrary)
{
    record_.plugin->buildId = "0123456789abcdef";
    graph::OpFactory factory;
    addToFactory(factory, processRegistry(), base::Log(&logger_));
    EXPECT_EQ(errorText(factory.make(record_)), "no error");
    record_.name = "second";
    EXPECT_EQ(errorText(factory.make(record_)), "no error");
    std::string const text = logger_.text();
    EXPECT_NE(text.find("0123456789ab"), std::string::npos);
    EXPECT_EQ(text.find("0123456789ab"), text.rfind("0123456789ab")) << text;
    // Another build is another matter.
    record_.plugin->buildId = "fedcba9876543210";
    EXPECT_EQ(errorText(factory.make(record_)), "no error");
    EXPECT_THAT(logger_.text(), HasSubstr("built with build fedcba987654 of its library"));
}

TEST_F(LoadFaultsTest, BlobOfAnotherLength)
{
    record_.plugin->blob.pop_back();
    EXPECT_THAT(loadError(),
        HasSubstr(
            "expected deserializePlugin to return a plugin for the 3 bytes that the engine holds, found a null pointer"));
}

TEST_F(LoadFaultsTest, DeserializedLosesItsNamespace)
{
    creator_.habits_.deserializedForgetsNamespace = true;
    EXPECT_EQ(loadError(), "no error");
    EXPECT_THAT(
        logger_.text(), HasSubstr("expected deserializePlugin to give the plugin its creator's namespace, found \"\""));
}

TEST_F(LoadFaultsTest, AnotherNumberOfOutputs)
{
    creator_.habits_.outputs = 2;
    EXPECT_THAT(loadError(), HasSubstr("expected 1 outputs, as the engine was built with, found 2"));
}

TEST_F(LoadFaultsTest, DamagedAttributes)
{
    record_.attributes["inputTypes"] = std::vector<int64_t>{77};
    EXPECT_THAT(loadError(), HasSubstr("expected known types and formats, found numbers 77 and 0 at 0"));
    record_.attributes.erase("inputTypes");
    EXPECT_THAT(loadError(), HasSubstr("attribute \"inputTypes\""));
    record_.plugin.reset();
    EXPECT_THAT(loadError(), HasSubstr("expected a plugin in the engine, found none; the file is damaged"));
}

} // namespace
} // namespace tenon::plugin_host

// One failure is one report: to the logger, and to the recorder that stands nearest.
#include "api/testing/engine_fixture.h"

namespace tenon::testing
{
namespace
{

using ::testing::StartsWith;

class ReportingTest : public EngineTest
{
protected:
    //! What holds a recorder goes before the recorders do.
    ~ReportingTest() override
    {
        context.reset();
        engine.reset();
        runtime.reset();
        network.reset();
        builder.reset();
    }

    //! One report since the last look, the same to both; the text.
    std::string oneReport(RecordingErrorRecorder& recorder)
    {
        EXPECT_EQ(logger.errorCount(), 1U);
        EXPECT_EQ(recorder.entries.size(), 1U);
        std::string const logged = logger.takeErrors();
        std::string const recorded = recorder.entries.empty() ? "" : recorder.entries[0].text;
        // A recorder's description has a longest length.
        EXPECT_EQ(logged.substr(0, recorded.size()), recorded);
        EXPECT_TRUE(
            logged.size() == recorded.size() + 1 || recorded.size() == nvinfer1::IErrorRecorder::kMAX_DESC_LENGTH)
            << logged;
        recorder.clear();
        return recorded;
    }

    RecordingErrorRecorder ofBuilder, ofNetwork, ofEngine, ofContext, ofRuntime;
};

TEST_F(ReportingTest, GoesToLoggerAndNearestRecorder)
{
    builder->setErrorRecorder(&ofBuilder);
    EXPECT_EQ(network->addInput("x", nvinfer1::DataType::kFLOAT, dims({-2})), nullptr);
    EXPECT_THAT(oneReport(ofBuilder), StartsWith("dimensions of input \"x\" -2:"));
    network->setErrorRecorder(&ofNetwork);
    EXPECT_EQ(network->addInput(nullptr, nvinfer1::DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_THAT(oneReport(ofNetwork), StartsWith("name of the network input:"));
    EXPECT_TRUE(ofBuilder.entries.empty()) << "the network has its own";
    network->setErrorRecorder(nullptr);
    EXPECT_EQ(ofNetwork.references, 0);

    // A failure from the depth of a build, through all rooms, is told once too.
    network->markOutput(*network->addActivation(input("x", {-1, 2}), nvinfer1::ActivationType::kRELU)->getOutput(0));
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_THAT(oneReport(ofBuilder), HasSubstr("input \"x\": expected an optimization profile"));
    builder->setErrorRecorder(nullptr);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR("input \"x\": expected an optimization profile");
    EXPECT_TRUE(ofBuilder.entries.empty()) << "it was taken away";
}

TEST_F(ReportingTest, OfLoadingAndRunning)
{
    output(network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    build();
    runtime->setErrorRecorder(&ofRuntime);
    EXPECT_EQ(runtime->deserializeCudaEngine("no engine", 9), nullptr);
    EXPECT_THAT(oneReport(ofRuntime), StartsWith("plan: expected a Tenon plan"));
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    engine->setErrorRecorder(&ofEngine);
    context.reset(engine->createExecutionContext());
    EXPECT_FALSE(inferred(*context));
    EXPECT_THAT(oneReport(ofEngine), StartsWith("input \"x\": expected an address, found none"));
    context->setErrorRecorder(&ofContext);
    EXPECT_FALSE(inferred(*context));
    EXPECT_EQ(ofContext.entries.size(), 1U);
    EXPECT_EQ(ofContext.entries.at(0).code, nvinfer1::ErrorCode::kINVALID_ARGUMENT);
    EXPECT_THAT(oneReport(ofContext), StartsWith("input \"x\": expected an address, found none"));
    EXPECT_TRUE(ofEngine.entries.empty());
    EXPECT_TRUE(ofRuntime.entries.empty());
}

} // namespace
} // namespace tenon::testing

// IBuilder's build methods: what they refuse, progress, flags.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

class BuildTest : public EngineTest
{
protected:
    void define()
    {
        output(network->addActivation(input("x", {2, 2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    }
    void expectRefusal(char const* message)
    {
        EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
        EXPECT_ONE_ERROR(message);
    }
};

TEST_F(BuildTest, NetworksWithoutOutputsAreRefused)
{
    input("x", {1});
    expectRefusal("output");
}

TEST_F(BuildTest, DynamicInputsNeedAProfile)
{
    output(network->addActivation(input("x", {-1, 2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    expectRefusal("input \"x\"");
}

TEST_F(BuildTest, LayersThatDoNotInferAreNamed)
{
    Values const kernel(3);
    nvinfer1::ILayer* const conv =
        network->addConvolutionNd(input("x", {1, 2, 4, 4}), 1, dims({3, 3}), weightsOf(kernel), {});
    conv->setName("conv1");
    output(conv->getOutput(0), "y");
    expectRefusal("in layer Convolution \"conv1\"");
    EXPECT_FALSE(builder->isNetworkSupported(*network, *config));
    EXPECT_ONE_ERROR("kernel weights: expected 18 values");
}

TEST_F(BuildTest, ContradictingFlagsAreRefused)
{
    TENON_COVERS("IBuilder::isNetworkSupported");
    define();
    EXPECT_TRUE(builder->isNetworkSupported(*network, *config));
    config->setFlag(nvinfer1::BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
    config->setFlag(nvinfer1::BuilderFlag::kPREFER_PRECISION_CONSTRAINTS);
    expectRefusal("builder flags: expected kOBEY_PRECISION_CONSTRAINTS or kPREFER_PRECISION_CONSTRAINTS, found both");
    EXPECT_FALSE(builder->isNetworkSupported(*network, *config));
    EXPECT_ONE_ERROR("found both");
}

TEST_F(BuildTest, StronglyTypedNetworksTakeNoPrecisionFlags)
{
    network.reset(builder->createNetworkV2(
        1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)));
    define();
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    expectRefusal("builder flags: expected none about precision for the strongly typed network \"\", found kFP16");
}

TEST_F(BuildTest, TwoOutputsOfOneNameAreRefused)
{
    nvinfer1::ITensor& x = input("x", {2});
    output(network->addActivation(x, nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    output(network->addActivation(x, nvinfer1::ActivationType::kTANH)->getOutput(0), "y");
    expectRefusal("expected unique names of inputs and outputs, found \"y\" twice");
}

TEST_F(BuildTest, CyclesAreRefused)
{
    nvinfer1::ILayer* const first = network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU);
    nvinfer1::ILayer* const second = network->addActivation(*first->getOutput(0), nvinfer1::ActivationType::kRELU);
    first->setInput(0, *second->getOutput(0));
    output(second->getOutput(0), "y");
    EXPECT_EQ(second->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("network: expected no cycle, found one through Activation");
    expectRefusal("expected no cycle");
}

struct Monitor final : nvinfer1::IProgressMonitor
{
    void phaseStart(char const* phase, char const* parent, int32_t) noexcept override
    {
        ++open;
        started.emplace_back(phase);
        hasParent |= parent != nullptr;
    }
    bool stepComplete(char const*, int32_t) noexcept override
    {
        ++steps;
        return goOn;
    }
    void phaseFinish(char const*) noexcept override { --open; }

    std::vector<std::string> started;
    int open{0}, steps{0};
    bool goOn{true}, hasParent{false};
};

TEST_F(BuildTest, ProgressIsToldAndMayCancel)
{
    TENON_COVERS("IBuilderConfig::setProgressMonitor", "IBuilderConfig::getProgressMonitor",
        "IProgressMonitor::phaseStart", "IProgressMonitor::stepComplete", "IProgressMonitor::phaseFinish");
    define();
    Monitor monitor;
    config->setProgressMonitor(&monitor);
    EXPECT_EQ(config->getProgressMonitor(), &monitor);
    build();
    EXPECT_FALSE(monitor.started.empty());
    EXPECT_EQ(monitor.open, 0) << "every phase that began has ended";
    EXPECT_GT(monitor.steps, 0);
    monitor.goOn = false;
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_EQ(monitor.open, 0);
    EXPECT_EQ(logger.errorCount(), 1U);
    logger.takeErrors();
}

TEST_F(BuildTest, EqualBuildsGiveEqualPlans)
{
    define();
    build();
    nvinfer1::IHostMemory* text = plan.get();
    std::unique_ptr<nvinfer1::IHostMemory> const again(builder->buildSerializedNetwork(*network, *config, text));
    EXPECT_EQ(text, nullptr) << "no kernels as text";
    ASSERT_EQ(again->size(), plan->size());
    EXPECT_EQ(std::memcmp(again->data(), plan->data(), plan->size()), 0);
}

} // namespace
} // namespace tenon::testing

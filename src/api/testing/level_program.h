// The program that level7_test.cpp and level8_test.cpp compile at their levels: both batch modes, by the methods of
// that time. Included once in each of them; everything is in an anonymous namespace, since its types differ between
// levels.
#pragma once

#include "api/testing/level_objects.h"

#include <NvInfer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace
{

using ::testing::ElementsAre;
using ::testing::HasSubstr;

//! y = leaky(W · x) with a fully connected layer: three features to two.
nvinfer1::INetworkDefinition* defineImplicit(nvinfer1::IBuilder& builder)
{
    static std::vector<float> const kWeights{1, 0, 0, 0, 1, -1};
    static std::vector<float> const kBias{0, 0.5F};
#if TENON_API_LEVEL >= 8
    nvinfer1::INetworkDefinition* const network = builder.createNetworkV2(0U);
#else
    nvinfer1::INetworkDefinition* const network = builder.createNetwork();
#endif
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims3(3, 1, 1));
    nvinfer1::IFullyConnectedLayer* const fc = network->addFullyConnected(
        *x, 2, {nvinfer1::DataType::kFLOAT, kWeights.data(), 6}, {nvinfer1::DataType::kFLOAT, kBias.data(), 2});
    EXPECT_EQ(fc->getType(), nvinfer1::LayerType::kFULLY_CONNECTED);
    EXPECT_EQ(fc->getNbOutputChannels(), 2);
    EXPECT_STREQ(fc->getName(), "(Unnamed Layer* 0) [Fully Connected]");
    nvinfer1::Dims const dims = fc->getOutput(0)->getDimensions();
    EXPECT_EQ(dims.nbDims, 3);
    EXPECT_EQ(dims.d[0], 2);
    nvinfer1::IActivationLayer* const act =
        network->addActivation(*fc->getOutput(0), nvinfer1::ActivationType::kLEAKY_RELU);
    act->setAlpha(0.5F);
    act->getOutput(0)->setName("y");
    network->markOutput(*act->getOutput(0));
    return network;
}

class LEVEL_TEST : public ::testing::Test
{
protected:
    LEVEL_TEST() { setenv("TENON_DEVICE", "cpu", 1); }
    void TearDown() override { EXPECT_EQ(logger.take(), ""); }

    Logger logger;
    Owned<nvinfer1::IBuilder> builder{nvinfer1::createInferBuilder(logger)};
};

TEST_F(LEVEL_TEST, ImplicitBatch)
{
    Owned<nvinfer1::INetworkDefinition> const network(defineImplicit(*builder));
    EXPECT_TRUE(network->hasImplicitBatchDimension());
    builder->setMaxBatchSize(3);
    EXPECT_EQ(builder->getMaxBatchSize(), 3);
#if TENON_API_LEVEL >= 8
    Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    config->setMaxWorkspaceSize(1U << 20);
    EXPECT_EQ(config->getMaxWorkspaceSize(), 1U << 20);
    Owned<nvinfer1::ICudaEngine> const built(builder->buildEngineWithConfig(*network, *config));
#else
    builder->setMaxWorkspaceSize(1U << 20);
    EXPECT_EQ(builder->getMaxWorkspaceSize(), 1U << 20);
    Owned<nvinfer1::ICudaEngine> const built(builder->buildCudaEngine(*network));
#endif
    ASSERT_NE(built, nullptr) << logger.take();
    Owned<nvinfer1::IHostMemory> const plan(built->serialize());
    Owned<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(logger));
    Owned<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size(), nullptr));
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_TRUE(engine->hasImplicitBatchDimension());
    EXPECT_EQ(engine->getMaxBatchSize(), 3);
    EXPECT_EQ(engine->getNbBindings(), 2);
    EXPECT_EQ(engine->getBindingIndex("y"), 1);
    EXPECT_EQ(engine->getBindingIndex("nope"), -1);
    EXPECT_STREQ(engine->getBindingName(0), "x");
    EXPECT_TRUE(engine->bindingIsInput(0));
    EXPECT_FALSE(engine->bindingIsInput(1));
    EXPECT_EQ(engine->getBindingDataType(1), nvinfer1::DataType::kFLOAT);
    EXPECT_EQ(engine->getBindingFormat(1), nvinfer1::TensorFormat::kLINEAR);
    nvinfer1::Dims const dims = engine->getBindingDimensions(0);
    EXPECT_EQ(dims.nbDims, 3);
    EXPECT_EQ(dims.d[0], 3);

    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> x{1, 2, 3, -4, 5, 6};
    std::vector<float> y(4, 99);
    void* bindings[]{x.data(), y.data()};
    ASSERT_TRUE(context->execute(2, bindings)) << logger.take();
    EXPECT_THAT(y, ElementsAre(1, -0.25F, -2, -0.25F));
    y.assign(4, 99);
    ASSERT_TRUE(context->enqueue(1, bindings, nullptr, nullptr)) << logger.take();
    EXPECT_THAT(y, ElementsAre(1, -0.25F, 99, 99)) << "one sample only";

    EXPECT_FALSE(context->execute(4, bindings));
    EXPECT_THAT(logger.take(), HasSubstr("batch: expected 1 to 3 (the engine's maximum batch size), found 4"));
    EXPECT_FALSE(context->execute(0, bindings));
    EXPECT_THAT(logger.take(), HasSubstr("batch size: expected at least 1, found 0"));
    EXPECT_FALSE(context->executeV2(bindings));
    EXPECT_THAT(logger.take(), HasSubstr("expected a batch size, since its batch is implicit"));
    EXPECT_FALSE(context->setBindingDimensions(0, nvinfer1::Dims3(2, 1, 1)));
    EXPECT_THAT(logger.take(),
        HasSubstr("shape of input \"x\": expected 3x1x1, which the implicit batch leaves no choice about"));
    EXPECT_EQ(engine->getBindingName(2), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("binding: expected an index from 0 to 1, found 2"));
}

TEST_F(LEVEL_TEST, AnInputThatIsAnOutputHasTwoBindings)
{
    Owned<nvinfer1::INetworkDefinition> const network(defineImplicit(*builder));
    network->markOutput(*network->getInput(0));
    builder->setMaxBatchSize(2);
#if TENON_API_LEVEL >= 8
    Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildEngineWithConfig(*network, *config));
#else
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildCudaEngine(*network));
#endif
    ASSERT_NE(engine, nullptr) << logger.take();
    ASSERT_EQ(engine->getNbBindings(), 3);
    EXPECT_EQ(engine->getBindingIndex("x"), 0);
    EXPECT_STREQ(engine->getBindingName(2), "x");
    EXPECT_TRUE(engine->bindingIsInput(0));
    EXPECT_FALSE(engine->bindingIsInput(2));
    EXPECT_EQ(engine->getBindingDimensions(2).nbDims, 3);
    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> x{1, 2, 3, -4, 5, 6}, y(4, 99), copy(6, 99);
    void* bindings[]{x.data(), y.data(), copy.data()};
    ASSERT_TRUE(context->execute(1, bindings)) << logger.take();
    EXPECT_THAT(copy, ElementsAre(1, 2, 3, 99, 99, 99)) << "one sample only";
    ASSERT_TRUE(context->execute(2, bindings)) << logger.take();
    EXPECT_THAT(copy, ElementsAre(1, 2, 3, -4, 5, 6));
    EXPECT_THAT(y, ElementsAre(1, -0.25F, -2, -0.25F));
}

TEST_F(LEVEL_TEST, ExplicitBatchWithProfiles)
{
    uint32_t const flags = 1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    Owned<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(flags));
    EXPECT_FALSE(network->hasImplicitBatchDimension());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims2(-1, 2));
    nvinfer1::IActivationLayer* const act = network->addActivation(*x, nvinfer1::ActivationType::kRELU);
    act->getOutput(0)->setName("y");
    network->markOutput(*act->getOutput(0));
    Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    for (int const most : {2, 4})
    {
        nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
        EXPECT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kMIN, nvinfer1::Dims2(1, 2)));
        EXPECT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kOPT, nvinfer1::Dims2(2, 2)));
        EXPECT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kMAX, nvinfer1::Dims2(most, 2)));
        EXPECT_GE(config->addOptimizationProfile(profile), 0);
    }
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildEngineWithConfig(*network, *config));
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_EQ(engine->getNbBindings(), 4) << "two tensors in two profiles";
    EXPECT_STREQ(engine->getBindingName(2), "x [profile 1]");
    EXPECT_EQ(engine->getBindingIndex("y [profile 1]"), 3);
    EXPECT_EQ(engine->getProfileDimensions(2, 1, nvinfer1::OptProfileSelector::kMAX).d[0], 4);
    EXPECT_EQ(engine->getMaxBatchSize(), 1);

    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> in{1, -1, 2, -2, 3, -3, 4, -4};
    std::vector<float> out(8, 99);
    void* bindings[]{in.data(), out.data(), in.data(), out.data()};
    ASSERT_TRUE(context->setBindingDimensions(0, nvinfer1::Dims2(1, 2)));
    EXPECT_EQ(context->getBindingDimensions(1).d[0], 1);
    ASSERT_TRUE(context->executeV2(bindings)) << logger.take();
    EXPECT_THAT(std::vector<float>(out.begin(), out.begin() + 3), ElementsAre(1, 0, 99));
    EXPECT_FALSE(context->setBindingDimensions(0, nvinfer1::Dims2(3, 2)));
    EXPECT_THAT(logger.take(), HasSubstr("from 1 to 2"));
    EXPECT_FALSE(context->setBindingDimensions(2, nvinfer1::Dims2(3, 2)));
    EXPECT_THAT(logger.take(),
        HasSubstr("binding 2: expected one of the current optimization profile 0 (0 to 1), found one of profile 1"));
    ASSERT_TRUE(context->setOptimizationProfile(1));
    ASSERT_TRUE(context->setBindingDimensions(2, nvinfer1::Dims2(4, 2)));
    EXPECT_FALSE(context->setBindingDimensions(3, nvinfer1::Dims2(4, 2)));
    EXPECT_THAT(logger.take(), HasSubstr("binding 3 (\"y\"): expected an input, found an output"));
    ASSERT_TRUE(context->enqueueV2(bindings, nullptr, nullptr)) << logger.take();
    EXPECT_THAT(out, ElementsAre(1, 0, 2, 0, 3, 0, 4, 0));
}

} // namespace

// Values through the public API: built, serialized, deserialized and run. Expected values are worked out by hand.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include "plugin_host/testing/multiplier_plugins.h"

#include <algorithm>
#include <cmath>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ITensor;
using nvinfer1::Weights;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

constexpr Weights kNone{DataType::kFLOAT, nullptr, 0};

using InferenceTest = EngineTest;

TEST_F(InferenceTest, ConvolutionPoolingAndActivation)
{
    TENON_COVERS("IBuilder::buildSerializedNetwork", "IRuntime::deserializeCudaEngine",
        "ICudaEngine::createExecutionContext", "IExecutionContext::enqueueV3", "IExecutionContext::setTensorAddress",
        "IExecutionContext::setInputTensorAddress", "IHostMemory::data", "IHostMemory::size",
        "INetworkDefinition::markOutput", "INetworkDefinition::addInput");
    Values const kernel{1, 0, 0, -1};
    Values const bias{0.5F};
    ITensor& x = input("x", {1, 1, 3, 3});
    nvinfer1::IConvolutionLayer* const conv =
        network->addConvolutionNd(x, 1, dims({2, 2}), weightsOf(kernel), weightsOf(bias));
    nvinfer1::IActivationLayer* const act =
        network->addActivation(*conv->getOutput(0), nvinfer1::ActivationType::kLEAKY_RELU);
    act->setAlpha(0.5F);
    nvinfer1::IPoolingLayer* const pool =
        network->addPoolingNd(*act->getOutput(0), nvinfer1::PoolingType::kMAX, dims({2, 2}));
    output(act->getOutput(0), "act");
    output(pool->getOutput(0), "pool");
    build();
    // Differences along the diagonal plus 0.5: 1−5, 2−6, 4−8, 5−0.
    Values const x0{1, 2, 3, 4, 5, 6, 7, 8, 0};
    EXPECT_THAT(run({{"x", x0}}, "act"), ElementsAre(-1.75F, -1.75F, -1.75F, 5.5F));
    EXPECT_THAT(run({{"x", x0}}, "pool"), ElementsAre(5.5F));
}

TEST_F(InferenceTest, MatrixMultiplyConstantAndShuffle)
{
    Values const right{1, 2, 3, 4, 5, 6};
    ITensor& x = input("x", {2, 2});
    nvinfer1::IConstantLayer* const constant = network->addConstant(dims({2, 3}), weightsOf(right));
    nvinfer1::IMatrixMultiplyLayer* const product = network->addMatrixMultiply(
        x, nvinfer1::MatrixOperation::kNONE, *constant->getOutput(0), nvinfer1::MatrixOperation::kNONE);
    nvinfer1::IShuffleLayer* const shuffle = network->addShuffle(*product->getOutput(0));
    shuffle->setFirstTranspose(nvinfer1::Permutation{{1, 0}});
    shuffle->setReshapeDimensions(dims({-1}));
    output(shuffle->getOutput(0), "y");
    build();
    EXPECT_EQ(sizes(engine->getTensorShape("y")), list({6}));
    // [1 1; 0 2] · right = [5 7 9; 8 10 12], read down its columns.
    EXPECT_THAT(run({{"x", {1, 1, 0, 2}}}, "y"), ElementsAre(5, 8, 7, 10, 9, 12));
}

TEST_F(InferenceTest, DynamicShapesWithinTheProfile)
{
    TENON_COVERS("IExecutionContext::setInputShape", "IExecutionContext::getTensorShape",
        "IExecutionContext::allInputDimensionsSpecified", "IExecutionContext::inferShapes",
        "IBuilderConfig::addOptimizationProfile", "IOptimizationProfile::setDimensions");
    output(network->addActivation(input("x", {-1, 2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    addProfile("x", {1, 2}, {2, 2}, {4, 2});
    build();
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({-1, 2}));
    EXPECT_FALSE(context->allInputDimensionsSpecified());
    char const* missing[1]{};
    EXPECT_EQ(context->inferShapes(1, missing), 1);
    EXPECT_STREQ(missing[0], "x");
    ASSERT_TRUE(context->setInputShape("x", dims({3, 2})));
    EXPECT_TRUE(context->allInputDimensionsSpecified());
    EXPECT_EQ(context->inferShapes(0, nullptr), 0);
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({3, 2}));
    EXPECT_THAT(run({{"x", {-1, 2, -3, 4, -5, 6}}}, "y"), ElementsAre(0, 2, 0, 4, 0, 6));
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {7, -8}}}, "y"), ElementsAre(7, 0));

    EXPECT_FALSE(context->setInputShape("x", dims({5, 2})));
    EXPECT_ONE_ERROR("input \"x\": expected dimension 0 to be from 1 to 4 (optimization profile 0), found 5");
    EXPECT_FALSE(context->setInputShape("x", dims({1, 3})));
    EXPECT_ONE_ERROR("input \"x\": expected dimension 1 to be 2, found 3");
    EXPECT_FALSE(context->setInputShape("y", dims({1, 2})));
    EXPECT_ONE_ERROR("tensor \"y\": expected an input of the engine, found an output");
    EXPECT_FALSE(context->setInputShape("x", dims({-1, 2})));
    EXPECT_ONE_ERROR("shape of input \"x\" -1x2: expected sizes of at least 0, found -1");
    EXPECT_FALSE(context->setInputShape(nullptr, dims({1, 2})));
    EXPECT_ONE_ERROR("name of the tensor: expected text, found a null pointer");
    EXPECT_THAT(run({{"x", {7, -8}}}, "y"), ElementsAre(7, 0)) << "the context stays usable";
}

TEST_F(InferenceTest, SeveralProfiles)
{
    TENON_COVERS("IExecutionContext::setOptimizationProfileAsync", "IExecutionContext::getOptimizationProfile",
        "ICudaEngine::getNbOptimizationProfiles", "ICudaEngine::getProfileShape");
    output(network->addActivation(input("x", {-1}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    addProfile("x", {1}, {2}, {2});
    addProfile("x", {8}, {9}, {10});
    build();
    EXPECT_EQ(engine->getNbOptimizationProfiles(), 2);
    EXPECT_EQ(sizes(engine->getProfileShape("x", 1, nvinfer1::OptProfileSelector::kOPT)), list({9}));
    EXPECT_EQ(context->getOptimizationProfile(), 0);
    EXPECT_FALSE(context->setInputShape("x", dims({8})));
    EXPECT_ONE_ERROR("from 1 to 2");
    ASSERT_TRUE(context->setOptimizationProfileAsync(1, nullptr));
    EXPECT_EQ(context->getOptimizationProfile(), 1);
    EXPECT_TRUE(context->setInputShape("x", dims({8})));
    EXPECT_THAT(run({{"x", Values(8, -1.0F)}}, "y"), Pointwise(FloatNear(0), Values(8, 0.0F)));
    EXPECT_FALSE(context->setOptimizationProfileAsync(2, nullptr));
    EXPECT_ONE_ERROR("optimization profile: expected an index from 0 to 1, found 2");
    EXPECT_EQ(engine->getProfileShape("x", 7, nvinfer1::OptProfileSelector::kMIN).nbDims, -1);
    EXPECT_ONE_ERROR("optimization profile: expected an index from 0 to 1, found 7");
    EXPECT_EQ(engine->getProfileShape("y", 0, nvinfer1::OptProfileSelector::kMIN).nbDims, -1);
    EXPECT_ONE_ERROR("tensor \"y\": expected an input, found an output; profiles hold inputs");
}

TEST_F(InferenceTest, HalfPrecisionKeepsFloatInputsAndOutputs)
{
    TENON_COVERS("IBuilderConfig::setFlag");
    Values const kernel{1};
    ITensor& x = input("x", {1, 1, 1, 2});
    output(network->addConvolutionNd(x, 1, dims({1, 1}), weightsOf(kernel), kNone)->getOutput(0), "y");
    // 1.0001 lies between two numbers of fp16, 1 and 1.000977.
    build();
    EXPECT_THAT(run({{"x", {1.0001F, 3}}}, "y"), ElementsAre(1.0001F, 3));
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    context.reset();
    build();
    EXPECT_EQ(engine->getTensorDataType("x"), DataType::kFLOAT);
    EXPECT_EQ(engine->getTensorDataType("y"), DataType::kFLOAT);
    EXPECT_THAT(run({{"x", {1.0001F, 3}}}, "y"), ElementsAre(1, 3));
}

TEST_F(InferenceTest, PluginsRunInsideNetworks)
{
    TENON_COVERS("INetworkDefinition::addPluginV2", "IPluginV2Layer::getPlugin");
    plugin_host::testing::MultiplierCreator creator(true);
    ASSERT_TRUE(getPluginRegistry()->registerCreator(creator, ""));
    plugin_host::testing::DynamicMultiplier plugin(3.0F, {});
    plugin.setPluginNamespace("");
    ITensor* inputs[]{&input("x", {-1, 2})};
    nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(inputs, 1, plugin);
    ASSERT_NE(layer, nullptr) << logger.takeErrors();
    EXPECT_STREQ(layer->getName(), "(Unnamed Layer* 0) [PluginV2DynamicExt]");
    EXPECT_NE(&layer->getPlugin(), &plugin) << "the network holds a clone";
    EXPECT_STREQ(layer->getPlugin().getPluginType(), "Multiplier");
    EXPECT_EQ(layer->getType(), nvinfer1::LayerType::kPLUGIN_V2);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 2}));
    output(network->addActivation(*layer->getOutput(0), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    addProfile("x", {1, 2}, {2, 2}, {4, 2});
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {2, -2}}}, "y"), ElementsAre(6, 0));
    ITensor* none[]{nullptr};
    EXPECT_EQ(network->addPluginV2(none, 1, plugin), nullptr);
    EXPECT_ONE_ERROR("input 0: expected an object, found a null pointer");
    EXPECT_EQ(network->addPluginV2(inputs, -1, plugin), nullptr);
    EXPECT_ONE_ERROR("number of inputs: expected at least 0, found -1");
    EXPECT_EQ(network->addPluginV2(nullptr, 1, plugin), nullptr);
    EXPECT_ONE_ERROR("list of inputs: expected an object, found a null pointer");
    context.reset();
    engine.reset();
    network.reset();
    EXPECT_TRUE(getPluginRegistry()->deregisterCreator(creator));
}

TEST_F(InferenceTest, ExecuteWithAListOfBindings)
{
    TENON_COVERS("IExecutionContext::executeV2");
    output(network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    build();
    Values x{1, -1};
    Values y(2, 9.0F);
    void* bindings[]{x.data(), y.data()};
    EXPECT_TRUE(context->executeV2(bindings));
    EXPECT_THAT(y, ElementsAre(1, 0));
    EXPECT_FALSE(context->executeV2(nullptr));
    EXPECT_ONE_ERROR("list of bindings: expected an object, found a null pointer");
    void* incomplete[]{x.data(), nullptr};
    EXPECT_FALSE(context->executeV2(incomplete));
    EXPECT_ONE_ERROR("output \"y\": expected an address, found none");
}

TEST_F(InferenceTest, AnInputMayBeAnOutput)
{
    TENON_COVERS("INetworkDefinition::markOutput", "IExecutionContext::setInputTensorAddress",
        "IExecutionContext::setOutputTensorAddress", "IExecutionContext::setOutputAllocator");
    ITensor& x = input("x", {-1, 2});
    output(network->addActivation(x, nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    network->markOutput(x);
    addProfile("x", {1, 2}, {1, 2}, {2, 2});
    build();
    EXPECT_EQ(std::count_if(logger.others().begin(), logger.others().end(),
                  [](std::string const& text) {
                      return text.find("tensor \"x\": is an input and an output") != std::string::npos;
                  }),
        1);
    ASSERT_EQ(engine->getNbIOTensors(), 3);
    EXPECT_STREQ(engine->getIOTensorName(0), "x");
    EXPECT_STREQ(engine->getIOTensorName(2), "x");
    EXPECT_EQ(engine->getTensorIOMode("x"), nvinfer1::TensorIOMode::kINPUT);
    ASSERT_TRUE(context->setInputShape("x", dims({2, 2})));
    Values const in{1, -1, 2, -2};
    Values y(4), copy(4);
    // With an address of its own, the output is a copy …
    ASSERT_TRUE(context->setInputTensorAddress("x", in.data()));
    ASSERT_TRUE(context->setOutputTensorAddress("x", copy.data()));
    ASSERT_TRUE(context->setTensorAddress("y", y.data()));
    EXPECT_EQ(context->getTensorAddress("x"), in.data());
    EXPECT_EQ(context->getOutputTensorAddress("x"), copy.data());
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(y, ElementsAre(1, 0, 2, 0));
    EXPECT_THAT(copy, ElementsAre(1, -1, 2, -2));
    // … without, or with the input's, it is where it is.
    copy.assign(4, 9.0F);
    ASSERT_TRUE(context->setOutputTensorAddress("x", nullptr));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(copy, ElementsAre(9, 9, 9, 9));
    Values both{-3, 3, -4, 4};
    ASSERT_TRUE(context->setTensorAddress("x", both.data()));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    EXPECT_THAT(both, ElementsAre(-3, 3, -4, 4));
    EXPECT_THAT(y, ElementsAre(0, 3, 0, 4));
    // An output alone does not stand for the input.
    ASSERT_TRUE(context->setInputTensorAddress("x", nullptr));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("input \"x\": expected an address, found none");
    void* bindings[]{both.data(), y.data(), copy.data()};
    ASSERT_TRUE(context->executeV2(bindings)) << logger.takeErrors();
    EXPECT_THAT(copy, ElementsAre(-3, 3, -4, 4));
}

TEST_F(InferenceTest, AnInputThatIsAnOutputHasOneFormat)
{
    ITensor& x = input("x", {1, 8, 2, 2});
    output(network->addActivation(x, nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    network->markOutput(x);
    x.setAllowedFormats(1U << static_cast<uint32_t>(nvinfer1::TensorFormat::kLINEAR)
        | 1U << static_cast<uint32_t>(nvinfer1::TensorFormat::kHWC));
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_EQ(plan, nullptr);
    EXPECT_ONE_ERROR("tensor \"x\": expected one allowed format, since it is an input and an output of the network");
}

TEST_F(InferenceTest, BuildEngineWithConfigNeedsNeitherNetworkNorWeightsLater)
{
    TENON_COVERS("IBuilder::buildEngineWithConfig");
    {
        Values const kernel{2};
        output(network->addConvolutionNd(input("x", {1, 1, 1, 1}), 1, dims({1, 1}), weightsOf(kernel), kNone)
                   ->getOutput(0),
            "y");
        engine.reset(builder->buildEngineWithConfig(*network, *config));
        ASSERT_NE(engine, nullptr) << logger.takeErrors();
        network.reset();
    }
    context.reset(engine->createExecutionContext());
    EXPECT_THAT(run({{"x", {4}}}, "y"), ElementsAre(8));
}

TEST_F(InferenceTest, ContextsOutliveTheEngineObject)
{
    TENON_COVERS("IExecutionContext::getEngine");
    output(network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    build();
    std::unique_ptr<nvinfer1::IExecutionContext> const second(engine->createExecutionContext());
    EXPECT_EQ(&context->getEngine(), engine.get());
    engine.reset();
    runtime.reset();
    builder.reset();
    EXPECT_EQ(context->getEngine().getNbIOTensors(), 2);
    for (nvinfer1::IExecutionContext* const each : {context.get(), second.get()})
    {
        Values x{1, -1};
        Values y(2, 9.0F);
        EXPECT_TRUE(each->setTensorAddress("x", x.data()));
        EXPECT_TRUE(each->setTensorAddress("y", y.data()));
        EXPECT_TRUE(inferred(*each));
        EXPECT_THAT(y, ElementsAre(1, 0));
    }
}

} // namespace
} // namespace tenon::testing

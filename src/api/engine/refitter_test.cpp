// Refitting engines, and the debug listener.
#include "api/testing/engine_fixture.h"
#include "api/testing/format_plugin.h"
#include "support/covers.h"

#include <array>
#include <cmath>
#include <map>
#include <set>

namespace tenon::testing
{
namespace
{

using nvinfer1::BuilderFlag;
using nvinfer1::DataType;
using nvinfer1::ITensor;
using nvinfer1::Weights;
using nvinfer1::WeightsRole;
using ::testing::ElementsAre;

class RefitterTest : public EngineTest
{
protected:
    //! y = relu(conv1x1(x) · scale) + c, all of one channel.
    void defineNetwork()
    {
        ITensor& x = input("x", {1, 1, 1, 2});
        nvinfer1::IConvolutionLayer* const convolution =
            network->addConvolutionNd(x, 1, dims({1, 1}), weightsOf(kernel_), weightsOf(bias_));
        convolution->setName("conv");
        nvinfer1::IScaleLayer* const scale =
            network->addScale(*convolution->getOutput(0), nvinfer1::ScaleMode::kUNIFORM,
                Weights{DataType::kFLOAT, nullptr, 0}, weightsOf(scale_), Weights{DataType::kFLOAT, nullptr, 0});
        scale->setName("scale");
        ITensor& active = *network->addActivation(*scale->getOutput(0), nvinfer1::ActivationType::kRELU)->getOutput(0);
        nvinfer1::IConstantLayer* const constant = network->addConstant(dims({1, 1, 1, 2}), weightsOf(constant_));
        constant->setName("c");
        output(network->addElementWise(active, *constant->getOutput(0), nvinfer1::ElementWiseOperation::kSUM)
                   ->getOutput(0),
            "y");
        EXPECT_TRUE(network->setWeightsName(weightsOf(kernel_), "conv.weight"));
        EXPECT_TRUE(network->setWeightsName(weightsOf(constant_), "c.value"));
    }

    std::unique_ptr<nvinfer1::IRefitter> refitter()
    {
        return std::unique_ptr<nvinfer1::IRefitter>(nvinfer1::createInferRefitter(*engine, logger));
    }
    Values infer() { return run({{"x", {1, -2}}}, "y"); }

    Values kernel_{2}, bias_{1}, scale_{10}, constant_{0.5F, 0.25F};
};

TEST_F(RefitterTest, NewWeightsTakeEffectInContextsThatLive)
{
    TENON_COVERS("IRefitter::setWeights", "IRefitter::refitCudaEngine", "IRefitter::getAll", "IRefitter::getMissing",
        "IRefitter::getAllWeights", "IRefitter::getMissingWeights", "IRefitter::setNamedWeights",
        "IRefitter::getNamedWeights", "IRefitter::unsetNamedWeights", "IRefitter::getWeightsLocation",
        "IRefitter::getWeightsPrototype", "IRefitter::setWeightsValidation", "IRefitter::getWeightsValidation",
        "IRefitter::refitCudaEngineAsync", "IRefitter::getLogger", "IRefitter::setMaxThreads",
        "IRefitter::getMaxThreads", "IRefitter::setErrorRecorder", "IRefitter::getErrorRecorder",
        "::createInferRefitter_INTERNAL");
    defineNetwork();
    config->setFlag(BuilderFlag::kREFIT);
    build();
    EXPECT_TRUE(engine->isRefittable());
    EXPECT_THAT(infer(), ElementsAre(30.5F, 0.25F));
    auto const refit = refitter();
    ASSERT_NE(refit, nullptr) << logger.takeErrors();
    EXPECT_EQ(refit->getLogger(), &logger);
    EXPECT_EQ(refit->getErrorRecorder(), nullptr);
    refit->setErrorRecorder(nullptr);
    char const* layers[8]{};
    WeightsRole roles[8]{};
    ASSERT_EQ(refit->getAll(8, layers, roles), 4);
    std::set<std::pair<std::string, WeightsRole>> all;
    for (int32_t i = 0; i < 4; ++i)
    {
        all.insert({layers[i], roles[i]});
    }
    EXPECT_EQ(all,
        (std::set<std::pair<std::string, WeightsRole>>{{"conv", WeightsRole::kKERNEL}, {"conv", WeightsRole::kBIAS},
            {"scale", WeightsRole::kSCALE}, {"c", WeightsRole::kCONSTANT}}));
    EXPECT_EQ(refit->getMissing(8, layers, roles), 0);
    char const* names[8]{};
    ASSERT_EQ(refit->getAllWeights(8, names), 2);
    EXPECT_EQ((std::set<std::string>{names[0], names[1]}), (std::set<std::string>{"conv.weight", "c.value"}));
    EXPECT_EQ(refit->getMissingWeights(8, names), 0);
    EXPECT_EQ(refit->getWeightsPrototype("conv.weight").count, 1);
    EXPECT_EQ(refit->getWeightsPrototype("nobody").count, -1);

    Values const kernel{3}, scale{100}, constant{1, 2};
    EXPECT_TRUE(refit->setWeights("conv", WeightsRole::kKERNEL, weightsOf(kernel)));
    EXPECT_TRUE(refit->setWeights("scale", WeightsRole::kSCALE, weightsOf(scale)));
    EXPECT_THAT(infer(), ElementsAre(30.5F, 0.25F)) << "nothing changes before refitCudaEngine";
    EXPECT_TRUE(refit->refitCudaEngine());
    EXPECT_THAT(infer(), ElementsAre(400.5F, 0.25F));
    EXPECT_TRUE(refit->setNamedWeights("c.value", weightsOf(constant)));
    EXPECT_EQ(refit->getNamedWeights("c.value").values, constant.data());
    EXPECT_EQ(refit->getWeightsLocation("c.value"), nvinfer1::TensorLocation::kHOST);
    EXPECT_TRUE(refit->setNamedWeights("conv.weight", weightsOf(kernel_)));
    EXPECT_TRUE(refit->unsetNamedWeights("conv.weight"));
    EXPECT_TRUE(refit->refitCudaEngineAsync(nullptr));
    EXPECT_THAT(infer(), ElementsAre(401, 2));
    // What is serialized now has the new weights.
    plan.reset(engine->serialize());
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr);
    context.reset(engine->createExecutionContext());
    EXPECT_THAT(infer(), ElementsAre(401, 2));
    EXPECT_EQ(refitter()->getAll(0, nullptr, nullptr), 4);

    EXPECT_FALSE(refit->setWeights("nobody", WeightsRole::kKERNEL, weightsOf(kernel)));
    EXPECT_ONE_ERROR("layer \"nobody\": expected a layer with weights that can be refitted, found none of this name");
    EXPECT_FALSE(refit->setWeights("conv", WeightsRole::kSHIFT, weightsOf(kernel)));
    EXPECT_ONE_ERROR("found a layer without such weights");
    EXPECT_FALSE(refit->setWeights("conv", WeightsRole::kKERNEL, weightsOf(constant)));
    EXPECT_ONE_ERROR("expected 1 values of fp32, as the engine has them, found 2 of fp32");
    EXPECT_FALSE(refit->setNamedWeights("nobody", weightsOf(kernel)));
    EXPECT_ONE_ERROR("weights \"nobody\": expected a name that INetworkDefinition::setWeightsName gave");
    EXPECT_TRUE(refit->getWeightsValidation());
    refit->setWeightsValidation(false);
    EXPECT_FALSE(refit->getWeightsValidation());
    EXPECT_TRUE(refit->setMaxThreads(2));
    EXPECT_EQ(refit->getMaxThreads(), 2);
}

TEST_F(RefitterTest, AStrippedPlanRunsOnceItsWeightsAreBack)
{
    TENON_COVERS("ICudaEngine::getEngineStat");
    defineNetwork();
    config->setFlag(BuilderFlag::kREFIT);
    build();
    Values const expected = infer();
    std::unique_ptr<nvinfer1::IHostMemory> const whole(engine->serialize());
    EXPECT_EQ(engine->getEngineStat(nvinfer1::EngineStat::kSTRIPPED_WEIGHTS_SIZE), 0);
    config->clearFlag(BuilderFlag::kREFIT);
    config->setFlag(BuilderFlag::kSTRIP_PLAN);
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.takeErrors();
    context.reset();
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_TRUE(engine->isRefittable());
    EXPECT_EQ(engine->getEngineStat(nvinfer1::EngineStat::kSTRIPPED_WEIGHTS_SIZE), 20);
    EXPECT_EQ(engine->getEngineStat(nvinfer1::EngineStat::kTOTAL_WEIGHTS_SIZE), 20);
    EXPECT_GT(engine->getDeviceMemorySizeV2(), 0);
    EXPECT_EQ(engine->createExecutionContext(), nullptr);
    EXPECT_ONE_ERROR(
        "expected all weights, found 4 sets of them left out of the plan (BuilderFlag::kSTRIP_PLAN), the first of ");

    auto const refit = refitter();
    ASSERT_NE(refit, nullptr) << logger.takeErrors();
    char const* layers[8]{};
    WeightsRole roles[8]{};
    EXPECT_EQ(refit->getMissing(8, layers, roles), 4);
    char const* names[8]{};
    ASSERT_EQ(refit->getMissingWeights(8, names), 2);
    EXPECT_EQ((std::set<std::string>{names[0], names[1]}), (std::set<std::string>{"conv.weight", "c.value"}));
    EXPECT_EQ(refit->getWeightsPrototype("c.value").count, 2);
    EXPECT_TRUE(refit->setNamedWeights("conv.weight", weightsOf(kernel_)));
    EXPECT_TRUE(refit->setNamedWeights("c.value", weightsOf(constant_)));
    EXPECT_TRUE(refit->setWeights("conv", WeightsRole::kBIAS, weightsOf(bias_)));
    EXPECT_EQ(refit->getMissing(8, layers, roles), 1);
    EXPECT_STREQ(layers[0], "scale");
    EXPECT_FALSE(refit->refitCudaEngine());
    EXPECT_ONE_ERROR(
        "found 1 sets of them left out of the plan (BuilderFlag::kSTRIP_PLAN), the first of layer \"scale\" (scale)");
    EXPECT_TRUE(refit->setWeights("scale", WeightsRole::kSCALE, weightsOf(scale_)));
    EXPECT_TRUE(refit->refitCudaEngine()) << logger.takeErrors();
    EXPECT_EQ(refit->getMissing(8, layers, roles), 0);
    context.reset(engine->createExecutionContext());
    ASSERT_NE(context, nullptr) << logger.takeErrors();
    EXPECT_EQ(infer(), expected);

    // Serialized without weights by default, with them where the flag is cleared.
    std::unique_ptr<nvinfer1::ISerializationConfig> const settings(engine->createSerializationConfig());
    EXPECT_TRUE(settings->getFlag(nvinfer1::SerializationFlag::kEXCLUDE_WEIGHTS));
    std::unique_ptr<nvinfer1::IHostMemory> const stripped(engine->serializeWithConfig(*settings));
    ASSERT_NE(stripped, nullptr) << logger.takeErrors();
    EXPECT_EQ(stripped->size(), plan->size());
    EXPECT_TRUE(settings->clearFlag(nvinfer1::SerializationFlag::kEXCLUDE_WEIGHTS));
    std::unique_ptr<nvinfer1::IHostMemory> const full(engine->serializeWithConfig(*settings));
    ASSERT_NE(full, nullptr) << logger.takeErrors();
    EXPECT_GT(full->size(), stripped->size());
    context.reset();
    engine.reset(runtime->deserializeCudaEngine(full->data(), full->size()));
    context.reset(engine->createExecutionContext());
    ASSERT_NE(context, nullptr) << logger.takeErrors();
    EXPECT_EQ(infer(), expected);
    context.reset();
    engine.reset(runtime->deserializeCudaEngine(stripped->data(), stripped->size()));
    std::unique_ptr<nvinfer1::ISerializationConfig> const again(engine->createSerializationConfig());
    EXPECT_TRUE(again->clearFlag(nvinfer1::SerializationFlag::kEXCLUDE_WEIGHTS));
    EXPECT_EQ(engine->serializeWithConfig(*again), nullptr);
    EXPECT_ONE_ERROR("expected all weights, found 4 sets");
}

TEST_F(RefitterTest, OnlyMarkedWeightsAreStrippedWithRefitIndividual)
{
    defineNetwork();
    EXPECT_TRUE(network->markWeightsRefittable("conv.weight"));
    config->setFlag(BuilderFlag::kREFIT_INDIVIDUAL);
    config->setFlag(BuilderFlag::kSTRIP_PLAN);
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.takeErrors();
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    auto const refit = refitter();
    EXPECT_EQ(refit->getMissing(0, nullptr, nullptr), 1);
    EXPECT_TRUE(refit->setNamedWeights("conv.weight", weightsOf(kernel_)));
    EXPECT_TRUE(refit->refitCudaEngine()) << logger.takeErrors();
    context.reset(engine->createExecutionContext());
    EXPECT_THAT(infer(), ElementsAre(30.5F, 0.25F));
}

TEST_F(RefitterTest, NewDynamicRangesReachDynamicPlugins)
{
    TENON_COVERS("IRefitter::setDynamicRange", "IRefitter::getDynamicRangeMin", "IRefitter::getDynamicRangeMax",
        "IRefitter::getTensorsWithDynamicRange");
    formatLog.reset();
    EXPECT_TRUE(registerFormatPlugin());
    nvinfer1::ITensor* x = &input("x", {1, 4});
    FormatPlugin made(
        [](int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t) {
            return inOut[pos].type == DataType::kINT8 && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
        },
        1);
    ITensor* const y = network->addPluginV2(&x, 1, made)->getOutput(0);
    x->setDynamicRange(-1.0F, 1.0F);
    y->setDynamicRange(-12.7F, 12.7F);
    output(y, "y");
    config->setFlag(BuilderFlag::kREFIT);
    config->setFlag(BuilderFlag::kINT8);
    build();
    Values const values{0.5F, 1.0F, 2.0F, -3.0F};
    EXPECT_NEAR(run({{"x", values}}, "y")[2], 2.0F, 0.1F) << "2 is clipped to 1";
    EXPECT_EQ(formatLog.enqueued[0].scale, 1.0F / 127.0F);
    auto const refit = refitter();
    char const* names[4]{};
    ASSERT_EQ(refit->getTensorsWithDynamicRange(4, names), 2);
    EXPECT_EQ((std::set<std::string>{names[0], names[1]}), (std::set<std::string>{"x", "y"}));
    EXPECT_EQ(refit->getDynamicRangeMax("x"), 1.0F);
    EXPECT_TRUE(refit->setDynamicRange("x", -4.0F, 6.35F));
    EXPECT_EQ(refit->getDynamicRangeMin("x"), -4.0F);
    EXPECT_EQ(refit->getDynamicRangeMax("x"), 6.35F);
    EXPECT_NEAR(run({{"x", values}}, "y")[2], 2.0F, 0.1F) << "nothing changes before refitCudaEngine";
    EXPECT_TRUE(refit->refitCudaEngine()) << logger.takeErrors();
    EXPECT_NEAR(run({{"x", values}}, "y")[2], 3.0F, 0.1F);
    EXPECT_EQ(formatLog.enqueued[0].scale, 6.35F / 127.0F);
    // What is serialized has the new range.
    plan.reset(engine->serialize());
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_EQ(refitter()->getDynamicRangeMax("x"), 6.35F);

    EXPECT_TRUE(std::isnan(refit->getDynamicRangeMin("nobody")));
    EXPECT_FALSE(refit->setDynamicRange("nobody", -1, 1));
    EXPECT_ONE_ERROR("tensor \"nobody\": expected one that had a dynamic range when the engine was built, found none");
    EXPECT_FALSE(refit->setDynamicRange("x", 2, 1));
    EXPECT_ONE_ERROR("tensor \"x\": expected a finite dynamic range with min <= max, found 2 to 1");
}

TEST_F(RefitterTest, OnlyMarkedWeightsWhereAskedFor)
{
    TENON_COVERS("INetworkDefinition::markWeightsRefittable", "INetworkDefinition::unmarkWeightsRefittable",
        "INetworkDefinition::areWeightsMarkedRefittable");
    defineNetwork();
    EXPECT_TRUE(network->markWeightsRefittable("conv.weight"));
    EXPECT_TRUE(network->markWeightsRefittable("c.value"));
    EXPECT_TRUE(network->unmarkWeightsRefittable("c.value"));
    EXPECT_TRUE(network->areWeightsMarkedRefittable("conv.weight"));
    EXPECT_FALSE(network->areWeightsMarkedRefittable("c.value"));
    config->setFlag(BuilderFlag::kREFIT_INDIVIDUAL);
    build();
    char const* names[4]{};
    auto const refit = refitter();
    ASSERT_EQ(refit->getAllWeights(4, names), 1);
    EXPECT_STREQ(names[0], "conv.weight");
}

TEST_F(RefitterTest, RefusesEnginesThatWereNotBuiltForIt)
{
    defineNetwork();
    build();
    EXPECT_FALSE(engine->isRefittable());
    EXPECT_EQ(refitter(), nullptr);
    EXPECT_ONE_ERROR("expected one that was built with BuilderFlag::kREFIT or kSTRIP_PLAN, found one without");
}

class Listener final : public nvinfer1::IDebugListener
{
public:
    bool processDebugTensor(void const* address, nvinfer1::TensorLocation location, DataType type,
        nvinfer1::Dims const& shape, char const* name, cudaStream_t) override
    {
        EXPECT_EQ(location, nvinfer1::TensorLocation::kHOST);
        EXPECT_EQ(type, DataType::kFLOAT);
        auto const* const values = static_cast<float const*>(address);
        seen[name] = Values(values, values + volume(shape));
        return !refuses;
    }
    std::map<std::string, Values> seen;
    bool refuses{false};
};

TEST_F(RefitterTest, DebugListenerIsShownWhatIsMarked)
{
    TENON_COVERS("INetworkDefinition::markDebug", "INetworkDefinition::unmarkDebug",
        "INetworkDefinition::isDebugTensor", "IExecutionContext::setDebugListener",
        "IExecutionContext::getDebugListener", "IExecutionContext::setTensorDebugState",
        "IExecutionContext::getDebugState", "IExecutionContext::setAllTensorsDebugState",
        "IDebugListener::processDebugTensor", "ICudaEngine::isDebugTensor");
    defineNetwork();
    // What fusion would take away.
    ITensor& inner = *network->getLayer(0)->getOutput(0);
    inner.setName("inner");
    ITensor& scaled = *network->getLayer(1)->getOutput(0);
    scaled.setName("scaled");
    EXPECT_TRUE(network->markDebug(inner));
    EXPECT_TRUE(network->markDebug(scaled));
    EXPECT_TRUE(network->markDebug(*network->getOutput(0)));
    EXPECT_TRUE(network->unmarkDebug(*network->getOutput(0)));
    EXPECT_TRUE(network->isDebugTensor(inner));
    EXPECT_FALSE(network->isDebugTensor(*network->getOutput(0)));
    build();
    EXPECT_TRUE(engine->isDebugTensor("inner"));
    EXPECT_FALSE(engine->isDebugTensor("y"));
    Listener listener;
    EXPECT_TRUE(context->setDebugListener(&listener));
    EXPECT_EQ(context->getDebugListener(), &listener);
    infer();
    EXPECT_TRUE(listener.seen.empty()) << "states are off to begin with";
    EXPECT_TRUE(context->setTensorDebugState("inner", true));
    EXPECT_TRUE(context->getDebugState("inner"));
    EXPECT_FALSE(context->getDebugState("scaled"));
    infer();
    EXPECT_EQ(listener.seen, (std::map<std::string, Values>{{"inner", {3, -3}}}));
    EXPECT_TRUE(context->setAllTensorsDebugState(true));
    infer();
    EXPECT_EQ(listener.seen["scaled"], (Values{30, -30}));
    EXPECT_FALSE(context->setTensorDebugState("y", true));
    EXPECT_ONE_ERROR("tensor \"y\": expected one that INetworkDefinition::markDebug marked");
    listener.refuses = true;
    tenon::DeviceMemory from(*engine, 8), to(*engine, 8);
    ASSERT_TRUE(context->setTensorAddress("x", from.data()) && context->setTensorAddress("y", to.data()));
    EXPECT_FALSE(context->enqueueV3(nullptr));
    EXPECT_ONE_ERROR("expected IDebugListener::processDebugTensor to handle it, found false");
}

TEST_F(RefitterTest, DebugListenerIsShownWhatNoFusionTookAway)
{
    TENON_COVERS("INetworkDefinition::markUnfusedTensorsAsDebugTensors",
        "INetworkDefinition::unmarkUnfusedTensorsAsDebugTensors", "IExecutionContext::setUnfusedTensorsDebugState",
        "IExecutionContext::getUnfusedTensorsDebugState");
    ITensor& x = input("x", {2});
    // Reductions are nobody's epilogue.
    ITensor& largest = *network->addReduce(x, nvinfer1::ReduceOperation::kMAX, 1U, true)->getOutput(0);
    largest.setName("largest");
    output(network->addConcatenation(std::array<ITensor*, 2>{&largest, &x}.data(), 2)->getOutput(0), "y");
    EXPECT_TRUE(network->markUnfusedTensorsAsDebugTensors());
    EXPECT_FALSE(network->isDebugTensor(largest));
    build();
    EXPECT_FALSE(engine->isDebugTensor("largest"));
    Listener listener;
    EXPECT_TRUE(context->setDebugListener(&listener));
    EXPECT_FALSE(context->getUnfusedTensorsDebugState());
    run({{"x", {3, 5}}}, "y");
    EXPECT_TRUE(listener.seen.empty());
    EXPECT_TRUE(context->setUnfusedTensorsDebugState(true));
    EXPECT_TRUE(context->getUnfusedTensorsDebugState());
    run({{"x", {3, 5}}}, "y");
    EXPECT_EQ(listener.seen["largest"], (Values{5}));
    EXPECT_TRUE(network->unmarkUnfusedTensorsAsDebugTensors());
    build();
    EXPECT_FALSE(context->setUnfusedTensorsDebugState(true));
    EXPECT_ONE_ERROR(
        "expected one of a network with INetworkDefinition::markUnfusedTensorsAsDebugTensors, found one without");
    EXPECT_TRUE(context->setUnfusedTensorsDebugState(false));
}

} // namespace
} // namespace tenon::testing

// Layers through the public API, continued: element-wise, reductions, softmax, casts.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ITensor;
using ::testing::ElementsAre;

using MoreLayersTest = EngineTest;

TEST_F(MoreLayersTest, ElementWise)
{
    TENON_COVERS(
        "INetworkDefinition::addElementWise", "IElementWiseLayer::setOperation", "IElementWiseLayer::getOperation");
    using nvinfer1::ElementWiseOperation;
    ITensor& a = input("a", {2, 1});
    ITensor& b = input("b", {1, 2});
    nvinfer1::IElementWiseLayer* const layer = network->addElementWise(a, b, ElementWiseOperation::kSUM);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 2}));
    layer->setOperation(ElementWiseOperation::kPROD);
    EXPECT_EQ(layer->getOperation(), ElementWiseOperation::kPROD);
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"a", {2, 3}}, {"b", {5, 7}}}, "y"), ElementsAre(10, 14, 15, 21));
    EXPECT_EQ(network->addElementWise(a, b, static_cast<ElementWiseOperation>(99)), nullptr);
    EXPECT_ONE_ERROR("operation: expected an enumerator from 0 to");
}

TEST_F(MoreLayersTest, Reduce)
{
    TENON_COVERS("INetworkDefinition::addReduce", "IReduceLayer::setOperation", "IReduceLayer::getOperation",
        "IReduceLayer::setReduceAxes", "IReduceLayer::getReduceAxes", "IReduceLayer::setKeepDimensions",
        "IReduceLayer::getKeepDimensions");
    using nvinfer1::ReduceOperation;
    nvinfer1::IReduceLayer* const layer = network->addReduce(input("x", {2, 3}), ReduceOperation::kSUM, 2, false);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2}));
    layer->setKeepDimensions(true);
    EXPECT_TRUE(layer->getKeepDimensions());
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 1}));
    layer->setReduceAxes(1);
    EXPECT_EQ(layer->getReduceAxes(), 1U);
    layer->setOperation(ReduceOperation::kMAX);
    EXPECT_EQ(layer->getOperation(), ReduceOperation::kMAX);
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 5, 3, 4, 2, 6}}}, "y"), ElementsAre(4, 5, 6));
    layer->setReduceAxes(0);
    EXPECT_ONE_ERROR("axes to reduce: expected bits of 0xff, at least one, found 0x0");
    EXPECT_EQ(network->addReduce(*network->getInput(0), ReduceOperation::kSUM, 1U << 9, false), nullptr);
    EXPECT_ONE_ERROR("found 0x200");
}

TEST_F(MoreLayersTest, SoftMax)
{
    TENON_COVERS("INetworkDefinition::addSoftMax", "ISoftMaxLayer::setAxes", "ISoftMaxLayer::getAxes");
    nvinfer1::ISoftMaxLayer* const layer = network->addSoftMax(input("x", {1, 2, 3, 4}));
    EXPECT_EQ(layer->getAxes(), 2U) << "the third dimension from the last";
    EXPECT_EQ(network->addSoftMax(input("flat", {2, 2}))->getAxes(), 1U);
    layer->setAxes(8);
    EXPECT_EQ(layer->getAxes(), 8U);
    output(layer->getOutput(0), "y");
    build();
    Values const y = run({{"x", Values(24, 3.0F)}, {"flat", Values(4)}}, "y");
    EXPECT_EQ(y[23], 0.25F);
    layer->setAxes(3);
    EXPECT_ONE_ERROR("axes of the softmax: expected one bit, from 0 to 7, found 0x3");
    layer->setAxes(0);
    EXPECT_ONE_ERROR("found 0x0");
}

TEST_F(MoreLayersTest, CastAndIdentity)
{
    TENON_COVERS("INetworkDefinition::addCast", "ICastLayer::setToType", "ICastLayer::getToType",
        "INetworkDefinition::addIdentity");
    ITensor& x = input("x", {3});
    nvinfer1::ICastLayer* const down = network->addCast(x, DataType::kHALF);
    EXPECT_EQ(down->getToType(), DataType::kHALF);
    down->setToType(DataType::kINT32);
    EXPECT_EQ(down->getOutput(0)->getType(), DataType::kINT32);
    nvinfer1::ICastLayer* const up = network->addCast(*down->getOutput(0), DataType::kFLOAT);
    output(network->addIdentity(*up->getOutput(0))->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1.75F, -1.75F, 3}}}, "y"), ElementsAre(1, -1, 3));
    EXPECT_EQ(network->addCast(x, static_cast<DataType>(50)), nullptr);
    EXPECT_ONE_ERROR("type to cast to: expected an enumerator of DataType, found 50");
}

TEST_F(MoreLayersTest, Unary)
{
    TENON_COVERS("INetworkDefinition::addUnary", "IUnaryLayer::setOperation", "IUnaryLayer::getOperation");
    using nvinfer1::UnaryOperation;
    nvinfer1::IUnaryLayer* const layer = network->addUnary(input("x", {3}), UnaryOperation::kNEG);
    EXPECT_EQ(layer->getOperation(), UnaryOperation::kNEG);
    layer->setOperation(UnaryOperation::kABS);
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {-1, 2, -3}}}, "y"), ElementsAre(1, 2, 3));
    EXPECT_EQ(network->addUnary(*network->getInput(0), static_cast<UnaryOperation>(77)), nullptr);
    EXPECT_ONE_ERROR("operation: expected an enumerator from 0 to");
}

TEST_F(MoreLayersTest, Concatenation)
{
    TENON_COVERS(
        "INetworkDefinition::addConcatenation", "IConcatenationLayer::setAxis", "IConcatenationLayer::getAxis");
    ITensor* const inputs[]{&input("a", {2, 1}), &input("b", {2, 2})};
    nvinfer1::IConcatenationLayer* const layer = network->addConcatenation(inputs, 2);
    EXPECT_EQ(layer->getAxis(), 0);
    layer->setAxis(1);
    EXPECT_EQ(layer->getAxis(), 1);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 3}));
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"a", {1, 2}}, {"b", {3, 4, 5, 6}}}, "y"), ElementsAre(1, 3, 4, 2, 5, 6));
    EXPECT_EQ(network->addConcatenation(inputs, 0), nullptr);
    EXPECT_ONE_ERROR("inputs: expected at least 1, found 0");
    layer->setAxis(8);
    EXPECT_ONE_ERROR("axis of the concatenation");
}

TEST_F(MoreLayersTest, Padding)
{
    TENON_COVERS("INetworkDefinition::addPaddingNd", "IPaddingLayer::setPrePaddingNd", "IPaddingLayer::getPrePaddingNd",
        "IPaddingLayer::setPostPaddingNd", "IPaddingLayer::getPostPaddingNd");
    ITensor& x = input("x", {1, 1, 2, 2});
    nvinfer1::IPaddingLayer* const layer =
        network->addPaddingNd(x, nvinfer1::Dims{2, {0, 0}}, nvinfer1::Dims{2, {0, 0}});
    layer->setPrePaddingNd(nvinfer1::Dims{2, {1, 0}});
    layer->setPostPaddingNd(nvinfer1::Dims{2, {0, -1}});
    EXPECT_EQ(sizes(layer->getPrePaddingNd()), list({1, 0}));
    EXPECT_EQ(sizes(layer->getPostPaddingNd()), list({0, -1}));
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 3, 4}}}, "y"), ElementsAre(0, 1, 3));
    EXPECT_EQ(network->addPaddingNd(x, nvinfer1::Dims{3, {0, 0, 0}}, nvinfer1::Dims{2, {0, 0}}), nullptr);
    EXPECT_ONE_ERROR("padding before: expected 2 sizes, for the last two dimensions, found 3");
}

TEST_F(MoreLayersTest, Scale)
{
    TENON_COVERS("INetworkDefinition::addScale", "INetworkDefinition::addScaleNd", "IScaleLayer::setMode",
        "IScaleLayer::getMode", "IScaleLayer::setShift", "IScaleLayer::getShift", "IScaleLayer::setScale",
        "IScaleLayer::getScale", "IScaleLayer::setPower", "IScaleLayer::getPower", "IScaleLayer::setChannelAxis",
        "IScaleLayer::getChannelAxis");
    using nvinfer1::ScaleMode;
    float const shift[]{1, 2};
    float const scale[]{3, 4};
    float const power[]{2, 1};
    nvinfer1::Weights const none{DataType::kFLOAT, nullptr, 0};
    nvinfer1::IScaleLayer* const layer =
        network->addScale(input("x", {1, 2, 1, 1}), ScaleMode::kUNIFORM, none, none, none);
    EXPECT_EQ(layer->getChannelAxis(), 1);
    layer->setMode(ScaleMode::kCHANNEL);
    EXPECT_EQ(layer->getMode(), ScaleMode::kCHANNEL);
    layer->setShift({DataType::kFLOAT, shift, 2});
    layer->setScale({DataType::kFLOAT, scale, 2});
    layer->setPower({DataType::kFLOAT, power, 2});
    EXPECT_EQ(layer->getShift().values, shift);
    EXPECT_EQ(layer->getScale().values, scale);
    EXPECT_EQ(layer->getPower().count, 2);
    output(layer->getOutput(0), "y");
    nvinfer1::IScaleLayer* const other =
        network->addScaleNd(input("z", {2, 1}), ScaleMode::kCHANNEL, {DataType::kFLOAT, shift, 2}, none, none, 1);
    other->setChannelAxis(0);
    EXPECT_EQ(other->getChannelAxis(), 0);
    output(other->getOutput(0), "w");
    build();
    EXPECT_THAT(run({{"x", {5, 6}}, {"z", {1, 1}}}, "y"), ElementsAre(256, 26));
    EXPECT_THAT(run({{"x", {5, 6}}, {"z", {1, 1}}}, "w"), ElementsAre(2, 3));
    layer->setMode(static_cast<ScaleMode>(9));
    EXPECT_ONE_ERROR("mode: expected an enumerator from 0 to");
}

} // namespace
} // namespace tenon::testing

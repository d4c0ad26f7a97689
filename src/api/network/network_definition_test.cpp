#include "api/testing/api_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;

using NetworkTest = ApiTest;
using ImplicitNetworkTest = ImplicitApiTest;

TEST_F(NetworkTest, AddsInputs)
{
    TENON_COVERS("INetworkDefinition::addInput", "INetworkDefinition::getNbInputs", "INetworkDefinition::getInput",
        "INetworkDefinition::getNbOutputs", "INetworkDefinition::getOutput", "ITensor::getDimensions",
        "ITensor::getName", "ITensor::getType", "ITensor::isNetworkInput", "ITensor::isNetworkOutput");
    nvinfer1::ITensor* const x = network->addInput("x", DataType::kFLOAT, dims({-1, 3, 8, 8}));
    nvinfer1::ITensor* const y = network->addInput("y", DataType::kINT32, dims({}));
    ASSERT_NE(x, nullptr);
    ASSERT_NE(y, nullptr);
    EXPECT_EQ(network->getNbInputs(), 2);
    EXPECT_EQ(network->getInput(0), x);
    EXPECT_EQ(network->getInput(1), y);
    EXPECT_EQ(sizes(x->getDimensions()), list({-1, 3, 8, 8}));
    EXPECT_EQ(y->getDimensions().nbDims, 0);
    EXPECT_STREQ(x->getName(), "x");
    EXPECT_EQ(y->getType(), DataType::kINT32);
    EXPECT_TRUE(x->isNetworkInput());
    EXPECT_FALSE(x->isNetworkOutput());
    EXPECT_EQ(network->getInput(2), nullptr);
    EXPECT_ONE_ERROR("network input: expected an index from 0 to 1, found 2");
    EXPECT_EQ(network->getOutput(0), nullptr);
    EXPECT_ONE_ERROR("network output: expected none, since there is nothing to choose from, found 0");
}

TEST_F(NetworkTest, RefusesUnusableInputs)
{
    EXPECT_EQ(network->addInput(nullptr, DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_ONE_ERROR("name of the network input: expected text, found a null pointer");
    EXPECT_EQ(network->addInput("", DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_ONE_ERROR("name of the network input: expected at least one character");
    EXPECT_EQ(network->addInput(std::string(4096, 'n').c_str(), DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_ONE_ERROR("expected at most 4096 bytes with the ending zero");
    EXPECT_EQ(network->addInput("x", static_cast<DataType>(42), dims({1})), nullptr);
    EXPECT_ONE_ERROR("type of input \"x\": expected an enumerator of DataType, found 42");
    EXPECT_EQ(network->addInput("x", DataType::kFP4, dims({1})), nullptr);
    EXPECT_ONE_ERROR("not implemented yet: input \"x\"");
    EXPECT_EQ(network->addInput("x", DataType::kFLOAT, dims({1, -2})), nullptr);
    EXPECT_ONE_ERROR("dimensions of input \"x\" 1x-2: expected sizes of at least -1, found -2 in dimension 1");
    nvinfer1::Dims bad{};
    bad.nbDims = 9;
    EXPECT_EQ(network->addInput("x", DataType::kFLOAT, bad), nullptr);
    EXPECT_ONE_ERROR("expected a rank from 0 to 8, found 9");
    ASSERT_NE(network->addInput("x", DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_EQ(network->addInput("x", DataType::kFLOAT, dims({1})), nullptr);
    EXPECT_ONE_ERROR("input \"x\": expected a name that no other input has");
    EXPECT_EQ(network->getNbInputs(), 1);
}

TEST_F(NetworkTest, InputsMayChange)
{
    TENON_COVERS("ITensor::setName", "ITensor::setDimensions", "ITensor::setType", "ITensor::setDimensionName",
        "ITensor::getDimensionName", "ITensor::setDynamicRange", "ITensor::dynamicRangeIsSet",
        "ITensor::resetDynamicRange", "ITensor::getDynamicRangeMin", "ITensor::getDynamicRangeMax",
        "ITensor::setAllowedFormats", "ITensor::getAllowedFormats", "ITensor::getLocation", "ITensor::setLocation",
        "ITensor::isShapeTensor", "ITensor::isExecutionTensor");
    nvinfer1::ITensor* const x = network->addInput("x", DataType::kFLOAT, dims({-1, 3}));
    EXPECT_FALSE(x->isShapeTensor());
    EXPECT_TRUE(x->isExecutionTensor());
    x->setName("image");
    EXPECT_STREQ(x->getName(), "image");
    x->setDimensions(dims({2, -1}));
    EXPECT_EQ(sizes(x->getDimensions()), list({2, -1}));
    x->setType(DataType::kHALF);
    EXPECT_EQ(x->getType(), DataType::kHALF);
    EXPECT_EQ(x->getDimensionName(1), nullptr);
    x->setDimensionName(1, "length");
    EXPECT_STREQ(x->getDimensionName(1), "length");
    x->setDimensionName(2, "length");
    EXPECT_ONE_ERROR("dimension of input \"image\": expected an index from 0 to 1, found 2");
    EXPECT_TRUE(x->setDynamicRange(-1, 1));
    EXPECT_TRUE(x->dynamicRangeIsSet());
    EXPECT_EQ(x->getDynamicRangeMax(), 1.0F);
    EXPECT_EQ(x->getDynamicRangeMin(), -1.0F);
    x->resetDynamicRange();
    EXPECT_FALSE(x->dynamicRangeIsSet());
    EXPECT_FALSE(x->setDynamicRange(2, 1));
    EXPECT_ONE_ERROR("tensor \"image\": expected a finite dynamic range with min <= max, found 2 to 1");
    x->setAllowedFormats(1U << static_cast<uint32_t>(nvinfer1::TensorFormat::kDLA_LINEAR));
    EXPECT_ONE_ERROR("format kDLA_LINEAR: expected a DLA core, whose strides it has, found none on this machine");
    EXPECT_EQ(x->getAllowedFormats(), 1U);
    x->setAllowedFormats(1U << static_cast<uint32_t>(nvinfer1::TensorFormat::kCHW32));
    EXPECT_EQ(x->getAllowedFormats(), 32U);
    x->setAllowedFormats(0);
    EXPECT_ONE_ERROR("expected formats from bits of");
    EXPECT_EQ(x->getLocation(), nvinfer1::TensorLocation::kDEVICE);
    x->setLocation(nvinfer1::TensorLocation::kHOST);
    EXPECT_EQ(x->getLocation(), nvinfer1::TensorLocation::kHOST);
    x->setLocation(static_cast<nvinfer1::TensorLocation>(2));
    EXPECT_ONE_ERROR("location of the tensor: expected an enumerator from 0 to 1, found 2");
    x->setName(nullptr);
    EXPECT_ONE_ERROR("name of the tensor: expected text");
}

TEST_F(NetworkTest, RemovesOnlyWhatNobodyUses)
{
    TENON_COVERS(
        "INetworkDefinition::removeTensor", "INetworkDefinition::markOutput", "INetworkDefinition::unmarkOutput");
    nvinfer1::ITensor* const x = network->addInput("x", DataType::kFLOAT, dims({1}));
    nvinfer1::ILayer* const layer = network->addActivation(
        *network->addInput("used", DataType::kFLOAT, dims({1})), nvinfer1::ActivationType::kRELU);
    network->markOutput(*layer->getOutput(0));
    EXPECT_EQ(network->getOutput(0), layer->getOutput(0));
    EXPECT_TRUE(layer->getOutput(0)->isNetworkOutput());
    network->unmarkOutput(*layer->getOutput(0));
    EXPECT_EQ(network->getNbOutputs(), 0);
    network->removeTensor(*layer->getInput(0));
    EXPECT_ONE_ERROR("tensor \"used\": expected one that no layer uses, found one that Activation");
    network->markOutput(*x);
    EXPECT_TRUE(x->isNetworkInput());
    EXPECT_TRUE(x->isNetworkOutput());
    EXPECT_EQ(network->getOutput(0), x);
    network->removeTensor(*x);
    EXPECT_EQ(network->getNbInputs(), 1);
    EXPECT_EQ(network->getNbOutputs(), 0);
    EXPECT_STREQ(x->getName(), "x");
    EXPECT_EQ(x->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("tensor \"x\": expected one that is in its network, found one that was removed");
}

TEST_F(NetworkTest, KnowsItsOwnTensors)
{
    std::unique_ptr<nvinfer1::INetworkDefinition> const other(builder->createNetworkV2(0));
    other->setName("other");
    nvinfer1::ITensor* const theirs = other->addInput("x", DataType::kFLOAT, dims({1}));
    network->markOutput(*theirs);
    EXPECT_ONE_ERROR("tensor \"x\": expected one of network \"\", found one of another network (\"other\")");
}

TEST_F(NetworkTest, KeepsNames)
{
    TENON_COVERS("INetworkDefinition::setName", "INetworkDefinition::getName", "INetworkDefinition::setWeightsName");
    network->setName("digits");
    EXPECT_STREQ(network->getName(), "digits");
    float const value = 1;
    EXPECT_TRUE(network->setWeightsName({DataType::kFLOAT, &value, 1}, "w"));
    EXPECT_FALSE(network->setWeightsName({DataType::kFLOAT, nullptr, 0}, "w"));
    EXPECT_ONE_ERROR("values of the weights: expected an object");
    network->setName(nullptr);
    EXPECT_ONE_ERROR("name of the network");
}

TEST_F(ImplicitNetworkTest, HidesTheBatch)
{
    TENON_COVERS("ITensor::setBroadcastAcrossBatch", "ITensor::getBroadcastAcrossBatch");
    nvinfer1::ITensor* const x = network->addInput("x", DataType::kFLOAT, dims({3, 8, 8}));
    ASSERT_NE(x, nullptr);
    EXPECT_EQ(sizes(x->getDimensions()), list({3, 8, 8}));
    x->setBroadcastAcrossBatch(true);
    EXPECT_TRUE(x->getBroadcastAcrossBatch());
    EXPECT_EQ(sizes(x->getDimensions()), list({3, 8, 8}));
    EXPECT_EQ(network->addInput("y", DataType::kFLOAT, dims({-1, 8})), nullptr);
    EXPECT_ONE_ERROR("the network has an implicit batch, so all other dimensions are fixed");
    EXPECT_EQ(network->addInput("y", DataType::kFLOAT, dims({1, 1, 1, 1, 1, 1, 1, 1})), nullptr);
    EXPECT_ONE_ERROR("expected a rank from 0 to 7 beside the implicit batch, found 8");
}

} // namespace
} // namespace tenon::testing

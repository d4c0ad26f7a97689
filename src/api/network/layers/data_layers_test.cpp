// Layers that move data through the public API: shape, slice, gather, scatter, select, fill, top-k, one-hot, cumulative sums, squeeze.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <cmath>
#include <list>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ITensor;
using ::testing::ElementsAre;

class DataLayersTest : public EngineTest
{
protected:
    ITensor& int64s(std::initializer_list<int64_t> sizes, std::vector<int64_t> values)
    {
        kept_.push_back(std::move(values));
        return *network
                    ->addConstant(
                        dims(sizes), {DataType::kINT64, kept_.back().data(), static_cast<int64_t>(kept_.back().size())})
                    ->getOutput(0);
    }
    //! A tensor as fp32, so that run() can read it.
    ITensor* asFloat(ITensor* tensor) { return network->addCast(*tensor, DataType::kFLOAT)->getOutput(0); }

private:
    std::list<std::vector<int64_t>> kept_;
};

TEST_F(DataLayersTest, SliceWithFixedParameters)
{
    TENON_COVERS("INetworkDefinition::addSlice", "ISliceLayer::setStart", "ISliceLayer::getStart",
        "ISliceLayer::setSize", "ISliceLayer::getSize", "ISliceLayer::setStride", "ISliceLayer::getStride",
        "ISliceLayer::setMode", "ISliceLayer::getMode", "ISliceLayer::setAxes", "ISliceLayer::getAxes");
    nvinfer1::ISliceLayer* const layer =
        network->addSlice(input("x", {2, 3}), dims({0, 0}), dims({1, 2}), dims({1, 1}));
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({1, 2}));
    layer->setStart(dims({1, 2}));
    layer->setSize(dims({1, 4}));
    layer->setStride(dims({1, -1}));
    EXPECT_EQ(sizes(layer->getStart()), list({1, 2}));
    EXPECT_EQ(sizes(layer->getSize()), list({1, 4}));
    EXPECT_EQ(sizes(layer->getStride()), list({1, -1}));
    layer->setMode(nvinfer1::SampleMode::kWRAP);
    EXPECT_EQ(layer->getMode(), nvinfer1::SampleMode::kWRAP);
    EXPECT_EQ(layer->getAxes().nbDims, -1);
    output(layer->getOutput(0), "y");
    nvinfer1::ISliceLayer* const byAxis = network->addSlice(*network->getInput(0), dims({1}), dims({2}), dims({1}));
    byAxis->setAxes(dims({-1}));
    EXPECT_EQ(sizes(byAxis->getAxes()), list({-1}));
    EXPECT_EQ(sizes(byAxis->getOutput(0)->getDimensions()), list({2, 2}));
    output(byAxis->getOutput(0), "z");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 3, 4, 5, 6}}}, "y"), ElementsAre(6, 5, 4, 6));
    EXPECT_THAT(run({{"x", {1, 2, 3, 4, 5, 6}}}, "z"), ElementsAre(2, 3, 5, 6));
    layer->setMode(static_cast<nvinfer1::SampleMode>(77));
    EXPECT_ONE_ERROR("mode: expected an enumerator from 0 to 4, found 77");
}

//! Sizes that follow from another input's dimensions, known when shapes are set.
TEST_F(DataLayersTest, ShapeTensorsOfDynamicInputs)
{
    TENON_COVERS("INetworkDefinition::addShape", "INetworkDefinition::addGather", "IGatherLayer::setGatherAxis",
        "IGatherLayer::getGatherAxis");
    ITensor& x = input("x", {-1, 4});
    ITensor* const shape = network->addShape(x)->getOutput(0);
    EXPECT_EQ(shape->getType(), DataType::kINT64);
    EXPECT_TRUE(shape->isShapeTensor());
    nvinfer1::IGatherLayer* const rows = network->addGather(*shape, int64s({1}, {0}), 0);
    EXPECT_EQ(rows->getGatherAxis(), 0);
    ITensor* const parts[]{rows->getOutput(0), &int64s({2}, {2, 2})};
    ITensor* const wanted = network->addConcatenation(parts, 2)->getOutput(0);
    nvinfer1::IShuffleLayer* const reshape = network->addShuffle(x);
    reshape->setInput(1, *wanted);
    EXPECT_EQ(sizes(reshape->getOutput(0)->getDimensions()), list({-1, 2, 2}));
    // The first rows, but one.
    ITensor* const less =
        network->addElementWise(*rows->getOutput(0), int64s({1}, {1}), nvinfer1::ElementWiseOperation::kSUB)
            ->getOutput(0);
    ITensor* const sliceParts[]{less, &int64s({2}, {1, 2})};
    nvinfer1::ISliceLayer* const slice =
        network->addSlice(*reshape->getOutput(0), dims({1, 1, 0}), dims({0, 0, 0}), dims({1, 1, 1}));
    slice->setInput(2, *network->addConcatenation(sliceParts, 2)->getOutput(0));
    EXPECT_EQ(slice->getSize().nbDims, -1);
    output(slice->getOutput(0), "y");
    addProfile("x", {1, 4}, {2, 4}, {8, 4});
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({3, 4})));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({2, 1, 2}));
    EXPECT_THAT(run({{"x", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}}, "y"), ElementsAre(6, 7, 10, 11));
    ASSERT_TRUE(context->setInputShape("x", dims({2, 4})));
    EXPECT_THAT(run({{"x", {0, 1, 2, 3, 4, 5, 6, 7}}}, "y"), ElementsAre(6, 7));
    rows->setGatherAxis(12);
    EXPECT_ONE_ERROR("axis of the gather: expected an index from 0 to 7, found 12");
}

TEST_F(DataLayersTest, OutputsForShapesAreShapeTensors)
{
    TENON_COVERS("INetworkDefinition::markOutputForShapes", "INetworkDefinition::unmarkOutputForShapes");
    ITensor& x = input("x", {-1, 4});
    ITensor& shape = *network->addShape(x)->getOutput(0);
    EXPECT_TRUE(network->markOutputForShapes(shape));
    EXPECT_TRUE(shape.isNetworkOutput());
    EXPECT_FALSE(network->markOutputForShapes(shape));
    EXPECT_ONE_ERROR("output for shapes: expected a tensor that is no output yet");
    EXPECT_TRUE(network->unmarkOutputForShapes(shape));
    EXPECT_EQ(network->getNbOutputs(), 0);
    EXPECT_FALSE(network->unmarkOutputForShapes(shape));
    EXPECT_ONE_ERROR("output for shapes: expected one that is marked");
    EXPECT_FALSE(network->markOutputForShapes(x));
    EXPECT_ONE_ERROR("output for shapes: expected a shape tensor, found \"x\"");
}

//! Images may lie with their channels last; the booleans that comparisons make of them may not.
TEST_F(DataLayersTest, ComparisonsOfImages)
{
    ITensor& x = input("x", {1, 2, 2, 3});
    ITensor& y = input("y", {1, 2, 2, 3});
    ITensor* const larger = network->addElementWise(x, y, nvinfer1::ElementWiseOperation::kGREATER)->getOutput(0);
    ITensor* const most = network->addElementWise(x, y, nvinfer1::ElementWiseOperation::kMAX)->getOutput(0);
    output(asFloat(larger), "larger");
    output(network->addSelect(*larger, x, *most)->getOutput(0), "most");
    build();
    Values const a{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Values const b{2, 1, 3, 5, 4, 6, 6, 9, 8, 11, 10, 13};
    EXPECT_THAT(run({{"x", a}, {"y", b}}, "larger"), ElementsAre(0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0));
    EXPECT_THAT(run({{"x", a}, {"y", b}}, "most"), ElementsAre(2, 2, 3, 5, 5, 6, 7, 9, 9, 11, 11, 13));
}

TEST_F(DataLayersTest, GatherModes)
{
    TENON_COVERS("INetworkDefinition::addGatherV2", "IGatherLayer::setMode", "IGatherLayer::getMode",
        "IGatherLayer::setNbElementWiseDims", "IGatherLayer::getNbElementWiseDims");
    ITensor& x = input("x", {2, 3});
    nvinfer1::IGatherLayer* const elements =
        network->addGatherV2(x, int64s({2, 1}, {2, 0}), nvinfer1::GatherMode::kELEMENT);
    elements->setGatherAxis(1);
    output(elements->getOutput(0), "elements");
    nvinfer1::IGatherLayer* const vectors =
        network->addGatherV2(x, int64s({2, 1}, {1, 2}), nvinfer1::GatherMode::kDEFAULT);
    vectors->setMode(nvinfer1::GatherMode::kND);
    vectors->setNbElementWiseDims(1);
    EXPECT_EQ(vectors->getMode(), nvinfer1::GatherMode::kND);
    EXPECT_EQ(vectors->getNbElementWiseDims(), 1);
    output(vectors->getOutput(0), "vectors");
    build();
    std::map<std::string, Values> const inputs{{"x", {1, 2, 3, 4, 5, 6}}};
    EXPECT_THAT(run(inputs, "elements"), ElementsAre(3, 4));
    EXPECT_THAT(run(inputs, "vectors"), ElementsAre(2, 6));
}

TEST_F(DataLayersTest, SelectAndScatter)
{
    TENON_COVERS("INetworkDefinition::addSelect", "INetworkDefinition::addScatter", "IScatterLayer::setMode",
        "IScatterLayer::getMode", "IScatterLayer::setAxis", "IScatterLayer::getAxis");
    ITensor& x = input("x", {4});
    ITensor& u = input("u", {2});
    ITensor* const above = network
                               ->addElementWise(x, *network->addSlice(u, dims({0}), dims({1}), dims({1}))->getOutput(0),
                                   nvinfer1::ElementWiseOperation::kGREATER)
                               ->getOutput(0);
    ITensor* const negative = network->addUnary(x, nvinfer1::UnaryOperation::kNEG)->getOutput(0);
    output(network->addSelect(*above, x, *negative)->getOutput(0), "selected");
    nvinfer1::IScatterLayer* const scatter = network->addScatter(x, int64s({2}, {3, 0}), u, nvinfer1::ScatterMode::kND);
    scatter->setMode(nvinfer1::ScatterMode::kELEMENT);
    scatter->setAxis(0);
    EXPECT_EQ(scatter->getMode(), nvinfer1::ScatterMode::kELEMENT);
    EXPECT_EQ(scatter->getAxis(), 0);
    output(scatter->getOutput(0), "scattered");
    build();
    std::map<std::string, Values> const inputs{{"x", {1, 2, 3, 4}}, {"u", {2, 9}}};
    EXPECT_THAT(run(inputs, "selected"), ElementsAre(-1, -2, 3, 4));
    EXPECT_THAT(run(inputs, "scattered"), ElementsAre(9, 2, 3, 2));
}

TEST_F(DataLayersTest, FillAndOneHot)
{
    TENON_COVERS("INetworkDefinition::addFill", "IFillLayer::setDimensions", "IFillLayer::getDimensions",
        "IFillLayer::setOperation", "IFillLayer::getOperation", "IFillLayer::setAlpha", "IFillLayer::getAlpha",
        "IFillLayer::setBeta", "IFillLayer::getBeta", "IFillLayer::setAlphaInt64", "IFillLayer::getAlphaInt64",
        "IFillLayer::setBetaInt64", "IFillLayer::getBetaInt64", "IFillLayer::isAlphaBetaInt64", "IFillLayer::setToType",
        "IFillLayer::getToType", "INetworkDefinition::addOneHot", "IOneHotLayer::setAxis", "IOneHotLayer::getAxis");
    nvinfer1::IFillLayer* const reals = network->addFill(dims({2}), nvinfer1::FillOperation::kRANDOM_UNIFORM);
    reals->setOperation(nvinfer1::FillOperation::kLINSPACE);
    reals->setDimensions(dims({3}));
    reals->setAlpha(1.0);
    reals->setBeta(0.5);
    EXPECT_EQ(reals->getOperation(), nvinfer1::FillOperation::kLINSPACE);
    EXPECT_EQ(sizes(reals->getDimensions()), list({3}));
    EXPECT_EQ(reals->getAlpha(), 1.0);
    EXPECT_EQ(reals->getBeta(), 0.5);
    EXPECT_FALSE(reals->isAlphaBetaInt64());
    EXPECT_EQ(reals->getOutput(0)->getType(), DataType::kFLOAT);
    ITensor& x = input("x", {3});
    output(
        network->addElementWise(*reals->getOutput(0), x, nvinfer1::ElementWiseOperation::kSUM)->getOutput(0), "reals");
    nvinfer1::IFillLayer* const integers =
        network->addFill(dims({2}), nvinfer1::FillOperation::kLINSPACE, DataType::kINT64);
    integers->setToType(DataType::kINT32);
    EXPECT_EQ(integers->getToType(), DataType::kINT32);
    integers->setAlphaInt64(2);
    integers->setBetaInt64(-1);
    EXPECT_EQ(integers->getAlphaInt64(), 2);
    EXPECT_EQ(integers->getBetaInt64(), -1);
    EXPECT_TRUE(integers->isAlphaBetaInt64());
    nvinfer1::IOneHotLayer* const oneHot = network->addOneHot(*integers->getOutput(0),
        *network->addSlice(x, dims({0}), dims({2}), dims({1}))->getOutput(0), int64s({}, {3}), 0);
    oneHot->setAxis(-1);
    EXPECT_EQ(oneHot->getAxis(), -1);
    output(oneHot->getOutput(0), "hot");
    build();
    EXPECT_THAT(run({{"x", {10, 20, 30}}}, "reals"), ElementsAre(11, 21.5, 32));
    EXPECT_THAT(run({{"x", {10, 20, 30}}}, "hot"), ElementsAre(10, 10, 20, 10, 20, 10));
    reals->setDimensions(dims({-3}));
    EXPECT_ONE_ERROR("dimensions of the fill");
}

TEST_F(DataLayersTest, TopKAndCumulative)
{
    TENON_COVERS("INetworkDefinition::addTopK", "ITopKLayer::setOperation", "ITopKLayer::getOperation",
        "ITopKLayer::setK", "ITopKLayer::getK", "ITopKLayer::setReduceAxes", "ITopKLayer::getReduceAxes",
        "ITopKLayer::setIndicesType", "ITopKLayer::getIndicesType", "INetworkDefinition::addCumulative",
        "ICumulativeLayer::setOperation", "ICumulativeLayer::getOperation", "ICumulativeLayer::setExclusive",
        "ICumulativeLayer::getExclusive", "ICumulativeLayer::setReverse", "ICumulativeLayer::getReverse");
    ITensor& x = input("x", {2, 3});
    nvinfer1::ITopKLayer* const layer = network->addTopK(x, nvinfer1::TopKOperation::kMAX, 1, 1);
    EXPECT_EQ(layer->getOutput(1)->getType(), DataType::kINT32);
    layer->setOperation(nvinfer1::TopKOperation::kMIN);
    layer->setK(2);
    layer->setReduceAxes(2);
    EXPECT_TRUE(layer->setIndicesType(DataType::kINT64));
    EXPECT_EQ(layer->getOperation(), nvinfer1::TopKOperation::kMIN);
    EXPECT_EQ(layer->getK(), 2);
    EXPECT_EQ(layer->getReduceAxes(), 2U);
    EXPECT_EQ(layer->getIndicesType(), DataType::kINT64);
    EXPECT_EQ(layer->getOutput(1)->getType(), DataType::kINT64);
    output(layer->getOutput(0), "values");
    output(asFloat(layer->getOutput(1)), "places");
    nvinfer1::ICumulativeLayer* const sums =
        network->addCumulative(x, int64s({}, {1}), nvinfer1::CumulativeOperation::kSUM, true, false);
    sums->setExclusive(false);
    sums->setReverse(true);
    EXPECT_TRUE(sums->setOperation(nvinfer1::CumulativeOperation::kSUM));
    EXPECT_EQ(sums->getOperation(), nvinfer1::CumulativeOperation::kSUM);
    EXPECT_FALSE(sums->getExclusive());
    EXPECT_TRUE(sums->getReverse());
    output(sums->getOutput(0), "sums");
    build();
    std::map<std::string, Values> const inputs{{"x", {3, 1, 2, 4, 6, 5}}};
    EXPECT_THAT(run(inputs, "values"), ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(run(inputs, "places"), ElementsAre(1, 2, 0, 2));
    EXPECT_THAT(run(inputs, "sums"), ElementsAre(6, 3, 2, 15, 11, 5));
    layer->setReduceAxes(3);
    EXPECT_ONE_ERROR("axes of the top-k: expected one bit of 0xff, found 0x3");
    EXPECT_FALSE(layer->setIndicesType(DataType::kFLOAT));
    EXPECT_ONE_ERROR("type of the indices: expected kINT32 or kINT64");
}

TEST_F(DataLayersTest, NormalizationAndSqueeze)
{
    TENON_COVERS("INetworkDefinition::addNormalization", "INetworkDefinition::addNormalizationV2",
        "INormalizationLayer::setEpsilon", "INormalizationLayer::getEpsilon", "INormalizationLayer::setAxes",
        "INormalizationLayer::getAxes", "INormalizationLayer::setNbGroups", "INormalizationLayer::getNbGroups",
        "INormalizationLayer::setComputePrecision", "INormalizationLayer::getComputePrecision",
        "INormalizationLayer::isV2", "INetworkDefinition::addSqueeze", "INetworkDefinition::addUnsqueeze");
    ITensor& x = input("x", {1, 4});
    ITensor& scale = input("scale", {1, 1});
    ITensor& bias = input("bias", {1, 4});
    nvinfer1::INormalizationLayer* const layer = network->addNormalization(x, scale, bias, 1);
    EXPECT_FALSE(layer->isV2());
    layer->setAxes(2);
    layer->setEpsilon(0.75F);
    layer->setNbGroups(1);
    layer->setComputePrecision(DataType::kHALF);
    EXPECT_EQ(layer->getAxes(), 2U);
    EXPECT_EQ(layer->getEpsilon(), 0.75F);
    EXPECT_EQ(layer->getNbGroups(), 1);
    EXPECT_EQ(layer->getComputePrecision(), DataType::kHALF);
    EXPECT_TRUE(network->addNormalizationV2(x, scale, bias, 2)->isV2());
    ITensor* const wide = network->addUnsqueeze(*layer->getOutput(0), int64s({2}, {0, -1}))->getOutput(0);
    EXPECT_EQ(sizes(wide->getDimensions()), list({1, 1, 4, 1}));
    ITensor* const narrow = network->addSqueeze(*wide, int64s({2}, {0, 3}))->getOutput(0);
    EXPECT_EQ(sizes(narrow->getDimensions()), list({1, 4}));
    output(narrow, "y");
    build();
    // Mean 2.5, variance 1.25, and 0.75 beside it: a deviation of sqrt(2).
    Values const y = run({{"x", {1, 2, 3, 4}}, {"scale", {std::sqrt(2.0F)}}, {"bias", {0, 0, 0, 10}}}, "y");
    EXPECT_THAT(y, ::testing::Pointwise(::testing::FloatNear(1e-5F), Values{-1.5F, -0.5F, 0.5F, 11.5F}));
    layer->setAxes(0);
    EXPECT_ONE_ERROR("axes of the normalization: expected bits of 0xff, at least one, found 0x0");
    layer->setNbGroups(0);
    EXPECT_ONE_ERROR("groups of the normalization");
    layer->setComputePrecision(DataType::kINT32);
    EXPECT_ONE_ERROR("compute precision: expected kFLOAT, kHALF or kBF16");
}

} // namespace
} // namespace tenon::testing

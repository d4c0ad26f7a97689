#include "api/engine/layer_parameters.h"

#include "api/testing/engine_fixture.h"
#include "ops/ops.h"

#include <gmock/gmock.h>

#include <set>

namespace tenon::testing
{
namespace
{

using Json = nlohmann::ordered_json;

TEST(LayerParameters, AreThereForEveryKindOfOperation)
{
    std::vector<std::unique_ptr<graph::Op>> const ops = ops::oneOfEach();
    std::set<std::string> kinds;
    for (auto const& op : ops)
    {
        SCOPED_TRACE(std::string(op->kind()));
        kinds.emplace(op->kind());
        auto const parameters = api::parametersOf(*op);
        ASSERT_TRUE(parameters.ok()) << parameters.error().text();
        auto const record = op->record();
        ASSERT_TRUE(record.ok());
        // Nothing of the plan's is left out, and all of it can be written and read.
        EXPECT_EQ(parameters->size(), record->attributes.size());
        EXPECT_EQ(Json::parse(parameters->dump()), *parameters);
        for (auto const& [name, value] : record->attributes)
        {
            EXPECT_TRUE(parameters->contains(name)) << name;
        }
    }
    EXPECT_EQ(kinds.size(), ops.size());
    EXPECT_GE(kinds.size(), 45U);
}

class LayerInformationTest : public EngineTest
{};

TEST_F(LayerInformationTest, ShowsParametersOfLayers)
{
    Values const kernel(2 * 3 * 3, 0.5F);
    nvinfer1::IConvolutionLayer* const layer =
        network->addConvolutionNd(input("x", {1, 2, 8, 8}), 1, dims({3, 3}), weightsOf(kernel), {});
    layer->setPaddingNd(dims({1, 1}));
    layer->setName("edge");
    output(layer->getOutput(0), "y");
    config->setProfilingVerbosity(nvinfer1::ProfilingVerbosity::kDETAILED);
    build();
    std::unique_ptr<nvinfer1::IEngineInspector> const inspector(engine->createEngineInspector());
    bool isShown = false;
    for (int32_t i = 0; i < engine->getNbLayers(); ++i)
    {
        Json const information =
            Json::parse(inspector->getLayerInformation(i, nvinfer1::LayerInformationFormat::kJSON));
        if (information["LayerType"] == "Convolution")
        {
            isShown = true;
            EXPECT_EQ(information["Parameters"]["kernelSize"], Json({3, 3}));
            EXPECT_EQ(information["Parameters"]["groups"], 1);
            EXPECT_EQ(information["Parameters"]["kernel"], (Json{{"Type", "fp32"}, {"Count", 18}}));
        }
    }
    EXPECT_TRUE(isShown);
}

} // namespace
} // namespace tenon::testing

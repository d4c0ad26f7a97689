// An algorithm selector as programs of release 8 write it: a cache of what was chosen, by format.
#include "api/testing/level_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/covers.h"

#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

namespace
{

using namespace nvinfer1;

class CacheWriter final : public IAlgorithmSelector
{
public:
    int32_t selectAlgorithms(IAlgorithmContext const& context, IAlgorithm const* const* choices, int32_t nbChoices,
        int32_t* selection) noexcept override
    {
        for (int32_t i = 0; i < nbChoices; ++i)
        {
            selection[i] = i;
            vectors += choices[i]->getAlgorithmIOInfo(0).getComponentsPerElement() > 1 ? 1 : 0;
        }
        ranks += context.getDimensions(0, OptProfileSelector::kOPT).nbDims;
        return nbChoices;
    }
    void reportAlgorithms(IAlgorithmContext const* const* contexts, IAlgorithm const* const* choices,
        int32_t nbAlgorithms) noexcept override
    {
        for (int32_t i = 0; i < nbAlgorithms; ++i)
        {
            text << contexts[i]->getName();
            for (int32_t t = 0; t < contexts[i]->getNbInputs() + contexts[i]->getNbOutputs(); ++t)
            {
                IAlgorithmIOInfo const& info = choices[i]->getAlgorithmIOInfo(t);
                text << " " << static_cast<int32_t>(info.getTensorFormat()) << ":"
                     << static_cast<int32_t>(info.getDataType()) << ":" << info.getStrides().d[0];
            }
            text << "\n";
        }
    }

    std::ostringstream text;
    int32_t ranks{0}, vectors{0};
};

TEST(Level8Selector, SeesFormatsAndDimsWithoutTheBatch)
{
    TENON_COVERS("IAlgorithm::getAlgorithmIOInfo", "IAlgorithmIOInfo::getTensorFormat", "IAlgorithmIOInfo::getStrides");
    setenv("TENON_DEVICE", "cpu", 1);
    Logger logger;
    std::unique_ptr<IBuilder> const builder(createInferBuilder(logger));
    std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0U));
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    builder->setMaxBatchSize(4);
    ITensor* const x = network->addInput("x", DataType::kFLOAT, Dims3(3, 5, 7));
    IActivationLayer* const layer = network->addActivation(*x, ActivationType::kRELU);
    layer->setName("relu");
    layer->getOutput(0)->setName("y");
    network->markOutput(*layer->getOutput(0));
    CacheWriter selector;
    config->setAlgorithmSelector(&selector);
    std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.take();
    EXPECT_EQ(selector.text.str(), "relu 0:0:35 0:0:35\n");
    EXPECT_EQ(selector.ranks, 3);
}

} // namespace

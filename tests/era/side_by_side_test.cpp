// Plugins compiled for releases 7, 8 and 10, unoptimised, of all V2 interfaces, in one network of one process.
#include "support/paths.h"

#include <NvInfer.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace
{

class SideLogger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            std::cout << message << "\n";
            ++warnings;
        }
    }
    int32_t warnings{0};
};

nvinfer1::Dims sized(std::initializer_list<int64_t> sizes)
{
    nvinfer1::Dims dims{};
    for (int64_t const size : sizes)
    {
        dims.d[dims.nbDims++] = size;
    }
    return dims;
}

//! A layer with the plugin of this interface and level, whose factor is `factor`.
nvinfer1::IPluginV2Layer* addEra(
    nvinfer1::INetworkDefinition& network, nvinfer1::ITensor* input, char const* name, char const* level, float factor)
{
    nvinfer1::IPluginCreator* const creator = getPluginRegistry()->getPluginCreator(name, level);
    if (creator == nullptr)
    {
        return nullptr;
    }
    nvinfer1::PluginField const field("factor", &factor, nvinfer1::PluginFieldType::kFLOAT32, 1);
    nvinfer1::PluginFieldCollection const fields{1, &field};
    nvinfer1::IPluginV2* const plugin = creator->createPlugin(name, &fields);
    nvinfer1::IPluginV2Layer* const layer = network.addPluginV2(&input, 1, *plugin);
    plugin->destroy();
    return layer;
}

TEST(SideBySide, AllLevelsAndInterfacesInOneNetwork)
{
    setenv("TENON_DEVICE", "cpu", 1);
    SideLogger logger;
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(logger));
    std::vector<nvinfer1::IPluginRegistry::PluginLibraryHandle> libraries;
    char const* const levels[]{"8", "10", "7"};
    for (char const* const level : levels)
    {
        std::string const file = tenon::testing::binaryDir() + "/lib/fixtures/era" + level + ".so";
        libraries.push_back(getPluginRegistry()->loadLibrary(file.c_str()));
        ASSERT_NE(libraries.back(), nullptr) << file;
    }
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    nvinfer1::ITensor* tensor = network->addInput("x", nvinfer1::DataType::kFLOAT, sized({2, 1, 1, 2}));
    float product = 1;
    int64_t channels = 1;
    auto const add = [&](char const* name, char const* level) {
        float const factor = static_cast<float>(network->getNbLayers() % 3) + 0.5F;
        nvinfer1::IPluginV2Layer* const layer = addEra(*network, tensor, name, level, factor);
        ASSERT_NE(layer, nullptr) << name << " " << level;
        tensor = layer->getOutput(0);
        product *= factor;
        channels *= 2;
    };
    for (char const* const name : {"EraV2", "EraExt", "EraIOExt"})
    {
        for (char const* const level : levels)
        {
            add(name, level);
        }
    }
    nvinfer1::IShuffleLayer* const shuffle = network->addShuffle(*tensor);
    shuffle->setReshapeDimensions(sized({2, channels, 2}));
    tensor = shuffle->getOutput(0);
    for (char const* const level : levels)
    {
        add("EraDynamic", level);
    }
    tensor->setName("y");
    network->markOutput(*tensor);
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr);
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(logger));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr);
    std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> x{1, -2, 3, 4}, y(static_cast<size_t>(2 * channels * 2));
    ASSERT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("y", y.data()));
    ASSERT_TRUE(context->enqueueV3(nullptr));
    for (size_t i = 0; i < y.size(); ++i)
    {
        ASSERT_EQ(y[i], product * x[i / (y.size() / 2) * 2 + i % 2]) << i;
    }
    EXPECT_EQ(channels, 1 << 12);
    EXPECT_EQ(logger.warnings, 0);
}

} // namespace

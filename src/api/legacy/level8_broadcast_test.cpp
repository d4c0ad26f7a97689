// Tensors that are the same for all of an implicit batch, and what plugins of each static interface get of them. A program of release 8.
#include <NvInfer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/testing/level_objects.h"
#include "support/covers.h"

#include <tenon/plugin_traits.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

//! What the plugins below do, and what they are told.
struct Wishes
{
    bool takesBroadcast{true};  //!< canBroadcastInputAcrossBatch
    bool givesBroadcast{false}; //!< isOutputBroadcastAcrossBatch of output 1
    int32_t outputs{1};
};
Wishes wishes;
std::vector<std::string> told;

std::string flagsText(bool const* flags, int32_t count)
{
    std::string text;
    for (int32_t i = 0; i < count; ++i)
    {
        text += flags[i] ? "1" : "0";
    }
    return text;
}

//! Output 0: x[n] + table, where the table comes once or for each sample. Output 1: 2 · table, once or for each sample.
struct Sum
{
    int32_t count{0};
    int32_t tableIsShared{0};
    int32_t secondIsShared{0};

    int32_t run(int32_t batch, void const* const* inputs, void* const* outputs) const
    {
        auto const* const x = static_cast<float const*>(inputs[0]);
        auto const* const table = static_cast<float const*>(inputs[1]);
        for (int32_t n = 0; n < batch; ++n)
        {
            for (int32_t i = 0; i < count; ++i)
            {
                float const t = table[(tableIsShared != 0 ? 0 : n * count) + i];
                static_cast<float*>(outputs[0])[n * count + i] = x[n * count + i] + t;
                if (wishes.outputs > 1 && (secondIsShared == 0 || n == 0))
                {
                    static_cast<float*>(outputs[1])[n * count + i] = 2 * t;
                }
            }
        }
        told.push_back("enqueue " + std::to_string(batch));
        return 0;
    }
};

template <typename Interface>
class SumBase : public Interface
{
public:
    Sum sum;

    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return wishes.outputs; }
    Dims getOutputDimensions(int32_t, Dims const* inputs, int32_t) noexcept override { return inputs[0]; }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getWorkspaceSize(int32_t) const noexcept override { return 12; }
    int32_t enqueue(
        int32_t batch, void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t) noexcept override
    {
        std::memset(workspace, 0xFF, 12); // must not touch what is repeated
        return sum.run(batch, inputs, outputs);
    }
    size_t getSerializationSize() const noexcept override { return sizeof sum; }
    void serialize(void* buffer) const noexcept override { std::memcpy(buffer, &sum, sizeof sum); }
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

protected:
    void setCount(Dims const& dims)
    {
        sum.count = 1;
        for (int32_t i = 0; i < dims.nbDims; ++i)
        {
            sum.count *= dims.d[i];
        }
    }
};

class SumV2 final : public SumBase<IPluginV2>
{
public:
    char const* getPluginType() const noexcept override { return "BroadcastV2"; }
    bool supportsFormat(DataType type, PluginFormat format) const noexcept override
    {
        return type == DataType::kFLOAT && format == PluginFormat::kLINEAR;
    }
    void configureWithFormat(
        Dims const* inputs, int32_t, Dims const*, int32_t, DataType, PluginFormat, int32_t) noexcept override
    {
        setCount(inputs[0]);
    }
    IPluginV2* clone() const noexcept override { return new SumV2(*this); }
};

template <typename Interface>
class SumWithBroadcast : public SumBase<Interface>
{
public:
    DataType getOutputDataType(int32_t, DataType const*, int32_t) const noexcept override { return DataType::kFLOAT; }
    bool isOutputBroadcastAcrossBatch(int32_t index, bool const* flags, int32_t count) const noexcept override
    {
        told.push_back("output " + std::to_string(index) + " of " + flagsText(flags, count));
        return index == 1 && wishes.givesBroadcast;
    }
    bool canBroadcastInputAcrossBatch(int32_t index) const noexcept override
    {
        told.push_back("input " + std::to_string(index));
        return wishes.takesBroadcast;
    }
};

class SumExt final : public SumWithBroadcast<IPluginV2Ext>
{
public:
    char const* getPluginType() const noexcept override { return "BroadcastExt"; }
    bool supportsFormat(DataType type, PluginFormat format) const noexcept override
    {
        return type == DataType::kFLOAT && format == PluginFormat::kLINEAR;
    }
    void configurePlugin(Dims const* inputs, int32_t nbInputs, Dims const*, int32_t nbOutputs, DataType const*,
        DataType const*, bool const* inputIsBroadcast, bool const* outputIsBroadcast, PluginFormat,
        int32_t maxBatch) noexcept override
    {
        setCount(inputs[0]);
        sum.tableIsShared = inputIsBroadcast[1] ? 1 : 0;
        sum.secondIsShared = nbOutputs > 1 && outputIsBroadcast[1] ? 1 : 0;
        told.push_back("configure " + flagsText(inputIsBroadcast, nbInputs) + " "
            + flagsText(outputIsBroadcast, nbOutputs) + " batch " + std::to_string(maxBatch));
    }
    IPluginV2Ext* clone() const noexcept override { return new SumExt(*this); }
};

class SumIOExt final : public SumWithBroadcast<IPluginV2IOExt>
{
public:
    char const* getPluginType() const noexcept override { return "BroadcastIOExt"; }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept override
    {
        return inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    void configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept override
    {
        setCount(in[0].dims);
        sum.tableIsShared = wishes.takesBroadcast ? 1 : 0;
        sum.secondIsShared = wishes.givesBroadcast ? 1 : 0;
    }
    IPluginV2IOExt* clone() const noexcept override { return new SumIOExt(*this); }
};

template <typename Plugin>
class SumCreator final : public IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return Plugin().getPluginType(); }
    char const* getPluginVersion() const noexcept override { return "1"; }
    PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    IPluginV2* createPlugin(char const*, PluginFieldCollection const*) noexcept override { return new Plugin; }
    IPluginV2* deserializePlugin(char const*, void const* bytes, size_t length) noexcept override
    {
        auto* const plugin = new Plugin;
        std::memcpy(&plugin->sum, bytes, length);
        return plugin;
    }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    PluginFieldCollection fields_{0, nullptr};
};
using SumV2Creator = SumCreator<SumV2>;
using SumExtCreator = SumCreator<SumExt>;
using SumIOExtCreator = SumCreator<SumIOExt>;
REGISTER_TENSORRT_PLUGIN(SumV2Creator);
REGISTER_TENSORRT_PLUGIN(SumExtCreator);
REGISTER_TENSORRT_PLUGIN(SumIOExtCreator);
TENON_PLUGIN_TRAITS(SumV2Creator, TENON_PLUGIN_ON_CPU);
TENON_PLUGIN_TRAITS(SumExtCreator, TENON_PLUGIN_ON_CPU);
TENON_PLUGIN_TRAITS(SumIOExtCreator, TENON_PLUGIN_ON_CPU);

class Level8Broadcast : public ::testing::Test
{
protected:
    Level8Broadcast()
    {
        setenv("TENON_DEVICE", "cpu", 1);
        wishes = {};
        told.clear();
        builder->setMaxBatchSize(3);
    }
    void TearDown() override { EXPECT_EQ(logger.take(), ""); }

    ITensor* input(char const* name, bool shared)
    {
        ITensor* const tensor = network->addInput(name, DataType::kFLOAT, Dims3(1, 1, 2));
        tensor->setBroadcastAcrossBatch(shared);
        return tensor;
    }
    void output(ITensor* tensor, char const* name)
    {
        tensor->setName(name);
        network->markOutput(*tensor);
    }
    template <typename Plugin>
    IPluginV2Layer* add(ITensor* first, ITensor* second)
    {
        Plugin plugin;
        ITensor* inputs[]{first, second};
        return network->addPluginV2(inputs, 2, plugin);
    }
    Owned<ICudaEngine> build()
    {
        Owned<IBuilderConfig> const config(builder->createBuilderConfig());
        return Owned<ICudaEngine>(builder->buildEngineWithConfig(*network, *config));
    }
    //! x is 1, 2, 3, 4, 5, 6 for three samples; the table is 10, 20.
    template <typename Plugin>
    std::vector<float> sumOfThree()
    {
        ITensor* const first = input("x", false);
        output(add<Plugin>(first, input("table", true))->getOutput(0), "y");
        Owned<ICudaEngine> const engine = build();
        if (engine == nullptr)
        {
            return {};
        }
        told.clear();
        Owned<IExecutionContext> const context(engine->createExecutionContext());
        std::vector<float> x{1, 2, 3, 4, 5, 6}, table{10, 20}, y(6, -1);
        void* bindings[]{x.data(), table.data(), y.data()};
        EXPECT_TRUE(context->execute(2, bindings)) << logger.take();
        EXPECT_EQ(y[4], -1) << "two samples";
        EXPECT_TRUE(context->execute(3, bindings)) << logger.take();
        return y;
    }

    Logger logger;
    Owned<IBuilder> builder{createInferBuilder(logger)};
    Owned<INetworkDefinition> network{builder->createNetworkV2(0U)};
};

TEST_F(Level8Broadcast, OneCopyForPluginsThatTakeIt)
{
    TENON_COVERS("IPluginV2Ext::canBroadcastInputAcrossBatch", "IPluginV2Ext::isOutputBroadcastAcrossBatch");
    EXPECT_THAT(sumOfThree<SumExt>(), ElementsAre(11, 22, 13, 24, 15, 26));
    EXPECT_THAT(told, ElementsAre("enqueue 2", "enqueue 3"));
}

TEST_F(Level8Broadcast, OneCopyForEachSampleOtherwise)
{
    wishes.takesBroadcast = false;
    EXPECT_THAT(sumOfThree<SumExt>(), ElementsAre(11, 22, 13, 24, 15, 26));
}

TEST_F(Level8Broadcast, IOExtPluginsAreAskedToo)
{
    EXPECT_THAT(sumOfThree<SumIOExt>(), ElementsAre(11, 22, 13, 24, 15, 26));
}

TEST_F(Level8Broadcast, IOExtPluginsGetACopyForEachSample)
{
    wishes.takesBroadcast = false;
    EXPECT_THAT(sumOfThree<SumIOExt>(), ElementsAre(11, 22, 13, 24, 15, 26));
}

TEST_F(Level8Broadcast, PluginsWithoutTheMethodsGetACopyForEachSample)
{
    EXPECT_THAT(sumOfThree<SumV2>(), ElementsAre(11, 22, 13, 24, 15, 26));
}

TEST_F(Level8Broadcast, PluginsAreToldBeforeTheyAreConfigured)
{
    ITensor* const x = input("x", false);
    IPluginV2Layer* const layer = add<SumExt>(x, input("table", true));
    output(layer->getOutput(0), "y");
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, 3);
    EXPECT_THAT(told, ElementsAre("output 0 of 01"));
    told.clear();
    wishes.takesBroadcast = false;
    ASSERT_NE(build(), nullptr) << logger.take();
    auto const configured = std::find(told.begin(), told.end(), "configure 00 0 batch 3");
    ASSERT_NE(configured, told.end()) << ::testing::PrintToString(told);
    EXPECT_EQ(*(configured - 1), "input 1") << "asked of the input that is shared, and of no other";
    EXPECT_EQ(std::count(told.begin(), told.end(), "input 0"), 0);
    told.clear();
    wishes.takesBroadcast = true;
    ASSERT_NE(build(), nullptr) << logger.take();
    EXPECT_THAT(told, ::testing::Contains("configure 01 0 batch 3"));
}

TEST_F(Level8Broadcast, OutputsAreSharedToo)
{
    wishes = {true, true, 2};
    ITensor* const x = input("x", false);
    IPluginV2Layer* const layer = add<SumExt>(x, input("table", true));
    ITensor* const shared = layer->getOutput(1);
    EXPECT_FALSE(layer->getOutput(0)->getBroadcastAcrossBatch());
    EXPECT_TRUE(shared->getBroadcastAcrossBatch());
    EXPECT_EQ(shared->getDimensions().nbDims, 3);
    output(layer->getOutput(0), "y");
    output(shared, "twice");
    output(network->addElementWise(*x, *shared, ElementWiseOperation::kSUM)->getOutput(0), "z");
    Owned<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_THAT(told, ::testing::Contains("configure 01 01 batch 3"));
    Owned<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> in{1, 2, 3, 4, 5, 6}, table{10, 20}, y(6, -1), twice(6, -1), z(6, -1);
    void* bindings[5]{};
    bindings[engine->getBindingIndex("x")] = in.data();
    bindings[engine->getBindingIndex("table")] = table.data();
    bindings[engine->getBindingIndex("y")] = y.data();
    bindings[engine->getBindingIndex("twice")] = twice.data();
    bindings[engine->getBindingIndex("z")] = z.data();
    ASSERT_TRUE(context->execute(3, bindings)) << logger.take();
    EXPECT_THAT(y, ElementsAre(11, 22, 13, 24, 15, 26));
    EXPECT_THAT(twice, ElementsAre(20, 40, -1, -1, -1, -1)) << "one sample for all";
    EXPECT_THAT(z, ElementsAre(21, 42, 23, 44, 25, 46));
}

TEST_F(Level8Broadcast, SharedInputsAloneGiveTheWholeBatch)
{
    wishes.takesBroadcast = false;
    ITensor* const x = input("x", false);
    output(add<SumExt>(input("first", true), input("second", true))->getOutput(0), "sum");
    output(network->addActivation(*x, ActivationType::kRELU)->getOutput(0), "z");
    EXPECT_FALSE(network->getOutput(0)->getBroadcastAcrossBatch());
    Owned<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> in(6, 1), first{1, 2}, second{10, 20}, sum(6, -1), z(6, -1);
    void* bindings[5]{};
    bindings[engine->getBindingIndex("x")] = in.data();
    bindings[engine->getBindingIndex("first")] = first.data();
    bindings[engine->getBindingIndex("second")] = second.data();
    bindings[engine->getBindingIndex("sum")] = sum.data();
    bindings[engine->getBindingIndex("z")] = z.data();
    told.clear();
    ASSERT_TRUE(context->execute(2, bindings)) << logger.take();
    EXPECT_THAT(told, ElementsAre("enqueue 2"));
    EXPECT_THAT(sum, ElementsAre(11, 22, 11, 22, -1, -1));
}

//! y = x + the table of sumOfThree, as a constant of the network.
void sumWithAConstant(INetworkDefinition& network, ITensor* x, IPluginV2& plugin)
{
    static float const table[]{10, 20};
    ITensor* const constant = network.addConstant(Dims3(1, 1, 2), Weights{DataType::kFLOAT, table, 2})->getOutput(0);
    ITensor* inputs[]{x, constant};
    ITensor* const y = network.addPluginV2(inputs, 2, plugin)->getOutput(0);
    y->setName("y");
    network.markOutput(*y);
}

TEST_F(Level8Broadcast, ConstantsAreRepeatedForPluginsThatWantIt)
{
    auto const sumOf = [&](IPluginV2& plugin) {
        network.reset(builder->createNetworkV2(0U));
        sumWithAConstant(*network, input("x", false), plugin);
        Owned<ICudaEngine> const engine = build();
        EXPECT_NE(engine, nullptr) << logger.take();
        std::vector<float> y(6, -1), x{1, 2, 3, 4, 5, 6};
        if (engine != nullptr)
        {
            Owned<IExecutionContext> const context(engine->createExecutionContext());
            void* bindings[]{x.data(), y.data()};
            EXPECT_TRUE(context->execute(3, bindings)) << logger.take();
        }
        return y;
    };
    auto const sum = ElementsAre(11, 22, 13, 24, 15, 26);
    SumV2 v2;
    EXPECT_THAT(sumOf(v2), sum);
    for (bool const takes : {true, false})
    {
        wishes.takesBroadcast = takes;
        SumExt ext;
        EXPECT_THAT(sumOf(ext), sum);
        EXPECT_THAT(told, ::testing::Contains(takes ? "configure 01 0 batch 3" : "configure 00 0 batch 3"));
        SumIOExt ioExt;
        EXPECT_THAT(sumOf(ioExt), sum);
        told.clear();
    }
}

TEST_F(Level8Broadcast, ConcatenationRepeatsWhatIsShared)
{
    ITensor* const x = input("x", false);
    ITensor* const shared = input("shared", true);
    static float const values[]{7, 8};
    ITensor* const constant = network->addConstant(Dims3(1, 1, 2), Weights{DataType::kFLOAT, values, 2})->getOutput(0);
    ITensor* parts[]{shared, x, constant};
    IConcatenationLayer* const rows = network->addConcatenation(parts, 3);
    rows->setAxis(1);
    output(rows->getOutput(0), "rows");
    IConcatenationLayer* const columns = network->addConcatenation(parts, 3);
    columns->setAxis(2);
    output(columns->getOutput(0), "columns");
    ITensor* sharedParts[]{shared, constant};
    output(network->addConcatenation(sharedParts, 2)->getOutput(0), "both");
    EXPECT_FALSE(network->getOutput(0)->getBroadcastAcrossBatch());
    EXPECT_TRUE(network->getOutput(2)->getBroadcastAcrossBatch());
    Owned<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> in{1, 2, 3, 4, 5, 6}, table{10, 20}, r(18, -1), c(18, -1), b(4, -1);
    void* bindings[5]{};
    bindings[engine->getBindingIndex("x")] = in.data();
    bindings[engine->getBindingIndex("shared")] = table.data();
    bindings[engine->getBindingIndex("rows")] = r.data();
    bindings[engine->getBindingIndex("columns")] = c.data();
    bindings[engine->getBindingIndex("both")] = b.data();
    ASSERT_TRUE(context->execute(3, bindings)) << logger.take();
    auto const joined = ElementsAre(10, 20, 1, 2, 7, 8, 10, 20, 3, 4, 7, 8, 10, 20, 5, 6, 7, 8);
    EXPECT_THAT(r, joined);
    EXPECT_THAT(c, joined) << "one row a sample";
    EXPECT_THAT(b, ElementsAre(10, 20, 7, 8));
    ASSERT_TRUE(context->execute(1, bindings)) << logger.take();
    EXPECT_THAT(r, joined) << "a batch of 1 is one sample";
}

TEST_F(Level8Broadcast, GatherTakesASharedTableOrSharedIndices)
{
    static float const tableValues[]{0, 1, 10, 11, 20, 21};
    static int32_t const indexValues[]{2, 0};
    ITensor* const table = network->addConstant(Dims2(3, 2), Weights{DataType::kFLOAT, tableValues, 6})->getOutput(0);
    ITensor* const fixed = network->addConstant(Dims{1, {2}}, Weights{DataType::kINT32, indexValues, 2})->getOutput(0);
    ITensor* const places = network->addInput("places", DataType::kINT32, Dims{1, {2}});
    ITensor* const data = network->addInput("data", DataType::kFLOAT, Dims2(3, 2));
    output(network->addGather(*table, *places, 0)->getOutput(0), "looked");
    output(network->addGather(*data, *fixed, 0)->getOutput(0), "picked");
    output(network->addGather(*data, *fixed, 1)->getOutput(0), "inner");
    EXPECT_FALSE(network->getOutput(0)->getBroadcastAcrossBatch());
    static int32_t const inside[]{1, 0};
    ITensor* const columns = network->addConstant(Dims{1, {2}}, Weights{DataType::kINT32, inside, 2})->getOutput(0);
    network->getLayer(network->getNbLayers() - 2)->setInput(1, *columns);
    Owned<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<int32_t> wanted{1, 1, 2, 0};
    std::vector<float> rows{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, looked(8, -1), picked(8, -1), inner(12, -1);
    void* bindings[5]{};
    bindings[engine->getBindingIndex("places")] = wanted.data();
    bindings[engine->getBindingIndex("data")] = rows.data();
    bindings[engine->getBindingIndex("looked")] = looked.data();
    bindings[engine->getBindingIndex("picked")] = picked.data();
    bindings[engine->getBindingIndex("inner")] = inner.data();
    ASSERT_TRUE(context->execute(2, bindings)) << logger.take();
    EXPECT_THAT(looked, ElementsAre(10, 11, 10, 11, 20, 21, 0, 1));
    EXPECT_THAT(picked, ElementsAre(5, 6, 1, 2, 11, 12, 7, 8));
    EXPECT_THAT(inner, ElementsAre(2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11));
}

//! Writes 5, 6 for each sample of the batch that it is told: a source, without inputs.
template <typename Interface>
class Source : public SumWithBroadcast<Interface>
{
public:
    int32_t getNbOutputs() const noexcept override { return 1; }
    Dims getOutputDimensions(int32_t, Dims const*, int32_t) noexcept override { return Dims3(1, 1, 2); }
    int32_t enqueue(int32_t batch, void const* const*, void* const* outputs, void*, cudaStream_t) noexcept override
    {
        for (int32_t i = 0; i < batch * 2; ++i)
        {
            static_cast<float*>(outputs[0])[i] = 5.0F + static_cast<float>(i % 2);
        }
        told.push_back("enqueue " + std::to_string(batch));
        return 0;
    }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t count) const noexcept override
    {
        return count == 0 && wishes.givesBroadcast;
    }
};
class SourceExt final : public Source<IPluginV2Ext>
{
public:
    char const* getPluginType() const noexcept override { return "BroadcastSource"; }
    bool supportsFormat(DataType type, PluginFormat format) const noexcept override
    {
        return type == DataType::kFLOAT && format == PluginFormat::kLINEAR;
    }
    void configurePlugin(Dims const*, int32_t nbInputs, Dims const*, int32_t, DataType const*, DataType const*,
        bool const*, bool const* outputIsBroadcast, PluginFormat format, int32_t maxBatch) noexcept override
    {
        told.push_back("configure " + std::to_string(nbInputs) + " " + flagsText(outputIsBroadcast, 1) + " batch "
            + std::to_string(maxBatch) + (format == PluginFormat::kLINEAR ? "" : " in another format"));
    }
    IPluginV2Ext* clone() const noexcept override { return new SourceExt(*this); }
};
class SourceIOExt final : public Source<IPluginV2IOExt>
{
public:
    char const* getPluginType() const noexcept override { return "BroadcastSourceIO"; }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t nbInputs, int32_t) const noexcept override
    {
        return nbInputs == 0 && inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    void configurePlugin(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) noexcept override {}
    IPluginV2IOExt* clone() const noexcept override { return new SourceIOExt(*this); }
};
using SourceExtCreator = SumCreator<SourceExt>;
using SourceIOExtCreator = SumCreator<SourceIOExt>;
REGISTER_TENSORRT_PLUGIN(SourceExtCreator);
REGISTER_TENSORRT_PLUGIN(SourceIOExtCreator);
TENON_PLUGIN_TRAITS(SourceExtCreator, TENON_PLUGIN_ON_CPU);
TENON_PLUGIN_TRAITS(SourceIOExtCreator, TENON_PLUGIN_ON_CPU);

TEST_F(Level8Broadcast, PluginsWithoutInputsHaveTheNetworksBatch)
{
    auto const sums = [&](IPluginV2& plugin) {
        network.reset(builder->createNetworkV2(0U));
        ITensor* const x = input("x", false);
        ITensor* const source = network->addPluginV2(nullptr, 0, plugin)->getOutput(0);
        EXPECT_EQ(source->getDimensions().nbDims, 3);
        EXPECT_EQ(source->getBroadcastAcrossBatch(), wishes.givesBroadcast);
        output(network->addElementWise(*x, *source, ElementWiseOperation::kSUM)->getOutput(0), "y");
        Owned<ICudaEngine> const engine = build();
        EXPECT_NE(engine, nullptr) << logger.take();
        std::vector<float> in{1, 2, 3, 4, 5, 6}, y(6, -1);
        if (engine != nullptr)
        {
            Owned<IExecutionContext> const context(engine->createExecutionContext());
            void* bindings[]{in.data(), y.data()};
            EXPECT_TRUE(context->execute(3, bindings)) << logger.take();
        }
        return y;
    };
    auto const expected = ElementsAre(6, 8, 8, 10, 10, 12);
    SourceExt ext;
    EXPECT_THAT(sums(ext), expected);
    EXPECT_THAT(told, ::testing::Contains("configure 0 0 batch 3"));
    EXPECT_EQ(told.back(), "enqueue 3");
    SourceIOExt ioExt;
    EXPECT_THAT(sums(ioExt), expected);
    wishes.givesBroadcast = true;
    EXPECT_THAT(sums(ext), expected);
    EXPECT_THAT(told, ::testing::Contains("configure 0 1 batch 1"));
    EXPECT_EQ(told.back(), "enqueue 1") << "one sample for all";
    EXPECT_THAT(sums(ioExt), expected);
}

TEST_F(Level8Broadcast, PluginsWithoutInputsHaveABatchOfOneInExplicitNetworks)
{
    network.reset(
        builder->createNetworkV2(1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH)));
    SourceExt plugin;
    ITensor* const source = network->addPluginV2(nullptr, 0, plugin)->getOutput(0);
    Dims const dims = source->getDimensions();
    EXPECT_EQ(dims.nbDims, 4);
    EXPECT_EQ(dims.d[0], 1);
    output(source, "y");
    Owned<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> y(2, -1);
    void* bindings[]{y.data()};
    EXPECT_TRUE(context->executeV2(bindings)) << logger.take();
    EXPECT_THAT(y, ElementsAre(5, 6));
}

TEST_F(Level8Broadcast, WithoutAnyBatchThatIsAnError)
{
    output(add<SumExt>(input("first", true), input("second", true))->getOutput(0), "sum");
    EXPECT_EQ(build(), nullptr);
    EXPECT_THAT(logger.take(),
        HasSubstr(
            "tensor \"sum\": expected a network input that has a batch, as this tensor has, found only inputs that are the same"));
}

} // namespace

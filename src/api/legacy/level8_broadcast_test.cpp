// Tensors that are the same for all of an implicit batch, and what plugins of each static interface get of them. A program of release 8.
#include <NvInfer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/covers.h"

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

class BroadcastLogger final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR)
        {
            errors += std::string(message) + "\n";
        }
    }
    std::string take()
    {
        std::string text;
        text.swap(errors);
        return text;
    }

private:
    std::string errors;
};

struct BroadcastDestroy
{
    template <typename T>
    void operator()(T* object) const
    {
        object->destroy();
    }
};
template <typename T>
using Kept = std::unique_ptr<T, BroadcastDestroy>;

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
    Kept<ICudaEngine> build()
    {
        Kept<IBuilderConfig> const config(builder->createBuilderConfig());
        return Kept<ICudaEngine>(builder->buildEngineWithConfig(*network, *config));
    }
    //! x is 1, 2, 3, 4, 5, 6 for three samples; the table is 10, 20.
    template <typename Plugin>
    std::vector<float> sumOfThree()
    {
        ITensor* const first = input("x", false);
        output(add<Plugin>(first, input("table", true))->getOutput(0), "y");
        Kept<ICudaEngine> const engine = build();
        if (engine == nullptr)
        {
            return {};
        }
        told.clear();
        Kept<IExecutionContext> const context(engine->createExecutionContext());
        std::vector<float> x{1, 2, 3, 4, 5, 6}, table{10, 20}, y(6, -1);
        void* bindings[]{x.data(), table.data(), y.data()};
        EXPECT_TRUE(context->execute(2, bindings)) << logger.take();
        EXPECT_EQ(y[4], -1) << "two samples";
        EXPECT_TRUE(context->execute(3, bindings)) << logger.take();
        return y;
    }

    BroadcastLogger logger;
    Kept<IBuilder> builder{createInferBuilder(logger)};
    Kept<INetworkDefinition> network{builder->createNetworkV2(0U)};
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
    Kept<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_THAT(told, ::testing::Contains("configure 01 01 batch 3"));
    Kept<IExecutionContext> const context(engine->createExecutionContext());
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
    Kept<ICudaEngine> const engine = build();
    ASSERT_NE(engine, nullptr) << logger.take();
    Kept<IExecutionContext> const context(engine->createExecutionContext());
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

TEST_F(Level8Broadcast, WithoutAnyBatchThatIsAnError)
{
    output(add<SumExt>(input("first", true), input("second", true))->getOutput(0), "sum");
    EXPECT_EQ(build(), nullptr);
    EXPECT_THAT(logger.take(),
        HasSubstr(
            "tensor \"sum\": expected a network input that has a batch, as this tensor has, found only inputs that are the same"));
}

} // namespace

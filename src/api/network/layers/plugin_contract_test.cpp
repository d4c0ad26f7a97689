// What plugin and host owe each other, as far as it shows in values, pointers and types; the order of calls is in tests/plugin_life.
#include "api/testing/engine_fixture.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginTensorDesc;
using ::testing::AllOf;
using ::testing::ElementsAre;

//! What all witnesses saw.
struct Testimony
{
    std::vector<DataType> typesTold;
    bool hadNull{false};
    bool misaligned{false};
    int32_t enqueues{0};
    int32_t beforeInitialize{0}; //!< questions that came before any initialize
    bool initialized{false};
    std::vector<std::string> order; //!< of attaching, configuring with all dims known, asking for workspace, enqueueing
    std::vector<int64_t> rowsKnown; //!< leading dims of configurations whose dims are all known
    std::vector<void const*> handles; //!< cuDNN's and cuBLAS's
    std::vector<void const*> streams;
};
Testimony testimony;

//! y = factor · x; fails with 5 where the first element is negative. Takes fp32, fp16 (as is, unscaled) and int32.
class Witness final : public nvinfer1::IPluginV2DynamicExt
{
public:
    explicit Witness(float factor)
        : factor_(factor)
    {
    }
    nvinfer1::DimsExprs getOutputDimensions(
        int32_t, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder&) noexcept override
    {
        testimony.beforeInitialize += testimony.initialized ? 0 : 1;
        return inputs[0];
    }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        return inOut[pos].format == nvinfer1::TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const* in, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
        if (in[0].desc.dims.d[0] >= 0)
        {
            testimony.rowsKnown.push_back(in[0].desc.dims.d[0]);
            testimony.order.push_back("configurePlugin");
        }
    }
    void attachToContext(cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator*) noexcept override
    {
        testimony.handles.push_back(cudnn);
        testimony.handles.push_back(cublas);
        testimony.order.push_back("attachToContext");
    }
    void detachFromContext() noexcept override { testimony.order.push_back("detachFromContext"); }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        testimony.order.push_back("getWorkspaceSize");
        return 100;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        testimony.streams.push_back(stream);
        testimony.order.push_back("enqueue");
        ++testimony.enqueues;
        testimony.hadNull |= inputs[0] == nullptr || outputs[0] == nullptr || workspace == nullptr;
        testimony.misaligned |= reinterpret_cast<uintptr_t>(workspace) % 256 != 0;
        std::memset(workspace, 0x5A, 100);
        size_t const count = volume(in[0].dims);
        if (in[0].type != DataType::kFLOAT)
        {
            std::memcpy(outputs[0], inputs[0], count * (in[0].type == DataType::kHALF ? 2 : 4));
            return 0;
        }
        auto const* const x = static_cast<float const*>(inputs[0]);
        for (size_t i = 0; i < count; ++i)
        {
            static_cast<float*>(outputs[0])[i] = factor_ * x[i];
        }
        return count != 0 && x[0] < 0 ? 5 : 0;
    }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override
    {
        auto* const twin = new Witness(factor_);
        twin->namespace_ = namespace_;
        return twin;
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override
    {
        testimony.typesTold.push_back(types[0]);
        return types[0];
    }
    char const* getPluginType() const noexcept override { return "Witness"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t initialize() noexcept override
    {
        testimony.initialized = true;
        return 0;
    }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return sizeof factor_; }
    void serialize(void* buffer) const noexcept override { std::memcpy(buffer, &factor_, sizeof factor_); }
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const* text) noexcept override { namespace_ = text; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    float factor_;
    std::string namespace_;
};

//! Multiplies what it deserialises by a number of its own, so that it shows which creator was asked.
class WitnessCreator final : public nvinfer1::IPluginCreator
{
public:
    explicit WitnessCreator(float own)
        : own_(own)
    {
    }
    char const* getPluginName() const noexcept override { return "Witness"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return named(new Witness(1.0F));
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const* data, size_t bytes) noexcept override
    {
        float factor = 0.0F;
        if (bytes != sizeof factor)
        {
            return nullptr;
        }
        std::memcpy(&factor, data, sizeof factor);
        return named(new Witness(own_ * factor));
    }
    void setPluginNamespace(char const* text) noexcept override { namespace_ = text; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    nvinfer1::IPluginV2* named(nvinfer1::IPluginV2* plugin) const
    {
        plugin->setPluginNamespace(namespace_.c_str());
        return plugin;
    }

    nvinfer1::PluginFieldCollection fields_{0, nullptr};
    std::string namespace_;
    float own_;
};

class PluginContract : public EngineTest
{
protected:
    PluginContract()
    {
        setenv("TENON_DEVICE", "cpu", 1);
        plugin_host::testing::declareCpuPlugins({"Witness"});
        testimony = {};
        getPluginRegistry()->registerCreator(one_, "");
        getPluginRegistry()->registerCreator(ten_, "ten");
    }
    ~PluginContract() override
    {
        context.reset();
        engine.reset();
        network.reset();
        getPluginRegistry()->deregisterCreator(static_cast<nvinfer1::IPluginCreator const&>(one_));
        getPluginRegistry()->deregisterCreator(static_cast<nvinfer1::IPluginCreator const&>(ten_));
    }

    nvinfer1::ITensor* witness(nvinfer1::ITensor* from, float factor, char const* space = "")
    {
        Witness plugin(factor);
        plugin.setPluginNamespace(space);
        nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(&from, 1, plugin);
        layer->setName("witness");
        return layer->getOutput(0);
    }
    static nvinfer1::ITensor* relu(nvinfer1::INetworkDefinition& in, nvinfer1::ITensor* from)
    {
        return in.addActivation(*from, nvinfer1::ActivationType::kRELU)->getOutput(0);
    }

    WitnessCreator one_{1.0F}, ten_{10.0F};
};

TEST_F(PluginContract, OutputsAreAskedBeforeAnyInitialize)
{
    nvinfer1::ITensor* const y = witness(&input("x", {2, 3}), 1.0F);
    EXPECT_EQ(sizes(y->getDimensions()), list({2, 3}));
    EXPECT_EQ(y->getType(), DataType::kFLOAT);
    EXPECT_FALSE(testimony.initialized);
    EXPECT_GT(testimony.beforeInitialize, 0);
    output(y, "y");
    build();
}

TEST_F(PluginContract, OpenFloatingTypesAreToldAsFloatAndOthersAsTheyAre)
{
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor& x = input("x", {2});
    x.setType(DataType::kHALF);
    output(witness(&x, 1.0F), "y");
    nvinfer1::ITensor* const indices = network->addInput("i", DataType::kINT32, dims({2}));
    nvinfer1::ITensor* const same = witness(indices, 1.0F);
    same->setName("j");
    network->markOutput(*same);
    build();
    EXPECT_EQ(std::count(testimony.typesTold.begin(), testimony.typesTold.end(), DataType::kHALF), 0);
    EXPECT_GT(std::count(testimony.typesTold.begin(), testimony.typesTold.end(), DataType::kFLOAT), 0);
    EXPECT_GT(std::count(testimony.typesTold.begin(), testimony.typesTold.end(), DataType::kINT32), 0);

    testimony = {};
    network.reset(builder->createNetworkV2(
        1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)));
    config->clearFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor* const half = network->addInput("x", DataType::kHALF, dims({2}));
    output(witness(half, 1.0F), "y");
    build();
    EXPECT_EQ(std::count(testimony.typesTold.begin(), testimony.typesTold.end(), DataType::kFLOAT), 0)
        << "a strongly typed network's types are told";
    EXPECT_GT(std::count(testimony.typesTold.begin(), testimony.typesTold.end(), DataType::kHALF), 0);
}

TEST_F(PluginContract, TensorsWithoutElementsHaveAddresses)
{
    nvinfer1::ITensor& x = input("x", {-1, 3});
    output(relu(*network, witness(relu(*network, &x), 2.0F)), "y");
    addProfile("x", {0, 3}, {2, 3}, {4, 3});
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({0, 3})));
    EXPECT_EQ(run({{"x", {}}}, "y").size(), 0U);
    int32_t const enqueues = testimony.enqueues;
    EXPECT_GT(enqueues, 0) << "it is called all the same";
    EXPECT_FALSE(testimony.hadNull);
    ASSERT_TRUE(context->setInputShape("x", dims({1, 3})));
    EXPECT_THAT(run({{"x", {1, 2, 3}}}, "y"), ElementsAre(2, 4, 6));
    EXPECT_FALSE(testimony.hadNull);
    EXPECT_FALSE(testimony.misaligned) << "workspaces are aligned to 256 bytes";
}

TEST_F(PluginContract, AnEnqueueThatFailsEndsThatInferenceAlone)
{
    output(witness(&input("x", {2}), 2.0F), "y");
    build();
    std::vector<float> x{-1, 2}, y(2);
    ASSERT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("y", y.data()));
    EXPECT_FALSE(context->enqueueV3(nullptr));
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("plugin \"Witness\" version \"1\" (namespace \"\")"), HasSubstr("enqueue"), HasSubstr("5"),
            HasSubstr("witness")));
    x[0] = 4;
    EXPECT_TRUE(context->enqueueV3(nullptr));
    EXPECT_THAT(y, ElementsAre(8, 4));
}

TEST_F(PluginContract, ContextsAttachThenConfigureThenAskForWorkspaceThenEnqueue)
{
    output(witness(&input("x", {-1, 3}), 2.0F), "y");
    addProfile("x", {1, 3}, {2, 3}, {4, 3});
    build();
    context.reset();
    testimony = {};
    context.reset(engine->createExecutionContext());
    std::vector<float> x(12, 1.0F), y(12);
    ASSERT_TRUE(context->setInputShape("x", dims({2, 3})));
    ASSERT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("y", y.data()));
    auto* const stream = reinterpret_cast<cudaStream_t>(&testimony);
    EXPECT_TRUE(context->enqueueV3(stream));
    EXPECT_TRUE(context->enqueueV3(stream));
    ASSERT_TRUE(context->setInputShape("x", dims({4, 3})));
    EXPECT_TRUE(context->enqueueV3(nullptr));
    context.reset();
    EXPECT_THAT(testimony.order,
        ElementsAre("attachToContext", "configurePlugin", "getWorkspaceSize", "enqueue", "enqueue", "configurePlugin",
            "getWorkspaceSize", "enqueue", "detachFromContext"));
    EXPECT_THAT(testimony.rowsKnown, ElementsAre(2, 4)) << "when shapes change, and not otherwise";
    EXPECT_THAT(testimony.handles, ElementsAre(nullptr, nullptr)) << "the CPU has no cuDNN and no cuBLAS";
    EXPECT_THAT(testimony.streams, ElementsAre(stream, stream, nullptr)) << "the inference's own";
}

TEST_F(PluginContract, TheBuilderConfiguresForEachProfileAtItsOptimum)
{
    output(witness(&input("x", {-1, 3}), 2.0F), "y");
    addProfile("x", {1, 3}, {2, 3}, {4, 3});
    addProfile("x", {5, 3}, {6, 3}, {9, 3});
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.takeErrors();
    for (int64_t const rows : {2, 6})
    {
        EXPECT_GT(std::count(testimony.rowsKnown.begin(), testimony.rowsKnown.end(), rows), 0) << rows;
    }
    EXPECT_EQ(testimony.enqueues, 0) << "nothing is left to choose, so nothing is timed";
}

TEST_F(PluginContract, OneNameInTwoNamespacesIsTwoPlugins)
{
    nvinfer1::ITensor& x = input("x", {2});
    output(witness(witness(&x, 2.0F), 3.0F, "ten"), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2}}}, "y"), ElementsAre(60, 120)) << "the second came from the creator of its namespace";
}

} // namespace
} // namespace tenon::testing

// V2 plugins whose output sizes depend on data, by tenon::PluginTraits::dataSize and tenon::outputSize.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <tenon/output_size.h>
#include <tenon/plugin_traits.h>

#include <cstring>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginTensorDesc;
using ::testing::ElementsAre;

//! Positive elements of x [N]: their values y [count] and their places p [count] (int32). The bound is N.
class Positives final : public nvinfer1::IPluginV2DynamicExt
{
public:
    //! What it does wrong: 0 nothing, 1 writes no size, 2 writes one past the bound, 3 gives outputs different bounds.
    static inline int32_t fault = 0;
    static inline int64_t toldDims = -1;
    static inline bool otherSizeIsNull = false;

    char const* getPluginType() const noexcept override { return "Positives"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 2; }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }
    DataType getOutputDataType(int32_t index, DataType const* types, int32_t) const noexcept override
    {
        return index == 0 ? types[0] : DataType::kINT32;
    }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override { return new Positives; }
    nvinfer1::DimsExprs getOutputDimensions(
        int32_t index, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder& builder) noexcept override
    {
        nvinfer1::DimsExprs dims = inputs[0];
        if (fault == 3 && index == 1)
        {
            dims.d[0] = builder.operation(nvinfer1::DimensionOperation::kSUM, *dims.d[0], *builder.constant(1));
        }
        return dims;
    }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        return inOut[pos].type == (pos == 2 ? DataType::kINT32 : DataType::kFLOAT)
            && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const* out, void const* const* inputs,
        void* const* outputs, void*, cudaStream_t) noexcept override
    {
        toldDims = out[0].dims.d[0];
        int64_t count = 0;
        for (int32_t i = 0; i < in[0].dims.d[0]; ++i)
        {
            float const value = static_cast<float const*>(inputs[0])[i];
            if (value > 0)
            {
                static_cast<float*>(outputs[0])[count] = value;
                static_cast<int32_t*>(outputs[1])[count++] = i;
            }
        }
        otherSizeIsNull = tenon::outputSize(9) == nullptr;
        if (int64_t* const size = tenon::outputSize(4); size != nullptr && fault != 1)
        {
            *size = fault == 2 ? in[0].dims.d[0] + 1 : count;
        }
        return 0;
    }
};

class PositivesCreator final : public nvinfer1::IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return "Positives"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return new Positives;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const*, size_t) noexcept override { return new Positives; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    nvinfer1::PluginFieldCollection fields_{};
};

class OutputSizeTest : public EngineTest
{
protected:
    OutputSizeTest()
    {
        Positives::fault = 0;
        EXPECT_TRUE(getPluginRegistry()->registerCreator(creator_, ""));
        declare(PluginTraits().dataSize(4, 0, 0).dataSize(4, 1, 0));
    }
    ~OutputSizeTest() override
    {
        context.reset();
        engine.reset();
        declare(PluginTraits());
        EXPECT_TRUE(getPluginRegistry()->deregisterCreator(creator_));
    }
    void declare(PluginTraits traits) { declareTraits(creator_, traits.devices(TENON_PLUGIN_ON_CPU)); }

    //! y = relu(values) and p; a sum of both values shows that they have one size.
    void define()
    {
        Positives plugin;
        nvinfer1::ITensor* const inputs[]{&input("x", {-1})};
        auto* const layer = network->addPluginV2(inputs, 1, plugin);
        ASSERT_NE(layer, nullptr);
        auto* const places = network->addCast(*layer->getOutput(1), DataType::kFLOAT);
        auto* const sum =
            network->addElementWise(*layer->getOutput(0), *places->getOutput(0), nvinfer1::ElementWiseOperation::kSUM);
        output(sum->getOutput(0), "y");
        addProfile("x", {0}, {4}, {8});
    }

    Values runPositives(Values x)
    {
        EXPECT_TRUE(context->setInputShape("x", dims({static_cast<int64_t>(x.size())})));
        Values y(9, -1.0F);
        EXPECT_TRUE(context->setTensorAddress("x", x.data()) && context->setTensorAddress("y", y.data()));
        failed_ = !inferred(*context);
        y.resize(failed_ ? 0 : static_cast<size_t>(context->getTensorShape("y").d[0]));
        return y;
    }

    std::string inferenceError()
    {
        EXPECT_EQ(network->getOutput(0)->getDimensions().nbDims, -1);
        return logger.takeErrors();
    }

    PositivesCreator creator_;
    bool failed_{false};
};

TEST_F(OutputSizeTest, ConsumersGetTheActualSize)
{
    define();
    EXPECT_EQ(sizes(network->getOutput(0)->getDimensions()), list({-1}));
    build();
    EXPECT_THAT(runPositives({5, -1, 7, 9}), ElementsAre(5, 7 + 2, 9 + 3));
    EXPECT_EQ(Positives::toldDims, 4) << "its own descriptors hold the bound";
    EXPECT_TRUE(Positives::otherSizeIsNull);
    EXPECT_EQ(tenon::outputSize(4), nullptr) << "outside of enqueue";
    EXPECT_THAT(runPositives({-5, -1, -7, -9}), ElementsAre());
    EXPECT_THAT(runPositives({1, 1}), ElementsAre(1, 2));
}

TEST_F(OutputSizeTest, ASizeThatIsNotWrittenEndsTheInference)
{
    define();
    build();
    Positives::fault = 1;
    runPositives({1, 1});
    EXPECT_TRUE(failed_);
    EXPECT_ONE_ERROR(
        "plugin \"Positives\" version \"1\" (namespace \"\"): expected enqueue to write size 4 where tenon::outputSize(4) points, "
        "found none written");
    Positives::fault = 2;
    runPositives({1, 1});
    EXPECT_TRUE(failed_);
    EXPECT_ONE_ERROR("from 0 to 2, the upper bound that it declared, found 3");
    Positives::fault = 0;
    EXPECT_THAT(runPositives({1, 1}), ElementsAre(1, 2)) << "the context stays usable";
}

TEST_F(OutputSizeTest, DeclarationsThatDoNotFitAreRefused)
{
    declare(PluginTraits().dataSize(4, 0, 1));
    define();
    EXPECT_THAT(inferenceError(),
        HasSubstr(
            "expected declared sizes of at least 0, of dimensions that its outputs have, found size 4 for dimension 1 "
            "of output 0"));
    declare(PluginTraits().dataSize(4, 0, 0).dataSize(4, 1, 0));
    Positives::fault = 3;
    EXPECT_THAT(inferenceError(),
        HasSubstr(
            "expected the same upper bound wherever size 4 stands, found (x.d0 + 1) in dimension 0 of output 1, and x.d0 "
            "before"));
}

TEST_F(OutputSizeTest, WithoutTheTraitTheBoundIsTheSize)
{
    declare(PluginTraits());
    define();
    build();
    EXPECT_EQ(runPositives({5, -1, 7, 9}).size(), 4U);
}

} // namespace
} // namespace tenon::testing

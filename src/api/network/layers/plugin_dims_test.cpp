// Dimensions that plugins compute with IExprBuilder: every operation, in several profiles and contexts, through a plan.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <algorithm>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::DimensionOperation;
using nvinfer1::PluginTensorDesc;
using ::testing::HasSubstr;

constexpr int32_t kOperations = nvinfer1::EnumMax<DimensionOperation>();

//! From x [a, b]: for each operation an output of one dimension, operation(a, b), filled with ones.
class EveryOperation final : public nvinfer1::IPluginV2DynamicExt
{
public:
    static inline int32_t configured = 0; //!< calls since the last look, on all objects
    static inline bool agreed = true;     //!< what enqueue was told is what was said of the outputs

    char const* getPluginType() const noexcept override { return "EveryOperation"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return kOperations; }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override { return types[0]; }
    nvinfer1::IPluginV2DynamicExt* clone() const noexcept override { return new EveryOperation; }
    nvinfer1::DimsExprs getOutputDimensions(
        int32_t index, nvinfer1::DimsExprs const* inputs, int32_t, nvinfer1::IExprBuilder& builder) noexcept override
    {
        nvinfer1::DimsExprs dims{};
        dims.nbDims = 1;
        dims.d[0] = builder.operation(static_cast<DimensionOperation>(index), *inputs[0].d[0], *inputs[0].d[1]);
        return dims;
    }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) noexcept override
    {
        return inOut[pos].type == DataType::kFLOAT && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const*, int32_t, nvinfer1::DynamicPluginTensorDesc const*,
        int32_t) noexcept override
    {
        ++configured;
    }
    size_t getWorkspaceSize(PluginTensorDesc const*, int32_t, PluginTensorDesc const*, int32_t) const noexcept override
    {
        return 0;
    }
    int32_t enqueue(PluginTensorDesc const* in, PluginTensorDesc const* out, void const* const*, void* const* outputs,
        void*, cudaStream_t) noexcept override
    {
        for (int32_t i = 0; i < kOperations; ++i)
        {
            agreed =
                agreed && out[i].dims.nbDims == 1 && out[i].dims.d[0] == expected(i, in[0].dims.d[0], in[0].dims.d[1]);
            std::fill_n(static_cast<float*>(outputs[i]), out[i].dims.d[0], 1.0F);
        }
        return 0;
    }

    //! What the operations are documented to be.
    static int64_t expected(int32_t operation, int64_t a, int64_t b)
    {
        switch (static_cast<DimensionOperation>(operation))
        {
        case DimensionOperation::kSUM: return a + b;
        case DimensionOperation::kPROD: return a * b;
        case DimensionOperation::kMAX: return std::max(a, b);
        case DimensionOperation::kMIN: return std::min(a, b);
        case DimensionOperation::kSUB: return a - b;
        case DimensionOperation::kEQUAL: return a == b ? 1 : 0;
        case DimensionOperation::kLESS: return a < b ? 1 : 0;
        case DimensionOperation::kFLOOR_DIV: return a / b;
        case DimensionOperation::kCEIL_DIV: return (a + b - 1) / b;
        }
        return -1;
    }
};

class EveryOperationCreator final : public nvinfer1::IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return "EveryOperation"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return new EveryOperation;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const*, size_t) noexcept override
    {
        return new EveryOperation;
    }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    nvinfer1::PluginFieldCollection fields_{};
};
REGISTER_TENSORRT_PLUGIN(EveryOperationCreator);

class PluginDims : public EngineTest
{
protected:
    void define()
    {
        EveryOperation plugin;
        nvinfer1::ITensor* const inputs[]{&input("x", {-1, -1})};
        nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(inputs, 1, plugin);
        ASSERT_NE(layer, nullptr);
        for (int32_t i = 0; i < kOperations; ++i)
        {
            output(layer->getOutput(i), nameOf(i).c_str());
        }
    }
    static std::string nameOf(int32_t operation) { return "y" + std::to_string(operation); }

    void expectShapes(nvinfer1::IExecutionContext& context, int64_t a, int64_t b)
    {
        ASSERT_TRUE(context.setInputShape("x", dims({a, b}))) << logger.takeErrors();
        Values x(static_cast<size_t>(a * b), 2.0F);
        std::vector<Values> y(kOperations, Values(200, -1.0F));
        EXPECT_TRUE(context.setTensorAddress("x", x.data()));
        for (int32_t i = 0; i < kOperations; ++i)
        {
            EXPECT_EQ(sizes(context.getTensorShape(nameOf(i).c_str())), list({EveryOperation::expected(i, a, b)}))
                << "operation " << i;
            EXPECT_TRUE(context.setTensorAddress(nameOf(i).c_str(), y[static_cast<size_t>(i)].data()));
        }
        EveryOperation::agreed = true;
        EXPECT_TRUE(context.enqueueV3(nullptr)) << logger.takeErrors();
        EXPECT_TRUE(EveryOperation::agreed);
        for (int32_t i = 0; i < kOperations; ++i)
        {
            Values const& values = y[static_cast<size_t>(i)];
            EXPECT_EQ(std::count(values.begin(), values.end(), 1.0F), EveryOperation::expected(i, a, b))
                << "operation " << i;
        }
    }
};

TEST_F(PluginDims, EveryOperationInEveryProfileAndContext)
{
    TENON_COVERS("IExprBuilder::operation", "IExecutionContext::setOptimizationProfileAsync");
    define();
    addProfile("x", {4, 1}, {6, 3}, {12, 4});
    addProfile("x", {20, 2}, {24, 5}, {30, 6});
    build();
    expectShapes(*context, 4, 4);
    expectShapes(*context, 11, 3);
    EXPECT_FALSE(context->setInputShape("x", dims({24, 5})));
    EXPECT_ONE_ERROR("input \"x\": expected dimension 0 to be from 4 to 12 (optimization profile 0), found 24");
    std::unique_ptr<nvinfer1::IExecutionContext> const other(engine->createExecutionContext());
    ASSERT_TRUE(other->setOptimizationProfileAsync(1, nullptr));
    expectShapes(*other, 23, 6);
    expectShapes(*context, 12, 1);
    ASSERT_TRUE(context->setOptimizationProfileAsync(1, nullptr));
    expectShapes(*context, 30, 2);
    EveryOperation::configured = 0;
    expectShapes(*context, 30, 2);
    EXPECT_EQ(EveryOperation::configured, 0) << "shapes did not change";
    ASSERT_TRUE(context->setOptimizationProfileAsync(0, nullptr));
    expectShapes(*context, 7, 2);
    EXPECT_EQ(EveryOperation::configured, 1);
}

TEST_F(PluginDims, ADimensionThatBecomesNegativeIsAnErrorOfThatInference)
{
    define();
    addProfile("x", {1, 1}, {6, 3}, {12, 4});
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({2, 3})));
    Values x(6), y(200);
    EXPECT_TRUE(context->setTensorAddress("x", x.data()));
    for (int32_t i = 0; i < kOperations; ++i)
    {
        EXPECT_TRUE(context->setTensorAddress(nameOf(i).c_str(), y.data()));
    }
    EXPECT_FALSE(context->enqueueV3(nullptr));
    EXPECT_ONE_ERROR("tensor \"y4\": expected dimension 0 to be at least 0, found -1 with the inputs' shapes");
    expectShapes(*context, 3, 3);
}

} // namespace
} // namespace tenon::testing

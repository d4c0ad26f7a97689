// Operations of newer opsets that importers compose: values that are known without a library, and what is refused.
#include "onnx/testing/model_maker.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace tenon::onnx
{
namespace
{

using ::onnx::TensorProto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ModelMaker;
using ::testing::Pointwise;
using Floats = std::vector<float>;

class LastError final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        text += severity <= Severity::kERROR ? std::string(message) + "\n" : "";
    }
    std::string text;
};

MATCHER(IsNear, "")
{
    float const found = std::get<0>(arg);
    float const expected = std::get<1>(arg);
    return std::fabs(found - expected) <= 1e-5F * std::max(1.0F, std::fabs(expected));
}

class NewOperationsTest : public ::testing::Test
{
protected:
    NewOperationsTest() { setenv("TENON_DEVICE", "cpu", 1); }

    bool parse(ModelMaker const& model)
    {
        parser_.reset();
        network_.reset(builder_->createNetworkV2(0));
        parser_.reset(nvonnxparser::createParser(*network_, log_));
        std::string const bytes = model.bytes();
        return parser_->parse(bytes.data(), bytes.size());
    }

    //! The first error of a model that is refused.
    std::string refusal(ModelMaker const& model)
    {
        EXPECT_FALSE(parse(model));
        return parser_->getNbErrors() == 0 ? "no error" : parser_->getError(0)->desc();
    }

    //! Output "y" of a model, for fp32 inputs in their order.
    Floats run(ModelMaker const& model, std::vector<Floats> inputs)
    {
        if (!parse(model))
        {
            ADD_FAILURE() << log_.text;
            return {};
        }
        std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder_->createBuilderConfig());
        std::unique_ptr<nvinfer1::IHostMemory> const plan(builder_->buildSerializedNetwork(*network_, *config));
        if (plan == nullptr)
        {
            ADD_FAILURE() << log_.text;
            return {};
        }
        std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(log_));
        std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
        std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
        size_t given = 0;
        Floats result;
        for (int32_t i = 0; i < engine->getNbIOTensors(); ++i)
        {
            char const* const name = engine->getIOTensorName(i);
            nvinfer1::Dims const dims = engine->getTensorShape(name);
            int64_t count = 1;
            for (int32_t d = 0; d < dims.nbDims; ++d)
            {
                count *= dims.d[d];
            }
            bool const isInput = engine->getTensorIOMode(name) == nvinfer1::TensorIOMode::kINPUT;
            if (!isInput)
            {
                result.assign(static_cast<size_t>(count), -999.0F);
            }
            EXPECT_TRUE(context->setTensorAddress(name, isInput ? inputs.at(given++).data() : result.data()));
        }
        EXPECT_TRUE(context->enqueueV3(nullptr)) << log_.text;
        return result;
    }

    LastError log_;
    std::unique_ptr<nvinfer1::IBuilder> builder_{nvinfer1::createInferBuilder(log_)};
    std::unique_ptr<nvinfer1::INetworkDefinition> network_;
    std::unique_ptr<nvonnxparser::IParser> parser_;
};

TEST_F(NewOperationsTest, DftOfACosineIsTwoLines)
{
    // cos(2π n / 4): lines of 2 at frequencies 1 and 3.
    ModelMaker model(20);
    model.input("x", {1, 4, 1}).output("y");
    model.node("DFT", {"x"}, {"y"});
    EXPECT_THAT(run(model, {{1, 0, -1, 0}}), Pointwise(IsNear(), Floats{0, 0, 2, 0, 0, 0, 2, 0}));
    ModelMaker half(17);
    half.input("x", {1, 4, 1}).output("y");
    auto& node = half.node("DFT", {"x"}, {"y"});
    ModelMaker::attribute(node, "onesided", int64_t{1});
    ModelMaker::attribute(node, "axis", int64_t{1});
    EXPECT_THAT(run(half, {{1, 0, -1, 0}}), Pointwise(IsNear(), Floats{0, 0, 2, 0, 0, 0}));
    // Longer than the signal: zeros behind it.
    ModelMaker padded(20);
    padded.input("x", {1, 1, 1}).output("y").integers("length", {4});
    padded.node("DFT", {"x", "length"}, {"y"});
    EXPECT_THAT(run(padded, {{3}}), Pointwise(IsNear(), Floats{3, 0, 3, 0, 3, 0, 3, 0}));
}

TEST_F(NewOperationsTest, StftTakesFrames)
{
    ModelMaker model(17);
    model.input("x", {1, 6, 1}).output("y").integers("step", {2}).integers("length", {2});
    model.node("STFT", {"x", "step", "", "length"}, {"y"});
    // Frames (1, 2), (3, 4), (5, 6): sums and differences.
    EXPECT_THAT(run(model, {{1, 2, 3, 4, 5, 6}}), Pointwise(IsNear(), Floats{3, 0, -1, 0, 7, 0, -1, 0, 11, 0, -1, 0}));
    ModelMaker wrong(17);
    wrong.input("x", {1, 6, 1}).output("y").integers("step", {2}).integers("length", {8});
    wrong.node("STFT", {"x", "step", "", "length"}, {"y"});
    EXPECT_THAT(refusal(wrong), HasSubstr("frames from 1 to the signal's 6"));
}

//! x [2, 37] through QuantizeLinear and DequantizeLinear of int8, with as many scales and zero points as given, along axis 0.
ModelMaker quantizedAndBack(Floats const& scales, std::vector<int8_t> const& zeros)
{
    ModelMaker model(17);
    auto const count = static_cast<int64_t>(scales.size());
    std::vector<int64_t> const dims = count == 1 ? std::vector<int64_t>{} : std::vector<int64_t>{count};
    model.input("x", {2, 37}).output("y").floats("scale", dims, scales);
    TensorProto& zero = *model.proto().mutable_graph()->add_initializer();
    zero.set_name("zero");
    zero.set_data_type(TensorProto::INT8);
    for (int64_t const size : dims)
    {
        zero.add_dims(size);
    }
    zero.set_raw_data(zeros.data(), zeros.size());
    ModelMaker::attribute(model.node("QuantizeLinear", {"x", "scale", "zero"}, {"q"}), "axis", int64_t{0});
    ModelMaker::attribute(model.node("DequantizeLinear", {"q", "scale", "zero"}, {"y"}), "axis", int64_t{0});
    return model;
}

TEST_F(NewOperationsTest, QuantizationRoundsTiesToEvenWhereverItsZeroIs)
{
    Floats x{NAN, INFINITY, -INFINITY, 1e30F, -1e30F, -0.0F, 0.125F, 0.375F, -0.625F, 31.75F, 31.8F, -32.0F, -32.2F};
    for (int32_t i = static_cast<int32_t>(x.size()); i < 74; ++i)
    {
        x.push_back(0.37F * static_cast<float>(i % 37) - 6.0F);
    }
    struct Case
    {
        Floats scales;
        std::vector<int8_t> zeros;
        nvinfer1::LayerType last;
    };
    using nvinfer1::LayerType;
    for (Case const& each : {Case{{0.25F}, {0}, LayerType::kDEQUANTIZE}, Case{{0.3F}, {0}, LayerType::kDEQUANTIZE},
             Case{{0.25F, 0.07F}, {0, 0}, LayerType::kDEQUANTIZE}, Case{{0.25F}, {5}, LayerType::kELEMENTWISE},
             Case{{0.25F, 0.07F}, {0, -9}, LayerType::kELEMENTWISE}})
    {
        Floats const y = run(quantizedAndBack(each.scales, each.zeros), {x});
        ASSERT_EQ(y.size(), x.size());
        EXPECT_EQ(network_->getLayer(network_->getNbLayers() - 1)->getType(), each.last);
        for (size_t i = 0; i < x.size(); ++i)
        {
            size_t const row = each.scales.size() == 1 ? 0 : i / 37;
            float const zero = each.zeros[row];
            float const q = std::fmin(std::fmax(std::nearbyint(x[i] / each.scales[row]) + zero, -128.0F), 127.0F);
            float const expected = (std::isnan(x[i]) ? 0.0F : q) - zero;
            EXPECT_EQ(y[i], expected * each.scales[row]) << x[i] << " by " << each.scales[row];
        }
    }
}

TEST_F(NewOperationsTest, DeterminantsSwapRows)
{
    ModelMaker model(22);
    model.input("x", {3, 3, 3}).output("y");
    model.node("Det", {"x"}, {"y"});
    Floats const matrices{
        0, 1, 0, 1, 0, 0, 0, 0, 1, /* */ 2, 0, 1, 1, 3, 2, 1, 1, 4, /* singular */ 1, 2, 3, 2, 4, 6, 1, 0, 1};
    EXPECT_THAT(run(model, {matrices}), Pointwise(IsNear(), Floats{-1, 18, 0}));
    ModelMaker flat(22);
    flat.input("x", {2, 3}).output("y");
    flat.node("Det", {"x"}, {"y"});
    EXPECT_THAT(refusal(flat), HasSubstr("expected square matrices of 1 to 64 rows"));
}

TEST_F(NewOperationsTest, MaxPoolTellsPlacesAndMaxUnpoolPutsBack)
{
    ModelMaker model(22);
    model.input("x", {1, 1, 2, 4}).output("y");
    auto& pool = model.node("MaxPool", {"x"}, {"values", "places"});
    ModelMaker::attribute(pool, "kernel_shape", std::vector<int64_t>{2, 2});
    ModelMaker::attribute(pool, "strides", std::vector<int64_t>{2, 2});
    auto& unpool = model.node("MaxUnpool", {"values", "places"}, {"y"});
    ModelMaker::attribute(unpool, "kernel_shape", std::vector<int64_t>{2, 2});
    ModelMaker::attribute(unpool, "strides", std::vector<int64_t>{2, 2});
    EXPECT_THAT(run(model, {{1, 9, 3, 4, 5, 6, 8, 7}}), ElementsAre(0, 9, 0, 0, 0, 0, 8, 0));
}

TEST_F(NewOperationsTest, DeformedConvolutionReadsWhereOffsetsSay)
{
    // One kernel element of weight 1: reads half a column to the right, where the image ends zeros count.
    ModelMaker model(19);
    model.input("x", {1, 1, 1, 3}).input("offset", {1, 2, 1, 3}).output("y").floats("w", {1, 1, 1, 1}, {2});
    model.node("DeformConv", {"x", "w", "offset"}, {"y"});
    EXPECT_THAT(run(model, {{10, 20, 40}, {0, 0, 0, 0.5F, 0.5F, 0.5F}}), Pointwise(IsNear(), Floats{30, 60, 40}));
    ModelMaker wrong(19);
    wrong.input("x", {1, 1, 1, 3}).input("offset", {1, 4, 1, 3}).output("y").floats("w", {1, 1, 1, 1}, {2});
    wrong.node("DeformConv", {"x", "w", "offset"}, {"y"});
    EXPECT_THAT(refusal(wrong), HasSubstr("offsets [N, 2, 1, 3], found"));
}

TEST_F(NewOperationsTest, ResizeSamplesWhatTheLayerDoesNotHave)
{
    // Halved with antialias: the triangle is twice as wide, its weights 1/8 3/8 3/8 1/8 but for the edges.
    ModelMaker smooth(18);
    smooth.input("x", {1, 1, 1, 4}).output("y").floats("scales", {4}, {1, 1, 1, 0.5F});
    auto& node = smooth.node("Resize", {"x", "", "scales"}, {"y"});
    ModelMaker::attribute(node, "mode", std::string("linear"));
    ModelMaker::attribute(node, "antialias", int64_t{1});
    // Edges repeat: (1 + 3) / 8 · 0 + 3 / 8 · 8 + 1 / 8 · 16.
    EXPECT_THAT(run(smooth, {{0, 8, 16, 24}}), Pointwise(IsNear(), Floats{5, 19}));
    // The middle half of a row, and what lies behind its end.
    ModelMaker crop(18);
    crop.input("x", {1, 1, 1, 5})
        .output("y")
        .floats("roi", {8}, {0, 0, 0, 0.25F, 1, 1, 1, 1.25F})
        .integers("sizes", {1, 1, 1, 5});
    auto& cropped = crop.node("Resize", {"x", "roi", "", "sizes"}, {"y"});
    ModelMaker::attribute(cropped, "mode", std::string("linear"));
    ModelMaker::attribute(cropped, "coordinate_transformation_mode", std::string("tf_crop_and_resize"));
    ModelMaker::attribute(cropped, "extrapolation_value", -1.0F);
    EXPECT_THAT(run(crop, {{0, 10, 20, 30, 40}}), Pointwise(IsNear(), Floats{10, 20, 30, 40, -1}));
    ModelMaker kept(18);
    kept.input("x", {1, 1, 2, 4}).output("y").integers("sizes", {1, 1});
    auto& smaller = kept.node("Resize", {"x", "", "", "sizes"}, {"y"});
    ModelMaker::attribute(smaller, "axes", std::vector<int64_t>{2, 3});
    ModelMaker::attribute(smaller, "keep_aspect_ratio_policy", std::string("not_smaller"));
    // Scaled by the larger of 1/2 and 1/4: one row of two.
    EXPECT_EQ(run(kept, {{1, 2, 3, 4, 5, 6, 7, 8}}).size(), 2U);
    ModelMaker open(18);
    open.input("x", {1, 1, -1, 4}).output("y").floats("scales", {4}, {1, 1, 0.5F, 1});
    auto& dynamic = open.node("Resize", {"x", "", "scales"}, {"y"});
    ModelMaker::attribute(dynamic, "mode", std::string("linear"));
    ModelMaker::attribute(dynamic, "antialias", int64_t{1});
    EXPECT_THAT(refusal(open), HasSubstr("Resize with antialias along dimension 2, whose sizes are not known"));
}

TEST_F(NewOperationsTest, RoiAlignNamesThePluginThatItNeeds)
{
    ModelMaker model(16);
    model.input("x", {1, 1, 4, 4}).input("rois", {1, 4}).output("y").integers("images", {0});
    model.node("RoiAlign", {"x", "rois", "images"}, {"y"});
    EXPECT_THAT(refusal(model),
        HasSubstr("expected the standard plugin \"ROIAlign_TRT\" version \"2\", found none registered; call "
                  "initLibNvInferPlugins"));
}

//! An RNN whose cell adds up (relu(x + h)), over sequences of two batch items; "y" is the states of all steps, then the last ones.
ModelMaker adder(int64_t steps, std::string const& direction, std::vector<int32_t> const& ends)
{
    int64_t const directions = direction == "bidirectional" ? 2 : 1;
    std::vector<float> const ones(static_cast<size_t>(directions), 1.0F);
    ModelMaker model(14);
    model.input("x", {steps, 2, 1})
        .output("y")
        .floats("w", {directions, 1, 1}, ones)
        .floats("r", {directions, 1, 1}, ones);
    if (!ends.empty())
    {
        TensorProto& lengths = *model.proto().mutable_graph()->add_initializer();
        lengths.set_name("lengths");
        lengths.set_data_type(TensorProto::INT32);
        lengths.add_dims(2);
        lengths.mutable_int32_data()->Add(ends.begin(), ends.end());
    }
    std::string const given = ends.empty() ? "" : "lengths";
    auto& node = model.node("RNN", {"x", "w", "r", "", given}, {"all", "last"});
    ModelMaker::attribute(node, "hidden_size", int64_t{1});
    ModelMaker::attribute(node, "direction", direction);
    auto& names = *node.add_attribute();
    names.set_name("activations");
    names.set_type(::onnx::AttributeProto::STRINGS);
    for (int64_t d = 0; d < directions; ++d)
    {
        names.add_strings("Relu");
    }
    model.integers("flat", {-1});
    model.node("Reshape", {"all", "flat"}, {"steps"});
    model.node("Reshape", {"last", "flat"}, {"ends"});
    ModelMaker::attribute(model.node("Concat", {"steps", "ends"}, {"y"}), "axis", int64_t{0});
    return model;
}

TEST_F(NewOperationsTest, LongRecurrentLayersAreLoops)
{
    // Twelve steps are a loop, two are laid out; both ways.
    Floats x;
    Floats sums[2];
    for (int i = 0; i < 12; ++i)
    {
        x.insert(x.end(), {1.0F, 2.0F});
        sums[0].insert(sums[0].end(), {static_cast<float>(i + 1), static_cast<float>(2 * i + 2)});
        sums[1].insert(sums[1].end(), {static_cast<float>(12 - i), static_cast<float>(24 - 2 * i)});
    }
    for (int const backwards : {0, 1})
    {
        Floats expected = sums[backwards];
        expected.insert(expected.end(), {12, 24});
        EXPECT_EQ(run(adder(12, backwards != 0 ? "reverse" : "forward", {}), {x}), expected);
    }
    EXPECT_THAT(run(adder(2, "bidirectional", {}), {{1, 2, 3, 4}}), ElementsAre(1, 2, 4, 6, 4, 6, 3, 4, 4, 6, 4, 6));
    EXPECT_THAT(run(adder(3, "forward", {1, 3}), {{1, 10, 2, 20, 3, 30}}), ElementsAre(1, 10, 0, 30, 0, 60, 1, 60));
    // One sequence of 2 steps, one of all 12: what ended shows zeros, and keeps its state.
    Floats expected = sums[0];
    for (size_t i = 4; i < expected.size(); i += 2)
    {
        expected[i] = 0;
    }
    expected.insert(expected.end(), {2, 24});
    EXPECT_EQ(run(adder(12, "forward", {2, 12}), {x}), expected);
}

TEST_F(NewOperationsTest, WhatNoMemoryHoldsIsRefused)
{
    auto const transposed = [](std::vector<int64_t> const& outputShape, std::vector<int64_t> const& outputPadding) {
        ModelMaker model(11);
        model.input("x", {1, 1, 3, 3}).output("y").floats("w", {1, 1, 1, 1}, {1});
        auto& node = model.node("ConvTranspose", {"x", "w"}, {"y"});
        ModelMaker::attribute(node, "output_shape", outputShape);
        ModelMaker::attribute(node, "output_padding", outputPadding);
        return model;
    };
    EXPECT_THAT(refusal(transposed({3}, {0, 0})),
        HasSubstr("attribute \"output_shape\": expected 2 values, one a spatial dimension, found 1"));
    EXPECT_THAT(refusal(transposed({3, 3}, {0, INT64_MIN})),
        HasSubstr("attribute \"output_padding\": expected values from -1073741824 to 1073741824, found"));
    ModelMaker grouped(19);
    grouped.input("x", {1, 1, 1, 3}).input("offset", {1, 2, 1, 3}).output("y").floats("w", {1, 1, 1, 1}, {2});
    ModelMaker::attribute(grouped.node("DeformConv", {"x", "w", "offset"}, {"y"}), "offset_group", int64_t{1} << 62);
    EXPECT_THAT(refusal(grouped), HasSubstr("expected from 1 to the 1 channels, found 1 and 4611686018427387904"));
}

TEST_F(NewOperationsTest, ActivationsStandForBothDirections)
{
    // The default ones: tanh of 0.
    ModelMaker model(14);
    model.input("x", {1, 1, 1}).output("y").floats("w", {2, 1, 1}, {0, 0}).floats("r", {2, 1, 1}, {0, 0});
    auto& node = model.node("RNN", {"x", "w", "r"}, {"y"});
    ModelMaker::attribute(node, "hidden_size", int64_t{1});
    ModelMaker::attribute(node, "direction", std::string("bidirectional"));
    EXPECT_THAT(run(model, {{1}}), ElementsAre(0, 0));
}

} // namespace
} // namespace tenon::onnx

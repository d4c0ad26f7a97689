// The importer as a client of the public API sees it: networks that come out, and messages where none does.
#include "onnx/testing/model_maker.h"
#include "support/covers.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace tenon::onnx
{
namespace
{

using ::onnx::TensorProto;
using ::testing::HasSubstr;
using testing::ModelMaker;

class Recorder final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        (severity <= Severity::kERROR            ? errors
                : severity == Severity::kWARNING ? warnings
                                                 : others) += std::string(message) + "\n";
    }
    std::string errors, warnings, others;
};

//! The fields that a creator was given, kept as text.
std::string givenFields;

//! A creator of identity plugins that declares one field of each kind and never makes a plugin: tests look at the fields.
class FieldsCreator final : public nvinfer1::IPluginCreator
{
public:
    explicit FieldsCreator(char const* name = "FieldsProbe")
        : name_(name)
    {
    }
    char const* getPluginName() const noexcept override { return name_; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override
    {
        using nvinfer1::PluginFieldType;
        static nvinfer1::PluginField const fields[]{{"slope", nullptr, PluginFieldType::kFLOAT32, 1},
            {"count", nullptr, PluginFieldType::kINT32, 1}, {"small", nullptr, PluginFieldType::kINT8, 1},
            {"text", nullptr, PluginFieldType::kCHAR, 1}, {"wide", nullptr, PluginFieldType::kFLOAT64, 1}};
        static nvinfer1::PluginFieldCollection const collection{5, fields};
        return &collection;
    }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const* collection) noexcept override
    {
        givenFields.clear();
        for (int32_t i = 0; i < collection->nbFields; ++i)
        {
            auto const& field = collection->fields[i];
            givenFields += std::string(field.name) + ":" + std::to_string(static_cast<int>(field.type)) + "="
                + valueText(field) + ";";
        }
        return nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const*, size_t) noexcept override { return nullptr; }

private:
    char const* name_;

    static std::string valueText(nvinfer1::PluginField const& field)
    {
        using nvinfer1::PluginFieldType;
        switch (field.type)
        {
        case PluginFieldType::kFLOAT32: return std::to_string(*static_cast<float const*>(field.data));
        case PluginFieldType::kFLOAT64: return std::to_string(*static_cast<double const*>(field.data));
        case PluginFieldType::kINT32: return std::to_string(*static_cast<int32_t const*>(field.data));
        case PluginFieldType::kINT8: return std::to_string(*static_cast<int8_t const*>(field.data));
        case PluginFieldType::kCHAR: return static_cast<char const*>(field.data);
        default: return "?";
        }
    }
};

class OnnxParser : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        builder.reset(nvinfer1::createInferBuilder(log));
        network.reset(builder->createNetworkV2(0));
        parser.reset(nvonnxparser::createParser(*network, log));
    }

    bool parse(ModelMaker const& model)
    {
        std::string const bytes = model.bytes();
        return parser->parse(bytes.data(), bytes.size());
    }

    //! The message of the one error that a model must give.
    std::string errorOf(ModelMaker const& model)
    {
        EXPECT_FALSE(parse(model));
        EXPECT_EQ(parser->getNbErrors(), 1);
        return parser->getNbErrors() == 0 ? "" : parser->getError(0)->desc();
    }

    nvinfer1::Dims dimsOf(int32_t output = 0) const { return network->getOutput(output)->getDimensions(); }

    Recorder log;
    std::unique_ptr<nvinfer1::IBuilder> builder;
    std::unique_ptr<nvinfer1::INetworkDefinition> network;
    std::unique_ptr<nvonnxparser::IParser> parser;
};

std::vector<int64_t> listOf(nvinfer1::Dims const& dims)
{
    return {dims.d, dims.d + std::max(dims.nbDims, 0)};
}

TEST_F(OnnxParser, AConvolutionKeepsItsParameters)
{
    TENON_COVERS("IParser::parse", "::createNvOnnxParser_INTERNAL", "::getNvOnnxParserVersion");
    EXPECT_EQ(getNvOnnxParserVersion(), NV_ONNX_PARSER_VERSION);
    ModelMaker model;
    model.input("x", {-1, 2, 7, 5})
        .output("y")
        .floats("w", {4, 1, 3, 3}, std::vector<float>(36, 1.0F))
        .floats("b", {4}, {1, 2, 3, 4});
    auto& node = model.node("Conv", {"x", "w", "b"}, {"y"});
    ModelMaker::attribute(node, "group", int64_t{2});
    ModelMaker::attribute(node, "strides", std::vector<int64_t>{2, 1});
    ModelMaker::attribute(node, "pads", std::vector<int64_t>{1, 0, 1, 2});
    ASSERT_TRUE(parse(model)) << log.errors;
    auto* const layer = dynamic_cast<nvinfer1::IConvolutionLayer*>(network->getLayer(0));
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->getNbGroups(), 2);
    EXPECT_EQ(listOf(layer->getStrideNd()), (std::vector<int64_t>{2, 1}));
    EXPECT_EQ(listOf(layer->getPrePadding()), (std::vector<int64_t>{1, 0}));
    EXPECT_EQ(listOf(layer->getPostPadding()), (std::vector<int64_t>{1, 2}));
    EXPECT_EQ(listOf(dimsOf()), (std::vector<int64_t>{-1, 4, 4, 5}));
    EXPECT_STREQ(layer->getName(), "Conv_node");
    EXPECT_STREQ(network->getOutput(0)->getName(), "y");
    EXPECT_STREQ(network->getInput(0)->getDimensionName(0), "n");
}

TEST_F(OnnxParser, BroadcastsConstantsOfLowerRank)
{
    ModelMaker model;
    model.input("x", {-1, 3, 4}).output("y").floats("b", {4}, {1, 2, 3, 4});
    model.node("Add", {"x", "b"}, {"y"});
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_EQ(listOf(dimsOf()), (std::vector<int64_t>{-1, 3, 4}));
}

TEST_F(OnnxParser, NodesMayStandInAnyOrder)
{
    TENON_COVERS("IParser::getLayerOutputTensor");
    ModelMaker model;
    model.input("x", {2, 3}).output("z");
    model.node("Relu", {"y"}, {"z"});
    model.node("Neg", {"x"}, {"y"});
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_EQ(network->getNbLayers(), 2);
    EXPECT_EQ(network->getLayer(0)->getType(), nvinfer1::LayerType::kUNARY);
    EXPECT_EQ(parser->getLayerOutputTensor("Neg_node", 0), network->getLayer(0)->getOutput(0));
    EXPECT_EQ(parser->getLayerOutputTensor("Neg_node", 1), nullptr);
    EXPECT_EQ(parser->getLayerOutputTensor("nobody", 0), nullptr);
}

TEST_F(OnnxParser, AnInputMayBeAnOutput)
{
    ModelMaker model;
    model.input("x", {2}).output("x").output("y");
    model.node("Relu", {"x"}, {"y"});
    ASSERT_TRUE(parse(model)) << log.errors;
    ASSERT_EQ(network->getNbOutputs(), 2);
    EXPECT_EQ(network->getOutput(0), network->getInput(0));
    EXPECT_STREQ(network->getOutput(1)->getName(), "y");
    EXPECT_EQ(network->getNbLayers(), 1);
}

TEST_F(OnnxParser, MayGoBeforeTheBuild)
{
    // Three kinds of weights: raw bytes inside the message, typed fields, and values that the importer computes (Gemm's alpha).
    ModelMaker model;
    model.input("x", {1, 2}).output("y");
    model.floats("w", {2, 2}, {1, 2, 3, 4}).floats("c", {2}, {10, 20}).floats("raw", {2}, {});
    float const raw[]{100, 200};
    model.proto().mutable_graph()->mutable_initializer(2)->clear_float_data();
    model.proto().mutable_graph()->mutable_initializer(2)->set_raw_data(raw, sizeof raw);
    ModelMaker::attribute(model.node("Gemm", {"x", "w", "c"}, {"g"}), "alpha", 2.0F);
    model.node("Add", {"g", "raw"}, {"y"});
    ASSERT_TRUE(parse(model)) << log.errors;
    parser.reset();
    // Were the weights in memory that went with the parser, this would overwrite them.
    std::vector<std::vector<float>> const rubbish(200, std::vector<float>(8, 1e30F));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << log.errors;
    network.reset();
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(log));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << log.errors;
    std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    float x[]{1, 1};
    float y[2]{};
    void* bindings[]{x, y};
    ASSERT_TRUE(context->executeV2(bindings)) << log.errors;
    EXPECT_THAT(y, ::testing::ElementsAre(2 * (1 + 3) + 110, 2 * (2 + 4) + 220));
}

TEST_F(OnnxParser, FlattensDynamicShapesInProgramsOfRelease8)
{
    // Their Shape layers give int32.
    parser.reset();
    network.reset();
    builder.reset(static_cast<nvinfer1::IBuilder*>(createInferBuilder_INTERNAL(&log, 8601)));
    network.reset(builder->createNetworkV2(1U)); // explicit batch
    parser.reset(nvonnxparser::createParser(*network, log));
    ModelMaker model;
    model.input("x", {-1, 2, 3}).output("y");
    model.node("Flatten", {"x"}, {"y"});
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_EQ(listOf(dimsOf()), (std::vector<int64_t>{-1, 6}));
}

TEST_F(OnnxParser, ACycleIsNamed)
{
    ModelMaker model;
    model.input("x", {2}).output("a");
    model.node("Add", {"x", "b"}, {"a"});
    model.node("Relu", {"a"}, {"b"});
    EXPECT_THAT(
        errorOf(model), HasSubstr("expected nodes without a cycle, found one through node 0 \"Add_node\" (Add)"));
}

TEST_F(OnnxParser, AMissingInputIsNamed)
{
    TENON_COVERS("IParserError::code");
    ModelMaker model;
    model.input("x", {2}).output("y");
    model.node("Add", {"x", "ghost"}, {"y"});
    EXPECT_THAT(errorOf(model), HasSubstr("node 0 \"Add_node\" (Add): expected its input \"ghost\""));
    EXPECT_EQ(parser->getError(0)->code(), nvonnxparser::ErrorCode::kINVALID_GRAPH);
}

TEST_F(OnnxParser, AMistypedAttributeIsNamedWithItsNode)
{
    TENON_COVERS("IParser::getError", "IParser::getNbErrors", "IParser::clearErrors", "IParserError::desc",
        "IParserError::node", "IParserError::nodeName", "IParserError::nodeOperator");
    ModelMaker model;
    model.input("x", {2, 3}).output("y");
    ModelMaker::attribute(model.node("LeakyRelu", {"x"}, {"y"}), "alpha", std::string("steep"));
    EXPECT_THAT(errorOf(model), HasSubstr("attribute \"alpha\": expected type FLOAT, found STRING"));
    auto const* const error = parser->getError(0);
    EXPECT_EQ(error->node(), 0);
    EXPECT_STREQ(error->nodeName(), "LeakyRelu_node");
    EXPECT_STREQ(error->nodeOperator(), "LeakyRelu");
    EXPECT_THAT(error->desc(), HasSubstr("in node 0 \"LeakyRelu_node\" (LeakyRelu)"));
    parser->clearErrors();
    EXPECT_EQ(parser->getNbErrors(), 0);
    EXPECT_EQ(parser->getError(0), nullptr);
}

TEST_F(OnnxParser, AnUnknownOperationNamesThePluginThatWasLookedFor)
{
    ModelMaker model;
    model.input("x", {2, 3}).output("y");
    auto& node = model.node("Frobnicate", {"x"}, {"y"});
    ModelMaker::attribute(node, "plugin_version", std::string("3"));
    ModelMaker::attribute(node, "plugin_namespace", std::string("acme"));
    EXPECT_THAT(errorOf(model),
        HasSubstr("a plugin \"Frobnicate\" version \"3\" namespace \"acme\", found neither; load the library"));
    EXPECT_EQ(parser->getError(0)->code(), nvonnxparser::ErrorCode::kUNSUPPORTED_NODE);
}

TEST_F(OnnxParser, AttributesReachAPluginInTheDeclaredTypes)
{
    TENON_COVERS("IPluginCreator::createPlugin", "IPluginCreator::getFieldNames");
    FieldsCreator creator;
    ASSERT_TRUE(getPluginRegistry()->registerCreator(creator, ""));
    ModelMaker model;
    model.input("x", {2, 3}).output("y");
    auto& node = model.node("FieldsProbe", {"x"}, {"y"});
    ModelMaker::attribute(node, "slope", 0.25F);
    ModelMaker::attribute(node, "count", int64_t{7});
    ModelMaker::attribute(node, "small", int64_t{-5});
    ModelMaker::attribute(node, "text", std::string("hello"));
    ModelMaker::attribute(node, "wide", int64_t{2});
    ModelMaker::attribute(node, "undeclared", int64_t{1});
    EXPECT_FALSE(parse(model)); // the probe makes no plugin
    getPluginRegistry()->deregisterCreator(creator);
    EXPECT_EQ(givenFields, "slope:1=0.250000;count:5=7;small:3=-5;text:6=hello;wide:2=2.000000;undeclared:5=1;");
    EXPECT_THAT(log.warnings, HasSubstr("attribute \"undeclared\" is none of the fields that the plugin declares"));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("createPlugin returned null for 6 fields"));
}

TEST_F(OnnxParser, PluginsOfAnOperationsNameGoFirstWhereThatIsAskedFor)
{
    FieldsCreator creator("LeakyRelu");
    ASSERT_TRUE(getPluginRegistry()->registerCreator(creator, ""));
    ModelMaker model;
    model.input("x", {2, 3}).output("y");
    ModelMaker::attribute(model.node("LeakyRelu", {"x"}, {"y"}), "alpha", 0.25F);
    givenFields.clear();
    EXPECT_TRUE(parse(model)) << log.errors;
    EXPECT_EQ(givenFields, "") << "the operation that ONNX defines goes first";
    EXPECT_EQ(network->getLayer(0)->getType(), nvinfer1::LayerType::kACTIVATION);

    network.reset(builder->createNetworkV2(0));
    parser.reset(nvonnxparser::createParser(*network, log));
    parser->setFlag(nvonnxparser::OnnxParserFlag::kENABLE_PLUGIN_OVERRIDE);
    EXPECT_FALSE(parse(model)); // the probe makes no plugin
    EXPECT_EQ(givenFields, "alpha:1=0.250000;");
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("createPlugin returned null"));
    getPluginRegistry()->deregisterCreator(creator);

    // Where no plugin has the name, the flag changes nothing.
    network.reset(builder->createNetworkV2(0));
    parser.reset(nvonnxparser::createParser(*network, log));
    parser->setFlag(nvonnxparser::OnnxParserFlag::kENABLE_PLUGIN_OVERRIDE);
    EXPECT_TRUE(parse(model)) << log.errors;
    EXPECT_EQ(network->getLayer(0)->getType(), nvinfer1::LayerType::kACTIVATION);
}

class V3Probe final : public nvinfer1::IPluginCreatorV3One
{
public:
    char const* getPluginName() const noexcept override { return "V3Probe"; }
    char const* getPluginVersion() const noexcept override { return "2"; }
    char const* getPluginNamespace() const noexcept override { return "acme"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &none_; }
    nvinfer1::IPluginV3* createPlugin(char const* layer, nvinfer1::PluginFieldCollection const* fields,
        nvinfer1::TensorRTPhase phase) noexcept override
    {
        asked = std::string(layer) + (phase == nvinfer1::TensorRTPhase::kBUILD ? " kBUILD" : " kRUNTIME");
        for (int32_t i = 0; i < fields->nbFields; ++i)
        {
            asked += std::string(" ") + fields->fields[i].name;
        }
        return nullptr;
    }
    std::string asked;

private:
    nvinfer1::PluginFieldCollection none_{};
};

TEST_F(OnnxParser, V3CreatorsAreFoundInTheirNamespace)
{
    TENON_COVERS("IPluginCreatorV3One::createPlugin");
    V3Probe creator;
    ASSERT_TRUE(getPluginRegistry()->registerCreator(creator, "acme"));
    auto const withShapeInputs = [](std::string const& input, int64_t index) {
        ModelMaker model;
        model.input(input, {2, 3}).output("y" + input);
        auto& node = model.node("V3Probe", {input}, {"y" + input});
        ModelMaker::attribute(node, "plugin_version", std::string("2"));
        ModelMaker::attribute(node, "plugin_namespace", std::string("acme"));
        ModelMaker::attribute(node, "tensorrt_plugin_shape_input_indices", index);
        ModelMaker::attribute(node, "gain", 2.0F);
        return model;
    };
    EXPECT_THAT(
        errorOf(withShapeInputs("x", 0)), HasSubstr("plugin \"V3Probe\": createPlugin returned null for 1 fields"));
    EXPECT_EQ(creator.asked, "V3Probe_node kBUILD gain");
    EXPECT_FALSE(parse(withShapeInputs("z", 3)));
    EXPECT_THAT(parser->getError(0)->desc(),
        HasSubstr("attribute \"tensorrt_plugin_shape_input_indices\": expected indices of the 1 inputs, found 3"));
    getPluginRegistry()->deregisterCreator(creator);
}

TEST_F(OnnxParser, AnAttributeOfAWrongTypeForAPluginIsAnError)
{
    FieldsCreator creator;
    ASSERT_TRUE(getPluginRegistry()->registerCreator(creator, ""));
    ModelMaker text;
    text.input("x", {2}).output("y");
    ModelMaker::attribute(text.node("FieldsProbe", {"x"}, {"y"}), "slope", std::string("steep"));
    EXPECT_FALSE(parse(text));
    EXPECT_THAT(parser->getError(0)->desc(),
        HasSubstr(
            "attribute \"slope\": expected a value for the plugin's field of type kFLOAT32, found attribute type STRING"));
    ModelMaker large;
    large.input("x2", {2}).output("y2");
    ModelMaker::attribute(large.node("FieldsProbe", {"x2"}, {"y2"}), "small", int64_t{300});
    EXPECT_FALSE(parse(large));
    EXPECT_THAT(
        parser->getError(0)->desc(), HasSubstr("attribute \"small\": expected values that fit kINT8, found 300"));
    getPluginRegistry()->deregisterCreator(creator);
}

TEST_F(OnnxParser, WhatIsNoModelIsRefused)
{
    EXPECT_FALSE(parser->parse(nullptr, 0));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("expected an ONNX model, found 0 bytes"));
    EXPECT_FALSE(parser->parse("this is no model", 16));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("model: expected"));
    EXPECT_EQ(parser->getError(0)->code(), nvonnxparser::ErrorCode::kMODEL_DESERIALIZE_FAILED);
    EXPECT_FALSE(parser->parseFromFile("/nowhere/model.onnx", 0));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("model file \"/nowhere/model.onnx\": cannot be read"));
    EXPECT_FALSE(parser->parseFromFile(nullptr, 0));
}

TEST_F(OnnxParser, EveryTruncationIsAnErrorOrAModel)
{
    ModelMaker model;
    model.input("x", {1, 2, 7, 5}).output("y").floats("w", {4, 2, 3, 3}, std::vector<float>(72, 1.0F));
    model.node("Conv", {"x", "w"}, {"y"});
    std::string const bytes = model.bytes();
    for (size_t length = 0; length < bytes.size(); length += 3)
    {
        std::unique_ptr<nvinfer1::INetworkDefinition> const fresh(builder->createNetworkV2(0));
        std::unique_ptr<nvonnxparser::IParser> const one(nvonnxparser::createParser(*fresh, log));
        std::string const cut = bytes.substr(0, length);
        EXPECT_FALSE(one->parse(cut.data(), cut.size()) && fresh->getNbLayers() == 0);
    }
}

TEST_F(OnnxParser, OpsetsOutsideTheRangeAreRefused)
{
    ModelMaker old(0);
    old.input("x", {2}).output("y");
    old.node("Relu", {"x"}, {"y"});
    EXPECT_THAT(errorOf(old), HasSubstr("expected an opset from 1 to 23, found 0"));
}

TEST_F(OnnxParser, HugeAndNegativeDimsAreRefused)
{
    ModelMaker model;
    model.input("x", {2}).output("y");
    auto& tensor = *model.proto().mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(TensorProto::FLOAT);
    tensor.add_dims(int64_t{1} << 40);
    tensor.add_dims(int64_t{1} << 40);
    model.node("Add", {"x", "w"}, {"y"});
    EXPECT_THAT(errorOf(model), HasSubstr("initializer \"w\": expected dims of a tensor that fits in memory"));
}

TEST_F(OnnxParser, InitializersOfTheWrongLengthAreRefused)
{
    ModelMaker model;
    model.input("x", {2}).output("y").floats("w", {5}, {1, 2, 3});
    model.node("Add", {"x", "w"}, {"y"});
    EXPECT_THAT(errorOf(model), HasSubstr("initializer \"w\": expected 5 elements of FLOAT"));
}

TEST_F(OnnxParser, ExternalDataStaysInTheModelsFolder)
{
    ModelMaker model;
    model.input("x", {2}).output("y");
    auto& tensor = *model.proto().mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(TensorProto::FLOAT);
    tensor.add_dims(2);
    tensor.set_data_location(TensorProto::EXTERNAL);
    auto& location = *tensor.add_external_data();
    location.set_key("location");
    location.set_value("../secret.bin");
    model.node("Add", {"x", "w"}, {"y"});
    EXPECT_THAT(errorOf(model),
        HasSubstr("expected external data in the model's own folder, found location \"../secret.bin\""));
}

TEST_F(OnnxParser, ExternalDataIsRead)
{
    auto const folder = std::filesystem::temp_directory_path() / ("tenon_onnx_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    float const values[]{0.0F, 3.0F, 4.0F};
    std::ofstream(folder / "w.bin", std::ios::binary).write(reinterpret_cast<char const*>(values), sizeof(values));
    ModelMaker model;
    model.input("x", {2}).output("y");
    auto& tensor = *model.proto().mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(TensorProto::FLOAT);
    tensor.add_dims(2);
    tensor.set_data_location(TensorProto::EXTERNAL);
    for (auto const& [key, value] :
        std::vector<std::pair<std::string, std::string>>{{"location", "w.bin"}, {"offset", "4"}, {"length", "8"}})
    {
        auto& entry = *tensor.add_external_data();
        entry.set_key(key);
        entry.set_value(value);
    }
    model.node("Add", {"x", "w"}, {"y"});
    std::ofstream(folder / "model.onnx", std::ios::binary) << model.bytes();
    EXPECT_TRUE(parser->parseFromFile((folder / "model.onnx").c_str(), 0)) << log.errors;
    nvinfer1::IConstantLayer* constant = nullptr;
    for (int32_t i = 0; i < network->getNbLayers() && constant == nullptr; ++i)
    {
        constant = dynamic_cast<nvinfer1::IConstantLayer*>(network->getLayer(i));
    }
    ASSERT_NE(constant, nullptr);
    EXPECT_EQ(static_cast<float const*>(constant->getWeights().values)[1], 4.0F);
    std::filesystem::remove_all(folder);
}

TEST_F(OnnxParser, TypesThatTheApiLacksAreNamed)
{
    ModelMaker model;
    model.input("x", {2}, TensorProto::COMPLEX64).output("y");
    model.node("Relu", {"x"}, {"y"});
    EXPECT_THAT(errorOf(model), HasSubstr("input \"x\": expected a type that the API has"));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("found COMPLEX64"));
}

TEST_F(OnnxParser, FieldsOfNewerMessagesAreRefusedUnlessTheyAreNotes)
{
    ModelMaker model;
    model.input("x", {2}).output("y");
    auto& node = model.node("Relu", {"x"}, {"y"});
    node.GetReflection()->MutableUnknownFields(&node)->AddLengthDelimited(9, "metadata_props");
    ASSERT_TRUE(parse(model)) << log.errors;
    node.GetReflection()->MutableUnknownFields(&node)->AddVarint(77, 1);
    EXPECT_THAT(errorOf(model), HasSubstr("found field 77 in onnx.NodeProto"));
}

TEST_F(OnnxParser, OperationsAreKnownByName)
{
    TENON_COVERS("IParser::supportsOperator");
    EXPECT_TRUE(parser->supportsOperator("Conv"));
    EXPECT_TRUE(parser->supportsOperator("Xor"));
    EXPECT_TRUE(parser->supportsOperator("Abs"));
    EXPECT_FALSE(parser->supportsOperator("Frobnicate"));
    EXPECT_FALSE(parser->supportsOperator(nullptr));
    // Each entry of the list is found: the table must be sorted.
#define TENON_ONNX_OP(op, function) EXPECT_TRUE(parser->supportsOperator(#op)) << #op;
#include "onnx/ops.inc"
#undef TENON_ONNX_OP
}

TEST_F(OnnxParser, FlagsAreKept)
{
    TENON_COVERS(
        "IParser::setFlag", "IParser::getFlag", "IParser::getFlags", "IParser::clearFlag", "IParser::setFlags");
    using nvonnxparser::OnnxParserFlag;
    parser->setFlag(OnnxParserFlag::kNATIVE_INSTANCENORM);
    EXPECT_TRUE(parser->getFlag(OnnxParserFlag::kNATIVE_INSTANCENORM));
    EXPECT_EQ(parser->getFlags(), 1U);
    parser->clearFlag(OnnxParserFlag::kNATIVE_INSTANCENORM);
    EXPECT_FALSE(parser->getFlag(OnnxParserFlag::kNATIVE_INSTANCENORM));
    parser->setFlags(6);
    EXPECT_EQ(parser->getFlags(), 6U);
}

TEST_F(OnnxParser, NoPluginLibrariesAreNeeded)
{
    TENON_COVERS("IParser::getUsedVCPluginLibraries");
    int64_t count = 7;
    EXPECT_EQ(parser->getUsedVCPluginLibraries(count), nullptr);
    EXPECT_EQ(count, 0);
}

} // namespace
} // namespace tenon::onnx

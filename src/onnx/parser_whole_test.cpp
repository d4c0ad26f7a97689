// What IParser offers beside parse: support queries, models given in parts, local functions, control flow, refitting; and hostile models.
#include "onnx/testing/model_maker.h"
#include "support/covers.h"

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

using ::onnx::AttributeProto;
using ::onnx::GraphProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ModelMaker;

class ErrorKeeper final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        errors += severity <= Severity::kERROR ? std::string(message) + "\n" : "";
    }
    std::string errors;
};

class OnnxParserWhole : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        builder.reset(nvinfer1::createInferBuilder(log));
        startAnew();
    }

    void startAnew()
    {
        parser.reset();
        network.reset(builder->createNetworkV2(0));
        parser.reset(nvonnxparser::createParser(*network, log));
    }

    bool parse(ModelMaker const& model)
    {
        std::string const bytes = model.bytes();
        return parser->parse(bytes.data(), bytes.size());
    }

    bool supports(ModelMaker const& model)
    {
        std::string const bytes = model.bytes();
        return parser->supportsModelV2(bytes.data(), bytes.size());
    }

    std::vector<int64_t> nodesOf(int64_t subgraph)
    {
        int64_t count = 0;
        int64_t const* const nodes = parser->getSubgraphNodes(subgraph, count);
        return {nodes, nodes + count};
    }

    //! Builds what was parsed and runs it on fp32 inputs.
    std::vector<float> run(
        std::vector<std::vector<float>> inputs, size_t outputCount, nvinfer1::BuilderFlag const* flag = nullptr)
    {
        std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
        if (flag != nullptr)
        {
            config->setFlag(*flag);
        }
        std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        if (plan == nullptr)
        {
            ADD_FAILURE() << log.errors;
            return {};
        }
        engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
        return infer(inputs, outputCount);
    }

    std::vector<float> infer(std::vector<std::vector<float>>& inputs, size_t outputCount)
    {
        std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
        std::vector<float> result(outputCount, -999.0F);
        size_t given = 0;
        for (int32_t i = 0; i < engine->getNbIOTensors(); ++i)
        {
            char const* const name = engine->getIOTensorName(i);
            bool const isInput = engine->getTensorIOMode(name) == nvinfer1::TensorIOMode::kINPUT;
            EXPECT_TRUE(context->setTensorAddress(name, isInput ? inputs.at(given++).data() : result.data()));
        }
        EXPECT_TRUE(context->enqueueV3(nullptr)) << log.errors;
        return result;
    }

    ErrorKeeper log;
    std::unique_ptr<nvinfer1::IBuilder> builder;
    std::unique_ptr<nvinfer1::IRuntime> runtime{nvinfer1::createInferRuntime(log)};
    std::unique_ptr<nvinfer1::INetworkDefinition> network;
    std::unique_ptr<nvonnxparser::IParser> parser;
    std::unique_ptr<nvinfer1::ICudaEngine> engine;
};

//! A node inside of a subgraph or function.
NodeProto& addNode(::google::protobuf::RepeatedPtrField<NodeProto>& nodes, std::string const& op,
    std::vector<std::string> const& inputs, std::vector<std::string> const& outputs)
{
    NodeProto& node = *nodes.Add();
    node.set_op_type(op);
    for (auto const& each : inputs)
    {
        node.add_input(each);
    }
    for (auto const& each : outputs)
    {
        node.add_output(each);
    }
    return node;
}

GraphProto& addGraph(NodeProto& node, std::string const& name)
{
    AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(AttributeProto::GRAPH);
    return *attribute.mutable_g();
}

TEST_F(OnnxParserWhole, SupportQueriesTellPartsOfAModel)
{
    TENON_COVERS("IParser::supportsModelV2", "IParser::getNbSubgraphs", "IParser::getSubgraphNodes",
        "IParser::isSubgraphSupported", "IParser::supportsModel");
    ModelMaker good;
    good.input("x", {2}).output("y");
    good.node("Relu", {"x"}, {"a"});
    good.node("Neg", {"a"}, {"y"});
    EXPECT_TRUE(supports(good)) << log.errors;
    ASSERT_EQ(parser->getNbSubgraphs(), 1);
    EXPECT_TRUE(parser->isSubgraphSupported(0));
    EXPECT_THAT(nodesOf(0), ElementsAre(0, 1));
    EXPECT_EQ(network->getNbOutputs(), 1) << "a supported model need not be parsed again";
    startAnew();
    ModelMaker mixed;
    mixed.input("x", {2}).output("y");
    mixed.node("Relu", {"x"}, {"a"});
    mixed.node("Frobnicate", {"a"}, {"b"});
    mixed.node("Neg", {"b"}, {"c"});
    mixed.node("Frobnicate", {"c"}, {"d"});
    mixed.node("Abs", {"x"}, {"y"});
    EXPECT_FALSE(supports(mixed));
    ASSERT_EQ(parser->getNbSubgraphs(), 3);
    EXPECT_THAT(nodesOf(0), ElementsAre(0));
    EXPECT_TRUE(parser->isSubgraphSupported(0));
    EXPECT_THAT(nodesOf(1), ElementsAre(2));
    EXPECT_FALSE(parser->isSubgraphSupported(1)) << "what it needs could not be made";
    EXPECT_THAT(nodesOf(2), ElementsAre(4));
    EXPECT_TRUE(parser->isSubgraphSupported(2));
    ASSERT_EQ(parser->getNbErrors(), 1);
    EXPECT_EQ(parser->getError(0)->node(), 1);
    EXPECT_STREQ(parser->getError(0)->nodeOperator(), "Frobnicate");
    EXPECT_THAT(nodesOf(9), ElementsAre());
    EXPECT_FALSE(parser->isSubgraphSupported(9));
    startAnew();
    SubGraphCollection_t parts;
    std::string const bytes = mixed.bytes();
    EXPECT_FALSE(parser->supportsModel(bytes.data(), bytes.size(), parts));
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[2].first, (std::vector<size_t>{4}));
    EXPECT_TRUE(parts[2].second);
}

TEST_F(OnnxParserWhole, ErrorsSayWhere)
{
    TENON_COVERS("IParserError::file", "IParserError::func", "IParserError::line", "IParserError::localFunctionStack",
        "IParserError::localFunctionStackSize", "IParserError::node");
    ModelMaker model;
    model.input("x", {2}).output("y");
    model.proto().add_opset_import()->set_domain("mine");
    ::onnx::FunctionProto& function = *model.proto().add_functions();
    function.set_name("Bad");
    function.set_domain("mine");
    function.add_input("a");
    function.add_output("b");
    addNode(*function.mutable_node(), "Frobnicate", {"a"}, {"b"});
    model.node("Relu", {"x"}, {"r"});
    model.node("Bad", {"r"}, {"y"}).set_domain("mine");
    EXPECT_FALSE(parse(model));
    ASSERT_EQ(parser->getNbErrors(), 1);
    nvonnxparser::IParserError const& error = *parser->getError(0);
    EXPECT_STREQ(error.file(), "onnx/parser.cpp");
    EXPECT_STREQ(error.func(), "parse");
    EXPECT_GT(error.line(), 0);
    EXPECT_STREQ(error.nodeOperator(), "Frobnicate");
    ASSERT_EQ(error.localFunctionStackSize(), 1);
    EXPECT_STREQ(error.localFunctionStack()[0], "Bad_node (Bad)");
}

TEST_F(OnnxParserWhole, LocalFunctionsAreCalled)
{
    ModelMaker model;
    model.input("x", {3}).output("y");
    model.proto().add_opset_import()->set_domain("mine");
    // Inner(a) = leaky relu with the caller's slope; Outer(a) = Inner(a) + Inner(a).
    ::onnx::FunctionProto& inner = *model.proto().add_functions();
    inner.set_name("Inner");
    inner.set_domain("mine");
    inner.add_input("a");
    inner.add_output("b");
    inner.add_attribute("slope");
    inner.add_opset_import()->set_version(13);
    NodeProto& leaky = addNode(*inner.mutable_node(), "LeakyRelu", {"a"}, {"b"});
    AttributeProto& alpha = *leaky.add_attribute();
    alpha.set_name("alpha");
    alpha.set_ref_attr_name("slope");
    alpha.set_type(AttributeProto::FLOAT);
    ::onnx::FunctionProto& outer = *model.proto().add_functions();
    outer.set_name("Outer");
    outer.set_domain("mine");
    outer.add_input("a");
    outer.add_output("c");
    NodeProto& first = addNode(*outer.mutable_node(), "Inner", {"a"}, {"x"}); // a name that the model has too
    first.set_domain("mine");
    ModelMaker::attribute(first, "slope", 0.5F);
    NodeProto& second = addNode(*outer.mutable_node(), "Inner", {"a"}, {"z"});
    second.set_domain("mine");
    addNode(*outer.mutable_node(), "Add", {"x", "z"}, {"c"});
    model.node("Outer", {"x"}, {"y"}).set_domain("mine");
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_THAT(run({{4, -4, 0}}, 3), ElementsAre(8, -2.04F, 0));
    startAnew();
    // A function that calls itself.
    addNode(*inner.mutable_node(), "Inner", {"a"}, {"again"}).set_domain("mine");
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("it may call itself"));
}

//! Two sequences that begin with the same elements, one that holds another and is held, and positions in front of others.
TEST_F(OnnxParserWhole, SequencesThatBeginAlikeStayApart)
{
    ModelMaker model;
    model.input("x", {1}).output("y").integers("front", {0});
    model.node("Neg", {"x"}, {"n"});
    model.node("Exp", {"x"}, {"e"});
    model.node("SequenceEmpty", {}, {"s0"});
    model.node("SequenceInsert", {"s0", "x"}, {"s1"});
    model.node("SequenceInsert", {"s1", "n"}, {"with_n"});
    model.node("SequenceInsert", {"s1", "e"}, {"with_e"});
    model.node("SequenceInsert", {"with_n", "with_n"}, {"nested"});
    model.node("SequenceInsert", {"with_n", "e", "front"}, {"e_first"});
    model.node("SequenceInsert", {"with_n", "x"}, {"longer"});
    model.node("SequenceErase", {"longer", "front"}, {"shorter"});
    for (char const* const name : {"s1", "with_n", "with_e", "e_first", "longer", "shorter"})
    {
        ModelMaker::attribute(
            model.node("ConcatFromSequence", {name}, {std::string(name) + "_all"}), "axis", int64_t{0});
    }
    ModelMaker::attribute(
        model.node("Concat", {"s1_all", "with_n_all", "with_e_all", "e_first_all", "longer_all", "shorter_all"}, {"y"}),
        "axis", int64_t{0});
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_THAT(run({{0}}, 13), ElementsAre(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0));
    float const e = std::exp(2.0F);
    std::vector<std::vector<float>> two{{2}};
    EXPECT_THAT(infer(two, 13),
        ::testing::Pointwise(
            ::testing::FloatNear(1e-5F), std::vector<float>{2, 2, -2, 2, e, e, 2, -2, 2, -2, 2, -2, 2}));
}

//! 28 functions of two calls each: 2^28 nodes in a few hundred bytes.
TEST_F(OnnxParserWhole, FunctionsThatGrowWithEachLevelAreRefused)
{
    for (int32_t const levels : {4, 28})
    {
        startAnew();
        ModelMaker model;
        model.input("x", {2}).output("y");
        for (int32_t i = 0; i <= levels; ++i)
        {
            ::onnx::FunctionProto& function = *model.proto().add_functions();
            function.set_name(fmt::format("F{}", i));
            function.set_domain("mine");
            function.add_input("a");
            function.add_output("c");
            for (auto const& [from, to] : {std::pair("a", "b"), std::pair("b", "c")})
            {
                NodeProto& node =
                    addNode(*function.mutable_node(), i == 0 ? "Relu" : fmt::format("F{}", i - 1), {from}, {to});
                node.set_domain(i == 0 ? "" : "mine");
            }
        }
        model.node(fmt::format("F{}", levels), {"x"}, {"y"}).set_domain("mine");
        EXPECT_EQ(parse(model), levels == 4) << log.errors;
    }
    EXPECT_THAT(parser->getError(0)->desc(),
        HasSubstr(
            "function \"F28\": expected the calls of the model's functions to become at most 262144 nodes, found more"));
}

//! y = x's sum above 0 ? x + w : x · w, with w from outside of both branches.
ModelMaker conditionalModel()
{
    ModelMaker model;
    model.input("x", {2}).output("y").floats("w", {2}, {10, 100}).floats("zero", {1}, {0});
    model.node("ReduceSum", {"x"}, {"sum"});
    model.node("Greater", {"sum", "zero"}, {"positive"});
    NodeProto& choice = model.node("If", {"positive"}, {"y"});
    for (auto const& [name, op] : {std::pair("then_branch", "Add"), std::pair("else_branch", "Mul")})
    {
        GraphProto& branch = addGraph(choice, name);
        branch.set_name(name);
        addNode(*branch.mutable_node(), op, {"x", "w"}, {"r"});
        branch.add_output()->set_name("r");
    }
    return model;
}

TEST_F(OnnxParserWhole, ConditionalsTakeValuesFromOutside)
{
    ASSERT_TRUE(parse(conditionalModel())) << log.errors;
    EXPECT_THAT(run({{1, 2}}, 2), ElementsAre(11, 102));
    std::vector<std::vector<float>> other{{-1, -2}};
    EXPECT_THAT(infer(other, 2), ElementsAre(-10, -200));
}

TEST_F(OnnxParserWhole, LoopsCarryValues)
{
    // Five times: x = x + w, kept each time.
    ModelMaker model;
    model.input("x", {2}).output("last").floats("w", {2}, {1, 10});
    auto& count = *model.proto().mutable_graph()->add_initializer();
    count.set_name("count");
    count.set_data_type(TensorProto::INT64);
    count.add_int64_data(5);
    NodeProto& loop = model.node("Loop", {"count", "", "x"}, {"last", "all"});
    GraphProto& body = addGraph(loop, "body");
    for (char const* const name : {"i", "going", "value"})
    {
        body.add_input()->set_name(name);
    }
    addNode(*body.mutable_node(), "Identity", {"going"}, {"on"});
    addNode(*body.mutable_node(), "Add", {"value", "w"}, {"next"});
    addNode(*body.mutable_node(), "Identity", {"next"}, {"kept"});
    for (char const* const name : {"on", "next", "kept"})
    {
        body.add_output()->set_name(name);
    }
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_THAT(run({{0, 0}}, 2), ElementsAre(5, 50));
    startAnew();
    model.proto().mutable_graph()->mutable_output(0)->set_name("all");
    ASSERT_TRUE(parse(model)) << log.errors;
    EXPECT_THAT(run({{0, 0}}, 10), ElementsAre(1, 10, 2, 20, 3, 30, 4, 40, 5, 50));
    startAnew();
    body.mutable_output()->RemoveLast();
    body.mutable_output()->RemoveLast();
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(parser->getError(0)->desc(),
        HasSubstr("body: expected 3 inputs and at least 2 outputs for 3 inputs of the node"));
}

TEST_F(OnnxParserWhole, ModelsMayComeInParts)
{
    TENON_COVERS("IParser::loadModelProto", "IParser::loadInitializer", "IParser::parseModelProto",
        "IParser::setBuilderConfig", "IParser::parseWithWeightDescriptors");
    ModelMaker model;
    model.input("x", {2}).output("y").floats("w", {2}, {1, 2});
    model.node("Add", {"x", "w"}, {"y"});
    std::string const bytes = model.bytes();
    EXPECT_FALSE(parser->parseModelProto());
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("expected a model that loadModelProto has read, found none"));
    ASSERT_TRUE(parser->loadModelProto(bytes.data(), bytes.size()));
    float const other[]{100, 200};
    EXPECT_FALSE(parser->loadInitializer("nobody", other, sizeof(other)));
    EXPECT_TRUE(parser->loadInitializer("w", other, sizeof(other)));
    ASSERT_TRUE(parser->parseModelProto()) << log.errors;
    EXPECT_THAT(run({{1, 1}}, 2), ElementsAre(101, 201));
    startAnew();
    ASSERT_TRUE(parser->loadModelProto(bytes.data(), bytes.size()));
    EXPECT_TRUE(parser->loadInitializer("w", other, 4));
    EXPECT_FALSE(parser->parseModelProto());
    EXPECT_THAT(parser->getError(0)->desc(),
        HasSubstr("expected 8 bytes for 2 elements of FLOAT, found 4 from loadInitializer"));
    startAnew();
    EXPECT_TRUE(parser->parseWithWeightDescriptors(bytes.data(), bytes.size()));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    EXPECT_TRUE(parser->setBuilderConfig(config.get()));
    EXPECT_FALSE(parser->setBuilderConfig(nullptr));
}

TEST_F(OnnxParserWhole, EnginesAreRefittedFromModels)
{
    TENON_COVERS("IParserRefitter::refitFromBytes", "IParserRefitter::refitFromFile", "IParserRefitter::loadModelProto",
        "IParserRefitter::loadInitializer", "IParserRefitter::refitModelProto", "IParserRefitter::getNbErrors",
        "IParserRefitter::getError", "IParserRefitter::clearErrors", "::createNvOnnxParserRefitter_INTERNAL");
    auto const modelWith = [](std::vector<float> const& w) {
        ModelMaker model;
        model.input("x", {1, 2}).output("y").floats("w", {2, 2}, w);
        model.node("MatMul", {"x", "w"}, {"y"});
        return model;
    };
    ASSERT_TRUE(parse(modelWith({1, 0, 0, 1})));
    nvinfer1::BuilderFlag const refit = nvinfer1::BuilderFlag::kREFIT;
    std::vector<std::vector<float>> x{{3, 4}};
    EXPECT_THAT(run(x, 2, &refit), ElementsAre(3, 4));
    std::unique_ptr<nvinfer1::IRefitter> const refitter(nvinfer1::createInferRefitter(*engine, log));
    ASSERT_NE(refitter, nullptr) << log.errors;
    std::unique_ptr<nvonnxparser::IParserRefitter> const parserRefitter(
        nvonnxparser::createParserRefitter(*refitter, log));
    ASSERT_NE(parserRefitter, nullptr);
    std::string const bytes = modelWith({0, 10, 1, 0}).bytes();
    ASSERT_TRUE(parserRefitter->refitFromBytes(bytes.data(), bytes.size())) << log.errors;
    ASSERT_TRUE(refitter->refitCudaEngine()) << log.errors;
    EXPECT_THAT(infer(x, 2), ElementsAre(4, 30));
    float const other[]{2, 0, 0, 2};
    ASSERT_TRUE(parserRefitter->loadModelProto(bytes.data(), bytes.size(), nullptr));
    ASSERT_TRUE(parserRefitter->loadInitializer("w", other, sizeof(other)));
    ASSERT_TRUE(parserRefitter->refitModelProto()) << log.errors;
    ASSERT_TRUE(refitter->refitCudaEngine());
    EXPECT_THAT(infer(x, 2), ElementsAre(6, 8));
    EXPECT_FALSE(parserRefitter->refitFromFile("/nowhere.onnx"));
    EXPECT_EQ(parserRefitter->getNbErrors(), 1);
    EXPECT_EQ(parserRefitter->getError(0)->code(), nvonnxparser::ErrorCode::kREFIT_FAILED);
    parserRefitter->clearErrors();
    EXPECT_EQ(parserRefitter->getNbErrors(), 0);
}

TEST_F(OnnxParserWhole, HostileSubgraphsAreErrors)
{
    // A branch whose output nobody makes.
    ModelMaker model = conditionalModel();
    NodeProto& choice = *model.proto().mutable_graph()->mutable_node(2);
    choice.mutable_attribute(0)->mutable_g()->mutable_output(0)->set_name("nobody");
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("\"nobody\""));
    startAnew();
    // Nodes of a branch in a cycle.
    model = conditionalModel();
    GraphProto& branch = *model.proto().mutable_graph()->mutable_node(2)->mutable_attribute(0)->mutable_g();
    addNode(*branch.mutable_node(), "Neg", {"p"}, {"q"});
    addNode(*branch.mutable_node(), "Neg", {"q"}, {"p"});
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("expected nodes without a cycle"));
    startAnew();
    // No graph at all.
    model = conditionalModel();
    model.proto().mutable_graph()->mutable_node(2)->clear_attribute();
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(parser->getError(0)->desc(), HasSubstr("attribute \"then_branch\": expected a graph, found none"));
    startAnew();
    // Branches of different types.
    model = conditionalModel();
    GraphProto& other = *model.proto().mutable_graph()->mutable_node(2)->mutable_attribute(1)->mutable_g();
    other.mutable_node(0)->set_op_type("Greater");
    EXPECT_FALSE(parse(model));
    EXPECT_THAT(log.errors, HasSubstr("expected both branches to give one type and rank"));
}

} // namespace
} // namespace tenon::onnx

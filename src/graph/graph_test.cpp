#include "graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace tenon::graph
{
namespace
{

using ::testing::HasSubstr;

struct JoinParams
{
    int64_t extra{0};
    ConstantData weights;
    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("extra", extra);
        visitor("weights", weights);
    }
};

//! One dimension: the sum of its inputs' and `extra`. Counts how often it infers.
class JoinOp final : public BuiltinOp<JoinOp, JoinParams>
{
public:
    static constexpr std::string_view kKind = "Join";
    static int32_t inferences;

    Result<std::vector<ValueSpec>> infer(InferenceInputs const& inputs) const override
    {
        ++inferences;
        if (params.extra < 0)
        {
            return base::invalidArgument("extra: expected at least 0, found {}", params.extra);
        }
        Dim sum = constant(params.extra);
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            if (inputs.has(i))
            {
                sum = add(sum, inputs[i].dims[0]);
            }
        }
        return std::vector<ValueSpec>{{DataType::kFLOAT, {sum}, std::nullopt}};
    }
    Result<CandidateList> candidates(CandidateQuery const&) override { return CandidateList{}; }
    Result<std::unique_ptr<Kernel>> makeKernel(KernelRequest const&) const override
    {
        return base::notImplemented("kernel");
    }
};
int32_t JoinOp::inferences = 0;

Op& addJoin(Graph& graph, std::string const& name, std::vector<Tensor*> inputs, int64_t extra = 0)
{
    auto op = std::make_unique<JoinOp>();
    op->name = name;
    op->params.extra = extra;
    return graph.addOp(std::move(op), std::move(inputs));
}

Tensor& out(Op& op)
{
    return *op.outputs[0];
}

TEST(Graph, InfersOnlyWhatChanged)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {symbol(graph.addSymbol("batch"))});
    Op& a = addJoin(graph, "a", {&x}, 1);
    Op& b = addJoin(graph, "b", {&out(a), &out(a), nullptr});
    Op& c = addJoin(graph, "c", {&x}, 5);
    Op& d = addJoin(graph, "d", {&out(b), &out(c)});
    JoinOp::inferences = 0;
    ASSERT_TRUE(graph.infer(out(d)).ok());
    EXPECT_EQ(JoinOp::inferences, 4);
    ASSERT_TRUE(graph.inferAll().ok());
    EXPECT_EQ(JoinOp::inferences, 4);
    std::vector<int64_t> const three{3};
    EXPECT_EQ(*evaluate(out(d).dims[0], three), 2 * (3 + 1) + (3 + 5));
    dynamic_cast<JoinOp&>(c).params.extra = 6;
    graph.invalidate(c);
    ASSERT_TRUE(graph.infer(out(d)).ok());
    EXPECT_EQ(JoinOp::inferences, 6); // c and d
    EXPECT_EQ(*evaluate(out(d).dims[0], three), 17);
    graph.setInput(b, 2, &x);
    EXPECT_FALSE(out(d).inferred);
    ASSERT_TRUE(graph.inferAll().ok());
    EXPECT_EQ(JoinOp::inferences, 8); // b and d
    EXPECT_EQ(*evaluate(out(d).dims[0], three), 20);
}

TEST(Graph, NamesTheLayerWhoseInferenceFails)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(2)});
    Op& bad = addJoin(graph, "bad one", {&x}, -4);
    auto const status = graph.inferAll();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().text(), "extra: expected at least 0, found -4\n  in layer Join \"bad one\"");
    dynamic_cast<JoinOp&>(bad).params.extra = 4;
    EXPECT_TRUE(graph.inferAll().ok());
}

TEST(Graph, InfersLongChainsWithoutRecursion)
{
    Graph graph;
    Tensor* last = &graph.addInput("x", DataType::kFLOAT, {constant(1)});
    for (int32_t i = 0; i < 20000; ++i)
    {
        last = &out(addJoin(graph, fmt::format("op{}", i), {last}, 1));
    }
    ASSERT_TRUE(graph.infer(*last).ok());
    EXPECT_EQ(last->dims[0]->value(), 20001);
    EXPECT_TRUE(graph.sorted().ok());
}

TEST(Graph, FindsCycles)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& a = addJoin(graph, "a", {&x});
    Op& b = addJoin(graph, "b", {&out(a)});
    graph.setInput(a, 1, &out(b));
    EXPECT_THAT(graph.sorted().error().message, HasSubstr("expected no cycle, found one through Join \"a\""));
    EXPECT_THAT(graph.inferAll().error().message, HasSubstr("expected no cycle, found one through"));
    EXPECT_THAT(graph.verify().error().message, HasSubstr("expected no cycle"));
    Op& self = addJoin(graph, "self", {});
    graph.setInput(a, 1, nullptr);
    graph.setInput(self, 0, &out(self));
    EXPECT_THAT(
        graph.infer(out(self)).error().message, HasSubstr("expected no cycle, found one through Join \"self\""));
}

TEST(Graph, SortsProducersFirst)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& late = addJoin(graph, "late", {&x});
    Op& early = addJoin(graph, "early", {&x});
    graph.setInput(late, 0, &out(early));
    auto const order = graph.sorted();
    ASSERT_TRUE(order.ok());
    EXPECT_THAT(*order, ::testing::ElementsAre(&early, &late));
}

TEST(Graph, KeepsTheOrderOfAddingWhereItCan)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& a = addJoin(graph, "a", {&x});
    Op& b = addJoin(graph, "b", {&out(a)});
    Op& c = addJoin(graph, "c", {&x});
    EXPECT_THAT(*graph.executionOrder(), ::testing::ElementsAre(&a, &b, &c));
    // What is added last and wanted first goes right before the first that wants it.
    Op& late = addJoin(graph, "late", {&x});
    graph.setInput(b, 1, &out(late));
    EXPECT_THAT(*graph.executionOrder(), ::testing::ElementsAre(&a, &c, &late, &b));
    EXPECT_THAT(*graph.executionOrder(), ::testing::ElementsAre(&a, &c, &late, &b));
    graph.setInput(b, 1, nullptr);
    EXPECT_THAT(*graph.executionOrder(), ::testing::ElementsAre(&a, &b, &c, &late));
    graph.removeOp(c);
    EXPECT_THAT(*graph.executionOrder(), ::testing::ElementsAre(&a, &b, &late));
    graph.setInput(a, 0, &out(b));
    EXPECT_THAT(graph.executionOrder().error().message, HasSubstr("expected no cycle, found one through Join \"a\""));
}

TEST(Graph, CountsChangesOfLinks)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& a = addJoin(graph, "a", {&x});
    auto changes = [&, before = graph.version()](auto const& change) mutable {
        change();
        return std::exchange(before, graph.version()) != graph.version();
    };
    EXPECT_TRUE(changes([&] { graph.markOutput(out(a)); }));
    EXPECT_TRUE(changes([&] { graph.setInput(a, 0, nullptr); }));
    EXPECT_TRUE(changes([&] { graph.setInput(a, 0, &x); }));
    EXPECT_TRUE(changes([&] { graph.addConstant("c", {constant(1)}, {DataType::kFLOAT, 1, nullptr, nullptr}); }));
    EXPECT_TRUE(changes([&] { graph.removeOp(addJoin(graph, "b", {&out(a)})); }));
    EXPECT_TRUE(changes([&] { graph.compact(); }));
    EXPECT_FALSE(changes([&] {
        graph.compact();
        ASSERT_TRUE(graph.inferAll().ok());
        ASSERT_TRUE(graph.verify().ok());
        ASSERT_TRUE(graph.executionOrder().ok());
    }));
}

TEST(Graph, ViewsOfSymbolNamesOutliveNewSymbols)
{
    Graph graph;
    EXPECT_TRUE(graph.symbolNames().empty());
    graph.addSymbol("batch");
    auto const first = graph.symbolNames();
    for (int32_t i = 0; i < 1000; ++i)
    {
        EXPECT_EQ(graph.addSymbol(fmt::format("s{}", i)), i + 1);
    }
    EXPECT_THAT(first, ::testing::ElementsAre("batch"));
    ASSERT_EQ(graph.symbolNames().size(), 1001U);
    EXPECT_EQ(graph.symbolNames()[1000], "s999");
    EXPECT_EQ(graph.addSymbol("s7"), 8);
    auto const twin = graph.copy();
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(twin->symbolNames()[8], "s7");
    EXPECT_EQ(twin->symbols()[8].name, "s7");
}

TEST(Graph, VerifiesNamesAndProducers)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& a = addJoin(graph, "a", {&x});
    graph.markOutput(out(a));
    EXPECT_TRUE(graph.verify().ok());
    out(a).name = "x";
    EXPECT_THAT(graph.verify().error().message, HasSubstr("found \"x\" twice"));
    out(a).name = "";
    EXPECT_THAT(graph.verify().error().message, HasSubstr("expected a name for each input and output"));
    out(a).name = "y";
    Graph other;
    Tensor& stray = graph.addConstant("stray", {constant(1)}, {DataType::kFLOAT, 1, nullptr, nullptr});
    graph.setInput(a, 1, &stray);
    EXPECT_TRUE(graph.verify().ok());
    stray.constant.reset();
    EXPECT_THAT(graph.verify().error().message,
        HasSubstr("Join \"a\": expected input 1 (\"stray\") to be produced by a layer"));
}

TEST(Graph, CopiesDeeply)
{
    Graph graph;
    graph.name = "net";
    graph.implicitBatch = true;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {symbol(graph.addSymbol("batch", {1, 8}))});
    Op& a = addJoin(graph, "a", {&x}, 2);
    Op& b = addJoin(graph, "b", {&out(a), nullptr, &out(a)});
    b.requestedOutputTypes[0] = DataType::kHALF;
    Op& gone = addJoin(graph, "gone", {&x});
    graph.markOutput(out(b));
    graph.removeOp(gone);
    ASSERT_TRUE(graph.inferAll().ok());
    auto twin = graph.copy();
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_TRUE(twin->verify().ok());
    EXPECT_EQ(twin->toText(), graph.toText());
    EXPECT_TRUE(twin->implicitBatch);
    EXPECT_EQ(twin->symbols()[0].range.max, 8);
    ASSERT_EQ(twin->ops().size(), 2U);
    EXPECT_NE(twin->ops()[0].get(), &a);
    EXPECT_EQ(twin->outputs()[0]->type, DataType::kHALF);
    dynamic_cast<JoinOp&>(*twin->ops()[0]).params.extra = 9;
    EXPECT_EQ(dynamic_cast<JoinOp&>(a).params.extra, 2);
    twin->setInput(*twin->ops()[1], 0, twin->inputs()[0]);
    EXPECT_EQ(b.inputs[0], &out(a));
    EXPECT_EQ(x.consumers.size(), 1U);
}

TEST(Graph, RemovesAndAddsInAnyOrder)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    std::vector<Op*> ops;
    auto const add = [&] { ops.push_back(&addJoin(graph, "op" + std::to_string(ops.size()), {&x})); };
    auto const names = [](Graph const& of) {
        std::vector<std::string> found;
        for (auto const& op : of.ops())
        {
            found.push_back(op->name);
        }
        return found;
    };
    for (int32_t i = 0; i < 5; ++i)
    {
        add();
    }
    graph.removeOp(*ops[1]);
    graph.removeOp(*ops[4]);
    add();
    graph.removeOp(*ops[0]);
    EXPECT_EQ(graph.ops().size(), 3U);
    add();
    graph.removeOp(*ops[3]);
    auto const twin = graph.copy();
    ASSERT_TRUE(twin.ok());
    EXPECT_THAT(names(*twin), ::testing::ElementsAre("op2", "op5", "op6"));
    EXPECT_THAT(names(graph), ::testing::ElementsAre("op2", "op5", "op6"));
    graph.removeOp(*ops[6]);
    graph.compact();
    EXPECT_TRUE(graph.inferAll().ok());
    EXPECT_TRUE(graph.verify().ok());
    EXPECT_THAT(names(graph), ::testing::ElementsAre("op2", "op5"));
    EXPECT_EQ(x.consumers.size(), 2U);
}

TEST(Graph, ReplacesAndRemoves)
{
    Graph graph;
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {constant(1)});
    Op& a = addJoin(graph, "a", {&x});
    Op& b = addJoin(graph, "b", {&out(a), &out(a)});
    Op& c = addJoin(graph, "c", {&x});
    out(a).name = "result";
    graph.markOutput(out(a));
    graph.replaceUses(out(a), out(c));
    EXPECT_EQ(b.inputs[0], &out(c));
    EXPECT_EQ(b.inputs[1], &out(c));
    EXPECT_EQ(out(c).consumers.size(), 2U);
    EXPECT_TRUE(out(a).consumers.empty());
    EXPECT_EQ(graph.outputs()[0], &out(c));
    EXPECT_EQ(out(c).name, "result");
    graph.removeOp(a);
    EXPECT_EQ(x.consumers.size(), 1U);
    graph.compact();
    for (size_t i = 0; i < graph.tensors().size(); ++i)
    {
        EXPECT_EQ(graph.tensors()[i]->id, static_cast<int32_t>(i));
    }
    EXPECT_TRUE(graph.verify().ok());
}

TEST(Graph, ShowsItself)
{
    Graph graph;
    graph.name = "net";
    Tensor& x = graph.addInput("x", DataType::kFLOAT, {symbol(graph.addSymbol("batch"))});
    Op& a = addJoin(graph, "a", {&x, nullptr}, 3);
    graph.markOutput(out(a));
    out(a).name = "y";
    EXPECT_THAT(graph.toText(), HasSubstr("a = Join(x: fp32[batch], -) {extra=3, weights=none} -> y: ?"));
    ASSERT_TRUE(graph.inferAll().ok());
    EXPECT_THAT(graph.toText(), HasSubstr("-> y: fp32[(3 + batch)]"));
    EXPECT_THAT(graph.toText(), HasSubstr("network \"net\" (explicit batch)"));
}

TEST(OpFactory, MakesWhatItKnows)
{
    OpFactory factory;
    factory.add("Join", JoinOp::fromRecord);
    OpRecord record{"Join", "j", {{"extra", int64_t{4}}, {"weights", ConstantData{}}}, std::nullopt};
    auto const op = factory.make(record);
    ASSERT_TRUE(op.ok()) << op.error().text();
    EXPECT_EQ((*op)->label(), "Join \"j\"");
    record.attributes.erase("extra");
    EXPECT_EQ(factory.make(record).error().text(),
        "attribute \"extra\": expected a value, found none\n  in layer Join \"j\"");
    record.kind = "Unheard";
    EXPECT_THAT(factory.make(record).error().message,
        HasSubstr("expected an operation that this version knows, found \"Unheard\""));
}

TEST(CandidateQuery, OffersWhatIsAllowed)
{
    CandidateQuery query;
    EXPECT_THAT(query.choices(DataType::kHALF), ::testing::ElementsAre(DataType::kFLOAT));
    query.allowHalf = query.allowBfloat16 = true;
    EXPECT_THAT(
        query.choices(DataType::kFLOAT), ::testing::ElementsAre(DataType::kHALF, DataType::kBF16, DataType::kFLOAT));
    EXPECT_THAT(query.choices(DataType::kINT32), ::testing::ElementsAre(DataType::kINT32));
    query.stronglyTyped = true;
    EXPECT_THAT(query.choices(DataType::kHALF), ::testing::ElementsAre(DataType::kHALF));
}

TEST(ConstantData, ConvertsToFloatAndCopies)
{
    int8_t const numbers[]{-3, 0, 7};
    auto const floats = toFloat({DataType::kINT8, 3, numbers, nullptr});
    ASSERT_TRUE(floats.ok());
    EXPECT_THAT(floats->floats(), ::testing::ElementsAre(-3.0F, 0.0F, 7.0F));
    uint16_t const half[]{0x3C00, 0xC000};
    EXPECT_THAT(toFloat({DataType::kHALF, 2, half, nullptr})->floats(), ::testing::ElementsAre(1.0F, -2.0F));
    EXPECT_THAT(toFloat({DataType::kFP8, 2, half, nullptr}).error().message,
        HasSubstr("expected a type that converts to fp32, found fp8"));
    ConstantData const copy = copyOf({DataType::kHALF, 2, half, nullptr});
    EXPECT_NE(copy.data, static_cast<void const*>(half));
    EXPECT_EQ(copy.bytes(), 4U);
    EXPECT_EQ((ConstantData{DataType::kINT4, 3, nullptr, nullptr}.bytes()), 2U);
}

} // namespace
} // namespace tenon::graph

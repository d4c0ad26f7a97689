// The operation alone; loops as users define them are tested through the API (api/network/layers/control_flow_test.cpp).
#include "ops/loop/loop.h"

#include "ops/element_wise/element_wise.h"
#include "ops/loop/loop_boundaries.h"
#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::LoopOutput;
using testing::Array;
using testing::array;
using List = std::vector<double>;

//! value = value + step, `count` times; outputs the last value, and all of them along `axis`.
LoopOp additions(std::vector<int64_t> const& dims, int64_t axis, LoopOutput kind)
{
    auto body = std::make_shared<graph::Graph>();
    graph::Shape shape;
    for (int64_t const size : dims)
    {
        shape.push_back(size < 0 ? graph::symbol(body->addSymbol("n")) : graph::constant(size));
    }
    graph::Tensor& value = body->addInput("value", DataType::kFLOAT, shape);
    graph::Tensor& step = body->addInput("step", DataType::kFLOAT, shape);
    auto sum = std::make_unique<ElementWiseOp>();
    sum->name = "sum";
    sum->params.operation = nvinfer1::ElementWiseOperation::kSUM;
    graph::Op& op = body->addOp(std::move(sum), {&value, &step});
    body->markOutput(*op.outputs[0]);
    LoopOp loop;
    loop.body = std::move(body);
    loop.params.countInput = 0;
    loop.params.addInput({LoopInput::Kind::kCARRIED, 1, 0, false, 0});
    loop.params.addInput({LoopInput::Kind::kINVARIANT, 2, 0, false, 0});
    loop.params.addResult({LoopOutput::kLAST_VALUE, 0, 0, -1, false});
    loop.params.addResult({kind, 0, axis, 0, false});
    return loop;
}

std::vector<Array> runLoop(LoopOp const& loop, double count, Array const& value, Array const& step)
{
    Array const times = array(DataType::kINT32, {}, {count});
    auto runner = testing::OpRunner::make(
        loop, {testing::constantInput(times), testing::fixedInput(value), testing::fixedInput(step)});
    if (!runner.ok())
    {
        ADD_FAILURE() << runner.error().text();
        return {};
    }
    return testing::valueOf(runner->run({std::nullopt, value, step}));
}

TEST(Loop, HandsValuesOn)
{
    TENON_CPU_KERNEL_ONLY();
    Array const value = testing::floats({2}, {1, 2});
    Array const step = testing::floats({2}, {10, 100});
    auto const rows = runLoop(additions({-1}, 0, LoopOutput::kCONCATENATE), 3, value, step);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].values(), (List{31, 302}));
    EXPECT_EQ(rows[1].values(), (List{11, 102, 21, 202, 31, 302}));
    auto const columns = runLoop(additions({2}, 1, LoopOutput::kREVERSE), 3, value, step);
    EXPECT_EQ(columns.at(1).values(), (List{31, 21, 11, 302, 202, 102}));
    auto const none = runLoop(additions({2}, 0, LoopOutput::kCONCATENATE), 0, value, step);
    EXPECT_EQ(none.at(0).values(), (List{1, 2}));
    EXPECT_EQ(none.at(1).count(), 0);
}

TEST(Loop, GoesThroughItsRecord)
{
    TENON_CPU_KERNEL_ONLY();
    auto const twin = testing::throughRecord(additions({2}, 0, LoopOutput::kCONCATENATE));
    ASSERT_TRUE(twin.ok());
    auto const rows =
        runLoop(dynamic_cast<LoopOp&>(**twin), 2, testing::floats({2}, {0, 0}), testing::floats({2}, {1, 2}));
    EXPECT_EQ(rows.at(1).values(), (List{1, 2, 2, 4}));
}

TEST(Loop, RefusesParametersThatContradictTheBody)
{
    auto const infer = [](LoopOp const& loop) {
        auto count = testing::spec(DataType::kINT32, {});
        count.values = {graph::constant(2)};
        return testing::infer(
            loop, {count, testing::spec(DataType::kFLOAT, {2}), testing::spec(DataType::kFLOAT, {2})});
    };
    EXPECT_TRUE(infer(additions({2}, 0, LoopOutput::kCONCATENATE)).ok());
    testing::expectError(infer(additions({3}, 0, LoopOutput::kCONCATENATE)),
        "input \"value\" of the body: expected 3 of fp32, found 2 of fp32");
    testing::expectError(
        infer(additions({2}, 2, LoopOutput::kCONCATENATE)), "axis of the loop output: expected 0 to 1, found 2");
    LoopOp endless = additions({2}, 0, LoopOutput::kCONCATENATE);
    endless.params.countInput = -1;
    testing::expectError(infer(endless), "loop: expected a trip limit, found none");
    LoopOp wild = additions({2}, 0, LoopOutput::kCONCATENATE);
    wild.params.inputs[1] = 77;
    testing::expectError(infer(wild), "loop: expected inputs of the body that exist");
}

} // namespace
} // namespace tenon::ops

// What an iteration costs beside its work: a thousand small additions.
#include "ops/loop/loop.h"

#include "ops/element_wise/element_wise.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

void runCountingLoop(benchmark::State& state)
{
    auto body = std::make_shared<graph::Graph>();
    graph::Tensor& value = body->addInput("value", base::DataType::kFLOAT, {graph::constant(64)});
    auto sum = std::make_unique<ElementWiseOp>();
    sum->name = "sum";
    graph::Op& op = body->addOp(std::move(sum), {&value, &value});
    body->markOutput(*op.outputs[0]);
    LoopOp loop;
    loop.body = std::move(body);
    loop.params.countInput = 0;
    loop.params.addInput({LoopInput::Kind::kCARRIED, 1, 0, false, 0});
    loop.params.addResult({nvinfer1::LoopOutput::kLAST_VALUE, 0, 0, -1, false});
    testing::Array const count = testing::array(base::DataType::kINT32, {}, {1000});
    testing::Array const zeros = testing::array(base::DataType::kFLOAT, {64}, {});
    auto runner = testing::OpRunner::make(loop, {testing::fixedInput(count), testing::fixedInput(zeros)});
    if (!runner.ok() || !runner->run({count, zeros}).ok())
    {
        state.SkipWithError("no kernel");
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
    }
    state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(runCountingLoop)->Name("LoopIterations");

} // namespace
} // namespace tenon::ops

// What a choice costs beside the branch's work.
#include "ops/conditional/conditional.h"

#include "ops/testing/bench_runner.h"
#include "ops/unary/unary.h"

namespace tenon::ops
{
namespace
{

void runSmallBranch(benchmark::State& state)
{
    IfOp op;
    for (auto& branch : op.branches)
    {
        branch = std::make_shared<graph::Graph>();
        graph::Tensor& x = branch->addInput("x", base::DataType::kFLOAT, {graph::constant(64)});
        auto unary = std::make_unique<UnaryOp>();
        unary->name = "unary";
        unary->params.operation = nvinfer1::UnaryOperation::kNEG;
        branch->markOutput(*branch->addOp(std::move(unary), {&x}).outputs[0]);
    }
    op.params.thenInputs = op.params.elseInputs = {1};
    op.params.thenOutputs = op.params.elseOutputs = {0};
    testing::benchmarkOp(state, op,
        {testing::array(base::DataType::kBOOL, {}, {1}), testing::randomFloats(base::makeDims({64}), 1)}, 512);
}
BENCHMARK(runSmallBranch)->Name("IfSmallBranch");

} // namespace
} // namespace tenon::ops

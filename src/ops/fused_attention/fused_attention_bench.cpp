// Attention of BERT-base and ViT-S for one sequence, with heads inside of tokens as their projections give them.
#include "ops/fused_attention/fused_attention.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: heads, tokens, depth.
void fusedAttention(benchmark::State& state)
{
    FusedAttentionOp op;
    op.params.queries = op.params.keys = op.params.values = op.params.output = HeadOrder::kHEADS_INSIDE;
    op.params.scale = 0.125F;
    auto const data = testing::randomFloats(base::makeDims({1, state.range(1), state.range(0), state.range(2)}), 3);
    auto const fixed = testing::fixedInput(data);
    auto runner = testing::OpRunner::make(op, {fixed, fixed, fixed});
    auto const outputs =
        runner.ok() ? runner->run({data, data, data}) : base::Result<std::vector<testing::Array>>(runner.error());
    if (!outputs.ok())
    {
        state.SkipWithError(outputs.error().text().c_str());
        return;
    }
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(runner->enqueue().ok());
    }
    state.SetItemsProcessed(state.iterations() * 4 * data.count() * state.range(1));
}
BENCHMARK(fusedAttention)
    ->ArgNames({"heads", "tokens", "depth"})
    ->Args({12, 128, 64})
    ->Args({6, 197, 64})
    ->Args({12, 32, 32})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops

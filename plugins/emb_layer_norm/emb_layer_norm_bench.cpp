// BERT base.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void embLayerNormBench(benchmark::State& state)
{
    int64_t const steps = state.range(0);
    testing::RecordedRun run{"CustomEmbLayerNormPluginDynamic", "1", "bench",
        {field("bert_embeddings_layernorm_beta", std::vector<double>(768, 0.1)),
            field("bert_embeddings_layernorm_gamma", std::vector<double>(768, 1.0)),
            field("bert_embeddings_word_embeddings", uniform({3000, 768}).values),
            field("bert_embeddings_token_type_embeddings", uniform({2, 768}).values),
            field("bert_embeddings_position_embeddings", uniform({512, 768}).values)},
        {integerTensor({steps, 8}, std::vector<double>(static_cast<size_t>(steps * 8), 7)),
            integerTensor({steps, 8}, std::vector<double>(static_cast<size_t>(steps * 8), 1)),
            integerTensor({steps, 8}, std::vector<double>(static_cast<size_t>(steps * 8), 1))},
        {outputTensor({steps, 8, 768, 1, 1}), outputTensor({8}, false)}};
    benchPlugin(state, run);
}

BENCHMARK(embLayerNormBench)->Arg(128)->Arg(512);

} // namespace
} // namespace tenon::plugins::testing

#include "plugins/emb_layer_norm/emb_layer_norm.h"

#include "plugins/common/report.h"
#include "plugins/common/rows.h"
#include "plugins/emb_layer_norm/emb_layer_norm_kernel.h"

namespace tenon::plugins
{

using nvinfer1::DataType;

std::string EmbeddingTables::validate() const
{
    if (hidden() == 0 || beta.count() != hidden())
    {
        return "expected as many numbers in \"bert_embeddings_layernorm_beta\" as in \"bert_embeddings_layernorm_gamma\" ("
            + std::to_string(hidden()) + "), and at least one, found " + std::to_string(beta.count());
    }
    for (auto const& [name, table] : {std::pair{"word", &words}, {"token_type", &types}, {"position", &positions}})
    {
        if (table->empty() || table->count() % hidden() != 0)
        {
            return std::string("expected rows of ") + std::to_string(hidden()) + " numbers in \"bert_embeddings_" + name
                + "_embeddings\", found " + std::to_string(table->count()) + " numbers";
        }
    }
    return {};
}

void EmbLayerNorm::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& tokens = s.input(0);
    if (!s.expect(tokens.size() == 2 && s.input(1).size() == 2 && s.input(2).size() == 2,
            "token_id, segment_id and input_mask [S, B], found ranks " + std::to_string(tokens.size()) + ", "
                + std::to_string(s.input(1).size()) + " and " + std::to_string(s.input(2).size())))
    {
        return;
    }
    int64_t const longest = positions.count() / hidden();
    s.expect(!tokens[0].isNumber() || tokens[0].value() <= longest,
        "sequences of at most " + std::to_string(longest) + " tokens, as many as there are positions, found "
            + std::to_string(tokens[0].value()));
    s.output(0) = {tokens[0], tokens[1], hidden(), 1, 1};
    s.output(1) = {tokens[1]};
}

int32_t EmbeddingTables::prepare()
{
    return prepareFloats({&beta, &gamma, &words, &types, &positions});
}

void EmbeddingTables::reportOutside(std::string const& label) const
{
    report(nvinfer1::ILogger::Severity::kERROR,
        label + ": expected token ids below " + std::to_string(words.count() / hidden()) + ", segment ids below "
            + std::to_string(types.count() / hidden()) + " and at most " + std::to_string(positions.count() / hidden())
            + " tokens of a sequence, found one outside");
}

int32_t EmbLayerNorm::enqueueCpu(plugin::Call const& call) const
{
    int32_t const status = emb_layer_norm::enqueueOn(OnCpu{}, *this, call);
    if (status != 0)
    {
        reportOutside(plugin::labelOf<EmbLayerNorm>(layerName));
    }
    return status;
}

void EmbLayerNormVariable::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& tokens = s.input(0);
    if (!s.expect(tokens.size() == 1 && s.input(1).size() == 1 && s.input(2).size() == 1,
            "token_id [tokens], segment_id [tokens] and cu_seqlens [B + 1], found ranks "
                + std::to_string(tokens.size()) + ", " + std::to_string(s.input(1).size()) + " and "
                + std::to_string(s.input(2).size())))
    {
        return;
    }
    s.output(0) = {tokens[0], hidden(), 1, 1};
    if (sums)
    {
        s.output(1) = s.output(0);
    }
    else
    {
        s.output(1) = {s.input(2)[0] - 1};
    }
}

int32_t EmbLayerNormVariable::enqueueCpu(plugin::Call const& call) const
{
    int32_t const status = emb_layer_norm::enqueueOn(OnCpu{}, *this, call);
    if (status != 0)
    {
        reportOutside(plugin::labelOf<EmbLayerNorm2>(layerName));
    }
    return status;
}

} // namespace tenon::plugins

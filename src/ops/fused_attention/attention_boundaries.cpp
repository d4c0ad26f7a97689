#include "ops/fused_attention/attention_boundaries.h"

#include "ops/common/input_checks.h"

namespace tenon::ops
{

using graph::Dim;
using graph::Shape;
using graph::ValueSpec;
using nvinfer1::AttentionNormalizationOp;

namespace
{

base::Error attentionDoesNotRun(std::string_view kind)
{
    return base::error(base::ErrorCode::kINTERNAL_ERROR,
        "{}: expected the builder to make operations of the attention, found it left as it is", kind);
}

bool isOtherSize(Dim const& a, Dim const& b)
{
    return a->isConstant() && b->isConstant() && a->value() != b->value();
}

base::Status checkMask(graph::InferenceInputs const& inputs)
{
    ValueSpec const& mask = inputs[AttentionOutputOp::kMask];
    if (mask.type != base::DataType::kBOOL && mask.type != inputs[0].type)
    {
        return base::invalidArgument(
            "mask: expected type bool, or the query's {}, found {}", base::name(inputs[0].type), base::name(mask.type));
    }
    Shape const& query = inputs[0].dims;
    Dim const scores[]{query[0], query[1], query[2], inputs[1].dims[2]};
    bool fits = mask.dims.size() == 4;
    for (size_t i = 0; fits && i < 4; ++i)
    {
        bool const repeats = mask.dims[i]->isConstant() && mask.dims[i]->value() == 1;
        fits = repeats || !isOtherSize(mask.dims[i], scores[i]);
    }
    return fits ? base::Status()
                : base::invalidArgument("mask: expected dimensions of 1 or those of the scores {}, found {}",
                    graph::toString(Shape(std::begin(scores), std::end(scores)), inputs.symbolNames),
                    graph::toString(mask.dims, inputs.symbolNames));
}

base::Status checkQuantization(AttentionParams const& params, graph::InferenceInputs const& inputs)
{
    bool const scaled = inputs.has(AttentionOutputOp::kScale);
    if (scaled != params.quantizesTo.has_value())
    {
        return base::invalidArgument(
            "quantization of the attention's weights: expected a type and a scale, found the {} alone; call "
            "IAttention::setNormalizationQuantizeToType and setNormalizationQuantizeScale",
            scaled ? "scale" : "type");
    }
    if (!scaled)
    {
        return {};
    }
    TENON_CHECK(expectType("scale of the attention's weights", inputs[AttentionOutputOp::kScale].type, kFloatTypes));
    Shape const& scale = inputs[AttentionOutputOp::kScale].dims;
    bool const single = scale.empty() || (scale.size() == 1 && scale[0]->isConstant() && scale[0]->value() == 1);
    return single
        ? base::Status()
        : base::Status(base::invalidArgument("scale of the attention's weights: expected one element, found {}",
            graph::toString(scale, inputs.symbolNames)));
}

} // namespace

graph::Result<std::vector<ValueSpec>> AttentionInputOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 3));
    return std::vector<ValueSpec>{inputs[0], inputs[1], inputs[2]};
}

graph::Result<std::vector<ValueSpec>> AttentionOutputOp::infer(graph::InferenceInputs const& inputs) const
{
    if (!inputs.has(kScale))
    {
        TENON_CHECK(expectInputs(inputs, inputs.has(kMask) ? kMask + 1 : kMask));
    }
    char const* const names[]{"query", "key", "value"};
    for (size_t i = 0; i < 3; ++i)
    {
        TENON_CHECK(expectType(names[i], inputs[i].type, kFloatTypes));
        if (inputs[i].dims.size() != 4 || inputs[i].type != inputs[0].type)
        {
            return base::invalidArgument("{}: expected [batch, heads, tokens, size] of type {}, found {} of {}",
                names[i], base::name(inputs[0].type), graph::toString(inputs[i].dims, inputs.symbolNames),
                base::name(inputs[i].type));
        }
    }
    Shape const& query = inputs[0].dims;
    Shape const& key = inputs[1].dims;
    Shape const& value = inputs[2].dims;
    bool fits = !isOtherSize(query[0], key[0]) && !isOtherSize(query[0], value[0]) && !isOtherSize(key[1], value[1])
        && !isOtherSize(key[2], value[2]) && !isOtherSize(query[3], key[3]);
    bool const knowsHeads = query[1]->isConstant() && key[1]->isConstant();
    fits = fits
        && (knowsHeads ? key[1]->value() > 0 && query[1]->value() % key[1]->value() == 0
                       : graph::equal(query[1], key[1]));
    if (!fits)
    {
        return base::invalidArgument(
            "inputs: expected a query, and a key and a value of equal batch and tokens, whose heads divide the query's, found {}, {} and {}",
            graph::toString(query, inputs.symbolNames), graph::toString(key, inputs.symbolNames),
            graph::toString(value, inputs.symbolNames));
    }
    if (inputs.has(kMask))
    {
        TENON_CHECK(checkMask(inputs));
    }
    TENON_CHECK(checkQuantization(params, inputs));
    if (params.causal && inputs.has(kMask))
    {
        return base::invalidArgument(
            "attention: expected a mask or a causal attention, found both; put the causal part into the mask");
    }
    return std::vector<ValueSpec>{{inputs[0].type, {query[0], query[1], query[2], value[3]}, std::nullopt}};
}

graph::Result<graph::CandidateList> AttentionInputOp::candidates(graph::CandidateQuery const&)
{
    return attentionDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> AttentionInputOp::makeKernel(graph::KernelRequest const&) const
{
    return attentionDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> AttentionOutputOp::candidates(graph::CandidateQuery const&)
{
    return attentionDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> AttentionOutputOp::makeKernel(graph::KernelRequest const&) const
{
    return attentionDoesNotRun(kKind);
}

} // namespace tenon::ops

#include "ops/fused_attention/fused_attention.h"

#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{
namespace
{

using graph::Shape;

base::Status expectFour(graph::InferenceInputs const& inputs, size_t i, char const* what)
{
    return inputs[i].dims.size() == 4 ? base::Status()
                                      : base::invalidArgument("input {} ({}): expected 4 dimensions, found {}", i, what,
                                          graph::toString(inputs[i].dims, inputs.symbolNames));
}

bool differ(graph::Dim const& a, graph::Dim const& b)
{
    return a->isConstant() && b->isConstant() && a->value() != b->value();
}

} // namespace

HeadPlaces placesOf(HeadOrder order)
{
    switch (order)
    {
    case HeadOrder::kHEADS_INSIDE: return {2, 1, 3};
    case HeadOrder::kTRANSPOSED: return {1, 3, 2};
    default: return {1, 2, 3};
    }
}

graph::Result<std::vector<graph::ValueSpec>> FusedAttentionOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.has(3) ? 4 : 3));
    char const* const names[]{"queries", "keys", "values"};
    for (size_t i = 0; i < 3; ++i)
    {
        TENON_CHECK(expectType(names[i], inputs[i].type, kFloatTypes));
        TENON_CHECK(expectFour(inputs, i, names[i]));
    }
    if (inputs.has(3))
    {
        TENON_CHECK(expectType("mask", inputs[3].type,
            {base::DataType::kFLOAT, base::DataType::kHALF, base::DataType::kBF16, base::DataType::kBOOL}));
        TENON_CHECK(expectFour(inputs, 3, "mask"));
    }
    HeadPlaces const q = placesOf(params.queries);
    HeadPlaces const k = placesOf(params.keys);
    HeadPlaces const v = placesOf(params.values);
    Shape const& queries = inputs[0].dims;
    Shape const& keys = inputs[1].dims;
    Shape const& values = inputs[2].dims;
    bool const wrong = differ(queries[0], keys[0]) || differ(queries[0], values[0])
        || differ(queries[q.heads], keys[k.heads]) || differ(queries[q.heads], values[v.heads])
        || differ(queries[q.depth], keys[k.depth]) || differ(keys[k.tokens], values[v.tokens]);
    if (wrong)
    {
        return base::invalidArgument(
            "inputs: expected queries, keys and values of equal batch, heads and depth, and as many values as keys, found {}, {} and {}",
            graph::toString(queries, inputs.symbolNames), graph::toString(keys, inputs.symbolNames),
            graph::toString(values, inputs.symbolNames));
    }
    Shape output(4);
    HeadPlaces const o = placesOf(params.output);
    output[0] = queries[0];
    output[o.heads] = queries[q.heads];
    output[o.tokens] = queries[q.tokens];
    output[o.depth] = values[v.depth];
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(output), std::nullopt}};
}

graph::Result<graph::CandidateList> FusedAttentionOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "onednn");
}

graph::Result<std::unique_ptr<graph::Kernel>> FusedAttentionOp::makeKernel(graph::KernelRequest const& request) const
{
    return withHalfStorage(
        request, [&](graph::KernelRequest const& asFloat) { return makeFusedAttentionCpu(params, asFloat); });
}

} // namespace tenon::ops

#include "ops/rotary_embedding/rotary_embedding.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Shape;

namespace
{

bool isOther(graph::Dim const& a, graph::Dim const& b)
{
    return a->isConstant() && b->isConstant() && a->value() != b->value();
}

base::Status checkAngles(graph::InferenceInputs const& inputs, size_t index, int64_t pairs)
{
    Shape const& data = inputs[0].dims;
    Shape const& angles = inputs[index].dims;
    bool const byPlace = inputs.has(3);
    bool fits = angles.size() == (byPlace ? 2U : 3U);
    fits = fits && !(angles.back()->isConstant() && angles.back()->value() != pairs);
    fits = fits && (byPlace || (!isOther(angles[0], data[0]) && !isOther(angles[1], data[2])));
    return fits
        ? base::Status()
        : base::invalidArgument("input {} ({}): expected {}, found {}", index, index == 1 ? "cosines" : "sines",
            byPlace
                ? fmt::format("[places, {}]", pairs)
                : fmt::format("[batch, tokens, {}], or [places, {}] and the tokens' places as input 3", pairs, pairs),
            graph::toString(angles, inputs.symbolNames));
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> RotaryEmbeddingOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.has(3) ? 4 : 3));
    char const* const names[]{"input 0", "input 1 (cosines)", "input 2 (sines)"};
    for (size_t i = 0; i < 3; ++i)
    {
        TENON_CHECK(expectType(names[i], inputs[i].type, kFloatTypes));
    }
    Shape const& data = inputs[0].dims;
    if (data.size() != 4 || !data[3]->isConstant())
    {
        return base::invalidArgument("input 0: expected [batch, heads, tokens, size] of a fixed size, found {}",
            graph::toString(data, inputs.symbolNames));
    }
    int64_t const size = data[3]->value();
    int64_t const turned = params.rotaryDim == 0 ? size : params.rotaryDim;
    if (turned < 2 || turned > size || turned % 2 != 0)
    {
        return base::invalidArgument(
            "rotary embedding dim: expected an even number up to the size of a head, {}, or 0 for all of it, found {}",
            size, params.rotaryDim);
    }
    TENON_CHECK(checkAngles(inputs, 1, turned / 2));
    TENON_CHECK(checkAngles(inputs, 2, turned / 2));
    if (inputs.has(3))
    {
        TENON_CHECK(expectType("input 3 (places)", inputs[3].type, {DataType::kINT32, DataType::kINT64}));
        Shape const& places = inputs[3].dims;
        if (places.size() != 2 || isOther(places[0], data[0]) || isOther(places[1], data[2]))
        {
            return base::invalidArgument("input 3 (places): expected [batch, tokens] of the data {}, found {}",
                graph::toString(data, inputs.symbolNames), graph::toString(places, inputs.symbolNames));
        }
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, data, std::nullopt}};
}

graph::Result<graph::CandidateList> RotaryEmbeddingOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> RotaryEmbeddingOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [](PlainShapes const& shapes) -> base::Status {
        base::Dims const& data = shapes.inputs[0].dims;
        for (size_t i = 1; i < shapes.inputs.size(); ++i)
        {
            base::Dims const& dims = shapes.inputs[i].dims;
            bool const perToken = dims.nbDims == 3 || i == 3;
            bool const fits = !perToken || (dims.d[0] == data.d[0] && dims.d[1] == data.d[2]);
            if (!fits)
            {
                return base::invalidArgument(
                    "rotary embedding: expected input {} with batch {} and {} tokens, found {}", i, data.d[0],
                    data.d[2], base::toString(dims));
            }
        }
        return {};
    };
    TENON_MAKE_ON_CUDA(request, makeRotaryEmbeddingCuda(params, request, check));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        return makeRotaryEmbeddingCpu(params, check);
    });
}

} // namespace tenon::ops

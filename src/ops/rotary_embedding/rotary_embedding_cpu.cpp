// For pair (a, b) number i of a head of token t, with cosine c and sine s of angle [t, i]:
//
//     a' = c · a − s · b        b' = s · a + c · b
//
// Pairs are elements i and i + pairs, or 2 i and 2 i + 1 (interleaved); elements behind the pairs stay.
//
// Loops:     rows [batch, heads, tokens] of `size` elements.
// Threads:   rows.
// Memory:    each element is read and written once; angles come from the cache for all heads but the first.
// Accuracy:  two products and a sum in fp32.
#include "ops/rotary_embedding/rotary_embedding.h"

#include "ops/common/rows.h"

#include <atomic>
#include <cstring>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;

void turnRow(bool interleaved, int64_t pairs, float const* c, float const* s, float const* x, float* y)
{
    if (interleaved)
    {
        for (int64_t i = 0; i < pairs; ++i)
        {
            y[2 * i] = c[i] * x[2 * i] - s[i] * x[2 * i + 1];
            y[2 * i + 1] = s[i] * x[2 * i] + c[i] * x[2 * i + 1];
        }
        return;
    }
    for (int64_t i = 0; i < pairs; ++i)
    {
        y[i] = c[i] * x[i] - s[i] * x[pairs + i];
        y[pairs + i] = s[i] * x[i] + c[i] * x[pairs + i];
    }
}

int64_t placeAt(PlainShapes const& shapes, void const* places, int64_t token)
{
    return shapes.inputs[3].type == DataType::kINT32 ? static_cast<int32_t const*>(places)[token]
                                                     : static_cast<int64_t const*>(places)[token];
}

base::Status rotate(RotaryEmbeddingParams const& params, PlainShapes const& shapes, void const* const* inputs, float* y)
{
    Dims const& dims = shapes.inputs[0].dims;
    int64_t const heads = dims.d[1];
    int64_t const tokens = dims.d[2];
    int64_t const size = dims.d[3];
    int64_t const turned = params.rotaryDim == 0 ? size : params.rotaryDim;
    int64_t const pairs = turned / 2;
    bool const byPlace = shapes.inputs.size() > 3;
    int64_t const rows = byPlace ? shapes.inputs[1].dims.d[0] : dims.d[0] * tokens;
    auto const* const x = static_cast<float const*>(inputs[0]);
    std::atomic<int64_t> outside{INT64_MIN};
    devices::parallelFor(
        dims.d[0] * heads * tokens, std::max<int64_t>(kGrainElements / size, 1), [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row)
            {
                int64_t const token = row / (heads * tokens) * tokens + row % tokens;
                int64_t const place = byPlace ? placeAt(shapes, inputs[3], token) : token;
                if (place < 0 || place >= rows)
                {
                    outside = place;
                    continue;
                }
                turnRow(params.interleaved, pairs, static_cast<float const*>(inputs[1]) + place * pairs,
                    static_cast<float const*>(inputs[2]) + place * pairs, x + row * size, y + row * size);
                std::memcpy(y + row * size + turned, x + row * size + turned,
                    static_cast<size_t>(size - turned) * sizeof(float));
            }
        });
    int64_t const wrong = outside;
    return wrong == INT64_MIN
        ? base::Status()
        : base::invalidArgument("rotary embedding: expected places from 0 to {}, found {}", rows - 1, wrong);
}

} // namespace

std::unique_ptr<graph::Kernel> makeRotaryEmbeddingCpu(RotaryEmbeddingParams const& params, CheckPlain check)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        return rotate(params, shapes, inputs, static_cast<float*>(outputs[0]));
    };
    return makePlainKernel(std::move(run), std::move(check));
}

} // namespace tenon::ops

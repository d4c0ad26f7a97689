// y = cache; y[b, h, place[b] + t, :] = update[b, h, t, :]
//
// Loops:     heads of each batch item.
// Threads:   heads.
// Memory:    the cache is read and written once, or left where it lies where y has its memory; the update is read once.
// Accuracy:  bits are copied.
#include "ops/kv_cache_update/kv_cache_update.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/rows.h"

#include <cstring>

namespace tenon::ops
{

using base::DataType;
using base::Dims;

namespace
{

base::Status write(PlainShapes const& shapes, void const* const* inputs, std::byte* y)
{
    Dims const& cache = shapes.inputs[0].dims;
    int64_t const tokens = shapes.inputs[1].dims.d[2];
    int64_t const row = cache.d[3] * base::bytesOf(shapes.inputs[0].type);
    bool const narrow = shapes.inputs[2].type == DataType::kINT32;
    for (int64_t b = 0; b < cache.d[0]; ++b)
    {
        int64_t const place =
            narrow ? static_cast<int32_t const*>(inputs[2])[b] : static_cast<int64_t const*>(inputs[2])[b];
        if (place < 0 || place > cache.d[2] - tokens)
        {
            return base::invalidArgument(
                "KV cache update: expected room for {} tokens in a cache of {}, found place {} for batch item {}",
                tokens, cache.d[2], place, b);
        }
    }
    auto const* const old = static_cast<std::byte const*>(inputs[0]);
    auto const* const update = static_cast<std::byte const*>(inputs[1]);
    devices::parallelFor(cache.d[0] * cache.d[1], std::max<int64_t>(kGrainElements / std::max<int64_t>(row, 1), 1),
        [&](int64_t begin, int64_t end) {
            for (int64_t head = begin; head < end; ++head)
            {
                int64_t const b = head / cache.d[1];
                int64_t const place =
                    narrow ? static_cast<int32_t const*>(inputs[2])[b] : static_cast<int64_t const*>(inputs[2])[b];
                int64_t const at = head * cache.d[2] * row;
                if (y != old)
                {
                    std::memcpy(y + at, old + at, static_cast<size_t>(cache.d[2] * row));
                }
                std::memcpy(y + at + place * row, update + head * tokens * row, static_cast<size_t>(tokens * row));
            }
        });
    return {};
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> KVCacheUpdateOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 3));
    if (params.mode != nvinfer1::KVCacheMode::kLINEAR)
    {
        return base::invalidArgument(
            "cache mode: expected kLINEAR, found number {}", static_cast<int32_t>(params.mode));
    }
    if (base::bitsOf(inputs[0].type) < 8 || inputs[0].type != inputs[1].type)
    {
        return base::invalidArgument(
            "inputs: expected a cache and an update of one type of at least a byte, found {} and {}",
            base::name(inputs[0].type), base::name(inputs[1].type));
    }
    TENON_CHECK(expectType("input 2 (places)", inputs[2].type, {DataType::kINT32, DataType::kINT64}));
    graph::Shape const& cache = inputs[0].dims;
    graph::Shape const& update = inputs[1].dims;
    graph::Shape const& places = inputs[2].dims;
    auto const same = [](graph::Dim const& a, graph::Dim const& b) {
        return !a->isConstant() || !b->isConstant() || a->value() == b->value();
    };
    bool fits = cache.size() == 4 && update.size() == 4 && places.size() == 1;
    fits = fits && same(cache[0], update[0]) && same(cache[1], update[1]) && same(cache[3], update[3])
        && same(cache[0], places[0]);
    fits = fits && !(cache[2]->isConstant() && update[2]->isConstant() && update[2]->value() > cache[2]->value());
    if (!fits)
    {
        return base::invalidArgument(
            "inputs: expected a cache [batch, heads, capacity, size], an update [batch, heads, tokens, size] of at most as many tokens, and places "
            "[batch], found {}, {} and {}",
            graph::toString(cache, inputs.symbolNames), graph::toString(update, inputs.symbolNames),
            graph::toString(places, inputs.symbolNames));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, cache, std::nullopt}};
}

graph::Result<graph::CandidateList> KVCacheUpdateOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> KVCacheUpdateOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [](PlainShapes const& shapes) -> base::Status {
        Dims const& cache = shapes.inputs[0].dims;
        Dims const& update = shapes.inputs[1].dims;
        bool const fits = cache.d[0] == update.d[0] && cache.d[1] == update.d[1] && cache.d[3] == update.d[3]
            && update.d[2] <= cache.d[2] && shapes.inputs[2].dims.d[0] == cache.d[0];
        return fits ? base::Status()
                    : base::invalidArgument(
                        "KV cache update: expected an update and places that fit the cache {}, found {} and {}",
                        base::toString(cache), base::toString(update), base::toString(shapes.inputs[2].dims));
    };
    TENON_MAKE_ON_CUDA(request, makeKVCacheUpdateCuda(request, check));
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        return write(shapes, inputs, static_cast<std::byte*>(outputs[0]));
    };
    return makePlainKernel(std::move(run), check);
}

} // namespace tenon::ops

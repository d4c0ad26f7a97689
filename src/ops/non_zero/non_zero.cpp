// y[d, j] = coordinate d of the j-th element that is not zero
//
// Loops:     one pass counts, since rows of y are as long as the count; a second writes.
// Threads:   one: the place of each column depends on those before it.
// Memory:    x is read twice, y written once.
#include "ops/non_zero/non_zero.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/rows.h"
#include "ops/common/sized_kernel.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;

namespace
{

//! fp16 and bf16 are zero if all bits but the sign are.
template <typename T>
bool isNonZero(T const* in, int64_t i)
{
    if constexpr (std::is_same_v<T, uint16_t>)
    {
        return (in[i] & 0x7FFFU) != 0;
    }
    else
    {
        return in[i] != T{};
    }
}

template <typename T, typename Index>
int64_t findNonZero(base::Dims const& dims, T const* in, Index* out)
{
    int64_t const volume = base::volumeUnchecked(dims);
    int64_t count = 0;
    for (int64_t i = 0; i < volume; ++i)
    {
        count += isNonZero(in, i) ? 1 : 0;
    }
    int64_t at[base::kMaxDims + 1]{};
    int64_t column = 0;
    for (int64_t i = 0; i < volume && column < count; ++i)
    {
        if (isNonZero(in, i))
        {
            coordinatesOf(i, dims, at);
            for (int32_t d = 0; d < dims.nbDims; ++d)
            {
                out[d * count + column] = static_cast<Index>(at[d]);
            }
            ++column;
        }
    }
    return count;
}

template <typename Index>
int64_t findIn(graph::TensorDesc const& desc, void const* in, Index* out)
{
    switch (desc.type)
    {
    case DataType::kFLOAT: return findNonZero(desc.dims, static_cast<float const*>(in), out);
    case DataType::kHALF:
    case DataType::kBF16: return findNonZero(desc.dims, static_cast<uint16_t const*>(in), out);
    case DataType::kINT32: return findNonZero(desc.dims, static_cast<int32_t const*>(in), out);
    case DataType::kINT64: return findNonZero(desc.dims, static_cast<int64_t const*>(in), out);
    default: return findNonZero(desc.dims, static_cast<uint8_t const*>(in), out);
    }
}

} // namespace

graph::Result<std::vector<ValueSpec>> NonZeroOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("type of the indices", params.indicesType, {DataType::kINT32, DataType::kINT64}));
    TENON_CHECK(expectType("input 0", inputs[0].type,
        {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8, DataType::kUINT8, DataType::kINT32,
            DataType::kINT64, DataType::kBOOL}));
    Dim volume = graph::constant(1);
    for (Dim const& dim : inputs[0].dims)
    {
        volume = graph::mul(volume, dim);
    }
    Dim const count =
        inputs.declareSize ? inputs.declareSize(0, graph::ceilDiv(volume, graph::constant(2)), volume) : volume;
    auto const rank = static_cast<int64_t>(inputs[0].dims.size());
    return std::vector<ValueSpec>{{params.indicesType, {graph::constant(rank), count}, std::nullopt}};
}

graph::Result<graph::CandidateList> NonZeroOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> NonZeroOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeNonZeroCuda(request));
    return makeSizedKernel(1,
        [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
            std::span<int64_t> sizes) {
            sizes[0] = shapes.outputs[0].type == DataType::kINT64
                ? findIn(shapes.inputs[0], inputs[0], static_cast<int64_t*>(outputs[0]))
                : findIn(shapes.inputs[0], inputs[0], static_cast<int32_t*>(outputs[0]));
            return base::okStatus();
        });
}

} // namespace tenon::ops

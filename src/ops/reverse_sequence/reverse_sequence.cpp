// y[…, t, …, b, …] = x[…, t < length[b] ? length[b] − 1 − t : t, …, b, …]
//
// Loops:     rows of y along its last dimension.
// Threads:   rows.
// Memory:    each element is read and written once.
// Accuracy:  bits are copied.
#include "ops/reverse_sequence/reverse_sequence.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

namespace tenon::ops
{

using base::DataType;

namespace
{

int64_t lengthAt(PlainShapes const& shapes, void const* lengths, int64_t item, int64_t most)
{
    bool const narrow = shapes.inputs[1].type == DataType::kINT32;
    int64_t const length =
        narrow ? static_cast<int32_t const*>(lengths)[item] : static_cast<int64_t const*>(lengths)[item];
    return std::clamp<int64_t>(length, 0, most);
}

template <typename T>
void reverse(ReverseSequenceParams const& params, PlainShapes const& shapes, T const* in, void const* lengths, T* out)
{
    base::Dims const& dims = shapes.inputs[0].dims;
    Strides const strides = rowMajorStrides(dims);
    int32_t const last = dims.nbDims - 1;
    int64_t const size = dims.d[params.sequenceAxis];
    forRows(dims, [&](int64_t const* at, int64_t first, int64_t count) {
        for (int64_t i = 0; i < count; ++i)
        {
            int64_t const item = params.batchAxis == last ? i : at[params.batchAxis];
            int64_t const step = params.sequenceAxis == last ? i : at[params.sequenceAxis];
            int64_t const length = lengthAt(shapes, lengths, item, size);
            int64_t const from = step < length ? length - 1 - step : step;
            out[first + i] = in[first + i + (from - step) * strides.d[params.sequenceAxis]];
        }
    });
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> ReverseSequenceOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    graph::ValueSpec const& data = inputs[0];
    if (base::bitsOf(data.type) < 8)
    {
        return base::notImplemented("reversed sequences of {}", base::name(data.type));
    }
    TENON_CHECK(expectType("input 1 (lengths)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    auto const rank = static_cast<int32_t>(data.dims.size());
    auto const known = [&](int32_t axis) { return axis >= 0 && axis < rank; };
    if (!known(params.batchAxis) || !known(params.sequenceAxis) || params.batchAxis == params.sequenceAxis)
    {
        return base::invalidArgument(
            "axes of batch and sequence: expected two of the {} dimensions of the data, found {} and {}", rank,
            params.batchAxis, params.sequenceAxis);
    }
    graph::Dim const& batch = data.dims[static_cast<size_t>(params.batchAxis)];
    graph::Shape const& lengths = inputs[1].dims;
    bool const fits = lengths.size() == 1
        && (!lengths[0]->isConstant() || !batch->isConstant() || lengths[0]->value() == batch->value());
    if (!fits)
    {
        return base::invalidArgument("input 1 (lengths): expected {}, one a batch item, found {}",
            graph::toString(graph::Shape{batch}, inputs.symbolNames), graph::toString(lengths, inputs.symbolNames));
    }
    return std::vector<graph::ValueSpec>{{data.type, data.dims, std::nullopt}};
}

graph::Result<graph::CandidateList> ReverseSequenceOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ReverseSequenceOp::makeKernel(graph::KernelRequest const& request) const
{
    auto run = [params = params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        withElementOf(base::bytesOf(shapes.inputs[0].type), [&]<typename T>(T) {
            reverse(params, shapes, static_cast<T const*>(inputs[0]), inputs[1], static_cast<T*>(outputs[0]));
        });
        return base::okStatus();
    };
    auto check = [params = params](PlainShapes const& shapes) -> base::Status {
        int64_t const batch = shapes.inputs[0].dims.d[params.batchAxis];
        int64_t const lengths = shapes.inputs[1].dims.d[0];
        return batch == lengths
            ? base::Status()
            : base::invalidArgument(
                "reverse sequence: expected {} lengths, one a batch item, found {}", batch, lengths);
    };
    TENON_MAKE_ON_CUDA(request, makeReverseSequenceCuda(params, request, check));
    return makePlainKernel(std::move(run), std::move(check));
}

} // namespace tenon::ops

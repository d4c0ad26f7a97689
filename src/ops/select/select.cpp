// y = c ? a : b
//
// Loops:     rows of y along its last dimension; strides of 0 repeat what is broadcast.
// Threads:   rows.
// Memory:    one byte and two elements are read for each that is written.
// Accuracy:  bits are copied.
#include "ops/select/select.h"

#include "ops/common/broadcast_rule.h"
#include "ops/common/broadcast_strides.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;

namespace
{

std::optional<std::vector<Dim>> selectedValues(graph::InferenceInputs const& inputs, graph::Shape const& dims)
{
    if (!inputs[0].values || !inputs[1].values || !inputs[2].values || !graph::isConstant(dims))
    {
        return std::nullopt;
    }
    auto const count = static_cast<size_t>(base::volumeUnchecked(graph::toDims(dims)));
    for (size_t i = 0; i < 3; ++i)
    {
        if (inputs[i].values->size() != count && inputs[i].values->size() != 1)
        {
            return std::nullopt;
        }
    }
    auto const at = [&](size_t input, size_t i) -> Dim const& {
        return (*inputs[input].values)[inputs[input].values->size() == 1 ? 0 : i];
    };
    std::vector<Dim> values;
    for (size_t i = 0; i < count; ++i)
    {
        Dim const& condition = at(0, i);
        Dim const otherwise = graph::sub(graph::constant(1), condition);
        values.push_back(condition->isConstant()
                ? at(condition->value() != 0 ? 1 : 2, i)
                : graph::add(graph::mul(condition, at(1, i)), graph::mul(otherwise, at(2, i))));
    }
    return values;
}

template <typename T>
void selectRows(PlainShapes const& shapes, void const* const* inputs, T* out)
{
    base::Dims const& dims = shapes.outputs[0].dims;
    Strides const strides[]{broadcastStrides(shapes.inputs[0].dims), broadcastStrides(shapes.inputs[1].dims),
        broadcastStrides(shapes.inputs[2].dims)};
    int32_t const last = dims.nbDims - 1;
    auto const stepOf = [&](size_t i) { return last < 0 ? 0 : strides[i].d[last]; };
    int64_t const cs = stepOf(0);
    int64_t const as = stepOf(1);
    int64_t const bs = stepOf(2);
    forRows(dims, [&](int64_t const* at, int64_t first, int64_t length) {
        auto const* const c = static_cast<uint8_t const*>(inputs[0]) + rowBase(strides[0], at, dims.nbDims);
        auto const* const a = static_cast<T const*>(inputs[1]) + rowBase(strides[1], at, dims.nbDims);
        auto const* const b = static_cast<T const*>(inputs[2]) + rowBase(strides[2], at, dims.nbDims);
        T* const y = out + first;
        if (cs == 1 && as == 1 && bs == 1)
        {
            for (int64_t i = 0; i < length; ++i)
            {
                y[i] = c[i] != 0 ? a[i] : b[i];
            }
            return;
        }
        for (int64_t i = 0; i < length; ++i)
        {
            y[i] = c[i * cs] != 0 ? a[i * as] : b[i * bs];
        }
    });
}

} // namespace

graph::Result<std::vector<ValueSpec>> SelectOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 3));
    TENON_CHECK(expectType("input 0 (condition)", inputs[0].type, {DataType::kBOOL}));
    DataType const a = inputs[1].type;
    DataType const b = inputs[2].type;
    bool const floating = base::isFloating(a) && base::isFloating(b) && !inputs.stronglyTyped;
    if (a != b && !floating)
    {
        return base::invalidArgument("inputs 1 and 2: expected equal types, found {} and {}; a cast makes them equal",
            base::name(a), base::name(b));
    }
    if (base::bitsOf(a) < 8)
    {
        return base::notImplemented("selection of {}", base::name(a));
    }
    TENON_ASSIGN(graph::Shape dims, broadcastDims(inputs[1].dims, inputs[2].dims, inputs.symbolNames));
    TENON_ASSIGN(dims, broadcastDims(inputs[0].dims, dims, inputs.symbolNames));
    auto values = selectedValues(inputs, dims);
    return std::vector<ValueSpec>{{a == b ? a : DataType::kFLOAT, std::move(dims), std::move(values)}};
}

graph::Result<graph::CandidateList> SelectOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> SelectOp::makeKernel(graph::KernelRequest const& request) const
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        withElementOf(base::bytesOf(shapes.outputs[0].type),
            [&]<typename T>(T) { selectRows(shapes, inputs, static_cast<T*>(outputs[0])); });
        return base::okStatus();
    };
    auto check = [](PlainShapes const& shapes) -> base::Status {
        char const* const names[]{"condition", "input 1 of the selection", "input 2 of the selection"};
        for (size_t i = 0; i < 3; ++i)
        {
            TENON_CHECK(checkBroadcast(names[i], shapes.inputs[i].dims, shapes.outputs[0].dims));
        }
        return {};
    };
    TENON_MAKE_ON_CUDA(request, makeSelectCuda(request, check));
    return makePlainKernel(std::move(run), std::move(check));
}

} // namespace tenon::ops

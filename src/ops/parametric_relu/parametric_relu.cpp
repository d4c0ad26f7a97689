// y = x >= 0 ? x : slope · x
//
// Loops:     rows of x along its last dimension; strides of 0 repeat the slope where it is broadcast.
// Threads:   rows.
// Memory:    x is read once, y written once; slopes come from the cache.
// Accuracy:  one product in fp32. NaN stays NaN.
#include "ops/parametric_relu/parametric_relu.h"

#include "ops/common/broadcast_strides.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

namespace
{

void rectify(PlainShapes const& shapes, float const* x, float const* slopes, float* y)
{
    base::Dims const& dims = shapes.inputs[0].dims;
    Strides const strides = broadcastStrides(shapes.inputs[1].dims);
    int64_t const step = dims.nbDims == 0 ? 0 : strides.d[dims.nbDims - 1];
    forRows(dims, [&](int64_t const* at, int64_t first, int64_t length) {
        float const* const slope = slopes + rowBase(strides, at, dims.nbDims);
        for (int64_t i = 0; i < length; ++i)
        {
            float const value = x[first + i];
            y[first + i] = value < 0.0F ? value * slope[i * step] : value;
        }
    });
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> ParametricReLUOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    TENON_CHECK(expectType("input 1 (slope)", inputs[1].type, kFloatTypes));
    graph::Shape const& x = inputs[0].dims;
    graph::Shape const& slope = inputs[1].dims;
    bool fits = x.size() == slope.size();
    for (size_t d = 0; fits && d < x.size(); ++d)
    {
        bool const known = x[d]->isConstant() && slope[d]->isConstant();
        fits = !known || slope[d]->value() == 1 || slope[d]->value() == x[d]->value();
    }
    if (!fits)
    {
        return base::invalidArgument("input 1 (slope): expected dimensions of 1 or those of the input, {}, found {}",
            graph::toString(x, inputs.symbolNames), graph::toString(slope, inputs.symbolNames));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, x, std::nullopt}};
}

graph::Result<graph::CandidateList> ParametricReLUOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ParametricReLUOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [](PlainShapes const& shapes) {
        return checkBroadcast("slope", shapes.inputs[1].dims, shapes.inputs[0].dims);
    };
    TENON_MAKE_ON_CUDA(request, makeParametricReLUCuda(request, check));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            rectify(shapes, static_cast<float const*>(inputs[0]), static_cast<float const*>(inputs[1]),
                static_cast<float*>(outputs[0]));
            return base::okStatus();
        };
        return makePlainKernel(std::move(run), check);
    });
}

} // namespace tenon::ops

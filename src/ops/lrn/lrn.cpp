// y = x / (k + alpha / window · Σ x²)^beta, the sum over the window's channels around each.
//
// Loops:     for each channel, the squares of its window are added to its plane, a row at a time.
// Threads:   planes.
// Memory:    x is read once for each channel of the window, from the cache; y is written as often.
// Accuracy:  sums of squares and powers in fp32.
#include "ops/lrn/lrn.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <cmath>

namespace tenon::ops
{

namespace
{

void normalize(LRNParams const& params, base::Dims const& dims, float const* x, float* y)
{
    int64_t const channels = dims.d[1];
    int64_t const plane = runsAlong(dims, 1).inner;
    int64_t const reach = params.windowSize / 2;
    float const scale = params.alpha / static_cast<float>(params.windowSize);
    devices::parallelFor(plane == 0 ? 0 : dims.d[0] * channels,
        std::max<int64_t>(kGrainElements / std::max<int64_t>(plane, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t p = begin; p < end; ++p)
            {
                int64_t const c = p % channels;
                float* const out = y + p * plane;
                std::fill_n(out, plane, 0.0F);
                for (int64_t other = std::max<int64_t>(c - reach, 0); other <= std::min(c + reach, channels - 1);
                     ++other)
                {
                    float const* const in = x + (p - c + other) * plane;
                    for (int64_t i = 0; i < plane; ++i)
                    {
                        out[i] += in[i] * in[i];
                    }
                }
                float const* const own = x + p * plane;
                for (int64_t i = 0; i < plane; ++i)
                {
                    out[i] = own[i] / std::pow(params.k + scale * out[i], params.beta);
                }
            }
        });
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> LRNOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    if (inputs[0].dims.size() < 3)
    {
        return base::invalidArgument("input 0: expected batch, channels and spatial dimensions, found {}",
            graph::toString(inputs[0].dims, inputs.symbolNames));
    }
    if (params.windowSize < 1 || params.windowSize > 15 || params.windowSize % 2 == 0)
    {
        return base::invalidArgument("window size: expected an odd number from 1 to 15, found {}", params.windowSize);
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> LRNOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> LRNOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeLRNCuda(params, request));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        return makePlainKernel(
            [params = params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
                normalize(params, shapes.inputs[0].dims, static_cast<float const*>(inputs[0]),
                    static_cast<float*>(outputs[0]));
                return base::okStatus();
            });
    });
}

} // namespace tenon::ops

#include "ops/rotary_embedding/rotary_embedding.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/rotary_embedding/rotary_embedding_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeRotaryEmbeddingCuda(
    RotaryEmbeddingParams const& params, graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& x = shapes.inputs[0].dims;
        bool const byPlace = shapes.inputs.size() > 3;
        int64_t const turned = params.rotaryDim == 0 ? x.d[3] : params.rotaryDim;
        RotaryProblem const problem{x.d[0], x.d[1], x.d[2], x.d[3], turned / 2,
            byPlace ? shapes.inputs[1].dims.d[0] : x.d[0] * x.d[2], params.interleaved,
            byPlace && shapes.inputs[3].type == base::DataType::kINT64, shapes.inputs[0].type, shapes.inputs[1].type};
        return launchRotaryEmbedding(
            problem, inputs[0], inputs[1], inputs[2], byPlace ? inputs[3] : nullptr, outputs[0], stream);
    };
    return makePlainCuda("rotary embedding", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA

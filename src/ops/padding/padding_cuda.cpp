// y[…, h, w] = x[…, h − preH, w − preW] where that lies within x, else 0: zeros, then one strided copy (common/strided_copy_cuda.cu) of what
// lies within both.
#include "ops/padding/padding.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/loops_cuda.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::Dims;

struct PaddingWork
{
    PaddingParams params;
    int32_t elementBytes;
    CudaLoops loops{};
    int64_t inBytes{0}; //!< where the copy begins
    int64_t outBytes{0};
    size_t clearedBytes{0};

    static constexpr char const* kName = "padding";

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        Dims const& in = inputs[0].dims;
        Dims const& out = outputs[0].dims;
        int32_t const rank = in.nbDims;
        int64_t from[2]{};
        int64_t to[2]{};
        int64_t size[2]{};
        for (int32_t i = 0; i < 2; ++i)
        {
            int64_t const pre = params.prePadding.d[i];
            int64_t const inSize = in.d[rank - 2 + i];
            int64_t const outSize = out.d[rank - 2 + i];
            if (outSize < 0)
            {
                return base::invalidArgument(
                    "padding {} before and {} after {}: expected no more than its size to be cropped, found an "
                    "input of {}",
                    pre, params.postPadding.d[i], i == 0 ? "height" : "width", base::toString(in));
            }
            from[i] = std::max<int64_t>(-pre, 0);
            to[i] = std::max<int64_t>(pre, 0);
            size[i] = std::max<int64_t>(std::min(inSize - from[i], outSize - to[i]), 0);
        }
        int64_t outer = 1;
        for (int32_t d = 0; d < rank - 2; ++d)
        {
            outer *= in.d[d];
        }
        int64_t const inWidth = in.d[rank - 1];
        int64_t const outWidth = out.d[rank - 1];
        StridedCopy const copy({{outer, in.d[rank - 2] * inWidth, out.d[rank - 2] * outWidth},
                                   {size[0], inWidth, outWidth}, {size[1], 1, 1}},
            elementBytes);
        loops = cudaLoopsOf(copy);
        inBytes = (from[0] * inWidth + from[1]) * elementBytes;
        outBytes = (to[0] * outWidth + to[1]) * elementBytes;
        int64_t const all = base::volumeUnchecked(out);
        clearedBytes = loops.count == all ? 0 : static_cast<size_t>(all * elementBytes);
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        auto const* const in = static_cast<std::byte const*>(inputs[0]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        cudaError_t const code = clearedBytes == 0 ? cudaSuccess : cudaMemsetAsync(out, 0, clearedBytes, stream);
        return code == cudaSuccess ? launchStridedCopy(loops, elementBytes, in + inBytes, out + outBytes, stream)
                                   : code;
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makePaddingCuda(
    PaddingParams const& params, graph::KernelRequest const& request)
{
    return makeCudaKernel(PaddingWork{params, base::bytesOf(request.candidate.outputs[0].type)}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

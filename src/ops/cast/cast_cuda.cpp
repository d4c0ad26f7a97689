#include "ops/cast/cast_cpu.h"

#if TENON_CUDA
#include "ops/cast/cast_cuda.h"
#include "ops/common/flat_work_cuda.h"
#include "ops/common/type_conversion.h"

namespace tenon::ops
{

graph::Result<std::unique_ptr<graph::Kernel>> makeCastCuda(graph::KernelRequest const& request)
{
    base::DataType const from = request.candidate.inputs[0].type;
    base::DataType const to = request.candidate.outputs[0].type;
    if (!isCastable(from) || !isCastable(to))
    {
        return base::notImplemented("cast from {} to {}", base::name(from), base::name(to));
    }
    return makeCudaKernel(
        FlatCudaWork{"cast",
            [from, to](void const* in, void* out, int64_t count, cudaStream_t stream) -> cudaError_t {
                if (from == to && from != base::DataType::kBOOL)
                {
                    auto const bytes = static_cast<size_t>(count) * base::bytesOf(from);
                    return bytes == 0 ? cudaSuccess : cudaMemcpyAsync(out, in, bytes, cudaMemcpyDeviceToDevice, stream);
                }
                return launchCast(from, in, to, out, count, stream);
            }},
        request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

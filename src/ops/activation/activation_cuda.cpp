#include "ops/activation/activation.h"

#if TENON_CUDA
#include "ops/activation/activation_cuda.h"
#include "ops/common/flat_work_cuda.h"

namespace tenon::ops
{

graph::Result<std::unique_ptr<graph::Kernel>> makeActivationCuda(
    ActivationParams const& params, graph::KernelRequest const& request)
{
    base::DataType const type = request.candidate.inputs[0].type;
    return makeCudaKernel(FlatCudaWork{"activation",
                              [params, type](void const* in, void* out, int64_t count, cudaStream_t stream) {
                                  return launchActivation(static_cast<int32_t>(params.type), params.alpha, params.beta,
                                      type, in, out, count, stream);
                              }},
        request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

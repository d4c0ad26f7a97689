#include "ops/kv_cache_update/kv_cache_update.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/kv_cache_update/kv_cache_update_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeKVCacheUpdateCuda(graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& cache = shapes.inputs[0].dims;
        int64_t const bytes = base::bytesOf(shapes.inputs[0].type);
        if (outputs[0] != inputs[0])
        {
            cudaError_t const copied = cudaMemcpyAsync(outputs[0], inputs[0],
                static_cast<size_t>(base::volumeUnchecked(cache) * bytes), cudaMemcpyDeviceToDevice, stream);
            if (copied != cudaSuccess)
            {
                return copied;
            }
        }
        KVCacheUpdateProblem const problem{cache.d[0], cache.d[1], cache.d[2], shapes.inputs[1].dims.d[2], cache.d[3],
            shapes.inputs[2].type == base::DataType::kINT64};
        return launchKVCacheUpdate(problem, bytes, inputs[1], inputs[2], outputs[0], stream);
    };
    return makePlainCuda("KV cache update", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA

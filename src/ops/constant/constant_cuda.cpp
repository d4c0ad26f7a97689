// out = the weights: one copy on the device of what was converted and brought there when the kernel was made.
#include "ops/constant/constant.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/type_conversion.h"

#include <cstring>

namespace tenon::ops
{
namespace
{

struct ConstantWork
{
    std::shared_ptr<void const> values;
    size_t bytes;

    static constexpr char const* kName = "constant";

    base::Status setShapes(std::span<graph::TensorDesc const>, std::span<graph::TensorDesc const>) { return {}; }

    cudaError_t enqueue(void const* const*, void* const* outputs, void*, cudaStream_t stream) const
    {
        return bytes == 0 ? cudaSuccess
                          : cudaMemcpyAsync(outputs[0], values.get(), bytes, cudaMemcpyDeviceToDevice, stream);
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeConstantCuda(
    ConstantParams const& params, graph::KernelRequest const& request)
{
    base::DataType const type = request.candidate.outputs[0].type;
    TENON_ASSIGN(graph::ConstantData const converted, castWeights(params.weights, type));
    auto const make = [&](void* made) {
        std::memcpy(made, converted.data, converted.bytes());
        return base::okStatus();
    };
    ConstantWork work{nullptr, converted.bytes()};
    if (work.bytes != 0)
    {
        TENON_ASSIGN(work.values,
            request.weightCache()->upload(params.weights.data, std::string(base::name(type)), work.bytes, make));
    }
    return makeCudaKernel(std::move(work), request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

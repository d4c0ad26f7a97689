// y = T(x) for each element: cast/convert_cuda.cuh over map_cuda.cuh, whose threads and memory traffic it has.
#include "ops/cast/cast_cuda.h"

#include "ops/cast/convert_cuda.cuh"
#include "ops/common/element_types_cuda.cuh"

namespace tenon::ops
{

using nvinfer1::DataType;

cudaError_t launchCast(DataType from, void const* in, DataType to, void* out, int64_t count, cudaStream_t stream)
{
    return cuda::withCastable(from, [&](auto inTag) {
        using In = typename decltype(inTag)::Type;
        return cuda::withCastable(to, [&](auto outTag) {
            using Out = typename decltype(outTag)::Type;
            return cuda::launchMap(
                static_cast<In const*>(in), static_cast<Out*>(out), count, cuda::Convert<Out>(), stream);
        });
    });
}

} // namespace tenon::ops

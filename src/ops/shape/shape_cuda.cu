// out[i] = size i: the sizes are the kernel's parameters; a thread each.
#include "ops/shape/shape_cuda.h"

namespace tenon::ops
{
namespace
{

struct SizesOut
{
    Extents extents;
    int32_t first;
    bool wide;
    void* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const size = extents.size[first + i];
        if (wide)
        {
            static_cast<int64_t*>(out)[i] = size;
        }
        else
        {
            static_cast<int32_t*>(out)[i] = static_cast<int32_t>(size);
        }
    }
};

} // namespace

cudaError_t launchShape(Extents const& extents, int32_t first, bool wide, void* out, cudaStream_t stream)
{
    return launchEach(extents.rank - first, SizesOut{extents, first, wide, out}, stream);
}

} // namespace tenon::ops

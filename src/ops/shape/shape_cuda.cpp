#include "ops/shape/shape.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/shape/shape_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeShapeCuda(ShapeParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](
                   PlainShapes const& shapes, void const* const*, void* const* outputs, void*, cudaStream_t stream) {
        return launchShape(
            extentsOf(shapes.inputs[0].dims), params.hidden, params.type != base::DataType::kINT32, outputs[0], stream);
    };
    return makePlainCuda("shape", request, std::move(run));
}

} // namespace tenon::ops
#endif // TENON_CUDA

#include "ops/element_wise/element_wise.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/element_wise/element_wise_cuda.h"

namespace tenon::ops
{
namespace
{

using base::Dims;
using nvinfer1::ElementWiseOperation;

BroadcastLoops broadcastLoopsOf(Dims const& a, Dims const& b, Dims const& out)
{
    BroadcastLoops loops{0, base::volumeUnchecked(out), {}};
    int64_t aStride = 1;
    int64_t bStride = 1;
    for (int32_t d = out.nbDims - 1; d >= 0; --d)
    {
        BroadcastLoop const loop{out.d[d], a.d[d] == 1 ? 0 : aStride, b.d[d] == 1 ? 0 : bStride};
        aStride *= a.d[d];
        bStride *= b.d[d];
        if (loop.size == 1)
        {
            continue;
        }
        BroadcastLoop* const last = loops.rank == 0 ? nullptr : &loops.loop[loops.rank - 1];
        if (last != nullptr && loop.aStride == last->aStride * last->size && loop.bStride == last->bStride * last->size)
        {
            last->size *= loop.size;
            continue;
        }
        loops.loop[loops.rank++] = loop;
    }
    if (loops.rank == 0)
    {
        loops.loop[loops.rank++] = {1, 1, 1};
    }
    return loops;
}

struct ElementWiseWork
{
    ElementWiseOperation operation;
    base::DataType type;
    BroadcastLoops loops{};

    static constexpr char const* kName = "element-wise operation";

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        Dims const& a = inputs[0].dims;
        Dims const& b = inputs[1].dims;
        Dims const& out = outputs[0].dims;
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            int64_t const wanted = a.d[d] == 1 ? b.d[d] : a.d[d];
            if ((b.d[d] != 1 && b.d[d] != wanted) || out.d[d] != wanted)
            {
                return base::invalidArgument(
                    "element-wise {}: expected equal sizes or 1 in each dimension, found inputs {} and {} for an "
                    "output {}",
                    name(operation), base::toString(a), base::toString(b), base::toString(out));
            }
        }
        TENON_CHECK(base::volume(out));
        loops = broadcastLoopsOf(a, b, out);
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        return launchElementWise(operation, type, loops, inputs[0], inputs[1], outputs[0], stream);
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeElementWiseCuda(
    ElementWiseParams const& params, graph::KernelRequest const& request)
{
    auto const& inputs = request.candidate.inputs;
    if (inputs[0].type != inputs[1].type)
    {
        return base::notImplemented("element-wise {} of {} and {} on CUDA", name(params.operation),
            base::name(inputs[0].type), base::name(inputs[1].type));
    }
    return makeCudaKernel(ElementWiseWork{params.operation, inputs[0].type}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

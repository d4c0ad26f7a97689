// y = transpose(reshape(transpose(x, first), dims), second): as shuffle_cpu.cpp, over common/strided_copy_cuda.cu.
#include "ops/shuffle/shuffle.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/loops_cuda.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::Dims;

//! Dims before a transposition, from those after it.
Dims dimsBeforeTranspose(Dims const& after, std::vector<int64_t> const& order)
{
    Dims before = after;
    for (size_t i = 0; i < order.size(); ++i)
    {
        before.d[order[i]] = after.d[i];
    }
    return before;
}

CudaLoops loopsFor(Dims const& before, std::vector<int64_t> const& order, int32_t elementBytes)
{
    return cudaLoopsOf(order.empty() ? StridedCopy({{base::volumeUnchecked(before), 1, 1}}, elementBytes)
                                     : StridedCopy(transposeLoops(before, order), elementBytes));
}

bool isContiguous(CudaLoops const& loops)
{
    return loops.rank == 1 && loops.loop[0].inStride == 1 && loops.loop[0].outStride == 1;
}

struct ShuffleWork
{
    ShuffleParams params;
    int32_t elementBytes;
    size_t workspaceBytes;
    CudaLoops first{}, second{};

    static constexpr char const* kName = "shuffle";

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        Dims const& in = inputs[0].dims;
        Dims const& out = outputs[0].dims;
        TENON_ASSIGN(int64_t const inVolume, base::volume(in));
        TENON_ASSIGN(int64_t const outVolume, base::volume(out));
        if (inVolume != outVolume)
        {
            return base::invalidArgument(
                "shuffle: expected as many elements in the output as in the input, found {} ({}) and {} ({})",
                outVolume, base::toString(out), inVolume, base::toString(in));
        }
        first = loopsFor(in, params.firstTranspose, elementBytes);
        second = loopsFor(dimsBeforeTranspose(out, params.secondTranspose), params.secondTranspose, elementBytes);
        bool const twice = !isContiguous(first) && !isContiguous(second);
        if (twice && static_cast<size_t>(inVolume * elementBytes) > workspaceBytes)
        {
            return base::invalidArgument(
                "shuffle: expected at most {} bytes between its transpositions, the maximum of its profiles, "
                "found {}",
                workspaceBytes, inVolume * elementBytes);
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) const
    {
        if (isContiguous(second))
        {
            return launchStridedCopy(first, elementBytes, inputs[0], outputs[0], stream);
        }
        if (isContiguous(first))
        {
            return launchStridedCopy(second, elementBytes, inputs[0], outputs[0], stream);
        }
        cudaError_t const code = launchStridedCopy(first, elementBytes, inputs[0], workspace, stream);
        return code == cudaSuccess ? launchStridedCopy(second, elementBytes, workspace, outputs[0], stream) : code;
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeShuffleCuda(
    ShuffleParams const& params, graph::KernelRequest const& request)
{
    base::DataType const type = request.candidate.inputs[0].type;
    int64_t workspaceBytes = 0;
    if (!params.firstTranspose.empty() && !params.secondTranspose.empty())
    {
        for (graph::ProfileRanges const& profile : request.profiles)
        {
            TENON_ASSIGN(int64_t const bytes, base::bytesOf(profile.inputs[0].max, type, base::TensorFormat::kLINEAR));
            workspaceBytes = std::max(workspaceBytes, bytes);
        }
    }
    return makeCudaKernel(ShuffleWork{params, base::bytesOf(type), static_cast<size_t>(workspaceBytes)}, request,
        static_cast<size_t>(workspaceBytes));
}

} // namespace tenon::ops
#endif // TENON_CUDA

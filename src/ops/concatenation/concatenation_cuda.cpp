// y[…, a + offset_i, …] = x_i[…, a, …]: one strided copy an input (common/strided_copy_cuda.cu), of runs that lie behind the axis.
#include "ops/concatenation/concatenation.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/loops_cuda.h"

namespace tenon::ops
{
namespace
{

using base::Dims;

struct ConcatenationWork
{
    struct Part
    {
        CudaLoops loops;
        int64_t outBytes; //!< where it begins
    };
    int32_t axis;
    int32_t hidden;
    base::DataType type;
    std::vector<Part> parts{};

    static constexpr char const* kName = "concatenation";

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        Dims const& out = outputs[0].dims;
        int64_t outer = 1;
        int64_t inner = 1;
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            (d < axis ? outer : inner) *= d == axis ? 1 : out.d[d];
        }
        parts.clear();
        int64_t joined = 0;
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            TENON_CHECK(checkInput(inputs[i], outputs[0], i));
            int64_t const run = inputs[i].dims.d[axis] * inner;
            // An input that is the same for all of an implicit batch is read once for each sample.
            int64_t const samples = hidden != 0 && inputs[i].dims.d[0] != out.d[0] ? std::max<int64_t>(out.d[0], 1) : 1;
            int64_t const ownRuns = outer / samples, step = out.d[axis] * inner;
            StridedCopy const copy(
                {{samples, 0, ownRuns * step}, {ownRuns, run, step}, {run, 1, 1}}, base::bytesOf(type));
            parts.push_back({cudaLoopsOf(copy), joined * inner * base::bytesOf(type)});
            joined += inputs[i].dims.d[axis];
        }
        if (joined != out.d[axis])
        {
            return base::invalidArgument(
                "concatenation: expected an output of {} along axis {}, found {}", joined, axis, out.d[axis]);
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        cudaError_t code = cudaSuccess;
        for (size_t i = 0; i < parts.size() && code == cudaSuccess; ++i)
        {
            auto* const out = static_cast<std::byte*>(outputs[0]) + parts[i].outBytes;
            code = launchStridedCopy(parts[i].loops, base::bytesOf(type), inputs[i], out, stream);
        }
        return code;
    }

    base::Status checkInput(graph::TensorDesc const& input, graph::TensorDesc const& output, size_t i) const
    {
        for (int32_t d = 0; d < output.dims.nbDims; ++d)
        {
            bool const repeats = d < hidden && input.dims.d[d] == 1;
            if (d != axis && input.dims.d[d] != output.dims.d[d] && !repeats)
            {
                return base::invalidArgument("concatenation: expected input {} to be {} but along axis {}, found {}", i,
                    base::toString(output.dims), axis, base::toString(input.dims));
            }
        }
        if (type == base::DataType::kINT8 && input.scale != output.scale)
        {
            return base::notImplemented("concatenation of int8 tensors with different scales ({} of input {} and {})",
                input.scale, i, output.scale);
        }
        return {};
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeConcatenationCuda(
    ConcatenationParams const& params, graph::KernelRequest const& request)
{
    return makeCudaKernel(ConcatenationWork{params.axis, params.hidden, request.candidate.outputs[0].type}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

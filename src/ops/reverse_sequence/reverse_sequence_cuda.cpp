#include "ops/reverse_sequence/reverse_sequence.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/reverse_sequence/reverse_sequence_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeReverseSequenceCuda(
    ReverseSequenceParams const& params, graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& dims = shapes.inputs[0].dims;
        ReverseSequenceProblem const problem{extentsOf(dims), params.batchAxis, params.sequenceAxis,
            rowMajorStrides(dims).d[params.sequenceAxis], shapes.inputs[1].type == base::DataType::kINT64};
        return launchReverseSequence(
            problem, base::bytesOf(shapes.inputs[0].type), inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("reverse sequence", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA

#include "ops/nms/nms.h"

#if TENON_CUDA
#include "ops/common/sized_cuda.h"
#include "ops/nms/nms_cuda.h"

namespace tenon::ops
{

using base::DataType;

graph::Result<std::unique_ptr<graph::Kernel>> makeNMSCuda(
    NMSParams const& params, bool hasIou, bool hasScore, graph::KernelRequest const& request)
{
    size_t workspaceBytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        base::Dims const& scores = profile.inputs[1].max;
        if (!fitsNms(scores.d[0], scores.d[1], scores.d[2]))
        {
            return base::notImplemented(
                "NMS on a GPU where the numbers of a batch item and of a score in it need more than 32 bits together (found {})",
                base::toString(scores));
        }
        size_t bytes = 0;
        TENON_CHECK(devices::checkCuda(nmsWorkspace(scores.d[0], scores.d[1], scores.d[2], bytes),
            "asking for the memory of a sort", request.device->ordinal()));
        workspaceBytes = std::max(workspaceBytes, bytes);
    }
    auto run = [params, hasIou, hasScore](PlainShapes const& shapes, void const* const* inputs, void* const* outputs,
                   void* workspace, int64_t* size, cudaStream_t stream) {
        base::Dims const& boxes = shapes.inputs[0].dims;
        base::Dims const& scores = shapes.inputs[1].dims;
        NmsProblem const problem{scores.d[0], scores.d[1], scores.d[2], boxes.nbDims == 4 ? boxes.d[2] : 1,
            params.topKBoxLimit, params.format == nvinfer1::BoundingBoxFormat::kCENTER_SIZES,
            shapes.inputs[2].type == DataType::kINT64, shapes.outputs[0].type == DataType::kINT64,
            shapes.inputs[0].type, inputs[0], inputs[1], inputs[2], hasIou ? inputs[3] : nullptr,
            hasScore ? inputs[hasIou ? 4 : 3] : nullptr, outputs[0], static_cast<int32_t*>(outputs[1])};
        return launchNms(problem, size, workspace, stream);
    };
    return makeSizedCuda("NMS", request, std::move(run), workspaceBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA

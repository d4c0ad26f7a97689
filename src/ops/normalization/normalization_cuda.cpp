#include "ops/normalization/normalization.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/normalization/normalization_cuda.h"
#include "ops/normalization/normalization_problem.h"

namespace tenon::ops
{
namespace
{

void addLoop(NormalizationLoops& loops, AveragingLoop const& loop)
{
    if (loop.size != 1)
    {
        loops.size[loops.count] = loop.size;
        loops.x[loops.count] = loop.x;
        loops.scale[loops.count] = loop.scale;
        loops.bias[loops.count] = loop.bias;
        ++loops.count;
    }
    loops.volume *= loop.size;
}

NormalizationProblem onDevice(NormalizationParams const& params, PlainShapes const& shapes)
{
    AveragingProblem const problem = averagingProblemOf(params, shapes);
    NormalizationProblem made{};
    for (int32_t i = 0; i < problem.kept.count; ++i)
    {
        addLoop(made.kept, problem.kept.d[i]);
    }
    for (int32_t i = 0; i < problem.averaged.count; ++i)
    {
        addLoop(made.averaged, problem.averaged.d[i]);
    }
    addLoop(made.averaged, problem.row);
    made.epsilon = params.epsilon;
    made.type = shapes.inputs[0].type;
    made.weightType = shapes.inputs[1].type;
    return made;
}

} // namespace

std::unique_ptr<graph::Kernel> makeNormalizationCuda(
    NormalizationParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        bool const skips = shapes.inputs.size() > kNormalizationSkip;
        return launchNormalization(onDevice(params, shapes), inputs[0], skips ? inputs[kNormalizationSkip] : nullptr,
            inputs[1], inputs[2], outputs[0], stream);
    };
    auto check = [params](PlainShapes const& shapes) -> base::Status {
        if (shapes.inputs[1].type != shapes.inputs[2].type)
        {
            return base::notImplemented("normalization on CUDA with a scale of {} and a bias of {}",
                base::name(shapes.inputs[1].type), base::name(shapes.inputs[2].type));
        }
        return checkNormalizationShapes(params, shapes);
    };
    return makePlainCuda("a normalization", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA

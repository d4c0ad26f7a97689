#include "ops/deconvolution/deconvolution.h"

#if TENON_CUDA
#include "ops/common/device_weights_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/deconvolution/deconvolution_cuda.h"
#include "ops/deconvolution/deconvolution_problem.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

DeconvolutionProblem deconvolutionOnDevice(TransposedProblem const& problem)
{
    DeconvolutionProblem made{problem.batch, problem.channels, problem.maps, problem.groups, {}, {}, {}, {}, {}, {}};
    std::ranges::copy(problem.in, made.in);
    std::ranges::copy(problem.out, made.out);
    std::ranges::copy(problem.kernel, made.kernel);
    std::ranges::copy(problem.stride, made.stride);
    std::ranges::copy(problem.dilation, made.dilation);
    std::ranges::copy(problem.pre, made.pre);
    return made;
}

struct DeconvolutionWork
{
    std::shared_ptr<DeconvolutionParams const> params; //!< weights left out
    std::shared_ptr<void const> kernel;                //!< null: input 1
    std::shared_ptr<void const> bias;                  //!< fp32; null: none, or the last input
    bool biasInput{false};
    DeconvolutionProblem problem{};
    base::DataType type{base::DataType::kFLOAT};
    base::DataType biasType{base::DataType::kFLOAT};

    static constexpr char const* kName = "a deconvolution";

    graph::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        PlainShapes const shapes{{inputs.begin(), inputs.end()}, {outputs.begin(), outputs.end()}};
        TENON_ASSIGN(TransposedProblem const found, transposedProblemOf(*params, shapes));
        problem = deconvolutionOnDevice(found);
        type = inputs[0].type;
        biasType = biasInput ? inputs.back().type : base::DataType::kFLOAT;
        if (outputs[0].type != type || (kernel == nullptr && inputs[1].type != type))
        {
            return base::notImplemented(
                "deconvolution on CUDA with a kernel or an output of another type than the input, {}",
                base::name(type));
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        void const* const weights = kernel == nullptr ? inputs[1] : kernel.get();
        void const* const added = biasInput ? inputs[kernel == nullptr ? 2 : 1] : bias.get();
        return launchDeconvolution(problem, type, biasType, inputs[0], weights, added, outputs[0], stream);
    }
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeDeconvolutionCuda(
    DeconvolutionParams const& params, bool biasInput, graph::KernelRequest const& request)
{
    DeconvolutionWork work;
    auto shared = std::make_shared<DeconvolutionParams>(params);
    shared->kernel = {};
    shared->bias = {};
    work.params = std::move(shared);
    TENON_ASSIGN(work.kernel, uploadAs(request, params.kernel, request.candidate.inputs[0].type));
    TENON_ASSIGN(work.bias, uploadAs(request, params.bias, base::DataType::kFLOAT));
    work.biasInput = biasInput;
    return makeCudaKernel(std::move(work), request);
}

} // namespace tenon::ops
#endif // TENON_CUDA

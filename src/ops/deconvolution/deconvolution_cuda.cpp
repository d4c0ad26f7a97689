#include "ops/deconvolution/deconvolution.h"

#if TENON_CUDA
#include "ops/activation/activation_cuda.h"
#include "ops/cast/cast_cuda.h"
#include "ops/common/device_weights_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/deconvolution/cudnn_deconvolution_cuda.h"
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

//! What a kernel's clones share.
struct SharedDeconvolution
{
    DeconvolutionParams params;         //!< weights left out
    std::shared_ptr<void const> kernel; //!< null: input 1
    std::shared_ptr<void const> bias;   //!< fp32; null: none, or the last input
    bool biasInput;
    base::DataType type;
    int32_t ordinal;
    Cudnn const* cudnn{nullptr}; //!< null: not there, or no shape of the profiles fits it
    size_t biasBytes{0};         //!< of the workspace in front: the bias as fp32
    size_t workspaceBytes{0};
};

//! cuDNN where it can be told the problem, our kernel for all others.
class DeconvolutionCudaKernel final : public graph::Kernel
{
public:
    DeconvolutionCudaKernel(std::shared_ptr<SharedDeconvolution const> shared, std::shared_ptr<cudnnContext> ownHandle,
        cudnnHandle_t handle)
        : shared_(std::move(shared))
        , ownHandle_(std::move(ownHandle))
        , handle_(handle)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        std::shared_ptr<cudnnContext> own;
        auto* handle = static_cast<cudnnHandle_t>(resources.cudnn);
        if (handle == nullptr && shared_->cudnn != nullptr)
        {
            devices::CurrentDevice const current(shared_->ordinal);
            TENON_ASSIGN(own, makeCudnnHandle(*shared_->cudnn));
            handle = own.get();
        }
        return std::unique_ptr<graph::Kernel>(
            std::make_unique<DeconvolutionCudaKernel>(shared_, std::move(own), handle));
    }

    size_t maxWorkspaceBytes() const override { return shared_->workspaceBytes; }

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        PlainShapes const shapes{{inputs.begin(), inputs.end()}, {outputs.begin(), outputs.end()}};
        TENON_ASSIGN(problem_, transposedProblemOf(shared_->params, shapes));
        biasType_ = shared_->biasInput ? inputs.back().type : base::DataType::kFLOAT;
        if (outputs[0].type != shared_->type || (shared_->kernel == nullptr && inputs[1].type != shared_->type))
        {
            return base::notImplemented(
                "deconvolution on CUDA with a kernel or an output of another type than the input, {}",
                base::name(shared_->type));
        }
        library_.reset();
        if (shared_->cudnn == nullptr || !CudnnDeconvolution::fits(problem_))
        {
            return {};
        }
        auto library = std::make_unique<CudnnDeconvolution>(*shared_->cudnn);
        auto const ready =
            library->prepare(problem_, shared_->type, handle_, shared_->workspaceBytes - shared_->biasBytes);
        library_ = ready.ok() && *ready ? std::move(library) : nullptr;
        return {};
    }

    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle streamHandle) override
    {
        auto* const stream = static_cast<cudaStream_t>(streamHandle);
        void const* const weights = shared_->kernel == nullptr ? inputs[1] : shared_->kernel.get();
        void const* const bias = shared_->biasInput ? inputs[shared_->kernel == nullptr ? 2 : 1] : shared_->bias.get();
        auto const check = [&](cudaError_t code) {
            return devices::checkCuda(code, "launching a deconvolution", shared_->ordinal);
        };
        if (library_ == nullptr)
        {
            return check(launchDeconvolution(deconvolutionOnDevice(problem_), shared_->type, biasType_, inputs[0],
                weights, bias, outputs[0], stream));
        }
        if (ownHandle_ != nullptr)
        {
            TENON_CHECK(checkCudnn(*shared_->cudnn, shared_->cudnn->setStream(handle_, stream), "cudnnSetStream"));
        }
        auto* const scratch = static_cast<std::byte*>(workspace);
        TENON_CHECK(library_->run(handle_, inputs[0], weights, outputs[0], scratch + shared_->biasBytes));
        if (bias == nullptr)
        {
            return {};
        }
        void const* asFloat = bias;
        if (biasType_ != base::DataType::kFLOAT)
        {
            TENON_CHECK(check(launchCast(biasType_, bias, base::DataType::kFLOAT, scratch, problem_.maps, stream)));
            asFloat = scratch;
        }
        int64_t const inner = problem_.out[0] * problem_.out[1] * problem_.out[2];
        constexpr int32_t kNoActivation = -1;
        return check(launchBiasActivation(kNoActivation, 0.0F, 0.0F, shared_->type, outputs[0],
            static_cast<float const*>(asFloat), problem_.maps, inner, problem_.batch * problem_.maps * inner, stream));
    }

private:
    std::shared_ptr<SharedDeconvolution const> shared_;
    std::shared_ptr<cudnnContext> ownHandle_; //!< where the context gave none
    cudnnHandle_t handle_;
    TransposedProblem problem_{};
    base::DataType biasType_{base::DataType::kFLOAT};
    std::unique_ptr<CudnnDeconvolution> library_; //!< null: our kernel
};

//! Turns cuDNN on where it can do some shape of the profiles, with the workspace that it wants for them.
Status lookForCudnn(SharedDeconvolution& shared, graph::KernelRequest const& request)
{
    auto const loaded = Cudnn::load();
    if (!loaded.ok())
    {
        return {}; // our kernel does it
    }
    devices::CurrentDevice const current(shared.ordinal);
    TENON_ASSIGN(auto const handle, makeCudnnHandle(**loaded));
    constexpr size_t kMostBytes = size_t{1} << 30;
    size_t wanted = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        for (base::Dims graph::TensorRange::*const which :
            {&graph::TensorRange::max, &graph::TensorRange::opt, &graph::TensorRange::min})
        {
            PlainShapes const shapes{{{shared.type, base::TensorFormat::kLINEAR, profile.inputs[0].*which, 1.0F}},
                {{shared.type, base::TensorFormat::kLINEAR, profile.outputs[0].*which, 1.0F}}};
            auto const problem = transposedProblemOf(shared.params, shapes);
            CudnnDeconvolution library(**loaded);
            if (!problem.ok() || !CudnnDeconvolution::fits(*problem))
            {
                continue;
            }
            auto const ready = library.prepare(*problem, shared.type, handle.get(), kMostBytes);
            if (ready.ok() && *ready)
            {
                shared.cudnn = *loaded;
                wanted = std::max(wanted, library.workspaceBytes());
            }
        }
    }
    if (shared.cudnn != nullptr)
    {
        size_t const bytes = shared.biasInput ? static_cast<size_t>(shared.params.outputMaps) * sizeof(float) : 0;
        shared.biasBytes = (bytes + devices::kAlignmentBytes - 1) / devices::kAlignmentBytes * devices::kAlignmentBytes;
        shared.workspaceBytes = shared.biasBytes + wanted;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeDeconvolutionCuda(
    DeconvolutionParams const& params, bool biasInput, graph::KernelRequest const& request)
{
    auto shared = std::make_shared<SharedDeconvolution>(SharedDeconvolution{params, nullptr, nullptr, biasInput,
        request.candidate.inputs[0].type, request.device->ordinal(), nullptr, 0, 0});
    shared->params.kernel = {};
    shared->params.bias = {};
    TENON_ASSIGN(shared->kernel, uploadAs(request, params.kernel, shared->type));
    TENON_ASSIGN(shared->bias, uploadAs(request, params.bias, base::DataType::kFLOAT));
    TENON_CHECK(lookForCudnn(*shared, request));
    // Only clones run; they bring a handle of their own.
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<DeconvolutionCudaKernel>(std::move(shared), nullptr, nullptr));
}

} // namespace tenon::ops
#endif // TENON_CUDA

// out[b, m, o] = act(bias[m] + Σ over channels c and kernel places p of in[b, c, o · stride + p · dilation − padding] · kernel[m, c, p])
//
// Threads and blocking are cuDNN's, whose heuristic is asked when shapes are set. Bias and activation are one kernel in place behind it
// (cuDNN's own epilogue knows ReLU alone). Where padding before and after differ in a way that cuDNN's one number cannot say, the input
// is padded into the workspace first.
// Accuracy: sums in fp32, in an order that depends on the algorithm. fp32 is computed as fp32, never as TF32; algorithms that lose digits by
// transforming (FFT, Winograd over large tiles) are left out.
#include "ops/convolution/convolution.h"

#if TENON_CUDA
#include "devices/cuda/cuda_status.h"
#include "ops/activation/activation_cuda.h"
#include "ops/cast/cast_cuda.h"
#include "ops/common/checks.h"
#include "ops/common/device_weights_cuda.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/loops_cuda.h"
#include "ops/convolution/cudnn_cuda.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::DataType;
using graph::TensorDesc;

constexpr int32_t kMaxAlgorithms = 10;

//! Parts of the workspace, each aligned.
size_t aligned(size_t bytes)
{
    return (bytes + devices::kAlignmentBytes - 1) / devices::kAlignmentBytes * devices::kAlignmentBytes;
}

cudnnDataType_t convolutionTypeOf(DataType type)
{
    return type == DataType::kHALF ? CUDNN_DATA_HALF
                                   : (type == DataType::kBF16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT);
}

//! One problem as cuDNN sees it, and where the input has to be padded first. One spatial dimension becomes two, the first of size 1.
struct Geometry
{
    std::vector<int> in, kernel, out; //!< complete dims, `in` after padding
    std::vector<int> padding, stride, dilation;
    bool pads{false};
    CudaLoops padLoops{};
    int64_t padOffset{0};   //!< where the input begins in the padded one, in elements
    int64_t paddedCount{0}; //!< elements of the padded input
    int64_t outCount{0};
};

bool fitsInt(int64_t value)
{
    return value >= 0 && value <= INT32_MAX;
}

struct SpatialAxis
{
    WindowAxis axis;
    WindowPlacement placed;
    int64_t in;
};

Result<std::vector<SpatialAxis>> spatialAxes(ConvolutionParams const& params, Dims const& in, Dims const& out)
{
    std::vector<SpatialAxis> axes;
    if (params.kernelSize.nbDims == 1)
    {
        axes.push_back({{1, 1, 1, 0, 0}, {1, 0, 0, 0}, 1});
    }
    for (int32_t i = 0; i < params.kernelSize.nbDims; ++i)
    {
        TENON_ASSIGN(WindowPlacement const placed, placeWindows(params.window(), i, in.d[2 + i]));
        if (placed.output != out.d[2 + i])
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "convolution: expected an output of {} in spatial dimension {}, found {}", placed.output, i,
                out.d[2 + i]);
        }
        axes.push_back({axisOf(params.window(), i), placed, in.d[2 + i]});
    }
    return axes;
}

//! True where one padding for both sides gives as many windows.
bool isSymmetric(SpatialAxis const& each)
{
    int64_t const room = each.in + 2 * each.placed.prePadding - each.axis.extent();
    return room >= 0 && room / each.axis.stride + 1 == each.placed.output;
}

void padFirst(Geometry& geometry, std::vector<SpatialAxis> const& axes, int64_t outer)
{
    geometry.pads = true;
    std::vector<StridedLoop> loops;
    int64_t inStride = 1;
    int64_t outStride = 1;
    for (size_t i = axes.size(); i-- > 0;)
    {
        SpatialAxis const& each = axes[i];
        int64_t const padded = each.in + each.placed.prePadding + std::max<int64_t>(each.placed.reach, 0);
        loops.push_back({each.in, inStride, outStride});
        geometry.padOffset += each.placed.prePadding * outStride;
        geometry.in[2 + i] = static_cast<int>(padded);
        geometry.padding[i] = 0;
        inStride *= each.in;
        outStride *= padded;
    }
    loops.push_back({outer, inStride, outStride});
    geometry.paddedCount = outer * outStride;
    geometry.padLoops = cudaLoopsOf(StridedCopy(loops, 1));
}

Result<Geometry> geometryOf(ConvolutionParams const& params, Dims const& in, Dims const& out)
{
    int32_t const rank = params.kernelSize.nbDims + 2;
    if (in.nbDims != rank || out.nbDims != rank || out.d[1] != params.outputMaps)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "convolution: expected {} dimensions, found others", rank);
    }
    for (Dims const* const dims : {&in, &out})
    {
        TENON_ASSIGN(int64_t const volume, base::volume(*dims));
        if (!fitsInt(volume))
        {
            return base::notImplemented("convolution of {} on CUDA: expected fewer than 2^31 elements, found {}",
                base::toString(*dims), volume);
        }
    }
    TENON_ASSIGN(std::vector<SpatialAxis> const axes, spatialAxes(params, in, out));
    Geometry geometry;
    geometry.outCount = base::volumeUnchecked(out);
    auto const number = [](int64_t value) { return static_cast<int>(value); };
    geometry.in = {number(in.d[0]), number(in.d[1])};
    geometry.out = {number(out.d[0]), number(out.d[1])};
    geometry.kernel = {number(params.outputMaps), number(in.d[1] / params.groups)};
    bool symmetric = true;
    for (SpatialAxis const& each : axes)
    {
        geometry.in.push_back(number(each.in));
        geometry.out.push_back(number(each.placed.output));
        geometry.kernel.push_back(number(each.axis.size));
        geometry.padding.push_back(number(each.placed.prePadding));
        geometry.stride.push_back(number(each.axis.stride));
        geometry.dilation.push_back(number(each.axis.dilation));
        symmetric = symmetric && isSymmetric(each);
    }
    if (!symmetric)
    {
        padFirst(geometry, axes, in.d[0] * in.d[1]);
    }
    return geometry;
}

//! cuDNN's descriptors of one problem. Owned; not copied.
class Descriptors
{
public:
    explicit Descriptors(Cudnn const& library)
        : library_(library)
    {
    }
    ~Descriptors()
    {
        if (x_ != nullptr) static_cast<void>(library_.destroyTensor(x_));
        if (y_ != nullptr) static_cast<void>(library_.destroyTensor(y_));
        if (w_ != nullptr) static_cast<void>(library_.destroyFilter(w_));
        if (convolution_ != nullptr) static_cast<void>(library_.destroyConvolution(convolution_));
    }
    Descriptors(Descriptors const&) = delete;
    Descriptors& operator=(Descriptors const&) = delete;

    Status describe(Geometry const& geometry, DataType type, int64_t groups)
    {
        auto const spatial = static_cast<int>(geometry.padding.size());
        TENON_CHECK(tensor(x_, geometry.in, type));
        TENON_CHECK(tensor(y_, geometry.out, type));
        TENON_CHECK(checkCudnn(library_, library_.createFilter(&w_), "cudnnCreateFilterDescriptor"));
        TENON_CHECK(checkCudnn(library_,
            library_.setFilter(w_, convolutionTypeOf(type), CUDNN_TENSOR_NCHW, static_cast<int>(geometry.kernel.size()),
                geometry.kernel.data()),
            "cudnnSetFilterNdDescriptor"));
        TENON_CHECK(
            checkCudnn(library_, library_.createConvolution(&convolution_), "cudnnCreateConvolutionDescriptor"));
        TENON_CHECK(checkCudnn(library_,
            library_.setConvolution(convolution_, spatial, geometry.padding.data(), geometry.stride.data(),
                geometry.dilation.data(), CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT),
            "cudnnSetConvolutionNdDescriptor"));
        TENON_CHECK(checkCudnn(
            library_, library_.setGroups(convolution_, static_cast<int>(groups)), "cudnnSetConvolutionGroupCount"));
        // Tensor cores would take fp32 as TF32.
        cudnnMathType_t const math = type == DataType::kFLOAT ? CUDNN_FMA_MATH : CUDNN_TENSOR_OP_MATH;
        return checkCudnn(library_, library_.setMathType(convolution_, math), "cudnnSetConvolutionMathType");
    }

    //! Algorithms that keep fp32's digits, fastest first, or those with the least workspace first.
    Result<std::vector<cudnnConvolutionFwdAlgoPerf_t>> algorithms(cudnnHandle_t handle, bool leastWorkspace) const
    {
        cudnnConvolutionFwdAlgoPerf_t found[kMaxAlgorithms];
        int count = 0;
        TENON_CHECK(
            checkCudnn(library_, library_.heuristic(handle, x_, w_, convolution_, y_, kMaxAlgorithms, &count, found),
                "cudnnGetConvolutionForwardAlgorithm_v7"));
        std::vector<cudnnConvolutionFwdAlgoPerf_t> kept;
        for (int i = 0; i < count; ++i)
        {
            cudnnConvolutionFwdAlgo_t const algorithm = found[i].algo;
            bool const exact = algorithm != CUDNN_CONVOLUTION_FWD_ALGO_FFT
                && algorithm != CUDNN_CONVOLUTION_FWD_ALGO_FFT_TILING
                && algorithm != CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD_NONFUSED
                && algorithm != CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD;
            if (found[i].status == CUDNN_STATUS_SUCCESS && exact)
            {
                kept.push_back(found[i]);
            }
        }
        if (leastWorkspace)
        {
            std::stable_sort(
                kept.begin(), kept.end(), [](auto const& a, auto const& b) { return a.memory < b.memory; });
        }
        if (kept.empty())
        {
            return base::error(
                base::ErrorCode::kFAILED_EXECUTION, "convolution: cuDNN has no algorithm for this problem");
        }
        return kept;
    }

    Status run(cudnnHandle_t handle, cudnnConvolutionFwdAlgo_t algorithm, void const* x, void const* w, void* y,
        void* workspace, size_t bytes) const
    {
        float const one = 1.0F;
        float const zero = 0.0F;
        return checkCudnn(library_,
            library_.forward(handle, &one, x_, x, w_, w, convolution_, algorithm, workspace, bytes, &zero, y_, y),
            "cudnnConvolutionForward");
    }

private:
    Status tensor(cudnnTensorDescriptor_t& made, std::vector<int> const& dims, DataType type)
    {
        std::vector<int> strides(dims.size(), 1);
        for (size_t i = dims.size() - 1; i-- > 0;)
        {
            strides[i] = strides[i + 1] * dims[i + 1];
        }
        TENON_CHECK(checkCudnn(library_, library_.createTensor(&made), "cudnnCreateTensorDescriptor"));
        return checkCudnn(library_,
            library_.setTensor(
                made, convolutionTypeOf(type), static_cast<int>(dims.size()), dims.data(), strides.data()),
            "cudnnSetTensorNdDescriptor");
    }

    Cudnn const& library_;
    cudnnTensorDescriptor_t x_{nullptr}, y_{nullptr};
    cudnnFilterDescriptor_t w_{nullptr};
    cudnnConvolutionDescriptor_t convolution_{nullptr};
};

//! What a kernel's clones share.
struct Shared
{
    Cudnn const& library;
    ConvolutionParams params; //!< weights left out
    DataType type;
    std::shared_ptr<void const> kernel; //!< null: input 1
    int64_t kernelCount;                //!< of `kernel`
    std::shared_ptr<void const> bias;   //!< fp32; null: none, or an input
    std::optional<size_t> biasInput;
    int32_t ordinal;
    size_t workspaceBytes;
    bool leastWorkspace;
};

//! Workspace in front of cuDNN's: the padded input, and the bias as fp32.
struct Parts
{
    size_t bias, padded;
    size_t before() const { return bias + padded; }
};

Parts partsFor(Shared const& shared, Geometry const& geometry)
{
    bool const converts = shared.biasInput && shared.type != DataType::kFLOAT;
    return {converts ? aligned(static_cast<size_t>(shared.params.outputMaps) * sizeof(float)) : 0,
        geometry.pads
            ? aligned(static_cast<size_t>(geometry.paddedCount) * static_cast<size_t>(base::bytesOf(shared.type)))
            : 0};
}

class ConvolutionKernel final : public graph::Kernel
{
public:
    ConvolutionKernel(
        std::shared_ptr<Shared const> shared, std::shared_ptr<cudnnContext> ownHandle, cudnnHandle_t handle)
        : shared_(std::move(shared))
        , ownHandle_(std::move(ownHandle))
        , handle_(handle)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        std::shared_ptr<cudnnContext> own;
        auto* handle = static_cast<cudnnHandle_t>(resources.cudnn);
        if (handle == nullptr)
        {
            devices::CurrentDevice const current(shared_->ordinal);
            TENON_ASSIGN(own, makeCudnnHandle(shared_->library));
            handle = own.get();
        }
        return std::unique_ptr<graph::Kernel>(std::make_unique<ConvolutionKernel>(shared_, std::move(own), handle));
    }

    size_t maxWorkspaceBytes() const override { return shared_->workspaceBytes; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        TENON_CHECK(checkInputs(inputs));
        TENON_ASSIGN(geometry_, geometryOf(shared_->params, inputs[0].dims, outputs[0].dims));
        descriptors_.reset();
        if (geometry_.outCount == 0)
        {
            return {};
        }
        parts_ = partsFor(*shared_, geometry_);
        if (parts_.before() > shared_->workspaceBytes)
        {
            return base::invalidArgument(
                "convolution: expected at most {} bytes of workspace, the maximum of its profiles, found {}",
                shared_->workspaceBytes, parts_.before());
        }
        auto descriptors = std::make_unique<Descriptors>(shared_->library);
        TENON_CHECK(descriptors->describe(geometry_, shared_->type, shared_->params.groups));
        TENON_ASSIGN(auto const algorithms, descriptors->algorithms(handle_, shared_->leastWorkspace));
        size_t const room = shared_->workspaceBytes - parts_.before();
        auto const fits = [room](cudnnConvolutionFwdAlgoPerf_t const& each) { return each.memory <= room; };
        auto const chosen = std::find_if(algorithms.begin(), algorithms.end(), fits);
        if (chosen == algorithms.end())
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "convolution: cuDNN has no algorithm that needs at most {} bytes of workspace", room);
        }
        algorithm_ = chosen->algo;
        descriptors_ = std::move(descriptors);
        return {};
    }

    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle streamHandle) override
    {
        if (descriptors_ == nullptr)
        {
            return {};
        }
        auto* const stream = static_cast<cudaStream_t>(streamHandle);
        if (ownHandle_ != nullptr)
        {
            TENON_CHECK(checkCudnn(shared_->library, shared_->library.setStream(handle_, stream), "cudnnSetStream"));
        }
        auto* const scratch = static_cast<std::byte*>(workspace);
        TENON_ASSIGN(void const* const data, padded(inputs[0], scratch + parts_.bias, stream));
        void const* const kernel = shared_->kernel == nullptr ? inputs[1] : shared_->kernel.get();
        TENON_CHECK(descriptors_->run(handle_, algorithm_, data, kernel, outputs[0], scratch + parts_.before(),
            shared_->workspaceBytes - parts_.before()));
        return finish(inputs, outputs[0], scratch, stream);
    }

private:
    Status checkInputs(std::span<TensorDesc const> inputs) const
    {
        TENON_ASSIGN(int64_t const count, kernelCount(shared_->params, inputs[0].dims.d[1]));
        int64_t const found = shared_->kernel == nullptr ? base::volumeUnchecked(inputs[1].dims) : shared_->kernelCount;
        if (found != count)
        {
            return base::invalidArgument(
                "kernel: expected {} values for {} input channels, found {}", count, inputs[0].dims.d[1], found);
        }
        if (shared_->biasInput && base::volumeUnchecked(inputs[*shared_->biasInput].dims) != shared_->params.outputMaps)
        {
            return base::invalidArgument(
                "input 2 (bias): expected {} values, found others", shared_->params.outputMaps);
        }
        return {};
    }

    Result<void const*> padded(void const* data, void* scratch, cudaStream_t stream) const
    {
        if (!geometry_.pads)
        {
            return data;
        }
        int32_t const elementBytes = base::bytesOf(shared_->type);
        auto const check = [&](cudaError_t code) {
            return devices::checkCuda(code, "padding a convolution's input", shared_->ordinal);
        };
        TENON_CHECK(check(cudaMemsetAsync(scratch, 0, parts_.padded, stream)));
        TENON_CHECK(check(launchStridedCopy(geometry_.padLoops, elementBytes, data,
            static_cast<std::byte*>(scratch) + geometry_.padOffset * elementBytes, stream)));
        return static_cast<void const*>(scratch);
    }

    //! Bias and activation, in place.
    Status finish(void const* const* inputs, void* out, std::byte* scratch, cudaStream_t stream) const
    {
        ConvolutionParams const& params = shared_->params;
        auto const check = [&](cudaError_t code) {
            return devices::checkCuda(code, "launching bias and activation", shared_->ordinal);
        };
        auto const* bias = static_cast<float const*>(shared_->bias.get());
        if (shared_->biasInput)
        {
            bias = static_cast<float const*>(inputs[*shared_->biasInput]);
            if (shared_->type != DataType::kFLOAT)
            {
                TENON_CHECK(check(launchCast(
                    shared_->type, inputs[*shared_->biasInput], DataType::kFLOAT, scratch, params.outputMaps, stream)));
                bias = reinterpret_cast<float const*>(scratch);
            }
        }
        int64_t const inner = geometry_.outCount / (int64_t{geometry_.out[0]} * geometry_.out[1]);
        return check(launchBiasActivation(static_cast<int32_t>(params.activation.kind), params.activation.alpha,
            params.activation.beta, shared_->type, out, bias, params.outputMaps, inner, geometry_.outCount, stream));
    }

    std::shared_ptr<Shared const> shared_;
    std::shared_ptr<cudnnContext> ownHandle_; //!< where the context gave none
    cudnnHandle_t handle_;
    Geometry geometry_;
    Parts parts_{};
    cudnnConvolutionFwdAlgo_t algorithm_{};
    std::unique_ptr<Descriptors> descriptors_; //!< null: the output is empty
};

//! What every shape of a profile can do with: the fastest algorithm's need at its largest and usual shapes.
Result<size_t> workspaceFor(Shared const& shared, graph::KernelRequest const& request, cudnnHandle_t handle)
{
    size_t bytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        for (Dims graph::TensorRange::*const which :
            {&graph::TensorRange::max, &graph::TensorRange::opt, &graph::TensorRange::min})
        {
            TENON_ASSIGN(Geometry const geometry,
                geometryOf(shared.params, profile.inputs[0].*which, profile.outputs[0].*which));
            if (geometry.outCount == 0)
            {
                continue;
            }
            Descriptors descriptors(shared.library);
            TENON_CHECK(descriptors.describe(geometry, shared.type, shared.params.groups));
            TENON_ASSIGN(auto const algorithms, descriptors.algorithms(handle, shared.leastWorkspace));
            bytes = std::max(bytes, partsFor(shared, geometry).before() + aligned(algorithms.front().memory));
        }
    }
    return bytes;
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeConvolutionCuda(
    ConvolutionParams const& params, bool kernelInput, bool biasInput, graph::KernelRequest const& request)
{
    TENON_CHECK(epilogueOf(params.activation)); // unknown ones are refused as on the CPU
    TENON_ASSIGN(Cudnn const* const library, Cudnn::load());
    auto shared = std::make_shared<Shared>(Shared{*library, params, request.candidate.inputs[0].type, nullptr,
        params.kernel.count, nullptr, std::nullopt, request.device->ordinal(), 0,
        static_cast<ConvolutionTactic>(request.candidate.tactic) == ConvolutionTactic::kLEAST_WORKSPACE});
    shared->params.kernel = shared->params.bias = {};
    if (!kernelInput)
    {
        int64_t const channels = request.profiles.front().inputs.front().opt.d[1];
        TENON_ASSIGN(int64_t const count, kernelCount(params, channels));
        TENON_CHECK(expectWeights(
            "kernel weights", params.kernel, count, "output maps x input channels / groups x kernel size"));
        TENON_ASSIGN(shared->kernel, uploadAs(request, params.kernel, shared->type));
    }
    if (biasInput)
    {
        shared->biasInput = request.candidate.inputs.size() - 1;
    }
    else if (!params.bias.empty())
    {
        TENON_CHECK(expectWeights("bias weights", params.bias, params.outputMaps, "one an output map"));
        TENON_ASSIGN(shared->bias, uploadAs(request, params.bias, DataType::kFLOAT));
    }
    devices::CurrentDevice const current(request.device->ordinal());
    TENON_ASSIGN(auto const handle, makeCudnnHandle(*library));
    TENON_ASSIGN(shared->workspaceBytes, workspaceFor(*shared, request, handle.get()));
    // Only clones run; they bring a handle of their own.
    return std::unique_ptr<graph::Kernel>(std::make_unique<ConvolutionKernel>(std::move(shared), nullptr, nullptr));
}

} // namespace tenon::ops
#endif // TENON_CUDA

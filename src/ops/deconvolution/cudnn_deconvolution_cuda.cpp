#include "ops/deconvolution/cudnn_deconvolution_cuda.h"

#if TENON_CUDA

#include <vector>

namespace tenon::ops
{

using base::DataType;
using base::Result;
using base::Status;

namespace
{

cudnnDataType_t cudnnTypeOf(DataType type)
{
    return type == DataType::kHALF ? CUDNN_DATA_HALF
                                   : (type == DataType::kBF16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT);
}

//! cuDNN counts two spatial dimensions at least; the first of three is left out where nothing happens in it.
size_t firstDimension(TransposedProblem const& problem)
{
    return problem.in[0] == 1 && problem.out[0] == 1 && problem.kernel[0] == 1 && problem.pre[0] == 0 ? 1 : 0;
}

std::vector<int> dimsWith(int64_t first, int64_t second, std::array<int64_t, 3> const& spatial, size_t from)
{
    std::vector<int> dims{static_cast<int>(first), static_cast<int>(second)};
    for (size_t d = from; d < spatial.size(); ++d)
    {
        dims.push_back(static_cast<int>(spatial[d]));
    }
    return dims;
}

std::vector<int> spatialOf(std::array<int64_t, 3> const& all, size_t from)
{
    return {all.begin() + static_cast<std::ptrdiff_t>(from), all.end()};
}

int64_t volumeOfAll(std::array<int64_t, 3> const& all)
{
    return all[0] * all[1] * all[2];
}

Status describeTensor(Cudnn const& library, cudnnTensorDescriptor_t& made, std::vector<int> const& dims, DataType type)
{
    std::vector<int> strides(dims.size(), 1);
    for (size_t i = dims.size() - 1; i-- > 0;)
    {
        strides[i] = strides[i + 1] * dims[i + 1];
    }
    TENON_CHECK(checkCudnn(library, library.createTensor(&made), "cudnnCreateTensorDescriptor"));
    return checkCudnn(library,
        library.setTensor(made, cudnnTypeOf(type), static_cast<int>(dims.size()), dims.data(), strides.data()),
        "cudnnSetTensorNdDescriptor");
}

} // namespace

CudnnDeconvolution::~CudnnDeconvolution()
{
    if (x_ != nullptr) static_cast<void>(library_.destroyTensor(x_));
    if (y_ != nullptr) static_cast<void>(library_.destroyTensor(y_));
    if (w_ != nullptr) static_cast<void>(library_.destroyFilter(w_));
    if (convolution_ != nullptr) static_cast<void>(library_.destroyConvolution(convolution_));
}

bool CudnnDeconvolution::fits(TransposedProblem const& problem)
{
    for (size_t d = 0; d < 3; ++d)
    {
        int64_t const extent = (problem.kernel[d] - 1) * problem.dilation[d] + 1;
        int64_t const room = problem.out[d] + 2 * problem.pre[d] - extent;
        if (problem.pre[d] < 0 || room < 0 || room / problem.stride[d] + 1 != problem.in[d])
        {
            return false;
        }
    }
    int64_t const in = problem.batch * problem.channels * volumeOfAll(problem.in);
    int64_t const out = problem.batch * problem.maps * volumeOfAll(problem.out);
    return in > 0 && out > 0 && in <= INT32_MAX && out <= INT32_MAX;
}

Status CudnnDeconvolution::describe(TransposedProblem const& problem, DataType type)
{
    size_t const from = firstDimension(problem);
    TENON_CHECK(describeTensor(library_, x_, dimsWith(problem.batch, problem.channels, problem.in, from), type));
    TENON_CHECK(describeTensor(library_, y_, dimsWith(problem.batch, problem.maps, problem.out, from), type));
    std::vector<int> const kernel = dimsWith(problem.channels, problem.maps / problem.groups, problem.kernel, from);
    TENON_CHECK(checkCudnn(library_, library_.createFilter(&w_), "cudnnCreateFilterDescriptor"));
    TENON_CHECK(checkCudnn(library_,
        library_.setFilter(w_, cudnnTypeOf(type), CUDNN_TENSOR_NCHW, static_cast<int>(kernel.size()), kernel.data()),
        "cudnnSetFilterNdDescriptor"));
    std::vector<int> const padding = spatialOf(problem.pre, from);
    std::vector<int> const stride = spatialOf(problem.stride, from);
    std::vector<int> const dilation = spatialOf(problem.dilation, from);
    TENON_CHECK(checkCudnn(library_, library_.createConvolution(&convolution_), "cudnnCreateConvolutionDescriptor"));
    TENON_CHECK(checkCudnn(library_,
        library_.setConvolution(convolution_, static_cast<int>(padding.size()), padding.data(), stride.data(),
            dilation.data(), CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT),
        "cudnnSetConvolutionNdDescriptor"));
    TENON_CHECK(checkCudnn(
        library_, library_.setGroups(convolution_, static_cast<int>(problem.groups)), "cudnnSetConvolutionGroupCount"));
    // Tensor cores would take fp32 as TF32.
    cudnnMathType_t const math = type == DataType::kFLOAT ? CUDNN_FMA_MATH : CUDNN_TENSOR_OP_MATH;
    return checkCudnn(library_, library_.setMathType(convolution_, math), "cudnnSetConvolutionMathType");
}

Result<bool> CudnnDeconvolution::prepare(
    TransposedProblem const& problem, DataType type, cudnnHandle_t handle, size_t mostBytes)
{
    TENON_CHECK(describe(problem, type));
    cudnnConvolutionBwdDataAlgoPerf_t found[CUDNN_CONVOLUTION_BWD_DATA_ALGO_COUNT];
    int count = 0;
    TENON_CHECK(checkCudnn(library_,
        library_.backwardHeuristic(
            handle, w_, x_, convolution_, y_, CUDNN_CONVOLUTION_BWD_DATA_ALGO_COUNT, &count, found),
        "cudnnGetConvolutionBackwardDataAlgorithm_v7"));
    for (int i = 0; i < count; ++i)
    {
        bool const exact = found[i].algo == CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
        if (found[i].status == CUDNN_STATUS_SUCCESS && exact && found[i].memory <= mostBytes)
        {
            algorithm_ = found[i].algo;
            workspaceBytes_ = found[i].memory;
            return true;
        }
    }
    return false;
}

Status CudnnDeconvolution::run(cudnnHandle_t handle, void const* x, void const* w, void* y, void* workspace) const
{
    float const one = 1.0F;
    float const zero = 0.0F;
    return checkCudnn(library_,
        library_.backwardData(
            handle, &one, w_, w, x_, x, convolution_, algorithm_, workspace, workspaceBytes_, &zero, y_, y),
        "cudnnConvolutionBackwardData");
}

} // namespace tenon::ops
#endif // TENON_CUDA

// Plugins that stand on CUDA's libraries: a centred row through CUB and shared memory, a running sum through Thrust (whose calls wait), and
// a product through the cuBLAS handle that attachToContext gives, with weights on the device.
#include "plugin_base.h"

#include <cub/block/block_reduce.cuh>
#include <cublas_v2.h>
#include <thrust/device_ptr.h>
#include <thrust/execution_policy.h>
#include <thrust/scan.h>

#include <vector>

namespace gpu_plugins
{

// y[r, c] = x[r, c] − mean over c of x[r, c]. One block a row; the row's mean goes through shared memory.
__global__ void centre(int columns, float const* x, float* y)
{
    using Reduce = cub::BlockReduce<float, 128>;
    __shared__ typename Reduce::TempStorage storage;
    __shared__ float mean;
    float sum = 0;
    for (int c = threadIdx.x; c < columns; c += 128)
    {
        sum += x[blockIdx.x * columns + c];
    }
    float const total = Reduce(storage).Sum(sum);
    if (threadIdx.x == 0)
    {
        mean = total / columns;
    }
    __syncthreads();
    for (int c = threadIdx.x; c < columns; c += 128)
    {
        y[blockIdx.x * columns + c] = x[blockIdx.x * columns + c] - mean;
    }
}

struct NoParams
{
    int32_t unused;
};

class Centre final : public DynamicPlugin<Centre, NoParams>
{
public:
    static constexpr char const* kName = GPU_PLUGIN_NAME("GpuCentre");
    static constexpr bool kHalf = false;
    using ParamsType = NoParams;
    using DynamicPlugin::DynamicPlugin;
    static NoParams parse(PluginFieldCollection const*) { return {0}; }

    //! The rows pass through the workspace, so that one that is too small shows.
    size_t getWorkspaceSize(
        PluginTensorDesc const* in, int, PluginTensorDesc const*, int) const PLUGIN_NOEXCEPT override
    {
        return static_cast<size_t>(countOf(in[0].dims)) * sizeof(float);
    }
    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void* workspace, cudaStream_t stream) PLUGIN_NOEXCEPT override
    {
        int const columns = static_cast<int>(in[0].dims.d[in[0].dims.nbDims - 1]);
        int const rows = static_cast<int>(countOf(in[0].dims)) / columns;
        cudaMemcpyAsync(workspace, inputs[0], sizeof(float) * rows * columns, cudaMemcpyDeviceToDevice, stream);
        centre<<<rows, 128, 0, stream>>>(
            columns, static_cast<float const*>(workspace), static_cast<float*>(outputs[0]));
        return 0;
    }
};
using CentreCreator = Creator<Centre>;
REGISTER_TENSORRT_PLUGIN(CentreCreator);

class RunningSum final : public DynamicPlugin<RunningSum, NoParams>
{
public:
    static constexpr char const* kName = GPU_PLUGIN_NAME("GpuRunningSum");
    static constexpr bool kHalf = false;
    using ParamsType = NoParams;
    using DynamicPlugin::DynamicPlugin;
    static NoParams parse(PluginFieldCollection const*) { return {0}; }

    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t stream) PLUGIN_NOEXCEPT override
    {
        auto const* const x = static_cast<float const*>(inputs[0]);
        thrust::inclusive_scan(thrust::cuda::par.on(stream), thrust::device_pointer_cast(x),
            thrust::device_pointer_cast(x) + countOf(in[0].dims),
            thrust::device_pointer_cast(static_cast<float*>(outputs[0])));
        return 0;
    }
};
using RunningSumCreator = Creator<RunningSum>;
REGISTER_TENSORRT_PLUGIN(RunningSumCreator);

constexpr int kWidth = 4;
struct ProductParams
{
    float weights[kWidth * kWidth]; // row-major
};

//! y = x · weights for rows of kWidth.
class Product final : public DynamicPlugin<Product, ProductParams>
{
public:
    static constexpr char const* kName = GPU_PLUGIN_NAME("GpuProduct");
    static constexpr bool kHalf = false;
    using ParamsType = ProductParams;
    using DynamicPlugin::DynamicPlugin;
    Product(Product const& other)
        : DynamicPlugin(other)
    {
        // A clone is born initialised: it needs weights of its own on the device.
        if (other.onDevice_ != nullptr)
        {
            initialize();
        }
    }
    ~Product() override { terminate(); }

    static ProductParams parse(PluginFieldCollection const* fields)
    {
        return fieldOr(fields, "weights", ProductParams{});
    }
    int initialize() PLUGIN_NOEXCEPT override
    {
        if (cudaMalloc(&onDevice_, sizeof(params.weights)) != cudaSuccess)
        {
            return 1;
        }
        return cudaMemcpy(onDevice_, params.weights, sizeof(params.weights), cudaMemcpyHostToDevice) == cudaSuccess ? 0
                                                                                                                    : 1;
    }
    void terminate() PLUGIN_NOEXCEPT override
    {
        cudaFree(onDevice_);
        onDevice_ = nullptr;
    }
    void attachToContext(cudnnContext*, cublasContext* cublas, IGpuAllocator*) PLUGIN_NOEXCEPT override
    {
        cublas_ = cublas;
    }

    // The handle's stream is the host's affair.
    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t) PLUGIN_NOEXCEPT override
    {
        float const one = 1;
        float const zero = 0;
        int const rows = static_cast<int>(countOf(in[0].dims)) / kWidth;
        // Row-major y = x · w is column-major yᵀ = wᵀ · xᵀ.
        cublasStatus_t const status =
            cublasSgemm(cublas_, CUBLAS_OP_N, CUBLAS_OP_N, kWidth, rows, kWidth, &one, static_cast<float*>(onDevice_),
                kWidth, static_cast<float const*>(inputs[0]), kWidth, &zero, static_cast<float*>(outputs[0]), kWidth);
        return status == CUBLAS_STATUS_SUCCESS ? 0 : static_cast<int>(status);
    }

private:
    void* onDevice_{nullptr};
    cublasContext* cublas_{nullptr};
};
using ProductCreator = Creator<Product>;
REGISTER_TENSORRT_PLUGIN(ProductCreator);

} // namespace gpu_plugins

#include "ops/common/sized_cuda.h"

#if TENON_CUDA

namespace tenon::ops
{
namespace
{

constexpr size_t kSizeBytes = devices::kAlignmentBytes; //!< of the workspace, before the rest of it

class SizedCudaKernel final : public graph::Kernel
{
public:
    SizedCudaKernel(char const* name, int32_t ordinal, RunSizedCuda run, size_t workspaceBytes)
        : name_(name)
        , ordinal_(ordinal)
        , run_(std::move(run))
        , workspaceBytes_(workspaceBytes)
    {
    }

    graph::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(
            std::make_unique<SizedCudaKernel>(name_, ordinal_, run_, workspaceBytes_));
    }

    size_t maxWorkspaceBytes() const override { return kSizeBytes + workspaceBytes_; }

    graph::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        shapes_.inputs.assign(inputs.begin(), inputs.end());
        shapes_.outputs.assign(outputs.begin(), outputs.end());
        return {};
    }

    graph::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        size_ = static_cast<int64_t*>(workspace);
        return devices::checkCuda(
            run_(shapes_, inputs, outputs, static_cast<char*>(workspace) + kSizeBytes, size_,
                static_cast<cudaStream_t>(stream)),
            [this] { return fmt::format("launching {}", name_); }, ordinal_);
    }

    graph::Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override
    {
        if (sizes.size() != 1 || size_ == nullptr)
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "kernel of {}: expected to be asked for 1 size after it has run, found {}", name_, sizes.size());
        }
        auto const what = [this] { return fmt::format("reading the size that {} has found", name_); };
        auto* const cudaStream = static_cast<cudaStream_t>(stream);
        TENON_CHECK(devices::checkCuda(
            cudaMemcpyAsync(sizes.data(), size_, sizeof(int64_t), cudaMemcpyDeviceToHost, cudaStream), what, ordinal_));
        return devices::checkCuda(cudaStreamSynchronize(cudaStream), what, ordinal_);
    }

private:
    char const* name_;
    int32_t ordinal_;
    RunSizedCuda run_;
    size_t workspaceBytes_;
    PlainShapes shapes_;
    int64_t* size_{nullptr}; //!< on the device, in the workspace of the last inference
};

} // namespace

std::unique_ptr<graph::Kernel> makeSizedCuda(
    char const* name, graph::KernelRequest const& request, RunSizedCuda run, size_t workspaceBytes)
{
    return std::make_unique<SizedCudaKernel>(name, request.device->ordinal(), std::move(run), workspaceBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA

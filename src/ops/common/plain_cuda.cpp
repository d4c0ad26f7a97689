#include "ops/common/plain_cuda.h"

#if TENON_CUDA
#include "ops/common/copy_kernel.h"

namespace tenon::ops
{
namespace
{

class PlainCudaKernel final : public graph::Kernel
{
public:
    PlainCudaKernel(
        char const* name, int32_t ordinal, RunPlainCuda run, CheckPlain check, size_t workspaceBytes, bool recordable)
        : name_(name)
        , ordinal_(ordinal)
        , run_(std::move(run))
        , check_(std::move(check))
        , workspaceBytes_(workspaceBytes)
        , recordable_(recordable)
    {
    }

    graph::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(
            std::make_unique<PlainCudaKernel>(name_, ordinal_, run_, check_, workspaceBytes_, recordable_));
    }

    bool isRecordable() const override { return recordable_; }
    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    graph::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        shapes_.inputs.assign(inputs.begin(), inputs.end());
        shapes_.outputs.assign(outputs.begin(), outputs.end());
        return check_ ? check_(shapes_) : base::okStatus();
    }

    graph::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        return devices::checkCuda(
            run_(shapes_, inputs, outputs, workspace, static_cast<cudaStream_t>(stream)),
            [this] { return fmt::format("launching {}", name_); }, ordinal_);
    }

private:
    char const* name_;
    int32_t ordinal_;
    RunPlainCuda run_;
    CheckPlain check_;
    size_t workspaceBytes_;
    bool recordable_;
    PlainShapes shapes_;
};

} // namespace

std::unique_ptr<graph::Kernel> makePlainCuda(char const* name, graph::KernelRequest const& request, RunPlainCuda run,
    CheckPlain check, size_t workspaceBytes, bool recordable)
{
    return std::make_unique<PlainCudaKernel>(
        name, request.device->ordinal(), std::move(run), std::move(check), workspaceBytes, recordable);
}

std::unique_ptr<graph::Kernel> makeCopyCuda(graph::KernelRequest const& request)
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) -> cudaError_t {
        auto const bytes = static_cast<size_t>(base::volumeUnchecked(shapes.inputs[0].dims))
            * static_cast<size_t>(base::bytesOf(shapes.inputs[0].type));
        return bytes == 0 ? cudaSuccess
                          : cudaMemcpyAsync(outputs[0], inputs[0], bytes, cudaMemcpyDeviceToDevice, stream);
    };
    auto check = [](PlainShapes const& shapes) -> base::Status {
        bool const same = base::volumeUnchecked(shapes.inputs[0].dims) == base::volumeUnchecked(shapes.outputs[0].dims);
        return same ? base::Status()
                    : base::invalidArgument("copy: expected as many elements as {} has, found {}",
                        base::toString(shapes.inputs[0].dims), base::toString(shapes.outputs[0].dims));
    };
    return makePlainCuda("a copy", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA

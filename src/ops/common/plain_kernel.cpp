#include "ops/common/plain_kernel.h"

namespace tenon::ops
{
namespace
{

class PlainKernel final : public graph::Kernel
{
public:
    PlainKernel(RunPlain run, CheckPlain check, size_t workspaceBytes)
        : run_(std::move(run))
        , check_(std::move(check))
        , workspaceBytes_(workspaceBytes)
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<PlainKernel>(run_, check_, workspaceBytes_));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    base::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        shapes_.inputs.assign(inputs.begin(), inputs.end());
        shapes_.outputs.assign(outputs.begin(), outputs.end());
        return check_ ? check_(shapes_) : base::okStatus();
    }

    base::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        return run_(shapes_, inputs, outputs, workspace);
    }

private:
    RunPlain run_;
    CheckPlain check_;
    size_t workspaceBytes_;
    PlainShapes shapes_;
};

} // namespace

std::unique_ptr<graph::Kernel> makePlainKernel(RunPlain run, CheckPlain check, size_t workspaceBytes)
{
    return std::make_unique<PlainKernel>(std::move(run), std::move(check), workspaceBytes);
}

} // namespace tenon::ops

#include "ops/common/sized_kernel.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

class SizedKernel final : public graph::Kernel
{
public:
    SizedKernel(size_t sizeCount, RunSized run, size_t workspaceBytes)
        : run_(std::move(run))
        , workspaceBytes_(workspaceBytes)
        , sizes_(sizeCount, 0)
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<SizedKernel>(sizes_.size(), run_, workspaceBytes_));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    base::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        shapes_.inputs.assign(inputs.begin(), inputs.end());
        shapes_.outputs.assign(outputs.begin(), outputs.end());
        return {};
    }

    base::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        return run_(shapes_, inputs, outputs, workspace, sizes_);
    }

    base::Status readSizes(std::span<int64_t> sizes, devices::StreamHandle) override
    {
        if (sizes.size() != sizes_.size())
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR, "kernel: expected to be asked for {} sizes, found {}",
                sizes_.size(), sizes.size());
        }
        std::copy(sizes_.begin(), sizes_.end(), sizes.begin());
        return {};
    }

private:
    RunSized run_;
    size_t workspaceBytes_;
    PlainShapes shapes_;
    std::vector<int64_t> sizes_;
};

} // namespace

std::unique_ptr<graph::Kernel> makeSizedKernel(size_t sizeCount, RunSized run, size_t workspaceBytes)
{
    return std::make_unique<SizedKernel>(sizeCount, std::move(run), workspaceBytes);
}

} // namespace tenon::ops

#include "runtime/reformat_step.h"

#include "ops/reformat/reformat.h"
#include "plan/tensor_ranges.h"

namespace tenon::runtime
{

base::Result<std::unique_ptr<graph::Kernel>> makeReformatKernel(
    devices::Device& device, graph::TypeFormat from, graph::TypeFormat to)
{
    return ops::makeReformat(device, from, to);
}

namespace
{

class CopyKernel final : public graph::Kernel
{
public:
    explicit CopyKernel(devices::Device& device)
        : device_(device)
    {
    }

    base::Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return makeCopyKernel(device_);
    }

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>) override
    {
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(inputs[0].dims, inputs[0].type, inputs[0].format));
        bytes_ = static_cast<size_t>(bytes);
        return {};
    }

    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle stream) override
    {
        return bytes_ == 0 ? base::okStatus() : device_.copy(outputs[0], inputs[0], bytes_, stream);
    }

private:
    devices::Device& device_;
    size_t bytes_{0};
};

} // namespace

std::unique_ptr<graph::Kernel> makeCopyKernel(devices::Device& device)
{
    return std::make_unique<CopyKernel>(device);
}

base::Status convertNow(devices::Device& device, graph::Tensor const& tensor, graph::TypeFormat from,
    void const* source, graph::TypeFormat to, void* destination)
{
    TENON_ASSIGN(auto const prototype, makeReformatKernel(device, from, to));
    graph::ContextResources resources;
    resources.device = &device;
    TENON_ASSIGN(auto const kernel, prototype->clone(resources));
    base::Dims const dims = graph::toDims(tensor.dims);
    graph::TensorDesc const input{from.type, from.format, dims, graph::scaleOf(tensor)};
    graph::TensorDesc const output{to.type, to.format, dims, graph::scaleOf(tensor)};
    TENON_CHECK(kernel->setShapes({&input, 1}, {&output, 1}));
    TENON_ASSIGN(devices::Buffer const workspace, device.allocate(kernel->maxWorkspaceBytes()));
    TENON_CHECK(kernel->enqueue(&source, &destination, workspace.data(), nullptr));
    // The workspace goes away with this function.
    return device.synchronize(nullptr);
}

} // namespace tenon::runtime

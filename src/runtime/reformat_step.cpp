#include "runtime/reformat_step.h"

#include "plan/tensor_ranges.h"

#if __has_include("ops/reformat/reformat.h")
#include "ops/reformat/reformat.h"
#else
#include "base/half.h"
#include <cstring>
#endif

namespace tenon::runtime
{

#if __has_include("ops/reformat/reformat.h")
base::Result<std::unique_ptr<graph::Kernel>> makeReformatKernel(devices::Device& device, graph::TypeFormat from, graph::TypeFormat to)
{
    return ops::makeReformat(device, from, to);
}
#else
namespace
{

class LinearConversion final : public graph::Kernel
{
public:
    LinearConversion(base::DataType from, base::DataType to)
        : from_(from)
        , to_(to)
    {
    }
    base::Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<LinearConversion>(*this));
    }
    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>) override
    {
        count_ = base::volumeUnchecked(inputs[0].dims);
        return {};
    }
    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        if (from_ == to_)
        {
            std::memmove(outputs[0], inputs[0], static_cast<size_t>(count_) * base::bytesOf(from_));
            return {};
        }
        for (int64_t i = 0; i < count_; ++i)
        {
            if (from_ == base::DataType::kFLOAT)
            {
                static_cast<uint16_t*>(outputs[0])[i] = base::floatToHalf(static_cast<float const*>(inputs[0])[i]);
            }
            else
            {
                static_cast<float*>(outputs[0])[i] = base::halfToFloat(static_cast<uint16_t const*>(inputs[0])[i]);
            }
        }
        return {};
    }

private:
    base::DataType from_, to_;
    int64_t count_{0};
};

} // namespace

base::Result<std::unique_ptr<graph::Kernel>> makeReformatKernel(devices::Device&, graph::TypeFormat from, graph::TypeFormat to)
{
    bool const halfAndFloat = (from.type == base::DataType::kFLOAT && to.type == base::DataType::kHALF)
        || (from.type == base::DataType::kHALF && to.type == base::DataType::kFLOAT);
    if (from.format == to.format && (from.type == to.type || halfAndFloat))
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<LinearConversion>(from.type, to.type));
    }
    return base::notImplemented("reformat from {} {} to {} {}", base::name(from.type), base::name(from.format), base::name(to.type),
        base::name(to.format));
}
#endif

base::Status convertNow(devices::Device& device, graph::Tensor const& tensor, graph::TypeFormat from, void const* source,
    graph::TypeFormat to, void* destination)
{
    TENON_ASSIGN(auto const prototype, makeReformatKernel(device, from, to));
    graph::ContextResources resources;
    resources.device = &device;
    TENON_ASSIGN(auto const kernel, prototype->clone(resources));
    base::Dims const dims = graph::toDims(tensor.dims);
    graph::TensorDesc const input{from.type, from.format, dims, plan::scaleOf(tensor)};
    graph::TensorDesc const output{to.type, to.format, dims, plan::scaleOf(tensor)};
    TENON_CHECK(kernel->setShapes({&input, 1}, {&output, 1}));
    TENON_ASSIGN(devices::Buffer const workspace, device.allocate(kernel->maxWorkspaceBytes()));
    TENON_CHECK(kernel->enqueue(&source, &destination, workspace.data(), nullptr));
    // The workspace goes away with this function.
    return device.synchronize(nullptr);
}

} // namespace tenon::runtime

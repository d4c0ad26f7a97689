// out = the weights.
//
// Threads:   pieces of 256 KiB.
// Memory:    each byte is read once and written once. Types are converted when the kernel is made, not when it runs.
// Accuracy:  the cast's; see ops/cast.
#include "ops/constant/constant_cpu.h"

#include "devices/cpu/parallel.h"
#include "ops/common/type_conversion.h"

#include <cstring>

namespace tenon::ops
{
namespace
{

class ConstantKernel final : public graph::Kernel
{
public:
    explicit ConstantKernel(graph::ConstantData weights)
        : weights_(std::move(weights))
    {
    }

    graph::Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ConstantKernel>(*this));
    }

    graph::Status setShapes(std::span<graph::TensorDesc const>, std::span<graph::TensorDesc const>) override
    {
        return {};
    }

    graph::Status enqueue(void const* const*, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const* const from = weights_.span().data();
        auto* const to = static_cast<std::byte*>(outputs[0]);
        devices::parallelFor(static_cast<int64_t>(weights_.bytes()), 256 * 1024, [&](int64_t begin, int64_t end) {
            std::memcpy(to + begin, from + begin, static_cast<size_t>(end - begin));
        });
        return {};
    }

private:
    graph::ConstantData weights_;
};

} // namespace

base::Result<std::unique_ptr<graph::Kernel>> makeConstantCpu(graph::ConstantData const& weights, base::DataType type)
{
    TENON_ASSIGN(graph::ConstantData converted, castWeights(weights, type));
    return std::unique_ptr<graph::Kernel>(std::make_unique<ConstantKernel>(std::move(converted)));
}

} // namespace tenon::ops

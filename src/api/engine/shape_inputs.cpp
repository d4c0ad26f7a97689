// Values of shape inputs: read where the user's pointer says, whenever shapes are asked for or an inference begins.
#include "api/engine/bindings.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"

namespace tenon::api
{

base::Status ExecutionContext::readShapeInputs() const
{
    for (size_t i = 0; i < engine_->bindings().size(); ++i)
    {
        auto const index = static_cast<int32_t>(i);
        runtime::Binding const& binding = bindingAt(index);
        void const* const data = context_->address(index);
        if (!binding.isShapeInput || data == nullptr)
        {
            continue;
        }
        std::vector<int64_t> values(static_cast<size_t>(base::volumeUnchecked(binding.dims)));
        for (size_t v = 0; v < values.size(); ++v)
        {
            values[v] = binding.type == nvinfer1::DataType::kINT64 ? static_cast<int64_t const*>(data)[v]
                                                                   : static_cast<int32_t const*>(data)[v];
        }
        TENON_CHECK(context_->setShapeValues(index, values));
    }
    return {};
}

bool ExecutionContext::allInputDimensionsSpecified() const noexcept
{
    return coordinatesOf(*engine_).hidden() != 0 || context_->allDimsSet();
}

bool ExecutionContext::allInputShapesSpecified() const noexcept
{
    return succeeds(callLog(), "IExecutionContext::allInputShapesSpecified", [&] { return readShapeInputs(); })
        && context_->allValuesSet();
}

} // namespace tenon::api

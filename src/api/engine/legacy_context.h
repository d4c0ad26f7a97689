// IExecutionContext's methods of releases 7 and 8: implicit batch and bindings by index.
#pragma once

#include "api/missing/legacy_execution_context.h"

namespace tenon::api
{

class ExecutionContext;

class LegacyContext final : public missing::legacy::ExecutionContext
{
public:
    explicit LegacyContext(api::ExecutionContext& context)
        : context_(context)
    {
    }

    bool execute(int32_t batchSize, void* const* bindings) noexcept override;
    bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept override;
    bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept override;
    nvinfer1::Dims64 getStrides(int32_t index) const noexcept override;
    bool setOptimizationProfile(int32_t profile) noexcept override;
    bool setBindingDimensions(int32_t index, nvinfer1::Dims64 const& dims) noexcept override;
    nvinfer1::Dims64 getBindingDimensions(int32_t index) const noexcept override;
    bool setInputShapeBinding(int32_t index, int32_t const* data) noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    base::Status runBatch(int32_t batchSize, void* const* bindings, cudaStream_t stream, bool wait);
    //! The tensor's binding. Error if the index is out of range or another profile's.
    base::Result<int32_t> bindingOf(int32_t index) const;

    api::ExecutionContext& context_;
};

} // namespace tenon::api

// What IExecutionContext had in releases 7 and 8: inference with a batch size, inputs and outputs by number.
#pragma once

#include "api/missing/legacy_execution_context.h"
#include "base/result.h"

#include <map>
#include <vector>

namespace tenon::api
{
class ExecutionContext;

namespace legacy
{

class ContextTable final : public missing::legacy::ExecutionContext
{
public:
    explicit ContextTable(api::ExecutionContext& context)
        : context_(context)
    {
    }

    bool execute(int32_t batchSize, void* const* bindings) noexcept override;
    //! `inputConsumed` is recorded nowhere: on the CPU the inputs are consumed when this returns.
    bool enqueue(
        int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept override;
    bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept override;
    nvinfer1::Dims getStrides(int32_t bindingIndex) const noexcept override;
    bool setOptimizationProfile(int32_t profileIndex) noexcept override;
    bool setBindingDimensions(int32_t bindingIndex, nvinfer1::Dims const& dimensions) noexcept override;
    nvinfer1::Dims getBindingDimensions(int32_t bindingIndex) const noexcept override;
    bool setInputShapeBinding(int32_t bindingIndex, int32_t const* data) noexcept override;
    //! The values of a shape input. Those of outputs are where the outputs lie.
    bool getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept override;

    //! Values that setInputShapeBinding gave for an input of the engine; null for none. They stand where a list of bindings holds null.
    void* shapeInputMemory(int32_t binding);
    //! The number of the current profile's first binding in the lists that programs of levels 7 and 8 pass; 0 at level
    //! 10.
    int32_t firstBinding() const;

protected:
    base::Log callLog() const noexcept override;

private:
    base::Status runBatch(int32_t batchSize, void* const* bindings, void* stream, cudaEvent_t const* inputConsumed);
    //! Index among the engine's bindings. Error if the number belongs to another profile than the current.
    base::Result<int32_t> tensorOf(int32_t bindingIndex) const;

    api::ExecutionContext& context_;
    std::map<int32_t, std::vector<int32_t>> shapeInputs_; //!< by index among the engine's bindings
};

} // namespace legacy
} // namespace tenon::api

// What ICudaEngine had in releases 7 and 8: inputs and outputs by number.
//
// An engine with several optimization profiles has its inputs and outputs once for each: binding number p · n + i is
// tensor i in profile p, of n tensors. Their names end in " [profile p]" except in the first.
#pragma once

#include "api/missing/legacy_cuda_engine.h"

#include "base/result.h"

#include <string>
#include <vector>

namespace tenon::api
{
class CudaEngine;

namespace legacy
{

class EngineTable final : public missing::legacy::CudaEngine
{
public:
    explicit EngineTable(api::CudaEngine& engine);

    int32_t getNbBindings() const noexcept override { return static_cast<int32_t>(names_.size()); }
    int32_t getBindingIndex(char const* name) const noexcept override;
    char const* getBindingName(int32_t bindingIndex) const noexcept override;
    bool bindingIsInput(int32_t bindingIndex) const noexcept override;
    nvinfer1::Dims getBindingDimensions(int32_t bindingIndex) const noexcept override;
    nvinfer1::DataType getBindingDataType(int32_t bindingIndex) const noexcept override;
    int32_t getMaxBatchSize() const noexcept override;
    nvinfer1::TensorLocation getLocation(int32_t bindingIndex) const noexcept override;
    int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept override;
    int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept override;
    nvinfer1::TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept override;
    char const* getBindingFormatDesc(int32_t bindingIndex) const noexcept override;
    int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept override;
    nvinfer1::Dims getProfileDimensions(
        int32_t bindingIndex, int32_t profileIndex, nvinfer1::OptProfileSelector select) const noexcept override;
    int32_t const* getProfileShapeValues(
        int32_t profileIndex, int32_t inputIndex, nvinfer1::OptProfileSelector select) const noexcept override;
    bool isShapeBinding(int32_t bindingIndex) const noexcept override;
    bool isExecutionBinding(int32_t bindingIndex) const noexcept override;
    std::size_t getWorkspaceSize() const noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    //! The engine's name of a binding; null, reported, if there is no such number.
    char const* tensorOf(char const* method, int32_t bindingIndex) const noexcept;

    api::CudaEngine& engine_;
    std::vector<std::string> names_; //!< one a binding number
};

} // namespace legacy
} // namespace tenon::api

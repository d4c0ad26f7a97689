// ICudaEngine's methods of releases 7 and 8: bindings by index. With several profiles each has its own indices:
// index = profile · bindings + binding.
#pragma once

#include "api/missing/legacy_cuda_engine.h"

namespace tenon::api
{

class CudaEngine;

class LegacyEngine final : public missing::legacy::CudaEngine
{
public:
    explicit LegacyEngine(api::CudaEngine const& engine)
        : engine_(engine)
    {
    }

    int32_t getNbBindings() const noexcept override;
    //! −1, unreported, for unknown names: programs ask whether a binding is there.
    int32_t getBindingIndex(char const* name) const noexcept override;
    char const* getBindingName(int32_t index) const noexcept override;
    bool bindingIsInput(int32_t index) const noexcept override;
    nvinfer1::Dims64 getBindingDimensions(int32_t index) const noexcept override;
    nvinfer1::DataType getBindingDataType(int32_t index) const noexcept override;
    int32_t getMaxBatchSize() const noexcept override;
    nvinfer1::TensorLocation getLocation(int32_t index) const noexcept override;
    int32_t getBindingBytesPerComponent(int32_t index) const noexcept override;
    int32_t getBindingComponentsPerElement(int32_t index) const noexcept override;
    nvinfer1::TensorFormat getBindingFormat(int32_t index) const noexcept override;
    char const* getBindingFormatDesc(int32_t index) const noexcept override;
    int32_t getBindingVectorizedDim(int32_t index) const noexcept override;
    nvinfer1::Dims64 getProfileDimensions(
        int32_t index, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    int32_t const* getProfileShapeValues(
        int32_t profile, int32_t index, nvinfer1::OptProfileSelector select) const noexcept override;
    bool isShapeBinding(int32_t index) const noexcept override;
    bool isExecutionBinding(int32_t index) const noexcept override;
    std::size_t getWorkspaceSize() const noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    //! The tensor's name; null, reported, if the index is out of range.
    char const* nameOf(char const* method, int32_t index) const noexcept;

    api::CudaEngine const& engine_;
};

} // namespace tenon::api

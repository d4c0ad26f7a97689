#include "api/engine/legacy_engine.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/guard.h"

namespace tenon::api
{

base::Log LegacyEngine::callLog() const noexcept
{
    return engine_.reporting()->log();
}

char const* LegacyEngine::nameOf(char const* method, int32_t index) const noexcept
{
    return valueOr<char const*>(callLog(), method, nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkIndex("index of the binding", index, getNbBindings()));
        return engine_.engine().bindings()[index % engine_.getNbIOTensors()].name.c_str();
    });
}

int32_t LegacyEngine::getNbBindings() const noexcept
{
    return engine_.getNbIOTensors() * engine_.getNbOptimizationProfiles();
}

int32_t LegacyEngine::getBindingIndex(char const* name) const noexcept
{
    return name == nullptr ? -1 : engine_.engine().bindingIndex(name);
}

char const* LegacyEngine::getBindingName(int32_t index) const noexcept
{
    return nameOf("ICudaEngine::getBindingName", index);
}

bool LegacyEngine::bindingIsInput(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::bindingIsInput", index);
    return name != nullptr && engine_.engine().bindings()[index % engine_.getNbIOTensors()].isInput;
}

nvinfer1::Dims64 LegacyEngine::getBindingDimensions(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingDimensions", index);
    return name == nullptr ? nvinfer1::Dims64{-1, {}} : engine_.getTensorShape(name);
}

nvinfer1::DataType LegacyEngine::getBindingDataType(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingDataType", index);
    return name == nullptr ? nvinfer1::DataType::kFLOAT : engine_.getTensorDataType(name);
}

int32_t LegacyEngine::getMaxBatchSize() const noexcept
{
    // An explicit batch is a dimension like any other; 1 is what programs of that time are told.
    return engine_.implicitBatch() ? engine_.engine().plan().settings.maxBatchSize : 1;
}

nvinfer1::TensorLocation LegacyEngine::getLocation(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getLocation", index);
    return name == nullptr ? nvinfer1::TensorLocation::kDEVICE : engine_.getTensorLocation(name);
}

int32_t LegacyEngine::getBindingBytesPerComponent(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingBytesPerComponent", index);
    return name == nullptr ? -1 : engine_.getTensorBytesPerComponent(name);
}

int32_t LegacyEngine::getBindingComponentsPerElement(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingComponentsPerElement", index);
    return name == nullptr ? -1 : engine_.getTensorComponentsPerElement(name);
}

nvinfer1::TensorFormat LegacyEngine::getBindingFormat(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingFormat", index);
    return name == nullptr ? nvinfer1::TensorFormat::kLINEAR : engine_.getTensorFormat(name);
}

char const* LegacyEngine::getBindingFormatDesc(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingFormatDesc", index);
    return name == nullptr ? nullptr : engine_.getTensorFormatDesc(name);
}

int32_t LegacyEngine::getBindingVectorizedDim(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getBindingVectorizedDim", index);
    return name == nullptr ? -1 : engine_.getTensorVectorizedDim(name);
}

nvinfer1::Dims64 LegacyEngine::getProfileDimensions(
    int32_t index, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getProfileDimensions", index);
    return name == nullptr ? nvinfer1::Dims64{-1, {}} : engine_.getProfileShape(name, profile, select);
}

int32_t const* LegacyEngine::getProfileShapeValues(
    int32_t profile, int32_t index, nvinfer1::OptProfileSelector select) const noexcept
{
    char const* const name = nameOf("ICudaEngine::getProfileShapeValues", index);
    return name == nullptr ? nullptr : engine_.getProfileTensorValues(name, profile, select);
}

bool LegacyEngine::isShapeBinding(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::isShapeBinding", index);
    return name != nullptr && engine_.isShapeInferenceIO(name);
}

bool LegacyEngine::isExecutionBinding(int32_t index) const noexcept
{
    char const* const name = nameOf("ICudaEngine::isExecutionBinding", index);
    return name != nullptr && !engine_.isShapeInferenceIO(name);
}

std::size_t LegacyEngine::getWorkspaceSize() const noexcept
{
    return engine_.engine().contextBytes() - engine_.engine().workspaceOffset();
}

} // namespace tenon::api

#include "api/legacy/engine_table.h"

#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/guard.h"

#include <algorithm>

namespace tenon::api::legacy
{

EngineTable::EngineTable(api::CudaEngine& engine)
    : engine_(engine)
{
    for (int32_t profile = 0; profile < engine.engine()->profileCount(); ++profile)
    {
        for (runtime::Binding const& binding : engine.engine()->bindings())
        {
            names_.push_back(profile == 0 ? binding.name : fmt::format("{} [profile {}]", binding.name, profile));
        }
    }
}

base::Log EngineTable::callLog() const noexcept
{
    return engine_.log();
}

char const* EngineTable::tensorOf(char const* method, int32_t bindingIndex) const noexcept
{
    return valueOr<char const*>(callLog(), method, nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkIndex("binding", bindingIndex, getNbBindings()));
        auto const& bindings = engine_.engine()->bindings();
        return bindings[static_cast<size_t>(bindingIndex) % bindings.size()].name.c_str();
    });
}

int32_t EngineTable::getBindingIndex(char const* name) const noexcept
{
    // Programs ask for names that may not be there, and look at the answer.
    auto const it = name == nullptr ? names_.end() : std::find(names_.begin(), names_.end(), name);
    return it == names_.end() ? -1 : static_cast<int32_t>(it - names_.begin());
}

char const* EngineTable::getBindingName(int32_t bindingIndex) const noexcept
{
    return tensorOf("ICudaEngine::getBindingName", bindingIndex) == nullptr
        ? nullptr
        : names_[static_cast<size_t>(bindingIndex)].c_str();
}

bool EngineTable::bindingIsInput(int32_t bindingIndex) const noexcept
{
    // Not by name: an input that is an output too has two bindings of one name.
    auto const& bindings = engine_.engine()->bindings();
    return tensorOf("ICudaEngine::bindingIsInput", bindingIndex) != nullptr
        && bindings[static_cast<size_t>(bindingIndex) % bindings.size()].isInput;
}

nvinfer1::Dims EngineTable::getBindingDimensions(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingDimensions", bindingIndex);
    return name == nullptr ? nvinfer1::Dims{-1, {}} : engine_.getTensorShape(name);
}

nvinfer1::DataType EngineTable::getBindingDataType(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingDataType", bindingIndex);
    return name == nullptr ? nvinfer1::DataType::kFLOAT : engine_.getTensorDataType(name);
}

int32_t EngineTable::getMaxBatchSize() const noexcept
{
    plan::Settings const& settings = engine_.engine()->plan().settings;
    return settings.implicitBatch ? settings.maxBatchSize : 1;
}

nvinfer1::TensorLocation EngineTable::getLocation(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getLocation", bindingIndex);
    return name == nullptr ? nvinfer1::TensorLocation::kDEVICE : engine_.getTensorLocation(name);
}

int32_t EngineTable::getBindingBytesPerComponent(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingBytesPerComponent", bindingIndex);
    return name == nullptr ? -1 : engine_.getTensorBytesPerComponent(name);
}

int32_t EngineTable::getBindingComponentsPerElement(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingComponentsPerElement", bindingIndex);
    return name == nullptr ? -1 : engine_.getTensorComponentsPerElement(name);
}

nvinfer1::TensorFormat EngineTable::getBindingFormat(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingFormat", bindingIndex);
    return name == nullptr ? nvinfer1::TensorFormat::kLINEAR : engine_.getTensorFormat(name);
}

char const* EngineTable::getBindingFormatDesc(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingFormatDesc", bindingIndex);
    return name == nullptr ? nullptr : engine_.getTensorFormatDesc(name);
}

int32_t EngineTable::getBindingVectorizedDim(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getBindingVectorizedDim", bindingIndex);
    return name == nullptr ? -1 : engine_.getTensorVectorizedDim(name);
}

nvinfer1::Dims EngineTable::getProfileDimensions(
    int32_t bindingIndex, int32_t profileIndex, nvinfer1::OptProfileSelector select) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getProfileDimensions", bindingIndex);
    return name == nullptr ? nvinfer1::Dims{-1, {}} : engine_.getProfileShape(name, profileIndex, select);
}

int32_t const* EngineTable::getProfileShapeValues(
    int32_t profileIndex, int32_t inputIndex, nvinfer1::OptProfileSelector select) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::getProfileShapeValues", inputIndex);
    return name == nullptr ? nullptr : engine_.getProfileTensorValues(name, profileIndex, select);
}

bool EngineTable::isShapeBinding(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::isShapeBinding", bindingIndex);
    return name != nullptr && engine_.isShapeInferenceIO(name);
}

bool EngineTable::isExecutionBinding(int32_t bindingIndex) const noexcept
{
    char const* const name = tensorOf("ICudaEngine::isExecutionBinding", bindingIndex);
    return name != nullptr && !engine_.isShapeInferenceIO(name);
}

std::size_t EngineTable::getWorkspaceSize() const noexcept
{
    return static_cast<std::size_t>(engine_.engine()->overlay().maxWorkspaceBytes);
}

} // namespace tenon::api::legacy

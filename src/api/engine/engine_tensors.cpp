// What ICudaEngine tells about inputs and outputs.
#include "api/argument_checks.h"
#include "api/engine/cuda_engine.h"
#include "api/guard.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tenon::api
{

using nvinfer1::OptProfileSelector;
using nvinfer1::TensorIOMode;
using runtime::Binding;

namespace
{

//! Counted from the user's first dimension; −1 where nothing is packed.
int32_t vectorizedDim(Binding const& binding, Coordinates const& coordinates)
{
    base::FormatLayout const layout = base::layoutOf(binding.format);
    return layout.components == 1 || layout.spatialDims < 0
        ? -1
        : coordinates.axisToUser(binding.dims.nbDims - layout.spatialDims - 1);
}

int32_t componentsPerElement(Binding const& binding)
{
    int32_t const components = base::layoutOf(binding.format).components;
    return components == 1 ? -1 : components;
}

int32_t bytesPerComponent(Binding const& binding)
{
    return componentsPerElement(binding) == -1 ? -1 : base::bytesOf(binding.type);
}

} // namespace

template <typename T, typename Get>
T CudaEngine::ofTensor(char const* method, char const* name, T failure, Get&& get) const noexcept
{
    return valueOr<T>(callLog(), method, failure, [&]() -> Result<T> {
        TENON_ASSIGN(int32_t const index, bindingOf(*engine_, name));
        return T(get(engine_->bindings()[static_cast<size_t>(index)], index));
    });
}

template <typename T, typename Get>
T CudaEngine::ofTensorInProfile(
    char const* method, char const* name, int32_t profile, T failure, Get&& get) const noexcept
{
    return valueOr<T>(callLog(), method, failure, [&]() -> Result<T> {
        TENON_ASSIGN(int32_t const index, bindingOf(*engine_, name));
        TENON_CHECK(checkProfile(profile));
        return T(get(engine_->bindings()[static_cast<size_t>(index)], index));
    });
}

char const* CudaEngine::getIOTensorName(int32_t index) const noexcept
{
    return valueOr<char const*>(callLog(), "ICudaEngine::getIOTensorName", nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkIndex("input or output", index, getNbIOTensors()));
        return engine_->bindings()[static_cast<size_t>(index)].name.c_str();
    });
}

nvinfer1::Dims CudaEngine::getTensorShape(char const* name) const noexcept
{
    return ofTensor<nvinfer1::Dims>("ICudaEngine::getTensorShape", name, nvinfer1::Dims{-1, {}},
        [&](Binding const& binding, int32_t) { return coordinatesOf(*engine_).toUser(binding.dims); });
}

nvinfer1::DataType CudaEngine::getTensorDataType(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorDataType", name, nvinfer1::DataType::kFLOAT,
        [](Binding const& binding, int32_t) { return binding.type; });
}

nvinfer1::TensorLocation CudaEngine::getTensorLocation(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorLocation", name, nvinfer1::TensorLocation::kDEVICE,
        [&](Binding const& binding, int32_t) {
            auto const& tensors = engine_->plan().network.tensors();
            bool const onHost = binding.isShapeInput || tensors[static_cast<size_t>(binding.tensor)]->onHost;
            return onHost ? nvinfer1::TensorLocation::kHOST : nvinfer1::TensorLocation::kDEVICE;
        });
}

bool CudaEngine::isShapeInferenceIO(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::isShapeInferenceIO", name, false,
        [](Binding const& binding, int32_t) { return binding.isShapeInput; });
}

TensorIOMode CudaEngine::getTensorIOMode(char const* name) const noexcept
{
    // Asking about a name that is none is a question with an answer, not an error.
    if (name == nullptr || engine_->bindingIndex(name) < 0)
    {
        return TensorIOMode::kNONE;
    }
    return engine_->bindings()[static_cast<size_t>(engine_->bindingIndex(name))].isInput ? TensorIOMode::kINPUT
                                                                                         : TensorIOMode::kOUTPUT;
}

int32_t CudaEngine::getTensorBytesPerComponent(char const* name) const noexcept
{
    return ofTensor<int32_t>("ICudaEngine::getTensorBytesPerComponent", name, -1,
        [](Binding const& binding, int32_t) { return bytesPerComponent(binding); });
}

int32_t CudaEngine::getTensorBytesPerComponentV2(char const* name, int32_t profile) const noexcept
{
    return ofTensorInProfile<int32_t>("ICudaEngine::getTensorBytesPerComponent", name, profile, -1,
        [](Binding const& binding, int32_t) { return bytesPerComponent(binding); });
}

int32_t CudaEngine::getTensorComponentsPerElement(char const* name) const noexcept
{
    return ofTensor<int32_t>("ICudaEngine::getTensorComponentsPerElement", name, -1,
        [](Binding const& binding, int32_t) { return componentsPerElement(binding); });
}

int32_t CudaEngine::getTensorComponentsPerElementV2(char const* name, int32_t profile) const noexcept
{
    return ofTensorInProfile<int32_t>("ICudaEngine::getTensorComponentsPerElement", name, profile, -1,
        [](Binding const& binding, int32_t) { return componentsPerElement(binding); });
}

nvinfer1::TensorFormat CudaEngine::getTensorFormat(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorFormat", name, nvinfer1::TensorFormat::kLINEAR,
        [](Binding const& binding, int32_t) { return binding.format; });
}

nvinfer1::TensorFormat CudaEngine::getTensorFormatV2(char const* name, int32_t profile) const noexcept
{
    return ofTensorInProfile("ICudaEngine::getTensorFormat", name, profile, nvinfer1::TensorFormat::kLINEAR,
        [](Binding const& binding, int32_t) { return binding.format; });
}

char const* CudaEngine::getTensorFormatDesc(char const* name) const noexcept
{
    return ofTensor<char const*>("ICudaEngine::getTensorFormatDesc", name, nullptr,
        [&](Binding const&, int32_t index) { return formatTexts_[static_cast<size_t>(index)].c_str(); });
}

char const* CudaEngine::getTensorFormatDescV2(char const* name, int32_t profile) const noexcept
{
    return ofTensorInProfile<char const*>("ICudaEngine::getTensorFormatDesc", name, profile, nullptr,
        [&](Binding const&, int32_t index) { return formatTexts_[static_cast<size_t>(index)].c_str(); });
}

int32_t CudaEngine::getTensorVectorizedDim(char const* name) const noexcept
{
    return ofTensor<int32_t>("ICudaEngine::getTensorVectorizedDim", name, -1,
        [&](Binding const& binding, int32_t) { return vectorizedDim(binding, coordinatesOf(*engine_)); });
}

int32_t CudaEngine::getTensorVectorizedDimV2(char const* name, int32_t profile) const noexcept
{
    return ofTensorInProfile<int32_t>("ICudaEngine::getTensorVectorizedDim", name, profile, -1,
        [&](Binding const& binding, int32_t) { return vectorizedDim(binding, coordinatesOf(*engine_)); });
}

nvinfer1::Dims CudaEngine::getProfileShape(char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    return valueOr<nvinfer1::Dims>(
        callLog(), "ICudaEngine::getProfileShape", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
            TENON_ASSIGN(int32_t const index, bindingOf(*engine_, name));
            TENON_CHECK(checkProfile(profile));
            TENON_CHECK(checkEnumerator("profile selector", select));
            Binding const& binding = engine_->bindings()[static_cast<size_t>(index)];
            if (!binding.isInput)
            {
                return base::invalidArgument(
                    "tensor \"{}\": expected an input, found an output; profiles hold inputs", name);
            }
            auto const& bounds = engine_->ranges().bounds(profile, binding.tensor);
            return coordinatesOf(*engine_).toUser(select == OptProfileSelector::kMIN ? bounds.min
                    : select == OptProfileSelector::kOPT                             ? bounds.opt
                                                                                     : bounds.max);
        });
}

Result<std::vector<int64_t> const*> CudaEngine::profileValues(
    char const* name, int32_t profile, OptProfileSelector select) const
{
    TENON_ASSIGN(int32_t const index, bindingOf(*engine_, name));
    TENON_CHECK(checkProfile(profile));
    TENON_CHECK(checkEnumerator("profile selector", select));
    auto const& profiles = engine_->plan().profiles;
    if (static_cast<size_t>(profile) >= profiles.size())
    {
        return nullptr;
    }
    auto const& values = profiles[static_cast<size_t>(profile)].shapeValues;
    auto const it = values.find(engine_->bindings()[static_cast<size_t>(index)].name);
    if (it == values.end())
    {
        return nullptr;
    }
    return select == OptProfileSelector::kMIN ? &it->second.min
        : select == OptProfileSelector::kOPT  ? &it->second.opt
                                              : &it->second.max;
}

int64_t const* CudaEngine::getProfileTensorValuesV2(
    char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    return valueOr<int64_t const*>(
        callLog(), "ICudaEngine::getProfileTensorValuesV2", nullptr, [&]() -> Result<int64_t const*> {
            TENON_ASSIGN(std::vector<int64_t> const* const values, profileValues(name, profile, select));
            return values == nullptr ? nullptr : values->data();
        });
}

int32_t const* CudaEngine::getProfileTensorValues(
    char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    return valueOr<int32_t const*>(
        callLog(), "ICudaEngine::getProfileTensorValues", nullptr, [&]() -> Result<int32_t const*> {
            TENON_ASSIGN(std::vector<int64_t> const* const values, profileValues(name, profile, select));
            if (values == nullptr)
            {
                return nullptr;
            }
            std::lock_guard const lock(narrowValuesMutex_);
            std::vector<int32_t>& narrow = narrowValues_[values];
            if (narrow.empty())
            {
                std::transform(values->begin(), values->end(), std::back_inserter(narrow), [](int64_t value) {
                    return static_cast<int32_t>(std::clamp<int64_t>(
                        value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
                });
            }
            return narrow.data();
        });
}

bool CudaEngine::isDebugTensor(char const* name) const noexcept
{
    auto const& tensors = engine_->plan().network.tensors();
    return name != nullptr && std::any_of(tensors.begin(), tensors.end(), [&](auto const& tensor) {
        return tensor->isDebug && tensor->name == name;
    });
}

char const* CudaEngine::getAliasedInputTensor(char const* name) const noexcept
{
    return ofTensor<char const*>(
        "ICudaEngine::getAliasedInputTensor", name, nullptr, [](Binding const&, int32_t) { return nullptr; });
}

} // namespace tenon::api

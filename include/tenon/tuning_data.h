// Data to time with: for plugins whose speed depends on values (boxes and scores, sparse features, indices).
#pragma once

#include <tenon/extensions.h>

#include <functional>
#include <string>
#include <vector>

//! Fills a tensor for timing. `values` has `bytes` bytes in row-major order (kLINEAR) of the tensor's type in the network; `dims` are those at
//! the optimum of the first profile, implicit batch included. False: the build fails.
typedef bool (*TenonTuningData)(void* user, char const* tensor, nvinfer1::DataType type, int32_t nbDims,
    int64_t const* dims, void* values, size_t bytes);

//! Before a build: whenever the builder times an operation that reads this tensor (by its name in the network, also one between layers), it
//! gives it these values, converted to the type and format that is timed. Tensors without get floats from −1 to 1, int8 over its range, and 0 in
//! integers and booleans, since those may be indices. Times measured with other values are other entries of the timing cache.
//! `fill` is called with `user` until the configuration goes or is reset; null takes it back. False, reported, for a null name. A name that no
//! tensor of the network has is an error of the build.
TENON_EXTENSION bool tenonSetTuningData(
    nvinfer1::IBuilderConfig* config, char const* tensor, TenonTuningData fill, void* user) noexcept;

//! The same with values at hand, which are copied: exactly as many bytes as the tensor has at the optimum, else the build fails.
TENON_EXTENSION bool tenonSetTuningValues(
    nvinfer1::IBuilderConfig* config, char const* tensor, void const* values, size_t bytes) noexcept;

namespace tenon
{

//! False where libnvinfer is not Tenon's.
inline bool setTuningData(
    nvinfer1::IBuilderConfig& config, std::string const& tensor, TenonTuningData fill, void* user = nullptr)
{
    return tenonSetTuningData != nullptr && tenonSetTuningData(&config, tensor.c_str(), fill, user);
}

inline bool setTuningValues(
    nvinfer1::IBuilderConfig& config, std::string const& tensor, void const* values, size_t bytes)
{
    return tenonSetTuningValues != nullptr && tenonSetTuningValues(&config, tensor.c_str(), values, bytes);
}

} // namespace tenon

// On which device an engine is built and runs.
#pragma once

#include <tenon/extensions.h>

#include <string>

//! Chooses the device that a build is for: "cpu", "cuda" or "cuda:<index>". False, with the reason in the builder's log, if there is none
//! such. Where nothing is chosen, TENON_DEVICE decides; where that is not set either, CUDA if this machine has it, else the CPU.
TENON_EXTENSION bool tenonSetDevice(nvinfer1::IBuilderConfig* config, char const* device) noexcept;

//! "cpu", "cuda:0", …: where the engine runs, with static lifetime or the engine's.
TENON_EXTENSION char const* tenonDeviceOf(nvinfer1::ICudaEngine const* engine) noexcept;

namespace tenon
{

inline bool setDevice(nvinfer1::IBuilderConfig& config, std::string const& device)
{
    return tenonSetDevice != nullptr && tenonSetDevice(&config, device.c_str());
}

//! Empty where libnvinfer is not Tenon's.
inline std::string deviceOf(nvinfer1::ICudaEngine const& engine)
{
    return tenonDeviceOf == nullptr ? std::string() : std::string(tenonDeviceOf(&engine));
}

} // namespace tenon

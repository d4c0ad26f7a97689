// CUDA's error codes as Results.
#pragma once

#include "base/result.h"

#include <cuda_runtime_api.h>

namespace tenon::devices
{

//! What a code that a recording leaves behind says of the call that spoilt it; null for other codes.
inline char const* recordingFault(cudaError_t code)
{
    switch (code)
    {
    case cudaErrorStreamCaptureImplicit: return "work on the default stream, or a copy that waits (cudaMemcpy)";
    case cudaErrorCapturedEvent:
        return "a wait for an event of the recorded stream (cudaEventSynchronize, cudaEventQuery)";
    case cudaErrorStreamCaptureIsolation: return "a wait for an event of work that is not recorded";
    case cudaErrorStreamCaptureUnjoined: return "work on another stream that does not join the one it was given again";
    case cudaErrorStreamCaptureUnmatched:
    case cudaErrorStreamCaptureMerge: return "work on another stream that is recorded by itself";
    case cudaErrorStreamCaptureUnsupported:
    case cudaErrorStreamCaptureInvalidated:
        return "a call that waits for the device or allocates (cudaStreamSynchronize, cudaDeviceSynchronize, cudaMalloc, cudaFree)";
    default: return nullptr;
    }
}

//! Ok, or `device cuda:<ordinal>: <what> failed: …`. Takes away the code that a failed call leaves behind: the next caller must not take
//! it for its own. `what` is made only where it is needed: it may be a callable that returns the text.
template <typename What>
base::Status checkCuda(cudaError_t code, What const& what, int32_t ordinal)
{
    if (code == cudaSuccess) [[likely]]
    {
        return {};
    }
    static_cast<void>(cudaGetLastError());
    std::string text;
    if constexpr (std::is_invocable_v<What const&>)
    {
        text = what();
    }
    else
    {
        text = what;
    }
    auto const kind =
        code == cudaErrorMemoryAllocation ? base::ErrorCode::kFAILED_ALLOCATION : base::ErrorCode::kFAILED_EXECUTION;
    if (char const* const fault = recordingFault(code))
    {
        return base::error(kind, "device cuda:{}: {} failed while it was recorded, which forbids {} ({})", ordinal,
            text, fault, cudaGetErrorName(code));
    }
    return base::error(
        kind, "device cuda:{}: {} failed: {} ({})", ordinal, text, cudaGetErrorString(code), cudaGetErrorName(code));
}

//! Makes a device current for a scope, and the caller's again after it.
class CurrentDevice
{
public:
    explicit CurrentDevice(int32_t ordinal)
    {
        changed_ =
            cudaGetDevice(&before_) == cudaSuccess && before_ != ordinal && cudaSetDevice(ordinal) == cudaSuccess;
    }
    ~CurrentDevice()
    {
        if (changed_)
        {
            static_cast<void>(cudaSetDevice(before_));
        }
    }
    CurrentDevice(CurrentDevice const&) = delete;
    CurrentDevice& operator=(CurrentDevice const&) = delete;

private:
    int before_{0};
    bool changed_{false};
};

} // namespace tenon::devices

#include "last_error.h"

#include <cuda_runtime_api.h>

namespace tenon::cuda_host
{
namespace
{

thread_local cudaError_t last = cudaSuccess;

} // namespace

cudaError_t told(cudaError_t error)
{
    if (error != cudaSuccess && error != cudaErrorNotReady)
    {
        last = error;
    }
    return error;
}

cudaError_t lastError(bool forget)
{
    cudaError_t const error = last;
    if (forget)
    {
        last = cudaSuccess;
    }
    return error;
}

} // namespace tenon::cuda_host

cudaError_t cudaGetLastError()
{
    return tenon::cuda_host::lastError(true);
}

cudaError_t cudaPeekAtLastError()
{
    return tenon::cuda_host::lastError(false);
}

namespace
{

struct ErrorText
{
    cudaError_t error;
    char const* name;
    char const* text;
};

#define TENON_ERROR(error, text)                                                                                       \
    ErrorText                                                                                                          \
    {                                                                                                                  \
        error, #error, text                                                                                            \
    }

constexpr ErrorText kTexts[]{
    TENON_ERROR(cudaSuccess, "no error"),
    TENON_ERROR(cudaErrorInvalidValue, "invalid argument"),
    TENON_ERROR(cudaErrorMemoryAllocation, "out of memory"),
    TENON_ERROR(cudaErrorInitializationError, "initialization error"),
    TENON_ERROR(cudaErrorCudartUnloading, "the runtime is being unloaded"),
    TENON_ERROR(cudaErrorInvalidConfiguration, "invalid configuration of a launch"),
    TENON_ERROR(cudaErrorInvalidPitchValue, "invalid pitch"),
    TENON_ERROR(cudaErrorInvalidSymbol, "invalid symbol"),
    TENON_ERROR(cudaErrorInvalidHostPointer, "invalid host pointer"),
    TENON_ERROR(cudaErrorInvalidDevicePointer, "invalid device pointer"),
    TENON_ERROR(cudaErrorInvalidMemcpyDirection, "invalid direction of a copy"),
    TENON_ERROR(cudaErrorInsufficientDriver, "the driver is too old"),
    TENON_ERROR(cudaErrorNoDevice, "no device"),
    TENON_ERROR(cudaErrorInvalidDevice, "no device of this number"),
    TENON_ERROR(cudaErrorInvalidResourceHandle, "invalid handle"),
    TENON_ERROR(cudaErrorSymbolNotFound, "symbol not found"),
    TENON_ERROR(cudaErrorNotReady, "not ready"),
    TENON_ERROR(cudaErrorIllegalAddress, "illegal address"),
    TENON_ERROR(cudaErrorHostMemoryAlreadyRegistered, "memory is registered already"),
    TENON_ERROR(cudaErrorHostMemoryNotRegistered, "memory is not registered"),
    TENON_ERROR(cudaErrorLaunchFailure, "launch failure"),
    TENON_ERROR(cudaErrorNotSupported, "not supported on the host"),
    TENON_ERROR(cudaErrorUnknown, "unknown error"),
};

ErrorText const* textOf(cudaError_t error)
{
    for (ErrorText const& one : kTexts)
    {
        if (one.error == error)
        {
            return &one;
        }
    }
    return nullptr;
}

} // namespace

char const* cudaGetErrorName(cudaError_t error)
{
    ErrorText const* const found = textOf(error);
    return found == nullptr ? "unrecognized error code" : found->name;
}

char const* cudaGetErrorString(cudaError_t error)
{
    ErrorText const* const found = textOf(error);
    return found == nullptr ? "unrecognized error code" : found->text;
}

// The device: the host itself. What it says of its size is made so that programs which ask for a GPU's minimum go on.
#include "last_error.h"

#include <cuda_runtime_api.h>

#include <unistd.h>

#include <cstdio>
#include <cstring>

using tenon::cuda_host::told;

namespace
{

constexpr int kVersion = CUDART_VERSION;
constexpr int kMajor = 9; //!< compute capability, for programs that ask for fp16 or int8
constexpr int kMinor = 0;
constexpr int kWarp = 32;
constexpr int kThreadsPerBlock = 1024;
constexpr int kThreadsPerMultiprocessor = 2048;
constexpr int kSharedBytes = 48 * 1024;
constexpr int kClockKHz = 1000000;
constexpr int kBusBits = 64;

int processors()
{
    return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

cudaError_t checkDevice(int device)
{
    return told(device == 0 ? cudaSuccess : cudaErrorInvalidDevice);
}

} // namespace

cudaError_t cudaGetDeviceCount(int* count)
{
    if (count == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *count = 1;
    return cudaSuccess;
}

cudaError_t cudaGetDevice(int* device)
{
    if (device == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *device = 0;
    return cudaSuccess;
}

cudaError_t cudaSetDevice(int device)
{
    return checkDevice(device);
}

cudaError_t cudaSetDeviceFlags(unsigned int)
{
    return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize()
{
    return cudaSuccess;
}

cudaError_t cudaDeviceReset()
{
    return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device)
{
    if (value == nullptr || device != 0)
    {
        return told(value == nullptr ? cudaErrorInvalidValue : cudaErrorInvalidDevice);
    }
    switch (attribute)
    {
    case cudaDevAttrMaxThreadsPerBlock: *value = kThreadsPerBlock; return cudaSuccess;
    case cudaDevAttrMaxSharedMemoryPerBlock: *value = kSharedBytes; return cudaSuccess;
    case cudaDevAttrWarpSize: *value = kWarp; return cudaSuccess;
    case cudaDevAttrClockRate:
    case cudaDevAttrMemoryClockRate: *value = kClockKHz; return cudaSuccess;
    case cudaDevAttrMultiProcessorCount: *value = processors(); return cudaSuccess;
    case cudaDevAttrGlobalMemoryBusWidth: *value = kBusBits; return cudaSuccess;
    case cudaDevAttrL2CacheSize: *value = 1 << 20; return cudaSuccess;
    case cudaDevAttrMaxThreadsPerMultiProcessor: *value = kThreadsPerMultiprocessor; return cudaSuccess;
    case cudaDevAttrIntegrated:
    case cudaDevAttrCanMapHostMemory:
    case cudaDevAttrUnifiedAddressing:
    case cudaDevAttrManagedMemory: *value = 1; return cudaSuccess;
    case cudaDevAttrComputeCapabilityMajor: *value = kMajor; return cudaSuccess;
    case cudaDevAttrComputeCapabilityMinor: *value = kMinor; return cudaSuccess;
    }
    return told(cudaErrorInvalidValue);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device)
{
    if (properties == nullptr || device != 0)
    {
        return told(properties == nullptr ? cudaErrorInvalidValue : cudaErrorInvalidDevice);
    }
    cudaDeviceProp made{};
    std::snprintf(made.name, sizeof made.name, "Tenon on the host (no GPU)");
    size_t free = 0;
    cudaMemGetInfo(&free, &made.totalGlobalMem);
    made.sharedMemPerBlock = kSharedBytes;
    made.sharedMemPerMultiprocessor = kSharedBytes;
    made.regsPerBlock = 65536;
    made.warpSize = kWarp;
    made.maxThreadsPerBlock = kThreadsPerBlock;
    for (int i = 0; i < 3; ++i)
    {
        made.maxThreadsDim[i] = i == 2 ? 64 : kThreadsPerBlock;
        made.maxGridSize[i] = i == 0 ? 2147483647 : 65535;
    }
    made.clockRate = kClockKHz;
    made.totalConstMem = 65536;
    made.major = kMajor;
    made.minor = kMinor;
    made.textureAlignment = 512;
    made.memPitch = 2147483647;
    made.multiProcessorCount = processors();
    made.integrated = 1;
    made.canMapHostMemory = 1;
    made.unifiedAddressing = 1;
    made.managedMemory = 1;
    made.memoryClockRate = kClockKHz;
    made.memoryBusWidth = kBusBits;
    made.l2CacheSize = 1 << 20;
    made.maxThreadsPerMultiProcessor = kThreadsPerMultiprocessor;
    *properties = made;
    return cudaSuccess;
}

cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest)
{
    if (least != nullptr)
    {
        *least = 0;
    }
    if (greatest != nullptr)
    {
        *greatest = 0;
    }
    return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version)
{
    if (version == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *version = kVersion;
    return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version)
{
    return cudaRuntimeGetVersion(version);
}

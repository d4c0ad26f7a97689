#include "device_memory.h"

#include <tenon/current_device.h>

#ifdef MY_CUSTOM_PLUGIN_CUDA
#include <cuda_runtime_api.h>
#endif

#include <cstdlib>
#include <cstring>
#include <utility>

bool engineRunsOnCpu()
{
    return tenon::currentDevice().kind != tenon::DeviceKind::kCUDA;
}

DeviceMemory::DeviceMemory(void const* hostData, size_t bytes)
    : onCpu_(engineRunsOnCpu())
{
    if (onCpu_)
    {
        data_ = std::malloc(bytes);
        if (data_ != nullptr)
        {
            std::memcpy(data_, hostData, bytes);
        }
        return;
    }
#ifdef MY_CUSTOM_PLUGIN_CUDA
    if (cudaMalloc(&data_, bytes) == cudaSuccess
        && cudaMemcpy(data_, hostData, bytes, cudaMemcpyHostToDevice) != cudaSuccess)
    {
        cudaFree(data_);
        data_ = nullptr;
    }
#endif
}

DeviceMemory::~DeviceMemory()
{
    if (onCpu_)
    {
        std::free(data_);
        return;
    }
#ifdef MY_CUSTOM_PLUGIN_CUDA
    cudaFree(data_);
#endif
}

void DeviceMemory::swap(DeviceMemory& other) noexcept
{
    std::swap(data_, other.data_);
    std::swap(onCpu_, other.onCpu_);
}

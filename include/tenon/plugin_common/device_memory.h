// Weights between host and device. Only where the CUDA runtime's headers are found (a toolkit's, or those of Tenon::cuda_host); the code that
// uses it links that runtime.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_DEVICE_MEMORY_H
#define TENON_PLUGIN_COMMON_DEVICE_MEMORY_H

#if __has_include(<cuda_runtime_api.h>)

#include <tenon/plugin_common/checks.h>

#include <cuda_runtime_api.h>

#include <memory>

TENON_COMMON_OPEN

//! A copy on the device, to be freed with cudaFree; null, after a message, if that fails.
template <typename T>
T* copyToDevice(void const* hostData, size_t count)
{
    void* device = nullptr;
    PLUGIN_CUASSERT(cudaMalloc(&device, count * sizeof(T)));
    if (device != nullptr)
    {
        PLUGIN_CUASSERT(cudaMemcpy(device, hostData, count * sizeof(T), cudaMemcpyHostToDevice));
    }
    return static_cast<T*>(device);
}

//! The same from bytes of an engine, which are moved behind.
template <typename T>
T* deserToDev(char const*& hostBuffer, size_t count)
{
    T* const device = copyToDevice<T>(hostBuffer, count);
    hostBuffer += count * sizeof(T);
    return device;
}

//! From the device into the bytes of an engine, which are moved behind.
template <typename T>
void serFromDev(char*& hostBuffer, T const* device, size_t count)
{
    PLUGIN_CUASSERT(cudaMemcpy(hostBuffer, device, count * sizeof(T), cudaMemcpyDeviceToHost));
    hostBuffer += count * sizeof(T);
}

struct CudaDeleter
{
    void operator()(void* pointer) const { PLUGIN_CUASSERT(cudaFree(pointer)); }
};

template <typename T>
using cuda_unique_ptr = std::unique_ptr<T, CudaDeleter>;

template <typename T>
using cuda_shared_ptr = std::shared_ptr<T>;

template <typename T>
void make_cuda_shared(cuda_shared_ptr<T>& pointer, void* device)
{
    pointer.reset(static_cast<T*>(device), CudaDeleter());
}

TENON_COMMON_CLOSE

#endif // __has_include(<cuda_runtime_api.h>)

#endif // TENON_PLUGIN_COMMON_DEVICE_MEMORY_H

// Launches of kernels whose blocks run in clusters, and whether a device runs them so.
#pragma once

#include <cuda_runtime.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tenon::plugins
{

//! Ten times the compute capability that what runs of the kernel on the calling thread's device was compiled for, 0 where nothing does: code for clusters
//! needs 90. Asked once a device. Thread safety: any thread.
template <auto kKernel>
int32_t compiledFor()
{
    constexpr int kKnownDevices = 64;
    static std::atomic<int32_t> known[kKnownDevices]; // and one
    int device = 0;
    if (cudaGetDevice(&device) != cudaSuccess)
    {
        return 0;
    }
    int32_t const found = device < kKnownDevices ? known[device].load(std::memory_order_relaxed) : 0;
    if (found != 0)
    {
        return found - 1;
    }
    cudaFuncAttributes attributes{};
    int32_t const version = cudaFuncGetAttributes(&attributes, kKernel) == cudaSuccess ? attributes.ptxVersion : 0;
    static_cast<void>(cudaGetLastError()); // then there are other kernels
    if (device < kKnownDevices)
    {
        known[device].store(version + 1, std::memory_order_relaxed);
    }
    return version;
}

//! kernel<<<blocks, threads, sharedBytes, stream>>>(arguments...) in clusters of so many blocks; `blocks` are whole clusters. Of one block each they are
//! no clusters. False where CUDA refuses.
template <typename... Parameters, typename... Arguments>
bool launchInClusters(void (*kernel)(Parameters...), dim3 blocks, dim3 threads, dim3 cluster, int64_t sharedBytes,
    cudaStream_t stream, Arguments const&... arguments)
{
    cudaLaunchAttribute dimension{};
    dimension.id = cudaLaunchAttributeClusterDimension;
    dimension.val.clusterDim.x = cluster.x;
    dimension.val.clusterDim.y = cluster.y;
    dimension.val.clusterDim.z = cluster.z;
    cudaLaunchConfig_t config{};
    config.gridDim = blocks;
    config.blockDim = threads;
    config.dynamicSmemBytes = static_cast<size_t>(sharedBytes);
    config.stream = stream;
    config.attrs = &dimension;
    config.numAttrs = cluster.x * cluster.y * cluster.z > 1 ? 1 : 0;
    return cudaLaunchKernelEx(&config, kernel, arguments...) == cudaSuccess;
}

} // namespace tenon::plugins

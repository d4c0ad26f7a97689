// The CUDA runtime's interface on host memory, with what it adds for C++.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_CUDA_RUNTIME_H
#define TENON_CUDA_HOST_CUDA_RUNTIME_H

#include "cuda_runtime_api.h"
#include "library_types.h"
#include "vector_functions.h"

#ifdef __cplusplus
template <typename T>
inline cudaError_t cudaMalloc(T** pointer, size_t bytes)
{
    return cudaMalloc(reinterpret_cast<void**>(pointer), bytes);
}

template <typename T>
inline cudaError_t cudaMallocHost(T** pointer, size_t bytes, unsigned int flags = 0)
{
    return cudaHostAlloc(reinterpret_cast<void**>(pointer), bytes, flags);
}

template <typename T>
inline cudaError_t cudaHostAlloc(T** pointer, size_t bytes, unsigned int flags)
{
    return cudaHostAlloc(reinterpret_cast<void**>(pointer), bytes, flags);
}

template <typename T>
inline cudaError_t cudaMallocManaged(T** pointer, size_t bytes, unsigned int flags = cudaMemAttachGlobal)
{
    return cudaMallocManaged(reinterpret_cast<void**>(pointer), bytes, flags);
}

template <typename T>
inline cudaError_t cudaMallocPitch(T** pointer, size_t* pitch, size_t width, size_t height)
{
    return cudaMallocPitch(reinterpret_cast<void**>(pointer), pitch, width, height);
}

template <typename T>
inline cudaError_t cudaMallocAsync(T** pointer, size_t bytes, cudaStream_t stream)
{
    return cudaMallocAsync(reinterpret_cast<void**>(pointer), bytes, stream);
}

inline cudaError_t cudaEventCreate(cudaEvent_t* event, unsigned int flags)
{
    return cudaEventCreateWithFlags(event, flags);
}

//! The form of releases before 12.
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, void*, char*, size_t)
{
    return cudaGraphInstantiate(executable, graph, 0ULL);
}
#endif

#endif

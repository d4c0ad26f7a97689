// The CUDA runtime's interface on host memory, for programs written for TensorRT that run on the CPU. Found through the CMake target
// Tenon::cuda_host only.
//
// There is one device, number 0, and its memory is the host's: pointers that cudaMalloc gives may be read and written directly. Copies,
// fills and callbacks are done when their call returns; streams exist, and order nothing. What is passed is checked as on a GPU: a pointer that
// cudaMalloc did not give, a copy past the end of an allocation or in the wrong direction is an error, not a crash. cudaGetLastError is each
// thread's own. All functions may be called from several threads.
//
// Symbols are named tenonHost_…, so that a CUDA runtime in the same process is not mistaken for this one.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_CUDA_RUNTIME_API_H
#define TENON_CUDA_HOST_CUDA_RUNTIME_API_H

#include "driver_types.h"
#include "vector_types.h"

#define CUDARTAPI
#ifdef __cplusplus
#define TENON_CUDA_DEFAULT(value) = value
#else
#define TENON_CUDA_DEFAULT(value)
#endif

#ifdef __cplusplus
extern "C"
{
#endif
#pragma GCC visibility push(default)

    /* Memory. */
    cudaError_t cudaMalloc(void** pointer, size_t bytes) __asm__("tenonHost_cudaMalloc");
    cudaError_t cudaFree(void* pointer) __asm__("tenonHost_cudaFree");
    cudaError_t cudaMallocHost(void** pointer, size_t bytes) __asm__("tenonHost_cudaMallocHost");
    cudaError_t cudaFreeHost(void* pointer) __asm__("tenonHost_cudaFreeHost");
    cudaError_t cudaHostAlloc(void** pointer, size_t bytes, unsigned int flags) __asm__("tenonHost_cudaHostAlloc");
    cudaError_t cudaHostRegister(void* pointer, size_t bytes, unsigned int flags) __asm__("tenonHost_cudaHostRegister");
    cudaError_t cudaHostUnregister(void* pointer) __asm__("tenonHost_cudaHostUnregister");
    cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned int flags) __asm__(
        "tenonHost_cudaHostGetDevicePointer");
    cudaError_t cudaMallocManaged(void** pointer, size_t bytes,
        unsigned int flags TENON_CUDA_DEFAULT(cudaMemAttachGlobal)) __asm__("tenonHost_cudaMallocManaged");
    cudaError_t cudaMallocPitch(void** pointer, size_t* pitch, size_t width, size_t height) __asm__(
        "tenonHost_cudaMallocPitch");
    cudaError_t cudaMallocAsync(void** pointer, size_t bytes, cudaStream_t stream) __asm__("tenonHost_cudaMallocAsync");
    cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream) __asm__("tenonHost_cudaFreeAsync");
    cudaError_t cudaMemGetInfo(size_t* free, size_t* total) __asm__("tenonHost_cudaMemGetInfo");
    cudaError_t cudaPointerGetAttributes(struct cudaPointerAttributes* attributes, void const* pointer) __asm__(
        "tenonHost_cudaPointerGetAttributes");
    /* Copies and fills: done when they return, whatever the stream. */
    cudaError_t cudaMemcpy(void* destination, void const* source, size_t bytes, enum cudaMemcpyKind kind) __asm__(
        "tenonHost_cudaMemcpy");
    cudaError_t cudaMemcpyAsync(void* destination, void const* source, size_t bytes, enum cudaMemcpyKind kind,
        cudaStream_t stream TENON_CUDA_DEFAULT(0)) __asm__("tenonHost_cudaMemcpyAsync");
    cudaError_t cudaMemcpy2D(void* destination, size_t destinationPitch, void const* source, size_t sourcePitch,
        size_t width, size_t height, enum cudaMemcpyKind kind) __asm__("tenonHost_cudaMemcpy2D");
    cudaError_t cudaMemcpy2DAsync(void* destination, size_t destinationPitch, void const* source, size_t sourcePitch,
        size_t width, size_t height, enum cudaMemcpyKind kind,
        cudaStream_t stream TENON_CUDA_DEFAULT(0)) __asm__("tenonHost_cudaMemcpy2DAsync");
    cudaError_t cudaMemset(void* pointer, int value, size_t bytes) __asm__("tenonHost_cudaMemset");
    cudaError_t cudaMemsetAsync(void* pointer, int value, size_t bytes,
        cudaStream_t stream TENON_CUDA_DEFAULT(0)) __asm__("tenonHost_cudaMemsetAsync");
    cudaError_t cudaMemset2D(void* pointer, size_t pitch, int value, size_t width, size_t height) __asm__(
        "tenonHost_cudaMemset2D");
    /* Streams. */
    cudaError_t cudaStreamCreate(cudaStream_t* stream) __asm__("tenonHost_cudaStreamCreate");
    cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int flags) __asm__(
        "tenonHost_cudaStreamCreateWithFlags");
    cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned int flags, int priority) __asm__(
        "tenonHost_cudaStreamCreateWithPriority");
    cudaError_t cudaStreamDestroy(cudaStream_t stream) __asm__("tenonHost_cudaStreamDestroy");
    cudaError_t cudaStreamSynchronize(cudaStream_t stream) __asm__("tenonHost_cudaStreamSynchronize");
    cudaError_t cudaStreamQuery(cudaStream_t stream) __asm__("tenonHost_cudaStreamQuery");
    cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event,
        unsigned int flags TENON_CUDA_DEFAULT(0)) __asm__("tenonHost_cudaStreamWaitEvent");
    cudaError_t cudaStreamAddCallback(cudaStream_t stream, cudaStreamCallback_t callback, void* userData,
        unsigned int flags) __asm__("tenonHost_cudaStreamAddCallback");
    cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* userData) __asm__(
        "tenonHost_cudaLaunchHostFunc");
    cudaError_t cudaStreamIsCapturing(cudaStream_t stream, enum cudaStreamCaptureStatus* status) __asm__(
        "tenonHost_cudaStreamIsCapturing");
    /* Graphs: cudaErrorNotSupported, as there is nothing to record. */
    cudaError_t cudaStreamBeginCapture(cudaStream_t stream, enum cudaStreamCaptureMode mode) __asm__(
        "tenonHost_cudaStreamBeginCapture");
    cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) __asm__("tenonHost_cudaStreamEndCapture");
    cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long flags) __asm__(
        "tenonHost_cudaGraphInstantiate");
    cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) __asm__("tenonHost_cudaGraphLaunch");
    cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) __asm__("tenonHost_cudaGraphExecDestroy");
    cudaError_t cudaGraphDestroy(cudaGraph_t graph) __asm__("tenonHost_cudaGraphDestroy");
    /* Events. */
    cudaError_t cudaEventCreate(cudaEvent_t* event) __asm__("tenonHost_cudaEventCreate");
    cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags) __asm__(
        "tenonHost_cudaEventCreateWithFlags");
    cudaError_t cudaEventDestroy(cudaEvent_t event) __asm__("tenonHost_cudaEventDestroy");
    cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream TENON_CUDA_DEFAULT(0)) __asm__(
        "tenonHost_cudaEventRecord");
    cudaError_t cudaEventQuery(cudaEvent_t event) __asm__("tenonHost_cudaEventQuery");
    cudaError_t cudaEventSynchronize(cudaEvent_t event) __asm__("tenonHost_cudaEventSynchronize");
    cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) __asm__(
        "tenonHost_cudaEventElapsedTime");
    /* The device: one, number 0, which is the host. */
    cudaError_t cudaGetDeviceCount(int* count) __asm__("tenonHost_cudaGetDeviceCount");
    cudaError_t cudaGetDevice(int* device) __asm__("tenonHost_cudaGetDevice");
    cudaError_t cudaSetDevice(int device) __asm__("tenonHost_cudaSetDevice");
    cudaError_t cudaSetDeviceFlags(unsigned int flags) __asm__("tenonHost_cudaSetDeviceFlags");
    cudaError_t cudaDeviceSynchronize(void) __asm__("tenonHost_cudaDeviceSynchronize");
    cudaError_t cudaDeviceReset(void) __asm__("tenonHost_cudaDeviceReset");
    cudaError_t cudaDeviceGetAttribute(int* value, enum cudaDeviceAttr attribute, int device) __asm__(
        "tenonHost_cudaDeviceGetAttribute");
    cudaError_t cudaGetDeviceProperties(struct cudaDeviceProp* properties, int device) __asm__(
        "tenonHost_cudaGetDeviceProperties");
    cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) __asm__(
        "tenonHost_cudaDeviceGetStreamPriorityRange");
    cudaError_t cudaRuntimeGetVersion(int* version) __asm__("tenonHost_cudaRuntimeGetVersion");
    cudaError_t cudaDriverGetVersion(int* version) __asm__("tenonHost_cudaDriverGetVersion");
    /* Errors. */
    cudaError_t cudaGetLastError(void) __asm__("tenonHost_cudaGetLastError");
    cudaError_t cudaPeekAtLastError(void) __asm__("tenonHost_cudaPeekAtLastError");
    char const* cudaGetErrorName(cudaError_t error) __asm__("tenonHost_cudaGetErrorName");
    char const* cudaGetErrorString(cudaError_t error) __asm__("tenonHost_cudaGetErrorString");

#pragma GCC visibility pop
#undef TENON_CUDA_DEFAULT

#ifdef __cplusplus
}
#endif

#endif

// What cudaMalloc and its kin gave out, so that wrong pointers and lengths are errors instead of crashes.
#pragma once

#include <driver_types.h>

#include <cstddef>

namespace tenon::cuda_host
{

//! Memory of that kind; *pointer is null for 0 bytes, as on a GPU.
cudaError_t allocate(void** pointer, size_t bytes, cudaMemoryType type);

//! cudaErrorInvalidValue if `pointer` is not null and not the start of memory of that kind (managed counts as device memory).
cudaError_t release(void* pointer, cudaMemoryType type);

//! Memory of the program's that it registers; not owned.
cudaError_t registerHost(void* pointer, size_t bytes);
cudaError_t unregisterHost(void* pointer);

struct Place
{
    cudaMemoryType type{cudaMemoryTypeUnregistered}; //!< unregistered: somebody else's memory, an engine's included
    size_t bytesBehind{0};                           //!< from the pointer to the end; meaningless if unregistered
};

//! Where a pointer points. Thread safety: any thread.
Place placeOf(void const* pointer);

} // namespace tenon::cuda_host

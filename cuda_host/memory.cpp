// Allocation, copies and fills.
#include "allocations.h"
#include "last_error.h"

#include <cuda_runtime_api.h>

#include <unistd.h>

#include <cstring>

using namespace tenon::cuda_host;

namespace
{

bool isDevice(Place const& place)
{
    return place.type == cudaMemoryTypeDevice;
}

bool isHost(Place const& place)
{
    return place.type == cudaMemoryTypeHost;
}

//! False if `bytes` from there pass the end of memory that was given out here.
bool holds(Place const& place, size_t bytes)
{
    return place.type == cudaMemoryTypeUnregistered || bytes <= place.bytesBehind;
}

//! Bytes from the first to behind the last of `height` rows.
size_t span(size_t pitch, size_t width, size_t height)
{
    return height == 0 ? 0 : pitch * (height - 1) + width;
}

//! What is known of both places against what the call says.
cudaError_t checkCopy(
    void const* destination, size_t destinationBytes, void const* source, size_t sourceBytes, cudaMemcpyKind kind)
{
    if (destination == nullptr || source == nullptr)
    {
        return cudaErrorInvalidValue;
    }
    Place const to = placeOf(destination);
    Place const from = placeOf(source);
    if (!holds(to, destinationBytes) || !holds(from, sourceBytes))
    {
        return cudaErrorInvalidValue;
    }
    bool wrong = false;
    switch (kind)
    {
    case cudaMemcpyHostToHost: wrong = isDevice(to) || isDevice(from); break;
    case cudaMemcpyHostToDevice: wrong = isHost(to) || isDevice(from); break;
    case cudaMemcpyDeviceToHost: wrong = isDevice(to) || isHost(from); break;
    case cudaMemcpyDeviceToDevice: wrong = isHost(to) || isHost(from); break;
    case cudaMemcpyDefault: break;
    default: return cudaErrorInvalidMemcpyDirection;
    }
    return wrong ? cudaErrorInvalidValue : cudaSuccess;
}

} // namespace

cudaError_t cudaMalloc(void** pointer, size_t bytes)
{
    return told(allocate(pointer, bytes, cudaMemoryTypeDevice));
}

cudaError_t cudaFree(void* pointer)
{
    return told(release(pointer, cudaMemoryTypeDevice));
}

cudaError_t cudaMallocHost(void** pointer, size_t bytes)
{
    return told(allocate(pointer, bytes, cudaMemoryTypeHost));
}

cudaError_t cudaFreeHost(void* pointer)
{
    return told(release(pointer, cudaMemoryTypeHost));
}

cudaError_t cudaHostAlloc(void** pointer, size_t bytes, unsigned int)
{
    return told(allocate(pointer, bytes, cudaMemoryTypeHost));
}

cudaError_t cudaHostRegister(void* pointer, size_t bytes, unsigned int)
{
    return told(registerHost(pointer, bytes));
}

cudaError_t cudaHostUnregister(void* pointer)
{
    return told(unregisterHost(pointer));
}

cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned int)
{
    if (device == nullptr || !isHost(placeOf(host)))
    {
        return told(cudaErrorInvalidValue);
    }
    *device = host;
    return cudaSuccess;
}

cudaError_t cudaMallocManaged(void** pointer, size_t bytes, unsigned int)
{
    return told(allocate(pointer, bytes, cudaMemoryTypeManaged));
}

cudaError_t cudaMallocPitch(void** pointer, size_t* pitch, size_t width, size_t height)
{
    if (pitch == nullptr || (height != 0 && width > SIZE_MAX / height / 2))
    {
        return told(pitch == nullptr ? cudaErrorInvalidValue : cudaErrorMemoryAllocation);
    }
    *pitch = (width + 511) / 512 * 512;
    return told(allocate(pointer, *pitch * height, cudaMemoryTypeDevice));
}

cudaError_t cudaMallocAsync(void** pointer, size_t bytes, cudaStream_t)
{
    return cudaMalloc(pointer, bytes);
}

cudaError_t cudaFreeAsync(void* pointer, cudaStream_t)
{
    return cudaFree(pointer);
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total)
{
    if (free == nullptr || total == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    auto const page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    *free = static_cast<size_t>(sysconf(_SC_AVPHYS_PAGES)) * page;
    *total = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * page;
    return cudaSuccess;
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, void const* pointer)
{
    if (attributes == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    Place const place = placeOf(pointer);
    bool const device = place.type == cudaMemoryTypeDevice || place.type == cudaMemoryTypeManaged;
    attributes->type = place.type;
    attributes->device = place.type == cudaMemoryTypeUnregistered ? -2 : 0;
    attributes->devicePointer = place.type == cudaMemoryTypeUnregistered ? nullptr : const_cast<void*>(pointer);
    attributes->hostPointer = device && place.type != cudaMemoryTypeManaged ? nullptr : const_cast<void*>(pointer);
    return cudaSuccess;
}

cudaError_t cudaMemcpy(void* destination, void const* source, size_t bytes, cudaMemcpyKind kind)
{
    if (bytes == 0)
    {
        return cudaSuccess;
    }
    cudaError_t const error = checkCopy(destination, bytes, source, bytes, kind);
    if (error == cudaSuccess)
    {
        std::memmove(destination, source, bytes);
    }
    return told(error);
}

cudaError_t cudaMemcpyAsync(void* destination, void const* source, size_t bytes, cudaMemcpyKind kind, cudaStream_t)
{
    return cudaMemcpy(destination, source, bytes, kind);
}

cudaError_t cudaMemcpy2D(void* destination, size_t destinationPitch, void const* source, size_t sourcePitch,
    size_t width, size_t height, cudaMemcpyKind kind)
{
    if (width == 0 || height == 0)
    {
        return cudaSuccess;
    }
    if (width > destinationPitch || width > sourcePitch)
    {
        return told(cudaErrorInvalidPitchValue);
    }
    cudaError_t const error =
        checkCopy(destination, span(destinationPitch, width, height), source, span(sourcePitch, width, height), kind);
    for (size_t row = 0; error == cudaSuccess && row < height; ++row)
    {
        std::memmove(static_cast<char*>(destination) + row * destinationPitch,
            static_cast<char const*>(source) + row * sourcePitch, width);
    }
    return told(error);
}

cudaError_t cudaMemcpy2DAsync(void* destination, size_t destinationPitch, void const* source, size_t sourcePitch,
    size_t width, size_t height, cudaMemcpyKind kind, cudaStream_t)
{
    return cudaMemcpy2D(destination, destinationPitch, source, sourcePitch, width, height, kind);
}

cudaError_t cudaMemset2D(void* pointer, size_t pitch, int value, size_t width, size_t height)
{
    if (width == 0 || height == 0)
    {
        return cudaSuccess;
    }
    if (width > pitch)
    {
        return told(cudaErrorInvalidPitchValue);
    }
    Place const place = placeOf(pointer);
    if (pointer == nullptr || isHost(place) || !holds(place, span(pitch, width, height)))
    {
        return told(cudaErrorInvalidValue);
    }
    for (size_t row = 0; row < height; ++row)
    {
        std::memset(static_cast<char*>(pointer) + row * pitch, value, width);
    }
    return cudaSuccess;
}

cudaError_t cudaMemset(void* pointer, int value, size_t bytes)
{
    return cudaMemset2D(pointer, bytes, value, bytes, bytes == 0 ? 0 : 1);
}

cudaError_t cudaMemsetAsync(void* pointer, int value, size_t bytes, cudaStream_t)
{
    return cudaMemset(pointer, value, bytes);
}

// What a device offers: memory, copies, streams, timers. One Device a CPU or a GPU; see devices/cpu and devices/cuda.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <string>

namespace tenon::devices
{

using base::Result;
using base::Status;

enum class DeviceKind : int32_t
{
    kCPU = 0,
    kCUDA = 1,
};

std::string_view name(DeviceKind kind);

//! A queue of work in order. On the CPU work is done when it is enqueued and the handle is ignored; on CUDA this is a
//! cudaStream_t. Not owned.
using StreamHandle = void*;

//! Weights and buffers are aligned to this on every device.
inline constexpr size_t kAlignmentBytes = 256;

class Device;

//! Memory of a device, owned. Null and empty when default-constructed; a size of 0 still has a non-null pointer.
class Buffer
{
public:
    Buffer() = default;
    Buffer(Device& device, void* data, size_t bytes)
        : device_(&device)
        , data_(data)
        , bytes_(bytes)
    {
    }
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~Buffer();

    void* data() const { return data_; }
    size_t bytes() const { return bytes_; }

private:
    void swap(Buffer& other) noexcept
    {
        std::swap(device_, other.device_);
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
    }

    Device* device_{nullptr};
    void* data_{nullptr};
    size_t bytes_{0};
};

//! Where a pointer points, as far as this process can tell.
enum class PointerKind
{
    kUNKNOWN, //!< no GPU in this build: taken for host memory
    kHOST,
    kDEVICE,
    kMANAGED,
};

//! Thread safety: all methods may be called from several threads.
class Device
{
public:
    virtual ~Device() = default;

    virtual DeviceKind kind() const = 0;
    //! Index among the devices of its kind.
    virtual int32_t ordinal() const { return 0; }
    //! For messages, and to match overlays: a CPU's instruction set ("cpu avx512"), a GPU's name and architecture.
    virtual std::string description() const = 0;

    //! Memory aligned to kAlignmentBytes; non-null also for 0 bytes. kFAILED_ALLOCATION names the size asked for.
    virtual Result<Buffer> allocate(size_t bytes) = 0;
    //! Copies between host and this device, in any direction that the pointers imply, in order with the stream.
    virtual Status copy(void* destination, void const* source, size_t bytes, StreamHandle stream) = 0;
    //! Fills memory of this device with a byte, in order with the stream.
    virtual Status fill(void* destination, int byte, size_t bytes, StreamHandle stream) = 0;
    //! Waits until all work enqueued on the stream is done.
    virtual Status synchronize(StreamHandle stream) = 0;
    virtual PointerKind pointerKind(void const* pointer) const = 0;
    //! Makes this the device of the calling thread (cudaSetDevice); nothing on the CPU.
    virtual Status makeCurrent() { return base::okStatus(); }

protected:
    friend class Buffer;
    virtual void release(void* data, size_t bytes) noexcept = 0;
};

//! The CPU of this machine. Lives until the process ends.
Device& cpuDevice();

//! The CUDA device with this index. Error if the build has no CUDA, the machine no such device, or the driver refuses; the
//! message says which. Lives until the process ends.
Result<Device*> cudaDevice(int32_t ordinal);

//! The device that `TENON_DEVICE` (cpu, cuda, cuda:n) names; where it is not set, CUDA where this build and machine have one,
//! else the CPU. An unreadable value is an error.
Result<Device*> defaultDevice();
//! The same for a text that the caller has, in the same syntax.
Result<Device*> deviceNamed(std::string_view text);

} // namespace tenon::devices

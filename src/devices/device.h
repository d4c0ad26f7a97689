// What a device offers: memory, copies, streams, timers. One Device a CPU or a GPU; see devices/cpu and devices/cuda.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

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

class Buffer;

//! Where memory of a device comes from: the device itself, or the user's allocator. Outlives its buffers.
//! Thread safety: all methods may be called from several threads.
class MemorySource
{
public:
    virtual ~MemorySource() = default;

    //! Memory aligned to kAlignmentBytes; non-null also for 0 bytes. kFAILED_ALLOCATION names the size asked for.
    virtual Result<Buffer> allocate(size_t bytes) = 0;

protected:
    friend class Buffer;
    virtual void release(void* data, size_t bytes) noexcept = 0;
};

//! Memory of a device, owned. Null and empty when default-constructed; a size of 0 still has a non-null pointer.
class Buffer
{
public:
    Buffer() = default;
    Buffer(MemorySource& source, void* data, size_t bytes)
        : source_(&source)
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
        std::swap(source_, other.source_);
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
    }

    MemorySource* source_{nullptr};
    void* data_{nullptr};
    size_t bytes_{0};
};

//! Where a pointer points, as far as this process can tell.
enum class PointerKind
{
    kUNKNOWN, //!< no GPU in this process: taken for host memory
    kHOST,
    kPINNED, //!< page-locked memory of the host: GPUs reach it too
    kDEVICE,
    kMANAGED, //!< of both
};

class Device;

//! A point in a stream's work, owned; on the CPU a time.
class Event
{
public:
    Event() = default;
    Event(Device& device, void* handle)
        : device_(&device)
        , handle_(handle)
    {
    }
    Event(Event&& other) noexcept { swap(other); }
    Event& operator=(Event&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~Event();

    void* handle() const { return handle_; } //!< cudaEvent_t on CUDA

private:
    void swap(Event& other) noexcept
    {
        std::swap(device_, other.device_);
        std::swap(handle_, other.handle_);
    }
    Device* device_{nullptr};
    void* handle_{nullptr};
};

//! What may happen while a thread's work is recorded.
enum class RecordingRules
{
    kSTRICT,          //!< synchronization, allocation and work on the default stream fail, and spoil the recording
    kWITH_ALLOCATION, //!< the same, but for allocation
    kTRUSTED, //!< as strict, but for the default stream: such work is done, not recorded, and other threads may do it meanwhile
};

//! Work that was recorded instead of done, ready to be launched as often as asked; owned.
class RecordedWork
{
public:
    virtual ~RecordedWork() = default;
    //! Enqueues all of it. Launches of one object follow one another, also on different streams.
    virtual Status launch(StreamHandle stream) = 0;
    //! True where it copies or fills memory by itself, not by kernels: then it must not be launched after that memory was freed, even if other memory lies
    //! at the same addresses; see Device::allocationOf.
    virtual bool holdsMemory() const = 0;
};

//! Thread safety: all methods may be called from several threads.
class Device : public MemorySource
{
public:
    virtual DeviceKind kind() const = 0;
    //! Index among the devices of its kind.
    virtual int32_t ordinal() const { return 0; }
    //! For messages, and to match overlays: a CPU's instruction set ("cpu avx512"), a GPU's name and architecture.
    virtual std::string description() const = 0;

    //! Memory of the host that copies to and from this device do not wait for (page-locked on CUDA); else as allocate().
    virtual Result<Buffer> allocateHost(size_t bytes) { return allocate(bytes); }
    //! Copies between host and this device, in any direction that the pointers imply, in order with the stream. Host memory that is not
    //! from allocateHost() must stay as it is until the stream is synchronized.
    virtual Status copy(void* destination, void const* source, size_t bytes, StreamHandle stream) = 0;
    //! Fills memory of this device with a byte, in order with the stream.
    virtual Status fill(void* destination, int byte, size_t bytes, StreamHandle stream) = 0;
    //! Waits until all work enqueued on the stream is done.
    virtual Status synchronize(StreamHandle stream) = 0;
    virtual PointerKind pointerKind(void const* pointer) const = 0;
    //! Makes this the device of the calling thread (cudaSetDevice); nothing on the CPU.
    virtual Status makeCurrent() { return base::okStatus(); }

    //! Calls a function on some thread of the host, in order with the stream. It must not call the device.
    virtual Status callHost(StreamHandle, void (*function)(void*), void* argument)
    {
        function(argument);
        return base::okStatus();
    }

    //! An event that can be waited for; `timed`: that also takes the time.
    virtual Result<Event> makeEvent(bool timed) = 0;
    Status record(Event const& event, StreamHandle stream) { return record(event.handle(), stream); }
    //! The same for an event of the user's (cudaEvent_t).
    virtual Status record(void* event, StreamHandle stream) = 0;
    //! Blocks the calling thread until the work before the event is done; at once if it was never recorded.
    virtual Status wait(Event const& event) = 0;
    //! Between two timed events that have been waited for.
    virtual Result<float> millisecondsBetween(Event const& from, Event const& to) = 0;

    //! The error that earlier calls of this thread into the device's runtime left behind, taken away with the asking: what a caller
    //! who ignores the results of its launches hides. Ok on the CPU.
    virtual Status takeLastError() const { return base::okStatus(); }

    //! True where work can be recorded: beginRecording() … endRecording().
    virtual bool canRecord() const { return false; }
    //! A number of the allocation that an address lies in: other memory has another one, also where it comes to lie at the same address after the first was
    //! freed. 0 where that is not known.
    virtual uint64_t allocationOf(void const*) const { return 0; }
    //! True while somebody records the stream's work (a user's own CUDA-graph capture, say).
    virtual bool isRecording(StreamHandle) const { return false; }
    //! From now on, work enqueued by this thread on the returned stream is recorded, not done. One recording a thread at a time.
    virtual Result<StreamHandle> beginRecording(RecordingRules rules);
    //! Number of pieces of work recorded so far. Error if the recording is spoilt; the message says how.
    virtual Result<size_t> recordedCount(StreamHandle stream);
    //! Ends it in any case. Error if it was spoilt: the message names the cause. `old` is work that is needed no more, null or from this device: where it
    //! has the same pieces in the same order, it is brought up to date, without allocating, in a fraction of the time that new work takes. Its launches that
    //! are on their way are not changed.
    virtual Result<std::unique_ptr<RecordedWork>> endRecording(std::unique_ptr<RecordedWork> old);

protected:
    friend class Event;
    virtual void destroyEvent(void* handle) noexcept = 0;
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

// Memory where an engine runs, for programs that run on a CPU and on a GPU from one source, without CUDA's headers.
#pragma once

#include <tenon/extensions.h>

#include <utility>

//! Memory on the engine's device, aligned to 256 bytes; also for 0 bytes. Null on failure; the reason goes to the engine's logger and error
//! recorder. tenonFreeMemory gives it back, before the engine goes.
TENON_EXTENSION void* tenonAllocateMemory(nvinfer1::ICudaEngine const* engine, size_t bytes) noexcept;
TENON_EXTENSION void tenonFreeMemory(nvinfer1::ICudaEngine const* engine, void* memory) noexcept;

//! Copies between host and the engine's device, in any direction that the pointers imply, in order with the default stream, and waits.
//! False on failure, reported as above.
TENON_EXTENSION bool tenonCopyMemory(
    nvinfer1::ICudaEngine const* engine, void* destination, void const* source, size_t bytes) noexcept;

//! Waits until an inference that was enqueued on the stream is done. False, reported as above, where that fails, also where a step failed
//! that an engine for a GPU runs on the CPU: enqueueV3 returns before such a step is made.
TENON_EXTENSION bool tenonFinish(nvinfer1::IExecutionContext* context, cudaStream_t stream) noexcept;

namespace tenon
{

inline bool finish(nvinfer1::IExecutionContext& context, cudaStream_t stream)
{
    return tenonFinish != nullptr && tenonFinish(&context, stream);
}

//! Memory of an engine's device, owned. The engine outlives it.
class DeviceMemory
{
public:
    DeviceMemory() = default;
    //! data() is null where that failed, or where libnvinfer is not Tenon's.
    DeviceMemory(nvinfer1::ICudaEngine const& engine, size_t bytes)
        : engine_(&engine)
        , data_(tenonAllocateMemory == nullptr ? nullptr : tenonAllocateMemory(&engine, bytes))
        , bytes_(bytes)
    {
    }
    DeviceMemory(DeviceMemory&& other) noexcept { swap(other); }
    DeviceMemory& operator=(DeviceMemory&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~DeviceMemory()
    {
        if (data_ != nullptr)
        {
            tenonFreeMemory(engine_, data_);
        }
    }

    void* data() const { return data_; }
    size_t bytes() const { return bytes_; }
    //! Fills it from host memory, or empties it into host memory: bytes() bytes.
    bool copyFrom(void const* host) { return data_ != nullptr && tenonCopyMemory(engine_, data_, host, bytes_); }
    bool copyTo(void* host) const { return data_ != nullptr && tenonCopyMemory(engine_, host, data_, bytes_); }

private:
    void swap(DeviceMemory& other) noexcept
    {
        std::swap(engine_, other.engine_);
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
    }

    nvinfer1::ICudaEngine const* engine_{nullptr};
    void* data_{nullptr};
    size_t bytes_{0};
};

} // namespace tenon

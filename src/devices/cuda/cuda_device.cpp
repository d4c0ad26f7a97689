// A CUDA device through the runtime API; no_cuda.cpp stands in where the build has no CUDA. Plain C++: nvcc compiles kernels only,
// since it does not take fmt's headers.
#if TENON_CUDA
#include "devices/cuda/cuda_status.h"
#include "devices/cuda/foreign_pointer.h"
#include "devices/cuda/recording.h"
#include "devices/device.h"

#include <map>
#include <mutex>

namespace tenon::devices
{
namespace
{

class CudaDevice final : public Device
{
public:
    CudaDevice(int32_t ordinal, cudaDeviceProp const& properties)
        : ordinal_(ordinal)
        , description_(fmt::format("{} sm_{}{}", properties.name, properties.major, properties.minor))
    {
    }

    DeviceKind kind() const override { return DeviceKind::kCUDA; }
    int32_t ordinal() const override { return ordinal_; }
    std::string description() const override { return description_; }

    Result<Buffer> allocate(size_t bytes) override
    {
        CurrentDevice const current(ordinal_);
        void* data = nullptr;
        // cudaMalloc aligns to at least 256 bytes, and gives null for none.
        TENON_CHECK(checkCuda(
            cudaMalloc(&data, bytes == 0 ? 1 : bytes), [&] { return fmt::format("allocating {} bytes", bytes); },
            ordinal_));
        return Buffer(*this, data, bytes);
    }

    Result<Buffer> allocateHost(size_t bytes) override
    {
        CurrentDevice const current(ordinal_);
        void* data = nullptr;
        TENON_CHECK(checkCuda(
            cudaHostAlloc(&data, bytes == 0 ? 1 : bytes, cudaHostAllocPortable),
            [&] { return fmt::format("allocating {} bytes of page-locked host memory", bytes); }, ordinal_));
        return Buffer(pinned_, data, bytes);
    }

    Status copy(void* destination, void const* source, size_t bytes, StreamHandle stream) override
    {
        CurrentDevice const current(ordinal_);
        return checkCuda(
            cudaMemcpyAsync(destination, source, bytes, cudaMemcpyDefault, static_cast<cudaStream_t>(stream)),
            [&] { return fmt::format("copying {} bytes", bytes); }, ordinal_);
    }

    Status fill(void* destination, int byte, size_t bytes, StreamHandle stream) override
    {
        CurrentDevice const current(ordinal_);
        return checkCuda(
            cudaMemsetAsync(destination, byte, bytes, static_cast<cudaStream_t>(stream)),
            [&] { return fmt::format("filling {} bytes", bytes); }, ordinal_);
    }

    Status synchronize(StreamHandle stream) override
    {
        CurrentDevice const current(ordinal_);
        return checkCuda(cudaStreamSynchronize(static_cast<cudaStream_t>(stream)), "waiting for a stream", ordinal_);
    }

    PointerKind pointerKind(void const* pointer) const override
    {
        cudaPointerAttributes attributes{};
        if (cudaPointerGetAttributes(&attributes, pointer) != cudaSuccess)
        {
            static_cast<void>(cudaGetLastError());
            return PointerKind::kUNKNOWN;
        }
        switch (attributes.type)
        {
        case cudaMemoryTypeDevice: return PointerKind::kDEVICE;
        case cudaMemoryTypeManaged: return PointerKind::kMANAGED;
        case cudaMemoryTypeHost: return PointerKind::kPINNED;
        default: return PointerKind::kHOST;
        }
    }

    uint64_t allocationOf(void const* pointer) const override { return allocationByDriver(pointer); }

    Status makeCurrent() override { return checkCuda(cudaSetDevice(ordinal_), "selecting the device", ordinal_); }

    Status callHost(StreamHandle stream, void (*function)(void*), void* argument) override
    {
        return checkCuda(cudaLaunchHostFunc(static_cast<cudaStream_t>(stream), function, argument),
            "calling the host from a stream", ordinal_);
    }

    Result<Event> makeEvent(bool timed) override
    {
        CurrentDevice const current(ordinal_);
        cudaEvent_t event = nullptr;
        TENON_CHECK(checkCuda(cudaEventCreateWithFlags(&event, timed ? cudaEventDefault : cudaEventDisableTiming),
            "making an event", ordinal_));
        return Event(*this, event);
    }

    using Device::record;
    Status record(void* event, StreamHandle stream) override
    {
        return checkCuda(cudaEventRecord(static_cast<cudaEvent_t>(event), static_cast<cudaStream_t>(stream)),
            "recording an event", ordinal_);
    }

    Status wait(Event const& event) override
    {
        return checkCuda(
            cudaEventSynchronize(static_cast<cudaEvent_t>(event.handle())), "waiting for an event", ordinal_);
    }

    Result<float> millisecondsBetween(Event const& from, Event const& to) override
    {
        float milliseconds = 0;
        TENON_CHECK(checkCuda(cudaEventElapsedTime(&milliseconds, static_cast<cudaEvent_t>(from.handle()),
                                  static_cast<cudaEvent_t>(to.handle())),
            "reading the time between events", ordinal_));
        return milliseconds;
    }

    Status takeLastError() const override
    {
        cudaError_t const code = cudaGetLastError();
        return code == cudaSuccess ? base::okStatus() : checkCuda(code, "a CUDA call", ordinal_);
    }

    bool canRecord() const override { return true; }

    bool isRecording(StreamHandle stream) const override
    {
        cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
        // The default stream answers with an error while another one is recorded: it is not itself.
        if (cudaStreamIsCapturing(static_cast<cudaStream_t>(stream), &status) != cudaSuccess)
        {
            static_cast<void>(cudaGetLastError());
            return false;
        }
        return status != cudaStreamCaptureStatusNone;
    }

    Result<StreamHandle> beginRecording(RecordingRules rules) override
    {
        if (recording_ != nullptr)
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "device cuda:{}: expected one recording a thread, found a second", ordinal_);
        }
        TENON_ASSIGN(recording_, Recording::begin(ordinal_, rules));
        return StreamHandle(recording_->stream());
    }

    Result<size_t> recordedCount(StreamHandle stream) override
    {
        return recording_ == nullptr ? Device::recordedCount(stream) : recording_->count();
    }

    Result<std::unique_ptr<RecordedWork>> endRecording(std::unique_ptr<RecordedWork> old) override
    {
        if (recording_ == nullptr)
        {
            return Device::endRecording(std::move(old));
        }
        std::unique_ptr<Recording> const recording = std::move(recording_);
        return recording->end(std::move(old));
    }

protected:
    void release(void* data, size_t) noexcept override
    {
        CurrentDevice const current(ordinal_);
        // At process exit the driver may be gone already, and the memory with it.
        static_cast<void>(cudaFree(data));
    }

    void destroyEvent(void* handle) noexcept override
    {
        static_cast<void>(cudaEventDestroy(static_cast<cudaEvent_t>(handle)));
    }

private:
    class PinnedMemory final : public MemorySource
    {
    public:
        Result<Buffer> allocate(size_t) override
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "page-locked memory: expected to be asked for by Device::allocateHost");
        }

    protected:
        void release(void* data, size_t) noexcept override { static_cast<void>(cudaFreeHost(data)); }
    };

    static inline thread_local std::unique_ptr<Recording> recording_;
    PinnedMemory pinned_;
    int32_t ordinal_;
    std::string description_;
};

} // namespace

Result<Device*> cudaDevice(int32_t ordinal)
{
    static std::mutex* const mutex = new std::mutex;
    static std::map<int32_t, CudaDevice*>* const devices = new std::map<int32_t, CudaDevice*>;
    std::lock_guard const lock(*mutex);
    if (auto const it = devices->find(ordinal); it != devices->end())
    {
        return it->second;
    }
    int count = 0;
    if (cudaError_t const code = cudaGetDeviceCount(&count); code != cudaSuccess)
    {
        static_cast<void>(cudaGetLastError());
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "device cuda:{}: the CUDA driver cannot be used: {}; install a driver for CUDA {}.{} or set TENON_DEVICE=cpu",
            ordinal, cudaGetErrorString(code), CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
    }
    if (ordinal < 0 || ordinal >= count)
    {
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "device cuda:{}: expected an index below {}, the number of CUDA devices; set TENON_DEVICE=cpu or another index",
            ordinal, count);
    }
    cudaDeviceProp properties{};
    TENON_CHECK(checkCuda(cudaGetDeviceProperties(&properties, ordinal), "reading its properties", ordinal));
    auto* const device = new CudaDevice(ordinal, properties);
    (*devices)[ordinal] = device;
    return device;
}

} // namespace tenon::devices
#endif // TENON_CUDA

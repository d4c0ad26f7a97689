// A CUDA device through the runtime API; no_cuda.cpp stands in where the build has no CUDA. Plain C++: nvcc compiles kernels only,
// since it does not take fmt's headers.
#if TENON_CUDA
#include "devices/device.h"

#include <cuda_runtime_api.h>

#include <map>
#include <mutex>

namespace tenon::devices
{
namespace
{

Status checkCuda(cudaError_t code, std::string_view what, int32_t ordinal)
{
    if (code == cudaSuccess)
    {
        return {};
    }
    // A failed call leaves its code behind; the next caller must not take it for its own.
    static_cast<void>(cudaGetLastError());
    auto const kind = code == cudaErrorMemoryAllocation ? base::ErrorCode::kFAILED_ALLOCATION : base::ErrorCode::kFAILED_EXECUTION;
    return base::error(kind, "device cuda:{}: {} failed: {} ({})", ordinal, what, cudaGetErrorString(code), cudaGetErrorName(code));
}

//! Makes a device current for a scope, and the caller's again after it.
class CurrentDevice
{
public:
    explicit CurrentDevice(int32_t ordinal)
    {
        changed_ = cudaGetDevice(&before_) == cudaSuccess && before_ != ordinal && cudaSetDevice(ordinal) == cudaSuccess;
    }
    ~CurrentDevice()
    {
        if (changed_)
        {
            cudaSetDevice(before_);
        }
    }
    CurrentDevice(CurrentDevice const&) = delete;
    CurrentDevice& operator=(CurrentDevice const&) = delete;

private:
    int before_{0};
    bool changed_{false};
};

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
        TENON_CHECK(checkCuda(cudaMalloc(&data, bytes == 0 ? 1 : bytes), fmt::format("allocating {} bytes", bytes), ordinal_));
        return Buffer(*this, data, bytes);
    }

    Status copy(void* destination, void const* source, size_t bytes, StreamHandle stream) override
    {
        CurrentDevice const current(ordinal_);
        return checkCuda(cudaMemcpyAsync(destination, source, bytes, cudaMemcpyDefault, static_cast<cudaStream_t>(stream)),
            fmt::format("copying {} bytes", bytes), ordinal_);
    }

    Status fill(void* destination, int byte, size_t bytes, StreamHandle stream) override
    {
        CurrentDevice const current(ordinal_);
        return checkCuda(cudaMemsetAsync(destination, byte, bytes, static_cast<cudaStream_t>(stream)),
            fmt::format("filling {} bytes", bytes), ordinal_);
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
        default: return PointerKind::kHOST;
        }
    }

    Status makeCurrent() override { return checkCuda(cudaSetDevice(ordinal_), "selecting the device", ordinal_); }

protected:
    void release(void* data, size_t) noexcept override
    {
        CurrentDevice const current(ordinal_);
        // At process exit the driver may be gone already, and the memory with it.
        static_cast<void>(cudaFree(data));
    }

private:
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
            "device cuda:{}: the CUDA driver cannot be used: {}; install a driver for CUDA {}.{} or set TENON_DEVICE=cpu", ordinal,
            cudaGetErrorString(code), CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
    }
    if (ordinal < 0 || ordinal >= count)
    {
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "device cuda:{}: expected an index below {}, the number of CUDA devices; set TENON_DEVICE=cpu or another index", ordinal, count);
    }
    cudaDeviceProp properties{};
    TENON_CHECK(checkCuda(cudaGetDeviceProperties(&properties, ordinal), "reading its properties", ordinal));
    auto* const device = new CudaDevice(ordinal, properties);
    (*devices)[ordinal] = device;
    return device;
}

} // namespace tenon::devices
#endif // TENON_CUDA

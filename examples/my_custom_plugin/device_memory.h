// Memory where the engine runs: of the GPU, or of the host.
#pragma once

#include <cstddef>

// Whether the host is calling the plugin for an engine on the CPU. TensorRT itself has none.
bool engineRunsOnCpu();

// A copy of host data, owned.
class DeviceMemory
{
public:
    DeviceMemory() = default;
    // Null if there is no memory left.
    DeviceMemory(void const* hostData, size_t bytes);
    DeviceMemory(DeviceMemory&& other) noexcept { swap(other); }
    DeviceMemory& operator=(DeviceMemory&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~DeviceMemory();

    void* data() const { return data_; }

private:
    void swap(DeviceMemory& other) noexcept;

    void* data_{nullptr};
    bool onCpu_{true};
};

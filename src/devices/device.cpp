#include "devices/device.h"

#include <charconv>
#include <cstdlib>

namespace tenon::devices
{

std::string_view name(DeviceKind kind)
{
    return kind == DeviceKind::kCPU ? "cpu" : "cuda";
}

Buffer::~Buffer()
{
    if (source_ != nullptr && data_ != nullptr)
    {
        source_->release(data_, bytes_);
    }
}

Event::~Event()
{
    if (device_ != nullptr && handle_ != nullptr)
    {
        device_->destroyEvent(handle_);
    }
}

Result<StreamHandle> Device::beginRecording(RecordingRules)
{
    return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "{}: expected a device whose work can be recorded, found one where it cannot", description());
}

Result<size_t> Device::recordedCount(StreamHandle)
{
    return base::error(
        base::ErrorCode::kINVALID_STATE, "{}: expected a recording in progress, found none", description());
}

Result<std::unique_ptr<RecordedWork>> Device::endRecording(std::unique_ptr<RecordedWork>)
{
    return base::error(
        base::ErrorCode::kINVALID_STATE, "{}: expected a recording in progress, found none", description());
}

Result<Device*> deviceNamed(std::string_view text)
{
    if (text == "cpu")
    {
        return &cpuDevice();
    }
    if (text == "cuda")
    {
        return cudaDevice(0);
    }
    if (text.substr(0, 5) == "cuda:")
    {
        std::string_view const digits = text.substr(5);
        int32_t ordinal = -1;
        auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), ordinal);
        if (failure == std::errc{} && end == digits.data() + digits.size() && ordinal >= 0)
        {
            return cudaDevice(ordinal);
        }
    }
    return base::invalidArgument(
        "device: expected cpu, cuda or cuda:<index>, found \"{}\"; set TENON_DEVICE=cpu", text);
}

Result<Device*> defaultDevice()
{
    char const* const wanted = std::getenv("TENON_DEVICE");
    if (wanted != nullptr && *wanted != '\0')
    {
        return deviceNamed(wanted);
    }
    auto cuda = cudaDevice(0);
    return cuda.ok() ? cuda : Result<Device*>(&cpuDevice());
}

} // namespace tenon::devices

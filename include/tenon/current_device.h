// Where the pointers that a plugin's method was given live.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CURRENT_DEVICE_H
#define TENON_CURRENT_DEVICE_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstdint>
#else
#error "tenon/current_device.h needs C++17 or later (-std=c++17)"
#endif

//! Weak: a plugin that uses it also loads where the host is not Tenon. Writes the kind (a tenon::DeviceKind) and index of the device
//! for which the host is calling into a plugin on this thread. Returns 0; 1 outside of such a call, and then writes nothing.
extern "C" __attribute__((weak)) int32_t tenonCurrentDevice(int32_t* kind, int32_t* ordinal) noexcept;

//! Weak, as above. 1 while the builder calls into a plugin on this thread to measure it, with stand-in data or data of tenon/tuning_data.h;
//! 0 in inferences of engines.
extern "C" __attribute__((weak)) int32_t tenonIsTuning() noexcept;

namespace tenon
{

enum class DeviceKind : int32_t
{
    kNONE = -1, //!< no host is calling: a unit test calls enqueue itself, say
    kCPU = 0,
    kCUDA = 1,
};

struct CurrentDevice
{
    DeviceKind kind;
    int32_t ordinal;
};

//! The device of the call in progress on this thread: pointers given to enqueue point there. On a host that is not Tenon: CUDA, as
//! everything is there. Thread safety: any thread.
inline CurrentDevice currentDevice() noexcept
{
    if (tenonCurrentDevice == nullptr)
    {
        return {DeviceKind::kCUDA, 0};
    }
    int32_t kind = static_cast<int32_t>(DeviceKind::kNONE);
    int32_t ordinal = 0;
    tenonCurrentDevice(&kind, &ordinal);
    return {static_cast<DeviceKind>(kind), ordinal};
}

//! True while enqueue is called by the builder, which measures it: values of the inputs mean nothing. False on a host that is not Tenon.
//! Thread safety: any thread.
inline bool isTuning() noexcept
{
    return tenonIsTuning != nullptr && tenonIsTuning() != 0;
}

} // namespace tenon

#endif // TENON_CURRENT_DEVICE_H

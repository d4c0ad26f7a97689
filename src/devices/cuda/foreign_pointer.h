// What the CUDA driver knows of pointers, for code that may run where there is none.
#pragma once

#include "devices/device.h"

namespace tenon::devices
{

//! What the CUDA driver knows of a pointer; kUNKNOWN where this process has not loaded it, or where it knows nothing of the pointer
//! (plain host memory). Neither loads nor initialises anything.
PointerKind pointerKindByDriver(void const* pointer);

//! See Device::allocationOf.
uint64_t allocationByDriver(void const* pointer);

} // namespace tenon::devices

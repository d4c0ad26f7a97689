// On which device an enqueue has to run.
#pragma once

#include <tenon/current_device.h>

namespace tenon::plugins
{

//! The device of the host's call in progress. Outside of one (a test that calls enqueue itself) the one that `pointer` points to; without
//! CUDA in this build that is the CPU.
DeviceKind deviceOf(void const* pointer);

} // namespace tenon::plugins

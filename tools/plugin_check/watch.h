// What the counters in place of a library's imports note: shared by hooks.cpp (the C library and the CUDA runtime) and driver_hooks.cpp.
#pragma once

#include "plugin_check/hooks.h"

namespace tenon::plugin_check
{

void noteAllocation(char const* what, size_t bytes);
//! Device memory: noted while it is watched, and held until it is freed.
void noteDeviceAllocation(char const* what, void* memory, size_t bytes);
void noteDeviceFree(void* memory);
void noteWait(char const* what);
void noteStream(char const* what, void* stream);
//! A runtime's calls pass through here from now on.
void noteRuntimeSeen();

//! For the import `symbol` of a library that has the CUDA runtime linked in: the function that stands for dlsym or dlvsym there, through which the
//! runtime finds the driver. Null for other symbols.
void* driverHook(char const* symbol);

} // namespace tenon::plugin_check

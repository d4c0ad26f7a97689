// From a plan's bytes to an engine that can run: the road that runtimes, builders (buildEngineWithConfig) and
// tenon::loadEngine share.
#pragma once

#include "api/user_memory.h"
#include "base/log.h"
#include "plan/reader.h"
#include "plugin_host/plugin_host.h"
#include "runtime/engine.h"

namespace tenon::api
{

//! The device that a plan is meant for: the one that TENON_DEVICE names where it is set; else the default device if the
//! plan is tuned for it; else one that it is tuned for; else the default device.
base::Result<devices::Device*> deviceFor(plan::Plan const& plan);

//! What an engine gets from the runtime or builder that makes it.
struct EngineSources
{
    std::shared_ptr<nvinfer1::IPluginRegistry> registry; //!< where plugins are looked up; the engine keeps it
    plugin_host::HostCodeRules hostCode;                 //!< for plugin libraries inside the plan
    nvinfer1::IGpuAllocator* allocator{nullptr};         //!< the user's, for device memory
};

//! Reads the plan, tunes it if it was not tuned for the device (a message says so), and makes the engine's kernels.
//! A null device stands for deviceFor(plan). The engine keeps the image alive.
base::Result<std::shared_ptr<runtime::Engine>> loadEngine(
    plan::Image const& image, devices::Device* device, base::Log const& log, EngineSources const& sources);

} // namespace tenon::api

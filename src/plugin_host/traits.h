// Which devices a plugin serves: as declared (include/tenon/plugin_traits.h), else as its library's contents suggest.
#pragma once

#include "devices/device.h"
#include "plugin_host/identity.h"

#include <tenon/plugin_traits.h>

namespace tenon::plugin_host
{

void declareTraits(
    std::string_view name, std::string_view version, TenonPluginTraits const& traits, Origin const& origin);

//! Forgets what was declared in a library that was unloaded, since another may get its path.
void forgetTraits(std::string const& libraryPath);

//! What was declared of this plugin; zeros where nothing was.
TenonPluginTraits traitsOf(PluginIdentity const& identity);

//! TenonPluginDevices bits. Undeclared: a library with GPU code is taken for CUDA only, another one for CPU only.
uint32_t devicesOf(PluginIdentity const& identity);

//! Where the plugin's enqueue runs in an engine for `device`: there, or on the CPU, with copies around it, where it serves the CPU only.
//! Error where it serves neither, with the remedy.
base::Result<devices::DeviceKind> placeOf(PluginIdentity const& identity, devices::Device const& device);

//! Error where the plugin does not serve the device, with the remedy. It is called before any enqueue there.
base::Status checkServesDevice(PluginIdentity const& identity, devices::Device const& device);

} // namespace tenon::plugin_host

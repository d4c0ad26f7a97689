// Steps without an operation: a tensor converted from one type and format to another, or copied as it is.
#pragma once

#include "devices/device.h"
#include "graph/graph.h"

namespace tenon::runtime
{

base::Result<std::unique_ptr<graph::Kernel>> makeReformatKernel(
    devices::Device& device, graph::TypeFormat from, graph::TypeFormat to);

//! A copy between the host and a device, or on the device, in order with the stream.
std::unique_ptr<graph::Kernel> makeCopyKernel(devices::Device& device);

//! Converts a constant once; both pointers on the device.
base::Status convertNow(devices::Device& device, graph::Tensor const& tensor, graph::TypeFormat from,
    void const* source, graph::TypeFormat to, void* destination);

} // namespace tenon::runtime

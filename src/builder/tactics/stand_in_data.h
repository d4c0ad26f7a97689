// Values to time a kernel with where the user gives none.
#pragma once

#include "graph/kernel.h"

namespace tenon::builder
{

//! Memory on the device for a tensor: floats spread over −1 … 1, int8 with a scale over its range, the same each time; other integers and
//! booleans 0, since they may be indices. Padding of packed formats holds values too.
base::Result<devices::Buffer> standInData(devices::Device& device, graph::TensorDesc const& desc);

//! The same with row-major values of another type, converted.
base::Result<devices::Buffer> convertedData(
    devices::Device& device, std::span<std::byte const> values, base::DataType type, graph::TensorDesc const& desc);

} // namespace tenon::builder

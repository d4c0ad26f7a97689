// Inputs and outputs of an engine as the API counts and names them.
#pragma once

#include "api/network/coordinates.h"
#include "runtime/engine.h"

namespace tenon::api
{

//! Index of the binding with this name. Error lists the names there are.
base::Result<int32_t> bindingOf(runtime::Engine const& engine, char const* name);

inline Coordinates coordinatesOf(runtime::Engine const& engine)
{
    return Coordinates(engine.plan().settings.implicitBatch);
}

//! "row-major linear fp32 (kLINEAR)"
std::string describeFormat(base::DataType type, base::TensorFormat format);

} // namespace tenon::api

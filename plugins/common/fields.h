// Reading a creator's fields: defaults for missing ones, a message for mistyped ones.
#pragma once

#include <NvInferRuntime.h>

namespace tenon::plugins
{

//! The field's value, or `otherwise` where there is no field of this name. False, after a message that names plugin, field, and what was
//! expected and found, if it is not exactly one fp32 number.
bool readField(char const* plugin, nvinfer1::PluginFieldCollection const* fields, char const* name, float otherwise, float& value);

} // namespace tenon::plugins

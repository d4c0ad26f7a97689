#include "plugins/common/fields.h"

#include "plugins/common/report.h"

#include <cstring>
#include <string_view>

namespace tenon::plugins
{

using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;

bool readField(char const* plugin, nvinfer1::PluginFieldCollection const* fields, char const* name, float otherwise, float& value)
{
    value = otherwise;
    for (int32_t i = 0; fields != nullptr && i < fields->nbFields; ++i)
    {
        PluginField const& field = fields->fields[i];
        if (field.name == nullptr || std::string_view(field.name) != name)
        {
            continue; // a host may pass on attributes that are none of ours, such as plugin_version
        }
        if (field.type != PluginFieldType::kFLOAT32 || field.length != 1 || field.data == nullptr)
        {
            report(nvinfer1::ILogger::Severity::kERROR,
                std::string("plugin \"") + plugin + "\": field \"" + name
                    + "\": expected one number of PluginFieldType::kFLOAT32, found " + std::to_string(field.length) + " of type number "
                    + std::to_string(static_cast<int32_t>(field.type)) + (field.data == nullptr ? " without data" : ""));
            return false;
        }
        std::memcpy(&value, field.data, sizeof value);
    }
    return true;
}

} // namespace tenon::plugins

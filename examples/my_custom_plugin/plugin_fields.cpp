#include "plugin_fields.h"

#include <tenon/half.h>

#include <cstring>

using namespace nvinfer1;

PluginFieldCollection const* customPluginFields()
{
    static PluginField const fields[]{PluginField("in_channel", nullptr, PluginFieldType::kINT32, 1),
        PluginField("weight", nullptr, PluginFieldType::kFLOAT32, 0),
        PluginField("bias", nullptr, PluginFieldType::kFLOAT32, 0)};
    static PluginFieldCollection const collection{3, fields};
    return &collection;
}

namespace
{

// Numbers of one field; false if they are neither float nor half.
bool readWeights(PluginField const& field, Weights& weights)
{
    bool const isFloat = field.type == PluginFieldType::kFLOAT32;
    weights = {isFloat ? DataType::kFLOAT : DataType::kHALF, field.data, field.length};
    return (isFloat || field.type == PluginFieldType::kFLOAT16) && field.data != nullptr && field.length > 0;
}

} // namespace

std::string readCustomPluginFields(PluginFieldCollection const* fc, CustomPluginFields& fields)
{
    for (int32_t i = 0; fc != nullptr && i < fc->nbFields; ++i)
    {
        PluginField const& field = fc->fields[i];
        std::string const name = field.name;
        if (name == "in_channel")
        {
            if (field.type != PluginFieldType::kINT32 || field.length != 1 || field.data == nullptr)
            {
                return "field \"in_channel\": expected one int32";
            }
            std::memcpy(&fields.inChannels, field.data, sizeof fields.inChannels);
        }
        if ((name == "weight" && !readWeights(field, fields.weight))
            || (name == "bias" && !readWeights(field, fields.bias)))
        {
            return "field \"" + name + "\": expected float or half numbers";
        }
    }
    if (fields.inChannels <= 0 || fields.bias.count <= 0
        || fields.weight.count != fields.inChannels * fields.bias.count)
    {
        return "expected in_channel times as many weights as biases, found in_channel "
            + std::to_string(fields.inChannels) + ", " + std::to_string(fields.weight.count) + " weights, "
            + std::to_string(fields.bias.count) + " biases";
    }
    return {};
}

std::vector<float> toFloats(Weights const& weights)
{
    std::vector<float> floats(static_cast<size_t>(weights.count));
    for (size_t i = 0; i < floats.size(); ++i)
    {
        floats[i] = weights.type == DataType::kHALF
            ? tenon::halfToFloat(static_cast<uint16_t const*>(weights.values)[i])
            : static_cast<float const*>(weights.values)[i];
    }
    return floats;
}

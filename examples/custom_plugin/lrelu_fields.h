// What both forms of the plugin share: its name, its one parameter, and how a creator reads it.
#pragma once

#include <NvInfer.h>

#include <cstdio>
#include <cstring>

namespace lrelu
{

constexpr char const* kName = "LReLU_TRT";
constexpr char const* kVersion = "1";
constexpr float kDefaultNegSlope = 0.01F; // as ONNX's LeakyRelu

inline void reportError(char const* message)
{
    std::fprintf(stderr, "%s\n", message);
}

// Reads negSlope from what the creator was given. False, and a message, where the field is not one float.
inline bool readNegSlope(nvinfer1::PluginFieldCollection const* fields, float& negSlope)
{
    negSlope = kDefaultNegSlope;
    if (fields == nullptr)
    {
        return true;
    }
    for (int32_t i = 0; i < fields->nbFields; ++i)
    {
        nvinfer1::PluginField const& field = fields->fields[i];
        if (field.name == nullptr || std::strcmp(field.name, "negSlope") != 0)
        {
            continue; // others, such as plugin_version, are not ours
        }
        if (field.type != nvinfer1::PluginFieldType::kFLOAT32 || field.length != 1 || field.data == nullptr)
        {
            reportError("LReLU_TRT: field \"negSlope\" must be one float32");
            return false;
        }
        std::memcpy(&negSlope, field.data, sizeof negSlope);
        return true;
    }
    return true;
}

} // namespace lrelu

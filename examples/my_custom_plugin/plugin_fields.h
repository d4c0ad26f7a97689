// The creators' fields: in_channel (one int32), weight and bias (float or half).
#pragma once

#include "linear_layer.h"

#include <string>

// What getFieldNames hands out; lives as long as the library.
nvinfer1::PluginFieldCollection const* customPluginFields();

struct CustomPluginFields
{
    int32_t inChannels{0};
    nvinfer1::Weights weight{};
    nvinfer1::Weights bias{};
};

// Reads a creator's fields; weights point to the caller's numbers. The result is empty on success, else what is wrong with which field.
std::string readCustomPluginFields(nvinfer1::PluginFieldCollection const* fc, CustomPluginFields& fields);

// Numbers of either type as floats.
std::vector<float> toFloats(nvinfer1::Weights const& weights);

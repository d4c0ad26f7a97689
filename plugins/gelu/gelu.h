// CustomGeluPluginDynamic version 1: y = gelu(x + bias), gelu in its tanh form. Fields type_id (the tensors' type) and bias (one value a
// column, or none).
#pragma once

#include "plugins/gelu/gelu_kernel.h"

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct Gelu : plugin::Plugin
{
    static constexpr char const* kName = "CustomGeluPluginDynamic";
    static constexpr char const* kVersion = "1";

    nvinfer1::DataType typeId{nvinfer1::DataType::kFLOAT};
    plugin::Weights bias;

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        d.about("y = gelu(x + bias), gelu(v) = v / 2 · (1 + tanh(√(2/π) · (v + 0.044715 · v³))).");
        d.input("input", "any shape; with a bias, its last dimension that is not 1 has as many elements")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.output("output", "shaped as `input`")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.field("type_id", &Gelu::typeId, "type of the tensors, as a nvinfer1::DataType")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}, {"kINT8", 2}, {"kBF16", 7}});
        d.field("bias", &Gelu::bias, "added to each row first; none where it is left out");
        d.capturable();
    }

    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    //! Brings the bias to the device.
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;

private:
    //! Error where the bias does not fit.
    bool shapeOf(plugin::Tensor const& input, gelu::Shape& shape) const;
};

using GeluCreator = plugin::Creator<Gelu, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins

// InstanceNormalization_TRT versions 1, 2 (IPluginV2DynamicExt) and 3 (IPluginV3): each channel of each image is normalized by itself.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct InstanceNormalization : plugin::Plugin
{
    static constexpr char const* kName = "InstanceNormalization_TRT";
    static constexpr char const* kVersion = "1";

    float epsilon{1e-5F};
    plugin::Weights scales;
    plugin::Weights bias;
    int32_t relu{0};
    float alpha{0.0F};

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "y = (x − mean) / √(variance + epsilon) · scales[c] + bias[c] with mean and variance of each channel of each image; then "
            "leaky ReLU, if `relu` says so.");
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        d.input("input", "[N, C, …] of rank 3 or more").types(types, "T");
        d.output("output", "shaped as `input`").types(types, "T");
        d.field("epsilon", &InstanceNormalization::epsilon, "added to the variance").range(0, 1e30);
        d.field("scales", &InstanceNormalization::scales, "C numbers").required();
        d.field("bias", &InstanceNormalization::bias, "C numbers").required();
        d.field("relu", &InstanceNormalization::relu, "whether negative results are multiplied by `alpha`")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("alpha", &InstanceNormalization::alpha, "factor of negative results with `relu`");
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct InstanceNormalization2 : InstanceNormalization
{
    static constexpr char const* kVersion = "2";
};
struct InstanceNormalization3 : InstanceNormalization
{
    static constexpr char const* kVersion = "3";
};

using InstanceNormalizationCreator = plugin::Creator<InstanceNormalization, plugin::Forms::kDYNAMIC>;
using InstanceNormalization2Creator = plugin::Creator<InstanceNormalization2, plugin::Forms::kDYNAMIC>;
using InstanceNormalization3Creator = plugin::CreatorV3<InstanceNormalization3>;

} // namespace tenon::plugins

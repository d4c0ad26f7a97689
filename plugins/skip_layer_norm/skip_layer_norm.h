// CustomSkipLayerNormPluginDynamic: y = layerNorm(input + skip + bias) · gamma + beta over the last dimension. Versions 1 and 2
// (IPluginV2DynamicExt; 2 has no field ld: the length of gamma says it), 5 and 6 (the same as IPluginV3). Versions 3, 4, 7 and 8 are in
// skip_layer_norm_interleaved.h.
#pragma once

#include "plugins/common/versions.h"
#include "plugins/skip_layer_norm/skip_layer_norm_interleaved.h"
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

namespace tenon::plugins
{

struct SkipLayerNorm : plugin::Plugin
{
    static constexpr char const* kName = "CustomSkipLayerNormPluginDynamic";
    static constexpr char const* kVersion = "1";

    nvinfer1::DataType typeId{nvinfer1::DataType::kFLOAT};
    int32_t hidden{0};
    plugin::Weights beta;
    plugin::Weights gamma;
    plugin::Weights bias;

    template <typename D>
    static void declare(D& d)
    {
        declareAs(d, true);
    }
    template <typename D>
    static void declareAs(D& d, bool hasLength)
    {
        using nvinfer1::DataType;
        d.about("y = (v − mean v) / √(var v + 10⁻⁵) · gamma + beta for each row v of input + skip + bias.");
        d.input("input", "any shape whose last dimension that is not 1 is `ld`, the length of `gamma`")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.input("skip", "shaped as `input`")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.output("output", "shaped as `input`")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.field("type_id", &SkipLayerNorm::typeId, "type of the tensors, as a nvinfer1::DataType")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}, {"kINT8", 2}, {"kBF16", 7}});
        if (hasLength)
        {
            d.field("ld", &SkipLayerNorm::hidden, "elements of a row").range(1, 1 << 30).required();
        }
        d.field("beta", &SkipLayerNorm::beta, "`ld` values").required();
        d.field("gamma", &SkipLayerNorm::gamma, "`ld` values").required();
        d.field("bias", &SkipLayerNorm::bias, "`ld` values, added first; none where it is left out");
        d.capturable();
    }

    //! Elements of a row.
    int64_t rowLength() const { return hidden != 0 ? hidden : gamma.count(); }
    std::string validate() const;
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    //! Brings the weights to the device.
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;

private:
    //! False, after a message, where the inputs do not fit.
    bool shapeOf(plugin::Call const& call, skip_layer_norm::Shape& shape) const;
    skip_layer_norm::Parameters parameters(DeviceKind device) const;
};

using SkipLayerNorm2 = DeclaredAsVersion<SkipLayerNorm, '2', false>;
using SkipLayerNorm5 = AsVersion<SkipLayerNorm, '5'>;
using SkipLayerNorm6 = AsVersion<SkipLayerNorm2, '6'>;

using SkipLayerNormCreator = plugin::Creator<SkipLayerNorm, plugin::Forms::kDYNAMIC>;
using SkipLayerNorm2Creator = plugin::Creator<SkipLayerNorm2, plugin::Forms::kDYNAMIC>;
using SkipLayerNorm5Creator = plugin::CreatorV3<SkipLayerNorm5>;
using SkipLayerNorm6Creator = plugin::CreatorV3<SkipLayerNorm6>;

} // namespace tenon::plugins

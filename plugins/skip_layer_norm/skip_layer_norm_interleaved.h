// CustomSkipLayerNormPluginDynamic for tokens as columns: versions 3 and 4 (IPluginV2DynamicExt), 7 and 8 (the same as IPluginV3). Versions 4 and 8
// also give input + skip.
#pragma once

#include "plugins/common/versions.h"

namespace tenon::plugins
{

struct SkipLayerNormInterleaved : plugin::Plugin
{
    static constexpr char const* kName = "CustomSkipLayerNormPluginDynamic";

    plugin::Weights beta;
    plugin::Weights gamma;

    template <typename D>
    static void declareAs(D& d, bool givesSum)
    {
        using nvinfer1::DataType;
        using nvinfer1::TensorFormat;
        using P = SkipLayerNormInterleaved;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        std::vector<TensorFormat> const formats{TensorFormat::kLINEAR, TensorFormat::kCHW32};
        d.about("y = (v − mean v) / √(var v + 10⁻⁵) · gamma + beta over the E channels v of each token of input + skip"
            + std::string(givesSum ? "; and input + skip itself." : "."));
        d.input("input", "[1, E, S', 1]: the tokens of all sequences side by side; kCHW32 is for int8")
            .types(types, "T")
            .formats(formats);
        d.input("skip", "shaped as `input`").types(types, "T").formats(formats);
        d.output("output", "shaped as `input`").types(types, "T").formats(formats);
        if (givesSum)
        {
            d.output("preln", "input + skip").types(types, "T").formats(formats);
        }
        d.field("beta", &P::beta, "E values").required();
        d.field("gamma", &P::gamma, "E values").required();
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using SkipLayerNorm3 = DeclaredAsVersion<SkipLayerNormInterleaved, '3', false>;
using SkipLayerNorm4 = DeclaredAsVersion<SkipLayerNormInterleaved, '4', true>;
using SkipLayerNorm7 = AsVersion<SkipLayerNorm3, '7'>;
using SkipLayerNorm8 = AsVersion<SkipLayerNorm4, '8'>;

using SkipLayerNorm3Creator = plugin::Creator<SkipLayerNorm3, plugin::Forms::kDYNAMIC>;
using SkipLayerNorm4Creator = plugin::Creator<SkipLayerNorm4, plugin::Forms::kDYNAMIC>;
using SkipLayerNorm7Creator = plugin::CreatorV3<SkipLayerNorm7>;
using SkipLayerNorm8Creator = plugin::CreatorV3<SkipLayerNorm8>;

} // namespace tenon::plugins

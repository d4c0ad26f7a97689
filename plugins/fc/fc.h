// CustomFCPluginDynamic versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): a matrix product with constant weights.
#pragma once

#include "plugins/common/gemm.h"

#include <tenon/plugin.h>

#include <memory>
#include <mutex>

namespace tenon::plugins
{

struct Fc : plugin::Plugin
{
    static constexpr char const* kName = "CustomFCPluginDynamic";
    static constexpr char const* kVersion = "1";

    int32_t outDims{0};
    nvinfer1::DataType typeId{nvinfer1::DataType::kFLOAT};
    plugin::Weights weights;

    template <typename D>
    static void declare(D& d)
    {
        d.about("output = input · W, over the third dimension.");
        d.input("input", "[S, B, K, 1, 1]");
        d.output("output", "[S, B, out_dims, 1, 1]");
        d.field("out_dims", &Fc::outDims, "columns of W").range(1, 1 << 24).required();
        d.field("type_id", &Fc::typeId, "type of the tensors, as a nvinfer1::DataType")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}});
        d.field("W", &Fc::weights, "[K, out_dims]").required();
        d.capturable();
    }

    //! The weights for the CPU, packed at the first call, once for all clones. Thread safety: any thread.
    PackedMatrix const& packedWeights() const;

    std::string validate() const;
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;

private:
    struct Packed
    {
        std::once_flag once;
        PackedMatrix matrix;
    };

    std::shared_ptr<Packed> packed_{std::make_shared<Packed>()};
};

struct Fc2 : Fc
{
    static constexpr char const* kVersion = "2";
};

using FcCreator = plugin::Creator<Fc, plugin::Forms::kDYNAMIC>;
using Fc2Creator = plugin::CreatorV3<Fc2>;

} // namespace tenon::plugins

// ScatterND versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): replaces slices of a tensor.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct ScatterNd : plugin::Plugin
{
    static constexpr char const* kName = "ScatterND";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT32};
        d.about(
            "`data` with the slices at `indices` replaced by those of `updates`, as ONNX's ScatterND without reduction.");
        d.input("data", "any shape of rank 1 or more").types(types, "T");
        d.input("indices",
             "[…, K]: each K numbers select a slice along the first K dimensions of `data`; negative ones count from the end")
            .int32();
        d.input("updates", "[the dimensions of `indices` but the last, those of `data` behind the first K]")
            .types(types, "T");
        d.output("output", "shaped as `data`").types(types, "T");
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct ScatterNd2 : ScatterNd
{
    static constexpr char const* kVersion = "2";
};

using ScatterNdCreator = plugin::Creator<ScatterNd, plugin::Forms::kDYNAMIC>;
using ScatterNd2Creator = plugin::CreatorV3<ScatterNd2>;

} // namespace tenon::plugins

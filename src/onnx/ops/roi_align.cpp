// RoiAlign (opsets 10, 16, 22): the standard plugin ROIAlign_TRT, as TensorRT's importer does it.
#include "onnx/ops/compose.h"

#include <NvInferRuntime.h>

#include <array>
#include <memory>
#include <string_view>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;

namespace
{

constexpr char const* kPlugin = "ROIAlign_TRT";
constexpr char const* kVersion = "2";

Result<nvinfer1::IPluginCreatorV3One*> roiAlignCreator(Importer& importer)
{
    nvinfer1::IPluginRegistry& registry = importer.network().getBuilder().getPluginRegistry();
    int32_t count = 0;
    auto* const* const creators =
        registry.getAllCreatorsRecursive(&count); // asking for one that is not there would be reported
    for (int32_t i = 0; creators != nullptr && i < count; ++i)
    {
        if (std::string_view(creators[i]->getInterfaceInfo().kind) != "PLUGIN CREATOR_V3ONE")
        {
            continue;
        }
        auto* const creator = static_cast<nvinfer1::IPluginCreatorV3One*>(creators[i]);
        if (std::string_view(creator->getPluginName()) == kPlugin
            && std::string_view(creator->getPluginVersion()) == kVersion
            && std::string_view(creator->getPluginNamespace()).empty())
        {
            return creator;
        }
    }
    return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "RoiAlign: expected the standard plugin \"{}\" version \"{}\", found none registered; call initLibNvInferPlugins (libnvinfer_plugin) "
        "before parsing",
        kPlugin, kVersion);
}

//! The number of a name among `names`.
Result<int32_t> numberOfName(
    Node const& node, char const* attribute, std::string const& otherwise, std::array<std::string_view, 2> const& names)
{
    TENON_ASSIGN(std::string const given, node.text(attribute, otherwise));
    for (size_t i = 0; i < names.size(); ++i)
    {
        if (given == names[i])
        {
            return static_cast<int32_t>(i);
        }
    }
    return invalidArgument("attribute \"{}\": expected {} or {}, found \"{}\"", attribute, names[0], names[1], given);
}

} // namespace

Result<std::vector<Value>> importRoiAlign(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const regions, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor * images, importer.tensor(inputs[2]));
    TENON_ASSIGN(images, cast(importer, *images, DataType::kINT32));
    // Opset 10 had no half pixels.
    TENON_ASSIGN(int32_t const halfPixel,
        numberOfName(node, "coordinate_transformation_mode", node.opset() < 16 ? "output_half_pixel" : "half_pixel",
            {"output_half_pixel", "half_pixel"}));
    TENON_ASSIGN(int32_t const average, numberOfName(node, "mode", "avg", {"max", "avg"}));
    int32_t numbers[3]{};
    char const* const names[3]{"output_height", "output_width", "sampling_ratio"};
    for (size_t i = 0; i < 3; ++i)
    {
        TENON_ASSIGN(int64_t const number, node.integer(names[i], i < 2 ? 1 : 0));
        if (number != static_cast<int32_t>(number))
        {
            return invalidArgument("attribute \"{}\": expected a 32-bit number, found {}", names[i], number);
        }
        numbers[i] = static_cast<int32_t>(number);
    }
    TENON_ASSIGN(float const scale, node.number("spatial_scale", 1.0F));
    TENON_ASSIGN(auto* const creator, roiAlignCreator(importer));
    PluginField const fields[]{{"coordinate_transformation_mode", &halfPixel, PluginFieldType::kINT32, 1},
        {"mode", &average, PluginFieldType::kINT32, 1}, {names[0], &numbers[0], PluginFieldType::kINT32, 1},
        {names[1], &numbers[1], PluginFieldType::kINT32, 1}, {names[2], &numbers[2], PluginFieldType::kINT32, 1},
        {"spatial_scale", &scale, PluginFieldType::kFLOAT32, 1}};
    nvinfer1::PluginFieldCollection const collection{6, fields};
    std::unique_ptr<nvinfer1::IPluginV3> const plugin(
        creator->createPlugin(node.name().c_str(), &collection, nvinfer1::TensorRTPhase::kBUILD));
    if (plugin == nullptr)
    {
        return invalidArgument("RoiAlign: plugin \"{}\" refused the node's attributes", kPlugin);
    }
    ITensor* const tensors[]{x, regions, images};
    return importer.result(importer.network().addPluginV3(tensors, 3, nullptr, 0, *plugin));
}

} // namespace tenon::onnx

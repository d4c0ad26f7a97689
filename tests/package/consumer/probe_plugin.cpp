// A creator that registers itself when its library loads, written once for all API levels.
#include "NvInfer.h"

namespace
{

class PackageProbeCreator : public nvinfer1::IPluginCreator
{
public:
    nvinfer1::AsciiChar const* getPluginName() const noexcept override { return "PackageProbe"; }
    nvinfer1::AsciiChar const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &fields_; }
    nvinfer1::IPluginV2* createPlugin(
        nvinfer1::AsciiChar const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(nvinfer1::AsciiChar const*, void const*, size_t) noexcept override
    {
        return nullptr;
    }
    void setPluginNamespace(nvinfer1::AsciiChar const*) noexcept override {}
    nvinfer1::AsciiChar const* getPluginNamespace() const noexcept override { return ""; }

private:
    nvinfer1::PluginFieldCollection fields_{};
};

REGISTER_TENSORRT_PLUGIN(PackageProbeCreator);

} // namespace

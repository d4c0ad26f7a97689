// A plugin without GPU code: it squares on the CPU, and must never see a pointer into a GPU's memory.
#include "plugin_base.h"

namespace gpu_plugins
{

struct SquareParams
{
    int32_t unused;
};

class HostSquare final : public DynamicPlugin<HostSquare, SquareParams>
{
public:
    static constexpr char const* kName = "HostSquare";
    static constexpr bool kHalf = false;
    using ParamsType = SquareParams;
    using DynamicPlugin::DynamicPlugin;
    static SquareParams parse(PluginFieldCollection const*) { return {0}; }

    int enqueue(PluginTensorDesc const* in, PluginTensorDesc const*, void const* const* inputs, void* const* outputs,
        void*, cudaStream_t) PLUGIN_NOEXCEPT override
    {
        for (int64_t i = 0; i < countOf(in[0].dims); ++i)
        {
            float const x = static_cast<float const*>(inputs[0])[i];
            static_cast<float*>(outputs[0])[i] = x * x;
        }
        return 0;
    }
};
using HostSquareCreator = Creator<HostSquare>;
REGISTER_TENSORRT_PLUGIN(HostSquareCreator);

} // namespace gpu_plugins

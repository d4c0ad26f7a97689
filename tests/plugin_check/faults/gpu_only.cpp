// A plugin of a library that carries GPU code, as far as a loader can tell: it is never to be enqueued on the CPU.
#include "faulty_interfaces.h"

namespace
{

__attribute__((used, section(".nv_fatbin"))) char const gpuCode[64] = {};

struct GpuOnly
{
    GpuOnly()
    {
        static CreatorOfDynamic<Fault::None> creator("Twin_GpuOnly");
        getPluginRegistry()->registerCreator(creator, "");
    }
} const gpuOnly;

} // namespace

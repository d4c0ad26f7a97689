// Is the plugin of a linked library in the registry, though this program uses no symbol of that library?
#include "NvInfer.h"

#include <cstdio>
#include <cstring>

int main()
{
    nvinfer1::IPluginRegistry* registry = getPluginRegistry();
    int count = 0;
    auto const* creators = registry->getPluginCreatorList(&count);
    for (int i = 0; i < count; ++i)
    {
        if (std::strcmp(creators[i]->getPluginName(), "PackageProbe") == 0)
        {
            std::printf("level %d: found PackageProbe %d\n", TENON_API_LEVEL, NV_TENSORRT_MAJOR);
            return 0;
        }
    }
    std::printf("level %d: no PackageProbe among %d creators\n", TENON_API_LEVEL, count);
    return 1;
}

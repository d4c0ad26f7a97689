// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// Loads plugin libraries of several API levels into one process, all symbols global, and calls each through the tables.
//
//     level_load_main <level>=<library> …      in the order in which they are to be loaded
#include <NvInfer.h>

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

// Not in an unnamed namespace: the compiler would see that nothing derives from it and call no table at all.
namespace layout
{
// The first slots of IPluginV2, with the dims of a level. Laid over the plugin's own table.
template <typename Dims>
class PluginOf
{
public:
    virtual int32_t getTensorRTVersion() const = 0;
    virtual char const* getPluginType() const = 0;
    virtual char const* getPluginVersion() const = 0;
    virtual int32_t getNbOutputs() const = 0;
    virtual Dims getOutputDimensions(int32_t index, Dims const* inputs, int32_t nbInputDims) = 0;

protected:
    ~PluginOf() = default;
};

struct Dims7
{
    int32_t nbDims;
    int32_t d[8];
    int32_t type[8];
};

struct Dims8
{
    int32_t nbDims;
    int32_t d[8];
};

} // namespace layout

namespace
{
using layout::Dims7;
using layout::Dims8;

bool check(bool holds, std::string const& what)
{
    if (!holds)
    {
        std::printf("wrong: %s\n", what.c_str());
    }
    return holds;
}

template <typename Dims>
bool checkDims(nvinfer1::IPluginV2& plugin, std::string const& what)
{
    Dims input{};
    input.nbDims = 3;
    input.d[0] = 4;
    input.d[1] = 5;
    input.d[2] = 6;
    Dims const output = reinterpret_cast<layout::PluginOf<Dims>&>(plugin).getOutputDimensions(0, &input, 1);
    return check(
        output.nbDims == 3 && output.d[0] == 8 && output.d[1] == 10 && output.d[2] == 12, what + ": output dims");
}

bool checkPlugin(int level, nvinfer1::IPluginCreator& creator)
{
    std::string const what = "level " + std::to_string(level);
    nvinfer1::InterfaceInfo const info = creator.getInterfaceInfo();
    bool good =
        check(std::string(info.kind) == "PLUGIN CREATOR_V1" && info.major == 1, what + ": interface of the creator");
    nvinfer1::PluginFieldCollection const none{};
    nvinfer1::IPluginV2* plugin = creator.createPlugin("layer", &none);
    int32_t const version = level == 7 ? 7203 : level == 8 ? 8601 : 101600;
    int32_t const found = plugin->getTensorRTVersion();
    good &= check((found & 0xFFFFFF) == version && found >> 24 == 2,
        what + ": expected version " + std::to_string(version) + " of IOExt, found " + std::to_string(found & 0xFFFFFF)
            + " of " + std::to_string(found >> 24));
    good &= level == 7 ? checkDims<Dims7>(*plugin, what)
        : level == 8   ? checkDims<Dims8>(*plugin, what)
                       : checkDims<nvinfer1::Dims>(*plugin, what);
    plugin->setPluginNamespace("space");
    nvinfer1::IPluginV2* copy = plugin->clone();
    good &= check(std::string(copy->getPluginNamespace()) == "space", what + ": namespace of the clone");
    good &= check(copy->getTensorRTVersion() == found, what + ": version of the clone");
    float const in = 2.5F;
    float out = 0;
    void const* inputs[]{&in};
    void* outputs[]{&out};
    good &= check(copy->enqueue(1, inputs, outputs, nullptr, nullptr) == 0 && out == 2.5F, what + ": enqueue");
    copy->destroy();
    plugin->destroy();
    return good;
}
} // namespace

int main(int argc, char** argv)
{
    bool good = argc > 1;
    nvinfer1::IPluginCreator* creators[16]{};
    for (int i = 1; i < argc && i < 16; ++i)
    {
        std::string const argument = argv[i];
        void* library = dlopen(argument.substr(argument.find('=') + 1).c_str(), RTLD_NOW | RTLD_GLOBAL);
        if (library == nullptr)
        {
            std::printf("%s\n", dlerror());
            return 1;
        }
        auto* creator = reinterpret_cast<nvinfer1::IPluginCreator* (*)()>(dlsym(library, "levelCreator"));
        creators[i] = creator();
    }
    for (int i = 1; i < argc && i < 16; ++i)
    {
        good &= checkPlugin(std::atoi(argv[i]), *creators[i]);
    }
    std::printf("%d libraries: %s\n", argc - 1, good ? "each answers for its own level" : "see above");
    return good ? 0 : 1;
}

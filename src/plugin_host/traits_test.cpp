// Devices that plugins serve, and dynamic forms, as declared and as guessed from the library.
#include "plugin_host/traits.h"

#include "base/dynamic_library.h"
#include "plugin_host/guarded_call.h"
#include "plugin_host/pointwise.h"
#include "plugin_host/testing/multiplier_plugins.h"
#include "plugin_host/testing/one_plugin_network.h"
#include "support/paths.h"

#include <gmock/gmock.h>
#include <tenon/current_device.h>
#include <tenon/host_kernels.h>

#include <filesystem>
#include <numeric>

namespace tenon::plugin_host
{
namespace
{

using ::testing::AllOf;
using testing::DynamicMultiplier;
using testing::errorText;
using ::testing::HasSubstr;
using testing::Life;
using testing::MultiplierCreator;
using testing::OnePluginNetwork;
using testing::StaticMultiplier;

void declare(void const* object, uint32_t devices, TenonDynamicForm dynamicForm)
{
    declareTraits("Multiplier", "1", tenon::PluginTraits().devices(devices).dynamicForm(dynamicForm).get(),
        originOfObject(object));
}

TEST(Traits, APluginOfALibraryWithGpuCodeIsRefusedOnTheCpuUnlessItDeclaresIt)
{
    auto library = base::DynamicLibrary::open(tenon::testing::binaryDir() + "/lib/fixtures/gpu_plugin.so");
    ASSERT_EQ(errorText(library), "no error");
    auto const make = reinterpret_cast<nvinfer1::IPluginV2* (*)()>(library->ownSymbol("makeGpuPlugin"));
    ASSERT_NE(make, nullptr);
    nvinfer1::IPluginV2* const plugin = make();
    {
        OnePluginNetwork network;
        ASSERT_EQ(errorText(network.add(*plugin, {{2, 3}})), "no error")
            << "a network may hold it: it is built for a device later";
        EXPECT_THAT(errorText(network.candidates()),
            AllOf(
                HasSubstr(
                    "plugin \"Multiplier\" version \"1\" (namespace \"\"): expected a plugin that serves the CPU, found one for CUDA: its "
                    "library "),
                HasSubstr("gpu_plugin.so"), HasSubstr("TENON_DEVICE=cuda"), HasSubstr("TENON_PLUGIN_TRAITS")));
        declare(plugin, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA, nullptr);
        EXPECT_EQ(errorText(network.candidates()), "no error");
        declare(plugin, 0, nullptr);
    }
    plugin->destroy();
}

TEST(Traits, SizesThatDependOnDataNeedADynamicPlugin)
{
    StaticMultiplier plugin(2.0F, {});
    MultiplierCreator creator(false);
    tenon::declareTraits(creator, tenon::PluginTraits().dataSize(0, 0, 1));
    OnePluginNetwork network;
    EXPECT_THAT(errorText(network.add(plugin, {{2, 3}})),
        HasSubstr(
            "expected an IPluginV2DynamicExt for the sizes that depend on data, which its traits declare, found IPluginV2IOExt"));
    declare(&plugin, 0, nullptr);
}

struct GpuLibrary
{
    char const* file;
    char const* evidence;
};

TEST(Traits, APluginWhoseCodeIsForGpusIsRefusedBeforeAnyEnqueue)
{
    for (GpuLibrary const& one : {GpuLibrary{"gpu_plugin.so", "holds GPU code (section .nv_fatbin)"},
             GpuLibrary{"user_of_gpu_kernels.so", "libgpu_kernels.so, which holds GPU code"},
             GpuLibrary{"user_of_false_cudart.so", "is linked with libcudart.so.99"},
             GpuLibrary{"nvcc_plugin.so", "holds GPU code (section .nv_fatbin)"}})
    {
        std::string const path = tenon::testing::binaryDir() + "/lib/fixtures/" + one.file;
        if (std::string(one.file) == "nvcc_plugin.so" && !std::filesystem::exists(path))
        {
            continue; // no nvcc where this was built
        }
        auto library = base::DynamicLibrary::open(path);
        ASSERT_EQ(errorText(library), "no error");
        auto const make = reinterpret_cast<nvinfer1::IPluginV2* (*)()>(library->ownSymbol("makeGpuPlugin"));
        ASSERT_NE(make, nullptr);
        nvinfer1::IPluginV2* const plugin = make();
        {
            OnePluginNetwork network;
            ASSERT_EQ(errorText(network.add(*plugin, {{2, 3}})), "no error");
            EXPECT_THAT(errorText(network.candidates()),
                AllOf(HasSubstr("expected a plugin that serves the CPU"), HasSubstr(one.file), HasSubstr(one.evidence),
                    HasSubstr(
                        "and declares no CPU; use a CUDA device (TENON_DEVICE=cuda), or write a CPU path and declare")));
        }
        plugin->destroy();
    }
}

TEST(Traits, APointwiseExpressionIsFoundForAnOperation)
{
    StaticMultiplier plugin(2.5F, {});
    auto const declareExpression = [&](char const* expression) {
        TenonPluginTraits traits{};
        traits.structBytes = sizeof traits;
        traits.expression = expression;
        traits.fieldValue = [](void const* given, char const* name, double* value) -> int32_t {
            *value = static_cast<StaticMultiplier const*>(static_cast<nvinfer1::IPluginV2 const*>(given))->factor_;
            return std::string_view(name) == "factor" ? 0 : 1;
        };
        declareTraits("Multiplier", "1", traits, originOfObject(&plugin));
    };
    OnePluginNetwork network;
    ASSERT_EQ(errorText(network.add(plugin, {{2, 3}})), "no error");
    auto none = expressionOf(*network.op);
    ASSERT_TRUE(none.ok());
    EXPECT_FALSE(none->has_value());
    {
        std::string const passing = "x * factor"; // the host keeps a copy
        declareExpression(passing.c_str());
    }
    auto found = expressionOf(*network.op);
    ASSERT_EQ(errorText(found), "no error");
    ASSERT_TRUE(found->has_value());
    EXPECT_EQ((*found)->evaluate(std::vector<float>{4.0F}), 10.0F);
    declareExpression("x * speed");
    EXPECT_THAT(errorText(expressionOf(*network.op)),
        HasSubstr(
            "plugin \"Multiplier\" version \"1\" (namespace \"\"): expression \"x * speed\": expected the name of an input or of a parameter"));
    declareExpression("a, b: a * b");
    EXPECT_THAT(errorText(expressionOf(*network.op)), HasSubstr("expected names of 1 inputs, found 2"));
    declare(&plugin, 0, nullptr);
}

TEST(Traits, TheDynamicFormIsUsedInExplicitNetworksOnly)
{
    Life::reset();
    StaticMultiplier plugin(2.0F, {});
    declare(&plugin, 0, [](nvinfer1::IPluginV2 const* given) -> nvinfer1::IPluginV2* {
        return new DynamicMultiplier(static_cast<StaticMultiplier const*>(given)->factor_, {});
    });
    {
        OnePluginNetwork explicitBatch, implicitBatch;
        EXPECT_EQ(errorText(explicitBatch.add(plugin, {{-1, -1}})), "no error") << "any dim may be open";
        EXPECT_NE(dynamic_cast<DynamicMultiplier*>(pluginOf(*explicitBatch.op)), nullptr);
        EXPECT_EQ(errorText(implicitBatch.add(plugin, {{-1, 3}}, true)), "no error");
        EXPECT_NE(dynamic_cast<StaticMultiplier*>(pluginOf(*implicitBatch.op)), nullptr);
    }
    declare(&plugin, 0, [](nvinfer1::IPluginV2 const*) -> nvinfer1::IPluginV2* { return nullptr; });
    {
        OnePluginNetwork network;
        EXPECT_THAT(errorText(network.add(plugin, {{-1, 3}})),
            HasSubstr("expected a plugin from its dynamicForm, found a null pointer"));
    }
    declare(&plugin, 0, [](nvinfer1::IPluginV2 const* given) -> nvinfer1::IPluginV2* { return given->clone(); });
    {
        OnePluginNetwork network;
        EXPECT_THAT(errorText(network.add(plugin, {{-1, 3}})),
            HasSubstr(
                "expected the same as an IPluginV2DynamicExt from its dynamicForm, found plugin \"Multiplier\" version \"1\" (namespace "
                "\"\") (IPluginV2IOExt)"));
    }
    declare(&plugin, 0, nullptr);
    EXPECT_EQ(Life::alive, 1) << "the test's own";
}

TEST(Traits, ThePublicMacroReachesTheHost)
{
    MultiplierCreator creator(false);
    tenon::declareTraits(creator, TENON_PLUGIN_ON_CUDA);
    StaticMultiplier plugin(2.0F, {});
    auto const identity = identify(plugin, {});
    ASSERT_EQ(errorText(identity), "no error");
    EXPECT_EQ(devicesOf(**identity), TENON_PLUGIN_ON_CUDA);
    tenon::declareTraits(creator, 0);
    EXPECT_EQ(devicesOf(**identity), TENON_PLUGIN_ON_CPU) << "undeclared: no GPU code in this binary";
}

TEST(HostFunctions, TheCurrentDeviceIsKnownInsideACallOnly)
{
    EXPECT_EQ(tenon::currentDevice().kind, tenon::DeviceKind::kNONE);
    std::string const label = "plugin \"X\"";
    Callee const callee{&label, &label, 0, &devices::cpuDevice()};
    auto const kind =
        guardedCall(callee, "enqueue", kNoArguments, [] { return static_cast<int32_t>(tenon::currentDevice().kind); });
    EXPECT_EQ(*kind, static_cast<int32_t>(tenon::DeviceKind::kCPU));
    EXPECT_EQ(tenon::currentDevice().kind, tenon::DeviceKind::kNONE);
}

TEST(HostFunctions, ParallelForCoversEachItemOnce)
{
    std::vector<int> counts(100'000);
    tenon::parallelFor(static_cast<int64_t>(counts.size()), 1000, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            ++counts[i];
    });
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0), 100'000);
    EXPECT_EQ(*std::max_element(counts.begin(), counts.end()), 1);
}

} // namespace
} // namespace tenon::plugin_host

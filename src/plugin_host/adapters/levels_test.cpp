// Plugins of each V2 interface, compiled at API levels 7, 8 and 10 without optimisation, in one process.
#include "plugin_host/registry.h"
#include "plugin_host/testing/one_plugin_network.h"
#include "support/covers.h"
#include "support/paths.h"

#include <gmock/gmock.h>

namespace tenon::plugin_host
{
namespace
{

using testing::errorText;
using ::testing::HasSubstr;
using testing::OnePluginNetwork;

struct Case
{
    char const* plugin;
    char const* level;
    bool implicitBatch;
};

std::string caseName(::testing::TestParamInfo<Case> const& info)
{
    return fmt::format(
        "{}Level{}{}", info.param.plugin, info.param.level, info.param.implicitBatch ? "Implicit" : "Explicit");
}

void loadEras()
{
    for (char const* const level : {"7", "8", "10"})
    {
        static std::map<std::string, void*> handles;
        void*& handle = handles[level];
        if (handle == nullptr)
        {
            handle = processRegistry().loadLibrary(
                fmt::format("{}/lib/fixtures/era{}.so", tenon::testing::binaryDir(), level).c_str());
            ASSERT_NE(handle, nullptr);
        }
    }
}

//! Null after a failed expectation.
nvinfer1::IPluginV2* create(char const* name, char const* level, float factor, int32_t throwsIn = 0)
{
    nvinfer1::IPluginCreator* const creator = processRegistry().getPluginCreator(name, level, "");
    EXPECT_NE(creator, nullptr) << name << " " << level;
    nvinfer1::PluginField const fields[]{{"factor", &factor, nvinfer1::PluginFieldType::kFLOAT32, 1},
        {"throwsIn", &throwsIn, nvinfer1::PluginFieldType::kINT32, 1}};
    nvinfer1::PluginFieldCollection collection{};
    collection.nbFields = 2;
    collection.fields = fields;
    return creator == nullptr ? nullptr : creator->createPlugin("layer", &collection);
}

class LevelsTest : public ::testing::TestWithParam<Case>
{
protected:
    void SetUp() override { loadEras(); }
};

TEST_P(LevelsTest, BuildsSerializesLoadsAndRuns)
{
    TENON_COVERS("IPluginV2::clone", "IPluginV2::getTensorRTVersion", "IPluginV2::supportsFormat",
        "IPluginV2::configureWithFormat", "IPluginV2Ext::configurePlugin", "IExprBuilder::constant",
        "IDimensionExpr::isConstant", "IDimensionExpr::getConstantValue");
    Case const& c = GetParam();
    bool const dynamic = std::string(c.plugin) == "EraDynamic";
    bool const openBatch = c.implicitBatch || dynamic || std::string(c.plugin) == "EraIOExt";
    nvinfer1::IPluginV2* const plugin = create(c.plugin, c.level, 3.0F);
    ASSERT_NE(plugin, nullptr);
    OnePluginNetwork network;
    // The dynamic one has rank 3 with the batch, the static ones without.
    std::vector<int64_t> dims{openBatch ? -1 : 2, 2, 3};
    if (!dynamic) dims.push_back(1);
    ASSERT_EQ(errorText(network.add(*plugin, {dims}, c.implicitBatch)), "no error");
    plugin->destroy();
    EXPECT_EQ(base::toString(network.dimsAt(*network.op->outputs[0], 2)), dynamic ? "2x4x3" : "2x4x3x1");

    auto const candidates = network.candidates(true);
    ASSERT_EQ(errorText(candidates), "no error");
    ASSERT_EQ(candidates->accepted.size(), 1U);
    auto const request = network.request(candidates->accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD);
    ASSERT_EQ(errorText(network.op->commit(request)), "no error");
    auto const record = network.op->record();
    ASSERT_EQ(errorText(record), "no error");
    EXPECT_EQ(record->plugin->version, c.level);

    graph::OpFactory factory;
    addToFactory(factory, processRegistry(), base::Log(&network.logger));
    auto loaded = factory.make(*record);
    ASSERT_EQ(errorText(loaded), "no error");
    auto load = request;
    load.phase = graph::Phase::kLOAD;
    auto const kernel = (*loaded)->makeKernel(load);
    ASSERT_EQ(errorText(kernel), "no error");
    int64_t const maxBatch = openBatch ? 4 : 2;
    EXPECT_EQ((*kernel)->maxWorkspaceBytes(), static_cast<size_t>(dynamic ? 4 * 6 + 4 : maxBatch * 6 * 4));
    auto const context = (*kernel)->clone({&devices::cpuDevice()});
    ASSERT_EQ(errorText(context), "no error");
    ASSERT_EQ(errorText(network.setShapes(**context, 2)), "no error");
    std::vector<float> const x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    std::vector<float> y(24, -1.0F);
    void const* inputs[]{x.data()};
    void* outputs[]{y.data()};
    ASSERT_EQ(errorText((*context)->enqueue(inputs, outputs, nullptr, nullptr)), "no error");
    for (int64_t i = 0; i < 24; ++i)
    {
        EXPECT_EQ(y[i], 3.0F * x[i / 12 * 6 + i % 6]) << i;
    }
    EXPECT_EQ(network.logger.text(), "");
}

std::vector<Case> allCases()
{
    std::vector<Case> cases;
    for (char const* const level : {"7", "8", "10"})
    {
        for (char const* const plugin : {"EraV2", "EraExt", "EraIOExt"})
        {
            cases.push_back({plugin, level, true});
            cases.push_back({plugin, level, false});
        }
        cases.push_back({"EraDynamic", level, false});
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(All, LevelsTest, ::testing::ValuesIn(allCases()), caseName);

TEST(Levels, AnOpenBatchOfAnOldInterfaceIsRefusedInExplicitNetworks)
{
    loadEras();
    nvinfer1::IPluginV2* const plugin = create("EraExt", "8", 1.0F);
    ASSERT_NE(plugin, nullptr);
    OnePluginNetwork network;
    EXPECT_THAT(errorText(network.add(*plugin, {{-1, 2, 3, 1}})),
        HasSubstr(
            "expected a batch that is known when the network is built, found s0x2x3x1 in input 0; an IPluginV2Ext plugin needs that"));
    plugin->destroy();
}

TEST(Levels, DimsThatDoNotFit32BitsAreRefused)
{
    loadEras();
    nvinfer1::IPluginV2* const plugin = create("EraIOExt", "8", 1.0F);
    ASSERT_NE(plugin, nullptr);
    OnePluginNetwork network;
    EXPECT_THAT(errorText(network.add(*plugin, {{2, int64_t{1} << 31, 3, 1}}, true)),
        HasSubstr(
            "expected dimensions below 2^31, as a plugin of API level 8 has them, found 2147483648 as dimension 0"));
    plugin->destroy();
}

TEST(Levels, WhatAPluginOfLevel7ThrowsBecomesAnError)
{
    loadEras();
    auto const textOf = [](int32_t where) {
        nvinfer1::IPluginV2* const plugin = create("EraDynamic", "7", 1.0F, where);
        OnePluginNetwork network;
        auto const run = [&]() -> Status {
            TENON_CHECK(network.add(*plugin, {{2, 2, 3}}));
            TENON_ASSIGN(auto const candidates, network.candidates());
            auto const request = network.request(candidates.accepted.front(), {{1, 2, 4}}, graph::Phase::kBUILD);
            TENON_CHECK(network.op->commit(request));
            TENON_ASSIGN(auto const kernel, network.op->makeKernel(request));
            TENON_ASSIGN(auto const context, kernel->clone({&devices::cpuDevice()}));
            TENON_CHECK(network.setShapes(*context, 2));
            return context->enqueue(nullptr, nullptr, nullptr, nullptr);
        };
        std::string const text = errorText(run());
        plugin->destroy();
        return text;
    };
    char const* const methods[]{"clone", "initialize", "enqueue", "supportsFormatCombination"};
    for (int32_t where = 1; where <= 4; ++where)
    {
        EXPECT_THAT(textOf(where),
            HasSubstr(fmt::format(
                "plugin \"EraDynamic\" version \"7\" (namespace \"\"): expected {} to return, it threw an exception: planted",
                methods[where - 1])));
    }
}

} // namespace
} // namespace tenon::plugin_host

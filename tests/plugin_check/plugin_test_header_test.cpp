// <tenon/plugin_test.h> over plugins of three interfaces: what is right passes, and what is wrong is told with its first element.
#include <tenon/plugin_test.h>

#include <gtest/gtest-spi.h>

namespace
{

using namespace tenon::plugin_test;

constexpr float kAlpha = 0.75F;
std::vector<float> const kBias{1, -2, 3, 4};

//! alpha · x + bias of the channel, twice along the height, the second time negative.
std::vector<Array> doubled(std::vector<Array> const& in)
{
    std::vector<int64_t> dims = in[0].dims;
    int64_t const inner = dims[2] * dims[3];
    dims[2] *= 2;
    Array y = Array::of(dims);
    for (int64_t row = 0; row < dims[0] * dims[1]; ++row)
    {
        for (int64_t i = 0; i < inner; ++i)
        {
            double const value = kAlpha * in[0].values[static_cast<size_t>(row * inner + i)]
                + kBias[static_cast<size_t>(row % dims[1]) % kBias.size()];
            y.values[static_cast<size_t>(row * 2 * inner + i)] = value;
            y.values[static_cast<size_t>(row * 2 * inner + inner + i)] = -value;
        }
    }
    return {y};
}

PluginTest twin(char const* name)
{
    PluginTest test(name);
    test.library(TWIN_LIBRARY)
        .field("alpha", kAlpha)
        .field("mode", 1)
        .field("bias", kBias)
        .types({DataType::kFLOAT, DataType::kHALF})
        .reference(doubled);
    test.shapes({{2, 4, 6, 8}}).shapes({{1, 3, 5, 7}}).shapes({{3, 1, 1, 1}});
    return test;
}

TEST(PluginTestHeader, Static)
{
    for (char const* const name : {"Twin_V2", "Twin_Ext", "Twin_IOExt", "Twin_Dynamic"})
    {
        EXPECT_EQ(twin(name).run(), 6) << name;
    }
}

TEST(PluginTestHeader, Dynamic)
{
    EXPECT_EQ(twin("Twin_Dynamic").modes({Mode::kSTATIC, Mode::kDYNAMIC}).run(), 12);
    EXPECT_EQ(twin("Twin_IOExt").modes({Mode::kDYNAMIC}).run(), 6);
}

#if NV_TENSORRT_MAJOR < 10
TEST(PluginTestHeader, ImplicitBatch)
{
    EXPECT_EQ(twin("Twin_V2").modes({Mode::kIMPLICIT}).run(), 6);
    EXPECT_EQ(twin("Twin_IOExt").modes({Mode::kIMPLICIT}).run(), 6);
}
#else
TEST(PluginTestHeader, V3)
{
    EXPECT_EQ(twin("Twin_V3").modes({Mode::kSTATIC, Mode::kDYNAMIC}).run(), 12);
}
#endif

TEST(PluginTestHeader, TellsTheFirstElementThatDiffers)
{
    EXPECT_NONFATAL_FAILURE(
        {
            PluginTest test("Twin_Dynamic");
            test.library(TWIN_LIBRARY)
                .field("alpha", kAlpha)
                .field("mode", 1)
                .field("bias", kBias)
                .shapes({{1, 2, 2, 2}});
            test.reference([](std::vector<Array> const& in) {
                std::vector<Array> out = doubled(in);
                out[0].values[5] += 1;
                return out;
            });
            test.run();
        },
        "output 0, element 5 [0, 0, 2, 1]: expected");
}

TEST(PluginTestHeader, TellsAMissingPlugin)
{
    EXPECT_NONFATAL_FAILURE(
        PluginTest("Nobody").shapes({{1, 2}}).run(), "plugin Nobody version 1: expected it in the registry");
}

} // namespace

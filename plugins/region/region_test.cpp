#include "plugins/region/region.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Region, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "Region_TRT", "1", 10);
}

//! Two boxes an image, by the definition in fp64.
testing::RecordedRun boxesRun(size_t classes, size_t height, size_t width, size_t images = 1)
{
    size_t const plane = height * width;
    size_t const channels = 5 + classes;
    std::vector<double> x(images * 2 * channels * plane), y(x.size());
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1009) / 1009 * 6 - 3;
    }
    std::vector<double> sums(images * 2 * plane, 0.0);
    for (size_t i = 0; i < x.size(); ++i)
    {
        sums[i / (channels * plane) * plane + i % plane] += i / plane % channels < 5 ? 0.0 : std::exp(x[i]);
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        size_t const channel = i / plane % channels;
        double const sum = sums[i / (channels * plane) * plane + i % plane];
        y[i] = channel == 2 || channel == 3 ? x[i] : channel < 5 ? 1 / (1 + std::exp(-x[i])) : std::exp(x[i]) / sum;
    }
    std::vector<int64_t> const dims{static_cast<int64_t>(images), static_cast<int64_t>(2 * channels),
        static_cast<int64_t>(height), static_cast<int64_t>(width)};
    testing::RecordedRun run;
    run.plugin = "Region_TRT";
    run.version = "1";
    run.name = "many";
    run.fields = {{"num", PluginFieldType::kINT32, {2}, {}},
        {"classes", PluginFieldType::kINT32, {static_cast<double>(classes)}, {}}};
    run.inputs = {{"x", true, dims, x}};
    run.outputs = {{"y", true, dims, y}};
    return run;
}

TEST(Region, EqualsItsDefinitionForAnyNumberOfClasses)
{
    for (size_t const classes : {1U, 30U, 90U, 130U})
    {
        SCOPED_TRACE(classes);
        testing::expectRecorded(boxesRun(classes, 3, 5), nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(boxesRun(classes, 7, 9), nvinfer1::DataType::kFLOAT);
    }
}

TEST(Region, EqualsItsDefinitionForPlanesOfAllSizes)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(boxesRun(80, 19, 19), type);
        testing::expectRecorded(boxesRun(20, 6, 6), type);
        testing::expectRecorded(boxesRun(20, 12, 12), type);
        testing::expectRecorded(boxesRun(1, 301, 301), type); // more tiles than a GPU has at once
        testing::expectRecorded(boxesRun(80, 163, 163), type);
    }
}

TEST(Region, EqualsItsDefinitionForManyBoxes)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(boxesRun(20, 13, 13, 200), type); // more boxes than a GPU has blocks at once
        testing::expectRecorded(boxesRun(3, 5, 7, 200), type);
        testing::expectRecorded(boxesRun(4, 20, 20, 200), type);
        testing::expectRecorded(boxesRun(1, 1, 1, 200), type);
    }
}

//! What TensorRT's users have: arrays of their own, which go before the engine does.
struct GivenTree
{
    std::vector<int32_t> sizes{3, 1, 4};
    std::vector<int32_t> offsets{0, 3, 4};
    nvinfer1::plugin::softmaxTree tree{};

    GivenTree()
    {
        tree.n = 8;
        tree.groups = 3;
        tree.groupSize = sizes.data();
        tree.groupOffset = offsets.data();
    }
};

class RegionTree : public ::testing::Test
{
protected:
    //! The plugin with one more field; `classes` is 8.
    testing::PluginOwner made(PluginField const& tree)
    {
        int32_t const classes = 8;
        int32_t const num = 2;
        PluginField const fields[]{
            {"classes", &classes, PluginFieldType::kINT32, 1}, {"num", &num, PluginFieldType::kINT32, 1}, tree};
        nvinfer1::PluginFieldCollection const collection{3, fields};
        return testing::PluginOwner(creator_.createPlugin("layer", &collection));
    }
    std::string refusal(PluginField const& tree)
    {
        testing::ReportedMessages messages;
        EXPECT_EQ(made(tree), nullptr) << "expected a refusal";
        return messages.text;
    }
    std::string refusal(nvinfer1::plugin::softmaxTree const& tree)
    {
        return refusal({"smTree", &tree, PluginFieldType::kUNKNOWN, 1});
    }

    RegionCreator creator_;
};

TEST_F(RegionTree, IsTakenFromTensorRTsStructure)
{
    testing::PluginOwner plugin;
    {
        GivenTree given;
        plugin = made({"smTree", &given.tree, PluginFieldType::kUNKNOWN, 1});
        given.sizes.assign(3, -1);
    }
    ASSERT_NE(plugin, nullptr);
    std::vector<unsigned char> bytes(plugin->getSerializationSize());
    plugin->serialize(bytes.data());
    testing::PluginOwner const read(creator_.deserializePlugin("layer", bytes.data(), bytes.size()));
    testing::PluginOwner const clone(static_cast<nvinfer1::IPluginV2Ext*>(plugin.get())->clone());
    for (nvinfer1::IPluginV2* const each : {plugin.get(), read.get(), clone.get()})
    {
        Region const* const impl = plugin::implOf<Region>(each);
        ASSERT_NE(impl, nullptr);
        EXPECT_THAT(impl->smTree.groupSizes(), ElementsAre(3, 1, 4));
        EXPECT_THAT(impl->smTree.begins().toFloats(), ElementsAre(0, 3, 4, 8));
    }
}

TEST_F(RegionTree, MayBeLeftOut)
{
    int32_t const none = 0;
    for (void const* const data : {static_cast<void const*>(&none), static_cast<void const*>(nullptr)})
    {
        testing::PluginOwner const plugin = made({"smTree", data, PluginFieldType::kINT32, 1});
        ASSERT_NE(plugin, nullptr);
        EXPECT_TRUE(plugin::implOf<Region>(plugin.get())->smTree.empty());
    }
    EXPECT_NE(made({"smTree", nullptr, PluginFieldType::kUNKNOWN, 1}), nullptr);
}

TEST_F(RegionTree, IsRefusedWhereItsGroupsAreNot)
{
    {
        GivenTree given;
        given.tree.groups = 0;
        EXPECT_THAT(refusal(given.tree), HasSubstr("found 0 groups of 8 nodes"));
        given.tree.groups = 9;
        EXPECT_THAT(refusal(given.tree), HasSubstr("found 9 groups of 8 nodes"));
    }
    {
        GivenTree given;
        given.tree.groupSize = nullptr;
        EXPECT_THAT(refusal(given.tree), HasSubstr("without groupSize"));
    }
    {
        GivenTree given;
        given.sizes = {3, 0, 5};
        given.tree.groupSize = given.sizes.data();
        EXPECT_THAT(refusal(given.tree), HasSubstr("found 0 in group 1"));
        given.sizes = {3, -1, 6};
        given.tree.groupSize = given.sizes.data();
        EXPECT_THAT(refusal(given.tree), HasSubstr("found -1 in group 1"));
        given.sizes = {3, 1, 2000000000};
        given.tree.groupSize = given.sizes.data();
        EXPECT_THAT(refusal(given.tree), HasSubstr("at most 1048576 in all, found 2000000000 in group 2"));
    }
    {
        GivenTree given;
        given.tree.n = 9;
        EXPECT_THAT(refusal(given.tree), HasSubstr("hold its 9 nodes, found 8 in them"));
    }
    {
        GivenTree given;
        given.offsets = {0, 4, 5};
        given.tree.groupOffset = given.offsets.data();
        EXPECT_THAT(refusal(given.tree), HasSubstr("group 1 at 3, found it at 4"));
        given.tree.groupOffset = nullptr;
        EXPECT_NE(made({"smTree", &given.tree, PluginFieldType::kUNKNOWN, 1}), nullptr);
    }
    int32_t const seven[]{3, 4};
    EXPECT_THAT(refusal({"smTree", seven, PluginFieldType::kINT32, 2}),
        HasSubstr("expected groups of 8 classes in all in \"smTree\", found 2 with 7; a softmaxTree is a field of "
                  "PluginFieldType::kUNKNOWN"));
    int32_t const one = 1;
    EXPECT_THAT(refusal({"smTree", &one, PluginFieldType::kINT32, 1}), HasSubstr("found 1 with 1"));
    GivenTree given;
    EXPECT_THAT(refusal({"smTree", &given.tree, PluginFieldType::kUNKNOWN, 2}), HasSubstr("field \"smTree\""));
    float const real = 8;
    EXPECT_THAT(refusal({"smTree", &real, PluginFieldType::kFLOAT32, 1}), HasSubstr("field \"smTree\""));
}

} // namespace
} // namespace tenon::plugins

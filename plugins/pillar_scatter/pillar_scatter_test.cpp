#include "plugins/pillar_scatter/pillar_scatter.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(PillarScatter, EqualsTheReference)
{
    testing::expectAllRecorded("points.txt", "PillarScatterPlugin", "1", 7);
}

testing::RecordedRun onePillarRun()
{
    return {"PillarScatterPlugin", "1", "one", {{"dense_shape", PluginFieldType::kINT32, {2, 2}, {}}},
        {{"voxels", true, {1, 1, 2}, {3, 4}}, {"coords", false, {1, 1, 4}, {0, 0, 1, 0}}, {"counts", false, {1}, {1}}},
        {{"map", true, {1, 2, 2, 2}, {0, 0, 3, 0, 0, 0, 4, 0}}}};
}

//! By the definition: pillar p of frame n lies in the cell (n · 31 + p · 7919) mod (height · width), a later one over an earlier.
testing::RecordedRun manyPillarsRun(int64_t frames, int64_t pillars, int64_t channels, int64_t height, int64_t width)
{
    int64_t const plane = height * width;
    testing::RecordedRun run;
    run.plugin = "PillarScatterPlugin";
    run.version = "1";
    run.name = "many";
    run.fields = {
        {"dense_shape", PluginFieldType::kINT32, {static_cast<double>(height), static_cast<double>(width)}, {}}};
    std::vector<double> voxels, coords, counts, map(static_cast<size_t>(frames * channels * plane), 0.0);
    for (int64_t n = 0; n < frames; ++n)
    {
        counts.push_back(static_cast<double>(pillars - n));
        for (int64_t p = 0; p < pillars; ++p)
        {
            int64_t const cell = (n * 31 + p * 7919) % plane;
            coords.insert(coords.end(),
                {static_cast<double>(n), 0.0, static_cast<double>(cell / width), static_cast<double>(cell % width)});
            for (int64_t c = 0; c < channels; ++c)
            {
                voxels.push_back(static_cast<double>((n * 5 + p * 3 + c) % 64 + 1));
                if (p < pillars - n)
                {
                    map[static_cast<size_t>((n * channels + c) * plane + cell)] = voxels.back();
                }
            }
        }
    }
    run.inputs = {{"voxels", true, {frames, pillars, channels}, voxels},
        {"coords", false, {frames, pillars, 4}, coords}, {"counts", false, {frames}, counts}};
    run.outputs = {{"map", true, {frames, channels, height, width}, map}};
    return run;
}

TEST(PillarScatter, EqualsItsDefinitionForMapsOfManyTiles)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
    {
        testing::expectRecorded(manyPillarsRun(3, 700, 24, 56, 60), type);
        testing::expectRecorded(manyPillarsRun(2, 4000, 20, 61, 50), type); // two pillars in many cells; no whole parts
    }
}

TEST(PillarScatter, CountsAreBoundedByThePillarsThatThereAre)
{
    testing::RecordedRun run = onePillarRun();
    run.inputs[2].values = {2147483647};
    testing::expectRecorded(run, DataType::kFLOAT);
    run.inputs[2].values = {-5};
    run.outputs[0].values.assign(8, 0.0);
    testing::expectRecorded(run, DataType::kFLOAT);
}

TEST(PillarScatter, PillarsOutsideOfTheMapAreLeftOut)
{
    for (std::vector<double> const& coords :
        {std::vector<double>{0, 0, 2, 0}, {0, 0, 0, 2}, {0, 0, -1, 1}, {0, 0, 1, -1}})
    {
        testing::RecordedRun run = onePillarRun();
        run.inputs[1].values = coords;
        run.outputs[0].values.assign(8, 0.0);
        testing::expectRecorded(run, DataType::kFLOAT);
    }
}

TEST(PillarScatter, WantsHeightAndWidth)
{
    EXPECT_THAT(testing::refusalOf("PillarScatterPlugin", "1", {}), HasSubstr("dense_shape"));
    EXPECT_THAT(testing::refusalOf("PillarScatterPlugin", "1", {{"dense_shape", PluginFieldType::kINT32, {2, 0}, {}}}),
        HasSubstr("dense_shape"));
    EXPECT_THAT(testing::refusalOf("PillarScatterPlugin", "1", {{"dense_shape", PluginFieldType::kINT32, {2}, {}}}),
        HasSubstr("dense_shape"));
}

TEST(PillarScatter, RefusesInputsThatDoNotFitTogether)
{
    PillarScatter impl;
    impl.denseShape = {2, 2};
    plugin::Shapes shapes({{2, 3, 5}, {2, 4, 4}, {2}}, 1, nullptr);
    impl.outputShapes(shapes);
    EXPECT_THAT(shapes.problem(),
        HasSubstr("expected voxels [N, P, C], voxel_coords [N, P, 4] and num_pillar [N], found [2, 3, 5], [2, 4, 4], "
                  "[2]"));
}

TEST(PillarScatter, LooksAgainWhenItRuns)
{
    testing::RecordedRun run = onePillarRun();
    run.inputs[1] = {"coords", false, {1, 0, 4}, {}};
    testing::ReportedMessages messages;
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected voxel_coords [1, 1, 4], found [1, 0, 4]"));
    run = onePillarRun();
    run.inputs[2] = {"counts", false, {2}, {1, 1}};
    testing::PreparedPlugin other(run, DataType::kFLOAT);
    ASSERT_TRUE(other.ready());
    EXPECT_NE(other.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected num_pillar [1], found [2]"));
}

} // namespace
} // namespace tenon::plugins

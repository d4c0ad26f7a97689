#include "plugins/voxel_generator/voxel_generator.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;
using testing::RecordedField;
using testing::RecordedRun;

TEST(VoxelGenerator, EqualsTheReference)
{
    testing::expectAllRecorded("points.txt", "VoxelGeneratorPlugin", "1", 7);
}

//! Two voxels along x, from 0 to 2, of two points each.
RecordedRun voxelRun(std::vector<double> points, double count)
{
    auto const capacity = static_cast<int64_t>(points.size() / 3);
    return {"VoxelGeneratorPlugin", "1", "two",
        {{"max_num_points_per_voxel", PluginFieldType::kINT32, {2}, {}},
            {"max_voxels", PluginFieldType::kINT32, {2}, {}},
            {"point_cloud_range", PluginFieldType::kFLOAT32, {0, 0, 0, 2, 1, 1}, {}},
            {"voxel_feature_num", PluginFieldType::kINT32, {9}, {}},
            {"voxel_size", PluginFieldType::kFLOAT32, {1, 1, 1}, {}}},
        {{"points", true, {1, capacity, 3}, std::move(points)}, {"counts", false, {1}, {count}}},
        {{"voxels", true, {1, 2, 2, 9}, std::vector<double>(36, 0.0)},
            {"coords", false, {1, 2, 4}, std::vector<double>(8, 0.0)}, {"found", false, {1}, {0}}}};
}

TEST(VoxelGenerator, PointsThatAreNoNumbersLieInNoVoxel)
{
    double const nan = std::nan("");
    double const infinite = HUGE_VAL;
    RecordedRun run = voxelRun({nan, 0, 0, 0, nan, 0, 0, 0, nan, infinite, 0, 0, 0, -infinite, 0, 1.5, 0.5, 0.25}, 6);
    std::vector<double> const row{1.5, 0.5, 0.25, 0, 0, 0, 0, 0, -0.25};
    std::copy(row.begin(), row.end(), run.outputs[0].values.begin());
    run.outputs[1].values = {0, 0, 0, 1, 0, 0, 0, 0};
    run.outputs[2].values = {1};
    testing::expectRecorded(run, DataType::kFLOAT);
}

TEST(VoxelGenerator, CountsAreBoundedByThePointsThatThereAre)
{
    testing::expectRecorded(voxelRun({0, 0, 0, 1, 0, 0}, -3), DataType::kFLOAT);
    RecordedRun run = voxelRun({0.5, 0.5, 0.5}, 2147483647);
    std::fill_n(run.outputs[0].values.begin(), 3, 0.5);
    run.outputs[2].values = {1};
    testing::expectRecorded(run, DataType::kFLOAT);
}

//! The same bytes from run to run, with points of 50 voxels in turns.
TEST(VoxelGenerator, DoesNotDependOnThreads)
{
    RecordedRun run{"VoxelGeneratorPlugin", "1", "many",
        {{"max_num_points_per_voxel", PluginFieldType::kINT32, {64}, {}},
            {"max_voxels", PluginFieldType::kINT32, {40}, {}},
            {"point_cloud_range", PluginFieldType::kFLOAT32, {0, 0, 0, 50, 1, 1}, {}},
            {"voxel_feature_num", PluginFieldType::kINT32, {9}, {}},
            {"voxel_size", PluginFieldType::kFLOAT32, {1, 1, 1}, {}}},
        {{"points", true, {1, 20000, 3}, {}}, {"counts", false, {1}, {20000}}},
        {{"voxels", true, {1, 40, 64, 9}, {}}, {"coords", false, {1, 40, 4}, {}}, {"found", false, {1}, {}}}};
    for (int64_t i = 0; i < 20000; ++i)
    {
        for (double const value :
            {static_cast<double>(i * 7919 % 50) + 0.25, static_cast<double>(i % 1000) / 1000.0, 0.5})
            run.inputs[0].values.push_back(value);
    }
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    ASSERT_EQ(prepared.enqueue(), 0);
    std::vector<double> const first = prepared.output(0);
    for (int64_t k = 0; k < 64; ++k) // of the first voxel: points 0, 50, 100 …
    {
        EXPECT_NEAR(first[static_cast<size_t>(9 * k + 1)], static_cast<double>(50 * k % 1000) / 1000.0, 1e-6);
    }
    for (int32_t repeat = 0; repeat < 5; ++repeat)
    {
        ASSERT_EQ(prepared.enqueue(), 0);
        EXPECT_EQ(prepared.output(0), first);
    }
    EXPECT_EQ(prepared.output(2), std::vector<double>{40});
}

std::vector<RecordedField> fieldsOf(std::vector<double> range, std::vector<double> size)
{
    return {{"max_num_points_per_voxel", PluginFieldType::kINT32, {2}, {}},
        {"max_voxels", PluginFieldType::kINT32, {2}, {}},
        {"point_cloud_range", PluginFieldType::kFLOAT32, std::move(range), {}},
        {"voxel_feature_num", PluginFieldType::kINT32, {10}, {}},
        {"voxel_size", PluginFieldType::kFLOAT32, std::move(size), {}}};
}

TEST(VoxelGenerator, RefusesGridsWithoutVoxels)
{
    auto const refusal = [](std::vector<double> range, std::vector<double> size) {
        return testing::refusalOf("VoxelGeneratorPlugin", "1", fieldsOf(std::move(range), std::move(size)));
    };
    EXPECT_THAT(refusal({0, 0, 0, 1, 1, 1}, {1, 0, 1}),
        HasSubstr("expected voxel_size > 0 and a point_cloud_range that ends behind its begin along y"));
    EXPECT_THAT(refusal({0, 0, 2, 1, 1, 1}, {1, 1, 1}), HasSubstr("along z, found 1.000000 and 2.000000 to 1.000000"));
    EXPECT_THAT(refusal({0, 0, 0, 1, 1, 1}, {3, 1, 1}),
        HasSubstr("at least one voxel of voxel_size in point_cloud_range along x"));
    EXPECT_THAT(refusal({0, 0, 0, 1000, 1000, 1000}, {1, 1, 1}), HasSubstr("expected at most 134217728 voxels"));
    EXPECT_THAT(testing::refusalOf("VoxelGeneratorPlugin", "1", {}), HasSubstr("max_num_points_per_voxel"));
}

TEST(VoxelGenerator, RefusesPointsWithOtherNumbersOfChannels)
{
    VoxelGenerator impl;
    impl.maxVoxels = 2;
    impl.voxelFeatureNum = 11;
    plugin::Shapes shapes({{2, 30, 4}, {2}}, 3, nullptr);
    impl.outputShapes(shapes);
    EXPECT_THAT(shapes.problem(),
        HasSubstr("expected points [N, M, 5] (voxel_feature_num − 6) and num_points [N], found [2, 30, 4], [2]"));
}

TEST(VoxelGenerator, LooksAgainWhenItRuns)
{
    testing::ReportedMessages messages;
    RecordedRun run = voxelRun({0, 0, 0}, 1);
    run.inputs[0] = {"points", true, {1, 2, 2}, {0, 0, 0, 0}};
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected points [1, 2, 3], found [1, 2, 2]"));
    run = voxelRun({0, 0, 0}, 1);
    run.inputs[1] = {"counts", false, {2}, {1, 1}};
    testing::PreparedPlugin other(run, DataType::kFLOAT);
    ASSERT_TRUE(other.ready());
    EXPECT_NE(other.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected num_points [1], found [2]"));
}

} // namespace
} // namespace tenon::plugins

// PointPillars on KITTI: a frame has some 20,000 points in sight; a LIDAR of 128 lines gives 200,000.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void voxelGeneratorBench(benchmark::State& state)
{
    int64_t const points = state.range(0);
    int64_t const voxels = 12000;
    RecordedTensor cloud = uniform({1, points, 4}, 0, 1);
    for (size_t i = 0; i < cloud.values.size(); i += 4)
    {
        double const far = cloud.values[i] * cloud.values[i]; // most points are near
        cloud.values[i] = 69.0 * far;
        cloud.values[i + 1] = 79.0 * far * (cloud.values[i + 1] - 0.5);
        cloud.values[i + 2] = 4.0 * cloud.values[i + 2] - 3.0;
    }
    RecordedRun const run{"VoxelGeneratorPlugin", "1", "bench",
        {integers("max_num_points_per_voxel", {32}), integers("max_voxels", {static_cast<double>(voxels)}),
            field("point_cloud_range", {0, -39.68, -3, 69.12, 39.68, 1}), integers("voxel_feature_num", {10}),
            field("voxel_size", {0.16, 0.16, 4})},
        {cloud, integerTensor({1}, {static_cast<double>(points)})},
        {outputTensor({1, voxels, 32, 10}), outputTensor({1, voxels, 4}, false), outputTensor({1}, false)}};
    benchPlugin(state, run);
}

BENCHMARK(voxelGeneratorBench)->Arg(20000)->Arg(200000)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing

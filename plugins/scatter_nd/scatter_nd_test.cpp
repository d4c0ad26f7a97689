#include "plugins/scatter_nd/scatter_nd.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;

TEST(ScatterNd, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("shapes.txt", "ScatterND", "1", 6);
}

TEST(ScatterNd, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("shapes.txt", "ScatterND", "2", 6);
}

TEST(ScatterNd, LaterUpdatesCountAndIndicesOutsideAreRefused)
{
    testing::RecordedRun run{"ScatterND", "1", "twice", {},
        {{"data", true, {3}, {1, 2, 3}}, {"indices", false, {2, 1}, {1, 1}}, {"updates", true, {2}, {7, 8}}},
        {{"output", true, {3}, {1, 8, 3}}}};
    testing::expectRecorded(run, DataType::kFLOAT);
    if (!testing::runsOnCuda())
    {
        run.inputs[1].values = {0, 3};
        testing::PreparedPlugin prepared(run, DataType::kFLOAT);
        ASSERT_TRUE(prepared.ready());
        EXPECT_NE(prepared.enqueue(), 0);
    }
}

} // namespace
} // namespace tenon::plugins

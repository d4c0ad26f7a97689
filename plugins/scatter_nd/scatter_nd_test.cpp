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

//! Slices of [extents…, inner] at places that repeat and count from the end.
testing::RecordedRun scatterRun(std::vector<int64_t> const& extents, int64_t inner, int64_t updates)
{
    int64_t slices = 1;
    for (int64_t const extent : extents)
        slices *= extent;
    std::vector<double> data, indices, values;
    for (int64_t i = 0; i < slices * inner; ++i)
        data.push_back(static_cast<double>(i * 7919 % 1021));
    std::vector<double> output = data;
    for (int64_t update = 0; update < updates; ++update)
    {
        int64_t const slice = update % 5 == 0 ? slices - 1 - update % 3 : update * update % slices;
        int64_t rest = slices, left = slice;
        for (int64_t const extent : extents)
        {
            rest /= extent;
            indices.push_back(static_cast<double>(left / rest - (update % 2 == 0 ? 0 : extent)));
            left %= rest;
        }
        for (int64_t i = 0; i < inner; ++i)
        {
            values.push_back(-1.0 - static_cast<double>((update * inner + i) % 1019));
            output[static_cast<size_t>(slice * inner + i)] = values.back();
        }
    }
    std::vector<int64_t> dims = extents, at{updates};
    if (inner > 1)
    {
        dims.push_back(inner);
        at.push_back(inner);
    }
    return {"ScatterND", "1", "definition", {},
        {{"data", true, dims, data}, {"indices", false, {updates, static_cast<int64_t>(extents.size())}, indices},
            {"updates", true, at, values}},
        {{"output", true, dims, output}}};
}

TEST(ScatterNd, EqualsItsDefinitionForManySlicesAndUpdates)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
    {
        testing::expectRecorded(scatterRun({1000}, 768, 250), type);
        testing::expectRecorded(scatterRun({9001}, 12, 20000), type); // several updates of each slice
        testing::expectRecorded(scatterRun({37, 300}, 5, 3000), type);
        testing::expectRecorded(scatterRun({7, 11, 13}, 1, 2500), type);
        testing::expectRecorded(scatterRun({5000}, 2, 33000), type); // more updates, and
        testing::expectRecorded(
            scatterRun({1100, 1000}, 1, 20000), type); // more slices than are searched in blocks on a GPU
    }
}

} // namespace
} // namespace tenon::plugins

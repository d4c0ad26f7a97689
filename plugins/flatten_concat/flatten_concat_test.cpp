#include "plugins/flatten_concat/flatten_concat.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(FlattenConcat, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "FlattenConcat_TRT", "1", 5);
}

//! More inputs than one launch copies on a GPU, of long and short rows, of widths that divide 16 bytes and such that do not.
TEST(FlattenConcat, EqualsItsDefinitionForManyInputs)
{
    for (int64_t const images : {1, 2, 37})
    {
        std::vector<std::vector<int64_t>> const sizes[]{
            {{16, 3, 8}, {4, 4}, {8}, {1024}, {2, 512}},
            {{16, 3, 8}, {5, 4}, {7}, {3, 341}, {4}, {1}, {2, 3}, {8}, {16}, {24}, {12}, {9}, {10}, {64}, {33}, {128},
                {5}, {6}, {40}},
        };
        for (std::vector<std::vector<int64_t>> const& inputs : sizes)
        {
            testing::RecordedRun run{"FlattenConcat_TRT", "1", "definition", {}, {}, {}};
            std::vector<double> y;
            for (std::vector<int64_t> const& size : inputs)
            {
                std::vector<int64_t> dims{images};
                dims.insert(dims.end(), size.begin(), size.end());
                int64_t count = 1;
                for (int64_t const extent : dims)
                    count *= extent;
                std::vector<double> x;
                for (int64_t i = 0; i < count; ++i)
                    x.push_back(static_cast<double>((i + static_cast<int64_t>(run.inputs.size()) * 131) * 7919 % 1021));
                run.inputs.push_back({"x" + std::to_string(run.inputs.size()), true, dims, x});
            }
            for (int64_t image = 0; image < images; ++image)
            {
                for (testing::RecordedTensor const& input : run.inputs)
                {
                    auto const each = static_cast<std::ptrdiff_t>(input.values.size()) / images;
                    y.insert(y.end(), input.values.begin() + image * each, input.values.begin() + (image + 1) * each);
                }
            }
            auto const sum = static_cast<int64_t>(y.size()) / images;
            run.outputs.push_back({"y", true, {images, sum, 1, 1}, y});
            testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
            testing::expectRecorded(run, nvinfer1::DataType::kHALF);
        }
    }
}

} // namespace
} // namespace tenon::plugins

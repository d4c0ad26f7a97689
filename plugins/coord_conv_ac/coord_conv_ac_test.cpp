#include "plugins/coord_conv_ac/coord_conv_ac.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(CoordConvAc, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "CoordConvAC", "1", 5);
}

TEST(CoordConvAc, EqualsItsDefinitionForMapsOfAllSizes)
{
    std::vector<std::vector<int64_t>> const shapes{
        {2, 4, 64, 48}, {3, 5, 33, 71}, {1, 2, 1, 7}, {2, 1, 9, 1}, {3, 3, 1, 1}, {700, 2, 3, 4}, {2, 3, 2, 3}};
    for (std::vector<int64_t> const& dims : shapes)
    {
        int64_t const copied = dims[1] * dims[2] * dims[3];
        auto const at = [](int64_t index, int64_t extent) {
            return extent == 1 ? -1.0 : -1.0 + 2.0 * static_cast<double>(index) / static_cast<double>(extent - 1);
        };
        std::vector<double> x, y;
        for (int64_t image = 0; image < dims[0]; ++image)
        {
            for (int64_t i = 0; i < copied; ++i)
            {
                x.push_back(static_cast<double>((image * copied + i) * 7919 % 1021));
                y.push_back(x.back());
            }
            for (int64_t i = 0; i < dims[2] * dims[3]; ++i)
                y.push_back(at(i / dims[3], dims[2]));
            for (int64_t i = 0; i < dims[2] * dims[3]; ++i)
                y.push_back(at(i % dims[3], dims[3]));
        }
        testing::RecordedRun const run{"CoordConvAC", "1", "definition", {}, {{"x", true, dims, x}},
            {{"y", true, {dims[0], dims[1] + 2, dims[2], dims[3]}, y}}};
        testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(run, nvinfer1::DataType::kHALF);
    }
}

} // namespace
} // namespace tenon::plugins

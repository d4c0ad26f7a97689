#include "plugins/fc/fc.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <array>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Fc, EqualsTheReference)
{
    testing::expectAllRecorded("transformers.txt", "CustomFCPluginDynamic", "1", 5);
}

TEST(Fc, EqualsTheReferenceAsV3)
{
    testing::expectAllRecorded("sequences.txt", "CustomFCPluginDynamic", "2", 5);
}

//! Few rows, which have a kernel of their own on a GPU, and a few more, by the definition in fp64.
TEST(Fc, EqualsItsDefinitionForFewRows)
{
    for (auto const& [rows, depth, columns] : std::vector<std::array<size_t, 3>>{
             {1, 768, 96}, {2, 900, 68}, {3, 100, 40}, {8, 301, 72}, {5, 1, 8}, {9, 64, 32}})
    {
        SCOPED_TRACE(rows);
        std::vector<double> x(rows * depth), w(depth * columns), y(rows * columns);
        for (size_t i = 0; i < x.size(); ++i)
        {
            x[i] = static_cast<double>(i * 7919 % 257) / 256 - 0.5;
        }
        for (size_t i = 0; i < w.size(); ++i)
        {
            w[i] = static_cast<double>(i * 104729 % 129) / 1024 - 0.0625;
        }
        for (size_t i = 0; i < y.size(); ++i)
        {
            for (size_t k = 0; k < depth; ++k)
            {
                y[i] += x[i / columns * depth + k] * w[k * columns + i % columns];
            }
        }
        for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
        {
            testing::RecordedRun const run{"CustomFCPluginDynamic", "1", "few rows",
                {{"out_dims", PluginFieldType::kINT32, {static_cast<double>(columns)}, {}},
                    {"type_id", PluginFieldType::kINT32, {static_cast<double>(type)}, {}},
                    {"W", PluginFieldType::kFLOAT32, w, {}}},
                {{"input", true, {static_cast<int64_t>(rows), 1, static_cast<int64_t>(depth), 1, 1}, x}},
                {{"output", true, {static_cast<int64_t>(rows), 1, static_cast<int64_t>(columns), 1, 1}, y}}};
            testing::expectRecorded(run, type);
        }
    }
}

TEST(Fc, WantsRowsOfItsColumns)
{
    EXPECT_THAT(testing::refusalOf("CustomFCPluginDynamic", "1",
                    {{"out_dims", PluginFieldType::kINT32, {3}, {}}, {"W", PluginFieldType::kFLOAT32, {1, 2}, {}}}),
        HasSubstr("expected rows of \"out_dims\" (3) numbers in \"W\", found 2 numbers"));
}

} // namespace
} // namespace tenon::plugins

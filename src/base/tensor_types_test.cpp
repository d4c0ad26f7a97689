#include "base/tensor_types.h"

#include <gmock/gmock.h>

#include <set>

namespace tenon::base
{
namespace
{

using ::testing::HasSubstr;

TEST(TensorTypes, EachTypeHasANameOfItsOwn)
{
    std::set<std::string_view> names;
    for (int32_t type = 0; type < nvinfer1::EnumMax<DataType>(); ++type)
    {
        EXPECT_TRUE(isKnown(static_cast<DataType>(type))) << type;
        names.insert(name(static_cast<DataType>(type)));
    }
    EXPECT_EQ(names.size(), static_cast<size_t>(nvinfer1::EnumMax<DataType>()));
    EXPECT_FALSE(isKnown(static_cast<DataType>(nvinfer1::EnumMax<DataType>())));
    EXPECT_FALSE(isKnown(static_cast<DataType>(-1)));
    EXPECT_FALSE(isKnown(static_cast<TensorFormat>(nvinfer1::EnumMax<TensorFormat>())));
}

TEST(TensorTypes, LinearTensorsTakeTheirElements)
{
    EXPECT_EQ(*bytesOf(makeDims({2, 3, 5, 7}), DataType::kFLOAT, TensorFormat::kLINEAR), 840);
    EXPECT_EQ(*bytesOf(makeDims({2, 3, 5, 7}), DataType::kHALF, TensorFormat::kHWC), 420);
    EXPECT_EQ(*bytesOf(makeDims({}), DataType::kINT64, TensorFormat::kLINEAR), 8);
    EXPECT_EQ(*bytesOf(makeDims({3}), DataType::kINT4, TensorFormat::kLINEAR), 2); // 12 bits
    EXPECT_EQ(*bytesOf(makeDims({0, 4}), DataType::kFLOAT, TensorFormat::kLINEAR), 0);
}

TEST(TensorTypes, VectorizedChannelsArePadded)
{
    EXPECT_EQ(*bytesOf(makeDims({2, 3, 5, 7}), DataType::kINT8, TensorFormat::kCHW32), 2 * 32 * 5 * 7);
    EXPECT_EQ(*bytesOf(makeDims({2, 3, 5, 7}), DataType::kHALF, TensorFormat::kCHW2), 2 * 4 * 5 * 7 * 2);
    EXPECT_EQ(*bytesOf(makeDims({2, 9, 4, 5, 7}), DataType::kHALF, TensorFormat::kDHWC8), 2 * 16 * 4 * 5 * 7 * 2);
}

TEST(TensorTypes, ImpossibleSizesAreRefused)
{
    EXPECT_THAT(bytesOf(makeDims({5, 7}), DataType::kINT8, TensorFormat::kCHW32).error().message,
        HasSubstr("format kCHW32: expected a tensor of at least 3 dimensions, found 5x7"));
    EXPECT_FALSE(bytesOf(makeDims({1, -1, 5, 7}), DataType::kINT8, TensorFormat::kCHW4).ok());
    EXPECT_FALSE(bytesOf(makeDims({1, INT64_MAX, 1, 1}), DataType::kINT8, TensorFormat::kCHW4).ok());
    EXPECT_THAT(bytesOf(makeDims({int64_t{1} << 61}), DataType::kFLOAT, TensorFormat::kLINEAR).error().message,
        HasSubstr("of type fp32: expected fewer than 2^60 bytes"));
    Dims tooMany{};
    tooMany.nbDims = 40;
    EXPECT_FALSE(bytesOf(tooMany, DataType::kINT8, TensorFormat::kCHW4).ok());
}

} // namespace
} // namespace tenon::base

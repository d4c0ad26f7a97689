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

//! The table of docs/formats.md, written down once more: f fp32, h fp16, b bf16, 8 int8, i int32, l int64, t bool, u uint8.
TEST(TensorTypes, FormatsAreBoundToTypes)
{
    std::pair<char, DataType> const types[]{{'f', DataType::kFLOAT}, {'h', DataType::kHALF}, {'b', DataType::kBF16},
        {'8', DataType::kINT8}, {'i', DataType::kINT32}, {'l', DataType::kINT64}, {'t', DataType::kBOOL},
        {'u', DataType::kUINT8}};
    std::pair<TensorFormat, std::string> const expected[]{{TensorFormat::kLINEAR, "fhb8iltu"},
        {TensorFormat::kCHW2, "hb"}, {TensorFormat::kHWC8, "hb"}, {TensorFormat::kCHW4, "h8"},
        {TensorFormat::kCHW16, "h"}, {TensorFormat::kCHW32, "fh8"}, {TensorFormat::kDHWC8, "hb"},
        {TensorFormat::kCDHW32, "h8"}, {TensorFormat::kHWC, "fblu"}, {TensorFormat::kDLA_LINEAR, ""},
        {TensorFormat::kDLA_HWC4, ""}, {TensorFormat::kHWC16, "h8"}, {TensorFormat::kDHWC, "f"}};
    ASSERT_EQ(std::size(expected), static_cast<size_t>(nvinfer1::EnumMax<TensorFormat>()));
    for (auto const& [format, letters] : expected)
    {
        for (auto const& [letter, type] : types)
        {
            bool const bound = letters.find(letter) != std::string::npos;
            EXPECT_EQ(isBound(format, type), bound) << name(format) << " " << name(type);
            EXPECT_EQ(checkFormat(format, type, 5).ok(), bound) << name(format) << " " << name(type);
        }
    }
    EXPECT_EQ(formatsOf(DataType::kINT32), std::vector{TensorFormat::kLINEAR});
    EXPECT_EQ(formatsOf(DataType::kINT8),
        (std::vector{TensorFormat::kLINEAR, TensorFormat::kCHW4, TensorFormat::kCHW32, TensorFormat::kCDHW32,
            TensorFormat::kHWC16}));
    EXPECT_THAT(checkFormat(TensorFormat::kDLA_HWC4, DataType::kHALF, 4).error().message,
        HasSubstr("format kDLA_HWC4: expected a DLA core"));
    EXPECT_THAT(checkFormat(TensorFormat::kCHW2, DataType::kBOOL, 4).error().message,
        HasSubstr("format kCHW2: expected a type that it is bound to, found bool, which can have kLINEAR"));
    EXPECT_THAT(checkFormat(TensorFormat::kCDHW32, DataType::kINT8, 3).error().message,
        HasSubstr("format kCDHW32: expected a tensor of at least 4 dimensions, found 3"));
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

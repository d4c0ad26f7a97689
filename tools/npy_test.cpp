#include "npy.h"

#include "base/dims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace tenon::tools
{
namespace
{

using nvinfer1::DataType;
using ::testing::HasSubstr;

class Npy : public ::testing::Test
{
protected:
    void SetUp() override
    {
        folder = std::filesystem::temp_directory_path() / ("tenon_npy_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder);
        path = (folder / "x.npy").string();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    //! A file as numpy.lib.format describes it, with this header text.
    void writeRaw(std::string header, std::string const& data, char major = 1)
    {
        header += "\n";
        std::ofstream file(path, std::ios::binary);
        file.write("\x93NUMPY", 6).put(major).put(0);
        file.put(static_cast<char>(header.size() & 0xFF)).put(static_cast<char>(header.size() >> 8));
        if (major > 1)
        {
            file.put(0).put(0);
        }
        file << header << data;
    }

    std::string errorOf()
    {
        auto const array = readNpy(path);
        return array.ok() ? "" : array.error().text();
    }

    std::filesystem::path folder;
    std::string path;
};

TEST_F(Npy, WhatIsWrittenIsReadAgain)
{
    float const values[]{1.5F, -2.0F, 3.0F, 0.0F, 5.0F, 6.25F};
    ASSERT_TRUE(writeNpy(path, DataType::kFLOAT, base::makeDims({2, 3}), values).ok());
    auto const array = readNpy(path);
    ASSERT_TRUE(array.ok());
    EXPECT_EQ(base::toString(array->dims), "2x3");
    EXPECT_EQ(std::memcmp(array->bytes.data(), values, sizeof(values)), 0);
    EXPECT_EQ(std::filesystem::file_size(path) % 64, sizeof(values) % 64);
    EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST_F(Npy, ScalarsVectorsAndEmptyArrays)
{
    for (auto const& dims : {base::makeDims({}), base::makeDims({3}), base::makeDims({0, 4})})
    {
        int32_t const values[]{1, 2, 3};
        ASSERT_TRUE(writeNpy(path, DataType::kINT32, dims, values).ok());
        auto const array = readNpy(path);
        ASSERT_TRUE(array.ok()) << array.error().text();
        EXPECT_EQ(base::toString(array->dims), base::toString(dims));
        EXPECT_EQ(array->type, DataType::kINT32);
    }
}

TEST_F(Npy, HeadersAsNumPyWritesThem)
{
    writeRaw("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", std::string("\0\0\x80\x3f\0\0\0\x40", 8));
    auto array = readNpy(path);
    ASSERT_TRUE(array.ok());
    EXPECT_EQ(reinterpret_cast<float const*>(array->bytes.data())[1], 2.0F);
    writeRaw("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", std::string("\0\0\0\0\0\0\xf0\x3f", 8), 2);
    array = readNpy(path);
    ASSERT_TRUE(array.ok()) << array.error().text();
    EXPECT_EQ(array->type, DataType::kFLOAT);
    EXPECT_EQ(reinterpret_cast<float const*>(array->bytes.data())[0], 1.0F);
}

TEST_F(Npy, BadFilesAreExplained)
{
    EXPECT_THAT(readNpy("/nowhere/x.npy").error().text(), HasSubstr("file \"/nowhere/x.npy\": cannot be read"));
    std::ofstream(path) << "PK this is a zip";
    EXPECT_THAT(errorOf(), HasSubstr("expected a NumPy .npy file"));
    EXPECT_THAT(errorOf(), HasSubstr(path));
    writeRaw("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", "12345678");
    EXPECT_THAT(errorOf(), HasSubstr("found Fortran order"));
    writeRaw("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "12345678");
    EXPECT_THAT(errorOf(), HasSubstr("found \"<c8\""));
    writeRaw("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "12345678");
    EXPECT_THAT(errorOf(), HasSubstr("expected 12 bytes of data for shape 3, found 8"));
    writeRaw("{'descr': '<f4', 'shape': (3,), }", "12345678");
    EXPECT_THAT(errorOf(), HasSubstr("expected a header with 'fortran_order'"));
    std::ofstream(path, std::ios::binary) << "\x93NUMPY";
    EXPECT_FALSE(readNpy(path).ok());
}

TEST_F(Npy, AFolderThatIsNotThereIsNamedAndNothingIsLeft)
{
    float const value = 1.0F;
    auto const status = writeNpy((folder / "no" / "x.npy").string(), DataType::kFLOAT, base::makeDims({1}), &value);
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().text(), HasSubstr("cannot be written"));
    EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(Conversion, ValuesThatFitAreConverted)
{
    int64_t const values[]{1, -128, 127};
    Array array{DataType::kINT64, base::makeDims({3}), std::vector<std::byte>(sizeof(values))};
    std::memcpy(array.bytes.data(), values, sizeof(values));
    auto const narrow = converted(array, DataType::kINT8, "x");
    ASSERT_TRUE(narrow.ok());
    EXPECT_EQ(static_cast<int8_t>(narrow->bytes[1]), -128);
    auto const real = converted(array, DataType::kFLOAT, "x");
    ASSERT_TRUE(real.ok());
    EXPECT_EQ(reinterpret_cast<float const*>(real->bytes.data())[2], 127.0F);
}

TEST(Conversion, TheFirstValueThatDoesNotFitIsNamed)
{
    float const values[]{1.0F, 2.5F};
    Array array{DataType::kFLOAT, base::makeDims({2}), std::vector<std::byte>(sizeof(values))};
    std::memcpy(array.bytes.data(), values, sizeof(values));
    auto const result = converted(array, DataType::kINT32, "input \"x\"");
    ASSERT_FALSE(result.ok());
    EXPECT_THAT(result.error().message,
        HasSubstr("input \"x\": expected values that fit int32, found 2.5 (of fp32) at element 1"));
}

} // namespace
} // namespace tenon::tools

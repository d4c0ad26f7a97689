#include "digits/common/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace digits
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

class Npy : public testing::Test
{
protected:
    // A file of version 1 with this header and data.
    void write(std::string header, std::string const& data)
    {
        header += '\n';
        std::string content = "\x93NUMPY\x01";
        content += '\0';
        content += static_cast<char>(header.size() & 0xFF);
        content += static_cast<char>(header.size() >> 8);
        writeBytes(content + header + data);
    }

    void writeBytes(std::string const& content) { std::ofstream(path_, std::ios::binary) << content; }

    std::string messageOfReading() const
    {
        try
        {
            readNpy(path_);
        }
        catch (std::runtime_error const& error)
        {
            return error.what();
        }
        return "read without complaint";
    }

    void TearDown() override { std::filesystem::remove(path_); }

    std::string path_ = testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + ".npy";
};

TEST_F(Npy, ReadsWhatNumpyWrote)
{
    NpyArray const scans = readNpy(DIGITS_DATA "/scans.npy");
    EXPECT_THAT(scans.shape, ElementsAre(360U, 1U, 8U, 8U));
    ASSERT_EQ(scans.values.size(), 360U * 64);
    EXPECT_THAT(scans.values, testing::Each(testing::AllOf(testing::Ge(0.0), testing::Le(16.0))));
    NpyArray const labels = readNpy(DIGITS_DATA "/labels.npy");
    EXPECT_THAT(labels.shape, ElementsAre(360U));
}

TEST_F(Npy, ReadsSmallIntegers)
{
    write("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }", std::string("\x00\x01\xFF\x10", 4));
    NpyArray const array = readNpy(path_);
    EXPECT_THAT(array.shape, ElementsAre(2U, 2U));
    EXPECT_THAT(array.values, ElementsAre(0.0, 1.0, 255.0, 16.0));
}

TEST_F(Npy, SaysWhatIsWrong)
{
    EXPECT_THAT(messageOfReading(), HasSubstr("cannot be opened"));
    writeBytes("not an array at all");
    EXPECT_THAT(messageOfReading(), HasSubstr("expected a .npy file"));
    writeBytes(std::string("\x93NUMPY\x01\x00\xFF\x7F{}  ", 14));
    EXPECT_THAT(messageOfReading(), HasSubstr("ends within its header"));
    write("{'fortran_order': False, 'shape': (1,), }", "abcd");
    EXPECT_THAT(messageOfReading(), HasSubstr("'descr'"));
    write("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "abcdefgh");
    EXPECT_THAT(messageOfReading(), HasSubstr("<c8"));
    write("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "abcd");
    EXPECT_THAT(messageOfReading(), HasSubstr("Fortran order"));
    write("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "abcdefgh");
    EXPECT_THAT(messageOfReading(), HasSubstr("expected 12 bytes of data for its shape 3, found 8"));
    write("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296), }", "abcd");
    EXPECT_THAT(messageOfReading(), HasSubstr("too many elements"));
    write("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }", "abcd");
    EXPECT_THAT(messageOfReading(), HasSubstr("too large"));
    write("{'descr':", "");
    EXPECT_NE(messageOfReading(), "read without complaint");
}

} // namespace

} // namespace digits

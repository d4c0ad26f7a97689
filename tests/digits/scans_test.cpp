#include "digits/common/scans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace digits
{

namespace
{

using testing::HasSubstr;

constexpr char const* kScans = DIGITS_DATA "/scans.npy";
constexpr char const* kLabels = DIGITS_DATA "/labels.npy";

std::string messageOfReading(char const* scans, char const* labels)
{
    try
    {
        readScans(scans, labels);
    }
    catch (std::runtime_error const& error)
    {
        return error.what();
    }
    return "read without complaint";
}

TEST(Scans, ReferenceIsForTheDataThatItIsAbout)
{
    Scans scans = readScans(kScans, kLabels);
    ASSERT_EQ(scans.count(), 360U);
    auto const reference = readReference(DIGITS_DATA "/digits_lrelu.onnx", scans);
    ASSERT_TRUE(reference.has_value());
    EXPECT_EQ(reference->all, 360U);
    EXPECT_GT(reference->right, 340U);
    EXPECT_FALSE(readReference(DIGITS_DATA "/none.onnx", scans).has_value());
    scans.labels[0] = 9 - scans.labels[0];
    EXPECT_FALSE(readReference(DIGITS_DATA "/digits_lrelu.onnx", scans).has_value());
}

TEST(Scans, SaysWhichShapesItTakes)
{
    EXPECT_THAT(
        messageOfReading(kLabels, kLabels), HasSubstr("expected shape n x 8 x 8, n x 1 x 8 x 8 or n x 64, found 360"));
    EXPECT_THAT(messageOfReading(kScans, kScans), HasSubstr("expected one label for each of 360 scans"));
}

TEST(Scans, PredictsTheLargestLogitAndDrawsIt)
{
    Scans scans;
    scans.pixels.assign(2 * kPixels, 0.0F);
    scans.pixels[0] = 16.0F;
    scans.labels = {3, 5};
    std::vector<float> logits(2 * kClasses, -1.0F);
    logits[3] = 0.5F;
    logits[kClasses + 7] = 0.5F;
    EXPECT_EQ(prediction(logits, 0), 3);
    EXPECT_EQ(prediction(logits, 1), 7);
    std::string const drawn = drawScans(scans, logits, 1);
    EXPECT_THAT(drawn, HasSubstr("   @@\n"));
    EXPECT_THAT(drawn, HasSubstr("says 3, is 3"));
    EXPECT_THAT(drawn, HasSubstr("Classified wrongly"));
    EXPECT_THAT(drawn, HasSubstr("says 7, is 5"));
}

} // namespace

} // namespace digits

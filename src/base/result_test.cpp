#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace tenon::base
{
namespace
{

Result<int> half(int value)
{
    if (value % 2 != 0)
    {
        return invalidArgument("value {}: expected an even number, found an odd one", value);
    }
    return value / 2;
}

Result<int> quarter(int value)
{
    TENON_ASSIGN(int const once, half(value));
    TENON_ASSIGN(int const twice, half(once));
    return twice;
}

Status checkQuarter(int value)
{
    TENON_CHECK(quarter(value).withNote("while checking {}", value));
    return okStatus();
}

TEST(Result, CarriesAValue)
{
    Result<int> const result = quarter(12);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(*result, 3);
}

TEST(Result, CarriesAnErrorThroughMacros)
{
    Result<int> const result = quarter(6);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kINVALID_ARGUMENT);
    EXPECT_EQ(result.error().message, "value 3: expected an even number, found an odd one");
}

TEST(Result, NotesFollowTheMessageInnermostFirst)
{
    Status const status = checkQuarter(7).withNote("while testing");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().text(),
        "value 7: expected an even number, found an odd one\n  while checking 7\n  while testing");
    EXPECT_TRUE(checkQuarter(8).withNote("not added to success").ok());
}

TEST(Result, HoldsWhatCannotBeCopied)
{
    auto make = [](bool good) -> Result<std::unique_ptr<int>> {
        if (!good)
        {
            return notImplemented("making of {}", "ints");
        }
        return std::make_unique<int>(4);
    };
    std::unique_ptr<int> const made = std::move(make(true)).value();
    EXPECT_EQ(*made, 4);
    EXPECT_EQ(make(false).error().message, "not implemented yet: making of ints");
    EXPECT_EQ(make(false).error().code, ErrorCode::kUNSUPPORTED_STATE);
}

} // namespace
} // namespace tenon::base

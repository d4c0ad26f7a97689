#include "shapes.h"

#include "base/dims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::tools
{
namespace
{

using ::testing::HasSubstr;

TEST(Shapes, OneAndSeveral)
{
    auto const shapes = parseShapes("input:1x3x8x8,ids:4,scope:0/x:2x2", "--optShapes");
    ASSERT_TRUE(shapes.ok());
    EXPECT_EQ(shapes->size(), 3U);
    EXPECT_EQ(base::toString(shapes->at("input")), "1x3x8x8");
    EXPECT_EQ(base::toString(shapes->at("ids")), "4");
    EXPECT_EQ(base::toString(shapes->at("scope:0/x")), "2x2");
    EXPECT_TRUE(parseShapes("", "--optShapes")->empty());
}

TEST(Shapes, WhatCannotBeReadIsNamed)
{
    auto const errorOf = [](std::string const& text) {
        auto const shapes = parseShapes(text, "--minShapes");
        return shapes.ok() ? std::string("no error") : shapes.error().message;
    };
    EXPECT_THAT(errorOf("1x3"), HasSubstr("--minShapes: expected name:1x3x224x224[,other:…], found \"1x3\""));
    EXPECT_THAT(errorOf("x:1xfour"), HasSubstr("expected dimensions such as 1x3x224x224, found \"1xfour\""));
    EXPECT_THAT(errorOf("x:"), HasSubstr("found \"\""));
    EXPECT_THAT(errorOf("x:1x"), HasSubstr("found \"1x\""));
    EXPECT_THAT(errorOf("x:-1x2"), HasSubstr("found \"-1x2\""));
    EXPECT_THAT(errorOf("x:1,x:2"), HasSubstr("expected each name once, found \"x\" twice"));
    EXPECT_THAT(errorOf("x:1x1x1x1x1x1x1x1x1"), HasSubstr("expected a rank of at most 8, found 9"));
    EXPECT_THAT(errorOf("x:99999999999999999999"), HasSubstr("expected dimensions"));
}

TEST(Lists, EmptyPartsFall)
{
    EXPECT_THAT(splitList("a,,b,"), ::testing::ElementsAre("a", "b"));
    EXPECT_THAT(splitList(""), ::testing::IsEmpty());
}

} // namespace
} // namespace tenon::tools

#include "ops/grid_sample/grid_sample.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::InterpolationMode;
using nvinfer1::SampleMode;
using testing::Array;
using List = std::vector<double>;

GridSampleOp sampleOf(InterpolationMode mode, bool alignCorners, SampleMode sampleMode)
{
    GridSampleOp op;
    op.params = {mode, alignCorners, sampleMode};
    return op;
}

//! A row of four elements, sampled along it.
Array const kRow = testing::floats({1, 1, 1, 4}, {10, 20, 30, 40});

Array along(std::vector<double> const& places)
{
    std::vector<double> pairs;
    for (double const u : places)
    {
        pairs.push_back(u);
        pairs.push_back(0);
    }
    return testing::floats({1, 1, static_cast<int64_t>(places.size()), 2}, pairs);
}

List run(GridSampleOp const& op, std::vector<double> const& places)
{
    return testing::onlyOutput(op, {kRow, along(places)}).values();
}

TEST(GridSample, KnowsBothMeaningsOfTheCorners)
{
    // Centres lie at −1, −1/3, 1/3, 1, or at −3/4, −1/4, 1/4, 3/4.
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kFILL), {-1, 0, 1}), (List{10, 25, 40}));
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kFILL), {-0.75, 0, 0.5, 1}),
        (List{10, 25, 35, 20}));
}

TEST(GridSample, TreatsWhatLiesOutside)
{
    // Without aligned corners: places 4 and 5.5, −2.
    std::vector<double> const places{1.25, 2, -1.75};
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kFILL), places), (List{0, 0, 0}));
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kCLAMP), places), (List{40, 40, 10}));
    // Mirrored at 3.5 and −0.5: 4 → 3, 5.5 → 1.5, −2 → 1.
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kREFLECT), places), (List{40, 25, 20}));
    // With aligned corners mirrored at 3 and 0: place 4 → 2, −1 → 1.
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kREFLECT), {5.0 / 3, -5.0 / 3}).size(), 2U);
    testing::expectNear(testing::onlyOutput(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kREFLECT),
                            {kRow, along({5.0 / 3, -5.0 / 3})}),
        {30, 20}, 1e-5, 0);
    EXPECT_EQ(run(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kFILL), {NAN, INFINITY}), (List{0, 0}));
}

TEST(GridSample, TakesTheNearestAndTheCubic)
{
    EXPECT_EQ(run(sampleOf(InterpolationMode::kNEAREST, false, SampleMode::kFILL), {-0.7, 0.1, 0.3, 3}),
        (List{10, 30, 30, 0}));
    // Halfway between the middle elements: Keys' weights −0.09375, 0.59375, 0.59375, −0.09375.
    double const expected = -0.09375 * (10 + 40) + 0.59375 * (20 + 30);
    testing::expectNear(
        testing::onlyOutput(sampleOf(InterpolationMode::kCUBIC, false, SampleMode::kCLAMP), {kRow, along({0})}),
        {expected}, 1e-5, 0);
}

TEST(GridSample, ServesChannelsBatchesAndHalf)
{
    Array const x = testing::randomFloats(base::makeDims({2, 3, 4, 5}), 1);
    Array grid = testing::emptyArray(DataType::kFLOAT, base::makeDims({2, 4, 5, 2}));
    for (int64_t n = 0; n < 2; ++n)
    {
        for (int64_t i = 0; i < 4; ++i)
        {
            for (int64_t j = 0; j < 5; ++j)
            {
                int64_t const at = ((n * 4 + i) * 5 + j) * 2;
                grid.set(at, static_cast<double>(j) / 2 - 1);
                grid.set(at + 1, static_cast<double>(2 * i) / 3 - 1);
            }
        }
    }
    testing::expectNear(testing::onlyOutput(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kFILL), {x, grid}),
        x.values(), 0, 1e-5);
    testing::expectNear(testing::onlyOutput(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kFILL), {x, grid},
                            testing::storedIn(DataType::kHALF)),
        x.values(), 0, 5e-3);
}

TEST(GridSample, SamplesVolumes)
{
    // 100 z + 10 y + x, linear in each: between the elements it is what the formula says.
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({1, 2, 3, 4, 5}));
    for (int64_t i = 0; i < x.count(); ++i)
    {
        int64_t const place = i % 60;
        x.set(i, static_cast<double>(100 * (place / 20) + 10 * (place / 5 % 4) + place % 5 + (i < 60 ? 0 : 1000)));
    }
    // Places 1.5, 0.75 and 0.25 of x, y and z with aligned corners; a plane outside; a corner.
    Array const grid = testing::floats({1, 1, 1, 3, 3}, {1.5 / 2 - 1, 0.75 / 1.5 - 1, 0.25 - 1, 0, 0, 3, 1, 1, 1});
    List const inside{25 + 7.5 + 1.5, 0, 234, 1034, 0, 1234};
    testing::expectNear(testing::onlyOutput(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kFILL), {x, grid}),
        inside, 1e-5, 1e-5);
    List const nearest{12, 0, 234, 1012, 0, 1234};
    EXPECT_EQ(testing::onlyOutput(sampleOf(InterpolationMode::kNEAREST, true, SampleMode::kFILL), {x, grid}).values(),
        nearest);
    // Mirrored planes: 4 is 0 again.
    List const mirrored{34, 17, 234, 1034, 1017, 1234};
    testing::expectNear(
        testing::onlyOutput(sampleOf(InterpolationMode::kLINEAR, true, SampleMode::kREFLECT), {x, grid}), mirrored,
        1e-5, 1e-5);
}

TEST(GridSample, RefusesWhatDoesNotFit)
{
    auto const infer = [](GridSampleOp const& op, std::vector<int64_t> const& x, std::vector<int64_t> const& grid) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, x), testing::spec(DataType::kFLOAT, grid)});
    };
    GridSampleOp const op = sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kFILL);
    EXPECT_EQ(infer(op, {-1, 3, 4, 5}, {-1, 6, 7, 2}), "d0x3x6x7");
    EXPECT_EQ(infer(op, {1, 3, 4, 5}, {1, 6, 7, 3}),
        "inputs: expected data [N, C, H, W] and a grid [N, H, W, 2], or [N, C, D, H, W] and [N, D, H, W, 3], found 1x3x4x5 and 1x6x7x3");
    EXPECT_EQ(infer(op, {-1, 3, 4, 5, 6}, {-1, 7, 8, 9, 3}), "d0x3x7x8x9");
    EXPECT_EQ(infer(op, {1, 3, 4, 5, 6}, {1, 7, 8, 9, 2}),
        "inputs: expected data [N, C, H, W] and a grid [N, H, W, 2], or [N, C, D, H, W] and [N, D, H, W, 3], found 1x3x4x5x6 and 1x7x8x9x2");
    EXPECT_EQ(infer(op, {1, 3, 4, 5}, {2, 6, 7, 2}), "input 1 (grid): expected the batch of the data, 1, found 2");
    EXPECT_EQ(infer(sampleOf(InterpolationMode::kLINEAR, false, SampleMode::kWRAP), {1, 3, 4, 5}, {1, 6, 7, 2}),
        "sample mode: expected kFILL, kCLAMP or kREFLECT, found number 1");
    auto const twin = testing::throughRecord(sampleOf(InterpolationMode::kCUBIC, true, SampleMode::kREFLECT));
    ASSERT_TRUE(twin.ok());
    EXPECT_TRUE(dynamic_cast<GridSampleOp&>(**twin).params.alignCorners);
}

} // namespace
} // namespace tenon::ops

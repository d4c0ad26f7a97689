#include "ops/resize/resize.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::InterpolationMode;
using nvinfer1::ResizeCoordinateTransformation;
using nvinfer1::ResizeRoundMode;
using nvinfer1::ResizeSelector;
using testing::Array;
using testing::array;
using List = std::vector<double>;

ResizeOp resizeTo(
    std::initializer_list<int64_t> dims, InterpolationMode mode, ResizeCoordinateTransformation coordinates)
{
    ResizeOp op;
    op.params.dims = base::makeDims(dims);
    op.params.hasDims = true;
    op.params.mode = mode;
    op.params.coordinates = coordinates;
    return op;
}

//! The definition for two dimensions, one element at a time, in double.
List naive(Array const& x, int64_t height, int64_t width, InterpolationMode mode,
    ResizeCoordinateTransformation coordinates, double a)
{
    auto const place = [&](int64_t o, int64_t in, int64_t out) {
        switch (coordinates)
        {
        case ResizeCoordinateTransformation::kALIGN_CORNERS:
            return out == 1 ? 0.0 : static_cast<double>(o * (in - 1)) / static_cast<double>(out - 1);
        case ResizeCoordinateTransformation::kHALF_PIXEL:
            return (static_cast<double>(o) + 0.5) * static_cast<double>(in) / static_cast<double>(out) - 0.5;
        default: return static_cast<double>(o * in) / static_cast<double>(out);
        }
    };
    auto const kernel = [&](double d) {
        d = std::fabs(d);
        if (mode == InterpolationMode::kLINEAR)
        {
            return std::max(0.0, 1 - d);
        }
        return d < 1 ? (a + 2) * d * d * d - (a + 3) * d * d + 1
            : d < 2  ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a
                     : 0.0;
    };
    int64_t const h = x.dims.d[0];
    int64_t const w = x.dims.d[1];
    List y;
    for (int64_t i = 0; i < height; ++i)
    {
        for (int64_t j = 0; j < width; ++j)
        {
            double const u = place(i, h, height);
            double const v = place(j, w, width);
            double sum = 0;
            for (int64_t r = static_cast<int64_t>(std::floor(u)) - 2; r <= static_cast<int64_t>(std::floor(u)) + 3; ++r)
            {
                for (int64_t c = static_cast<int64_t>(std::floor(v)) - 2; c <= static_cast<int64_t>(std::floor(v)) + 3;
                     ++c)
                {
                    double const weight = kernel(u - static_cast<double>(r)) * kernel(v - static_cast<double>(c));
                    sum += weight * x.at(std::clamp<int64_t>(r, 0, h - 1) * w + std::clamp<int64_t>(c, 0, w - 1));
                }
            }
            y.push_back(sum);
        }
    }
    return y;
}

TEST(Resize, InterpolatesByEveryTransformation)
{
    Array const x = testing::randomFloats(base::makeDims({5, 7}), 1);
    for (auto const mode : {InterpolationMode::kLINEAR, InterpolationMode::kCUBIC})
    {
        for (auto const coordinates : {ResizeCoordinateTransformation::kALIGN_CORNERS,
                 ResizeCoordinateTransformation::kASYMMETRIC, ResizeCoordinateTransformation::kHALF_PIXEL})
        {
            for (auto const& [height, width] : {std::pair<int64_t, int64_t>{11, 13}, {3, 4}, {1, 9}})
            {
                SCOPED_TRACE(fmt::format("mode {} coordinates {} to {}x{}", static_cast<int32_t>(mode),
                    static_cast<int32_t>(coordinates), height, width));
                Array const y = testing::onlyOutput(resizeTo({height, width}, mode, coordinates), {x});
                testing::expectNear(y, naive(x, height, width, mode, coordinates, -0.75), 1e-4, 1e-4);
            }
        }
    }
}

TEST(Resize, InterpolatesLongRows)
{
    Array const x = testing::randomFloats(base::makeDims({6, 300}), 1);
    for (auto const mode : {InterpolationMode::kLINEAR, InterpolationMode::kCUBIC})
    {
        for (auto const& [height, width] : {std::pair<int64_t, int64_t>{12, 600}, {9, 1100}, {4, 1025}, {13, 70}})
        {
            SCOPED_TRACE(fmt::format("mode {} to {}x{}", static_cast<int32_t>(mode), height, width));
            auto const coordinates = ResizeCoordinateTransformation::kHALF_PIXEL;
            Array const y = testing::onlyOutput(resizeTo({height, width}, mode, coordinates), {x});
            testing::expectNear(y, naive(x, height, width, mode, coordinates, -0.75), 1e-3, 1e-3);
        }
    }
}

//! A product of linear functions of each coordinate is what its elements interpolate to.
TEST(Resize, InterpolatesInThreeDimensions)
{
    using Sizes = std::array<int64_t, 3>;
    auto const valuesAt = [](Sizes const& grid, Sizes const& extent) {
        List values;
        for (int64_t i = 0; i < grid[0] * grid[1] * grid[2]; ++i)
        {
            Sizes const at{i / grid[2] / grid[1], i / grid[2] % grid[1], i % grid[2]};
            double value = 1;
            for (size_t d = 0; d < 3; ++d)
            {
                double const place = static_cast<double>(at[d] * (extent[d] - 1)) / static_cast<double>(grid[d] - 1);
                value *= place * (static_cast<double>(d) + 0.5) - 1.25;
            }
            values.push_back(value);
        }
        return values;
    };
    Sizes const from{3, 4, 6};
    Array const x = array(DataType::kFLOAT, {3, 4, 6}, valuesAt(from, from));
    for (Sizes const& to : {Sizes{5, 7, 11}, {5, 7, 6}, {3, 7, 11}, {5, 4, 11}, {2, 3, 4}, {3, 4, 40}, {9, 4, 6}})
    {
        SCOPED_TRACE(fmt::format("to {}", fmt::join(to, "x")));
        ResizeOp const op =
            resizeTo({to[0], to[1], to[2]}, InterpolationMode::kLINEAR, ResizeCoordinateTransformation::kALIGN_CORNERS);
        testing::expectNear(testing::onlyOutput(op, {x}), valuesAt(to, from), 1e-5, 1e-5);
    }
}

TEST(Resize, TakesTheNearestInEveryTypeAndRounding)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL})
    {
        Array const x = array(type, {1, 2}, {0, 1});
        EXPECT_EQ(testing::onlyOutput(
                      resizeTo({2, 4}, InterpolationMode::kNEAREST, ResizeCoordinateTransformation::kASYMMETRIC), {x})
                      .values(),
            (List{0, 0, 1, 1, 0, 0, 1, 1}));
    }
    // Places 0, 0.5, 1, 1.5, 2, 2.5.
    Array const x = testing::floats({3}, {10, 11, 12});
    auto const rounded = [&](ResizeRoundMode rounding) {
        ResizeOp op = resizeTo({6}, InterpolationMode::kNEAREST, ResizeCoordinateTransformation::kASYMMETRIC);
        op.params.rounding = rounding;
        return testing::onlyOutput(op, {x}).values();
    };
    EXPECT_EQ(rounded(ResizeRoundMode::kFLOOR), (List{10, 10, 11, 11, 12, 12}));
    EXPECT_EQ(rounded(ResizeRoundMode::kCEIL), (List{10, 11, 11, 12, 12, 12}));
    EXPECT_EQ(rounded(ResizeRoundMode::kHALF_UP), (List{10, 11, 11, 12, 12, 12}));
    EXPECT_EQ(rounded(ResizeRoundMode::kHALF_DOWN), (List{10, 10, 11, 11, 12, 12}));
}

TEST(Resize, RepeatsRowsAndElementsInEveryType)
{
    for (DataType const type : {DataType::kUINT8, DataType::kHALF, DataType::kFLOAT, DataType::kINT64})
    {
        for (auto const& [height, width] : {std::pair<int64_t, int64_t>{6, 74}, {9, 74}, {6, 111}, {6, 37}, {2, 20}})
        {
            SCOPED_TRACE(fmt::format("{} to {}x{}", base::name(type), height, width));
            List values;
            for (int64_t i = 0; i < 2 * 3 * 37; ++i)
            {
                values.push_back(static_cast<double>(i));
            }
            Array const x = array(type, {2, 3, 37}, values);
            List expected;
            for (int64_t i = 0; i < 2 * height * width; ++i)
            {
                int64_t const row = i / width % height * 3 / height;
                expected.push_back(
                    values[static_cast<size_t>((i / width / height * 3 + row) * 37 + i % width * 37 / width)]);
            }
            Array const y = testing::onlyOutput(
                resizeTo({2, height, width}, InterpolationMode::kNEAREST, ResizeCoordinateTransformation::kASYMMETRIC),
                {x});
            EXPECT_EQ(y.values(), expected);
        }
    }
}

TEST(Resize, ScalesAndSelectsAndExcludes)
{
    ResizeOp op;
    op.params.scales = {1, 0.6};
    op.params.mode = InterpolationMode::kLINEAR;
    Array const x = testing::floats({1, 4}, {1, 2, 3, 4});
    // floor(4 · 0.6) = 2 elements, at 0 and 1 / 0.6.
    testing::expectNear(testing::onlyOutput(op, {x}), {1, 2.6666667}, 1e-5, 0);
    ResizeOp single = resizeTo({1, 1}, InterpolationMode::kLINEAR, ResizeCoordinateTransformation::kHALF_PIXEL);
    testing::expectNear(testing::onlyOutput(single, {x}), {2.5}, 1e-6, 0);
    single.params.selector = ResizeSelector::kUPPER;
    testing::expectNear(testing::onlyOutput(single, {x}), {1}, 1e-6, 0);
    ResizeOp cubic = resizeTo({8}, InterpolationMode::kCUBIC, ResizeCoordinateTransformation::kHALF_PIXEL);
    cubic.params.excludeOutside = true;
    Array const ones = testing::floats({4}, {1, 1, 1, 1});
    testing::expectNear(testing::onlyOutput(cubic, {ones}), List(8, 1.0), 1e-6, 0);
    Array const half =
        testing::onlyOutput(resizeTo({1, 8}, InterpolationMode::kLINEAR, ResizeCoordinateTransformation::kASYMMETRIC),
            {x}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(half.values(), (List{1, 1.5, 2, 2.5, 3, 3.5, 4, 4}));
}

TEST(Resize, InfersDims)
{
    auto const x = testing::spec(DataType::kFLOAT, {1, -1, 5});
    ResizeOp op;
    op.params.scales = {1, 2, 1.5};
    EXPECT_EQ(testing::inferredDims(op, {x}), "1x(d0 * 2)x7");
    op.params.scales = {1, 0.3, 1};
    EXPECT_EQ(testing::inferredDims(op, {x}),
        "not implemented yet: resize of a dynamic dimension by 0.3, which is no multiple of 1/64 (dimension 1)");
    op.params.scales = {1, -1, 1};
    EXPECT_EQ(testing::inferredDims(op, {x}), "scales: expected positive numbers, found -1 for dimension 1");
    op.params.scales = {1};
    EXPECT_EQ(testing::inferredDims(op, {x}), "scales: expected 3, one a dimension, found 1; or output dimensions");
    EXPECT_EQ(testing::inferredDims(
                  resizeTo({1, 4}, InterpolationMode::kNEAREST, ResizeCoordinateTransformation::kASYMMETRIC), {x}),
        "output dimensions: expected the rank of the input (1xd0x5), found 1x4");
    auto dims = testing::spec(DataType::kINT64, {3});
    dims.values = {graph::constant(1), graph::symbol(1), graph::constant(9)};
    EXPECT_EQ(testing::inferredDims(ResizeOp{}, {x, dims}), "1xd1x9");
    testing::expectError(
        testing::infer(resizeTo({2}, InterpolationMode::kLINEAR, ResizeCoordinateTransformation::kASYMMETRIC),
            {testing::spec(DataType::kINT32, {4})}),
        "input 0: expected a floating type");
    op.params.mode = static_cast<InterpolationMode>(8);
    testing::expectError(testing::infer(op, {x}), "parameters: expected known enumerators, found interpolation 8");
    auto const twin = testing::throughRecord(
        resizeTo({2, 3}, InterpolationMode::kCUBIC, ResizeCoordinateTransformation::kHALF_PIXEL));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<ResizeOp&>(**twin).params.dims.d[1], 3);
}

} // namespace
} // namespace tenon::ops

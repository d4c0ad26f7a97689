#include "ops/padding/padding.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::floats;

PaddingOp padded(int64_t top, int64_t left, int64_t bottom, int64_t right)
{
    PaddingOp op;
    op.params = {base::makeDims({top, left}), base::makeDims({bottom, right})};
    return op;
}

//! The definition, one element at a time.
std::vector<double> paddedValues(Array const& x, base::Dims const& out, int64_t top, int64_t left)
{
    int64_t const height = x.dims.d[x.dims.nbDims - 2];
    int64_t const width = x.dims.d[x.dims.nbDims - 1];
    int64_t const outHeight = out.d[out.nbDims - 2];
    int64_t const outWidth = out.d[out.nbDims - 1];
    std::vector<double> y;
    for (int64_t i = 0; i < base::volumeUnchecked(out); ++i)
    {
        int64_t const w = i % outWidth - left;
        int64_t const h = i / outWidth % outHeight - top;
        int64_t const image = i / outWidth / outHeight;
        bool const inside = w >= 0 && w < width && h >= 0 && h < height;
        y.push_back(inside ? x.at((image * height + h) * width + w) : 0);
    }
    return y;
}

Array countedImage(DataType type, base::Dims const& dims)
{
    Array made = testing::emptyArray(type, dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(1 + i % 97));
    }
    return made;
}

TEST(Padding, PadsAndCropsInEveryType)
{
    for (int64_t const top : {-4, -1, 0, 2})
    {
        for (int64_t const left : {-3, 0, 1})
        {
            for (int64_t const bottom : {-2, 0, 3})
            {
                for (int64_t const right : {-1, 0, 5})
                {
                    SCOPED_TRACE(fmt::format("{} {} {} {}", top, left, bottom, right));
                    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64})
                    {
                        Array const x = countedImage(type, base::makeDims({2, 3, 6, 7}));
                        Array const y = testing::onlyOutput(padded(top, left, bottom, right), {x});
                        testing::expectDims(y.dims, {2, 3, 6 + top + bottom, 7 + left + right});
                        ASSERT_EQ(y.values(), paddedValues(x, y.dims, top, left)) << base::name(type);
                    }
                }
            }
        }
    }
}

TEST(Padding, CropsMoreThanThereIsWhereTheOtherSideGrows)
{
    // The window leaves the input on one side, or altogether.
    Array const x = countedImage(DataType::kFLOAT, base::makeDims({2, 3}));
    for (auto const& [top, left, bottom, right] :
        {std::tuple<int64_t, int64_t, int64_t, int64_t>{-5, 0, 6, 0}, {0, -9, 0, 9}, {4, 0, -5, 0}, {0, 7, 0, -8}})
    {
        Array const y = testing::onlyOutput(padded(top, left, bottom, right), {x});
        EXPECT_EQ(y.values(), paddedValues(x, y.dims, top, left)) << top << " " << left;
    }
}

TEST(Padding, TakesEmptyAndLargeTensorsAndHalf)
{
    EXPECT_EQ(testing::onlyOutput(padded(1, 1, 1, 1), {floats({0, 2, 2}, {})}).count(), 0);
    EXPECT_EQ(testing::onlyOutput(padded(0, -2, 0, 0), {floats({1, 2, 2}, {1, 2, 3, 4})}).count(), 0);
    EXPECT_EQ(testing::onlyOutput(padded(1, 0, 0, 2), {floats({1, 0, 0}, {})}).values(), (std::vector<double>{0, 0}));
    Array const x = countedImage(DataType::kFLOAT, base::makeDims({2, 3, 120, 130}));
    Array const y = testing::onlyOutput(padded(3, 3, 3, 3), {x}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(y.type, DataType::kHALF);
    EXPECT_EQ(y.values(), paddedValues(x, y.dims, 3, 3));
}

TEST(Padding, InfersDims)
{
    PaddingOp const op = padded(1, 2, 3, -4);
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {-1, 3, 8, -2})}), "d0x3x12x(d1 + -2)");
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {8})}),
        "input 0: expected at least 2 dimensions, found 8");
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {3, 8, 1})}),
        "padding 2 before and -4 after width: expected no more than its size to be cropped, found an input of 3x8x1");
    EXPECT_EQ(
        testing::inferredDims(op, {testing::spec(DataType::kFP4, {3, 8, 8})}), "not implemented yet: padding of fp4");
    PaddingOp deep;
    deep.params.postPadding = base::makeDims({1, 1, 1});
    EXPECT_EQ(testing::inferredDims(deep, {testing::spec(DataType::kFLOAT, {3, 8, 8})}),
        "post-padding: expected 2 dimensions (height and width), found 3");
}

TEST(Padding, NoticesAtRunTimeThatTooMuchIsCropped)
{
    graph::KernelRequest request;
    request.candidate.inputs = request.candidate.outputs = {{}};
    auto kernel = testing::valueOf(padded(-2, 0, -2, 0).makeKernel(request));
    graph::TensorDesc const in{DataType::kFLOAT, {}, base::makeDims({3, 3}), 1.0F};
    graph::TensorDesc const out{DataType::kFLOAT, {}, base::makeDims({-1, 3}), 1.0F};
    testing::expectError(kernel->setShapes({&in, 1}, {&out, 1}),
        "padding -2 before and -2 after height: expected no more than its size to be cropped, found an input of 3x3");
}

TEST(Padding, KeepsItsParametersThroughARecord)
{
    auto const twin = testing::throughRecord(padded(1, -2, 3, 4));
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    auto const& params = dynamic_cast<PaddingOp&>(**twin).params;
    EXPECT_EQ(base::toString(params.prePadding), "1x-2");
    EXPECT_EQ(base::toString(params.postPadding), "3x4");
}

} // namespace
} // namespace tenon::ops

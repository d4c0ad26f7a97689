// The kernels for kHWC give what their formulas say of row-major tensors. Convolution and pooling: beside them.
#include "ops/activation/activation.h"
#include "ops/concatenation/concatenation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/reduce/reduce.h"
#include "ops/resize/resize.h"
#include "ops/testing/channels_last.h"

#include <gtest/gtest.h>

namespace tenon::ops
{
namespace
{

using testing::Array;
using testing::runChannelsLast;

Array randomImage(int64_t n, int64_t c, int64_t h, int64_t w, uint32_t seed)
{
    return testing::randomFloats(base::makeDims({n, c, h, w}), seed);
}

//! Calls body(n, c, y, x, index) for each element of an image, in row-major order.
template <typename Body>
void forPixels(base::Dims const& dims, Body const& body)
{
    int64_t index = 0;
    for (int64_t n = 0; n < dims.d[0]; ++n)
    {
        for (int64_t c = 0; c < dims.d[1]; ++c)
        {
            for (int64_t y = 0; y < dims.d[2]; ++y)
            {
                for (int64_t x = 0; x < dims.d[3]; ++x)
                {
                    body(n, c, y, x, index++);
                }
            }
        }
    }
}

double at(Array const& image, int64_t n, int64_t c, int64_t y, int64_t x)
{
    return image.at(((n * image.dims.d[1] + c) * image.dims.d[2] + y) * image.dims.d[3] + x);
}

TEST(ChannelsLast, ElementWiseBroadcastsAlongChannelsAndPixels)
{
    TENON_CPU_KERNEL_ONLY();
    ElementWiseOp op;
    op.params.operation = nvinfer1::ElementWiseOperation::kPROD;
    Array const a = randomImage(2, 5, 3, 4, 1);
    for (Array const& b : {randomImage(2, 5, 3, 4, 2), randomImage(1, 5, 1, 1, 3), randomImage(2, 1, 3, 4, 4)})
    {
        auto const y = runChannelsLast(op, {a, b});
        ASSERT_TRUE(y.ok()) << y.error().text();
        forPixels(a.dims, [&](int64_t n, int64_t c, int64_t i, int64_t j, int64_t index) {
            auto const place = [&](int32_t d, int64_t wanted) { return b.dims.d[d] == 1 ? 0 : wanted; };
            EXPECT_FLOAT_EQ(y->at(index),
                static_cast<float>(at(a, n, c, i, j) * at(b, place(0, n), place(1, c), place(2, i), place(3, j))));
        });
    }
}

TEST(ChannelsLast, ActivationKeepsPlaces)
{
    TENON_CPU_KERNEL_ONLY();
    ActivationOp op;
    op.params = {nvinfer1::ActivationType::kRELU, 0, 0};
    Array const a = randomImage(2, 3, 4, 5, 1);
    auto const y = runChannelsLast(op, {a});
    ASSERT_TRUE(y.ok()) << y.error().text();
    for (int64_t i = 0; i < a.count(); ++i)
    {
        EXPECT_EQ(y->at(i), std::max(a.at(i), 0.0));
    }
}

TEST(ChannelsLast, ConcatenatesAlongEachAxis)
{
    TENON_CPU_KERNEL_ONLY();
    for (int32_t axis = 0; axis < 4; ++axis)
    {
        ConcatenationOp op;
        op.params.axis = axis;
        base::Dims dims = base::makeDims({2, 3, 4, 5});
        Array const a = testing::randomFloats(dims, 1);
        dims.d[axis] += 1;
        Array const b = testing::randomFloats(dims, 2);
        auto const y = runChannelsLast(op, {a, b});
        ASSERT_TRUE(y.ok()) << y.error().text();
        forPixels(y->dims, [&](int64_t n, int64_t c, int64_t i, int64_t j, int64_t index) {
            int64_t place[4]{n, c, i, j};
            bool const first = place[axis] < a.dims.d[axis];
            place[axis] -= first ? 0 : a.dims.d[axis];
            EXPECT_EQ(y->at(index), at(first ? a : b, place[0], place[1], place[2], place[3]));
        });
    }
}

TEST(ChannelsLast, ReducesImages)
{
    TENON_CPU_KERNEL_ONLY();
    for (bool const keeps : {false, true})
    {
        ReduceOp op;
        op.params = {nvinfer1::ReduceOperation::kAVG, 0b1100, keeps};
        Array const a = randomImage(2, 19, 3, 4, 1);
        auto const y = runChannelsLast(op, {a});
        ASSERT_TRUE(y.ok()) << y.error().text();
        ASSERT_EQ(y->count(), 2 * 19);
        for (int64_t i = 0; i < y->count(); ++i)
        {
            double sum = 0;
            for (int64_t pixel = 0; pixel < 12; ++pixel)
            {
                sum += a.at(i * 12 + pixel);
            }
            EXPECT_NEAR(y->at(i), sum / 12, 1e-6);
        }
    }
}

TEST(ChannelsLast, ResizesByNearestAndLinear)
{
    TENON_CPU_KERNEL_ONLY();
    ResizeOp op;
    op.params.scales = {1, 1, 2, 2};
    Array const a = randomImage(2, 5, 3, 4, 1);
    auto const nearest = runChannelsLast(op, {a});
    ASSERT_TRUE(nearest.ok()) << nearest.error().text();
    forPixels(nearest->dims, [&](int64_t n, int64_t c, int64_t i, int64_t j, int64_t index) {
        EXPECT_EQ(nearest->at(index), at(a, n, c, i / 2, j / 2));
    });
    op.params.mode = nvinfer1::InterpolationMode::kLINEAR;
    auto const linear = runChannelsLast(op, {a});
    ASSERT_TRUE(linear.ok()) << linear.error().text();
    forPixels(linear->dims, [&](int64_t n, int64_t c, int64_t i, int64_t j, int64_t index) {
        int64_t const below = std::min<int64_t>(i / 2 + 1, 2);
        int64_t const right = std::min<int64_t>(j / 2 + 1, 3);
        double const v = 0.5 * static_cast<double>(i % 2);
        double const h = 0.5 * static_cast<double>(j % 2);
        double const expected = (1 - v) * ((1 - h) * at(a, n, c, i / 2, j / 2) + h * at(a, n, c, i / 2, right))
            + v * ((1 - h) * at(a, n, c, below, j / 2) + h * at(a, n, c, below, right));
        EXPECT_NEAR(linear->at(index), expected, 1e-6);
    });
}

} // namespace
} // namespace tenon::ops

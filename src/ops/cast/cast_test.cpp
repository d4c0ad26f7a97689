#include "ops/cast/cast.h"

#include "ops/common/type_conversion.h"
#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"
#include "ops/testing/numpy_cases.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using testing::floats;

CastOp castTo(DataType type)
{
    CastOp op;
    op.params.toType = type;
    return op;
}

testing::RunnerOptions exactTypes()
{
    testing::RunnerOptions options;
    options.stronglyTyped = true;
    return options;
}

TEST(Cast, AnswersAsNumPyRecorded)
{
    auto const cases = testing::numPyCases("cast");
    ASSERT_EQ(cases.size(), 49U);
    testing::onEveryTarget([&] {
        for (testing::NumPyCase const& each : cases)
        {
            SCOPED_TRACE(fmt::format("{} to {}", base::name(each.inputs[0].type), base::name(each.output.type)));
            Array const y = testing::onlyOutput(castTo(each.output.type), {each.inputs[0]}, exactTypes());
            ASSERT_EQ(y.type, each.output.type);
            ASSERT_EQ(y.count(), each.output.count());
            for (int64_t i = 0; i < y.count(); ++i)
            {
                bool const bothNan = std::isnan(y.at(i)) && std::isnan(each.output.at(i));
                EXPECT_TRUE(bothNan || y.at(i) == each.output.at(i))
                    << "element " << i << ": " << each.inputs[0].at(i) << " gave " << y.at(i) << ", NumPy "
                    << each.output.at(i);
            }
        }
    });
}

TEST(Cast, FloatsOutOfRangeBecomeTheNearestEnd)
{
    std::vector<double> const x{1e30, -1e30, INFINITY, -INFINITY, NAN, 127.9, 128.0, -128.9, -129.0, 255.5, 256.0, -0.5,
        2147483648.0, -2147483904.0, 9.3e18, -9.3e18, 2147483520.0};
    // Longer than any vector, so that vectors see the values, and the rest of a row does where they are narrow.
    std::vector<double> all = x;
    all.resize(x.size() + 64, 5.0);
    testing::onEveryTarget([&] {
        for (DataType const from : {DataType::kFLOAT, DataType::kBF16})
        {
            Array const input =
                testing::convert(array(DataType::kFLOAT, {static_cast<int64_t>(all.size())}, all), from);
            for (auto const& [type, low, high] : {std::tuple<DataType, double, double>{DataType::kINT8, -128, 127},
                     {DataType::kUINT8, 0, 255}, {DataType::kINT32, -2147483648.0, 2147483647.0},
                     {DataType::kINT64, -9223372036854775808.0, 9223372036854775807.0}})
            {
                Array const y = testing::onlyOutput(castTo(type), {input}, exactTypes());
                for (int64_t i = 0; i < static_cast<int64_t>(x.size()); ++i)
                {
                    double const real = input.at(i);
                    double const wanted = std::isnan(real) ? 0.0 : std::trunc(std::min(std::max(real, low), high));
                    EXPECT_EQ(y.at(i), wanted) << base::name(from) << " " << real << " to " << base::name(type);
                }
            }
        }
    });
}

TEST(Cast, ConvertsBytesAtEveryLength)
{
    std::vector<double> const special{
        NAN, INFINITY, -INFINITY, 127.99, 128, -128.99, -129, 255.99, 256, -0.99, -0.0, 0.5, 1.5, -1.5, 3e38, -3e38};
    testing::onEveryTarget([&] {
        for (int64_t const count : {1, 3, 4, 5, 15, 16, 17, 31, 33, 67, 256 + 7})
        {
            for (auto const& [type, low, high] :
                {std::tuple<DataType, double, double>{DataType::kINT8, -128, 127}, {DataType::kUINT8, 0, 255}})
            {
                Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({count}));
                Array bytes = testing::emptyArray(type, base::makeDims({count}));
                for (int64_t i = 0; i < count; ++i)
                {
                    auto const at = static_cast<size_t>(i);
                    x.set(i, at % 2 == 0 ? special[at / 2 % special.size()] : 1.37 * static_cast<double>(i) - 150);
                    bytes.set(i, low + static_cast<double>(i % 256));
                }
                Array truths = bytes;
                truths.type = DataType::kBOOL;
                Array const ones = testing::onlyOutput(castTo(DataType::kFLOAT), {truths}, exactTypes());
                Array const y = testing::onlyOutput(castTo(type), {x}, exactTypes());
                Array const real = testing::onlyOutput(castTo(DataType::kFLOAT), {bytes}, exactTypes());
                for (int64_t i = 0; i < count; ++i)
                {
                    double const wanted =
                        std::isnan(x.at(i)) ? 0.0 : std::trunc(std::min(std::max(x.at(i), low), high));
                    EXPECT_EQ(y.at(i), wanted) << x.at(i) << " to " << base::name(type) << ", " << i << " of " << count;
                    EXPECT_EQ(ones.at(i), bytes.at(i) == 0 ? 0 : 1) << i << " of " << count;
                    EXPECT_EQ(real.at(i), low + static_cast<double>(i % 256)) << base::name(type);
                }
            }
        }
    });
}

TEST(Cast, ReachesTheEndsOfInt64)
{
    Array const y = testing::onlyOutput(castTo(DataType::kINT64), {floats({2}, {1e19, -1e19})}, exactTypes());
    EXPECT_EQ(y.as<int64_t>()[0], INT64_MAX);
    EXPECT_EQ(y.as<int64_t>()[1], INT64_MIN);
    Array const z = testing::onlyOutput(castTo(DataType::kINT32), {floats({2}, {3e9, -3e9})}, exactTypes());
    EXPECT_EQ(z.as<int32_t>()[0], INT32_MAX);
    EXPECT_EQ(z.as<int32_t>()[1], INT32_MIN);
}

TEST(Cast, ConvertsBfloat16AndOddBools)
{
    Array const b =
        testing::onlyOutput(castTo(DataType::kBF16), {floats({3}, {1.00390625, 1.01171875, 3e38})}, exactTypes());
    EXPECT_EQ(b.type, DataType::kBF16);
    EXPECT_EQ(b.values(), (std::vector<double>{1.0, 1.015625, base::bfloat16ToFloat(base::floatToBfloat16(3e38F))}));
    EXPECT_EQ(testing::onlyOutput(castTo(DataType::kFLOAT), {b}, exactTypes()).values(), b.values());
    // Eight significant bits, ties to even.
    Array const integers = array(DataType::kINT32, {6}, {0, -3, 257, 258, 259, 65537});
    EXPECT_EQ(testing::onlyOutput(castTo(DataType::kBF16), {integers}, exactTypes()).values(),
        (std::vector<double>{0, -3, 256, 258, 260, 65536}));
    Array const truths = array(DataType::kBOOL, {3}, {0, 7, 255});
    for (DataType const type : {DataType::kFLOAT, DataType::kINT64, DataType::kBOOL, DataType::kHALF})
    {
        EXPECT_EQ(testing::onlyOutput(castTo(type), {truths}, exactTypes()).values(), (std::vector<double>{0, 1, 1}))
            << base::name(type);
    }
    EXPECT_EQ(testing::onlyOutput(castTo(DataType::kBOOL), {floats({4}, {0, -0.0, 1e-40, NAN})}, exactTypes()).values(),
        (std::vector<double>{0, 0, 1, 1}));
}

TEST(Cast, RoundsToItsTypeWhateverTheBuilderPrefers)
{
    // 1 + 2^-12 is no half; in a network that runs in fp32 the cast must still round.
    Array const y = testing::onlyOutput(castTo(DataType::kHALF), {floats({1}, {1.0 + 0x1p-12})});
    EXPECT_EQ(y.type, DataType::kHALF);
    EXPECT_EQ(y.at(0), 1.0);
    testing::RunnerOptions half;
    half.allowHalf = true;
    Array const z = testing::onlyOutput(castTo(DataType::kINT32), {floats({2}, {-2.75, 1000.5})}, half);
    EXPECT_EQ(z.values(), (std::vector<double>{-2, 1000}));
}

TEST(Cast, FollowsShapesAndValues)
{
    Array const large = testing::randomFloats(base::makeDims({7, 30011}), 9, -1000.0F, 1000.0F);
    Array const y = testing::onlyOutput(castTo(DataType::kINT32), {large});
    testing::expectDims(y.dims, {7, 30011});
    for (int64_t i = 0; i < y.count(); ++i)
    {
        ASSERT_EQ(y.at(i), std::trunc(large.at(i)));
    }
    EXPECT_EQ(testing::onlyOutput(castTo(DataType::kINT32), {floats({0, 3}, {})}).count(), 0);
    auto shape = testing::spec(DataType::kINT64, {3});
    shape.values = {graph::constant(0), graph::constant(-5), graph::symbol(0)};
    auto const kept = testing::valueOf(testing::infer(castTo(DataType::kINT32), {shape}));
    EXPECT_EQ((*kept.at(0).values)[1]->value(), -5);
    EXPECT_EQ((*kept.at(0).values)[2]->kind(), graph::DimExpr::Kind::kSYMBOL);
    auto const truths = testing::valueOf(testing::infer(castTo(DataType::kBOOL), {shape}));
    std::vector<int64_t> const symbols{3};
    EXPECT_EQ((*truths.at(0).values)[0]->value(), 0);
    EXPECT_EQ((*truths.at(0).values)[1]->value(), 1);
    EXPECT_EQ(testing::valueOf(graph::evaluate((*truths.at(0).values)[2], symbols)), 1);
    EXPECT_FALSE(testing::valueOf(testing::infer(castTo(DataType::kFLOAT), {shape})).at(0).values.has_value());
}

TEST(Cast, InfersTheTypeThatItCastsTo)
{
    auto const inferred = testing::infer(castTo(DataType::kINT32), {testing::spec(DataType::kFLOAT, {-1, 2})});
    ASSERT_TRUE(inferred.ok()) << inferred.error().text();
    EXPECT_EQ(inferred->front().type, DataType::kINT32);
}

TEST(Cast, RefusesTypesThatItCannotTake)
{
    testing::expectError(testing::infer(castTo(DataType::kFLOAT), {testing::spec(DataType::kINT4, {2})}),
        "input 0: expected type fp32, fp16, bf16, int8, int32, int64, bool or uint8, found int4");
    testing::expectError(testing::infer(castTo(DataType::kFP8), {testing::spec(DataType::kFLOAT, {2})}),
        "output type: expected type fp32, fp16, bf16, int8, int32, int64, bool or uint8, found fp8");
    testing::expectError(castWeights({DataType::kFP4, 2, nullptr, nullptr}, DataType::kFLOAT),
        "weights: expected a type that converts to fp32, found fp4");
}

TEST(Cast, KeepsItsParametersThroughARecord)
{
    auto const twin = testing::throughRecord(castTo(DataType::kUINT8));
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ(dynamic_cast<CastOp&>(**twin).params.toType, DataType::kUINT8);
}

TEST(Quantization, RoundsToTheNearestAndSaturates)
{
    std::vector<float> x{0.0F, 0.25F, 0.75F, -0.25F, -0.75F, 1.25F, 63.5F, 63.75F, 64.0F, 1e9F, -64.0F, -64.25F,
        -64.26F, NAN, INFINITY, -INFINITY, 0.26F, 0.24F};
    // Expected: the nearest integer to 2 x, ties to even.
    std::vector<int> const expected{0, 0, 2, 0, -2, 2, 127, 127, 127, 127, -128, -128, -128, 0, 127, -128, 1, 0};
    size_t const size = x.size();
    x.resize(size + 80, 1.0F);
    testing::onEveryTarget([&] {
        std::vector<int8_t> q(x.size());
        quantizeFloats(x.data(), 0.5F, q.data(), static_cast<int64_t>(x.size()));
        std::vector<int8_t> tail(size);
        for (size_t i = 0; i < size; ++i)
        {
            quantizeFloats(&x[i], 0.5F, &tail[i], 1);
            EXPECT_EQ(q[i], expected[i]) << x[i];
            EXPECT_EQ(tail[i], expected[i]) << x[i];
        }
        std::vector<int8_t> all(256 + 5);
        for (size_t i = 0; i < all.size(); ++i)
        {
            all[i] = static_cast<int8_t>(i);
        }
        std::vector<float> real(all.size());
        dequantizeInt8(all.data(), 0.37F, real.data(), static_cast<int64_t>(all.size()));
        for (size_t i = 0; i < all.size(); ++i)
        {
            ASSERT_EQ(real[i], 0.37F * static_cast<float>(all[i]));
        }
    });
}

} // namespace
} // namespace tenon::ops

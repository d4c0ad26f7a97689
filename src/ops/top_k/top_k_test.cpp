#include "ops/top_k/top_k.h"

#include "ops/testing/expect.h"

#include <cmath>
#include <numeric>

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::TopKOperation;
using testing::Array;
using testing::array;
using List = std::vector<double>;

TopKOp topKOf(TopKOperation operation, int32_t k, uint32_t axes, DataType indices = DataType::kINT32)
{
    TopKOp op;
    op.params = {operation, k, axes, indices};
    return op;
}

//! The definition: sort whole runs, stable.
std::pair<List, List> sorted(Array const& x, int32_t axis, int64_t k, bool smallest)
{
    int64_t outer = 1;
    int64_t inner = 1;
    for (int32_t d = 0; d < x.dims.nbDims; ++d)
    {
        (d < axis ? outer : inner) *= d == axis ? 1 : x.dims.d[d];
    }
    int64_t const size = x.dims.d[axis];
    List values(static_cast<size_t>(outer * k * inner));
    List places(values.size());
    for (int64_t o = 0; o < outer; ++o)
    {
        for (int64_t i = 0; i < inner; ++i)
        {
            auto const at = [&](int64_t p) { return x.at((o * size + p) * inner + i); };
            std::vector<int64_t> order(static_cast<size_t>(size));
            std::iota(order.begin(), order.end(), 0);
            std::stable_sort(order.begin(), order.end(),
                [&](int64_t a, int64_t b) { return smallest ? at(a) < at(b) : at(a) > at(b); });
            for (int64_t j = 0; j < k; ++j)
            {
                values[static_cast<size_t>((o * k + j) * inner + i)] = at(order[static_cast<size_t>(j)]);
                places[static_cast<size_t>((o * k + j) * inner + i)] =
                    static_cast<double>(order[static_cast<size_t>(j)]);
            }
        }
    }
    return {values, places};
}

TEST(TopK, FindsTheBestAlongEveryAxisInEveryType)
{
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({7, 11, 5}));
    for (int64_t i = 0; i < x.count(); ++i)
    {
        x.set(i, static_cast<double>(i * 37 % 53)); // with ties
    }
    for (DataType const type :
        {DataType::kFLOAT, DataType::kHALF, DataType::kINT8, DataType::kUINT8, DataType::kINT32, DataType::kINT64})
    {
        for (int32_t axis = 0; axis < 3; ++axis)
        {
            for (auto const operation : {TopKOperation::kMAX, TopKOperation::kMIN})
            {
                for (int32_t const k : {1, 3, 5})
                {
                    SCOPED_TRACE(fmt::format("{} axis {} k {}", base::name(type), axis, k));
                    auto const y =
                        testing::valueOf(testing::runOp(topKOf(operation, k, 1U << axis), {testing::convert(x, type)}));
                    auto const [values, places] = sorted(x, axis, k, operation == TopKOperation::kMIN);
                    ASSERT_EQ(y.size(), 2U);
                    EXPECT_EQ(y[0].values(), values);
                    EXPECT_EQ(y[1].values(), places);
                }
            }
        }
    }
}

TEST(TopK, FindsTheBestOfRunsOfAllLengths)
{
    struct Case
    {
        std::vector<int64_t> dims;
        int32_t axis, k;
    };
    for (Case const& each : {Case{{3, 512}, 1, 512}, Case{{5, 513}, 1, 7}, Case{{2, 2048}, 1, 2048},
             Case{{1, 2049}, 1, 2049}, Case{{6, 5000}, 1, 300}, Case{{3000, 4}, 0, 20}, Case{{70, 2100}, 1, 3},
             Case{{1, 40000}, 1, 1000}, Case{{3, 9000}, 1, 2049}, Case{{1, 70000}, 1, 50}})
    {
        Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims(std::span<int64_t const>(each.dims)).value());
        for (int64_t i = 0; i < x.count(); ++i)
        {
            x.set(i, static_cast<double>(i * 7919 % 1009 - 500)); // with ties
        }
        for (DataType const type : {DataType::kFLOAT, DataType::kINT64})
        {
            for (auto const operation : {TopKOperation::kMAX, TopKOperation::kMIN})
            {
                SCOPED_TRACE(fmt::format("{} of {} elements", base::name(type), x.count()));
                auto const y = testing::valueOf(
                    testing::runOp(topKOf(operation, each.k, 1U << each.axis), {testing::convert(x, type)}));
                auto const [values, places] = sorted(x, each.axis, each.k, operation == TopKOperation::kMIN);
                ASSERT_EQ(y.size(), 2U);
                EXPECT_TRUE(y[0].values() == values);
                EXPECT_TRUE(y[1].values() == places);
            }
        }
    }
}

TEST(TopK, TakesTheFirstOfMoreEqualElementsThanABlockHolds)
{
    for (int64_t const different : {1, 2, 5})
    {
        Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({2, 9001}));
        for (int64_t i = 0; i < x.count(); ++i)
        {
            x.set(i, i * 7919 % 9001 < different * 100 ? 1.0 + static_cast<double>(i % different) : 0.25);
        }
        for (int32_t const k : {2, 700, 2048})
        {
            for (auto const operation : {TopKOperation::kMAX, TopKOperation::kMIN})
            {
                SCOPED_TRACE(fmt::format("{} values above, k {}", different, k));
                auto const y = testing::valueOf(testing::runOp(topKOf(operation, k, 2), {x}));
                auto const [values, places] = sorted(x, 1, k, operation == TopKOperation::kMIN);
                EXPECT_TRUE(y.at(0).values() == values);
                EXPECT_TRUE(y.at(1).values() == places);
            }
        }
    }
}

TEST(TopK, FindsTheBestAmongValuesOfAllSizes)
{
    // All exponents and both signs: keys that differ in any of their bits.
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({2, 20000}));
    uint32_t state = 1;
    for (int64_t i = 0; i < x.count(); ++i)
    {
        state = state * 1664525U + 1013904223U;
        double const mantissa = 1.0 + static_cast<double>(state >> 9U) / (1U << 23U);
        x.set(i, std::ldexp((i & 1) != 0 ? -mantissa : mantissa, static_cast<int>(i * 31 % 250) - 125));
    }
    for (int32_t const k : {5, 1500})
    {
        for (auto const operation : {TopKOperation::kMAX, TopKOperation::kMIN})
        {
            SCOPED_TRACE(k);
            auto const y = testing::valueOf(testing::runOp(topKOf(operation, k, 2), {x}));
            auto const [values, places] = sorted(x, 1, k, operation == TopKOperation::kMIN);
            EXPECT_TRUE(y.at(0).values() == values);
            EXPECT_TRUE(y.at(1).values() == places);
        }
    }
}

TEST(TopK, PutsNaNFirstOrLast)
{
    auto const x = testing::floats({4}, {1, NAN, 3, NAN});
    auto const max = testing::valueOf(testing::runOp(topKOf(TopKOperation::kMAX, 4, 1), {x}));
    EXPECT_EQ(max.at(1).values(), (List{1, 3, 2, 0}));
    auto const min = testing::valueOf(testing::runOp(topKOf(TopKOperation::kMIN, 4, 1, DataType::kINT64), {x}));
    EXPECT_EQ(min.at(1).type, DataType::kINT64);
    EXPECT_EQ(min.at(1).values(), (List{0, 2, 1, 3}));
}

TEST(TopK, TakesKAsAShapeTensor)
{
    auto const x = testing::floats({2, 3}, {3, 1, 2, 4, 6, 5});
    auto runner = testing::OpRunner::make(topKOf(TopKOperation::kMAX, 0, 2),
        {testing::fixedInput(x), testing::constantInput(array(DataType::kINT64, {}, {2}))});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    EXPECT_EQ(testing::valueOf(runner->run({x, std::nullopt})).at(0).values(), (List{3, 2, 6, 5}));
    EXPECT_EQ(testing::valueOf(testing::runOp(topKOf(TopKOperation::kMAX, 0, 2), {x})).at(0).count(), 0);
}

TEST(TopK, RefusesWhatItCannotTake)
{
    auto const dims = [](TopKOp const& op, std::vector<int64_t> const& x) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, x)});
    };
    EXPECT_EQ(dims(topKOf(TopKOperation::kMAX, 2, 2), {-1, 5}), "d0x2");
    EXPECT_EQ(
        dims(topKOf(TopKOperation::kMAX, 6, 2), {-1, 5}), "k: expected 0 to 5 (dimension 1 of the input), found 6");
    EXPECT_EQ(dims(topKOf(TopKOperation::kMAX, 1, 3), {4, 5}),
        "axes: expected one of the lowest 2 bits (one a dimension of the input), found 0x3");
    EXPECT_EQ(
        dims(topKOf(static_cast<TopKOperation>(4), 1, 1), {4}), "operation: expected a TopKOperation, found number 4");
    testing::expectError(testing::infer(topKOf(TopKOperation::kMAX, 1, 1), {testing::spec(DataType::kBOOL, {4})}),
        "input 0: expected type");
    testing::expectError(testing::infer(topKOf(TopKOperation::kMAX, 1, 1),
                             {testing::spec(DataType::kFLOAT, {4}), testing::spec(DataType::kINT32, {})}),
        "input 1 (k): expected a shape tensor of one value");
    testing::expectError(
        testing::infer(topKOf(TopKOperation::kMAX, 1, 1, DataType::kFLOAT), {testing::spec(DataType::kFLOAT, {4})}),
        "type of the indices");
    auto const twin = testing::throughRecord(topKOf(TopKOperation::kMIN, 4, 2));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<TopKOp&>(**twin).params.k, 4);
}

} // namespace
} // namespace tenon::ops

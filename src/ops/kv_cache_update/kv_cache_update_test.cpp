#include "ops/kv_cache_update/kv_cache_update.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using List = std::vector<double>;
using testing::Array;

Array placesOf(DataType type, std::vector<double> const& values)
{
    Array places = testing::emptyArray(type, base::makeDims({static_cast<int64_t>(values.size())}));
    for (size_t i = 0; i < values.size(); ++i)
    {
        places.set(static_cast<int64_t>(i), values[i]);
    }
    return places;
}

TEST(KVCacheUpdate, WritesEachItemAtItsPlace)
{
    // Two items of two heads with room for three tokens of one element; one new token each.
    Array const cache = testing::floats({2, 2, 3, 1}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    Array const update = testing::floats({2, 2, 1, 1}, {-1, -2, -3, -4});
    List const expected{0, -1, 2, 3, -2, 5, 6, 7, -3, 9, 10, -4};
    EXPECT_EQ(
        testing::onlyOutput(KVCacheUpdateOp{}, {cache, update, placesOf(DataType::kINT32, {1, 2})}).values(), expected);
    EXPECT_EQ(testing::onlyOutput(KVCacheUpdateOp{}, {cache, update, placesOf(DataType::kINT64, {1, 2})},
                  testing::storedIn(DataType::kHALF))
                  .values(),
        expected);
    Array const two = testing::floats({2, 2, 2, 1}, {-1, -2, -3, -4, -5, -6, -7, -8});
    EXPECT_EQ(testing::onlyOutput(KVCacheUpdateOp{}, {cache, two, placesOf(DataType::kINT32, {0, 1})}).values(),
        (List{-1, -2, 2, -3, -4, 5, 6, -5, -6, 9, -7, -8}));
}

TEST(KVCacheUpdate, RefusesWhatDoesNotFit)
{
    auto const infer = [](std::vector<int64_t> const& cache, std::vector<int64_t> const& update, int64_t places,
                           DataType type = DataType::kFLOAT) {
        return testing::inferredDims(KVCacheUpdateOp{},
            {testing::spec(DataType::kFLOAT, cache), testing::spec(type, update),
                testing::spec(DataType::kINT32, {places})});
    };
    EXPECT_EQ(infer({-1, 2, 8, 4}, {-1, 2, -1, 4}, -1), "d0x2x8x4");
    std::string const expected =
        "inputs: expected a cache [batch, heads, capacity, size], an update [batch, heads, tokens, size] of at most as many tokens, and places "
        "[batch], found ";
    EXPECT_EQ(infer({1, 2, 8, 4}, {1, 2, 9, 4}, 1), expected + "1x2x8x4, 1x2x9x4 and 1");
    EXPECT_EQ(infer({1, 2, 8, 4}, {1, 3, 1, 4}, 1), expected + "1x2x8x4, 1x3x1x4 and 1");
    EXPECT_EQ(infer({1, 2, 8, 4}, {1, 2, 1, 4}, 2), expected + "1x2x8x4, 1x2x1x4 and 2");
    EXPECT_EQ(infer({1, 2, 8, 4}, {1, 2, 1, 4}, 1, DataType::kHALF),
        "inputs: expected a cache and an update of one type of at least a byte, found fp32 and fp16");
    char const* const device = std::getenv("TENON_DEVICE");
    if (device == nullptr || std::string(device) == "cpu")
    {
        testing::expectError(testing::runOp(KVCacheUpdateOp{},
                                 {testing::floats({1, 1, 2, 1}, {0, 0}), testing::floats({1, 1, 1, 1}, {1}),
                                     placesOf(DataType::kINT32, {2})}),
            "KV cache update: expected room for 1 tokens in a cache of 2, found place 2 for batch item 0");
    }
}

} // namespace
} // namespace tenon::ops

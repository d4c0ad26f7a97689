// One token of a small language model.
#include "ops/kv_cache_update/kv_cache_update.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runKVCacheUpdate(benchmark::State& state)
{
    testing::Array const cache = testing::randomFloats(base::makeDims({1, 12, 1024, 64}), 1);
    testing::Array const update = testing::randomFloats(base::makeDims({1, 12, 1, 64}), 2);
    testing::Array places = testing::emptyArray(base::DataType::kINT32, base::makeDims({1}));
    places.set(0, 500);
    testing::benchmarkOp(state, KVCacheUpdateOp{}, {cache, update, places}, 8 * cache.count());
}
BENCHMARK(runKVCacheUpdate)->Name("KVCacheUpdate");

} // namespace
} // namespace tenon::ops

// y[b, h, place[b] + t, :] = update[b, h, t, :]
//
// Threads:   one element of the update each.
// Memory:    the update is read and written once.
// Accuracy:  bits are copied.
#include "ops/kv_cache_update/kv_cache_update_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T>
struct CacheWrite
{
    KVCacheUpdateProblem problem;
    T const* update;
    Integers places;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const row = i / problem.size;
        int64_t const head = row / problem.tokens;
        int64_t const place = places[head / problem.heads] + row - head * problem.tokens;
        if (place >= 0 && place < problem.capacity)
        {
            y[(head * problem.capacity + place) * problem.size + i - row * problem.size] = update[i];
        }
    }
};

} // namespace

cudaError_t launchKVCacheUpdate(KVCacheUpdateProblem const& problem, int64_t elementBytes, void const* update,
    void const* places, void* y, cudaStream_t stream)
{
    return withElementBytes(elementBytes, [&](auto element) {
        using T = decltype(element);
        CacheWrite<T> const all{
            problem, static_cast<T const*>(update), {places, problem.widePlaces}, static_cast<T*>(y)};
        return launchEach(problem.batch * problem.heads * problem.tokens * problem.size, all, stream);
    });
}

} // namespace tenon::ops

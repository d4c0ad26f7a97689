// a' = c · a − s · b, b' = s · a + c · b: see rotary_embedding_cpu.cpp.
//
// Threads:   one element of y each; the two of a pair read the same elements.
// Memory:    x is read twice, once from the caches; y is written once; angles come from the caches for all heads but the first.
// Accuracy:  two products and a sum in fp32, rounded once.
#include "ops/rotary_embedding/rotary_embedding_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T, typename Angle>
struct Rotation
{
    RotaryProblem problem;
    T const* x;
    Angle const* cosines;
    Angle const* sines;
    Integers places;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const row = i / problem.size;
        int64_t const at = i - row * problem.size;
        if (at >= 2 * problem.pairs)
        {
            y[i] = x[i];
            return;
        }
        int64_t const token = row / (problem.heads * problem.tokens) * problem.tokens + row % problem.tokens;
        int64_t place = places.data == nullptr ? token : places[token];
        place = place < 0 ? 0 : (place >= problem.places ? problem.places - 1 : place);
        int64_t const pair = problem.interleaved ? at / 2 : at % problem.pairs;
        bool const second = problem.interleaved ? at % 2 == 1 : at >= problem.pairs;
        int64_t const step = problem.interleaved ? 1 : problem.pairs;
        float const c = cuda::computed(cosines[place * problem.pairs + pair]);
        float const s = cuda::computed(sines[place * problem.pairs + pair]);
        float const own = cuda::computed(x[i]);
        float const other = cuda::computed(x[second ? i - step : i + step]);
        y[i] = cuda::Stored<T>::from(second ? s * other + c * own : c * own - s * other);
    }
};

} // namespace

cudaError_t launchRotaryEmbedding(RotaryProblem const& problem, void const* x, void const* cosines, void const* sines,
    void const* places, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.angleType, [&](auto angleTag) {
            using Angle = typename decltype(angleTag)::Type;
            Rotation<T, Angle> const all{problem, static_cast<T const*>(x), static_cast<Angle const*>(cosines),
                static_cast<Angle const*>(sines), {places, problem.widePlaces}, static_cast<T*>(y)};
            return launchEach(problem.batch * problem.heads * problem.tokens * problem.size, all, stream);
        });
    });
}

} // namespace tenon::ops

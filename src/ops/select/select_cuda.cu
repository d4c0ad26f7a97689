// y = c ? a : b
//
// Threads:   one element each; coordinates by one remainder a dimension.
// Memory:    one byte and one element are read for each that is written: the one that is taken.
// Accuracy:  bits are copied.
#include "ops/select/select_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T>
struct Selection
{
    SelectProblem problem;
    uint8_t const* c;
    T const* a;
    T const* b;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t cAt = 0;
        int64_t aAt = 0;
        int64_t bAt = 0;
        forCoordinates(problem.out, i, [&](int32_t d, int64_t at) {
            cAt += at * problem.condition.d[d];
            aAt += at * problem.whereTrue.d[d];
            bAt += at * problem.whereFalse.d[d];
        });
        y[i] = c[cAt] != 0 ? a[aAt] : b[bAt];
    }
};

} // namespace

cudaError_t launchSelect(
    SelectProblem const& problem, int64_t elementBytes, void const* const* inputs, void* out, cudaStream_t stream)
{
    return withElementBytes(elementBytes, [&](auto element) {
        using T = decltype(element);
        Selection<T> const selection{problem, static_cast<uint8_t const*>(inputs[0]), static_cast<T const*>(inputs[1]),
            static_cast<T const*>(inputs[2]), static_cast<T*>(out)};
        return launchEach(problem.out.count, selection, stream);
    });
}

} // namespace tenon::ops

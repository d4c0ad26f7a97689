// y[…, t, …, b, …] = x[…, t < length[b] ? length[b] − 1 − t : t, …, b, …]
//
// Threads:   one element each.
// Memory:    each element is read and written once.
// Accuracy:  bits are copied.
#include "ops/reverse_sequence/reverse_sequence_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T>
struct Reversal
{
    ReverseSequenceProblem problem;
    T const* x;
    Integers lengths;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t item = 0;
        int64_t step = 0;
        forCoordinates(problem.extents, i, [&](int32_t d, int64_t at) {
            item = d == problem.batchAxis ? at : item;
            step = d == problem.sequenceAxis ? at : step;
        });
        int64_t const most = problem.extents.size[problem.sequenceAxis];
        int64_t const given = lengths[item];
        int64_t const length = given > most ? most : given;
        int64_t const from = step < length ? length - 1 - step : step;
        y[i] = x[i + (from - step) * problem.sequenceStride];
    }
};

} // namespace

cudaError_t launchReverseSequence(ReverseSequenceProblem const& problem, int64_t elementBytes, void const* x,
    void const* lengths, void* y, cudaStream_t stream)
{
    return withElementBytes(elementBytes, [&](auto element) {
        using T = decltype(element);
        Reversal<T> const all{problem, static_cast<T const*>(x), {lengths, problem.wideLengths}, static_cast<T*>(y)};
        return launchEach(problem.extents.count, all, stream);
    });
}

} // namespace tenon::ops

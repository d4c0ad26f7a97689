// y[i] = x[m(start + i · stride)]: see slice_cpu.cpp for m.
//
// Threads:   one element of y each.
// Memory:    each element that is taken is read once, each of y written once.
// Accuracy:  bits are copied.
#include "ops/slice/slice_cuda.h"

namespace tenon::ops
{
namespace
{

//! The position in a dimension of `size` elements; −1 where the value is filled in. Strict bounds that start values on the device break fill too.
__device__ __forceinline__ int64_t mappedPosition(int64_t at, int64_t size, nvinfer1::SampleMode mode)
{
    using nvinfer1::SampleMode;
    if (at >= 0 && at < size)
    {
        return at;
    }
    if (size == 0 || mode == SampleMode::kFILL || mode == SampleMode::kSTRICT_BOUNDS)
    {
        return -1;
    }
    if (mode == SampleMode::kCLAMP)
    {
        return at < 0 ? 0 : size - 1;
    }
    if (mode == SampleMode::kREFLECT && size == 1)
    {
        return 0;
    }
    int64_t const period = mode == SampleMode::kWRAP ? size : 2 * (size - 1);
    int64_t rest = at % period;
    rest = rest < 0 ? rest + period : rest;
    return rest < size ? rest : period - rest;
}

template <typename T>
struct Slicing
{
    SliceProblem problem;
    T const* in;
    T const* fill;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t from = 0;
        bool inside = true;
        forCoordinates(problem.out, i, [&](int32_t d, int64_t at) {
            int32_t const listed = problem.listAt[d];
            int64_t const start = problem.startList != nullptr && listed >= 0
                ? Integers{problem.startList, problem.wideStart}[listed]
                : problem.start[d];
            int64_t const stride = problem.strideList != nullptr && listed >= 0
                ? Integers{problem.strideList, problem.wideStride}[listed]
                : problem.stride[d];
            int64_t const place = mappedPosition(start + at * stride, problem.inSize[d], problem.mode);
            inside = inside && place >= 0;
            from += place * problem.in.d[d];
        });
        out[i] = inside ? in[from] : (fill == nullptr ? T{} : *fill);
    }
};

} // namespace

cudaError_t launchSlice(
    SliceProblem const& problem, int64_t elementBytes, void const* in, void const* fill, void* out, cudaStream_t stream)
{
    return withElementBytes(elementBytes, [&](auto element) {
        using T = decltype(element);
        Slicing<T> const all{problem, static_cast<T const*>(in), static_cast<T const*>(fill), static_cast<T*>(out)};
        return launchEach(problem.out.count, all, stream);
    });
}

} // namespace tenon::ops

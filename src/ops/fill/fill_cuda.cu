// y = alpha + Σ beta[d] · i[d]; or numbers of SplitMix64 as fill_cpu.cpp makes them.
//
// Threads:   one element each; it depends on its place alone.
// Memory:    each element is written once.
// Accuracy:  linear spaces of fp32 and random numbers are computed in double and rounded once.
#include "ops/fill/fill_cuda.h"

#include "ops/common/element_types_cuda.cuh"

namespace tenon::ops
{
namespace
{

__device__ __forceinline__ uint64_t mixedBits(uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

__device__ __forceinline__ double unitOf(uint64_t bits)
{
    return static_cast<double>(bits >> 40) * 0x1p-24;
}

//! Sums are formed in `Wide`.
template <typename T, typename Wide>
struct Space
{
    FillProblem problem;
    T const* alpha;
    T const* beta;
    T* out;

    __device__ __forceinline__ Wide given(double real, int64_t integer) const
    {
        return problem.integers ? static_cast<Wide>(integer) : static_cast<Wide>(real);
    }

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        Wide value =
            alpha != nullptr ? static_cast<Wide>(cuda::computed(*alpha)) : given(problem.start, problem.startInteger);
        forCoordinates(problem.out, i, [&](int32_t d, int64_t at) {
            Wide const step = beta != nullptr ? static_cast<Wide>(cuda::computed(beta[d]))
                                              : (d == 0 ? given(problem.step, problem.stepInteger) : Wide{});
            value += static_cast<Wide>(at) * step;
        });
        out[i] = cuda::Stored<T>::from(value);
    }
};

template <typename T>
struct RandomNumbers
{
    FillProblem problem;
    T const* alpha;
    T const* beta;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        double const a = alpha != nullptr ? static_cast<double>(cuda::computed(*alpha)) : problem.start;
        double const b = beta != nullptr ? static_cast<double>(cuda::computed(*beta)) : problem.step;
        uint64_t const bits = mixedBits(problem.seed ^ static_cast<uint64_t>(i));
        double const u = unitOf(bits);
        if (problem.kind == FillProblem::Kind::kUNIFORM)
        {
            out[i] = cuda::Stored<T>::from(static_cast<float>(a + (b - a) * u));
            return;
        }
        double const radius = sqrt(-2.0 * log(1.0 - u));
        out[i] = cuda::Stored<T>::from(static_cast<float>(a + b * radius * cospi(2.0 * unitOf(mixedBits(bits)))));
    }
};

} // namespace

cudaError_t launchFill(FillProblem const& problem, void const* alpha, void const* beta, void* out, cudaStream_t stream)
{
    if (problem.kind != FillProblem::Kind::kSPACE)
    {
        return cuda::withFloating(problem.type, [&](auto tag) {
            using T = typename decltype(tag)::Type;
            RandomNumbers<T> const all{
                problem, static_cast<T const*>(alpha), static_cast<T const*>(beta), static_cast<T*>(out)};
            return launchEach(problem.out.count, all, stream);
        });
    }
    return cuda::withNumber(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        using Wide = std::conditional_t<std::is_integral_v<T>, int64_t, double>;
        Space<T, Wide> const all{
            problem, static_cast<T const*>(alpha), static_cast<T const*>(beta), static_cast<T*>(out)};
        return launchEach(problem.out.count, all, stream);
    });
}

} // namespace tenon::ops

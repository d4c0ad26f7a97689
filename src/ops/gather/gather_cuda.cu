// kDEFAULT and kND copy blocks: block b of y is the block of x that index vector b names. kELEMENT takes single elements.
//
// Threads:   one element of y each, in units of up to 16 bytes where blocks and addresses allow: neighbours copy one block.
// Memory:    what is taken is read once, y written once; indices come from the caches.
// Accuracy:  bits are copied. A device cannot refuse an index that lies outside while it runs: zeros are written for it.
#include "ops/gather/gather_cuda.h"

namespace tenon::ops
{
namespace
{

struct alignas(16) GatherUnit
{
    uint64_t low, high;
};

template <typename T>
struct BlockGathering
{
    GatherBlocks problem;
    int64_t units; //!< of a block
    T const* in;
    Integers indices;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const block = i / units;
        int64_t const outer = block / problem.count;
        int64_t const run = outer / problem.repeat;
        int64_t const ownRun = problem.indexOuter == 0 ? run : run % problem.indexOuter;
        int64_t const first = (ownRun * problem.count + block - outer * problem.count) * problem.named;
        int64_t at = problem.dataOuter == 0 ? outer : outer % problem.dataOuter;
        bool inside = true;
        for (int32_t k = 0; k < problem.named; ++k)
        {
            int64_t const size = problem.size[k];
            int64_t const raw = indices[first + k];
            int64_t const one = raw < 0 ? raw + size : raw;
            inside = inside && one >= 0 && one < size;
            at = at * size + one;
        }
        out[i] = inside ? in[at * units + i - block * units] : T{};
    }
};

template <typename T>
struct ElementGathering
{
    GatherElements problem;
    T const* in;
    Integers indices;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const raw = indices[i];
        int64_t const one = raw < 0 ? raw + problem.size : raw;
        bool const inside = one >= 0 && one < problem.size;
        out[i] = inside ? in[offsetOf(problem.places, problem.data, i) + one * problem.axisStride] : T{};
    }
};

template <typename T>
cudaError_t gatherUnits(
    GatherBlocks const& problem, void const* in, void const* indices, void* out, cudaStream_t stream)
{
    int64_t const units = problem.blockBytes / static_cast<int64_t>(sizeof(T));
    BlockGathering<T> const all{
        problem, units, static_cast<T const*>(in), {indices, problem.wideIndices}, static_cast<T*>(out)};
    return launchEach(problem.outer * problem.count * units, all, stream);
}

} // namespace

cudaError_t launchGatherBlocks(
    GatherBlocks const& problem, void const* in, void const* indices, void* out, cudaStream_t stream)
{
    auto const all =
        static_cast<uint64_t>(problem.blockBytes) | reinterpret_cast<uintptr_t>(in) | reinterpret_cast<uintptr_t>(out);
    if (problem.blockBytes == 0)
    {
        return cudaSuccess;
    }
    return all % 16 == 0 ? gatherUnits<GatherUnit>(problem, in, indices, out, stream)
        : all % 8 == 0   ? gatherUnits<uint64_t>(problem, in, indices, out, stream)
        : all % 4 == 0   ? gatherUnits<uint32_t>(problem, in, indices, out, stream)
        : all % 2 == 0   ? gatherUnits<uint16_t>(problem, in, indices, out, stream)
                         : gatherUnits<uint8_t>(problem, in, indices, out, stream);
}

cudaError_t launchGatherElements(
    GatherElements const& problem, void const* in, void const* indices, void* out, cudaStream_t stream)
{
    return withElementBytes(problem.elementBytes, [&](auto element) {
        using T = decltype(element);
        ElementGathering<T> const all{
            problem, static_cast<T const*>(in), {indices, problem.wideIndices}, static_cast<T*>(out)};
        return launchEach(problem.places.count, all, stream);
    });
}

} // namespace tenon::ops

// Candidates of few small segments, found and sorted in one launch.
//
// Threads:   a block of 1,024 a segment, which hold one or two keys each and sort them by a bitonic network (K. Batcher, "Sorting networks and their
//            applications", 1968): exchanges within a warp by shuffles, others through shared memory.
// Memory:    scores are read once, keys are written once.
#pragma once

#include "plugins/common/detection/nms_keys.cuh"

namespace tenon::plugins
{

constexpr int32_t kSortThreads = 1024;
constexpr int64_t kMostSorted = 2 * kSortThreads; //!< scores of a segment

inline bool sortsInOneLaunch(NmsProblem const& problem)
{
    return problem.segmentsPerImage() <= 4 && problem.capacity() <= kMostSorted;
}

namespace detail
{

__device__ __forceinline__ NmsKey keyToKeep(NmsKey mine, NmsKey other, bool lower)
{
    return (mine < other) == lower ? mine : other;
}

//! kKeys keys a thread: number n of thread t is element t + 1,024 · n. The block's first ones set the `zeros` numbers behind `progress` that are
//! not counts of segments to 0.
template <typename T, int32_t kKeys>
__global__ void __launch_bounds__(kSortThreads)
    findAndSortSegments(CandidateTest<T> test, NmsKey* sorted, int32_t* counts, int32_t* zeros, int64_t zeroCount)
{
    __shared__ NmsKey exchanged[2][kKeys][kSortThreads];
    NmsProblem const& problem = test.problem;
    int64_t const segment = blockIdx.x;
    int64_t const perImage = problem.segmentsPerImage();
    int64_t const image = segment / perImage;
    auto const capacity = static_cast<int32_t>(problem.capacity());
    auto const classes = static_cast<int32_t>(problem.classes);
    auto const thread = static_cast<int32_t>(threadIdx.x);
    for (int64_t i = segment * kSortThreads + thread; i < zeroCount; i += int64_t{gridDim.x} * kSortThreads)
    {
        int32_t* const number = zeros + i;
        if (number < counts || number >= counts + gridDim.x)
        {
            *number = 0;
        }
    }
    NmsKey keys[kKeys];
    int32_t found = 0;
#pragma unroll
    for (int32_t n = 0; n < kKeys; ++n)
    {
        int32_t const element = thread + kSortThreads * n;
        keys[n] = kNoCandidate;
        if (element < capacity)
        {
            keys[n] = problem.classAgnostic ? test.keyOf(image, element / classes, element % classes)
                                            : test.keyOf(image, element, segment % perImage);
        }
        found += __syncthreads_count(keys[n] != kNoCandidate ? 1 : 0);
    }
    int32_t size = 2; // a power of two
    while (size < capacity)
    {
        size *= 2;
    }
    int32_t buffer = 0;
    for (int32_t run = 2; run <= size; run *= 2)
    {
        for (int32_t stride = run / 2; stride > 0; stride /= 2)
        {
            if (stride >= kSortThreads)
            {
                NmsKey const first = keys[0];
                keys[0] = keyToKeep(first, keys[kKeys - 1], true);
                keys[kKeys - 1] = keyToKeep(keys[kKeys - 1], first, false);
                continue;
            }
            bool const throughShared = stride >= 32;
            if (throughShared)
            {
#pragma unroll
                for (int32_t n = 0; n < kKeys; ++n)
                {
                    exchanged[buffer][n][thread] = keys[n];
                }
                __syncthreads();
            }
#pragma unroll
            for (int32_t n = 0; n < kKeys; ++n)
            {
                NmsKey const other = throughShared ? exchanged[buffer][n][thread ^ stride]
                                                   : __shfl_xor_sync(0xFFFFFFFFU, keys[n], stride);
                bool const rises = ((thread + kSortThreads * n) & run) == 0;
                keys[n] = keyToKeep(keys[n], other, ((thread & stride) == 0) == rises);
            }
            buffer ^= throughShared ? 1 : 0; // who is late still reads the other one
        }
    }
#pragma unroll
    for (int32_t n = 0; n < kKeys; ++n)
    {
        int32_t const element = thread + kSortThreads * n;
        if (element < found)
        {
            sorted[segment * capacity + element] = keys[n];
        }
    }
    if (thread == 0)
    {
        counts[segment] = found;
    }
}

} // namespace detail

//! The candidates of each segment in order, and their counts; `zeros`: numbers among which `counts` are, and which are 0 afterwards but for those.
//! Launch errors are left for the caller to see.
template <typename T>
void sortSegments(
    CandidateTest<T> const& test, NmsKey* sorted, int32_t* counts, void* zeros, int64_t zeroCount, cudaStream_t stream)
{
    auto const blocks = static_cast<uint32_t>(test.problem.images * test.problem.segmentsPerImage());
    auto const launch = [&](auto const kernel) {
        kernel<<<blocks, kSortThreads, 0, stream>>>(test, sorted, counts, static_cast<int32_t*>(zeros), zeroCount);
    };
    test.problem.capacity() <= kSortThreads ? launch(detail::findAndSortSegments<T, 1>)
                                            : launch(detail::findAndSortSegments<T, 2>);
}

} // namespace tenon::plugins

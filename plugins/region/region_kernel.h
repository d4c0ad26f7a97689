// y = σ(x) for the channels 0, 1 and 4 of a box; y = x for 2 and 3; y = exp(x − max) / Σ exp(x − max) over the channels of the classes, with a tree
// over those of each group
//
// Threads:   CUDA: four to sixteen threads for one, three or six positions of a box, which hold their classes in registers, up to 171, else one a position;
//            a block for each of many small boxes in fp16; with a tree a thread for each group of a position. Neighbours read neighbours. CPU: see
//            region_cpu.cpp.
// Memory:    held classes are read once and written once; else they are read three times, twice from the caches.
// Accuracy:  fp32; on CUDA the exponentials of held classes are the GPU's own, of base 2.
#pragma once

#include "plugins/common/run.h"
#include "plugins/region/region.h"

#if defined(__CUDACC__)
#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/async_copy.cuh"
#include "plugins/common/fast_division.h"
#endif

#include <cmath>

namespace tenon::plugins::region
{

//! y = σ(x), or x for width and height: channel c < 5 of a box.
TENON_BOTH float activated(float x, int64_t c)
{
    return c == 2 || c == 3 ? x : 1.0F / (1.0F + expf(-x));
}

//! The softmax of `count` numbers, each `stride` behind the one before.
template <typename T>
TENON_BOTH void softmaxAt(T const* in, T* out, int64_t stride, int32_t count)
{
    float most = real(in[0]);
    for (int32_t c = 1; c < count; ++c)
    {
        float const v = real(in[c * stride]);
        most = v > most ? v : most;
    }
    float sum = 0.0F;
    for (int32_t c = 0; c < count; ++c)
    {
        sum += expf(real(in[c * stride]) - most);
    }
    for (int32_t c = 0; c < count; ++c)
    {
        out[c * stride] = number<T>(expf(real(in[c * stride]) - most) / sum);
    }
}

//! One position of one box.
template <typename T>
struct Position
{
    T const* x;
    T* y;
    int64_t plane;
    int32_t classes;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const begin = index / plane * (5 + classes) * plane + index % plane;
        for (int32_t c = 0; c < 5; ++c)
        {
            y[begin + c * plane] = number<T>(activated(real(x[begin + c * plane]), c));
        }
        softmaxAt(x + begin + 5 * plane, y + begin + 5 * plane, plane, classes);
    }
};

//! With a tree: all that is no class, one number each.
template <typename T>
struct BoxNumber
{
    T const* x;
    T* y;
    int64_t plane;
    int32_t classes;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const c = index / plane % 5;
        int64_t const at = (index / (5 * plane) * (5 + classes) + c) * plane + index % plane;
        y[at] = number<T>(activated(real(x[at]), c));
    }
};

//! With a tree: one group of classes of one position.
template <typename T>
struct GroupOfClasses
{
    T const* x;
    T* y;
    int64_t plane;
    int32_t classes, groups;
    float const* begins;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const row = index / plane;
        auto const begin = static_cast<int32_t>(begins[row % groups]);
        auto const end = static_cast<int32_t>(begins[row % groups + 1]);
        int64_t const at = (row / groups * (5 + classes) + 5 + begin) * plane + index % plane;
        softmaxAt(x + at, y + at, plane, end - begin);
    }
};

//! The classes of a box.
struct Classes
{
    int32_t count;
    int32_t const* groupSizes;
    int32_t groups; //!< 1 without a tree
};

//! One box of all positions at a time, over the host's threads; see region_cpu.cpp.
int32_t boxesOnCpu(float const* x, float* y, int64_t boxes, int64_t plane, Classes const& classes);
int32_t boxesOnCpu(Half const* x, Half* y, int64_t boxes, int64_t plane, Classes const& classes);

#if defined(__CUDACC__)
__device__ __forceinline__ float powerOfTwo(float x)
{
    float result = 0.0F;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

constexpr float kLog2OfE = 1.4426950408889634F;

//! Positions of all boxes: groups of them, cut into tiles of at most `each`. The elements' indices are of 32 bits.
template <typename T>
struct Tiles
{
    Position<T> p;
    FastDivider plane;
    FastDivider tiles; //!< of a group
    uint32_t group;    //!< positions of it
    uint32_t each;
};

//! Tiles of kEach · 32 positions, kEach a lane, which lie in one box if they are several; kRows warps share their numbers, at most kItems each. kBlocks: a
//! multiprocessor. What limits large batches on an H200 is the traffic between the halves of its second-level cache, since rows begin anywhere in a line of
//! it: long runs of a warp share most of those lines; few instructions and many reads on their way matter next.
template <int32_t kEach, int32_t kRows, int32_t kItems, int32_t kBlocks, typename T>
__global__ void __launch_bounds__(32 * kRows, kBlocks) activatePositions(Tiles<T> t)
{
    constexpr int32_t kAcross = 32 * kEach;
    __shared__ float maxima[kRows][kAcross];
    __shared__ float sums[kRows][kAcross];
    auto const numbers = static_cast<uint32_t>(5 + t.p.classes);
    uint32_t const plane = t.plane.divisor();
    uint32_t const lane = threadIdx.x;
    uint32_t const row = threadIdx.y;
    uint32_t const group = t.tiles.quotient(blockIdx.x);
    uint32_t const inGroup = (blockIdx.x - group * t.tiles.divisor()) * t.each;
    uint32_t const position = group * t.group + inGroup + lane;
    uint32_t const box = t.plane.quotient(position);
    uint32_t const begin = (box * numbers + row) * plane + (position - box * plane);
    uint32_t const count = min(t.each, t.group - inGroup);
    bool isThere[kEach];
#pragma unroll
    for (int32_t p = 0; p < kEach; ++p)
    {
        isThere[p] = lane + 32 * p < count;
    }
    int32_t const mine = row < numbers ? static_cast<int32_t>((numbers - row + kRows - 1) / kRows) : 0;
    size_t const step = size_t{plane} * kRows;
    float values[kItems][kEach];
    T const* from = t.p.x + begin;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k, from += step)
    {
#pragma unroll
        for (int32_t p = 0; p < kEach; ++p)
        {
            values[k][p] = k < mine && isThere[p] ? real(from[32 * p]) : -INFINITY;
        }
    }
    constexpr int32_t kWithBox = (5 + kRows - 1) / kRows; // among these are numbers that are no classes
#pragma unroll
    for (int32_t k = 0; k < kWithBox; ++k)
    {
        uint32_t const c = row + k * kRows;
#pragma unroll
        for (int32_t p = 0; p < kEach && c < 5; ++p)
        {
            float const sigmoid = __fdividef(1.0F, 1.0F + powerOfTwo(-kLog2OfE * values[k][p]));
            if (k < mine && isThere[p])
            {
                t.p.y[begin + k * step + 32 * p] = number<T>(c == 2 || c == 3 ? values[k][p] : sigmoid);
            }
            values[k][p] = -INFINITY;
        }
    }
#pragma unroll
    for (int32_t p = 0; p < kEach; ++p)
    {
        float most = -INFINITY;
#pragma unroll
        for (auto const& value : values)
        {
            most = fmaxf(value[p], most);
        }
        maxima[row][lane + 32 * p] = most;
    }
    __syncthreads();
#pragma unroll
    for (int32_t p = 0; p < kEach; ++p)
    {
        float most = -INFINITY;
#pragma unroll
        for (int32_t r = 0; r < kRows; ++r)
        {
            most = fmaxf(maxima[r][lane + 32 * p], most);
        }
        float sum = 0.0F;
        float const offset = -kLog2OfE * most;
#pragma unroll
        for (auto& value : values)
        {
            value[p] = powerOfTwo(fmaf(value[p], kLog2OfE, offset)); // what `offset` is rounded by is a factor of all
            sum += value[p];
        }
        sums[row][lane + 32 * p] = sum;
    }
    __syncthreads();
#pragma unroll
    for (int32_t p = 0; p < kEach; ++p)
    {
        float sum = 0.0F;
#pragma unroll
        for (int32_t r = 0; r < kRows; ++r)
        {
            sum += sums[r][lane + 32 * p];
        }
        float const factor = __fdividef(1.0F, sum);
#pragma unroll
        for (auto& value : values)
        {
            value[p] *= factor;
        }
    }
    T* to = t.p.y + begin;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k, to += step)
    {
        if (k < mine && (k >= kWithBox || row + k * kRows >= 5))
        {
#pragma unroll
            for (int32_t p = 0; p < kEach; ++p)
            {
                if (isThere[p])
                {
                    to[32 * p] = number<T>(values[k][p]);
                }
            }
        }
    }
}

constexpr int32_t kBoxThreads = 384;
constexpr int64_t kBoxBytes = 74 * 1024; //!< of a box, so that three of them are held by a multiprocessor

//! A box a block, brought to shared memory and back in vectors of 16 bytes, wherever it begins; one thread a position. Rows of 16-bit numbers that begin
//! anywhere share words of the memory, and what writes a half of one waits for the other: an H200 takes five times as long for rows of 19 · 19 if they
//! are written one by one.
template <typename T>
__global__ void __launch_bounds__(kBoxThreads) activateBoxes(Position<T> p)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    extern __shared__ int4 shared[];
    auto const plane = static_cast<int32_t>(p.plane);
    int32_t const count = (5 + p.classes) * plane;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    T const* const from = p.x + blockIdx.x * static_cast<int64_t>(count);
    T* const to = p.y + blockIdx.x * static_cast<int64_t>(count);
    auto const skipped = static_cast<int32_t>(reinterpret_cast<uintptr_t>(from) % cuda::kAccessBytes / sizeof(T));
    T* const box = reinterpret_cast<T*>(shared) + skipped;
    int32_t const first = skipped == 0 ? 0 : min(kLanes - skipped, count); // of what is in vectors
    int32_t const end = first + (count - first) / kLanes * kLanes;
    for (int32_t i = first + thread * kLanes; i < end; i += kBoxThreads * kLanes)
    {
        copyAsync(reinterpret_cast<int4*>(box + i), reinterpret_cast<int4 const*>(from + i));
    }
    endCopies();
    auto const forEachOther = [&](auto const& use) {
        int32_t const i = thread < kLanes ? thread : end + thread - kLanes;
        if ((thread < kLanes && i < first) || (thread >= kLanes && i < count))
        {
            use(i);
        }
    };
    forEachOther([&](int32_t i) { box[i] = from[i]; });
    waitForCopies(0);
    __syncthreads();
    for (int32_t position = thread; position < plane; position += kBoxThreads)
    {
        T* const mine = box + position;
#pragma unroll
        for (int32_t c = 0; c < 5; ++c)
        {
            mine[c * plane] = number<T>(activated(real(mine[c * plane]), c));
        }
        T* const classes = mine + 5 * plane;
        float most = -INFINITY;
#pragma unroll 8
        for (int32_t c = 0; c < p.classes; ++c)
        {
            most = fmaxf(real(classes[c * plane]), most);
        }
        float const offset = -kLog2OfE * most;
        float sum = 0.0F;
#pragma unroll 8
        for (int32_t c = 0; c < p.classes; ++c)
        {
            sum += powerOfTwo(fmaf(real(classes[c * plane]), kLog2OfE, offset));
        }
        float const factor = __fdividef(1.0F, sum);
#pragma unroll 8
        for (int32_t c = 0; c < p.classes; ++c)
        {
            float const v = powerOfTwo(fmaf(real(classes[c * plane]), kLog2OfE, offset));
            classes[c * plane] = number<T>(v * factor);
        }
    }
    __syncthreads();
    for (int32_t i = first + thread * kLanes; i < end; i += kBoxThreads * kLanes)
    {
        *reinterpret_cast<int4*>(to + i) = *reinterpret_cast<int4 const*>(box + i);
    }
    forEachOther([&](int32_t i) { to[i] = box[i]; });
}

//! False, and nothing is done, where a box does not fit, or other kernels take less time.
template <typename T>
bool activatesBoxes(OnCuda const& run, int64_t boxes, Position<T> const& p, int32_t& status)
{
    int64_t const bytes = (5 + p.classes) * p.plane * static_cast<int64_t>(sizeof(T)) + cuda::kAccessBytes;
    if (bytes > kBoxBytes || boxes < 2 * int64_t{cuda::multiprocessorCount()} || !cuda::isAligned(p.x)
        || !cuda::isAligned(p.y))
    {
        return false;
    }
    status = 1;
    if (allowShared<activateBoxes<T>>(kBoxBytes))
    {
        activateBoxes<<<static_cast<uint32_t>(boxes), kBoxThreads, static_cast<size_t>(bytes), run.stream>>>(p);
        status = cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    return true;
}

template <int32_t kEach, int32_t kRows, int32_t kItems, int32_t kBlocks, typename T>
int32_t launchPositions(OnCuda const& run, int64_t groups, int64_t group, Position<T> const& p)
{
    constexpr int32_t kAcross = 32 * kEach;
    int64_t const tiles = cuda::ceilDiv(group, kAcross);
    int64_t const each = groups == 1 ? kAcross : cuda::ceilDiv(group, tiles);
    Tiles<T> const t{p, FastDivider(static_cast<uint32_t>(p.plane)), FastDivider(static_cast<uint32_t>(tiles)),
        static_cast<uint32_t>(group), static_cast<uint32_t>(each)};
    activatePositions<kEach, kRows, kItems, kBlocks>
        <<<static_cast<uint32_t>(groups * tiles), dim3(32, kRows), 0, run.stream>>>(t);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

constexpr int32_t kMostHeld = 176; //!< numbers of a position

//! Boxes whose numbers 32 bits count, with at most kMostHeld numbers a position.
template <typename T>
int32_t activateHeld(OnCuda const& run, int64_t boxes, Position<T> const& p)
{
    if constexpr (sizeof(T) == 2)
    {
        int32_t status = 0;
        if (activatesBoxes(run, boxes, p, status))
        {
            return status;
        }
    }
    int64_t const positions = boxes * p.plane;
    int32_t const numbers = 5 + p.classes;
    if (positions < 192 * 2 * cuda::multiprocessorCount() && numbers <= 88)
    {
        return launchPositions<1, 4, 22, 8>(run, 1, positions, p);
    }
    return numbers <= 25 ? launchPositions<6, 5, 5, 4>(run, boxes, p.plane, p)
        : numbers <= 88  ? launchPositions<6, 8, 11, 2>(run, boxes, p.plane, p)
                         : launchPositions<3, 16, 11, 2>(run, boxes, p.plane, p);
}

template <typename T>
int32_t activate(OnCuda const& run, int64_t positions, Position<T> const& p)
{
    int64_t const count = (5 + p.classes) * p.plane; // of a box
    if (5 + p.classes > kMostHeld || count >= FastDivider::kEnd)
    {
        return run.each(positions, p);
    }
    return inParts(positions == 0 ? 0 : positions / p.plane, count, [&](int64_t first, int64_t boxes) {
        Position<T> part = p;
        part.x += first * count;
        part.y += first * count;
        return activateHeld(run, boxes, part);
    });
}

template <typename T>
int32_t activateTree(OnCuda const& run, int64_t positions, Position<T> const& p, SoftmaxTree const& tree)
{
    auto const* const begins =
        static_cast<float const*>(tree.begins().on(DeviceKind::kCUDA, nvinfer1::DataType::kFLOAT));
    if (begins == nullptr)
    {
        return 1;
    }
    auto const groups = static_cast<int32_t>(tree.groupSizes().size());
    int32_t const status = run.each(5 * positions, BoxNumber<T>{p.x, p.y, p.plane, p.classes});
    return status != 0 ? status
                       : run.each(groups * positions, GroupOfClasses<T>{p.x, p.y, p.plane, p.classes, groups, begins});
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, Region const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        int64_t const plane = x.dim(2) * x.dim(3);
        int64_t const positions = x.count() / (5 + impl.classes);
        if constexpr (Run::kIsCuda)
        {
            Position<T> const position{x.as<T const>(), call.output(0).as<T>(), plane, impl.classes};
            return impl.smTree.empty() ? activate(run, positions, position)
                                       : activateTree(run, positions, position, impl.smTree);
        }
        else
        {
            std::vector<int32_t> const& sizes = impl.smTree.groupSizes();
            Classes const classes{impl.classes, sizes.empty() ? &impl.classes : sizes.data(),
                sizes.empty() ? 1 : static_cast<int32_t>(sizes.size())};
            return boxesOnCpu(
                x.as<T const>(), call.output(0).as<T>(), plane == 0 ? 0 : positions / plane, plane, classes);
        }
    });
}

} // namespace tenon::plugins::region

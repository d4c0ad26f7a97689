// y = σ(x) for the channels 0, 1 and 4 of a box; y = x for 2 and 3; y = exp(x − max) / Σ exp(x − max) over the channels of the classes, with a tree
// over those of each group
//
// Threads:   CUDA: two or four threads a position of a box, which hold its classes in registers, up to 167, else one; with a tree one for each group
//            of a position. Neighbours read neighbours. CPU: see region_cpu.cpp.
// Memory:    held classes are read once and written once; else they are read three times, twice from the caches.
// Accuracy:  fp32; on CUDA the exponentials of held classes are the GPU's own, of base 2.
#pragma once

#include "plugins/common/run.h"
#include "plugins/region/region.h"

#if defined(__CUDACC__)
#include "plugins/common/allowed_shared.cuh"
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
//! Positions of one box: `count` of them, or fewer at its end. What comes out goes through shared memory, so that each warp writes whole sectors but
//! for a row's first and last one.
template <int32_t kAcross, int32_t kRows, int32_t kItems, int32_t kBlocks, typename T>
__global__ void __launch_bounds__(kAcross* kRows, kBlocks)
    activatePositions(Position<T> p, uint32_t tiles, int32_t count)
{
    extern __shared__ int4 shared[];
    __shared__ float ofRows[2][kRows][kAcross];
    auto* const out = reinterpret_cast<T*>(shared); // [numbers][kAcross]
    int32_t const numbers = 5 + p.classes;
    auto const lane = static_cast<int32_t>(threadIdx.x);
    auto const row = static_cast<int32_t>(threadIdx.y);
    auto const first = static_cast<int64_t>(blockIdx.x % tiles) * count;
    auto const mine = static_cast<int32_t>(min(static_cast<int64_t>(count), p.plane - first));
    int64_t const begin = static_cast<int64_t>(blockIdx.x / tiles) * numbers * p.plane + first;
    float values[kItems];
    T const* from = p.x + begin + lane + row * p.plane;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        values[k] = lane < mine && row + k * kRows < numbers ? real(*from) : -INFINITY;
        from += kRows * p.plane;
    }
#pragma unroll
    for (int32_t k = 0; k < (5 + kRows - 1) / kRows; ++k)
    {
        int32_t const c = row + k * kRows;
        if (c < 5)
        {
            out[c * kAcross + lane] = number<T>(activated(values[k], c));
            values[k] = -INFINITY; // no class
        }
    }
    float most = -INFINITY;
#pragma unroll
    for (float const value : values)
    {
        most = fmaxf(value, most);
    }
    ofRows[0][row][lane] = most;
    __syncthreads();
#pragma unroll
    for (auto const& each : ofRows[0])
    {
        most = fmaxf(each[lane], most);
    }
    float sum = 0.0F;
#pragma unroll
    for (float& value : values)
    {
        value = __expf(value - most);
        sum += value;
    }
    ofRows[1][row][lane] = sum;
    __syncthreads();
    sum = 0.0F;
#pragma unroll
    for (auto const& each : ofRows[1])
    {
        sum += each[lane];
    }
    float const factor = 1.0F / sum;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        int32_t const c = row + k * kRows;
        if (c >= 5 && c < numbers)
        {
            out[c * kAcross + lane] = number<T>(values[k] * factor);
        }
    }
    __syncthreads();
    constexpr int32_t kSector = 32 / sizeof(T);
    int32_t const thread = row * kAcross + lane;
    for (int32_t c = thread / 32; c < numbers; c += kAcross * kRows / 32)
    {
        T* const to = p.y + begin + c * p.plane;
        auto const ahead = static_cast<int32_t>(reinterpret_cast<uintptr_t>(to) / sizeof(T) % kSector);
        for (int32_t i = thread % 32 - ahead; i < mine; i += 32)
        {
            if (i >= 0)
            {
                to[i] = out[c * kAcross + i];
            }
        }
    }
}

template <int32_t kAcross, int32_t kRows, int32_t kItems, int32_t kBlocks, typename T>
int32_t launchPositions(OnCuda const& run, int64_t boxes, Position<T> const& p)
{
    int64_t const tiles = cuda::ceilDiv(p.plane, kAcross);
    int64_t const bytes = (5 + p.classes) * kAcross * int64_t{sizeof(T)};
    constexpr auto kKernel = activatePositions<kAcross, kRows, kItems, kBlocks, T>;
    if (!allowShared<kKernel>(kRows * kItems * kAcross * int64_t{sizeof(T)}))
    {
        return 1;
    }
    kKernel<<<static_cast<uint32_t>(boxes * tiles), dim3(kAcross, kRows), static_cast<size_t>(bytes), run.stream>>>(
        p, static_cast<uint32_t>(tiles), static_cast<int32_t>(cuda::ceilDiv(p.plane, tiles)));
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
int32_t activate(OnCuda const& run, int64_t positions, Position<T> const& p)
{
    if (positions == 0)
    {
        return 0;
    }
    int64_t const boxes = positions / p.plane;
    int32_t const numbers = 5 + p.classes;
    bool const areFew = positions < 192 * 2 * cuda::multiprocessorCount() && numbers <= 88;
    return boxes * cuda::ceilDiv(p.plane, 32) >= int64_t{1} << 31 ? run.each(positions, p)
        : areFew                                                  ? launchPositions<32, 8, 11, 4>(run, boxes, p)
        : numbers <= 32                                           ? launchPositions<192, 2, 16, 4>(run, boxes, p)
        : numbers <= 86                                           ? launchPositions<192, 2, 43, 2>(run, boxes, p)
        : numbers <= 172                                          ? launchPositions<96, 4, 43, 2>(run, boxes, p)
                                                                  : run.each(positions, p);
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

// y = σ(x) for the channels 0, 1 and 4 of a box; y = x for 2 and 3; y = exp(x − max) / Σ exp(x − max) over the channels of the classes, with a tree
// over those of each group
//
// Threads:   CUDA: 8 threads a position of a box, which hold its classes in registers, up to 128, else one; with a tree one for each group of a
//            position. Neighbours read neighbours. CPU: see region_cpu.cpp.
// Memory:    held classes are read once and written once; else they are read three times, twice from the caches.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/region/region.h"

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
constexpr int32_t kPositions = 32; //!< of a block
constexpr int32_t kRows = 8;       //!< of threads a position

//! kItems classes a thread.
template <typename T, int32_t kItems>
__global__ void __launch_bounds__(kPositions* kRows) activatePositions(Position<T> p, int64_t positions)
{
    __shared__ float shared[2][kRows][kPositions];
    int64_t const position = static_cast<int64_t>(blockIdx.x) * kPositions + threadIdx.x;
    bool const isThere = position < positions;
    auto const row = static_cast<int32_t>(threadIdx.y);
    int64_t const begin = position / p.plane * (5 + p.classes) * p.plane + position % p.plane;
    T const* const in = p.x + begin + 5 * p.plane;
    T* const out = p.y + begin + 5 * p.plane;
    float values[kItems];
    float most = -INFINITY;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        int32_t const c = row + k * kRows;
        values[k] = isThere && c < p.classes ? real(in[c * p.plane]) : -INFINITY;
    }
    if (isThere && row < 5)
    {
        float const v = real(p.x[begin + row * p.plane]);
        p.y[begin + row * p.plane] = number<T>(activated(v, row));
    }
#pragma unroll
    for (float const value : values)
    {
        most = value > most ? value : most;
    }
    shared[0][row][threadIdx.x] = most;
    __syncthreads();
#pragma unroll
    for (auto const& each : shared[0])
    {
        most = each[threadIdx.x] > most ? each[threadIdx.x] : most;
    }
    float sum = 0.0F;
#pragma unroll
    for (float& value : values)
    {
        value = expf(value - most);
        sum += value;
    }
    shared[1][row][threadIdx.x] = sum;
    __syncthreads();
    sum = 0.0F;
#pragma unroll
    for (auto const& each : shared[1])
    {
        sum += each[threadIdx.x];
    }
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        int32_t const c = row + k * kRows;
        if (isThere && c < p.classes)
        {
            out[c * p.plane] = number<T>(values[k] / sum);
        }
    }
}

template <typename T>
int32_t activate(OnCuda const& run, int64_t positions, Position<T> const& p)
{
    if (positions == 0)
    {
        return 0;
    }
    auto const launch = [&](auto const kernel) {
        kernel<<<static_cast<uint32_t>(cuda::ceilDiv(positions, kPositions)), dim3(kPositions, kRows), 0, run.stream>>>(
            p, positions);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    };
    return p.classes <= 4 * kRows ? launch(activatePositions<T, 4>)
        : p.classes <= 16 * kRows ? launch(activatePositions<T, 16>)
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

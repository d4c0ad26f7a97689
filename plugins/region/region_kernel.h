// y = σ(x) for the channels 0, 1 and 4 of a box; y = x for 2 and 3; y = exp(x − max) / Σ exp(x − max) over the channels of the classes
//
// Threads:   CUDA: held_columns.cuh, where it can; else 8 threads a position of a box, which hold its classes in registers, up to 128, or one;
//            neighbours read neighbours. CPU: see region_cpu.cpp.
// Memory:    held classes are read once and written once; else they are read three times, twice from the caches.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/region/region.h"

#if defined(__CUDACC__)
#include "plugins/common/held_columns.cuh"
#endif

#include <cmath>

namespace tenon::plugins::region
{

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
            float const v = real(x[begin + c * plane]);
            y[begin + c * plane] = number<T>(c == 2 || c == 3 ? v : 1.0F / (1.0F + expf(-v)));
        }
        T const* const in = x + begin + 5 * plane;
        T* const out = y + begin + 5 * plane;
        float most = real(in[0]);
        for (int32_t c = 1; c < classes; ++c)
        {
            float const v = real(in[c * plane]);
            most = v > most ? v : most;
        }
        float sum = 0.0F;
        for (int32_t c = 0; c < classes; ++c)
        {
            sum += expf(real(in[c * plane]) - most);
        }
        for (int32_t c = 0; c < classes; ++c)
        {
            out[c * plane] = number<T>(expf(real(in[c * plane]) - most) / sum);
        }
    }
};

//! One box of all positions at a time, over the host's threads; see region_cpu.cpp.
int32_t boxesOnCpu(float const* x, float* y, int64_t boxes, int64_t plane, int32_t classes);
int32_t boxesOnCpu(Half const* x, Half* y, int64_t boxes, int64_t plane, int32_t classes);

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
        p.y[begin + row * p.plane] = number<T>(row == 2 || row == 3 ? v : 1.0F / (1.0F + expf(-v)));
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

//! For held_columns.cuh.
struct ActivateBox
{
    static constexpr int32_t kReductions = 2; // the greatest, the sum of powers

    __device__ float start(int32_t reduction) const { return reduction == 0 ? -INFINITY : 0.0F; }
    __device__ float join(int32_t reduction, float a, float b) const
    {
        return reduction == 0 ? (b > a ? b : a) : a + b;
    }
    __device__ bool counts(uint32_t channel) const { return channel >= 5; }
    __device__ float term(float value) const { return value; }
    __device__ float term(float& value, float most) const
    {
        value = expf(value - most);
        return value;
    }
    __device__ float finish(int32_t reduction, float value) const { return reduction == 0 ? value : 1.0F / value; }
    __device__ float output(uint32_t channel, float value, float, float factor) const
    {
        return channel >= 5 ? value * factor : (channel == 2 || channel == 3 ? value : 1.0F / (1.0F + expf(-value)));
    }
};

template <typename T>
int32_t activate(OnCuda const& run, int64_t positions, Position<T> const& p)
{
    if (positions == 0)
    {
        return 0;
    }
    if ((5 + p.classes) * p.plane < (int64_t{1} << 31))
    {
        Columns<T> const columns{
            p.x, p.y, positions / p.plane, static_cast<uint32_t>(5 + p.classes), static_cast<uint32_t>(p.plane)};
        if (holdsColumns(columns))
        {
            return reduceColumns(run, columns, ActivateBox{});
        }
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
            return activate(run, positions, Position<T>{x.as<T const>(), call.output(0).as<T>(), plane, impl.classes});
        }
        else
        {
            return boxesOnCpu(
                x.as<T const>(), call.output(0).as<T>(), plane == 0 ? 0 : positions / plane, plane, impl.classes);
        }
    });
}

} // namespace tenon::plugins::region

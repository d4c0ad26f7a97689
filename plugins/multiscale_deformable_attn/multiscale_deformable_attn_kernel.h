// output[n, q, m] = Σ_{l, p} weight[n, q, m, l, p] · value_l[n, m](y, x),   x = location.x · W_l − ½, y = location.y · H_l − ½
//
// where value_l(y, x) is interpolated between its four neighbours, those outside of the map being 0.
//
// Threads:   CPU: a query's head at a time, its D channels side by side. CUDA: one channel a thread; neighbours read neighbours.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/multiscale_deformable_attn/multiscale_deformable_attn.h"

#include <cmath>

namespace tenon::plugins::multiscale_deformable_attn
{

template <typename T>
struct Sampling
{
    T const* value;
    int32_t const* shapes;
    int32_t const* starts;
    T const* locations;
    T const* weights;
    T* output;
    int64_t positions, heads, size, levels, points, queries;

    //! Where the four neighbours of a point begin, and what they count; those outside of the map count 0.
    struct Point
    {
        int64_t at[4];
        float weights[4];
    };

    //! `head`: (n · Q + q) · M + m.
    TENON_BOTH Point point(int64_t head, int64_t level, int64_t p) const
    {
        int64_t const sample = (head * levels + level) * points + p;
        auto const height = static_cast<int64_t>(shapes[2 * level]);
        auto const width = static_cast<int64_t>(shapes[2 * level + 1]);
        float const x = real(locations[2 * sample]) * static_cast<float>(width) - 0.5F;
        float const y = real(locations[2 * sample + 1]) * static_cast<float>(height) - 0.5F;
        float const weight = real(weights[sample]);
        float const left = floorf(x);
        float const top = floorf(y);
        float const over = x - left;
        float const down = y - top;
        float const factors[4]{(1.0F - down) * (1.0F - over), (1.0F - down) * over, down * (1.0F - over), down * over};
        int64_t const image = head / heads / queries;
        int64_t const m = head % heads;
        Point result{};
        bool const near = x > -1.0F && y > -1.0F && x < static_cast<float>(width) && y < static_cast<float>(height);
        for (int32_t k = 0; k < 4 && near; ++k)
        {
            int64_t const row = static_cast<int64_t>(top) + k / 2;
            int64_t const column = static_cast<int64_t>(left) + k % 2;
            bool const inside = row >= 0 && row < height && column >= 0 && column < width;
            int64_t const position = starts[level] + row * width + column;
            bool const exists = inside && position >= 0 && position < positions;
            result.at[k] = exists ? ((image * positions + position) * heads + m) * size : 0;
            result.weights[k] = exists ? factors[k] * weight : 0.0F;
        }
        return result;
    }
    //! One channel.
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const head = index / size;
        int64_t const channel = index % size;
        float sum = 0.0F;
        for (int64_t level = 0; level < levels; ++level)
        {
            for (int64_t p = 0; p < points; ++p)
            {
                Point const s = point(head, level, p);
                for (int32_t k = 0; k < 4; ++k)
                {
                    sum += s.weights[k] == 0.0F ? 0.0F : s.weights[k] * real(value[s.at[k] + channel]);
                }
            }
        }
        output[index] = number<T>(sum);
    }
};

//! One head of one query, on the CPU.
template <typename T>
struct HeadSampling
{
    Sampling<T> s;

    void operator()(int64_t head) const
    {
        constexpr int64_t kPart = 64;
        for (int64_t first = 0; first < s.size; first += kPart)
        {
            int64_t const count = std::min(kPart, s.size - first);
            float sums[kPart]{};
            for (int64_t level = 0; level < s.levels; ++level)
            {
                for (int64_t p = 0; p < s.points; ++p)
                {
                    auto const point = s.point(head, level, p);
                    for (int32_t k = 0; k < 4; ++k)
                    {
                        T const* const from = s.value + point.at[k] + first;
                        float const weight = point.weights[k];
                        for (int64_t i = 0; i < count && weight != 0.0F; ++i)
                        {
                            sums[i] += weight * real(from[i]);
                        }
                    }
                }
            }
            T* const to = s.output + head * s.size + first;
            for (int64_t i = 0; i < count; ++i)
            {
                to[i] = number<T>(sums[i]);
            }
        }
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, MultiscaleDeformableAttn const&, plugin::Call const& call)
{
    plugin::Tensor const& value = call.input(0);
    plugin::Tensor const& locations = call.input(3);
    plugin::Tensor const& output = call.output(0);
    return run.withType(value.type(), [&](auto element) {
        using T = decltype(element);
        Sampling<T> const sampling{value.as<T const>(), call.input(1).as<int32_t const>(),
            call.input(2).as<int32_t const>(), locations.as<T const>(), call.input(4).as<T const>(), output.as<T>(),
            value.dim(1), value.dim(2), value.dim(3), locations.dim(3), locations.dim(4), locations.dim(1)};
        if constexpr (Run::kIsCuda)
        {
            return run.each(output.count(), sampling);
        }
        else
        {
            return run.each(output.count() / std::max<int64_t>(sampling.size, 1), HeadSampling<T>{sampling}, 16);
        }
    });
}

} // namespace tenon::plugins::multiscale_deformable_attn

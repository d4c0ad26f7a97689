// Normalization of groups of channels, for InstanceNormalization_TRT, GroupNormalizationPlugin and Normalize_TRT across space:
//
//     v = (x − mean) / √(variance + ε) · scale[c] + bias[c];   y = relu and v < 0 ? alpha · v : v
//
// with mean and variance of a group: `channels` channels of `plane` elements each, side by side.
//
// Threads:   CPU: a group at a time. CUDA: group_norm.cuh.
// Memory:    CPU: two reads and one write an element.
// Accuracy:  CPU: moments of pieces in fp32, put together in fp64. int8: rounded once to nearest even.
#pragma once

#include "plugins/common/convert.h"
#include "plugins/common/int8.h"

#include <cmath>
#include <vector>

namespace tenon::plugins
{

template <typename T, typename W>
struct GroupNorm
{
    T const* x;
    T* y;
    W const* scale; //!< one for each channel of an image
    W const* bias;
    int64_t groups; //!< of all images
    int64_t groupsPerImage;
    int64_t channels; //!< of a group
    int64_t plane;
    float epsilon;
    bool relu;
    float alpha;
    float inputScale{1.0F}, outputScale{1.0F}; //!< where T is int8_t
};

//! Sums with 16 partial sums, which compilers turn into vectors.
template <typename T, typename Term>
float sumInParts(T const* values, int64_t count, Term const& term)
{
    constexpr int64_t kParts = 16;
    float parts[kParts]{};
    int64_t i = 0;
    for (; i + kParts <= count; i += kParts)
    {
        for (int64_t j = 0; j < kParts; ++j)
        {
            parts[j] += term(real(values[i + j]));
        }
    }
    float sum = 0.0F;
    for (; i < count; ++i)
    {
        sum += term(real(values[i]));
    }
    for (float const part : parts)
    {
        sum += part;
    }
    return sum;
}

//! Long groups: sums of pieces of 4,096, so that no partial sum grows long.
template <typename T, typename Term>
float sumOf(T const* values, int64_t count, Term const& term)
{
    constexpr int64_t kPiece = 4096;
    double sum = 0.0;
    for (int64_t i = 0; i < count; i += kPiece)
    {
        sum += sumInParts(values + i, std::min(kPiece, count - i), term);
    }
    return static_cast<float>(sum);
}

//! The sum of some numbers, and that of the squared differences from their mean; with the processor's widest vectors.
struct Moments
{
    float sum, squares;
};
Moments momentsOf(float const* values, int64_t count);
//! y = x · slope + offset, then alpha · y where that is negative and `relu` says so. `y` may be `x`.
void scaleAndShift(float const* x, float* y, int64_t count, float slope, float offset, bool relu, float alpha);

//! Pieces of a group's numbers as fp32, on the CPU: those that fit the first-level cache.
constexpr int64_t kNormPiece = 2048;
template <typename T, typename W>
float const* normPiece(GroupNorm<T, W> const& norm, T const* from, int64_t count, float* buffer)
{
    if constexpr (std::is_same_v<T, float>)
    {
        return from;
    }
    else if constexpr (std::is_same_v<T, int8_t>)
    {
        toFloats(from, buffer, count, norm.inputScale);
        return buffer;
    }
    else
    {
        toFloats(from, buffer, count);
        return buffer;
    }
}

template <typename T, typename W>
void normalizeGroupOnCpu(GroupNorm<T, W> const& norm, int64_t group)
{
    int64_t const count = norm.channels * norm.plane;
    T const* const x = norm.x + group * count;
    T* const y = norm.y + group * count;
    alignas(64) float buffer[kNormPiece];
    // Moments of pieces put together (T. Chan, G. Golub, R. LeVeque, 1979): one pass over the memory.
    double mean = 0.0;
    double squares = 0.0;
    for (int64_t i = 0; i < count; i += kNormPiece)
    {
        int64_t const size = std::min(kNormPiece, count - i);
        Moments const piece = momentsOf(normPiece(norm, x + i, size, buffer), size);
        double const difference = static_cast<double>(piece.sum) / static_cast<double>(size) - mean;
        auto const all = static_cast<double>(i + size);
        mean += difference * static_cast<double>(size) / all;
        squares += piece.squares + difference * difference * static_cast<double>(i) * static_cast<double>(size) / all;
    }
    auto const variance = static_cast<float>(squares / static_cast<double>(count));
    float const factor = 1.0F / std::sqrt(variance + norm.epsilon);
    for (int64_t c = 0; c < norm.channels; ++c)
    {
        int64_t const channel = group % norm.groupsPerImage * norm.channels + c;
        float const slope = factor * real(norm.scale[channel]);
        float const offset = real(norm.bias[channel]) - static_cast<float>(mean) * slope;
        for (int64_t i = 0; i < norm.plane; i += kNormPiece)
        {
            int64_t const at = c * norm.plane + i;
            int64_t const size = std::min(kNormPiece, norm.plane - i);
            float const* const piece = normPiece(norm, x + at, size, buffer);
            if constexpr (std::is_same_v<T, float>)
            {
                scaleAndShift(piece, y + at, size, slope, offset, norm.relu, norm.alpha);
            }
            else
            {
                scaleAndShift(piece, buffer, size, slope, offset, norm.relu, norm.alpha);
                if constexpr (std::is_same_v<T, int8_t>)
                {
                    fromFloats(buffer, y + at, size, norm.outputScale);
                }
                else
                {
                    fromFloats(buffer, y + at, size);
                }
            }
        }
    }
}

template <typename T, typename W>
int32_t normalizeGroups(OnCpu const&, GroupNorm<T, W> const& norm)
{
    int64_t const grain = std::max<int64_t>(1, 8 * 1024 / std::max<int64_t>(1, norm.channels * norm.plane));
    tenon::parallelFor(norm.groups, grain, [&norm](int64_t begin, int64_t end) {
        for (int64_t group = begin; group < end; ++group)
        {
            normalizeGroupOnCpu(norm, group);
        }
    });
    return 0;
}

//! A field's numbers as fp32 on the device of the run; null where there are none.
template <typename Run>
float const* floatsFor(Run const&, plugin::Weights const& weights)
{
    return static_cast<float const*>(
        weights.on(Run::kIsCuda ? DeviceKind::kCUDA : DeviceKind::kCPU, nvinfer1::DataType::kFLOAT));
}

} // namespace tenon::plugins

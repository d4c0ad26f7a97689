// output[n, o, y, x] = bias[o] + Σ_{c, i, j} weight[o, c, i, j] · mask[n, g, i, j, y, x] · X(n, c, y·s − p + i·d + Δy, x·s − p + j·d + Δx)
//
// with X interpolated between its four neighbours, those outside of the image being 0. The samples of an image and group are gathered as columns
// [C / group · KH · KW, OH · OW]; then it is a matrix product.
//
// Threads:   CPU: pieces of positions: their columns, then the product. CUDA: see sampled_product.cuh; in fp16, with several deformable groups or few output
//            channels a tap of a position of several channels a thread, then cuBLASLt.
// Memory:    CPU: columns stay in the caches. CUDA: see there; else the columns of an image are written once and read by the product.
// Accuracy:  fp32; on CUDA in fp16, columns are rounded to fp16.
#pragma once

#include "plugins/common/gemm.h"
#include "plugins/modulated_deform_conv/deformable_sampler.h"
#include "plugins/modulated_deform_conv/modulated_deform_conv.h"

#if defined(__CUDACC__)
#include "plugins/modulated_deform_conv/sampled_product.cuh"
#endif

#include <vector>

namespace tenon::plugins::modulated_deform_conv
{

inline Shape shapeOf(ModulatedDeformConv const& impl, plugin::Tensors const& t)
{
    return {t.input(0).dim(0), t.input(0).dim(1), t.input(0).dim(2), t.input(0).dim(3), t.input(3).dim(0),
        t.output(0).dim(2), t.output(0).dim(3), t.input(3).dim(2), t.input(3).dim(3), impl.stride[0], impl.stride[1],
        impl.padding[0], impl.padding[1], impl.dilation[0], impl.dilation[1], impl.group, impl.deformableGroup};
}

template <typename T>
struct Convolution
{
    Sampler<T> sampler;
    T const* weight;
    T const* bias; //!< or null
    T* output;
    void* workspace;
};

#if defined(__CUDACC__)
//! Elements (channel · taps + k) · plane + position of the columns of one image, for at most kChannels channels of one deformable group: the tap is
//! found once for them. The first indices fill the image's output with its bias too.
template <typename T>
struct TapColumns
{
    static constexpr uint32_t kChannels = 16;

    Sampler<T> sampler;
    T* columns;
    FillRows<T> bias; //!< of the image; or null
    int64_t image;
    FastDivider plane, taps, pieces; //!< pieces of a deformable group
    uint32_t indices;

    __device__ void operator()(int64_t index) const
    {
        Shape const& s = sampler.s;
        auto const i = static_cast<uint32_t>(index);
        uint32_t const row = plane.quotient(i);
        uint32_t const position = i - row * plane.divisor();
        uint32_t const piece = taps.quotient(row);
        uint32_t const k = row - piece * taps.divisor();
        uint32_t const deformable = pieces.quotient(piece);
        auto const perDeformable = static_cast<uint32_t>(s.channels / s.deformableGroups);
        uint32_t const first = (piece - deformable * pieces.divisor()) * kChannels;
        uint32_t const count = min(perDeformable - first, kChannels);
        if (bias.bias != nullptr)
        {
            for (int64_t o = i; o < s.outChannels * s.plane(); o += indices)
            {
                bias(o);
            }
        }
        auto const tap = sampler.template tap<int32_t>(image, deformable, k, position);
        int64_t const channel = static_cast<int64_t>(deformable) * perDeformable + first;
        int64_t const inPlane = s.height * s.width;
        T const* const x = sampler.x + (image * s.channels + channel) * inPlane;
        int64_t const pitch = int64_t{taps.divisor()} * plane.divisor();
        T* const to = columns + channel * pitch + k * int64_t{plane.divisor()} + position;
        T values[kChannels];
#pragma unroll
        for (uint32_t c = 0; c < kChannels; ++c)
        {
            T const* const from = x + c * inPlane;
            values[c] = c < count
                ? number<T>(tap.weights[0] * real(from[tap.at[0]]) + tap.weights[1] * real(from[tap.at[1]])
                    + tap.weights[2] * real(from[tap.at[2]]) + tap.weights[3] * real(from[tap.at[3]]))
                : T{};
        }
#pragma unroll
        for (uint32_t c = 0; c < kChannels; ++c)
        {
            if (c < count)
            {
                to[c * pitch] = values[c];
            }
        }
    }
};

template <typename T>
int32_t convolve(OnCuda const& run, Convolution<T> const& c)
{
    Shape const& s = c.sampler.s;
    if constexpr (std::is_same_v<T, float>)
    {
        if (samplesProduct(s))
        {
            return multiplySampled(run, c.sampler, c.weight, c.bias, c.output);
        }
    }
    auto* const columns = reinterpret_cast<T*>(static_cast<char*>(c.workspace) + kProductWorkspaceBytes);
    int64_t const outPerGroup = s.outChannels / s.groups;
    int64_t const pieces = cuda::ceilDiv(s.channels / s.deformableGroups, TapColumns<T>::kChannels);
    int64_t const count = s.deformableGroups * pieces * s.taps() * s.plane();
    if (count >= FastDivider::kEnd || s.outChannels * s.plane() >= FastDivider::kEnd
        || s.height * s.width >= FastDivider::kEnd)
    {
        return 1;
    }
    int32_t status = 0;
    for (int64_t image = 0; image < s.images && status == 0; ++image)
    {
        T* const ofImage = c.output + image * s.outChannels * s.plane();
        status |= count == 0
            ? 0
            : run.each(count,
                TapColumns<T>{c.sampler, columns, {ofImage, c.bias, s.plane()}, image,
                    FastDivider(static_cast<uint32_t>(s.plane())), FastDivider(static_cast<uint32_t>(s.taps())),
                    FastDivider(static_cast<uint32_t>(pieces)), static_cast<uint32_t>(count)});
        for (int64_t g = 0; g < s.groups; ++g)
        {
            status |= multiply(run,
                CudaGemm<T>{c.weight + g * outPerGroup * s.depth(), columns + g * s.depth() * s.plane(),
                    ofImage + g * outPerGroup * s.plane(), c.bias == nullptr ? nullptr : c.bias + g * outPerGroup,
                    outPerGroup, s.plane(), s.depth(), c.workspace},
                true);
        }
    }
    return status;
}
#endif

//! A piece of positions of one image, on the CPU.
template <typename T>
struct PieceOnCpu
{
    static constexpr int64_t kPositions = 64;
    Sampler<T> sampler;
    float const* weights;
    T const* bias;
    T* output;

    void operator()(int64_t index) const
    {
        Shape const& s = sampler.s;
        int64_t const pieces = (s.plane() + kPositions - 1) / kPositions;
        int64_t const image = index / pieces;
        int64_t const first = index % pieces * kPositions;
        int64_t const count = std::min(kPositions, s.plane() - first);
        static thread_local std::vector<float> columns, sums;
        static thread_local std::vector<Tap<int64_t>> taps;
        columns.resize(static_cast<size_t>(s.channels * s.taps() * count));
        taps.resize(static_cast<size_t>(s.taps() * count));
        int64_t const perDeformable = s.channels / s.deformableGroups;
        for (int64_t channel = 0; channel < s.channels; ++channel)
        {
            if (channel % perDeformable == 0)
            {
                for (int64_t k = 0; k < s.taps(); ++k)
                {
                    for (int64_t i = 0; i < count; ++i)
                    {
                        taps[static_cast<size_t>(k * count + i)] =
                            sampler.template tap<int64_t>(image, channel / perDeformable, k, first + i);
                    }
                }
            }
            float* const to = columns.data() + channel * s.taps() * count;
            for (int64_t i = 0; i < s.taps() * count; ++i)
            {
                to[i] = sampler.sample(image, channel, taps[static_cast<size_t>(i)]);
            }
        }
        int64_t const outPerGroup = s.outChannels / s.groups;
        sums.resize(static_cast<size_t>(outPerGroup * count));
        for (int64_t g = 0; g < s.groups; ++g)
        {
            multiply({weights + g * outPerGroup * s.depth(), s.depth(), columns.data() + g * s.depth() * count, count,
                sums.data(), count, outPerGroup, count, s.depth()});
            for (int64_t o = 0; o < outPerGroup; ++o)
            {
                int64_t const channel = g * outPerGroup + o;
                float const added = bias == nullptr ? 0.0F : real(bias[channel]);
                T* const to = output + (image * s.outChannels + channel) * s.plane() + first;
                for (int64_t i = 0; i < count; ++i)
                {
                    to[i] = number<T>(sums[static_cast<size_t>(o * count + i)] + added);
                }
            }
        }
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, ModulatedDeformConv const& impl, plugin::Call const& call)
{
    Shape const s = shapeOf(impl, call);
    plugin::Tensor const& weight = call.input(3);
    return run.withType(call.input(0).type(), [&](auto element) {
        using T = decltype(element);
        Sampler<T> const sampler{
            call.input(0).as<T const>(), call.input(1).as<T const>(), call.input(2).as<T const>(), s};
        T const* const bias = call.inputCount() > 4 ? call.input(4).as<T const>() : nullptr;
        T* const output = call.output(0).as<T>();
        if constexpr (Run::kIsCuda)
        {
            return convolve(run, Convolution<T>{sampler, weight.as<T const>(), bias, output, call.workspace()});
        }
        else
        {
            float const* weights = nullptr;
            if constexpr (std::is_same_v<T, float>)
            {
                weights = weight.as<float const>();
            }
            else
            {
                auto* const wide = static_cast<float*>(call.workspace());
                T const* const narrow = weight.as<T const>();
                run.each(weight.count(), [=](int64_t i) { wide[i] = real(narrow[i]); });
                weights = wide;
            }
            int64_t const pieces = (s.plane() + PieceOnCpu<T>::kPositions - 1) / PieceOnCpu<T>::kPositions;
            return run.each(s.images * pieces, PieceOnCpu<T>{sampler, weights, bias, output}, 1);
        }
    });
}

} // namespace tenon::plugins::modulated_deform_conv

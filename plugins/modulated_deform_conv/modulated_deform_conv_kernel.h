// output[n, o, y, x] = bias[o] + Σ_{c, i, j} weight[o, c, i, j] · mask[n, g, i, j, y, x] · X(n, c, y·s − p + i·d + Δy, x·s − p + j·d + Δx)
//
// with X interpolated between its four neighbours, those outside of the image being 0. The samples of an image and group are gathered as columns
// [C / group · KH · KW, OH · OW]; then it is a matrix product.
//
// Threads:   CPU: pieces of positions: their columns, then the product. CUDA: a tap of a position of several channels a
//            thread, then cuBLASLt.
// Memory:    CPU: columns stay in the caches. CUDA: the columns of an image are written once and read by the product.
// Accuracy:  fp32; on CUDA in fp16, columns are rounded to fp16.
#pragma once

#include "plugins/common/gemm.h"
#include "plugins/modulated_deform_conv/modulated_deform_conv.h"

#include <cmath>
#include <vector>

namespace tenon::plugins::modulated_deform_conv
{

struct Shape
{
    int64_t images, channels, height, width, outChannels, outHeight, outWidth, kernelHeight, kernelWidth;
    int64_t strideY, strideX, paddingY, paddingX, dilationY, dilationX, groups, deformableGroups;

    TENON_BOTH int64_t taps() const { return kernelHeight * kernelWidth; }
    TENON_BOTH int64_t plane() const { return outHeight * outWidth; }
    TENON_BOTH int64_t depth() const { return channels / groups * taps(); }
};

inline Shape shapeOf(ModulatedDeformConv const& impl, plugin::Tensors const& t)
{
    return {t.input(0).dim(0), t.input(0).dim(1), t.input(0).dim(2), t.input(0).dim(3), t.input(3).dim(0),
        t.output(0).dim(2), t.output(0).dim(3), t.input(3).dim(2), t.input(3).dim(3), impl.stride[0], impl.stride[1],
        impl.padding[0], impl.padding[1], impl.dilation[0], impl.dilation[1], impl.group, impl.deformableGroup};
}

//! Four neighbours of a sample in a plane and what they count, the mask included.
template <typename Index>
struct Tap
{
    Index at[4];
    float weights[4];
};

template <typename T>
struct Sampler
{
    T const* x;
    T const* offset;
    T const* mask;
    Shape s;

    //! Index: of places in planes of x and of the output; a GPU divides those of 32 bits several times as fast.
    template <typename Index>
    TENON_BOTH Tap<Index> tap(int64_t image, int64_t deformable, Index k, Index position) const
    {
        int64_t const plane = s.plane();
        auto const outWidth = static_cast<Index>(s.outWidth);
        auto const kernelWidth = static_cast<Index>(s.kernelWidth);
        Index const row = position / outWidth;
        Index const column = position % outWidth;
        T const* const displacement =
            offset + ((image * s.deformableGroups + deformable) * 2 * s.taps() + 2 * k) * plane + position;
        float const modulation =
            real(mask[((image * s.deformableGroups + deformable) * s.taps() + k) * plane + position]);
        float const y =
            static_cast<float>(row * s.strideY - s.paddingY + k / kernelWidth * s.dilationY) + real(displacement[0]);
        float const xx = static_cast<float>(column * s.strideX - s.paddingX + k % kernelWidth * s.dilationX)
            + real(displacement[plane]);
        Tap<Index> result{};
        if (!(y > -1.0F && xx > -1.0F && y < static_cast<float>(s.height) && xx < static_cast<float>(s.width)))
        {
            return result;
        }
        float const top = floorf(y);
        float const left = floorf(xx);
        float const down = y - top;
        float const over = xx - left;
        float const factors[4]{(1.0F - down) * (1.0F - over), (1.0F - down) * over, down * (1.0F - over), down * over};
        for (int32_t n = 0; n < 4; ++n)
        {
            Index const r = static_cast<Index>(top) + n / 2;
            Index const c = static_cast<Index>(left) + n % 2;
            bool const inside = r >= 0 && r < s.height && c >= 0 && c < s.width;
            result.at[n] = inside ? r * static_cast<Index>(s.width) + c : 0;
            result.weights[n] = inside ? factors[n] * modulation : 0.0F;
        }
        return result;
    }
    TENON_BOTH float sample(int64_t image, int64_t channel, Tap<int64_t> const& tap) const
    {
        T const* const plane = x + (image * s.channels + channel) * s.height * s.width;
        return tap.weights[0] * real(plane[tap.at[0]]) + tap.weights[1] * real(plane[tap.at[1]])
            + tap.weights[2] * real(plane[tap.at[2]]) + tap.weights[3] * real(plane[tap.at[3]]);
    }
};

//! Elements (channel · taps + k) · plane + position of the columns of one image, for `channels` channels of one deformable group: the tap is found
//! once for them. The first indices fill the image's output with its bias too.
template <typename T>
struct TapColumns
{
    Sampler<T> sampler;
    T* columns;
    T const* bias; //!< or null
    T* output;
    int64_t image;
    uint32_t channels, pieces; //!< of a piece; pieces of a deformable group
    uint32_t indices;

    TENON_BOTH void operator()(int64_t index) const
    {
        Shape const& s = sampler.s;
        auto const plane = static_cast<uint32_t>(s.plane());
        auto const taps = static_cast<uint32_t>(s.taps());
        auto const i = static_cast<uint32_t>(index);
        uint32_t const piece = i / plane / taps;
        uint32_t const k = i / plane % taps;
        uint32_t const position = i % plane;
        uint32_t const deformable = piece / pieces;
        auto const perDeformable = static_cast<uint32_t>(s.channels / s.deformableGroups);
        uint32_t const first = piece % pieces * channels;
        uint32_t const count = perDeformable - first < channels ? perDeformable - first : channels;
        if (bias != nullptr)
        {
            auto const outputs = static_cast<int64_t>(plane) * s.outChannels;
            for (int64_t o = i; o < outputs; o += indices)
            {
                output[image * outputs + o] = bias[static_cast<uint32_t>(o) / plane];
            }
        }
        auto const tap = sampler.template tap<int32_t>(image, deformable, k, position);
        int64_t const channel = static_cast<int64_t>(deformable) * perDeformable + first;
        int64_t const inPlane = s.height * s.width;
        T const* const x = sampler.x + (image * s.channels + channel) * inPlane;
        T* const to = columns + (channel * taps + k) * plane + position;
#if defined(__CUDACC__)
#pragma unroll 4
#endif
        for (uint32_t c = 0; c < count; ++c)
        {
            T const* const from = x + c * inPlane;
            to[static_cast<int64_t>(c) * taps * plane] =
                number<T>(tap.weights[0] * real(from[tap.at[0]]) + tap.weights[1] * real(from[tap.at[1]])
                    + tap.weights[2] * real(from[tap.at[2]]) + tap.weights[3] * real(from[tap.at[3]]));
        }
    }
};

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
            auto* const columns = reinterpret_cast<T*>(static_cast<char*>(call.workspace()) + kProductWorkspaceBytes);
            int64_t const outPerGroup = s.outChannels / s.groups;
            constexpr int64_t kChannels = 8; // of a thread, at most
            auto const pieces = static_cast<uint32_t>((s.channels / s.deformableGroups + kChannels - 1) / kChannels);
            int64_t const count = s.deformableGroups * pieces * s.taps() * s.plane();
            constexpr int64_t kEnd = int64_t{1} << 31;
            if (count >= kEnd || s.outChannels * s.plane() >= kEnd || s.height * s.width >= kEnd)
            {
                return 1;
            }
            int32_t status = 0;
            for (int64_t image = 0; image < s.images && status == 0; ++image)
            {
                status |= run.each(count,
                    TapColumns<T>{
                        sampler, columns, bias, output, image, kChannels, pieces, static_cast<uint32_t>(count)});
                for (int64_t g = 0; g < s.groups; ++g)
                {
                    status |= multiply(run,
                        CudaGemm<T>{weight.as<T const>() + g * outPerGroup * s.depth(),
                            columns + g * s.depth() * s.plane(),
                            output + (image * s.outChannels + g * outPerGroup) * s.plane(),
                            bias == nullptr ? nullptr : bias + g * outPerGroup, outPerGroup, s.plane(), s.depth(),
                            call.workspace()},
                        true);
                }
            }
            return status;
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

// y[n, k, i · stride + j · dilation − pre] += x[n, c, i] · w[c, k, j] for the channels c of k's group; y begins with the bias.
//
// Loops:     for each output map: channels, kernel elements, rows of x; the innermost loop adds a row of x, times one weight, to a row of y.
// Threads:   output maps of all batch items.
// Memory:    an output map is written once for each channel and kernel element, from the cache; x is read once for each output map and
//            kernel element, w once.
// Accuracy:  sums in fp32, in the order of the loops.
#include "ops/deconvolution/deconvolution_loops.h"

#include "devices/cpu/parallel.h"

#include <algorithm>
#include <utility>

namespace tenon::ops
{

namespace
{

//! Inputs [first, last) of a dimension whose contributions through kernel element `offset` lie inside of the output.
std::pair<int64_t, int64_t> inside(int64_t in, int64_t out, int64_t stride, int64_t offset)
{
    int64_t const first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    int64_t const room = out - 1 - offset;
    int64_t const last = room < 0 ? 0 : std::min(in, room / stride + 1);
    return {first, std::max(first, last)};
}

void addRow(float const* x, float* y, int64_t count, int64_t stride, float weight)
{
    if (stride == 1)
    {
        for (int64_t i = 0; i < count; ++i)
        {
            y[i] += weight * x[i];
        }
        return;
    }
    for (int64_t i = 0; i < count; ++i)
    {
        y[i * stride] += weight * x[i];
    }
}

void addChannel(TransposedProblem const& p, float const* x, float const* w, float* y)
{
    for (int64_t kz = 0; kz < p.kernel[0]; ++kz)
    {
        int64_t const oz = kz * p.dilation[0] - p.pre[0];
        auto const [z0, z1] = inside(p.in[0], p.out[0], p.stride[0], oz);
        for (int64_t ky = 0; ky < p.kernel[1]; ++ky)
        {
            int64_t const oy = ky * p.dilation[1] - p.pre[1];
            auto const [y0, y1] = inside(p.in[1], p.out[1], p.stride[1], oy);
            for (int64_t kx = 0; kx < p.kernel[2]; ++kx)
            {
                int64_t const ox = kx * p.dilation[2] - p.pre[2];
                auto const [x0, x1] = inside(p.in[2], p.out[2], p.stride[2], ox);
                float const weight = w[(kz * p.kernel[1] + ky) * p.kernel[2] + kx];
                for (int64_t z = z0; z < z1; ++z)
                {
                    for (int64_t r = y0; r < y1; ++r)
                    {
                        float const* const from = x + (z * p.in[1] + r) * p.in[2] + x0;
                        int64_t const row = (z * p.stride[0] + oz) * p.out[1] + r * p.stride[1] + oy;
                        addRow(from, y + row * p.out[2] + x0 * p.stride[2] + ox, x1 - x0, p.stride[2], weight);
                    }
                }
            }
        }
    }
}

} // namespace

void deconvolveByLoops(TransposedProblem const& p, float const* x, float const* w, float const* bias, float* y)
{
    int64_t const inVolume = p.in[0] * p.in[1] * p.in[2];
    int64_t const outVolume = p.out[0] * p.out[1] * p.out[2];
    int64_t const kernelVolume = p.kernel[0] * p.kernel[1] * p.kernel[2];
    int64_t const groupChannels = p.channels / p.groups;
    int64_t const groupMaps = p.maps / p.groups;
    // Multiplications of one output map; a thread is worth some ten thousand.
    int64_t const work = std::max<int64_t>(groupChannels * kernelVolume * inVolume, 1);
    int64_t const grain = 64 * 1024 / work + 1;
    devices::parallelFor(outVolume == 0 ? 0 : p.batch * p.maps, grain, [&](int64_t begin, int64_t end) {
        for (int64_t map = begin; map < end; ++map)
        {
            int64_t const n = map / p.maps;
            int64_t const k = map % p.maps;
            int64_t const group = k / groupMaps;
            float* const out = y + map * outVolume;
            std::fill_n(out, outVolume, bias == nullptr ? 0.0F : bias[k]);
            for (int64_t c = group * groupChannels; c < (group + 1) * groupChannels; ++c)
            {
                addChannel(
                    p, x + (n * p.channels + c) * inVolume, w + (c * groupMaps + k % groupMaps) * kernelVolume, out);
            }
        }
    });
}

} // namespace tenon::ops

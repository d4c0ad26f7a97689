// y[n, k, i · stride + j · dilation − pre] += columns[n, k, j, i]; y begins with the bias.
//
// Loops:     rows of y. The elements of a phase of a row are reached by neighbours in columns: each phase is summed over its kernel elements in a buffer,
//            by vectors, and then spread over the row.
// Threads:   output maps.
// Memory:    y is written once, columns are read once.
// Accuracy:  sums in fp32, in the order of the kernel elements.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/common/rows.h"
#include "ops/deconvolution/deconvolution_columns.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/deconvolution/deconvolution_columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::columns::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;
using F32x4 = hn::CappedTag<float, 4>; //!< for the rest of a run

constexpr int64_t kTile = 512; //!< elements of a phase at a time: two phases stay in the first cache

//! Elements [first, first + count) of one phase of a row.
struct Tile
{
    int64_t phase, first, count;
};

//! Writes `count` elements, and up to a vector more.
HWY_INLINE void fill(float value, float* to, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    for (int64_t i = 0; i < count; i += lanes)
    {
        hn::StoreU(hn::Set(f, value), f, to + i);
    }
}

template <typename D>
HWY_INLINE int64_t addVectors(D f, float const* x, float* sums, int64_t i, int64_t count)
{
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::Add(hn::LoadU(f, sums + i), hn::LoadU(f, x + i)), f, sums + i);
    }
    return i;
}

HWY_INLINE void addRun(float const* x, float* sums, int64_t count)
{
    int64_t i = addVectors(F32(), x, sums, 0, count);
    i = addVectors(F32x4(), x, sums, i, count);
    for (; i < count; ++i)
    {
        sums[i] += x[i];
    }
}

template <typename D>
HWY_INLINE int64_t interleaveVectors(D f, float const* even, float const* odd, float* to, int64_t i, int64_t count)
{
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreInterleaved2(hn::LoadU(f, even + i), hn::LoadU(f, odd + i), f, to + 2 * i);
    }
    return i;
}

HWY_INLINE void interleave(float const* even, float const* odd, float* to, int64_t count)
{
    int64_t i = interleaveVectors(F32(), even, odd, to, 0, count);
    i = interleaveVectors(F32x4(), even, odd, to, i, count);
    for (; i < count; ++i)
    {
        to[2 * i] = even[i];
        to[2 * i + 1] = odd[i];
    }
}

//! One output map, and the columns that are added up in it.
class MapAdder
{
public:
    MapAdder(ColumnAdder const& adder, float const* columns, float bias)
        : p_(adder.problem())
        , adder_(adder)
        , columns_(columns)
        , bias_(bias)
        , plane_(p_.in[1] * p_.in[2])
        , volume_(p_.in[0] * plane_)
    {
    }

    void addToRow(int64_t z, int64_t y, float* row) const
    {
        int64_t const stride = p_.stride[2];
        int64_t const width = p_.out[2];
        HWY_ALIGN float sums[2][kTile + HWY_MAX_BYTES / sizeof(float)];
        for (int64_t q = 0; q * stride < width; q += kTile)
        {
            if (stride == 1)
            {
                int64_t const count = std::min(kTile, width - q);
                sumPhase(z, y, {0, q, count}, sums[0]);
                std::copy_n(sums[0], count, row + q);
            }
            else if (stride == 2)
            {
                int64_t const even = std::min(kTile, (width + 1) / 2 - q);
                int64_t const odd = std::min(kTile, width / 2 - q);
                sumPhase(z, y, {0, q, even}, sums[0]);
                if (odd > 0) // a row of one element has no such phase
                {
                    sumPhase(z, y, {1, q, odd}, sums[1]);
                    interleave(sums[0], sums[1], row + 2 * q, odd);
                }
                if (even > odd)
                {
                    row[2 * (q + odd)] = sums[0][odd];
                }
            }
            else
            {
                for (int64_t phase = 0; phase < std::min(stride, width - q * stride); ++phase)
                {
                    int64_t const count = std::min(kTile, (width - phase + stride - 1) / stride - q);
                    sumPhase(z, y, {phase, q, count}, sums[0]);
                    float* const to = row + q * stride + phase;
                    for (int64_t i = 0; i < count; ++i)
                    {
                        to[i * stride] = sums[0][i];
                    }
                }
            }
        }
    }

private:
    template <typename Body>
    HWY_INLINE void forTaps(size_t dimension, int64_t target, Body const& body) const
    {
        ColumnTaps const& all = adder_.taps(dimension);
        auto const at = static_cast<size_t>(target);
        for (size_t i = at == 0 ? 0 : all.ends[at - 1]; i < all.ends[at]; ++i)
        {
            body(all.taps[i]);
        }
    }

    HWY_INLINE void sumPhase(int64_t z, int64_t y, Tile const& tile, float* sums) const
    {
        fill(bias_, sums, tile.count);
        forTaps(0, z, [&](ColumnTaps::Tap const& inZ) {
            forTaps(1, y, [&](ColumnTaps::Tap const& inY) {
                int64_t const elements = (inZ.element * p_.kernel[1] + inY.element) * p_.kernel[2];
                float const* const rows = columns_ + elements * volume_ + inZ.place * plane_ + inY.place * p_.in[2];
                forTaps(2, tile.phase, [&](ColumnTaps::Tap const& inX) {
                    int64_t const shift = inX.place - tile.first;
                    int64_t const first = std::max<int64_t>(shift, 0);
                    int64_t const last = std::min(tile.count, shift + p_.in[2]);
                    addRun(rows + inX.element * volume_ + (first - shift), sums + first, last - first);
                });
            });
        });
    }

    TransposedProblem const& p_;
    ColumnAdder const& adder_;
    float const* columns_;
    float bias_;
    int64_t plane_, volume_;
};

void addMap(ColumnAdder const& adder, float const* columns, float bias, float* out)
{
    TransposedProblem const& p = adder.problem();
    MapAdder const map(adder, columns, bias);
    for (int64_t z = 0; z < p.out[0]; ++z)
    {
        for (int64_t y = 0; y < p.out[1]; ++y)
        {
            map.addToRow(z, y, out + (z * p.out[1] + y) * p.out[2]);
        }
    }
}

} // namespace tenon::ops::columns::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::columns
{
HWY_EXPORT(addMap);
} // namespace tenon::ops::columns

namespace tenon::ops
{
namespace
{

ColumnTaps tapsOfOutputs(TransposedProblem const& p, size_t dimension)
{
    ColumnTaps found;
    for (int64_t out = 0; out < p.out[dimension]; ++out)
    {
        for (int64_t element = 0; element < p.kernel[dimension]; ++element)
        {
            int64_t const from = out + p.pre[dimension] - element * p.dilation[dimension];
            int64_t const place = from / p.stride[dimension];
            if (from >= 0 && from % p.stride[dimension] == 0 && place < p.in[dimension])
            {
                found.taps.push_back({element, place});
            }
        }
        found.ends.push_back(found.taps.size());
    }
    return found;
}

ColumnTaps tapsOfPhases(TransposedProblem const& p, size_t dimension)
{
    ColumnTaps found;
    for (int64_t phase = 0; phase < std::min(p.stride[dimension], p.out[dimension]); ++phase)
    {
        for (int64_t element = 0; element < p.kernel[dimension]; ++element)
        {
            int64_t const offset = element * p.dilation[dimension] - p.pre[dimension] - phase;
            if (offset % p.stride[dimension] == 0)
            {
                found.taps.push_back({element, offset / p.stride[dimension]});
            }
        }
        found.ends.push_back(found.taps.size());
    }
    return found;
}

} // namespace

ColumnAdder::ColumnAdder(TransposedProblem const& problem)
    : problem_(problem)
    , taps_{tapsOfOutputs(problem, 0), tapsOfOutputs(problem, 1), tapsOfPhases(problem, 2)}
{
}

void ColumnAdder::add(MapRange const& maps, float const* data, float const* bias, float* y) const
{
    TransposedProblem const& p = problem_;
    int64_t const outVolume = p.out[0] * p.out[1] * p.out[2];
    int64_t const columnVolume = p.kernel[0] * p.kernel[1] * p.kernel[2] * p.in[0] * p.in[1] * p.in[2];
    int64_t const grain = kGrainElements / std::max<int64_t>(outVolume + columnVolume, 1) + 1;
    devices::parallelFor(p.batch * p.groups * maps.count, grain, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; ++index)
        {
            int64_t const group = index / maps.count; // of all batch items
            int64_t const map = group * (p.maps / p.groups) + maps.first + index % maps.count;
            float const start = bias == nullptr ? 0.0F : bias[map % p.maps];
            float const* const from = data + index * columnVolume;
            HWY_DYNAMIC_DISPATCH(columns::addMap)(*this, from, start, y + map * outVolume);
        }
    });
}

} // namespace tenon::ops
#endif // HWY_ONCE

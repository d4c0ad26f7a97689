// Least and greatest element, sum, and how many are NaN or infinite
//
// Threads:   pieces of 64 Ki elements.
// Memory:    each element is read once; its copy is written while it lies in the first-level cache.
// Accuracy:  sums in fp64, of whole numbers up to 32 bits exact in each piece.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/debug_print/summary.h"

#include "plugins/common/rows.h"

#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/debug_print/summary.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::debug_print::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

void summariseFloats(float const* x, int64_t count, Summary& summary)
{
    hn::ScalableTag<double> const wide;
    hn::Rebind<float, decltype(wide)> const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const infinity = hn::Set(d, std::numeric_limits<float>::infinity());
    auto least = infinity;
    auto greatest = hn::Neg(infinity);
    auto sum = hn::Zero(wide);
    auto sum2 = hn::Zero(wide);
    int64_t nans = 0;
    int64_t infinities = 0;
    auto const take = [&](hn::Vec<decltype(d)> v, hn::Vec<decltype(wide)>& to) {
        auto const isNan = hn::IsNaN(v);
        nans += static_cast<int64_t>(hn::CountTrue(d, isNan));
        infinities += static_cast<int64_t>(hn::CountTrue(d, hn::Eq(hn::Abs(v), infinity)));
        least = hn::Min(least, hn::IfThenElse(isNan, infinity, v));
        greatest = hn::Max(greatest, hn::IfThenElse(isNan, hn::Neg(infinity), v));
        to = hn::Add(to, hn::PromoteTo(wide, hn::IfThenZeroElse(isNan, v)));
    };
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        take(hn::LoadU(d, x + i), sum);
        take(hn::LoadU(d, x + i + lanes), sum2);
    }
    float leasts[hn::MaxLanes(d)];
    float greatests[hn::MaxLanes(d)];
    double sums[hn::MaxLanes(wide)];
    hn::StoreU(least, d, leasts);
    hn::StoreU(greatest, d, greatests);
    hn::StoreU(hn::Add(sum, sum2), wide, sums);
    for (int64_t lane = 0; lane < lanes; ++lane)
    {
        summary.least = std::min<double>(summary.least, leasts[lane]);
        summary.greatest = std::max<double>(summary.greatest, greatests[lane]);
        summary.sum += sums[lane];
    }
    for (; i < count; ++i)
    {
        bool const isNan = std::isnan(x[i]);
        nans += isNan ? 1 : 0;
        infinities += std::isinf(x[i]) ? 1 : 0;
        summary.least = isNan ? summary.least : std::min<double>(summary.least, x[i]);
        summary.greatest = isNan ? summary.greatest : std::max<double>(summary.greatest, x[i]);
        summary.sum += isNan ? 0.0 : x[i];
    }
    summary.nans += nans;
    summary.infinities += infinities;
    summary.numbers += count - nans;
}

} // namespace tenon::plugins::debug_print::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::debug_print
{

HWY_EXPORT(summariseFloats);

namespace
{

using nvinfer1::DataType;

constexpr int64_t kPiece = 64 * 1024;
constexpr int64_t kChunk = 2048; //!< elements: they and their copy fit into the first-level cache

//! Sum is the type of the sum of one chunk.
template <typename T, typename Sum>
void summariseIntegers(T const* x, int64_t count, Summary& summary)
{
    T least = x[0];
    T greatest = x[0];
    Sum sum = 0;
    for (int64_t i = 0; i < count; ++i)
    {
        least = x[i] < least ? x[i] : least;
        greatest = x[i] > greatest ? x[i] : greatest;
        sum += static_cast<Sum>(x[i]);
    }
    summary.least = std::min(summary.least, static_cast<double>(least));
    summary.greatest = std::max(summary.greatest, static_cast<double>(greatest));
    summary.sum += static_cast<double>(sum);
    summary.numbers += count;
}

void summariseChunk(DataType type, void const* data, int64_t count, Summary& summary)
{
    switch (type)
    {
    case DataType::kFLOAT:
        HWY_DYNAMIC_DISPATCH(summariseFloats)(static_cast<float const*>(data), count, summary);
        break;
    case DataType::kHALF:
    case DataType::kBF16:
    {
        float floats[kChunk];
        widen(type, static_cast<uint16_t const*>(data), floats, count);
        HWY_DYNAMIC_DISPATCH(summariseFloats)(floats, count, summary);
        break;
    }
    case DataType::kINT32:
        summariseIntegers<int32_t, int64_t>(static_cast<int32_t const*>(data), count, summary);
        break;
    case DataType::kINT64: summariseIntegers<int64_t, double>(static_cast<int64_t const*>(data), count, summary); break;
    case DataType::kINT8: summariseIntegers<int8_t, int32_t>(static_cast<int8_t const*>(data), count, summary); break;
    default: summariseIntegers<uint8_t, int32_t>(static_cast<uint8_t const*>(data), count, summary);
    }
}

} // namespace

Summary summaryOf(DataType type, void const* data, int64_t count, void* copy)
{
    static thread_local std::vector<Summary> kept; // so that inferences after the first allocate nothing
    kept.assign(static_cast<size_t>((count + kPiece - 1) / kPiece), {});
    std::vector<Summary>& pieces = kept;
    int64_t const width = plugin::bytesOf(type);
    tenon::parallelFor(static_cast<int64_t>(pieces.size()), 1, [&](int64_t first, int64_t last) {
        for (int64_t begin = first * kPiece; begin < std::min(last * kPiece, count); begin += kChunk)
        {
            int64_t const size = std::min(kChunk, count - begin);
            auto const* const from = static_cast<char const*>(data) + begin * width;
            summariseChunk(type, from, size, pieces[static_cast<size_t>(begin / kPiece)]);
            if (copy != nullptr)
            {
                std::memcpy(static_cast<char*>(copy) + begin * width, from, static_cast<size_t>(size * width));
            }
        }
    });
    Summary all;
    for (Summary const& piece : pieces)
    {
        all.add(piece);
    }
    return all;
}

} // namespace tenon::plugins::debug_print
#endif // HWY_ONCE

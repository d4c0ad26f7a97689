#include "plugins/assert/assert.h"

#include "plugins/assert/assert_kernel.h"
#include "plugins/common/report.h"

#include <atomic>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;

template <typename T>
void look(plugin::Tensor const& x, assertion::Condition const& condition, std::atomic<int64_t>& wrong,
    std::atomic<int64_t>& first)
{
    T const* const data = x.as<T const>();
    tenon::parallelFor(x.count(), 64 * 1024, [&, data](int64_t begin, int64_t end) {
        int64_t count = 0;
        int64_t least = std::numeric_limits<int64_t>::max();
        for (int64_t i = begin; i < end; ++i)
        {
            if (!condition.isRight(static_cast<float>(data[i])))
            {
                least = count++ == 0 ? i : least;
            }
        }
        wrong += count;
        for (int64_t known = first; least < known && !first.compare_exchange_weak(known, least);)
        {
        }
    });
}

} // namespace

std::string Assert::validate() const
{
    return min <= max
        ? std::string()
        : "expected \"min\" to be at most \"max\", found " + std::to_string(min) + " and " + std::to_string(max);
}

int32_t Assert::fail(plugin::Tensor const& x, int64_t count, int64_t first, double value) const
{
    std::string place;
    int64_t rest = first;
    for (int32_t i = x.rank() - 1; i >= 0; --i)
    {
        place = std::to_string(rest % x.dim(i)) + (place.empty() ? "" : ", ") + place;
        rest /= x.dim(i);
    }
    char numbers[160];
    std::snprintf(numbers, sizeof numbers, "expected values from %g to %g%s%s, found %.9g", min, max,
        allowNaN != 0 ? ", or NaN" : "", allowInfinity != 0 ? ", infinities too" : "", value);
    report(nvinfer1::ILogger::Severity::kERROR,
        plugin::labelOf<Assert>(layerName) + ": " + (message.empty() ? "" : message + ": ") + numbers + " at [" + place
            + "], and " + std::to_string(count - 1) + " more of " + std::to_string(x.count()));
    return 1;
}

int32_t Assert::enqueueCpu(plugin::Call const& call) const
{
    plugin::Tensor const& x = call.input(0);
    std::atomic<int64_t> wrong{0};
    std::atomic<int64_t> first{std::numeric_limits<int64_t>::max()};
    assertion::Condition const condition{min, max, allowNaN != 0, allowInfinity != 0};
    switch (x.type())
    {
    case DataType::kFLOAT: look<float>(x, condition, wrong, first); break;
    case DataType::kHALF: look<Half>(x, condition, wrong, first); break;
    case DataType::kINT32: look<int32_t>(x, condition, wrong, first); break;
    default: return 1;
    }
    OnCpu{}.copyRows({x.data, 0, call.output(0).data, 0, x.bytes(), 1});
    if (wrong == 0)
    {
        return 0;
    }
    int64_t const at = first;
    double const value = x.type() == DataType::kFLOAT
        ? x.as<float const>()[at]
        : (x.type() == DataType::kHALF ? float(x.as<Half const>()[at]) : x.as<int32_t const>()[at]);
    return fail(x, wrong, at, value);
}

} // namespace tenon::plugins

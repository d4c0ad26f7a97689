// Groups of one channel; see plugins/common/group_norm.h.
#pragma once

#include "plugins/common/group_norm.h"
#include "plugins/instance_normalization/instance_normalization.h"

namespace tenon::plugins::instance_normalization
{

template <typename Run>
int32_t enqueueOn(Run const& run, InstanceNormalization const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    int64_t const channels = x.dim(1);
    float const* const scale = floatsFor(run, impl.scales);
    float const* const bias = floatsFor(run, impl.bias);
    int64_t const groups = x.dim(0) * channels;
    if (channels != impl.scales.count() || scale == nullptr || bias == nullptr)
    {
        return 1;
    }
    plugin::Tensor const& y = call.output(0);
    auto const normalize = [&](auto element) {
        using T = decltype(element);
        return normalizeGroups(run,
            GroupNorm<T, float>{x.as<T const>(), y.as<T>(), scale, bias, groups, channels, 1,
                groups == 0 ? 0 : x.count() / groups, impl.epsilon, impl.relu != 0, impl.alpha, x.scale(), y.scale()});
    };
    return x.type() == nvinfer1::DataType::kINT8 ? normalize(int8_t{}) : run.withType(x.type(), normalize);
}

} // namespace tenon::plugins::instance_normalization

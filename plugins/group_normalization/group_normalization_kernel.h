// See plugins/common/group_norm.h.
#pragma once

#include "plugins/common/group_norm.h"
#include "plugins/group_normalization/group_normalization.h"

namespace tenon::plugins::group_normalization
{

template <typename Run>
int32_t enqueueOn(Run const& run, GroupNormalization const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    int64_t const channels = x.dim(1);
    int64_t const images = x.dim(0);
    if (channels % impl.groups != 0 || call.input(1).count() != channels || call.input(2).count() != channels)
    {
        return 1;
    }
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        return normalizeGroups(run,
            GroupNorm<T, T>{x.as<T const>(), call.output(0).as<T>(), call.input(1).as<T const>(),
                call.input(2).as<T const>(), images * impl.groups, impl.groups, channels / impl.groups,
                images * channels == 0 ? 0 : x.count() / (images * channels), impl.epsilon, false, 0.0F});
    });
}

} // namespace tenon::plugins::group_normalization

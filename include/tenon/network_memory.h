// Memory that a network takes over: weights, whose bytes a network only refers to until it is built.
#pragma once

#include <tenon/extensions.h>

#include <memory>

//! Makes `release(object)` be called once the network is destroyed; until then what `object` owns may serve as weights of the network.
//! False if the network or `release` is null, or memory is short: the caller keeps the object. `release` must not throw, and its code must
//! stay loaded as long as the network. Thread safety: that of the network.
TENON_EXTENSION bool tenonKeepWithNetwork(
    nvinfer1::INetworkDefinition* network, void* object, void (*release)(void* object)) noexcept;

namespace tenon
{

//! Hands an object over to a network. Where libnvinfer is not Tenon's, or memory is short, `object` stays as it is: false.
template <typename T>
bool keepWithNetwork(nvinfer1::INetworkDefinition& network, std::unique_ptr<T>& object)
{
    bool const kept = tenonKeepWithNetwork != nullptr
        && tenonKeepWithNetwork(&network, object.get(), [](void* kept) { delete static_cast<T*>(kept); });
    if (kept)
    {
        static_cast<void>(object.release());
    }
    return kept;
}

} // namespace tenon

// Constant bytes on a device, each copied there once for all kernels of an engine.
#pragma once

#include "devices/device.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

namespace tenon::devices
{

//! Thread safety: all methods may be called from several threads. Lives as long as somebody holds it; what it gave out lives on its own,
//! and must go before `source` does.
class WeightCache
{
public:
    explicit WeightCache(Device& device)
        : WeightCache(device, device)
    {
    }
    //! Memory comes from `source`, which gives memory of `device`.
    WeightCache(Device& device, MemorySource& source)
        : device_(device)
        , source_(source)
    {
    }

    //! The bytes on the device, aligned to kAlignmentBytes. Equal calls give the same copy while it is held by somebody: the bytes at
    //! `data` must stay what they are for as long as the cache lives (weights of a plan do).
    Result<std::shared_ptr<void const>> upload(void const* data, size_t bytes);

    //! The same for bytes that are made from the weights at `data` (another type, another order): `make` fills `madeBytes` bytes of host
    //! memory, which are then copied. `variant` tells one way of making from others: "fp16 transposed".
    Result<std::shared_ptr<void const>> upload(
        void const* data, std::string const& variant, size_t madeBytes, std::function<Status(void* made)> const& make);

private:
    using Key = std::tuple<void const*, size_t, std::string>;

    Result<std::shared_ptr<void const>> place(Key const& key, void const* bytes, size_t count);
    std::shared_ptr<void const> find(Key const& key);

    Device& device_;
    MemorySource& source_;
    std::mutex mutex_;
    std::map<Key, std::weak_ptr<void const>> copies_;
};

} // namespace tenon::devices

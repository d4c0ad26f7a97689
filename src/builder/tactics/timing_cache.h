// TimingCache: how long candidates took, kept from build to build.
#pragma once

#include "base/result.h"

#include <array>
#include <compare>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tenon::builder
{

//! 128 bits that tell one measurement from another: device, operation (or plugin and its blob), types, formats, shapes, tactic.
struct TimingKey
{
    std::array<uint8_t, 16> bytes{};
    friend auto operator<=>(TimingKey const&, TimingKey const&) = default;
};

//! The key of a text that holds all of it.
TimingKey timingKeyOf(std::string_view description);

struct TimingEntry
{
    uint64_t tacticHash{0}; //!< of types, formats, implementation and tactic: one candidate of an operation
    float microseconds{0};
};

//! Measurements of one device. Serialized: "TENONTMG", version, device, entries in the order of their keys, checksum; the same entries give
//! the same bytes. Thread safety: any thread.
class TimingCache
{
public:
    explicit TimingCache(std::string device)
        : device_(std::move(device))
    {
    }

    //! Reads what serialize() wrote; empty bytes give an empty cache for `device`. Error for bytes that are not, that are damaged, or of
    //! another version.
    static base::Result<std::unique_ptr<TimingCache>> fromBytes(
        std::span<std::byte const> bytes, std::string const& device);
    std::vector<std::byte> serialize() const;

    std::string const& device() const { return device_; }
    std::optional<TimingEntry> find(TimingKey const& key) const;
    void put(TimingKey const& key, TimingEntry const& entry);
    //! Takes what the other has and this one has not. Error if it was measured on another device, unless that is to be ignored.
    base::Status combine(TimingCache const& other, bool ignoreMismatch);
    //! Error if the cache is of another device than this, unless that is to be ignored.
    base::Status checkDevice(std::string_view device, bool ignoreMismatch) const;
    void clear();
    size_t size() const;
    std::vector<TimingKey> keys() const;

private:
    std::map<TimingKey, TimingEntry> entries() const;

    std::string device_;
    mutable std::mutex mutex_;
    std::map<TimingKey, TimingEntry> entries_;
};

} // namespace tenon::builder

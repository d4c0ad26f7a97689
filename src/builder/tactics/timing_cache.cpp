#include "builder/tactics/timing_cache.h"

#include "plan/checksum.h"

#include <cmath>
#include <cstring>

namespace tenon::builder
{
namespace
{

constexpr std::string_view kMagic = "TENONTMG";
constexpr uint32_t kVersion = 1;
constexpr size_t kEntryBytes = 16 + 8 + 4;

uint64_t hashOf(std::string_view text)
{
    return plan::checksumOf(std::as_bytes(std::span(text.data(), text.size())));
}

template <typename T>
void append(std::vector<std::byte>& bytes, T const& value)
{
    auto const* const raw = reinterpret_cast<std::byte const*>(&value);
    bytes.insert(bytes.end(), raw, raw + sizeof value);
}

//! Reads from front to back; `ok` turns false where the bytes end too early.
struct Reader
{
    std::span<std::byte const> rest;
    bool ok{true};

    template <typename T>
    T take()
    {
        T value{};
        if (rest.size() < sizeof value)
        {
            ok = false;
            return value;
        }
        std::memcpy(&value, rest.data(), sizeof value);
        rest = rest.subspan(sizeof value);
        return value;
    }
};

base::Error damaged(std::string_view what)
{
    return base::invalidArgument(
        "timing cache: expected the bytes that ITimingCache::serialize gave, found {}; start with an empty cache",
        what);
}

} // namespace

TimingKey timingKeyOf(std::string_view description)
{
    uint64_t const first = hashOf(description);
    uint64_t const second = hashOf(fmt::format("{:016x}{}", first, description));
    TimingKey key;
    std::memcpy(key.bytes.data(), &first, sizeof first);
    std::memcpy(key.bytes.data() + sizeof first, &second, sizeof second);
    return key;
}

base::Result<std::unique_ptr<TimingCache>> TimingCache::fromBytes(
    std::span<std::byte const> bytes, std::string const& device)
{
    auto cache = std::make_unique<TimingCache>(device);
    if (bytes.empty())
    {
        return cache;
    }
    constexpr size_t kLeast = kMagic.size() + sizeof kVersion + 2 * sizeof(uint64_t) + sizeof(uint64_t);
    if (bytes.size() < kLeast || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    {
        return damaged(fmt::format("{} bytes of something else", bytes.size()));
    }
    Reader tail{bytes.last(sizeof(uint64_t))};
    if (tail.take<uint64_t>() != plan::checksumOf(bytes.first(bytes.size() - sizeof(uint64_t))))
    {
        return damaged("a wrong checksum");
    }
    Reader reader{bytes.first(bytes.size() - sizeof(uint64_t)).subspan(kMagic.size())};
    uint32_t const version = reader.take<uint32_t>();
    if (version != kVersion)
    {
        return damaged(fmt::format("version {} instead of {}", version, kVersion));
    }
    uint64_t const nameBytes = reader.take<uint64_t>();
    if (!reader.ok || nameBytes > reader.rest.size())
    {
        return damaged("a name that is longer than they are");
    }
    cache->device_.assign(reinterpret_cast<char const*>(reader.rest.data()), nameBytes);
    reader.rest = reader.rest.subspan(nameBytes);
    uint64_t const count = reader.take<uint64_t>();
    if (!reader.ok || count > reader.rest.size() / kEntryBytes || count * kEntryBytes != reader.rest.size())
    {
        return damaged(fmt::format("{} entries in {} bytes", count, reader.rest.size()));
    }
    for (uint64_t i = 0; i < count; ++i)
    {
        TimingKey const key{reader.take<std::array<uint8_t, 16>>()};
        TimingEntry entry;
        entry.tacticHash = reader.take<uint64_t>();
        entry.microseconds = reader.take<float>();
        if (!std::isfinite(entry.microseconds) || entry.microseconds < 0)
        {
            return damaged(fmt::format("a time of {} us", entry.microseconds));
        }
        cache->entries_[key] = entry;
    }
    return cache;
}

std::map<TimingKey, TimingEntry> TimingCache::entries() const
{
    std::lock_guard const lock(mutex_);
    return entries_;
}

std::vector<std::byte> TimingCache::serialize() const
{
    std::map<TimingKey, TimingEntry> const all = entries();
    std::vector<std::byte> bytes;
    bytes.reserve(64 + device_.size() + all.size() * kEntryBytes);
    for (char const c : kMagic)
    {
        bytes.push_back(static_cast<std::byte>(c));
    }
    append(bytes, kVersion);
    append(bytes, static_cast<uint64_t>(device_.size()));
    for (char const c : device_)
    {
        bytes.push_back(static_cast<std::byte>(c));
    }
    append(bytes, static_cast<uint64_t>(all.size()));
    for (auto const& [key, entry] : all)
    {
        append(bytes, key.bytes);
        append(bytes, entry.tacticHash);
        append(bytes, entry.microseconds);
    }
    append(bytes, plan::checksumOf(bytes));
    return bytes;
}

std::optional<TimingEntry> TimingCache::find(TimingKey const& key) const
{
    std::lock_guard const lock(mutex_);
    auto const it = entries_.find(key);
    return it == entries_.end() ? std::nullopt : std::optional(it->second);
}

void TimingCache::put(TimingKey const& key, TimingEntry const& entry)
{
    std::lock_guard const lock(mutex_);
    entries_[key] = entry;
}

base::Status TimingCache::checkDevice(std::string_view device, bool ignoreMismatch) const
{
    if (device_ != device && !ignoreMismatch)
    {
        return base::invalidArgument(
            "timing cache: expected measurements of {}, found those of {}; start with an empty cache, or say that the "
            "mismatch is to be ignored",
            device, device_);
    }
    return {};
}

base::Status TimingCache::combine(TimingCache const& other, bool ignoreMismatch)
{
    TENON_CHECK(other.checkDevice(device_, ignoreMismatch));
    std::map<TimingKey, TimingEntry> const theirs = other.entries();
    std::lock_guard const lock(mutex_);
    entries_.insert(theirs.begin(), theirs.end());
    return {};
}

void TimingCache::clear()
{
    std::lock_guard const lock(mutex_);
    entries_.clear();
}

size_t TimingCache::size() const
{
    std::lock_guard const lock(mutex_);
    return entries_.size();
}

std::vector<TimingKey> TimingCache::keys() const
{
    std::vector<TimingKey> all;
    for (auto const& [key, entry] : entries())
    {
        all.push_back(key);
    }
    return all;
}

} // namespace tenon::builder

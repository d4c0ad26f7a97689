#include "plugin_host/serialization.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace tenon::plugin_host
{
namespace
{

using base::ErrorCode;
using base::Result;
using base::Status;

//! Wide, so that a plugin that forgot a whole field of weights is still caught before it breaks the heap.
constexpr size_t kGuardBytes = 4096;
constexpr std::byte kGuard{0xA5};

struct Attempt
{
    std::vector<std::byte> blob;
    size_t pastEnd{0};   //!< bytes up to the last one changed behind the blob
    size_t untouched{0}; //!< bytes at the blob's end that still hold the fill
};

Result<Attempt> attempt(
    std::string const& subject, size_t bytes, std::byte fill, std::function<Status(void*)> const& write)
{
    std::vector<std::byte> buffer;
    try
    {
        buffer.assign(bytes + 2 * kGuardBytes, kGuard);
    }
    catch (std::bad_alloc const&)
    {
        return base::error(ErrorCode::kFAILED_ALLOCATION,
            "{}: cannot allocate the {} bytes that getSerializationSize asks for", subject, bytes);
    }
    auto const begin = buffer.begin() + kGuardBytes;
    auto const end = begin + static_cast<ptrdiff_t>(bytes);
    std::fill(begin, end, fill);
    TENON_CHECK(write(buffer.data() + kGuardBytes));
    if (std::any_of(buffer.begin(), begin, [](std::byte b) { return b != kGuard; }))
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected serialize to write into its buffer, found bytes written before it", subject);
    }
    Attempt result;
    auto const changed =
        std::find_if(buffer.rbegin(), std::make_reverse_iterator(end), [](std::byte b) { return b != kGuard; });
    result.pastEnd = static_cast<size_t>(changed.base() - end);
    auto const written = std::find_if(
        std::make_reverse_iterator(end), std::make_reverse_iterator(begin), [&](std::byte b) { return b != fill; });
    result.untouched = static_cast<size_t>(end - written.base());
    result.blob.assign(begin, end);
    return result;
}

} // namespace

Result<std::vector<std::byte>> serializeGuarded(
    std::string const& subject, size_t bytes, std::function<Status(void* buffer)> const& write)
{
    if (bytes > kMaxBlobBytes)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected at most {} bytes from getSerializationSize, found {}", subject, kMaxBlobBytes, bytes);
    }
    TENON_ASSIGN(Attempt first, attempt(subject, bytes, std::byte{0x5C}, write));
    if (first.pastEnd != 0)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected serialize to write the {} bytes that getSerializationSize says, found at least {} written",
            subject, bytes, bytes + first.pastEnd);
    }
    if (first.untouched != 0)
    {
        // The end looks unwritten; or what was written happens to equal the fill. Another fill tells.
        TENON_ASSIGN(Attempt const second, attempt(subject, bytes, std::byte{0xA3}, write));
        size_t const missing = std::min(first.untouched, second.untouched);
        if (missing != 0)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected serialize to write the {} bytes that getSerializationSize says, found {} written",
                subject, bytes, bytes - missing);
        }
    }
    return std::move(first.blob);
}

} // namespace tenon::plugin_host

#include "plan/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tenon::plan
{

struct Checksum::State
{
    XXH3_state_t state;
};

uint64_t checksumOf(std::span<std::byte const> bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

Checksum::Checksum()
    : state_(new State)
{
    XXH3_64bits_reset(&state_->state);
}

Checksum::~Checksum() = default;

void Checksum::add(std::span<std::byte const> bytes)
{
    XXH3_64bits_update(&state_->state, bytes.data(), bytes.size());
}

uint64_t Checksum::value() const
{
    return XXH3_64bits_digest(&state_->state);
}

} // namespace tenon::plan

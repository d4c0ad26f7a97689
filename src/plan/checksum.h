// XXH3, 64 bits: the checksum of plans.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tenon::plan
{

uint64_t checksumOf(std::span<std::byte const> bytes);

//! The same over pieces.
class Checksum
{
public:
    Checksum();
    ~Checksum();
    void add(std::span<std::byte const> bytes);
    uint64_t value() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tenon::plan

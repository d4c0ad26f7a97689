// Pieces of a section, each distinct one stored once.
#pragma once

#include "base/result.h"
#include "plan/checksum.h"
#include "plan/writer.h"

#include <map>
#include <optional>
#include <unordered_map>

namespace tenon::plan
{

class BytePool
{
public:
    explicit BytePool(uint64_t alignment)
        : alignment_(alignment)
    {
    }

    //! Offset of these bytes in the section. They must stay alive. Pieces with equal bytes get the same place: known by address, or by
    //! length and content.
    uint64_t add(std::span<std::byte const> bytes);

    uint64_t bytes() const { return end_; }
    //! Gives the section to the sink, padding included.
    Status write(Sink const& sink) const;

private:
    struct Piece
    {
        std::span<std::byte const> bytes;
        uint64_t offset;
    };

    //! A piece of equal bytes; null for none. `hash` gets theirs where other pieces have their length: large weights are not read for nothing.
    Piece const* find(std::span<std::byte const> bytes, std::optional<uint64_t>& hash);

    uint64_t alignment_;
    uint64_t end_{0};
    std::vector<Piece> pieces_;
    //! The first piece of each length, and whether it is among byHash_: it is hashed once another piece has its length.
    std::unordered_map<uint64_t, std::pair<size_t, bool>> firstOfLength_;
    std::unordered_multimap<uint64_t, size_t> byHash_;
    std::map<std::pair<void const*, size_t>, uint64_t> byAddress_;
};

//! `count` zeros, for padding.
Status writeZeros(Sink const& sink, uint64_t count);

} // namespace tenon::plan

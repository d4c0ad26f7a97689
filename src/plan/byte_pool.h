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
        std::optional<uint64_t> hash; //!< only once another piece has the same length
    };

    Piece* find(std::span<std::byte const> bytes, std::optional<uint64_t>& hash);

    uint64_t alignment_;
    uint64_t end_{0};
    std::vector<Piece> pieces_;
    std::unordered_multimap<uint64_t, size_t> byLength_;
    std::map<std::pair<void const*, size_t>, uint64_t> byAddress_;
};

//! `count` zeros, for padding.
Status writeZeros(Sink const& sink, uint64_t count);

} // namespace tenon::plan

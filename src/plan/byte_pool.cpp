#include "plan/byte_pool.h"

#include "base/checked.h"

#include <cstring>

namespace tenon::plan
{

BytePool::Piece* BytePool::find(std::span<std::byte const> bytes, std::optional<uint64_t>& hash)
{
    auto const [first, last] = byLength_.equal_range(bytes.size());
    for (auto it = first; it != last; ++it)
    {
        Piece& piece = pieces_[it->second];
        hash = hash ? hash : checksumOf(bytes);
        piece.hash = piece.hash ? piece.hash : checksumOf(piece.bytes);
        if (*hash == *piece.hash && std::memcmp(bytes.data(), piece.bytes.data(), bytes.size()) == 0)
        {
            return &piece;
        }
    }
    return nullptr;
}

uint64_t BytePool::add(std::span<std::byte const> bytes)
{
    if (bytes.empty())
    {
        return 0;
    }
    auto const [known, isNew] = byAddress_.try_emplace({bytes.data(), bytes.size()}, 0);
    if (!isNew)
    {
        return known->second;
    }
    std::optional<uint64_t> hash;
    if (Piece const* const twin = find(bytes, hash))
    {
        known->second = twin->offset;
        return twin->offset;
    }
    uint64_t const offset = base::alignUp(end_, alignment_);
    byLength_.emplace(bytes.size(), pieces_.size());
    pieces_.push_back({bytes, offset, hash});
    end_ = offset + bytes.size();
    known->second = offset;
    return offset;
}

Status BytePool::write(Sink const& sink) const
{
    uint64_t position = 0;
    for (Piece const& piece : pieces_)
    {
        TENON_CHECK(writeZeros(sink, piece.offset - position));
        TENON_CHECK(sink(piece.bytes));
        position = piece.offset + piece.bytes.size();
    }
    return {};
}

Status writeZeros(Sink const& sink, uint64_t count)
{
    static constexpr std::byte kZeros[4096]{};
    while (count > 0)
    {
        size_t const piece = static_cast<size_t>(std::min<uint64_t>(count, sizeof(kZeros)));
        TENON_CHECK(sink({kZeros, piece}));
        count -= piece;
    }
    return {};
}

} // namespace tenon::plan

#include "plan/byte_pool.h"

#include "base/checked.h"

#include <cstring>

namespace tenon::plan
{

BytePool::Piece const* BytePool::find(std::span<std::byte const> bytes, std::optional<uint64_t>& hash)
{
    auto const first = firstOfLength_.find(bytes.size());
    if (first == firstOfLength_.end())
    {
        return nullptr;
    }
    auto& [index, isHashed] = first->second;
    if (!isHashed)
    {
        byHash_.emplace(checksumOf(pieces_[index].bytes), index);
        isHashed = true;
    }
    hash = checksumOf(bytes);
    auto const [begin, end] = byHash_.equal_range(*hash);
    for (auto it = begin; it != end; ++it)
    {
        Piece const& piece = pieces_[it->second];
        if (piece.bytes.size() == bytes.size() && std::memcmp(bytes.data(), piece.bytes.data(), bytes.size()) == 0)
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
    if (hash)
    {
        byHash_.emplace(*hash, pieces_.size());
    }
    else
    {
        firstOfLength_.emplace(bytes.size(), std::pair(pieces_.size(), false));
    }
    pieces_.push_back({bytes, offset});
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

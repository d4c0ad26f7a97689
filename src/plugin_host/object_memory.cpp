#include "plugin_host/object_memory.h"

#include <algorithm>
#include <cstring>

#include <sys/uio.h>
#include <unistd.h>

namespace tenon::plugin_host
{
namespace
{

constexpr size_t kMostBytes = 1024 * 1024;
constexpr size_t kWord = sizeof(uint64_t);
constexpr uint64_t kFlags = 7;        //!< in a piece's size, the bits that say more
constexpr uint64_t kPreviousUsed = 1; //!< of the piece behind: this one is not free
constexpr uint64_t kLeastSize = 4 * kWord;

//! False where there is nothing to read.
bool readWords(uintptr_t address, uint64_t* words, size_t count)
{
    iovec const to{words, count * kWord};
    iovec const from{reinterpret_cast<void*>(address), count * kWord};
    return ::process_vm_readv(::getpid(), &to, 1, &from, 1, 0) == static_cast<ssize_t>(count * kWord);
}

bool isPieceSize(uint64_t size)
{
    return size >= kLeastSize && size <= kMostBytes && size % (2 * kWord) == 0;
}

} // namespace

std::vector<uint64_t> wordsOf(void const* polymorphicObject)
{
    // The table's second entry before its beginning: from this base to the whole object (Itanium C++ ABI, 2.5.2).
    auto const at = reinterpret_cast<uintptr_t>(polymorphicObject);
    uint64_t table = 0, toTop = 0;
    if (!readWords(at, &table, 1) || !readWords(table - 2 * kWord, &toTop, 1))
    {
        return {};
    }
    uintptr_t const begin = at + toTop;
    // A piece of glibc's heap has its size before it, and the piece behind it likewise, with the bit that this one is used.
    uint64_t size = 0, behind = 0;
    if (begin % (2 * kWord) != 0 || !readWords(begin - kWord, &size, 1) || !isPieceSize(size & ~kFlags))
    {
        return {};
    }
    size &= ~kFlags;
    if (!readWords(begin - kWord + size, &behind, 1) || (behind & kPreviousUsed) == 0
        || (behind & ~kFlags) < kLeastSize)
    {
        return {};
    }
    std::vector<uint64_t> words(size / kWord - 1);
    return readWords(begin, words.data(), words.size()) ? words : std::vector<uint64_t>();
}

std::vector<size_t> addressesSet(std::vector<uint64_t> const& before, std::vector<uint64_t> const& now)
{
    // The lowest page is never mapped, and user space ends at 2^47.
    constexpr uint64_t kFirst = 64 * 1024, kLast = uint64_t{1} << 47;
    std::vector<size_t> set;
    for (size_t i = 0; i < std::min(before.size(), now.size()); ++i)
    {
        uint64_t byte = 0;
        bool const isAddress = now[i] >= kFirst && now[i] < kLast && now[i] % 4 == 0;
        if (now[i] != before[i] && isAddress && readWords(now[i] & ~uint64_t{7}, &byte, 1))
        {
            set.push_back(i);
        }
    }
    return set;
}

} // namespace tenon::plugin_host

// Plans that lie with right checksums, for tests and fuzzing: what the checks behind the checksums must catch.
#pragma once

#include "plan/checksum.h"
#include "plan/format.h"

#include <cstring>
#include <span>
#include <vector>

namespace tenon::plan::testing
{

inline FileHeader headerOf(std::span<std::byte const> file)
{
    FileHeader header;
    std::memcpy(&header, file.data(), sizeof(header));
    return header;
}

inline SectionEntry sectionOf(std::span<std::byte const> file, size_t index)
{
    SectionEntry entry;
    std::memcpy(&entry, file.data() + sizeof(FileHeader) + index * sizeof(entry), sizeof(entry));
    return entry;
}

//! Makes all checksums right again. The section table must be sound.
inline void seal(std::vector<std::byte>& file)
{
    FileHeader header = headerOf(file);
    for (size_t i = 0; i < header.sectionCount; ++i)
    {
        SectionEntry entry = sectionOf(file, i);
        entry.checksum = checksumOf(std::span(file).subspan(entry.offset, entry.bytes));
        std::memcpy(file.data() + sizeof(header) + i * sizeof(entry), &entry, sizeof(entry));
    }
    header.checksum = 0;
    std::memcpy(file.data(), &header, sizeof(header));
    header.checksum = checksumOf(std::span(file).first(header.headerBytes));
    std::memcpy(file.data(), &header, sizeof(header));
}

} // namespace tenon::plan::testing

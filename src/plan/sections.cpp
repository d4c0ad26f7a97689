#include "plan/sections.h"

#include "base/checked.h"
#include "plan/checksum.h"
#include "plan/foreign_file.h"

#include <algorithm>
#include <cstring>

namespace tenon::plan
{
namespace
{

using base::ErrorCode;

template <typename... Args>
base::Error brokenSections(fmt::format_string<Args...> format, Args&&... args)
{
    return base::error(ErrorCode::kINVALID_ARGUMENT, format, std::forward<Args>(args)...);
}

std::string hexOf(std::span<std::byte const> bytes)
{
    std::string text;
    for (std::byte const each : bytes)
    {
        text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<uint8_t>(each));
    }
    return text.empty() ? "nothing" : text;
}

Status checkMagic(std::span<std::byte const> file)
{
    size_t const length = std::min(file.size(), kMagic.size());
    if (length > 0 && std::memcmp(file.data(), kMagic.data(), length) == 0)
    {
        return {};
    }
    if (file.empty())
    {
        return brokenSections("plan: expected a Tenon plan, found no bytes at all");
    }
    if (length == kMagic.size() && std::memcmp(file.data(), kMagic.data(), 4) == 0)
    {
        return brokenSections(
            "plan: expected the magic bytes {}, found {}; the file was changed on its way, as by a transfer in text mode",
            hexOf({reinterpret_cast<std::byte const*>(kMagic.data()), kMagic.size()}), hexOf(file.first(length)));
    }
    std::string const guess = looksLike(file);
    return brokenSections("plan: expected a Tenon plan, whose first bytes are {}, found {}, which {}",
        hexOf({reinterpret_cast<std::byte const*>(kMagic.data()), kMagic.size()}), hexOf(file.first(length)),
        guess.empty() ? "is something else" : "looks like " + guess);
}

Result<FileHeader> readHeader(std::span<std::byte const> file)
{
    TENON_CHECK(checkMagic(file));
    FileHeader header;
    if (file.size() < sizeof(header))
    {
        return brokenSections("plan: expected at least {} bytes (its header), found {}; the file is truncated",
            sizeof(header), file.size());
    }
    std::memcpy(&header, file.data(), sizeof(header));
    if (header.version > kFormatVersion)
    {
        return brokenSections(
            "plan: expected format version {} or older, found {}; it was written by a newer version of Tenon: load it with that one, "
            "or build it again",
            kFormatVersion, header.version);
    }
    if (header.sectionCount == 0 || header.sectionCount > kMaxSections
        || header.headerBytes != sizeof(FileHeader) + header.sectionCount * sizeof(SectionEntry))
    {
        return brokenSections(
            "plan: expected 1 to {} sections and a header to match, found {} sections and a header of {} bytes; the header is "
            "damaged",
            kMaxSections, header.sectionCount, header.headerBytes);
    }
    if (file.size() < header.headerBytes)
    {
        return brokenSections("plan: expected at least {} bytes (its header), found {}; the file is truncated",
            header.headerBytes, file.size());
    }
    return header;
}

Status checkHeader(std::span<std::byte const> file, FileHeader const& header)
{
    std::vector<std::byte> bytes(file.begin(), file.begin() + header.headerBytes);
    FileHeader blank = header;
    blank.checksum = 0;
    std::memcpy(bytes.data(), &blank, sizeof(blank));
    uint64_t const found = checksumOf(bytes);
    if (found != header.checksum || header.version == 0)
    {
        return brokenSections(
            "plan: expected header checksum {:016x}, found {:016x}; the header is damaged: copy or build the plan again",
            header.checksum, found);
    }
    if (file.size() != header.fileBytes)
    {
        bool const shorter = file.size() < header.fileBytes;
        return brokenSections("plan: expected {} bytes, as its header says, found {}; the file {}", header.fileBytes,
            file.size(), shorter ? "is truncated" : "has something behind its end");
    }
    return {};
}

//! Sections stand in order, inside the file, aligned, with zeros between.
Status checkPlace(std::span<std::byte const> file, SectionEntry const& entry, uint64_t previousEnd)
{
    uint64_t end = 0;
    bool const overflows = __builtin_add_overflow(entry.offset, entry.bytes, &end);
    bool const aligned =
        entry.alignment != 0 && (entry.alignment & (entry.alignment - 1)) == 0 && entry.offset % entry.alignment == 0;
    if (overflows || entry.offset < previousEnd || end > file.size() || !aligned)
    {
        return brokenSections(
            "plan: expected the {} section between bytes {} and {} at a multiple of {}, found it at {} with {} bytes",
            name(entry.kind), previousEnd, file.size(), entry.alignment, entry.offset, entry.bytes);
    }
    std::span<std::byte const> const gap = file.subspan(previousEnd, entry.offset - previousEnd);
    if (!std::all_of(gap.begin(), gap.end(), [](std::byte each) { return each == std::byte{0}; }))
    {
        return brokenSections(
            "plan: expected zeros before the {} section, found other bytes; the file is damaged: copy or build the plan again",
            name(entry.kind));
    }
    return {};
}

Status checkContent(std::span<std::byte const> bytes, SectionEntry const& entry)
{
    uint64_t const found = checksumOf(bytes);
    if (found != entry.checksum)
    {
        return brokenSections(
            "plan: expected checksum {:016x} of the {} section ({} bytes), found {:016x}; the file is damaged: copy or build the plan "
            "again",
            entry.checksum, name(entry.kind), entry.bytes, found);
    }
    return {};
}

Status store(Sections& sections, SectionKind kind, std::span<std::byte const> bytes)
{
    std::span<std::byte const>* place = nullptr;
    switch (kind)
    {
    case SectionKind::kMETADATA: place = &sections.metadata; break;
    case SectionKind::kBLOBS: place = &sections.blobs; break;
    case SectionKind::kLIBRARIES: place = &sections.libraries; break;
    case SectionKind::kWEIGHTS: place = &sections.weights; break;
    }
    if (place == nullptr || place->data() != nullptr)
    {
        return brokenSections("plan: expected each of the known sections once, found section number {} {}",
            static_cast<uint32_t>(kind), place == nullptr ? "too" : "twice");
    }
    *place = bytes;
    return {};
}

} // namespace

Result<Sections> findSections(std::span<std::byte const> file, bool verifyWeights)
{
    TENON_ASSIGN(FileHeader const header, readHeader(file));
    TENON_CHECK(checkHeader(file, header));
    Sections sections;
    uint64_t end = header.headerBytes;
    for (uint32_t i = 0; i < header.sectionCount; ++i)
    {
        SectionEntry entry;
        std::memcpy(&entry, file.data() + sizeof(FileHeader) + i * sizeof(SectionEntry), sizeof(entry));
        TENON_CHECK(checkPlace(file, entry, end));
        std::span<std::byte const> const bytes = file.subspan(entry.offset, entry.bytes);
        if (entry.kind != SectionKind::kWEIGHTS || verifyWeights)
        {
            TENON_CHECK(checkContent(bytes, entry));
        }
        TENON_CHECK(store(sections, entry.kind, bytes));
        end = entry.offset + entry.bytes;
    }
    if (end != file.size())
    {
        return brokenSections("plan: expected its last section to end with the file, at byte {}, found it to end at {}",
            file.size(), end);
    }
    if (sections.metadata.empty())
    {
        return brokenSections("plan: expected a metadata section, found none");
    }
    return sections;
}

} // namespace tenon::plan

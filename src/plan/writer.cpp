#include "plan/writer.h"

#include "base/checked.h"
#include "plan/byte_pool.h"
#include "plan/format.h"
#include "plan/metadata_writer.h"

#include <cstring>

namespace tenon::plan
{
namespace
{

//! Everything but the bytes of the sections.
struct Layout
{
    FileHeader header;
    std::vector<SectionEntry> sections;
};

uint64_t place(Layout& layout, SectionKind kind, uint64_t alignment, uint64_t bytes, uint64_t end)
{
    SectionEntry entry;
    entry.kind = kind;
    entry.alignment = static_cast<uint32_t>(alignment);
    entry.offset = base::alignUp(end, alignment);
    entry.bytes = bytes;
    layout.sections.push_back(entry);
    return entry.offset + bytes;
}

Layout layOut(Metadata const& metadata)
{
    Layout layout;
    layout.header.sectionCount = metadata.libraries.bytes() == 0 ? 3 : 4;
    layout.header.headerBytes =
        static_cast<uint32_t>(sizeof(FileHeader) + layout.header.sectionCount * sizeof(SectionEntry));
    uint64_t end = layout.header.headerBytes;
    end = place(layout, SectionKind::kMETADATA, kMetadataAlignment, metadata.buffer().size(), end);
    end = place(layout, SectionKind::kBLOBS, kBlobAlignment, metadata.blobs.bytes(), end);
    if (metadata.libraries.bytes() != 0)
    {
        end = place(layout, SectionKind::kLIBRARIES, kLibraryAlignment, metadata.libraries.bytes(), end);
    }
    end = place(layout, SectionKind::kWEIGHTS, kWeightsSectionAlignment, metadata.weights.bytes(), end);
    layout.header.fileBytes = end;
    return layout;
}

Status writeSection(Metadata const& metadata, SectionKind kind, Sink const& sink)
{
    switch (kind)
    {
    case SectionKind::kMETADATA: return sink(metadata.buffer());
    case SectionKind::kBLOBS: return metadata.blobs.write(sink);
    case SectionKind::kLIBRARIES: return metadata.libraries.write(sink);
    case SectionKind::kWEIGHTS: return metadata.weights.write(sink);
    }
    return {};
}

template <typename T>
std::span<std::byte const> bytesOfObject(T const& object)
{
    return {reinterpret_cast<std::byte const*>(&object), sizeof(object)};
}

std::vector<std::byte> headerBytes(Layout const& layout)
{
    std::vector<std::byte> bytes;
    auto const append = [&](std::span<std::byte const> piece) {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
    };
    append(bytesOfObject(layout.header));
    for (SectionEntry const& section : layout.sections)
    {
        append(bytesOfObject(section));
    }
    return bytes;
}

//! One pass over all sections: the header, which comes first, tells their checksums.
Status fillChecksums(Layout& layout, Metadata const& metadata)
{
    for (SectionEntry& section : layout.sections)
    {
        Checksum checksum;
        TENON_CHECK(writeSection(metadata, section.kind, [&](std::span<std::byte const> piece) {
            checksum.add(piece);
            return base::okStatus();
        }));
        section.checksum = checksum.value();
    }
    layout.header.checksum = 0;
    layout.header.checksum = checksumOf(headerBytes(layout));
    return {};
}

//! `layout` has its checksums.
Status writeAll(Metadata const& metadata, Layout const& layout, Sink const& sink)
{
    std::vector<std::byte> const header = headerBytes(layout);
    TENON_CHECK(sink(header));
    uint64_t position = header.size();
    for (SectionEntry const& section : layout.sections)
    {
        TENON_CHECK(writeZeros(sink, section.offset - position));
        TENON_CHECK(writeSection(metadata, section.kind, sink));
        position = section.offset + section.bytes;
    }
    return {};
}

} // namespace

Result<uint64_t> sizeOf(Plan const& plan, Contents contents)
{
    TENON_ASSIGN(auto const metadata, Metadata::of(plan, contents));
    return layOut(*metadata).header.fileBytes;
}

Status write(Plan const& plan, Sink const& sink, Contents contents)
{
    TENON_ASSIGN(auto const metadata, Metadata::of(plan, contents));
    Layout layout = layOut(*metadata);
    TENON_CHECK(fillChecksums(layout, *metadata));
    return writeAll(*metadata, layout, sink);
}

Result<std::vector<std::byte>> toBytes(Plan const& plan, Contents contents)
{
    TENON_ASSIGN(auto const metadata, Metadata::of(plan, contents));
    Layout layout = layOut(*metadata);
    TENON_CHECK(fillChecksums(layout, *metadata));
    std::vector<std::byte> bytes;
    bytes.reserve(layout.header.fileBytes);
    TENON_CHECK(writeAll(*metadata, layout, [&](std::span<std::byte const> piece) {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        return base::okStatus();
    }));
    return bytes;
}

} // namespace tenon::plan

// The file format of plans: what stands before the sections. All numbers little-endian.
//
//     FileHeader                      64 bytes
//     SectionEntry × sectionCount     32 bytes each
//     sections, in the order of their entries, each at a multiple of its alignment; zeros between
//
// Metadata is one FlatBuffer (plan.fbs). Weights and plugins' blobs lie outside of it, because FlatBuffers end at 2 GB and because a
// mapped file's weights are used where they lie. Every byte of the file is under a checksum, or is a zero that the reader checks.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace tenon::plan
{

static_assert(std::endian::native == std::endian::little, "plans are little-endian");

//! The high bit, the two kinds of line ending and the end-of-file sign show transfers that change bytes.
inline constexpr std::array<uint8_t, 8> kMagic{0x89, 'T', 'N', 'N', '\r', '\n', 0x1a, '\n'};

//! Raised when older readers would misread a file.
inline constexpr uint32_t kFormatVersion = 1;

struct FileHeader
{
    std::array<uint8_t, 8> magic{kMagic};
    uint32_t version{kFormatVersion};
    uint32_t headerBytes{0}; //!< this and the section entries
    uint64_t fileBytes{0};
    uint64_t checksum{0}; //!< XXH3 of headerBytes bytes, with this field 0
    uint32_t sectionCount{0};
    std::array<uint8_t, 28> reserved{};
};
static_assert(sizeof(FileHeader) == 64);

enum class SectionKind : uint32_t
{
    kMETADATA = 1,
    kBLOBS = 2,     //!< plugins' serialized data, each at a multiple of kBlobAlignment
    kLIBRARIES = 4, //!< plugin libraries, each at a multiple of kLibraryAlignment; only in plans that carry some
    kWEIGHTS = 3,   //!< each distinct weight once, at a multiple of kWeightAlignment
};

struct SectionEntry
{
    SectionKind kind{};
    uint32_t alignment{0};
    uint64_t offset{0};
    uint64_t bytes{0};
    uint64_t checksum{0}; //!< XXH3 of its bytes
};
static_assert(sizeof(SectionEntry) == 32);

inline constexpr uint32_t kMaxSections = 64;
inline constexpr uint64_t kMetadataAlignment = 64;
inline constexpr uint64_t kBlobAlignment = 64;
inline constexpr uint64_t kLibraryAlignment = 64;
inline constexpr uint64_t kWeightsSectionAlignment = 4096;
inline constexpr uint64_t kWeightAlignment = 256;

constexpr char const* name(SectionKind kind)
{
    switch (kind)
    {
    case SectionKind::kMETADATA: return "metadata";
    case SectionKind::kBLOBS: return "plugin data";
    case SectionKind::kLIBRARIES: return "plugin libraries";
    case SectionKind::kWEIGHTS: return "weights";
    }
    return "unknown";
}

} // namespace tenon::plan

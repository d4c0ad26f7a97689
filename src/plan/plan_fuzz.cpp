// Reads arbitrary bytes as a plan: as a whole file, and, since no fuzzer finds a checksum, as the metadata of a file whose checksums are
// right. Ends with a plan or an error.
#include "graph/testing/fake_op.h"
#include "plan/inspection.h"
#include "plan/reader.h"
#include "plan/testing/sealed.h"
#include "plan/writer.h"

#include <cstddef>
#include <cstdint>

using namespace tenon; // NOLINT

namespace
{

void readAll(std::span<std::byte const> bytes)
{
    auto const image = plan::copyOf(bytes);
    if (image.ok())
    {
        (void)plan::read(*image, graph::testing::fakeFactory(), {});
        (void)plan::readManifest(*image);
        (void)plan::readLibraries(*image);
        (void)plan::inspect(*image);
    }
}

//! One metadata section with these bytes, and an empty one of each other kind.
std::vector<std::byte> wrapped(std::span<std::byte const> metadata)
{
    plan::FileHeader header;
    header.sectionCount = 3;
    header.headerBytes = sizeof(header) + 3 * sizeof(plan::SectionEntry);
    uint64_t const offset = (header.headerBytes + 63) / 64 * 64;
    uint64_t const end = (offset + metadata.size() + 4095) / 4096 * 4096;
    header.fileBytes = end;
    std::vector<std::byte> file(end);
    plan::SectionEntry const entries[]{{plan::SectionKind::kMETADATA, 64, offset, metadata.size(), 0},
        {plan::SectionKind::kBLOBS, 64, (offset + metadata.size() + 63) / 64 * 64, 0, 0},
        {plan::SectionKind::kWEIGHTS, 4096, end, 0, 0}};
    std::memcpy(file.data(), &header, sizeof(header));
    std::memcpy(file.data() + sizeof(header), entries, sizeof(entries));
    std::memcpy(file.data() + offset, metadata.data(), metadata.size());
    plan::testing::seal(file);
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size)
{
    std::span<std::byte const> const bytes(reinterpret_cast<std::byte const*>(data), size);
    readAll(bytes);
    readAll(wrapped(bytes));
    return 0;
}

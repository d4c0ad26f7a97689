// Bytes → verified sections.
#pragma once

#include "plan/format.h"
#include "plan/reader.h"

namespace tenon::plan
{

struct Sections
{
    std::span<std::byte const> metadata, blobs, libraries, weights;
};

//! Checks magic, version, lengths, section table, padding and checksums (of the weights only if `verifyWeights`). Errors say what was
//! expected and found: a foreign file by its kind, a truncated one by its lengths, a changed one by its section.
Result<Sections> findSections(std::span<std::byte const> file, bool verifyWeights);

} // namespace tenon::plan

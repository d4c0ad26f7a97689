// The metadata of a plan's file, verified as FlatBuffers and sections can be, with what reading and inspecting it share.
#pragma once

#include "plan/plan_generated.h"
#include "plan/reader.h"
#include "plan/sections.h"

namespace tenon::plan
{

class MetadataReader
{
public:
    //! Error for a foreign, truncated or damaged file, and for metadata that its schema cannot describe. Indices inside are not checked.
    static Result<MetadataReader> of(Image const& image, bool verifyWeights);

    Sections const& sections() const { return sections_; }
    fb::MetadataT const& metadata() const { return *metadata_; }

    Settings settings() const;
    //! Error where minimum, optimum and maximum are not in order.
    Result<std::vector<graph::Profile>> profiles() const;
    //! Error for one outside of its section, or with another hash.
    Result<std::vector<Library>> libraries() const;

private:
    Sections sections_;
    std::shared_ptr<void const> owner_;
    std::unique_ptr<fb::MetadataT> metadata_;
};

} // namespace tenon::plan

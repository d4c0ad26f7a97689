// Plan → the metadata FlatBuffer, and the pieces of the other sections that it refers to.
#pragma once

#include "plan/byte_pool.h"
#include "plan/format.h"
#include "plan/plan.h"
#include "plan/writer.h"

namespace tenon::plan
{

struct Metadata
{
    //! Borrows the plan's weights; owns plugins' blobs.
    static Result<std::unique_ptr<Metadata>> of(Plan const& plan, Contents contents);
    virtual ~Metadata() = default;

    virtual std::span<std::byte const> buffer() const = 0;

    BytePool weights{kWeightAlignment};
    BytePool blobs{kBlobAlignment};
    BytePool libraries{kLibraryAlignment};
};

} // namespace tenon::plan

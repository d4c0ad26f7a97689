// Plan → bytes. The format: plan/format.h and plan/plan.fbs.
#pragma once

#include "plan/plan.h"

#include <functional>

namespace tenon::plan
{

//! Takes pieces of the file in order; returns an error to stop.
using Sink = std::function<Status(std::span<std::byte const>)>;

//! What becomes of weights that may be refitted.
enum class Contents
{
    kALL,
    kWITHOUT_REFITTABLE, //!< their places only: BuilderFlag::kSTRIP_PLAN. Weights that the plan lacks already stay out in either case.
};

//! The exact number of bytes that write() gives to its sink, computed without copying weights.
Result<uint64_t> sizeOf(Plan const& plan, Contents contents = Contents::kALL);
//! Writes the plan once, front to back. Equal plans give equal bytes.
Status write(Plan const& plan, Sink const& sink, Contents contents = Contents::kALL);
//! Into memory.
Result<std::vector<std::byte>> toBytes(Plan const& plan, Contents contents = Contents::kALL);
//! Into a file, which is complete or not there: written beside and renamed.
Status toFile(Plan const& plan, std::string const& path);

} // namespace tenon::plan

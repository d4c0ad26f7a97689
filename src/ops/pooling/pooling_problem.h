// What pooling_cpu.cpp computes, shared by its compilations for each instruction set.
#pragma once

#include "ops/pooling/pooling.h"

#include <algorithm>

namespace tenon::ops::pooling
{

//! Along one spatial dimension: sizes of in- and output, and where windows lie.
struct Axis
{
    int64_t in{1}, out{1}, size{1}, stride{1}, pre{0}, post{0};

    int64_t begin(int64_t o) const { return o * stride - pre; }
    //! Elements of the input alone, or of the padded input, that window `o` covers.
    int64_t count(int64_t o, bool withPadding) const
    {
        int64_t const low = withPadding ? -pre : 0;
        int64_t const high = withPadding ? in + post : in;
        return std::max<int64_t>(std::min(begin(o) + size, high) - std::max(begin(o), low), 0);
    }
};

//! Everything that a run needs. `axes` are depth, height, width.
struct Problem
{
    PoolingType type{PoolingType::kMAX};
    bool countPadding{false};
    float blendFactor{0.0F};
    int64_t planes{0};
    Axis axes[3];
    std::vector<float> columnCounts; //!< one an output column
};

//! For tensors of these sizes: the spatial dimensions are the last ones, all others are planes. Error where the output's sizes are others.
base::Result<Problem> problemFor(PoolingParams const& params, base::Dims const& in, base::Dims const& out);

constexpr int64_t kRowPlaces = 2048;
constexpr int64_t kSlack = 16; //!< places behind the last one that may be read

} // namespace tenon::ops::pooling

// The second half of a deconvolution by products of matrices on the CPU: what each kernel element contributes, added up in the output.
#pragma once

#include "ops/deconvolution/deconvolution_problem.h"

#include <vector>

namespace tenon::ops
{

//! Output maps [first, first + count) of each group.
struct MapRange
{
    int64_t first, count;
};

//! For each of some targets of one dimension the kernel elements that reach it. In the first two dimensions targets are outputs, and `place` the input
//! that reaches it through the element. In the last, targets are phases (places of the output that leave the same remainder by the stride), and input i
//! reaches the element i + place of the phase.
struct ColumnTaps
{
    struct Tap
    {
        int64_t element, place;
    };
    std::vector<Tap> taps;
    std::vector<size_t> ends; //!< of each target's taps
};

//! Made once for a problem. Immutable.
class ColumnAdder
{
public:
    explicit ColumnAdder(TransposedProblem const& problem);

    //! Writes the output maps of the range. `data`, the columns: [batch, groups, maps of the range, kernel elements, elements of x], each the sum over the
    //! channels of x times the weight; fp32. `bias` may be null.
    void add(MapRange const& maps, float const* data, float const* bias, float* y) const;

    TransposedProblem const& problem() const { return problem_; }
    ColumnTaps const& taps(size_t dimension) const { return taps_[dimension]; }

private:
    TransposedProblem problem_;
    std::array<ColumnTaps, 3> taps_;
};

} // namespace tenon::ops

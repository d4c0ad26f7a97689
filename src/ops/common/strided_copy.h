// Copies between two layouts of the same elements: what transposition, concatenation, and changes of format come down to.
#pragma once

#include "base/dims.h"

#include <vector>

namespace tenon::ops
{

//! One loop: `size` steps that move `inStride` and `outStride` elements.
struct StridedLoop
{
    int64_t size{1};
    int64_t inStride{0};
    int64_t outStride{0};
};

//! A copy made ready to run again and again. Loops may come in any order; no two steps may write the same element.
//! Thread safety: run() is const and uses all threads that the caller may use.
class StridedCopy
{
public:
    StridedCopy() = default;
    //! `elementBytes` is 1, 2, 4 or 8.
    StridedCopy(std::vector<StridedLoop> loops, int64_t elementBytes);

    void run(void const* in, void* out) const;

    //! True if the whole copy is one run of bytes.
    bool isContiguous() const;
    //! Loops that are left after simplification, outermost first; for tests.
    std::vector<StridedLoop> const& loops() const { return loops_; }

private:
    template <typename Element>
    void runAs(void const* in, void* out) const;

    std::vector<StridedLoop> loops_; //!< by descending output stride
    int64_t elementBytes_{1};
    int64_t count_{0};
};

//! Loops of `out = transpose(in)` with out.d[i] = in.d[order[i]].
std::vector<StridedLoop> transposeLoops(base::Dims const& in, std::vector<int64_t> const& order);

} // namespace tenon::ops

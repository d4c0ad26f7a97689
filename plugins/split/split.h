// Split version 1: cuts a tensor along one axis.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct Split : plugin::Plugin
{
    static constexpr char const* kName = "Split";
    static constexpr char const* kVersion = "1";

    int32_t axis{0};
    std::vector<int32_t> lengths;
    int32_t count{0};

    template <typename D>
    static void declare(D& d)
    {
        d.about("Cuts `x` into parts along `axis`: parts of `output_lengths`, or `noutput` equal ones.");
        d.input("x", "any shape");
        d.output("y", "a part: shaped as `x` but for `axis`").repeated();
        d.field("axis", &Split::axis, "the dimension that is cut, the batch counted; negative ones count from the end")
            .range(-8, 7);
        d.field("output_lengths", &Split::lengths, "extent of each part along `axis`; all equal where it is left out")
            .count(0, 1024)
            .range(0, 2147483647.0);
        d.field("noutput", &Split::count, "number of parts; as many as `output_lengths` has where it is left out")
            .range(0, 1024);
        d.capturable();
    }

    std::string validate() const;
    int32_t outputCount() const { return lengths.empty() ? count : static_cast<int32_t>(lengths.size()); }
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using SplitCreator = plugin::Creator<Split, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins

// FlattenConcat_TRT version 1: flattens tensors and puts them one behind the other.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct FlattenConcat : plugin::Plugin
{
    static constexpr char const* kName = "FlattenConcat_TRT";
    static constexpr char const* kVersion = "1";

    int32_t axis{1};
    int32_t ignoreBatch{0};

    template <typename D>
    static void declare(D& d)
    {
        d.about("Flattens each input behind the batch and concatenates the results.");
        d.input("x", "[N, …]").repeated();
        d.output("y", "[N, sum of the inputs' elements, 1, 1]; the sum stands in dimension `axis`");
        d.field("axis", &FlattenConcat::axis, "the dimension of the output that is concatenated, the batch counted")
            .range(1, 3);
        d.field("ignoreBatch", &FlattenConcat::ignoreBatch, "has no effect here: images are kept apart")
            .choices({{"no", 0}, {"yes", 1}});
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using FlattenConcatCreator = plugin::Creator<FlattenConcat, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins

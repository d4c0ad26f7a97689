#include "plugins/disentangled_attention/disentangled_attention.h"

#include "plugins/common/expect_dims.h"
#include "plugins/disentangled_attention/disentangled_attention_kernel.h"

namespace tenon::plugins
{

void DisentangledAttention::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& content = s.input(0);
    bool fit = content.size() == 3 && mayEqual(content[1], content[2]);
    for (int32_t i = 1; i < 3 && fit; ++i)
    {
        plugin::Shape const& shape = s.input(i);
        fit = shape.size() == 3 && mayEqual(shape[0], content[0]) && mayEqual(shape[1], content[1])
            && mayEqual(shape[2], 2 * int64_t{span});
    }
    std::string const positions = "[B, S, " + std::to_string(2 * int64_t{span}) + "]";
    if (s.expect(fit,
            "data0 [B, S, S], data1 " + positions + " (2 · span) and data2 " + positions + ", found " + inputsText(s)))
    {
        s.output(0) = content;
    }
}

bool DisentangledAttention::fits(plugin::Call const& call) const
{
    plugin::Tensor const& content = call.input(0);
    int64_t const heads = content.dim(0), length = content.dim(1), positions = 2 * int64_t{span};
    return expectDims(*this, "data0", content, {heads, length, length})
        && expectDims(*this, "data1", call.input(1), {heads, length, positions})
        && expectDims(*this, "data2", call.input(2), {heads, length, positions});
}

size_t DisentangledAttention::workspaceBytes(plugin::Problem const& problem) const
{
    return static_cast<size_t>(std::max<int64_t>(2 * problem.input(0).dim(1) - 1, 0)) * sizeof(int32_t);
}

int32_t DisentangledAttention::enqueueCpu(plugin::Call const& call) const
{
    return disentangled_attention::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

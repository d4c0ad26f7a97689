#include "plugins/multiscale_deformable_attn/multiscale_deformable_attn.h"

#include "plugins/multiscale_deformable_attn/multiscale_deformable_attn_kernel.h"

namespace tenon::plugins
{

void MultiscaleDeformableAttn::outputShapes(plugin::Shapes& s) const
{
    bool const ranks = s.input(0).size() == 4 && s.input(1).size() == 2 && s.input(2).size() == 1
        && s.input(3).size() == 6 && s.input(4).size() == 5;
    std::string found;
    for (int32_t i = 0; i < s.inputCount(); ++i)
    {
        found += (i == 0 ? "" : ", ") + std::to_string(s.input(i).size());
    }
    if (s.expect(ranks,
            "value [N, S, M, D], spatial_shapes [L, 2], level_start_index [L], sampling_locations [N, Q, M, L, P, 2] and attention_weights "
            "[N, Q, M, L, P], found ranks "
                + found))
    {
        s.output(0) = {s.input(0)[0], s.input(3)[1], s.input(0)[2], s.input(0)[3]};
    }
}

int32_t MultiscaleDeformableAttn::enqueueCpu(plugin::Call const& call) const
{
    return multiscale_deformable_attn::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

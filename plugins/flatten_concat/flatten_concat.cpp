#include "plugins/flatten_concat/flatten_concat.h"

#include "plugins/flatten_concat/flatten_concat_kernel.h"

namespace tenon::plugins
{

void FlattenConcat::outputShapes(plugin::Shapes& s) const
{
    plugin::Dim sum = 0;
    for (int32_t i = 0; i < s.inputCount(); ++i)
    {
        if (!s.expect(!s.input(i).empty(), "inputs with a batch, found input " + std::to_string(i) + " of rank 0"))
        {
            return;
        }
        sum = sum + plugin::productOf(s.input(i), 1, s.input(i).size());
    }
    s.output(0) = {s.input(0)[0], 1, 1, 1};
    s.output(0)[static_cast<size_t>(axis)] = sum;
}

int32_t FlattenConcat::enqueueCpu(plugin::Call const& call) const
{
    return flatten_concat::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins

#include "builder/passes/passes.h"

namespace tenon::builder
{

Result<bool> inferShapes(Graph& network, PassContext& context)
{
    TENON_CHECK(network.inferAll());
    TENON_ASSIGN(context.ranges, plan::TensorRanges::of(network, context.profiles));
    return true;
}

} // namespace tenon::builder

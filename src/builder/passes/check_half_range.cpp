// Constants that fp16 cannot hold become infinite when the engine converts them: that is said while it is built. What passes the range
// in an inference is found there (runtime/overflow_check.h).
#include "builder/passes/passes.h"

#include <cmath>

namespace tenon::builder
{
namespace
{

constexpr float kLargestHalf = 65504.0F;

void checkConstant(Tensor const& tensor, PassContext const& context)
{
    if (tensor.constant->type != base::DataType::kFLOAT)
    {
        return;
    }
    int64_t past = 0;
    float largest = 0;
    for (float const value : tensor.constant->floats())
    {
        // An infinity is one in fp32 too.
        bool const overflows = std::isfinite(value) && std::fabs(value) > kLargestHalf;
        past += overflows ? 1 : 0;
        largest = overflows && std::fabs(value) > std::fabs(largest) ? value : largest;
    }
    if (past != 0)
    {
        context.log().warning(
            "constant \"{}\": expected magnitudes up to 65504, the largest of fp16, found {} of {} values past it (the largest "
            "is {:g}), which become infinite; keep its layer in fp32 (ILayer::setPrecision), or allow bf16 instead",
            tensor.name, past, tensor.constant->count, largest);
    }
}

} // namespace

Result<bool> checkHalfRange(Graph& network, PassContext& context)
{
    for (plan::Slot const& slot : context.overlay.slots)
    {
        Tensor const& tensor = *network.tensors()[static_cast<size_t>(slot.tensor)];
        if (slot.kind == plan::Slot::Kind::kCONSTANT && slot.type == base::DataType::kHALF && tensor.constant)
        {
            checkConstant(tensor, context);
        }
    }
    return false;
}

} // namespace tenon::builder

#include "builder/passes/activation_slot.h"

#include "ops/convolution/convolution.h"
#include "ops/fully_connected/fully_connected.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::builder
{

ops::FusedActivation* activationSlot(Op& op)
{
    if (auto* const convolution = dynamic_cast<ops::ConvolutionOp*>(&op))
    {
        return &convolution->params.activation;
    }
    if (auto* const fullyConnected = dynamic_cast<ops::FullyConnectedOp*>(&op))
    {
        return &fullyConnected->params.activation;
    }
    if (auto* const product = dynamic_cast<ops::MatrixMultiplyOp*>(&op))
    {
        return &product->params.activation;
    }
    return nullptr;
}

} // namespace tenon::builder

// convolution or matrix multiply, and a sum of its result with another tensor of the same dims (a residual connection) become the first
// alone, which adds the other tensor while it stores. Only where nobody else sees what lies between, and it has no activation yet. Of two
// such operations that are summed, the later one does it.
#include "builder/passes/absorb.h"
#include "builder/passes/activation_slot.h"
#include "builder/passes/passes.h"

#include "ops/convolution/convolution.h"
#include "ops/element_wise/element_wise.h"
#include "ops/matrix_multiply/matrix_multiply.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

bool haveSameDims(Tensor const& a, Tensor const& b)
{
    return std::equal(a.dims.begin(), a.dims.end(), b.dims.begin(), b.dims.end(),
        [](graph::Dim const& x, graph::Dim const& y) { return graph::equal(x, y); });
}

//! Where an operation takes an addend; nullopt for those that cannot.
std::optional<size_t> addendOf(Op const& op)
{
    if (dynamic_cast<ops::ConvolutionOp const*>(&op) != nullptr)
    {
        return ops::kConvolutionAddend;
    }
    return dynamic_cast<ops::MatrixMultiplyOp const*>(&op) != nullptr ? std::optional<size_t>(ops::kProductAddend)
                                                                      : std::nullopt;
}

//! The producer of the sum's input if it can add the other one; else null.
Op* adderOf(ops::ElementWiseOp const& sum, size_t index)
{
    if (!mayAbsorb(sum, index))
    {
        return nullptr;
    }
    Tensor const& other = *sum.inputs[1 - index];
    Op& producer = *sum.inputs[index]->producer;
    auto const place = addendOf(producer);
    bool const fits = place && activationSlot(producer)->none()
        && (producer.inputs.size() <= *place || producer.inputs[*place] == nullptr)
        && other.type == sum.inputs[index]->type && haveSameDims(other, *sum.inputs[index]) && !other.constant
        && !other.dynamicRange;
    return fits ? &producer : nullptr;
}

bool fuseSum(
    Graph& network, ops::ElementWiseOp& sum, std::unordered_map<Op const*, size_t> const& places, PassContext& context)
{
    if (sum.params.operation != nvinfer1::ElementWiseOperation::kSUM || sum.inputs.size() != 2
        || sum.inputs[0] == nullptr || sum.inputs[1] == nullptr || sum.inputs[0] == sum.inputs[1])
    {
        return false;
    }
    Op* const left = adderOf(sum, 0);
    Op* const right = adderOf(sum, 1);
    if (left == nullptr && right == nullptr)
    {
        return false;
    }
    bool const takesLeft = right == nullptr || (left != nullptr && places.at(left) > places.at(right));
    Op& adder = takesLeft ? *left : *right;
    size_t const index = takesLeft ? 0 : 1;
    context.log().verbose("{}: done by {}", sum.label(), adder.label());
    network.setInput(adder, *addendOf(adder), sum.inputs[1 - index]);
    absorb(network, adder, sum, index);
    return true;
}

} // namespace

Result<bool> fuseSums(Graph& network, PassContext& context)
{
    if (context.device().kind() != devices::DeviceKind::kCPU)
    {
        return false;
    }
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    std::unordered_map<Op const*, size_t> places;
    for (size_t i = 0; i < order.size(); ++i)
    {
        places[order[i]] = i;
    }
    bool changed = false;
    for (Op* const op : order)
    {
        if (auto* const sum = dynamic_cast<ops::ElementWiseOp*>(op))
        {
            changed |= fuseSum(network, *sum, places, context);
        }
    }
    if (changed)
    {
        network.compact();
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder

// matrix multiply → sum with a constant of one value a column becomes the matrix multiply alone, with the constant as its bias. Only where
// nobody else sees what lies between, and the product has neither bias nor activation yet.
#include "builder/passes/absorb.h"
#include "builder/passes/passes.h"

#include "ops/element_wise/element_wise.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::builder
{
namespace
{

//! The constant as the product's bias: [1, …, 1, columns]. Empty where it is not one.
graph::ConstantData biasFor(ops::MatrixMultiplyOp const& product, Tensor const& addend)
{
    graph::Shape const& result = product.outputs[0]->dims;
    bool const isConstant = addend.constant && addend.producer == nullptr && graph::isConstant(addend.dims);
    bool fits = isConstant && base::isFloating(addend.type) && addend.type == product.outputs[0]->type
        && addend.dims.size() == result.size() && !result.empty() && result.back()->isConstant()
        && product.params.operation1 != nvinfer1::MatrixOperation::kVECTOR && product.params.bias.empty()
        && product.params.activation.none() && product.inputs.size() == 2;
    for (size_t i = 0; fits && i < result.size(); ++i)
    {
        fits = addend.dims[i]->value() == (i + 1 == result.size() ? result[i]->value() : 1);
    }
    return fits ? *addend.constant : graph::ConstantData{};
}

bool fuseBias(Graph& network, ops::ElementWiseOp& sum, PassContext& context)
{
    if (sum.params.operation != nvinfer1::ElementWiseOperation::kSUM || sum.inputs.size() != 2
        || sum.inputs[0] == nullptr || sum.inputs[1] == nullptr)
    {
        return false;
    }
    for (size_t index = 0; index < 2; ++index)
    {
        auto* const product =
            mayAbsorb(sum, index) ? dynamic_cast<ops::MatrixMultiplyOp*>(sum.inputs[index]->producer) : nullptr;
        graph::ConstantData const bias =
            product == nullptr ? graph::ConstantData{} : biasFor(*product, *sum.inputs[1 - index]);
        if (!bias.empty())
        {
            context.log().verbose("{}: the bias of {}", sum.label(), product->label());
            product->params.bias = bias;
            absorb(network, *product, sum, index);
            return true;
        }
    }
    return false;
}

} // namespace

Result<bool> fuseBiases(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    bool changed = false;
    for (Op* const op : order)
    {
        if (auto* const sum = dynamic_cast<ops::ElementWiseOp*>(op))
        {
            changed |= fuseBias(network, *sum, context);
        }
    }
    if (changed)
    {
        removeLooseTensors(network);
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder

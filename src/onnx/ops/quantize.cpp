// QuantizeLinear (opsets 10, 13, 19), DequantizeLinear (10, 13, 19), DynamicQuantizeLinear (11), and MatMulInteger, ConvInteger,
// QLinearMatMul, QLinearConv (10): in fp32, in which the products of 8-bit numbers are exact. int8 with zero points of 0 is what the layers for
// it do; other kinds are composed.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::ActivationType;

// Of their own importers.
Result<std::vector<Value>> importMatMul(Importer&, Node const&, std::span<Value const>);
Result<std::vector<Value>> importConv(Importer&, Node const&, std::span<Value const>);

namespace
{

//! A scale or zero point as fp32: one number, or a vector. Null where it is absent.
Result<ITensor*> vectorOf(Importer& importer, std::span<Value const> inputs, size_t index)
{
    if (index >= inputs.size() || !inputs[index])
    {
        return nullptr;
    }
    TENON_ASSIGN(ITensor * tensor, importer.tensor(inputs[index]));
    TENON_ASSIGN(tensor, cast(importer, *tensor, DataType::kFLOAT));
    nvinfer1::Dims const dims = tensor->getDimensions();
    if (dims.nbDims > 1)
    {
        return base::notImplemented("quantization with scales in blocks (dimensions {})", base::toString(dims));
    }
    return tensor;
}

//! The same, laid out along the axis where there is one an axis element.
Result<ITensor*> parameter(Importer& importer, std::span<Value const> inputs, size_t index, int32_t rank, int32_t axis)
{
    TENON_ASSIGN(ITensor* const tensor, vectorOf(importer, inputs, index));
    bool const isVector = tensor != nullptr && tensor->getDimensions().nbDims == 1;
    return isVector && rank > 0 ? alongAxis(importer, *tensor, rank, axis) : Result<ITensor*>(tensor);
}

//! x as fp32, less its zero point.
Result<ITensor*> centred(Importer& importer, std::span<Value const> inputs, size_t data, size_t zeroPoint, int32_t axis)
{
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[data]));
    TENON_ASSIGN(x, cast(importer, *x, DataType::kFLOAT));
    TENON_ASSIGN(ITensor* const zero, parameter(importer, inputs, zeroPoint, x->getDimensions().nbDims, axis));
    return zero == nullptr ? Result<ITensor*>(x) : elementWise(importer, *x, *zero, ElementWiseOperation::kSUB);
}

//! round(x) + zero, brought into the type's range.
Result<ITensor*> saturated(Importer& importer, ITensor& x, ITensor* zero, DataType type)
{
    if (type != DataType::kINT8 && type != DataType::kUINT8)
    {
        return base::notImplemented("quantization to other types than int8 and uint8");
    }
    TENON_ASSIGN(ITensor * y, unary(importer, x, UnaryOperation::kROUND));
    if (zero != nullptr)
    {
        TENON_ASSIGN(y, elementWise(importer, *y, *zero, ElementWiseOperation::kSUM));
    }
    bool const isSigned = type == DataType::kINT8;
    TENON_ASSIGN(
        y, activation(importer, *y, ActivationType::kCLIP, isSigned ? -128.0F : 0.0F, isSigned ? 127.0F : 255.0F));
    return cast(importer, *y, type);
}

DataType typeOf(Value const& value)
{
    return value.isConstant() ? value.constant->weights.type : value.tensor->getType();
}

Result<int32_t> axisOf(Importer& importer, Node const& node, ITensor const& x)
{
    int32_t const rank = x.getDimensions().nbDims;
    TENON_ASSIGN(int64_t const axis, node.integer("axis", 1));
    return rank < 2 ? Result<int32_t>(0) : importer.axis(axis, rank);
}

//! True where int8's zero point is 0: then it is a matter of scales alone, for which there are layers.
bool isByScalesAlone(Importer const& importer, std::span<Value const> inputs)
{
    if (importer.implicitBatch())
    {
        return false;
    }
    if (inputs.size() < 3 || !inputs[2])
    {
        return true;
    }
    if (!inputs[2].isConstant() || inputs[2].constant->weights.type != DataType::kINT8)
    {
        return false;
    }
    nvinfer1::Weights const& zero = inputs[2].constant->weights;
    auto const* const numbers = static_cast<int8_t const*>(zero.values);
    return std::all_of(numbers, numbers + zero.count, [](int8_t number) { return number == 0; });
}

//! What a Quantize or Dequantize layer gives.
template <typename Layer>
Result<ITensor*> outputOf(Importer& importer, Layer* layer, ITensor const& scale, int32_t axis)
{
    if (layer != nullptr && scale.getDimensions().nbDims == 1)
    {
        layer->setAxis(axis);
    }
    return importer.output(layer);
}

} // namespace

Result<std::vector<Value>> importQuantizeLinear(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int32_t const axis, axisOf(importer, node, *x));
    int32_t const rank = x->getDimensions().nbDims;
    TENON_ASSIGN(x, cast(importer, *x, DataType::kFLOAT));
    DataType const type = inputs.size() > 2 && inputs[2] ? typeOf(inputs[2]) : DataType::kUINT8;
    if (type == DataType::kINT8 && isByScalesAlone(importer, inputs))
    {
        TENON_ASSIGN(ITensor* const scales, vectorOf(importer, inputs, 1));
        auto* const layer = importer.network().addQuantize(*x, *scales, DataType::kINT8);
        TENON_ASSIGN(ITensor* const y, outputOf(importer, layer, *scales, axis));
        return valuesOf(y);
    }
    TENON_ASSIGN(ITensor* const scale, parameter(importer, inputs, 1, rank, axis));
    TENON_ASSIGN(ITensor* const zero, parameter(importer, inputs, 2, rank, axis));
    TENON_ASSIGN(ITensor* const quotient, elementWise(importer, *x, *scale, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor* const y, saturated(importer, *quotient, zero, type));
    return valuesOf(y);
}

Result<std::vector<Value>> importDequantizeLinear(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_ASSIGN(ITensor* const given, importer.tensor(inputs[0]));
    TENON_ASSIGN(int32_t const axis, axisOf(importer, node, *given));
    if (given->getType() == DataType::kINT8 && isByScalesAlone(importer, inputs))
    {
        TENON_ASSIGN(ITensor* const scales, vectorOf(importer, inputs, 1));
        auto* const layer = importer.network().addDequantize(*given, *scales, DataType::kFLOAT);
        TENON_ASSIGN(ITensor * y, outputOf(importer, layer, *scales, axis));
        TENON_ASSIGN(y, cast(importer, *y, typeOf(inputs[1])));
        return valuesOf(y);
    }
    TENON_ASSIGN(ITensor* const x, centred(importer, inputs, 0, 2, axis));
    TENON_ASSIGN(ITensor* const scale, parameter(importer, inputs, 1, x->getDimensions().nbDims, axis));
    TENON_ASSIGN(ITensor * y, elementWise(importer, *x, *scale, ElementWiseOperation::kPROD));
    TENON_ASSIGN(y, cast(importer, *y, typeOf(inputs[1])));
    return valuesOf(y);
}

Result<std::vector<Value>> importDynamicQuantizeLinear(
    Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    uint32_t const all = (1U << x->getDimensions().nbDims) - 1U;
    // The range holds 0, so that 0 is exact.
    TENON_ASSIGN(ITensor * high, reduce(importer, *x, ReduceOperation::kMAX, all, false));
    TENON_ASSIGN(high, elementWise(importer, *high, 0.0, ElementWiseOperation::kMAX));
    TENON_ASSIGN(ITensor * low, reduce(importer, *x, ReduceOperation::kMIN, all, false));
    TENON_ASSIGN(low, elementWise(importer, *low, 0.0, ElementWiseOperation::kMIN));
    TENON_ASSIGN(ITensor * scale, elementWise(importer, *high, *low, ElementWiseOperation::kSUB));
    TENON_ASSIGN(scale, elementWise(importer, *scale, 255.0, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor * zero, elementWise(importer, *low, *scale, ElementWiseOperation::kDIV));
    TENON_ASSIGN(zero, unary(importer, *zero, UnaryOperation::kNEG));
    TENON_ASSIGN(zero, unary(importer, *zero, UnaryOperation::kROUND));
    TENON_ASSIGN(zero, activation(importer, *zero, ActivationType::kCLIP, 0.0F, 255.0F));
    TENON_ASSIGN(ITensor* const quotient, elementWise(importer, *x, *scale, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor* const y, saturated(importer, *quotient, zero, DataType::kUINT8));
    TENON_ASSIGN(ITensor* const zeroPoint, cast(importer, *zero, DataType::kUINT8));
    return std::vector<Value>{{y, nullptr}, {scale, nullptr}, {zeroPoint, nullptr}};
}

Result<std::vector<Value>> importMatMulInteger(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 4));
    // One zero point a row of the left matrix, or a column of the right one.
    TENON_ASSIGN(ITensor* const left, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const right, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const a, centred(importer, inputs, 0, 2, std::max(left->getDimensions().nbDims - 2, 0)));
    TENON_ASSIGN(ITensor* const b, centred(importer, inputs, 1, 3, right->getDimensions().nbDims - 1));
    Value const factors[]{{a, nullptr}, {b, nullptr}};
    TENON_ASSIGN(auto const product, importMatMul(importer, node, factors));
    TENON_ASSIGN(ITensor* const y, cast(importer, *product[0].tensor, DataType::kINT32));
    return valuesOf(y);
}

Result<std::vector<Value>> importConvInteger(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 4));
    TENON_ASSIGN(ITensor* const x, centred(importer, inputs, 0, 2, 1));
    TENON_ASSIGN(ITensor* const w, centred(importer, inputs, 1, 3, 0));
    Value const factors[]{{x, nullptr}, {w, nullptr}};
    TENON_ASSIGN(auto const product, importConv(importer, node, factors));
    TENON_ASSIGN(ITensor* const y, cast(importer, *product[0].tensor, DataType::kINT32));
    return valuesOf(y);
}

namespace
{

//! A product of centred numbers, times both scales, quantized: inputs are a, its scale and zero point, b, …, and the output's.
Result<std::vector<Value>> requantized(
    Importer& importer, std::span<Value const> inputs, ITensor& product, int32_t weightAxis)
{
    int32_t const rank = product.getDimensions().nbDims;
    TENON_ASSIGN(ITensor* const aScale, parameter(importer, inputs, 1, rank, 0));
    TENON_ASSIGN(ITensor* const bScale, parameter(importer, inputs, 4, rank, weightAxis));
    TENON_ASSIGN(ITensor* const yScale, parameter(importer, inputs, 6, rank, 0));
    TENON_ASSIGN(ITensor* const yZero, parameter(importer, inputs, 7, rank, 0));
    TENON_ASSIGN(ITensor * factor, elementWise(importer, *aScale, *bScale, ElementWiseOperation::kPROD));
    TENON_ASSIGN(factor, elementWise(importer, *factor, *yScale, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor* const scaled, elementWise(importer, product, *factor, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor* const y, saturated(importer, *scaled, yZero, typeOf(inputs[7])));
    return valuesOf(y);
}

} // namespace

Result<std::vector<Value>> importQLinearMatMul(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 8, 8));
    TENON_ASSIGN(ITensor* const right, importer.tensor(inputs[3]));
    TENON_ASSIGN(ITensor* const a, centred(importer, inputs, 0, 2, 0));
    TENON_ASSIGN(ITensor* const b, centred(importer, inputs, 3, 5, right->getDimensions().nbDims - 1));
    Value const factors[]{{a, nullptr}, {b, nullptr}};
    TENON_ASSIGN(auto const product, importMatMul(importer, node, factors));
    return requantized(importer, inputs, *product[0].tensor, product[0].tensor->getDimensions().nbDims - 1);
}

Result<std::vector<Value>> importQLinearConv(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 8, 9));
    TENON_ASSIGN(ITensor* const x, centred(importer, inputs, 0, 2, 1));
    TENON_ASSIGN(ITensor* const w, centred(importer, inputs, 3, 5, 0));
    Value const factors[]{{x, nullptr}, {w, nullptr}};
    TENON_ASSIGN(auto const product, importConv(importer, node, factors));
    ITensor* sum = product[0].tensor;
    if (inputs.size() > 8 && inputs[8])
    {
        TENON_ASSIGN(ITensor* const bias, parameter(importer, inputs, 8, sum->getDimensions().nbDims, 1));
        TENON_ASSIGN(sum, elementWise(importer, *sum, *bias, ElementWiseOperation::kSUM));
    }
    return requantized(importer, inputs, *sum, 1);
}

} // namespace tenon::onnx

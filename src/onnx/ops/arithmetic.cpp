// Operations that are a handful of element-wise layers: Mod (opsets 10, 13), BitShift (11), GreaterOrEqual, LessOrEqual (12, 16), PRelu (1, 6,
// 7, 9, 16), HardSwish (14), Celu (12), Shrink (9), Mish (18), Swish (24), CastLike (15), BlackmanWindow, HammingWindow, HannWindow (17).
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <cmath>
#include <numbers>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::ActivationType;

namespace
{

//! Towards zero: sign(x) · floor(|x|).
Result<ITensor*> truncated(Importer& importer, ITensor& x)
{
    TENON_ASSIGN(ITensor* const sign, unary(importer, x, UnaryOperation::kSIGN));
    TENON_ASSIGN(ITensor * size, unary(importer, x, UnaryOperation::kABS));
    TENON_ASSIGN(size, unary(importer, *size, UnaryOperation::kFLOOR));
    return elementWise(importer, *sign, *size, ElementWiseOperation::kPROD);
}

bool isInteger(DataType type)
{
    return type == DataType::kINT8 || type == DataType::kUINT8 || type == DataType::kINT32 || type == DataType::kINT64;
}

} // namespace

Result<std::vector<Value>> importMod(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const b, importer.tensor(inputs[1]));
    TENON_ASSIGN(int64_t const fmod, node.integer("fmod", 0));
    // a − quotient · b; the sign is b's with a quotient that is rounded down, a's with one that is cut.
    TENON_ASSIGN(ITensor * quotient,
        elementWise(importer, *a, *b, fmod != 0 ? ElementWiseOperation::kDIV : ElementWiseOperation::kFLOOR_DIV));
    if (fmod != 0 && !isInteger(a->getType()))
    {
        TENON_ASSIGN(quotient, truncated(importer, *quotient));
    }
    TENON_ASSIGN(ITensor* const product, elementWise(importer, *quotient, *b, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor* const rest, elementWise(importer, *a, *product, ElementWiseOperation::kSUB));
    return valuesOf(rest);
}

Result<std::vector<Value>> importBitShift(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(std::string const direction, node.text("direction", ""));
    if (direction != "LEFT" && direction != "RIGHT")
    {
        return invalidArgument("attribute \"direction\": expected LEFT or RIGHT, found \"{}\"", direction);
    }
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const count, importer.tensor(inputs[1]));
    DataType const type = x->getType();
    // uint8, and uint32, which stands as int64: 2 to the power of the count is exact in fp32.
    if (type != DataType::kUINT8 && type != DataType::kINT64)
    {
        return base::notImplemented("BitShift of other types than uint8 and uint32");
    }
    double const modulus = type == DataType::kUINT8 ? 256.0 : 4294967296.0;
    TENON_ASSIGN(ITensor * factor, cast(importer, *count, DataType::kFLOAT));
    TENON_ASSIGN(ITensor* const two, numberLike(importer, *factor, 2.0));
    TENON_ASSIGN(factor, elementWise(importer, *two, *factor, ElementWiseOperation::kPOW));
    TENON_ASSIGN(factor, cast(importer, *factor, DataType::kINT64));
    TENON_ASSIGN(ITensor * value, cast(importer, *x, DataType::kINT64));
    if (direction == "RIGHT")
    {
        TENON_ASSIGN(value, elementWise(importer, *value, *factor, ElementWiseOperation::kFLOOR_DIV));
    }
    else
    {
        TENON_ASSIGN(value, elementWise(importer, *value, *factor, ElementWiseOperation::kPROD));
        TENON_ASSIGN(ITensor * over, elementWise(importer, *value, modulus, ElementWiseOperation::kFLOOR_DIV));
        TENON_ASSIGN(over, elementWise(importer, *over, modulus, ElementWiseOperation::kPROD));
        TENON_ASSIGN(value, elementWise(importer, *value, *over, ElementWiseOperation::kSUB));
    }
    TENON_ASSIGN(value, cast(importer, *value, type));
    return valuesOf(value);
}

Result<std::vector<Value>> importOrEqual(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const b, importer.tensor(inputs[1]));
    auto const strict = node.op() == "GreaterOrEqual" ? ElementWiseOperation::kGREATER : ElementWiseOperation::kLESS;
    TENON_ASSIGN(ITensor* const apart, elementWise(importer, *a, *b, strict));
    TENON_ASSIGN(ITensor* const same, elementWise(importer, *a, *b, ElementWiseOperation::kEQUAL));
    TENON_ASSIGN(ITensor* const either, elementWise(importer, *apart, *same, ElementWiseOperation::kOR));
    return valuesOf(either);
}

Result<std::vector<Value>> importPRelu(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * slope, importer.tensor(inputs[1]));
    int32_t const rank = x->getDimensions().nbDims;
    int32_t const channels = importer.implicitBatch() ? 0 : 1;
    if (node.opset() < 7 && slope->getDimensions().nbDims == 1 && slope->getDimensions().d[0] != 1 && rank > channels)
    {
        // Old models give one slope a channel.
        TENON_ASSIGN(slope, alongAxis(importer, *slope, rank, channels));
    }
    // max(x, 0) + slope · min(x, 0)
    TENON_ASSIGN(ITensor* const above, elementWise(importer, *x, 0.0, ElementWiseOperation::kMAX));
    TENON_ASSIGN(ITensor * below, elementWise(importer, *x, 0.0, ElementWiseOperation::kMIN));
    TENON_ASSIGN(below, elementWise(importer, *below, *slope, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *above, *below, ElementWiseOperation::kSUM));
    return valuesOf(y);
}

Result<std::vector<Value>> importHardSwish(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const gate, activation(importer, *x, ActivationType::kHARD_SIGMOID, 1.0F / 6.0F, 0.5F));
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *x, *gate, ElementWiseOperation::kPROD));
    return valuesOf(y);
}

Result<std::vector<Value>> importCelu(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(float const alpha, node.number("alpha", 1.0F));
    if (alpha == 0.0F)
    {
        return invalidArgument("attribute \"alpha\": expected a number other than 0, found 0");
    }
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    // max(0, x) + min(0, alpha · (exp(x / alpha) − 1)): ELU of x / alpha, scaled.
    TENON_ASSIGN(ITensor * y, elementWise(importer, *x, alpha, ElementWiseOperation::kDIV));
    TENON_ASSIGN(y, activation(importer, *y, ActivationType::kELU, 1.0F));
    TENON_ASSIGN(y, elementWise(importer, *y, alpha, ElementWiseOperation::kPROD));
    return valuesOf(y);
}

Result<std::vector<Value>> importShrink(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(float const lambda, node.number("lambd", 0.5F));
    TENON_ASSIGN(float const bias, node.number("bias", 0.0F));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const zero, numberLike(importer, *x, 0.0));
    TENON_ASSIGN(ITensor* const above, elementWise(importer, *x, lambda, ElementWiseOperation::kGREATER));
    TENON_ASSIGN(ITensor* const below, elementWise(importer, *x, -lambda, ElementWiseOperation::kLESS));
    TENON_ASSIGN(ITensor* const lower, elementWise(importer, *x, bias, ElementWiseOperation::kSUB));
    TENON_ASSIGN(ITensor* const higher, elementWise(importer, *x, bias, ElementWiseOperation::kSUM));
    TENON_ASSIGN(ITensor * y, select(importer, *below, *higher, *zero));
    TENON_ASSIGN(y, select(importer, *above, *lower, *y));
    return valuesOf(y);
}

Result<std::vector<Value>> importMish(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * gate, activation(importer, *x, ActivationType::kSOFTPLUS, 1.0F, 1.0F));
    TENON_ASSIGN(gate, activation(importer, *gate, ActivationType::kTANH));
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *x, *gate, ElementWiseOperation::kPROD));
    return valuesOf(y);
}

Result<std::vector<Value>> importCastLike(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    DataType const type = inputs[1].isConstant() ? inputs[1].constant->weights.type : inputs[1].tensor->getType();
    return importer.result(importer.network().addCast(*x, type));
}

Result<std::vector<Value>> importWindowFunction(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, inputs[0]));
    if (sizes.size() != 1 || !sizes[0].isNumber() || sizes[0].number < 1 || sizes[0].number > (1 << 24))
    {
        return base::notImplemented(
            "{} of a size that is computed at run time, or not from 1 to {}", node.op(), 1 << 24);
    }
    TENON_ASSIGN(int64_t const outputType, node.integer("output_datatype", 1));
    TENON_ASSIGN(DataType const type, dataTypeOf(static_cast<int32_t>(outputType), "attribute \"output_datatype\""));
    TENON_ASSIGN(int64_t const periodic, node.integer("periodic", 1));
    int64_t const count = sizes[0].number;
    double const period = static_cast<double>(periodic != 0 ? count : std::max<int64_t>(count - 1, 1));
    // a0 − a1 · cos(2πn / N) + a2 · cos(4πn / N)
    double const a0 = node.op() == "BlackmanWindow" ? 0.42 : node.op() == "HammingWindow" ? 25.0 / 46.0 : 0.5;
    double const a1 = node.op() == "BlackmanWindow" ? 0.5 : 1.0 - a0;
    double const a2 = node.op() == "BlackmanWindow" ? 0.08 : 0.0;
    std::vector<double> values;
    for (int64_t n = 0; n < count; ++n)
    {
        double const angle = 2.0 * std::numbers::pi * static_cast<double>(n) / period;
        values.push_back(a0 - a1 * std::cos(angle) + a2 * std::cos(2.0 * angle));
    }
    TENON_ASSIGN(ITensor* const window, constantOf(importer, node.name(), type, {count}, values));
    return valuesOf(window);
}

} // namespace tenon::onnx

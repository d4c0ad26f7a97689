// Operations on two values with broadcasting (Add … Xor), BitwiseAnd, BitwiseOr, BitwiseXor, BitwiseNot (opset 18), and on any number of them (Sum, Max, Min, Mean).
#include "onnx/ops/compose.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tenon::onnx
{

namespace
{

struct ElementWiseOp
{
    std::string_view op;
    ElementWiseOperation operation;
};

constexpr ElementWiseOp kElementWiseOps[]{
    {"Add", ElementWiseOperation::kSUM},
    {"And", ElementWiseOperation::kAND},
    {"Div", ElementWiseOperation::kDIV},
    {"Equal", ElementWiseOperation::kEQUAL},
    {"Greater", ElementWiseOperation::kGREATER},
    {"Less", ElementWiseOperation::kLESS},
    {"Max", ElementWiseOperation::kMAX},
    {"Mean", ElementWiseOperation::kSUM},
    {"Min", ElementWiseOperation::kMIN},
    {"Mul", ElementWiseOperation::kPROD},
    {"Or", ElementWiseOperation::kOR},
    {"Pow", ElementWiseOperation::kPOW},
    {"Sub", ElementWiseOperation::kSUB},
    {"Sum", ElementWiseOperation::kSUM},
    {"Xor", ElementWiseOperation::kXOR},
};

ElementWiseOperation operationOf(std::string_view op)
{
    return std::find_if(std::begin(kElementWiseOps), std::end(kElementWiseOps), [&](ElementWiseOp const& each) {
        return each.op == op;
    })->operation;
}

//! Up to opset 6 the second input is broadcast only if asked for, from an axis of the first on.
Result<ITensor*> alignedAsOld(Importer& importer, Node const& node, ITensor const& a, ITensor& b)
{
    TENON_ASSIGN(int64_t const axis, node.integer("axis", -1));
    int64_t const trailing = axis < 0 ? 0 : importer.onnxRank(a) - axis - b.getDimensions().nbDims;
    std::vector<int64_t> axes;
    for (int64_t i = 0; i < trailing; ++i)
    {
        axes.push_back(b.getDimensions().nbDims + i);
    }
    return unsqueeze(importer, b, axes);
}

//! Pow of integers, or with an exponent of another type: through floats.
Status matchTypes(Importer& importer, ElementWiseOperation operation, ITensor*& a, ITensor*& b)
{
    DataType const type = a->getType();
    if (operation == ElementWiseOperation::kPOW
        && (type != b->getType() || type == DataType::kINT32 || type == DataType::kINT64))
    {
        bool const integral = type == DataType::kINT32 || type == DataType::kINT64;
        DataType const common = integral ? DataType::kFLOAT : type;
        TENON_ASSIGN(a, cast(importer, *a, common));
        TENON_ASSIGN(b, cast(importer, *b, common));
    }
    return {};
}

//! Sizes that the model computes from numbers that it says, computed now, so that what follows from them is known while it is imported:
//! int64, of which one has one element or both have equal shapes. nullopt for all else.
Result<std::optional<Value>> computedNow(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    auto const isSmall = [](Value const& value) {
        return value.isConstant() && value.constant->weights.type == DataType::kINT64
            && value.constant->shape.size() <= 1 && value.constant->weights.count <= 64;
    };
    std::string const& op = node.op();
    bool const compares = op == "Equal" || op == "Less" || op == "Greater";
    if (node.opset() < 7 || !isSmall(inputs[0]) || !isSmall(inputs[1])
        || !(compares || op == "Add" || op == "Sub" || op == "Mul"))
    {
        return std::optional<Value>();
    }
    TENON_ASSIGN(auto const a, integersOf(*inputs[0].constant));
    TENON_ASSIGN(auto const b, integersOf(*inputs[1].constant));
    size_t const count = std::max(a.size(), b.size());
    if (a.empty() || b.empty() || (a.size() != count && a.size() != 1) || (b.size() != count && b.size() != 1))
    {
        return std::optional<Value>();
    }
    std::vector<int64_t> numbers;
    for (size_t i = 0; i < count; ++i)
    {
        // As the layer does, without overflow being undefined.
        auto const x = static_cast<uint64_t>(a[a.size() == 1 ? 0 : i]);
        auto const y = static_cast<uint64_t>(b[b.size() == 1 ? 0 : i]);
        auto const left = static_cast<int64_t>(x);
        auto const right = static_cast<int64_t>(y);
        numbers.push_back(op == "Add" ? static_cast<int64_t>(x + y)
                : op == "Sub"         ? static_cast<int64_t>(x - y)
                : op == "Mul"         ? static_cast<int64_t>(x * y)
                : op == "Equal"       ? left == right
                : op == "Less"        ? left < right
                                      : left > right);
    }
    std::vector<int64_t> const shape = inputs[0].constant->shape.size() >= inputs[1].constant->shape.size()
        ? inputs[0].constant->shape
        : inputs[1].constant->shape;
    std::vector<int64_t> const wide = shape.empty() ? shape : std::vector<int64_t>{static_cast<int64_t>(count)};
    if (compares)
    {
        std::vector<uint8_t> const truths(numbers.begin(), numbers.end());
        return std::optional<Value>(
            Value{nullptr, importer.weights().add<uint8_t>(node.name(), DataType::kBOOL, wide, truths)});
    }
    return std::optional<Value>(
        Value{nullptr, importer.weights().add<int64_t>(node.name(), DataType::kINT64, wide, numbers)});
}

//! floor(x / 2^bit), as an arithmetic shift.
Result<ITensor*> shifted(Importer& importer, ITensor& x, int32_t bit)
{
    return bit == 0 ? Result<ITensor*>(&x)
                    : elementWise(importer, x, std::ldexp(1.0, bit), ElementWiseOperation::kFLOOR_DIV);
}

//! Bit number `bit`: 0 or 1.
Result<ITensor*> bitOf(Importer& importer, ITensor& x, int32_t bit)
{
    TENON_ASSIGN(ITensor* const from, shifted(importer, x, bit));
    TENON_ASSIGN(ITensor* const above, shifted(importer, x, bit + 1));
    TENON_ASSIGN(ITensor* const twice, elementWise(importer, *above, 2.0, ElementWiseOperation::kPROD));
    return elementWise(importer, *from, *twice, ElementWiseOperation::kSUB);
}

} // namespace

Result<std::vector<Value>> importBitwise(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    // The ElementWise layer knows bits of booleans alone: numbers are taken apart, in int64.
    bool const inverts = node.op() == "BitwiseNot";
    TENON_CHECK(expectInputs(inputs, inverts ? 1 : 2, inverts ? 1 : 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    DataType const type = x->getType();
    int32_t const bits = type == DataType::kINT8 || type == DataType::kUINT8 ? 8 : type == DataType::kINT32 ? 32 : 0;
    if (bits == 0)
    {
        return base::notImplemented("{} of int64", node.op());
    }
    TENON_ASSIGN(ITensor* const a, cast(importer, *x, DataType::kINT64));
    ITensor* result = nullptr;
    if (inverts)
    {
        TENON_ASSIGN(ITensor* const all, numberLike(importer, *a, type == DataType::kUINT8 ? 255.0 : -1.0));
        TENON_ASSIGN(result, elementWise(importer, *all, *a, ElementWiseOperation::kSUB));
    }
    else
    {
        TENON_ASSIGN(ITensor * b, importer.tensor(inputs[1]));
        TENON_ASSIGN(b, cast(importer, *b, DataType::kINT64));
        for (int32_t bit = 0; bit < bits; ++bit)
        {
            TENON_ASSIGN(ITensor* const left, bitOf(importer, *a, bit));
            TENON_ASSIGN(ITensor* const right, bitOf(importer, *b, bit));
            TENON_ASSIGN(ITensor * both, elementWise(importer, *left, *right, ElementWiseOperation::kPROD));
            bool const isSign = bit == bits - 1 && type != DataType::kUINT8;
            TENON_ASSIGN(
                both, elementWise(importer, *both, std::ldexp(isSign ? -1.0 : 1.0, bit), ElementWiseOperation::kPROD));
            TENON_ASSIGN(result,
                result == nullptr ? Result<ITensor*>(both)
                                  : elementWise(importer, *result, *both, ElementWiseOperation::kSUM));
        }
        if (node.op() != "BitwiseAnd")
        {
            // a | b = a + b − a & b, and a ^ b is less by that once more.
            TENON_ASSIGN(ITensor* const sum, elementWise(importer, *a, *b, ElementWiseOperation::kSUM));
            double const times = node.op() == "BitwiseXor" ? 2.0 : 1.0;
            TENON_ASSIGN(result, elementWise(importer, *result, times, ElementWiseOperation::kPROD));
            TENON_ASSIGN(result, elementWise(importer, *sum, *result, ElementWiseOperation::kSUB));
        }
    }
    TENON_ASSIGN(result, cast(importer, *result, type));
    return valuesOf(result);
}

Result<std::vector<Value>> importElementWise(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(auto const known, computedNow(importer, node, inputs));
    if (known)
    {
        return std::vector<Value>{*known};
    }
    TENON_ASSIGN(ITensor * a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * b, importer.tensor(inputs[1]));
    ElementWiseOperation const operation = operationOf(node.op());
    DataType const type = a->getType();
    if (node.opset() < 7)
    {
        TENON_ASSIGN(b, alignedAsOld(importer, node, *a, *b));
    }
    TENON_CHECK(matchTypes(importer, operation, a, b));
    TENON_ASSIGN(ITensor * result, elementWise(importer, *a, *b, operation));
    if (operation == ElementWiseOperation::kPOW)
    {
        TENON_ASSIGN(result, cast(importer, *result, type));
    }
    return valuesOf(result);
}

Result<std::vector<Value>> importVariadic(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, SIZE_MAX));
    TENON_ASSIGN(ITensor * result, importer.tensor(inputs[0]));
    for (size_t i = 1; i < inputs.size(); ++i)
    {
        TENON_ASSIGN(ITensor* const next, importer.tensor(inputs[i]));
        TENON_ASSIGN(result, elementWise(importer, *result, *next, operationOf(node.op())));
    }
    if (node.op() == "Mean" && inputs.size() > 1)
    {
        TENON_ASSIGN(
            result, elementWise(importer, *result, static_cast<double>(inputs.size()), ElementWiseOperation::kDIV));
    }
    return std::vector<Value>{{result, nullptr}};
}

} // namespace tenon::onnx

// Operations on two values with broadcasting (Add … Xor), and on any number of them (Sum, Max, Min, Mean).
#include "onnx/ops/compose.h"

#include <algorithm>

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
    return std::find_if(std::begin(kElementWiseOps), std::end(kElementWiseOps), [&](ElementWiseOp const& each) { return each.op == op; })->operation;
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
    if (operation == ElementWiseOperation::kPOW && (type != b->getType() || type == DataType::kINT32 || type == DataType::kINT64))
    {
        bool const integral = type == DataType::kINT32 || type == DataType::kINT64;
        DataType const common = integral ? DataType::kFLOAT : type;
        TENON_ASSIGN(a, cast(importer, *a, common));
        TENON_ASSIGN(b, cast(importer, *b, common));
    }
    return {};
}

} // namespace

Result<std::vector<Value>> importElementWise(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
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
        TENON_ASSIGN(result, elementWise(importer, *result, static_cast<double>(inputs.size()), ElementWiseOperation::kDIV));
    }
    return std::vector<Value>{{result, nullptr}};
}

} // namespace tenon::onnx

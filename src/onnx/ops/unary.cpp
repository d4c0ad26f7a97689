// Operations on each value of one tensor.
#include "onnx/ops/compose.h"

#include <algorithm>

namespace tenon::onnx
{

namespace
{

struct UnaryOp
{
    std::string_view op;
    UnaryOperation operation;
};

constexpr UnaryOp kUnaryOps[]{
    {"Abs", UnaryOperation::kABS},
    {"Acos", UnaryOperation::kACOS},
    {"Acosh", UnaryOperation::kACOSH},
    {"Asin", UnaryOperation::kASIN},
    {"Asinh", UnaryOperation::kASINH},
    {"Atan", UnaryOperation::kATAN},
    {"Atanh", UnaryOperation::kATANH},
    {"Ceil", UnaryOperation::kCEIL},
    {"Cos", UnaryOperation::kCOS},
    {"Cosh", UnaryOperation::kCOSH},
    {"Erf", UnaryOperation::kERF},
    {"Exp", UnaryOperation::kEXP},
    {"Floor", UnaryOperation::kFLOOR},
    {"IsNaN", UnaryOperation::kISNAN},
    {"Log", UnaryOperation::kLOG},
    {"Neg", UnaryOperation::kNEG},
    {"Not", UnaryOperation::kNOT},
    {"Reciprocal", UnaryOperation::kRECIP},
    {"Round", UnaryOperation::kROUND},
    {"Sign", UnaryOperation::kSIGN},
    {"Sin", UnaryOperation::kSIN},
    {"Sinh", UnaryOperation::kSINH},
    {"Sqrt", UnaryOperation::kSQRT},
    {"Tan", UnaryOperation::kTAN},
};

} // namespace

Result<std::vector<Value>> importUnary(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    UnaryOp const& kind = *std::find_if(
        std::begin(kUnaryOps), std::end(kUnaryOps), [&](UnaryOp const& each) { return each.op == node.op(); });
    return importer.result(importer.network().addUnary(*input, kind.operation));
}

Result<std::vector<Value>> importIsInf(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(int64_t const negative, node.integer("detect_negative", 1));
    TENON_ASSIGN(int64_t const positive, node.integer("detect_positive", 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const infinite, unary(importer, *input, UnaryOperation::kISINF));
    if (negative != 0 && positive != 0)
    {
        return valuesOf(infinite);
    }
    bool const neither = negative == 0 && positive == 0;
    TENON_ASSIGN(ITensor * wanted,
        elementWise(
            importer, *input, 0.0, negative != 0 ? ElementWiseOperation::kLESS : ElementWiseOperation::kGREATER));
    if (neither)
    {
        TENON_ASSIGN(wanted, elementWise(importer, *infinite, *infinite, ElementWiseOperation::kXOR));
    }
    return importer.result(importer.network().addElementWise(*infinite, *wanted, ElementWiseOperation::kAND));
}

} // namespace tenon::onnx

// Operations on each value of one tensor.
#include "onnx/importer.h"

#include <algorithm>

namespace tenon::onnx
{

using nvinfer1::UnaryOperation;

namespace
{

struct Kind
{
    std::string_view op;
    UnaryOperation operation;
};

constexpr Kind kKinds[]{
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
    Kind const& kind = *std::find_if(std::begin(kKinds), std::end(kKinds), [&](Kind const& each) { return each.op == node.op(); });
    return importer.result(importer.network().addUnary(*input, kind.operation));
}

Result<std::vector<Value>> importIsInf(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(int64_t const negative, node.integer("detect_negative", 1));
    TENON_ASSIGN(int64_t const positive, node.integer("detect_positive", 1));
    if (negative != 1 || positive != 1)
    {
        return base::notImplemented("IsInf of one sign only");
    }
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    return importer.result(importer.network().addUnary(*input, UnaryOperation::kISINF));
}

} // namespace tenon::onnx

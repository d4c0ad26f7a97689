// Operations on two values with broadcasting (Add … Xor), and on any number of them (Sum, Max, Min, Mean).
#include "onnx/importer.h"

#include <algorithm>

namespace tenon::onnx
{

using nvinfer1::ElementWiseOperation;
using nvinfer1::ITensor;

namespace
{

struct Kind
{
    std::string_view op;
    ElementWiseOperation operation;
};

constexpr Kind kKinds[]{
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
    return std::find_if(std::begin(kKinds), std::end(kKinds), [&](Kind const& each) { return each.op == op; })->operation;
}

Result<ITensor*> combine(Importer& importer, ITensor* a, ITensor* b, ElementWiseOperation operation)
{
    TENON_CHECK(importer.matchRanks(a, b));
    return importer.output(importer.network().addElementWise(*a, *b, operation));
}

} // namespace

Result<std::vector<Value>> importElementWise(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const b, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const result, combine(importer, a, b, operationOf(node.op())));
    return std::vector<Value>{{result, nullptr}};
}

Result<std::vector<Value>> importVariadic(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, SIZE_MAX));
    TENON_ASSIGN(ITensor * result, importer.tensor(inputs[0]));
    for (size_t i = 1; i < inputs.size(); ++i)
    {
        TENON_ASSIGN(ITensor* const next, importer.tensor(inputs[i]));
        TENON_ASSIGN(result, combine(importer, result, next, operationOf(node.op())));
    }
    if (node.op() == "Mean" && inputs.size() > 1)
    {
        Constant const* const count = importer.weights().add<float>(
            node.name() + " count", nvinfer1::DataType::kFLOAT, {}, {static_cast<float>(inputs.size())});
        TENON_ASSIGN(ITensor* const divisor, importer.tensor({nullptr, count}));
        TENON_ASSIGN(result, combine(importer, result, divisor, ElementWiseOperation::kDIV));
    }
    return std::vector<Value>{{result, nullptr}};
}

} // namespace tenon::onnx

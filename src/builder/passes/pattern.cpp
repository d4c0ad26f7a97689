#include "builder/passes/pattern.h"

#include "builder/passes/pattern_parser.h"

#include "ops/activation/activation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/normalization/normalization.h"
#include "ops/reduce/reduce.h"
#include "ops/select/select.h"
#include "ops/softmax/softmax.h"
#include "ops/unary/unary.h"

#include <algorithm>
#include <cmath>

namespace tenon::builder
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using Node = Pattern::Node;

constexpr float kTolerance = 1e-4F;

template <typename Kind>
struct Named
{
    char const* function;
    Kind kind;
};

constexpr Named<ElementWiseOperation> kElementWise[]{{"add", ElementWiseOperation::kSUM},
    {"mul", ElementWiseOperation::kPROD}, {"sub", ElementWiseOperation::kSUB}, {"div", ElementWiseOperation::kDIV},
    {"pow", ElementWiseOperation::kPOW}, {"min", ElementWiseOperation::kMIN}, {"max", ElementWiseOperation::kMAX}};
constexpr Named<UnaryOperation> kUnary[]{{"erf", UnaryOperation::kERF}, {"sqrt", UnaryOperation::kSQRT},
    {"recip", UnaryOperation::kRECIP}, {"exp", UnaryOperation::kEXP}, {"abs", UnaryOperation::kABS},
    {"neg", UnaryOperation::kNEG}};
constexpr Named<ActivationType> kActivation[]{
    {"tanh", ActivationType::kTANH}, {"sigmoid", ActivationType::kSIGMOID}, {"relu", ActivationType::kRELU}};

template <typename Kind, size_t kCount>
std::optional<Kind> kindOf(Named<Kind> const (&list)[kCount], std::string const& function)
{
    auto const found = std::find_if(
        std::begin(list), std::end(list), [&](Named<Kind> const& each) { return function == each.function; });
    return found == std::end(list) ? std::nullopt : std::optional<Kind>(found->kind);
}

bool isElementWise(Op const& op, ElementWiseOperation kind)
{
    auto const* const elementWise = dynamic_cast<ops::ElementWiseOp const*>(&op);
    return elementWise != nullptr && elementWise->params.operation == kind;
}

bool isClose(float a, float b)
{
    return std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b));
}

//! True if the operation is the function, apart from its arguments.
bool isFunction(Op const& op, std::string const& name)
{
    if (auto const kind = kindOf(kElementWise, name))
    {
        return isElementWise(op, *kind);
    }
    if (auto const kind = kindOf(kUnary, name))
    {
        auto const* const unary = dynamic_cast<ops::UnaryOp const*>(&op);
        return unary != nullptr && unary->params.operation == *kind;
    }
    if (auto const kind = kindOf(kActivation, name))
    {
        auto const* const activation = dynamic_cast<ops::ActivationOp const*>(&op);
        return activation != nullptr && activation->params.type == *kind;
    }
    size_t const rank = op.outputs[0]->dims.size();
    if (name == "mean")
    {
        auto const* const reduce = dynamic_cast<ops::ReduceOp const*>(&op);
        return reduce != nullptr && reduce->params.operation == nvinfer1::ReduceOperation::kAVG
            && reduce->params.keepDimensions && rank > 0 && reduce->params.axes == 1U << (rank - 1);
    }
    if (name == "softmax")
    {
        auto const* const softmax = dynamic_cast<ops::SoftMaxOp const*>(&op);
        return softmax != nullptr && softmax->params.axis == static_cast<int32_t>(rank) - 1;
    }
    if (name == "layernorm")
    {
        auto const* const norm = dynamic_cast<ops::NormalizationOp const*>(&op);
        return norm != nullptr && norm->inputs.size() == 3 && norm->params.groups == 1 && rank > 0
            && norm->params.axes == 1U << (rank - 1);
    }
    if (name == "matmul" || name == "matmulnt")
    {
        auto const wanted = name == "matmul" ? nvinfer1::MatrixOperation::kNONE : nvinfer1::MatrixOperation::kTRANSPOSE;
        auto const* const product = dynamic_cast<ops::MatrixMultiplyOp const*>(&op);
        return product != nullptr && product->params.bias.empty() && product->params.activation.none()
            && product->inputs.size() == 2 && product->params.operation0 == nvinfer1::MatrixOperation::kNONE
            && product->params.operation1 == wanted;
    }
    return name == "select" && dynamic_cast<ops::SelectOp const*>(&op) != nullptr;
}

class PatternMatcher
{
public:
    std::optional<Match> run(Node const& pattern, Op& root)
    {
        Match found;
        return root.outputs.size() == 1 && matches(pattern, *root.outputs[0], found)
            ? std::optional<Match>(std::move(found))
            : std::nullopt;
    }

private:
    //! Adds to `found` what it bound; on failure `found` holds anything.
    bool matches(Node const& pattern, Tensor& tensor, Match& found)
    {
        switch (pattern.kind)
        {
        case Node::Kind::kNUMBER:
        {
            auto const number = numberIn(tensor);
            return number && isClose(*number, pattern.number);
        }
        case Node::Kind::kNUMBER_OF_NAME: return numberIn(tensor) && binds(pattern.name, tensor, found);
        case Node::Kind::kCONSTANT:
            return tensor.constant && tensor.producer == nullptr && binds(pattern.name, tensor, found);
        case Node::Kind::kANY: return binds(pattern.name, tensor, found);
        case Node::Kind::kFUNCTION: break;
        }
        Op* const op = tensor.producer;
        if (op == nullptr || op->outputs.size() != 1
            || std::find(op->inputs.begin(), op->inputs.end(), nullptr) != op->inputs.end())
        {
            return false;
        }
        if (std::find(found.ops.begin(), found.ops.end(), op) == found.ops.end())
        {
            found.ops.push_back(op);
        }
        return matchesFunction(pattern, *op, found);
    }

    static bool binds(std::string const& name, Tensor& tensor, Match& found)
    {
        return found.tensors.try_emplace(name, &tensor).first->second == &tensor;
    }

    bool matchesFunction(Node const& pattern, Op& op, Match& found)
    {
        std::vector<Node> const& wanted = pattern.arguments;
        if (pattern.name == "square")
        {
            return isPower(op, 2.0F) ? matches(wanted[0], *op.inputs[0], found)
                                     : isElementWise(op, ElementWiseOperation::kPROD) && op.inputs[0] == op.inputs[1]
                    && matches(wanted[0], *op.inputs[0], found);
        }
        if (pattern.name == "cube")
        {
            Node const square{Node::Kind::kFUNCTION, "square", 0.0F, {wanted[0]}};
            return isPower(op, 3.0F)
                ? matches(wanted[0], *op.inputs[0], found)
                : isElementWise(op, ElementWiseOperation::kPROD) && inEitherOrder(square, wanted[0], op, found);
        }
        if (isFunction(op, pattern.name) && op.inputs.size() == wanted.size())
        {
            bool const commutes =
                pattern.name == "add" || pattern.name == "mul" || pattern.name == "min" || pattern.name == "max";
            return commutes ? inEitherOrder(wanted[0], wanted[1], op, found) : inOrder(wanted, op, found);
        }
        return pattern.name == "mul" && isElementWise(op, ElementWiseOperation::kDIV)
            && matchesQuotient(wanted, op, found);
    }

    static bool isPower(Op const& op, float exponent)
    {
        auto const number = isElementWise(op, ElementWiseOperation::kPOW) ? numberIn(*op.inputs[1]) : std::nullopt;
        return number && *number == exponent;
    }

    //! x · number as x / (1 / number).
    bool matchesQuotient(std::vector<Node> const& wanted, Op& op, Match& found)
    {
        size_t const number = wanted[0].kind == Node::Kind::kNUMBER ? 0 : 1;
        auto const divisor = numberIn(*op.inputs[1]);
        return wanted[number].kind == Node::Kind::kNUMBER && divisor && isClose(1.0F / *divisor, wanted[number].number)
            && matches(wanted[1 - number], *op.inputs[0], found);
    }

    bool inOrder(std::vector<Node> const& wanted, Op& op, Match& found)
    {
        for (size_t i = 0; i < wanted.size(); ++i)
        {
            if (!matches(wanted[i], *op.inputs[i], found))
            {
                return false;
            }
        }
        return true;
    }

    bool inEitherOrder(Node const& first, Node const& second, Op& op, Match& found)
    {
        Match const before = found;
        if (matches(first, *op.inputs[0], found) && matches(second, *op.inputs[1], found))
        {
            return true;
        }
        found = before;
        return matches(first, *op.inputs[1], found) && matches(second, *op.inputs[0], found);
    }
};

//! True if nobody but the match sees what its operations but the root make, and the user asked nothing of any of them.
bool isClosed(Match const& match)
{
    for (size_t i = 0; i < match.ops.size(); ++i)
    {
        Op const& op = *match.ops[i];
        Tensor const& output = *op.outputs[0];
        bool const asked = op.requestedPrecision
            || std::any_of(op.requestedOutputTypes.begin(), op.requestedOutputTypes.end(),
                [](auto const& type) { return type.has_value(); });
        bool const seen = i > 0
            && (graph::isKept(output) || output.dynamicRange
                || std::any_of(output.consumers.begin(), output.consumers.end(), [&](Op* consumer) {
                       return std::find(match.ops.begin(), match.ops.end(), consumer) == match.ops.end();
                   }));
        if (asked || seen || !base::isFloating(output.type))
        {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<float> numberIn(Tensor const& tensor)
{
    if (!tensor.constant || tensor.constant->count != 1 || !base::isFloating(tensor.type))
    {
        return std::nullopt;
    }
    auto const floats = graph::toFloat(*tensor.constant);
    return floats.ok() ? std::optional<float>(floats->floats()[0]) : std::nullopt;
}

float Match::number(std::string_view name) const
{
    auto const found = tensors.find(name);
    return found == tensors.end() ? 0.0F : numberIn(*found->second).value_or(0.0F);
}

Result<Pattern> Pattern::parse(std::string_view text)
{
    Pattern pattern;
    TENON_ASSIGN(pattern.root_, parsePattern(text));
    return pattern;
}

std::optional<Match> Pattern::match(Op& root) const
{
    std::optional<Match> found = PatternMatcher().run(root_, root);
    return found && isClosed(*found) ? std::move(found) : std::nullopt;
}

void replaceMatch(Graph& network, Match const& match, Tensor& result)
{
    Tensor& before = *match.ops.front()->outputs[0];
    std::string const name = before.name;
    result.type = before.type;
    result.dims = before.dims;
    result.dimensionNames = before.dimensionNames;
    result.allowedFormats = before.allowedFormats;
    result.dynamicRange = before.dynamicRange;
    result.broadcastAcrossBatch = before.broadcastAcrossBatch;
    result.isDebug = before.isDebug;
    network.replaceUses(before, result);
    // From the root on: each operation's users are gone before it goes itself.
    std::vector<Op*> left = match.ops;
    while (!left.empty())
    {
        auto const unused =
            std::find_if(left.begin(), left.end(), [](Op const* op) { return op->outputs[0]->consumers.empty(); });
        if (unused == left.end())
        {
            break;
        }
        network.removeOp(**unused);
        left.erase(unused);
    }
    result.name = name;
}

} // namespace tenon::builder
